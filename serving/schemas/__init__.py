"""What the API speaks: one file of pydantic models a slice."""
