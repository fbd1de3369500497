"""Import runs as the API speaks of them."""

from typing import Annotated, Literal

from pydantic import Field

from core.profile.types import Channel
from serving.schemas.common import Body, OptionalFlag, Out, Time

ImportKind = Literal["talents", "jobs"]
Name = Annotated[str, Field(max_length=300, pattern=r"^[^\x00]*$")]


class ColumnOut(Out):
    """One column of the file: the field it is read as (empty: not read) and a few of its values."""

    column: str
    field: str
    guessed: bool
    samples: list[str]


class VerdictOut(Out):
    """What would become, or became, of one row or file.

    ``reason``, in the reader's language, on a row that is not refused is a warning about ``field``.
    """

    line: int
    name: str
    verdict: Literal["new", "update", "unchanged", "refused"]
    subject_id: str
    field: str
    reason: str


class ImportCounts(Out):
    """Rows by what became of them; ``flagged`` are those of them with a warning."""

    total: int
    created: int
    updated: int
    unchanged: int
    refused: int
    flagged: int


class AbsencesOut(Out):
    """What a complete list says by what it lacks.

    Of ``known`` employees ``missing`` are lacked for the first time and stay; ``ended`` were lacked
    before and have left. ``why`` says why nothing was concluded, and is empty otherwise.
    """

    known: int
    missing: int
    ended: int
    why: str


class ImportOut(Out):
    """An import run.

    ``waiting``: the file is stored, its columns guessed; `start` runs it. ``done`` and ``total``
    count rows. ``why_no_undo`` says, in the reader's language, why `undo` would refuse; it is empty
    where the run can be undone, or is. ``fields`` are those that a column may be read as.
    ``channel`` is what the source is set up as; ``absences`` is what a ``complete`` list came to.
    """

    id: str
    kind: ImportKind
    source: str
    file_name: str
    status: Literal["waiting", "running", "done", "failed", "undoing", "undone"]
    dry_run: bool
    columns: list[ColumnOut]
    fields: list[str]
    sample: list[VerdictOut]
    counts: ImportCounts
    done: int
    total: int | None
    note: str
    error: str
    background_id: str
    version: int
    created_at: Time
    finished_at: Time | None
    undone_at: Time | None
    channel: Channel
    complete: bool
    absences: AbsencesOut | None
    why_no_undo: str


class ImportChanges(Body):
    """Corrections before the start.

    ``mapping`` maps a column of the file to a field, an empty field leaves the column out; columns
    that are not named keep their guess.
    """

    mapping: Annotated[dict[Name, Name], Field(max_length=500)] | None = None
    dry_run: OptionalFlag = None


class RejectedOut(Out):
    """A refused row, kept as it came so that it can be mended and tried again."""

    line: int
    field: str
    reason: str
    row: dict[str, str]
