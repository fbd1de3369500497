"""Who may come in and what they may do: accounts, teams, sessions, API tokens, one-time links."""
