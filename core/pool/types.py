"""Values that matching speaks in: what is asked for, and what came of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from core.profile.types import EducationLevel, Span


class RequirementKind(StrEnum):
    """What sort of thing a job asks for."""

    SKILL = "skill"
    TITLE = "title"
    YEARS = "years"
    EDUCATION = "education"
    LANGUAGE = "language"
    PLACE = "place"
    CERTIFICATE = "certificate"


@dataclass(frozen=True, slots=True)
class Requirement:
    """One thing a job asks for.

    ``key`` is canonical: the lexicon's skill or occupation id, a BCP 47 code, a city or region
    name, a number of years, an `EducationLevel` name; ``label`` is what a person reads. ``span``
    lies in the JD's text. ``must`` tells a must-have from a nice-to-have.
    """

    kind: RequirementKind
    key: str
    label: str
    must: bool = True
    weight: float = 1.0
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Position:
    """A job as matching sees it; derived from a JD and corrected by the recruiter.

    ``text`` is the JD with protected wording and contact data stripped. ``min_years`` and
    ``education`` repeat the strongest requirement of their kind (``None``/UNKNOWN: not asked).
    """

    id: str
    title: str
    text: str
    language: str = "en"
    requirements: tuple[Requirement, ...] = ()
    min_years: float | None = None
    education: EducationLevel = EducationLevel.UNKNOWN

    def of_kind(self, kind: RequirementKind, *, must: bool | None = None) -> list[Requirement]:
        """Return the requirements of one kind, in order; ``must`` narrows them."""
        return [
            need
            for need in self.requirements
            if need.kind is kind and (must is None or need.must is must)
        ]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person as matching sees them: no name, no protected attribute, by construction.

    ``text`` is de-identified. ``skills`` are lexicon ids; ``occupations`` and ``titles`` run newest
    first. ``level`` is seniority 0 (intern) … 6 (executive), nan-free: -1 when unknown.
    ``months_since_active`` is since the last interaction or the end of the last post.
    """

    talent_id: str
    text: str
    skills: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    occupations: tuple[str, ...] = ()
    years: float | None = None
    level: int = -1
    education: EducationLevel = EducationLevel.UNKNOWN
    majors: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    certificates: tuple[str, ...] = ()
    city: str = ""
    province: str = ""
    region: str = ""
    country: str = ""
    desired_cities: tuple[str, ...] = ()
    months_since_active: float | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """One sentence of an explanation.

    ``code`` is stable (``skill-must-met``, ``years-short`` …); ``group`` is one of at most seven
    groups; ``contribution`` is in the ranker's raw score units and may be negative. ``values``
    fills the sentence in any language. ``skills`` are lexicon ids or requirement keys whose
    evidence proves it: the spans are looked up on the person when shown.
    """

    code: str
    group: str
    contribution: float
    values: Mapping[str, str | float | int] = field(default_factory=dict)
    skills: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """One person put forward. ``score`` is fit in [0, 1]; ``raw`` is the model's own output.

    ``features`` and ``contributions`` have the order of the model's feature names; the last
    contribution is the base value, and they add up to ``raw``. ``missing`` are unmet must-haves,
    ``changes`` the smallest edits that would raise the rank.
    """

    talent_id: str
    score: float
    raw: float
    rank: int
    reasons: tuple[Reason, ...] = ()
    missing: tuple[Requirement, ...] = ()
    changes: tuple[Reason, ...] = ()
    features: tuple[float, ...] = ()
    contributions: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class MatchList:
    """The answer to one search.

    ``model_version`` is ``rules`` when no model is loaded, and ``notices`` then says so.
    ``considered`` counts the people who passed the filter, ``retrieved`` those that were scored.
    ``timings_ms`` is by stage.
    """

    matches: tuple[Match, ...]
    model_version: str
    feature_names: tuple[str, ...]
    considered: int
    retrieved: int
    notices: tuple[str, ...] = ()
    timings_ms: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class WhyNot:
    """Why a given person is not in the list: the stage that dropped them, their gap, the cure.

    ``stage`` is ``filtered``, ``not-retrieved``, ``below-the-cut``, ``not-indexed`` or ``listed``.
    ``rank`` is among everybody scored (``None`` when filtered out or not indexed); ``gap`` is the
    score that is missing to the last person shown.
    """

    talent_id: str
    stage: str
    rank: int | None
    score: float | None
    gap: float | None
    match: Match | None = None
    failed_clauses: tuple[str, ...] = ()
