"""What comes in by public forms: read, checked, and taken in through the one door."""
