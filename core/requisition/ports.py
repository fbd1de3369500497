"""What the slice asks of others."""

from typing import Protocol

from core.pool.types import Position


class JdReader(Protocol):
    """Reads what a job asks for from its text."""

    def __call__(self, text: str, *, title: str = "") -> Position:
        """Return the position; one without requirements if nothing known was found."""
        ...
