"""Values of the profile slice: what came in (`SourceRecord`) and who it adds up to (`Talent`)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum, StrEnum

from core.errors import Refused


class KeptOut(Refused):
    """Somebody who asked not to be kept came in again."""

    code = "kept-out"


class Channel(StrEnum):
    """How a source record came in."""

    IMPORT = "import"
    CV = "cv"
    API = "api"
    MANUAL = "manual"
    DEMO = "demo"
    HR = "hr"
    ATS = "ats"
    BOARD = "board"
    CAMPUS = "campus"
    AGENCY = "agency"
    REFERRAL = "referral"
    EVENT = "event"
    FORM = "form"
    WECOM = "wecom"


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
    last_active_at: datetime | None = None


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


@dataclass(frozen=True, slots=True)
class NewAttachment:
    """A file that came with an arrival, already stored: ``stored_as`` is its name in the store."""

    file_name: str
    media_type: str
    size_bytes: int
    sha256: str
    stored_as: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file of a person; a new upload of the same kind of file is a new ``version``."""

    id: str
    talent_id: str
    version: int
    file_name: str
    media_type: str
    size_bytes: int
    sha256: str
    stored_as: str
    created_at: datetime
    source_record_id: str = ""


@dataclass(frozen=True, slots=True)
class Arrival:
    """Something that came in about one person, before anybody knows who that is.

    ``external_id`` is the source's own id, or empty. ``at`` is as of when the information holds
    (``None``: when it is ingested). ``content_sha256`` is set for files; else it is taken from
    ``raw``. ``index_text`` false keeps ``facts.text`` out of the people search (bulk demo data).
    """

    source: str
    channel: Channel
    facts: Facts
    external_id: str = ""
    raw: Mapping[str, str] = field(default_factory=dict)
    at: datetime | None = None
    content_sha256: str = ""
    attachment: NewAttachment | None = None
    team_id: str | None = None
    owner_id: str | None = None
    invented: bool = False
    index_text: bool = True


@dataclass(frozen=True, slots=True)
class IngestResult:
    """What became of an arrival.

    ``changed`` is false when the same content was already there. ``duplicates`` are other people
    who share an e-mail address or phone number; nobody is merged. ``refused`` says why nothing was
    stored, and is empty otherwise; ``kept_out`` if it is because the person asked not to be kept.
    """

    talent_id: str
    created: bool
    source_record_id: str
    changed: bool
    duplicates: tuple[str, ...] = ()
    refused: str = ""
    kept_out: bool = False


class Sort(StrEnum):
    """Orders of the people list."""

    UPDATED = "-updated"
    OLDEST = "updated"
    NAME = "name"
    YEARS = "-years"


@dataclass(frozen=True, slots=True)
class TalentPage:
    """One page of people, without the texts of their CVs; ``next_cursor`` is empty on the last.

    ``total`` counts all pages, as far as people are counted; ``more``: there are more than that.
    """

    items: tuple[Talent, ...]
    next_cursor: str
    total: int
    more: bool = False
