"""Values of the intake slice: a run, and what became of its rows."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from core.profile.types import Channel


class ImportKind(StrEnum):
    """What a file holds."""

    TALENTS = "talents"
    JOBS = "jobs"


class RunStatus(StrEnum):
    """Where a run stands."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    UNDOING = "undoing"
    UNDONE = "undone"


class Outcome(StrEnum):
    """What becomes, or became, of a row."""

    NEW = "new"
    UPDATE = "update"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a row was refused, or what to look at in it, in both languages; ``code`` is stable."""

    code: str
    en: str
    zh: str


@dataclass(frozen=True, slots=True)
class RowVerdict:
    """What becomes of one row or file.

    ``line`` is the line of a table, the row of a sheet, or the number of a file in a folder.
    ``reason`` on a row that is not refused is a warning about ``field``. ``row`` is what came in,
    kept for refused rows only; protected columns are never kept. ``record_id`` is the source
    record, or version of a JD, that holds what came in: by it a run is undone.
    """

    line: int
    outcome: Outcome
    name: str = ""
    subject_id: str = ""
    field: str = ""
    reason: Reason | None = None
    row: Mapping[str, str] = dataclasses.field(default_factory=dict)
    record_id: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the file, what it is read as (empty: not read), and a few of its values."""

    column: str
    field: str
    guessed: bool
    samples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Counts:
    """Rows by what became of them; ``flagged`` are those of them with a warning."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: int = 0
    flagged: int = 0

    @property
    def total(self) -> int:
        """Return how many rows were looked at."""
        return self.created + self.updated + self.unchanged + self.refused


@dataclass(frozen=True, slots=True)
class ImportRun:
    """One run. ``done`` rows are in, which is also where it goes on after a crash.

    ``channel`` is what its source is set up as, and says what rows tell besides who people are. A
    ``complete`` list of employees also tells by what it lacks: ``absences``, once it is done.
    """

    id: str
    kind: ImportKind
    source: str
    file_name: str
    stored_as: str
    sha256: str
    size_bytes: int
    status: RunStatus
    dry_run: bool
    columns: tuple[Column, ...]
    sample: tuple[RowVerdict, ...]
    counts: Counts
    done: int
    total: int | None
    note: str
    error: Reason | None
    actor_id: str
    team_id: str | None
    job_id: str
    version: int
    created_at: datetime
    finished_at: datetime | None = None
    undone_at: datetime | None = None
    channel: Channel = Channel.IMPORT
    complete: bool = False
    absences: Mapping[str, Any] | None = None

    @property
    def mapping(self) -> dict[str, str]:
        """Return the field of each column that is read."""
        return {item.column: item.field for item in self.columns if item.field}
