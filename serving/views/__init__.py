"""How values look to a reader: plain dicts, ready for JSON, the same for the API and ``--json``.

They are built by hand and not by pydantic, which costs five times as much on a page of people; the
tests hold every one of them against its schema.
"""
