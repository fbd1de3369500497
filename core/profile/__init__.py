"""People: immutable source records, and the talent derived from them with provenance."""
