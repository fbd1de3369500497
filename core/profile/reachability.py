"""How likely a person is to be reached: kept apart from fit, and never part of an order."""

from dataclasses import dataclass
from datetime import datetime

from core.profile.types import Facts

HALF_LIFE_MONTHS = 6.0
ONE_CHANNEL = 0.8
NEVER_HEARD_FROM = 0.5
DAYS_A_MONTH = 30.44


@dataclass(frozen=True, slots=True)
class Reachability:
    """How well somebody can be reached.

    ``score`` lies in [0, 1]; ``channels`` are among ``email`` and ``phone``.
    ``months_since_active`` is since the last interaction, ``None`` if there never was one.
    """

    score: float
    channels: tuple[str, ...]
    months_since_active: float | None


def reachability(facts: Facts, last_active_at: datetime | None, now: datetime) -> Reachability:
    """Return availability of channels times a half-life of `HALF_LIFE_MONTHS` since last heard of.

    Two channels count 1, one `ONE_CHANNEL`, none 0. Somebody never heard from counts as if one
    half-life had passed; a time in the future counts as now.

    Example:
        >>> from datetime import UTC
        >>> now = datetime(2026, 6, 1, tzinfo=UTC)
        >>> reachability(Facts(emails=("li@example.org",)), now, now).score
        0.8
    """
    channels = tuple(
        name for name, known in (("email", facts.emails), ("phone", facts.phones)) if known
    )
    open_to = (0.0, ONE_CHANNEL, 1.0)[len(channels)]
    if last_active_at is None:
        return Reachability(open_to * NEVER_HEARD_FROM, channels, None)
    months = max(0.0, (now - last_active_at).total_seconds() / 86_400 / DAYS_A_MONTH)
    return Reachability(open_to * 0.5 ** (months / HALF_LIFE_MONTHS), channels, months)
