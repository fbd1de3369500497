"""What the domain asks of machine learning."""

from typing import Protocol

from core.pool.rules import Rule
from core.pool.types import Match, MatchList, Position, WhyNot


class Matcher(Protocol):
    """Ranks people for a position. Holds the population itself; hits are ids to be re-read."""

    def match(self, position: Position, *, where: Rule | None, limit: int) -> MatchList:
        """Return at most ``limit`` matches, best first, ties by talent id, reasons included.

        Raises:
            Unavailable: no population is loaded (``code`` ``index-missing``), or it is rebuilding.
        """
        ...

    def why_not(
        self, position: Position, talent_id: str, *, where: Rule | None, limit: int
    ) -> WhyNot:
        """Say why ``talent_id`` is not among the first ``limit``."""
        ...

    def score(self, position: Position, talent_ids: list[str]) -> list[Match]:
        """Score given people, in the order given; unknown ids are left out."""
        ...
