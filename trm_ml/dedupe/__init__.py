"""Who is the same person: blocking, pair comparison, pair model, clusters; on plain arrays."""
