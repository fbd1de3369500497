"""Everything that runs: settings, wiring, API, pages, worker, command line."""
