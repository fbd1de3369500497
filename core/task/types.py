"""Values of the task slice."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from core.errors import Conflict, Refused


class TaskKind(StrEnum):
    """What sort of thing is to be done."""

    FOLLOW_UP = "follow_up"
    TO_DO = "to_do"
    CALL = "call"


class TaskState(StrEnum):
    """Where a task stands; a closed one can be opened again."""

    OPEN = "open"
    DONE = "done"
    CANCELLED = "cancelled"


class TaskSource(StrEnum):
    """Who or what asked for a task."""

    HAND = "hand"
    CALL = "call"
    CONSENT = "consent"
    FLOW = "flow"
    SURVEY = "survey"
    PERSON = "person"


class When(StrEnum):
    """How a task stands to the present day of its owner."""

    OVERDUE = "overdue"
    TODAY = "today"
    LATER = "later"
    CLOSED = "closed"


class CallOutcome(StrEnum):
    """What a call came to."""

    REACHED = "reached"
    NO_ANSWER = "no_answer"
    BUSY = "busy"
    MESSAGE_LEFT = "message_left"
    CALL_BACK = "call_back"
    WRONG_NUMBER = "wrong_number"
    NOT_INTERESTED = "not_interested"


class TaskInvalid(Refused):
    """A task that cannot be meant so; ``reasons`` say why."""

    code = "task-invalid"


class TaskClosed(Conflict):
    """A task that is closed, or open already, was to be changed."""

    code = "task-closed"


class OwnerUnknown(Refused):
    """A task for nobody who can sign in, or who may not see the person."""

    code = "owner-unknown"


class Flaw(StrEnum):
    """What is wrong with a task or a call, in words for whoever wrote it."""

    NO_TITLE = "it needs a few words on what is to be done"
    NO_ZONE = "there is no such time zone"
    NO_TIME = "a time is written HH:MM"
    NO_OUTCOME = "say why it is cancelled"
    FUTURE = "a call cannot lie in the future"
    OTHER_PERSON = "the task is about somebody else"
    TOO_LONG = "no call lasts longer than a day"


@dataclass(frozen=True, slots=True)
class Due:
    """When something is due: on a day of the owner's, or at a moment.

    ``time`` is ``HH:MM`` on the wall of ``zone``; empty means any time of the day, wherever the
    owner is by then. ``at`` is that moment in UTC, ``None`` for a day.
    """

    on: date
    zone: str
    time: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to be done about a person; ``version`` counts changes and is the ETag."""

    id: str
    talent_id: str
    kind: TaskKind
    title: str
    note: str
    owner_id: str
    due: Due
    source: TaskSource
    source_id: str
    state: TaskState
    outcome: str
    created_at: datetime
    created_by: str
    closed_at: datetime | None
    closed_by: str
    version: int


@dataclass(frozen=True, slots=True)
class NewTask:
    """What is to be done; ``owner_id`` empty means whoever asks, ``zone`` empty the owner's own."""

    title: str
    on: date
    time: str = ""
    zone: str = ""
    kind: TaskKind = TaskKind.FOLLOW_UP
    note: str = ""
    owner_id: str = ""
    source: TaskSource = TaskSource.HAND
    source_id: str = ""


@dataclass(frozen=True, slots=True)
class TaskChange:
    """What is to be changed; ``None`` leaves a thing as it is. ``on`` and ``time`` go together."""

    title: str | None = None
    note: str | None = None
    owner_id: str | None = None
    on: date | None = None
    time: str | None = None
    zone: str | None = None


@dataclass(frozen=True, slots=True)
class NewCall:
    """A call that took place; ``follow_up`` is what follows from it."""

    outcome: CallOutcome
    at: datetime
    outgoing: bool = True
    minutes: int | None = None
    note: str = ""
    task_id: str = ""
    follow_up: NewTask | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """One line of the phone-call log; ``task_id`` is the task it closed, or empty."""

    id: str
    talent_id: str
    outcome: CallOutcome
    at: datetime
    outgoing: bool
    minutes: int | None
    note: str
    task_id: str
    actor_id: str
    logged_at: datetime
    follow_up_id: str = ""
