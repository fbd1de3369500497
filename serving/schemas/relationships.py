"""Relationships and the lifecycle as the API speaks of them."""

from core.relation.types import ApplicationStage, ClaimStanding, Kind, Stage
from serving.schemas.common import Body, Flag, Line, OptionalLine, Out, Time, When


class RelationshipOut(Out):
    """What one source states of how a person stands to the company.

    ``until`` is null while it lasts. ``missed_at`` is since when a complete list of the source
    lacks the person; ``retracted_at`` is since when the statement is believed no more.
    """

    id: str
    kind: Kind
    source: str
    since: Time
    until: Time | None
    label: str
    reason: str
    stated_at: Time
    recorded_at: Time
    missed_at: Time | None
    retracted_at: Time | None


class StepOut(Out):
    """A time on the track; a ``corrective`` step does not follow from the one before by itself."""

    stage: Stage
    since: Time
    until: Time | None
    corrective: bool


class LifecycleOut(Out):
    """Where a person is on the track from prospect to employee, alumnus and back, and how long."""

    stage: Stage
    since: Time
    days: int
    boomerang: bool
    steps: list[StepOut]


class RelationshipsOut(Out):
    """The lifecycle of a person, and every statement it is derived from, latest first."""

    talent_id: str
    lifecycle: LifecycleOut
    relationships: list[RelationshipOut]


class RelationshipBody(Body):
    """A relationship stated by hand; ``since`` is now unless said.

    ``corrective``, with its reason, states what would not happen by itself, such as a second
    employment at the same time.
    """

    kind: Kind
    since: When | None = None
    until: When | None = None
    label: OptionalLine = ""
    corrective: Flag = False
    reason: OptionalLine = ""


class EndBody(Body):
    """Since when a relationship is over."""

    until: When
    reason: OptionalLine = ""


class TakeBackBody(Body):
    """Why a statement was wrong."""

    reason: Line


class MissingOut(Out):
    """An employee whom a complete list of their source lacks; a second one ends the employment."""

    talent_id: str
    name: str
    relationship: RelationshipOut


class ApplicationOut(Out):
    """An application as its ATS told it last; its steps are on the timeline.

    ``stage`` is ours, ``stage_written`` the ATS's own word; ``ended_at`` is null while it is open.
    """

    id: str
    source: str
    job: str
    job_key: str
    stage: ApplicationStage
    stage_written: str
    applied_at: Time
    changed_at: Time
    ended_at: Time | None
    stated_at: Time


class ClaimOut(Out):
    """An agency's submission and what it came to; only an ``owner`` has ``until``."""

    id: str
    source: str
    at: Time
    until: Time | None
    standing: ClaimStanding


class ReferralOut(Out):
    """Who suggested whom; a side that the caller may not see, or that is gone, is empty."""

    id: str
    talent_id: str
    referrer_id: str
    source: str
    at: Time
    job: str
    note: str
