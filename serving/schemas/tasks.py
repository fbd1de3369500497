"""Tasks and calls as the API speaks of them."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from core.task.types import CallOutcome, TaskKind, TaskSource, TaskState
from core.task.types import When as Standing
from serving.schemas.common import (
    Body,
    Flag,
    Line,
    Note,
    OptionalLine,
    Out,
    Reference,
    Time,
    When,
    Whole,
)

ClockTime = Annotated[str, Field(pattern=r"^(([01][0-9]|2[0-3]):[0-5][0-9])?$")]
ZoneName = Annotated[str, Field(max_length=64, pattern=r"^[A-Za-z0-9_+\-/]*$")]


class DueOut(Out):
    """When something is due: on a day of the owner's zone, or at a moment (``at``)."""

    on: date
    time: str
    zone: str
    at: Time | None


class PersonOut(Out):
    """Whom a task is about."""

    id: str
    name: str


class TaskOut(Out):
    """Something to be done about a person; ``standing`` is to the owner's present day."""

    id: str
    talent: PersonOut
    kind: TaskKind
    title: str
    note: str
    owner_id: str
    due: DueOut
    standing: Standing
    source: TaskSource
    source_id: str
    state: TaskState
    outcome: str
    created_at: Time
    created_by: str
    closed_at: Time | None
    closed_by: str
    version: int


class NewTaskBody(Body):
    """What is to be done; without ``time`` it is due on that day wherever the owner is by then."""

    title: Line
    on: date
    time: ClockTime = ""
    zone: ZoneName = Field("", description="IANA name; the owner's own if left out")
    kind: TaskKind = TaskKind.FOLLOW_UP
    note: Note = ""
    owner_id: Reference | None = Field(None, description="an account; the caller if left out")


class TaskChangeBody(Body):
    """What is to be changed; what is left out stays."""

    title: Line | None = None
    on: date | None = None
    time: ClockTime | None = None
    zone: ZoneName | None = Field(None, min_length=1)
    note: Note | None = None
    owner_id: Reference | None = None


class CloseTaskBody(Body):
    """What came of a task; one that is cancelled needs a reason."""

    state: Literal["done", "cancelled"]
    outcome: OptionalLine = ""


class CallBody(Body):
    """A call that took place."""

    outcome: CallOutcome
    at: When | None = Field(None, description="when it began; now if left out")
    outgoing: Flag = True
    minutes: Annotated[Whole, Field(ge=0, le=1440)] | None = None
    note: Note = ""
    task_id: Reference | None = Field(None, description="the task that is done by this call")
    follow_up: NewTaskBody | None = None


class CallOut(Out):
    """One line of the phone-call log."""

    id: str
    talent_id: str
    outcome: CallOutcome
    at: Time
    outgoing: bool
    minutes: int | None
    note: str
    task_id: str
    follow_up_id: str
    actor_id: str
    logged_at: Time
