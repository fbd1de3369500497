"""People as the API speaks of them."""

from typing import Annotated, Literal

from pydantic import Field

from core.profile.types import EducationLevel, SkillKind
from serving.schemas.common import (
    Body,
    Flag,
    Line,
    Note,
    Number,
    OptionalLine,
    Out,
    Reference,
    Text,
    Time,
    When,
    Words,
)

EducationName = Literal["unknown", "secondary", "diploma", "bachelor", "master", "doctorate"]
Direction = Literal["in", "out", "none"]
Email = Annotated[str, Field(min_length=3, max_length=254, pattern=r"^[^\s@]+@[^\s@]+\.[^\s@]+$")]
Phone = Annotated[str, Field(min_length=3, max_length=40, pattern=r"^\+?[0-9][0-9 ()\-]{2,38}$")]
MonthDate = Annotated[str, Field(max_length=7, pattern=r"^([0-9]{4}(-(0[1-9]|1[0-2]))?)?$")]


def education_name(level: EducationLevel) -> EducationName:
    """Return the public name of a level."""
    names: dict[EducationLevel, EducationName] = {
        EducationLevel.UNKNOWN: "unknown",
        EducationLevel.SECONDARY: "secondary",
        EducationLevel.DIPLOMA: "diploma",
        EducationLevel.BACHELOR: "bachelor",
        EducationLevel.MASTER: "master",
        EducationLevel.DOCTORATE: "doctorate",
    }
    return names[level]


class SpanOut(Out):
    """Where a fact stands: code points of the source's text, end exclusive."""

    source_id: str
    start: int
    end: int
    text: str


class EvidenceOut(SpanOut):
    """A passage that proves something, with the words around it; contact data is masked."""

    before: str
    after: str


class SkillOut(Out):
    """A skill; ``id`` is empty for one the lexicon does not know."""

    id: str
    name: str
    en: str
    zh: str
    kind: SkillKind
    evidence: list[SpanOut]


class SkillName(Out):
    """A skill, without its evidence."""

    id: str
    name: str
    en: str
    zh: str


class PlaceOut(Out):
    """A place; empty where unknown.

    The three parts are canonical, as filters compare them; ``names`` is what people call it.
    """

    city: str
    province: str
    country: str
    names: Words


class ReachabilityOut(Out):
    """How well somebody can be reached, in [0, 1]: a number beside fit, and never part of an order.

    ``channels`` tells which there are, not the addresses. ``last_active_at`` is the last
    interaction, null if there never was one.
    """

    score: float = Field(ge=0, le=1)
    channels: list[Literal["email", "phone"]]
    last_active_at: Time | None
    text: Words


class EmploymentOut(Out):
    """One post; dates ``YYYY-MM`` or ``YYYY``, empty if unknown."""

    title: str
    company: str
    start: str
    end: str
    current: bool
    description: str
    occupation_id: str
    evidence: list[SpanOut]


class EducationOut(Out):
    """One course of study."""

    school: str
    level: EducationName
    degree: str
    major: str
    start: str
    end: str
    evidence: list[SpanOut]


class LanguageOut(Out):
    """A language and its level as written."""

    code: str
    level: str
    evidence: list[SpanOut]


class TalentCard(Out):
    """A person in a list: what one needs to recognise and place them, no contact data."""

    id: str
    name: str
    headline: str
    company: str
    place: PlaceOut
    years: float | None
    education: EducationName
    skills: list[SkillName] = Field(max_length=12)
    languages: list[str]
    reachability: ReachabilityOut
    updated_at: Time
    invented: bool


class TalentOut(TalentCard):
    """A person with every fact and where each came from.

    ``emails`` and ``phones`` are empty, and ``contact_hidden`` true, for readers who may not write.
    ``provenance`` maps a field to the id of the source record it was taken from. ``skills`` here
    are all of them.
    """

    skills: list[SkillOut]  # type: ignore[assignment]  # the list of a card is the short form
    emails: list[str]
    phones: list[str]
    contact_hidden: bool
    summary: str
    employments: list[EmploymentOut]
    educations: list[EducationOut]
    language_facts: list[LanguageOut]
    certificates: list[str]
    desired_places: list[PlaceOut]
    provenance: dict[str, str]
    version: int
    created_at: Time
    team_id: str | None
    owner_id: str | None


class EmploymentBody(Body):
    """One post written by hand."""

    title: OptionalLine = ""
    company: OptionalLine = ""
    start: MonthDate = ""
    end: MonthDate = ""
    current: Flag = False
    description: Note = ""


class EducationBody(Body):
    """One course of study written by hand."""

    school: OptionalLine = ""
    level: EducationName = "unknown"
    degree: OptionalLine = ""
    major: OptionalLine = ""
    start: MonthDate = ""
    end: MonthDate = ""


class LanguageBody(Body):
    """A language written by hand."""

    code: Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$", max_length=20)]
    level: OptionalLine = ""


class PlaceBody(Body):
    """A place written by hand; the lexicon completes what it knows."""

    city: OptionalLine = ""
    province: OptionalLine = ""
    country: OptionalLine = ""


class SkillBody(Body):
    """A skill written by hand: a name, or an id of the lexicon."""

    name: Line
    id: Annotated[str, Field(max_length=100, pattern=r"^[A-Za-z0-9:_\-]*$")] = ""


class TalentFields(Body):
    """The facts that can be written by hand; one that is left out is not touched."""

    name: Line | None = None
    emails: Annotated[list[Email], Field(max_length=20)] | None = None
    phones: Annotated[list[Phone], Field(max_length=20)] | None = None
    headline: OptionalLine | None = None
    summary: Note | None = None
    employments: Annotated[list[EmploymentBody], Field(max_length=100)] | None = None
    educations: Annotated[list[EducationBody], Field(max_length=50)] | None = None
    skills: Annotated[list[SkillBody], Field(max_length=300)] | None = None
    languages: Annotated[list[LanguageBody], Field(max_length=50)] | None = None
    certificates: Annotated[list[Line], Field(max_length=100)] | None = None
    place: PlaceBody | None = None
    desired_places: Annotated[list[PlaceBody], Field(max_length=20)] | None = None
    years: Annotated[Number, Field(ge=0, le=70)] | None = None


class NewTalentBody(TalentFields):
    """A person written by hand. With ``text`` (a pasted résumé) the rest is read from it."""

    name: Line
    text: Text | None = None
    team_id: Reference | None = None


class InteractionOut(Out):
    """Something that happened with a person."""

    id: str
    kind: str
    direction: str
    channel: str
    at: Time
    known_at: Time
    summary: str
    actor_id: str


class InteractionBody(Body):
    """Something that happened, written down by hand; ``at`` is now unless said."""

    kind: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_.\-]{1,39}$")]
    direction: Direction = "none"
    channel: Annotated[str, Field(max_length=40, pattern=r"^[a-z0-9_\-]*$")] = ""
    at: When | None = None
    summary: Note = ""


class AttachmentOut(Out):
    """A résumé as it came; ``version`` counts up for a person."""

    id: str
    file_name: str
    media_type: str
    size_bytes: int
    version: int
    created_at: Time
    source_id: str


class SourceOut(Out):
    """One arrival that a person is derived from."""

    id: str
    source: str
    channel: str
    external_id: str
    received_at: Time
    attachment_id: str
    fields: list[str]


class TextOut(Out):
    """The text that the spans of one source record refer to."""

    source_id: str
    text: str
