"""All SQL of the slice: `jobs` with their descriptions, `shortlists` with their decisions."""
