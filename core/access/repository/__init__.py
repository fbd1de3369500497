"""All SQL of the access slice."""
