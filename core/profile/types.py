"""Values of the profile slice: what came in (`SourceRecord`) and who it adds up to (`Talent`)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum, StrEnum


class Channel(StrEnum):
    """How a source record came in."""

    IMPORT = "import"
    CV = "cv"
    API = "api"
    MANUAL = "manual"
    DEMO = "demo"


class EducationLevel(IntEnum):
    """Highest level, ordered; a higher one is never worth less."""

    UNKNOWN = 0
    SECONDARY = 1
    DIPLOMA = 2
    BACHELOR = 3
    MASTER = 4
    DOCTORATE = 5


class SkillKind(StrEnum):
    """As ESCO divides them: a tool, language or field, or something one does."""

    KNOWLEDGE = "knowledge"
    ABILITY = "ability"


@dataclass(frozen=True, slots=True)
class Span:
    """Where a fact stands: offsets in code points of the text of its source, end exclusive.

    ``source_id`` is empty while the fact is still being read, and is filled on ingest.
    """

    start: int
    end: int
    text: str
    source_id: str = ""


@dataclass(frozen=True, slots=True)
class SkillFact:
    """A skill somebody has; ``skill_id`` is the lexicon's, or empty for one it does not know."""

    skill_id: str
    name: str
    kind: SkillKind = SkillKind.KNOWLEDGE
    evidence: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Employment:
    """One post. Dates are ``YYYY-MM`` or ``YYYY``, empty if unknown; ``end`` empty and ``current``
    true while it lasts. ``occupation_id`` is the lexicon's, or empty.
    """

    title: str = ""
    company: str = ""
    start: str = ""
    end: str = ""
    current: bool = False
    description: str = ""
    occupation_id: str = ""
    evidence: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Education:
    """One course of study; dates as in `Employment`."""

    school: str = ""
    level: EducationLevel = EducationLevel.UNKNOWN
    degree: str = ""
    major: str = ""
    start: str = ""
    end: str = ""
    evidence: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class LanguageFact:
    """A language: BCP 47 code and the level as written (``CET-6``, ``fluent``), maybe empty."""

    code: str
    level: str = ""
    evidence: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody is or wants to be; canonical names of the lexicon, empty if unknown."""

    city: str = ""
    province: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything one source says about a person, or all of them together. Missing = empty or None.

    ``years`` is working experience with overlapping posts counted once. ``text`` is the plain text
    the spans refer to. No birth date, gender, photo, ID number or marital status is ever read.
    """

    name: str = ""
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    headline: str = ""
    summary: str = ""
    employments: tuple[Employment, ...] = ()
    educations: tuple[Education, ...] = ()
    skills: tuple[SkillFact, ...] = ()
    languages: tuple[LanguageFact, ...] = ()
    certificates: tuple[str, ...] = ()
    place: Place = field(default_factory=Place)
    desired_places: tuple[Place, ...] = ()
    years: float | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """One arrival, as it came; immutable.

    ``raw`` is the row or form as received; ``facts`` is what was read from it. ``content_hash`` is
    the SHA-256 of what came in, and with ``(source, external_id)`` makes ingest idempotent.
    """

    id: str
    talent_id: str
    source: str
    channel: Channel
    external_id: str
    content_hash: str
    received_at: datetime
    raw: Mapping[str, str]
    facts: Facts
    attachment_id: str = ""


@dataclass(frozen=True, slots=True)
class Talent:
    """A person: the facts chosen from all their source records.

    ``provenance`` maps a field name of `Facts` to the id of the source record it was taken from.
    ``version`` counts changes and is the ETag. ``invented`` marks demo people.
    """

    id: str
    facts: Facts
    provenance: Mapping[str, str]
    version: int
    created_at: datetime
    updated_at: datetime
    team_id: str | None = None
    owner_id: str | None = None
    invented: bool = False


@dataclass(frozen=True, slots=True)
class Interaction:
    """Something that happened with a person; append-only.

    ``at`` is when it happened, ``known_at`` when we heard of it.
    """

    id: str
    talent_id: str
    kind: str
    direction: str
    channel: str
    at: datetime
    known_at: datetime
    summary: str = ""
    actor_id: str = ""
