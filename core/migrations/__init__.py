"""The history of the schema; `serving.schema` runs it."""
