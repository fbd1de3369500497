"""Sources and their rows as the API speaks of them."""

from typing import Annotated, Literal

from pydantic import Field

from core.profile.types import Channel
from serving.schemas.common import Body, Out, Reference, Time, Whole

Cell = Annotated[str, Field(max_length=100_000, pattern=r"^[^\x00]*$")]
Column = Annotated[str, Field(min_length=1, max_length=300, pattern=r"^[^\x00]*$")]


class SourceSettings(Body):
    """How a source is set up.

    ``mapping`` names columns that are always read as a field, whatever their name says; an empty
    field leaves a column out. ``ownership_days`` is how long an agency's claim lasts.
    """

    channel: Channel
    mapping: Annotated[dict[Column, Cell], Field(max_length=500)] = Field(default_factory=dict)
    team_id: Reference | None = None
    ownership_days: Annotated[Whole, Field(ge=1, le=3_660)] = 180


class SourceSettingsOut(Out):
    """A source; ``fields`` are those that its columns may be read as."""

    name: str
    channel: Channel
    mapping: dict[str, str]
    team_id: str | None
    ownership_days: int
    fields: list[str]
    version: int
    updated_at: Time


class RowsBody(Body):
    """Rows of a source: what stands in each column, as text."""

    rows: Annotated[
        list[Annotated[dict[Column, Cell], Field(min_length=1, max_length=500)]],
        Field(min_length=1, max_length=500),
    ]


class TakenInOut(Out):
    """What became of one row.

    ``row`` counts from 1. A ``reason``, in the reader's language, on a row that is not refused is a
    warning about ``field``.
    """

    row: int
    outcome: Literal["new", "update", "unchanged", "refused"]
    talent_id: str
    field: str
    code: str
    reason: str


class RowsOut(Out):
    """What became of the rows, in their order."""

    items: list[TakenInOut]
    refused: int
