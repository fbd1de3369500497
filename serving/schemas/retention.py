"""Retention as the API speaks of it."""

from datetime import date

from pydantic import Field

from core.consent.types import Region, Relationship, Stage
from serving.schemas.common import Body, Flag, Line, OptionalLine, Out, Reference, Time, When, Words


class HoldOut(Out):
    """A reason to keep somebody past their time, with an end."""

    id: str
    reason: str
    since: Time
    until: Time
    released_at: Time | None
    actor_id: str


class DueOut(Out):
    """When a time is over and what decides it; ``on`` is null for an employee."""

    on: date | None
    ground: str
    region: Region
    days: int | None
    since: Time
    text: Words


class RetentionOut(Out):
    """Where a person stands on the way to erasure.

    ``erase_on`` is the first day they may not be kept any more: never before 30 days' notice, never
    while a hold lasts. ``holds`` are all there ever were, newest first.
    """

    talent_id: str
    stage: Stage
    due: DueOut
    noticed_at: Time | None
    erase_on: date | None
    hold: HoldOut | None
    holds: list[HoldOut]


class ReviewedOut(Out):
    """A person on the review list."""

    talent_id: str
    name: str
    stage: Stage
    due: DueOut
    noticed_at: Time | None
    erase_on: date | None
    hold: HoldOut | None


class HoldBody(Body):
    """Why and until when somebody is kept past their time."""

    reason: Line
    until: When


class StandingBody(Body):
    """How somebody stands to the company, since when, and until when if that is over."""

    relationship: Relationship
    since: When
    ended: When | None = None


class LeavingBody(Body):
    """That an employee left; keeping the CV for another time needs a consent of its own.

    Without ``rehire`` the answer is no, and the clock of an alumnus begins.
    """

    left_at: When
    rehire: Flag = False
    wording_id: Reference | None = None
    proof: OptionalLine = ""


class RetentionRuleOut(Out):
    """How many days one ground lasts in one region."""

    region: Region
    ground: str
    days: int = Field(ge=1)
