"""What is to be staffed as matching sees it, the rule language, and the port to the matcher."""
