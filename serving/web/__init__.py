"""Pages that are not the API: the console, sign-in by link, API docs, health."""
