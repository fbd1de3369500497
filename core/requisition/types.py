"""Values of the requisition slice."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from core.pool.types import Match, MatchList, Position, Requirement, RequirementKind


class JobStatus(StrEnum):
    """Whether people are looked for."""

    OPEN = "open"
    PAUSED = "paused"
    CLOSED = "closed"


class Verdict(StrEnum):
    """What a person said of a person put forward."""

    ACCEPT = "accept"
    MAYBE = "maybe"
    REJECT = "reject"


class ListKind(StrEnum):
    """Which list is asked for; so far only ``best`` is made."""

    BEST = "best"
    ADJACENT = "adjacent"
    ALUMNI = "alumni"
    INTERNAL = "internal"


class Origin(StrEnum):
    """Where a requirement comes from: the JD, the JD corrected by hand, or the hand alone."""

    PARSED = "parsed"
    EDITED = "edited"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class RequirementEdit:
    """What the recruiter wants of one requirement, whatever the JD says.

    ``dropped`` takes it out; otherwise it is asked for with this ``must`` and ``weight``. ``added``
    tells one that the JD never named: it stays through every version.
    """

    kind: RequirementKind
    key: str
    label: str = ""
    must: bool = True
    weight: float = 1.0
    dropped: bool = False
    added: bool = False


@dataclass(frozen=True, slots=True)
class JdVersion:
    """One text of a job and what was read from it; never changed once written."""

    id: str
    job_id: str
    number: int
    title: str
    text: str
    parsed: Position
    created_at: datetime
    created_by: str


@dataclass(frozen=True, slots=True)
class Job:
    """A job with its current JD. ``version`` counts changes and is the ETag."""

    id: str
    title: str
    status: JobStatus
    team_id: str | None
    hiring_manager_id: str | None
    owner_id: str | None
    source: str
    external_id: str
    invented: bool
    version: int
    created_at: datetime
    updated_at: datetime
    jd: JdVersion
    edits: tuple[RequirementEdit, ...] = ()


@dataclass(frozen=True, slots=True)
class NewJob:
    """A job to be opened. With ``external_id`` the same job from the same source comes once."""

    title: str
    text: str
    parsed: Position
    team_id: str | None = None
    hiring_manager_id: str | None = None
    source: str = "manual"
    external_id: str = ""
    status: JobStatus = JobStatus.OPEN
    invented: bool = False


@dataclass(frozen=True, slots=True)
class NewVersion:
    """A new text for a job, and what was read from it; an empty title leaves the old one."""

    text: str
    parsed: Position
    title: str = ""


@dataclass(frozen=True, slots=True)
class Unset:
    """Tells "not mentioned" from "set to nothing"."""


UNSET = Unset()


@dataclass(frozen=True, slots=True)
class JobEdit:
    """What to change in a job; what is ``UNSET`` is not touched."""

    title: str | Unset = UNSET
    status: JobStatus | Unset = UNSET
    team_id: str | Unset | None = UNSET
    hiring_manager_id: str | Unset | None = UNSET
    requirements: tuple[Requirement, ...] | Unset = UNSET


@dataclass(frozen=True, slots=True)
class JobPage:
    """One page of jobs; ``total`` counts all that fit."""

    jobs: tuple[Job, ...]
    next_cursor: str | None
    total: int


@dataclass(frozen=True, slots=True)
class NewShortlist:
    """A search and its answer, to be stored as they are.

    ``jd_version`` is the one that ``position`` was made from; 0 stands for the current one.
    """

    position: Position
    where: str
    top: int
    answer: MatchList
    kind: ListKind = ListKind.BEST
    considered: int | None = None
    jd_version: int = 0


@dataclass(frozen=True, slots=True)
class Shortlist:
    """A stored search: the position as it was asked, and every score with what it was made of.

    ``considered`` is ``None`` when the maker does not see everybody.
    """

    id: str
    job_id: str
    jd_version: int
    kind: ListKind
    where: str
    top: int
    position: Position
    model_version: str
    feature_names: tuple[str, ...]
    notices: tuple[str, ...]
    considered: int | None
    retrieved: int
    timings_ms: Mapping[str, float]
    created_at: datetime
    created_by: str
    rows: tuple[Match, ...] = ()


@dataclass(frozen=True, slots=True)
class ShortlistSummary:
    """A stored shortlist without its people, and how far the decisions are."""

    id: str
    job_id: str
    job_title: str
    jd_version: int
    kind: ListKind
    where: str
    top: int
    model_version: str
    created_at: datetime
    created_by: str
    people: int
    decided: int
    accepted: int


@dataclass(frozen=True, slots=True)
class NewDecision:
    """What somebody decided about one person of a shortlist.

    ``shown_rank`` is where the person stood on the screen; 0 stands for the stored rank.
    """

    talent_id: str
    verdict: Verdict
    reason: str = ""
    profile_opened: bool = False
    shown_rank: int = 0


@dataclass(frozen=True, slots=True)
class Decision:
    """One entry of the history. ``shown_rank`` is where the person stood when it was made."""

    id: str
    shortlist_id: str
    job_id: str
    talent_id: str
    verdict: Verdict
    reason: str
    shown_rank: int
    profile_opened: bool
    decided_by: str
    decided_at: datetime


@dataclass(frozen=True, slots=True)
class Wanted:
    """A requirement as it is asked for, and where it comes from."""

    requirement: Requirement
    origin: Origin = field(default=Origin.PARSED)
