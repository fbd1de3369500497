"""Values of the relation slice: what sources state, and the one track it adds up to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from core.errors import Conflict, NotFound, Refused
from core.profile.types import Channel


class Kind(StrEnum):
    """How somebody stands to the company; several hold at once."""

    PROSPECT = "prospect"
    APPLICANT = "applicant"
    INTERN = "intern"
    CONTRACTOR = "contractor"
    EMPLOYEE = "employee"
    ALUMNUS = "alumnus"
    REFERRER = "referrer"


class Stage(StrEnum):
    """Where somebody is on the one track."""

    PROSPECT = "prospect"
    APPLICANT = "applicant"
    INTERN = "intern"
    CONTRACTOR = "contractor"
    EMPLOYEE = "employee"
    ALUMNUS = "alumnus"


class Flaw(StrEnum):
    """What is wrong with a statement, in words for whoever made it."""

    ENDS_FIRST = "it ends before it begins"
    TOO_FAR = "it begins more than two years from now"
    EMPLOYED_ALREADY = "this person is employed in that time already; end that first"
    STILL_EMPLOYED = "this person is still employed then; end the employment instead"
    NEVER_EMPLOYED = "nothing says that this person ever worked here"
    NO_REASON = "a correction needs a reason"


class SourceFlaw(StrEnum):
    """What is wrong with how a source is set up, in words for whoever did it."""

    CHANNEL = "no rows come by this channel"
    FIELD = "a column is mapped to a field that rows of this channel do not have"
    TEAM = "there is no such team"


class RelationshipInvalid(Refused):
    """A statement that cannot be meant so; ``reasons`` say why."""

    code = "relationship-invalid"


class RelationshipOver(Conflict):
    """It has ended, or was taken back, already."""

    code = "relationship-over"


class SourceUnknown(NotFound):
    """A source that nobody has set up."""

    code = "source-unknown"


class SourceInvalid(Refused):
    """A source that cannot be set up so."""

    code = "source-invalid"


@dataclass(frozen=True, slots=True)
class Source:
    """Where people come from: its channel says what its rows mean, ``mapping`` what columns mean.

    New people of it belong to ``team_id``; ``ownership_days`` is how long an agency's claim lasts.
    """

    name: str
    channel: Channel
    mapping: Mapping[str, str]
    team_id: str | None
    ownership_days: int
    version: int
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Statement:
    """What a source says of one person, as of ``at``.

    ``key`` is the source's own name for it (an employee number); a later statement under the same
    source, key and kind takes its place. ``since`` ``None`` means that the source does not say.
    """

    kind: Kind
    source: str
    key: str
    at: datetime
    since: datetime | None = None
    until: datetime | None = None
    label: str = ""
    record_id: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Relationship:
    """A statement as it is kept; ``retracted_at`` is set when another took its place.

    ``missed_at`` is when a complete list of its source first lacked the person.
    """

    id: str
    talent_id: str
    kind: Kind
    source: str
    key: str
    since: datetime
    until: datetime | None
    label: str
    record_id: str
    stated_at: datetime
    recorded_at: datetime
    actor_id: str
    reason: str
    missed_at: datetime | None = None
    retracted_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that a source tells to have happened with a person.

    ``key`` is the source's own name for it; ``ahead`` lets it lie in the future (an interview).
    """

    source: str
    key: str
    kind: str
    at: datetime
    summary: str = ""
    direction: str = "none"
    channel: str = ""
    record_id: str = ""
    ahead: bool = False


class ApplicationStage(StrEnum):
    """Where an application stands, whatever its ATS calls it; ``unknown`` keeps the ATS's word."""

    APPLIED = "applied"
    SCREENING = "screening"
    INTERVIEW = "interview"
    OFFER = "offer"
    HIRED = "hired"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Application:
    """One application as its ATS tells it, as of ``stated_at``; ours is a copy to be read.

    ``stage_written`` is the ATS's own word; ``ended_at`` is set when nothing follows any more.
    """

    talent_id: str
    source: str
    key: str
    job: str
    job_key: str
    stage: ApplicationStage
    stage_written: str
    applied_at: datetime
    changed_at: datetime
    ended_at: datetime | None
    stated_at: datetime
    record_id: str = ""
    id: str = ""


class ClaimStanding(StrEnum):
    """What an agency's submission came to."""

    OWNER = "owner"  # the first to name somebody unknown: theirs until the period ends
    SECOND = "second"  # another agency's period runs
    KNOWN = "known"  # the company knew this person from elsewhere
    REPEATED = "repeated"  # the same agency again, while its period runs: not prolonged


@dataclass(frozen=True, slots=True)
class NewClaim:
    """An agency's submission of a person."""

    source: str
    key: str
    at: datetime
    days: int
    record_id: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """An agency's submission and what it came to; only an owner's has ``until``."""

    id: str
    talent_id: str
    source: str
    key: str
    at: datetime
    until: datetime | None
    standing: ClaimStanding
    record_id: str


@dataclass(frozen=True, slots=True)
class Referral:
    """Who suggested whom, and when; ``referrer_id`` is empty once the referrer is gone."""

    id: str
    talent_id: str
    referrer_id: str
    source: str
    key: str
    at: datetime
    job: str
    note: str
    record_id: str


@dataclass(frozen=True, slots=True)
class Step:
    """A time on the track; ``corrective`` marks a change that does not happen by itself."""

    stage: Stage
    since: datetime
    until: datetime | None
    corrective: bool = False


@dataclass(frozen=True, slots=True)
class Lifecycle:
    """Where somebody is, how long, and how they came there; ``boomerang`` came back as employee."""

    stage: Stage
    since: datetime
    days: int
    boomerang: bool
    steps: tuple[Step, ...]


class Why(StrEnum):
    """Why a complete list ends nobody's employment."""

    REFUSED_ROWS = "refused-rows"
    TOO_MANY = "too-many-missing"


@dataclass(frozen=True, slots=True)
class Absences:
    """What a complete list of employees says by what it lacks.

    ``missing`` were lacked for the first time and stay; ``ended`` were lacked before and have left.
    ``why`` says why nothing was concluded, and is ``None`` otherwise.
    """

    known: int
    missing: tuple[str, ...] = ()
    ended: tuple[str, ...] = ()
    why: Why | None = None
