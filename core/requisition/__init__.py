"""Jobs, their descriptions, stored shortlists and what people decided.

What the recruiter edited is kept apart from what was read from the JD. Stored scores never change.
Decisions are only ever added, and change nothing by themselves.
"""
