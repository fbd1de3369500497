"""People who may be one person, as the API speaks of them."""

from typing import Literal

from pydantic import Field

from core.identity.types import Band, FoundBy, PairState
from serving.schemas.common import Body, Out, Time, Words
from serving.schemas.talents import TalentCard


class FindingOut(Out):
    """What one thing says of a pair, in words.

    ``weight`` is in nats of log odds: above zero for one person, below against.
    """

    field: str
    level: str
    weight: float
    rare: bool
    text: Words


class DuplicateOut(Out):
    """Two people who may be one; ``reasons`` are the weightiest for and against."""

    id: str
    talents: list[TalentCard] = Field(min_length=2, max_length=2)
    probability: float = Field(ge=0, le=1)
    band: Band
    state: PairState
    reasons: list[FindingOut]
    summary: Words
    usefulness: float
    found_by: FoundBy
    found_at: Time
    decided_by: str
    decided_at: Time | None
    version: int


class FieldOut(Out):
    """One field of both people side by side, and what was found of it."""

    field: str
    label: Words
    one: list[str]
    other: list[str]
    findings: list[FindingOut]


class DuplicateDetailOut(DuplicateOut):
    """A pair with everything that was compared.

    ``contact_hidden`` is true for readers who may not write: contact data are masked.
    """

    fields: list[FieldOut]
    contact_hidden: bool


class VerdictBody(Body):
    """What somebody says of a pair; ``open`` takes back what was said."""

    verdict: Literal["same", "different", "skipped", "open"]


class DuplicateRunOut(Out):
    """One run over everybody.

    ``blocking_recall`` estimates which share of the true pairs was compared at all.
    """

    id: str
    at: Time
    people: int
    compared: int
    proposed: int
    to_review: int
    verdicts: int
    blocking_recall: float


class RunStartedOut(Out):
    """The background job that makes the run."""

    background_job_id: str
