"""Trained models: which exist, which one serves, who signed it. This is the truth for serving."""
