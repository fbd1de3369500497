"""Files into people and jobs: reading tables and documents, mapping columns, runs that resume."""
