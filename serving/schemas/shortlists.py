"""Shortlists, reasons and decisions as the API speaks of them."""

from typing import Annotated, Literal

from pydantic import Field

from core.pool.types import RequirementKind
from serving.schemas.common import Body, Flag, JdText, Note, OptionalLine, Out, Time, Whole, Words
from serving.schemas.talents import EvidenceOut, SpanOut, TalentCard

ListName = Literal["best", "adjacent", "alumni", "internal"]
Where = Annotated[
    str,
    Field(
        max_length=2_000,
        description="`field op value` joined by `and` over city, region, years, skill, education, "
        'language, e.g. `city = "深圳" and years >= 3`; empty: everybody',
        examples=["city in (深圳, 广州) and years >= 3", ""],
    ),
]
Top = Annotated[Whole, Field(ge=1, le=500)]
MAX_COMPARED = 3


class RequirementOut(Out):
    """One thing a job asks for. ``origin`` tells what was read from the JD from what was edited."""

    kind: RequirementKind
    key: str
    label: str
    must: bool
    weight: float
    span: SpanOut | None = None
    origin: Literal["parsed", "edited", "added"] = "parsed"


class ReasonOut(Out):
    """One sentence of an explanation, with the passages of the résumé that prove it.

    ``contribution`` is in the model's own units and may be negative.
    """

    code: str
    group: str
    text: Words
    contribution: float
    positive: bool
    evidence: list[EvidenceOut]


class DecisionOut(Out):
    """The last word of a person on a person; it changes nothing by itself."""

    decision: Literal["accept", "maybe", "reject"]
    reason: str
    decided_by: str
    decided_by_name: str
    decided_at: Time


class MatchOut(Out):
    """One person put forward. ``score`` is fit in [0, 1]: advice, not a decision."""

    rank: int
    score: float
    talent: TalentCard
    reasons: list[ReasonOut]
    missing: list[RequirementOut]
    changes: list[ReasonOut]
    decision: DecisionOut | None = None


class NoticeOut(Out):
    """Something the reader should know about an answer."""

    code: str
    text: Words


Rows = list[MatchOut]
Notices = list[NoticeOut]
Requirements = list[RequirementOut]


class ListOut(Out):
    """What every ranked list says of itself.

    ``considered`` counts the people who passed the filter; it is null for a reader from whom some
    people are hidden, for it would count them too.
    """

    rows: Rows
    list: ListName
    where: str
    top: int
    model_version: str
    considered: int | None
    retrieved: int
    notices: Notices
    timings_ms: dict[str, float]


class MatchAnswer(ListOut):
    """The answer to an ad-hoc search; nothing is stored."""

    title: str
    language: str
    requirements: Requirements


class ShortlistOut(ListOut):
    """A stored shortlist, its people re-read under the reader's rights."""

    id: str
    job_id: str
    job_title: str
    jd_version: int
    requirements: Requirements
    created_at: Time
    created_by: str


class ShortlistSummary(Out):
    """A stored shortlist in a list."""

    id: str
    job_id: str
    job_title: str
    jd_version: int
    list: ListName
    where: str
    top: int
    model_version: str
    created_at: Time
    created_by: str
    people: int
    decided: int
    accepted: int


class NewShortlistBody(Body):
    """A search to be stored."""

    where: Where = ""
    top: Top = 20
    list: ListName = "best"


class MatchBody(Body):
    """A JD to match at once."""

    text: JdText
    title: OptionalLine = ""
    where: Where = ""
    top: Top = 20


class DecisionBody(Body):
    """What was decided about a person, and why.

    A rejection needs a reason. ``profile_opened`` says whether the profile was looked at first.
    """

    decision: Literal["accept", "maybe", "reject"]
    reason: Note = ""
    profile_opened: Flag = False


class DecisionEntry(DecisionOut):
    """One entry of the history of decisions, which is only ever added to."""

    id: str
    talent_id: str
    shown_rank: int
    profile_opened: bool


class ScoreRecord(Out):
    """Everything a score was made of: from it the score is computed again, bit for bit.

    ``features`` and ``contributions`` have the order of ``feature_names``; the last contribution is
    the base value, and they add up to ``raw``. ``reproduced`` tells whether the score was just made
    again from them bit for bit; null if that version of the model is no longer here.
    """

    shortlist_id: str
    talent_id: str
    rank: int
    score: float
    raw: float
    model_version: str
    feature_names: list[str]
    features: list[float | None]
    contributions: list[float]
    reproduced: bool | None
    made_at: Time


class WhyNotOut(Out):
    """Why a person is not in the list: the stage that dropped them, their gap, what would help.

    ``since``: they would be on the list if it were made again. ``gap`` is to the last person shown.
    ``rank`` is among everybody scored, and null for a reader from whom some people are hidden.
    """

    talent: TalentCard
    stage: Literal[
        "filtered",
        "not-retrieved",
        "below-the-cut",
        "not-indexed",
        "not-profiled",
        "listed",
        "since",
    ]
    text: Words
    rank: int | None
    score: float | None
    gap: float | None
    failed_clauses: list[str]
    reasons: list[ReasonOut]
    missing: list[RequirementOut]
    changes: list[ReasonOut]


class ComparedRow(Out):
    """One requirement, and who meets it with what evidence, in the order of ``people``."""

    requirement: RequirementOut
    met: list[bool | None]
    evidence: list[list[EvidenceOut]]


class CompareOut(Out):
    """Up to three people over the same rows."""

    shortlist_id: str
    people: list[MatchOut]
    rows: list[ComparedRow]


class ReviewOut(Out):
    """A shortlist waiting for the hiring manager of its job."""

    shortlist_id: str
    job_id: str
    job_title: str
    created_at: Time
    people: int
    decided: int


class JobForTalent(Out):
    """One open job for a person, scored by the same model as a shortlist."""

    job_id: str
    title: str
    score: float
    reasons: list[ReasonOut]
    missing: list[RequirementOut]


class JobsForTalentOut(Out):
    """Open jobs for a person, best first."""

    items: list[JobForTalent]
    notices: list[NoticeOut]
