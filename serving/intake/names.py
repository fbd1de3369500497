"""Whose telephone it is: two names that can hardly be one person's are two people's."""


def apart(one: str, other: str) -> bool:
    """Say whether two names can hardly be one person's, in any of their scripts and readings."""
    from trm_ml.dedupe.name_column import apart as by_reading

    return by_reading(one, other)
