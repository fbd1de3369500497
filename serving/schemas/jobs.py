"""Jobs and their descriptions as the API speaks of them."""

from typing import Annotated, Literal

from pydantic import Field

from core.pool.types import RequirementKind
from serving.schemas.common import (
    Body,
    Flag,
    JdText,
    Line,
    Number,
    OptionalLine,
    Out,
    Reference,
    Time,
)
from serving.schemas.shortlists import NoticeOut, RequirementOut

StatusName = Literal["open", "paused", "closed"]


class JobSummary(Out):
    """A job in a list."""

    id: str
    title: str
    status: StatusName
    team_id: str | None
    hiring_manager_id: str | None
    owner_id: str | None
    jd_version: int
    language: str
    must_count: int
    nice_count: int
    shortlists: int
    created_at: Time
    updated_at: Time
    invented: bool


class JobOut(JobSummary):
    """A job with the text of its current JD and what it asks for."""

    text: str
    version: int
    source: str
    external_id: str
    requirements: list[RequirementOut]
    min_years: float | None
    education: str
    notices: list[NoticeOut]


class RequirementBody(Body):
    """One thing the job asks for, as the recruiter wants it.

    ``key`` is canonical: an id of the lexicon for a skill or title, a BCP 47 code, a city, a number
    of years, an education level.
    """

    kind: RequirementKind
    key: Annotated[str, Field(min_length=1, max_length=200, pattern=r"^\S(.*\S)?$")]
    label: OptionalLine = ""
    must: Flag = True
    weight: Annotated[Number, Field(gt=0, le=10)] = 1.0


class NewJobBody(Body):
    """A job to be opened; what it asks for is read from ``text``."""

    title: Line
    text: JdText
    team_id: Reference | None = None
    hiring_manager_id: Reference | None = None


class JobChanges(Body):
    """What to change in a job; what is left out is not touched.

    ``requirements`` is the whole list as the recruiter wants it: what it lacks is dropped. The
    edits are kept apart from what was read, and survive a new version of the JD where they still
    make sense.
    """

    title: Line | None = None
    status: StatusName | None = None
    team_id: Reference | None = None
    hiring_manager_id: Reference | None = None
    requirements: Annotated[list[RequirementBody], Field(max_length=200)] | None = None


class NewVersionBody(Body):
    """A new text for a job."""

    text: JdText
    title: Line | None = None


class ParseBody(Body):
    """A JD to be read without storing anything."""

    text: JdText
    title: OptionalLine = ""


class ParsedOut(Out):
    """What was read from a JD."""

    title: str
    language: str
    requirements: list[RequirementOut]
    min_years: float | None
    education: str
    notices: list[NoticeOut]


class JdVersionOut(Out):
    """One version of a JD; never changed once written."""

    id: str
    number: int
    title: str
    text: str
    language: str
    requirements: list[RequirementOut]
    created_at: Time
    created_by: str
