"""Which pairs of people may be one person, how likely and why, and what people said of them.

A run of the engine refreshes what is open; what somebody decided stays, binds later runs and
teaches them. Nobody is merged here.
"""
