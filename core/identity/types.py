"""Values of the identity slice."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from core.errors import Conflict, Refused, Unavailable


class PairState(StrEnum):
    """What is known of a pair; every decision can be taken back."""

    OPEN = "open"
    SAME = "same"
    DIFFERENT = "different"
    SKIPPED = "skipped"


class Band(StrEnum):
    """What the engine proposes: to merge, or that a person looks at it."""

    MERGE = "merge"
    REVIEW = "review"


class FoundBy(StrEnum):
    """What brought a pair up: a run over everybody, or the check of somebody who came in."""

    RUN = "run"
    ARRIVAL = "arrival"


class PairDecided(Conflict):
    """The pair was decided; the decision has to be taken back before another is made."""

    code = "pair-decided"


class NothingLearned(Unavailable):
    """No run has taken place yet, so nothing is known of how telling each field is."""

    code = "no-dedupe-run"


class SamePerson(Refused):
    """A person was to be compared with themselves."""

    code = "same-person"


@dataclass(frozen=True, slots=True)
class Finding:
    """What one field says of a pair.

    ``weight`` is in nats of log odds, negative against one person; ``share`` is how many of the
    people hold the agreed value, ``None`` where the values are not the same.
    """

    field: str
    level: str
    weight: float
    share: float | None = None


@dataclass(frozen=True, slots=True)
class NewPair:
    """A pair as the engine found it; people by their internal numbers, the smaller first."""

    talent_number: int
    other_number: int
    probability: float
    band: Band
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """Which pairs are asked for; ``None`` asks for any."""

    state: PairState | None = None
    band: Band | None = None
    talent_number: int | None = None


ANY = Asked()


@dataclass(frozen=True, slots=True)
class Pair:
    """Two people who may be one.

    ``pattern`` names how the fields agree; ``usefulness`` falls with every verdict on its like.
    """

    id: str
    talent_id: str
    other_id: str
    probability: float
    band: Band
    findings: tuple[Finding, ...]
    pattern: str
    usefulness: float
    state: PairState
    found_by: FoundBy
    found_at: datetime
    decided_by: str
    decided_at: datetime | None
    version: int


@dataclass(frozen=True, slots=True)
class Run:
    """One run over everybody: what it saw and what it found.

    ``change`` is the number of the last change it knew, ``checked`` that of the last one that was
    compared since; ``weights`` is what it learned, without a word of anybody's data.
    """

    id: str
    at: datetime
    change: int
    checked: int
    people: int
    compared: int
    proposed: int
    to_review: int
    verdicts: int
    blocking_recall: float
    weights: str
