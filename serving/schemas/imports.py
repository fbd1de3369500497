"""Import runs as the API speaks of them."""

from typing import Annotated, Literal

from pydantic import Field

from serving.schemas.common import Body, Out, Time

ImportKind = Literal["talents", "jobs"]


class ColumnOut(Out):
    """One column of the file: the field it is read as (empty: not read) and a few of its values."""

    column: str
    field: str
    guessed: bool
    samples: list[str]


class VerdictOut(Out):
    """What would become, or became, of one row or file."""

    line: int
    name: str
    verdict: Literal["new", "update", "unchanged", "refused"]
    field: str = ""
    reason: str = ""


class ImportCounts(Out):
    """Rows by what became of them."""

    total: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: int = 0


class ImportOut(Out):
    """An import run.

    ``waiting``: the file is stored, its columns guessed; `start` runs it. ``progress`` counts rows.
    """

    id: str
    kind: ImportKind
    source: str
    file_name: str
    status: Literal["waiting", "running", "done", "failed"]
    dry_run: bool
    columns: list[ColumnOut]
    fields: list[str]
    sample: list[VerdictOut]
    counts: ImportCounts
    done: int
    total: int | None
    note: str
    error: str
    version: int
    created_at: Time
    finished_at: Time | None


class ImportChanges(Body):
    """Corrections before the start.

    ``mapping`` maps a column of the file to a field, an empty field leaves the column out; columns
    that are not named keep their guess.
    """

    mapping: Annotated[dict[str, str], Field(max_length=500)] | None = None
    dry_run: bool | None = None


class RejectedOut(Out):
    """A refused row, kept as it came so that it can be mended and tried again."""

    line: int
    field: str
    reason: str
    row: dict[str, str]
