"""Machine learning over the domain's values: no database, no web, no environment."""
