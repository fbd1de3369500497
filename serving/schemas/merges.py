"""Merges of people as the API speaks of them."""

from typing import Annotated, Any, Literal

from pydantic import Field

from serving.schemas.common import Body, Line, Number, OptionalLine, Out, Reference, Time
from serving.schemas.talents import SourceOut, TalentCard

FieldName = Annotated[str, Field(max_length=40, pattern=r"^[a-z_]+$")]


class MergeBody(Body):
    """Who is merged into a person, why, and which values are kept against the rule.

    ``choices`` maps a field to the id of whose value is kept; undoing the merge takes it back.
    """

    merged: Annotated[list[Reference], Field(min_length=1, max_length=20)]
    reason: Line
    probability: Annotated[Number, Field(ge=0, le=1)] | None = None
    model_version: OptionalLine = ""
    choices: Annotated[dict[FieldName, Reference], Field(max_length=20)] = Field(
        default_factory=dict
    )


class UndoMergeBody(Body):
    """Why they are two people, and whose the edits by hand of after the merge are."""

    reason: Line
    later: Literal["survivor", "merged"] = "survivor"


class MergeOut(Out):
    """One person found to be another; undone where ``undone_at`` is set.

    ``talent_id`` is who the survivor is known by now.
    """

    id: str
    survivor_id: str
    merged_id: str
    talent_id: str
    reason: str
    probability: float | None
    model_version: str
    merged_at: Time
    merged_by: str
    undone_at: Time | None
    undone_by: str
    undo_reason: str


class Side(Out):
    """What one of the people says in a field; ``source`` is null where they say nothing."""

    talent_id: str
    value: Any
    source: SourceOut | None


class DifferenceOut(Out):
    """A field in which people differ, and what a merge would keep of it."""

    field: str
    sides: list[Side]
    merged: Any
    merged_source: SourceOut | None


class ComparisonOut(Out):
    """People side by side, in the order asked; only what differs.

    ``survivor_id`` is the oldest of them. ``reasons`` say why they cannot be made one.
    """

    talents: list[TalentCard]
    survivor_id: str
    fields: list[DifferenceOut]
    reasons: list[str]
