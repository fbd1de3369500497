"""A job as the features need it: its requirements looked up once in the lexicon's tables."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

import numpy as np
import numpy.typing as npt

from core.pool.types import Position, Requirement, RequirementKind
from core.profile.types import EducationLevel, Place
from trm_ml.extract.folding import folded
from trm_ml.features.people import LexiconRows
from trm_ml.features.ragged import Credits, Floats, Ints

FLOOR = 0.25  # centred similarities below this are noise between unrelated names
FAMILY_CREDIT = np.float32(0.3)
NEIGHBOUR_CREDIT = np.float32(0.8)
CACHED = 512
Kept = TypeVar("Kept")
CACHED_SKILLS = 20_000  # a few kB each: what a lexicon's worth of skills comes to is 70 MB at most
Column = tuple[npt.NDArray[np.int32], Floats]  # the skills that count for one, and how much


class Vectors(Protocol):
    """One unit vector a skill and an occupation, rows as in the lexicon."""

    @property
    def skills(self) -> npt.NDArray[np.floating]:
        """Shape (skills, dim)."""
        ...

    @property
    def occupations(self) -> npt.NDArray[np.floating]:
        """Shape (occupations, dim)."""
        ...


class Relations(Protocol):
    """What the taxonomies relate, by row number of the lexicon."""

    def neighbours(self, skill: int) -> tuple[Ints, Floats]:
        """Return the skills next to one, and how near they are, in (0, 1]."""
        ...

    def family(self, skill: int) -> Ints:
        """Return the skills of the same family."""
        ...

    def depth(self, occupation: int) -> npt.NDArray[np.int8]:
        """Return how closely every occupation is related to one.

        5 the same, 4 the same ISCO-08 unit group, 3, 2, 1 the same group of so many digits, 0 no.
        """
        ...


@dataclass(frozen=True, slots=True)
class SkillNeeds:
    """The skills asked, in the order of the job; r of them over s skills of the lexicon.

    ``rows`` int32 (r,), -1 for a skill the lexicon lacks; ``must`` bool (r,); ``weights`` float32
    (r,), above 0. ``credits`` says what every skill is worth for each one asked, in three lots of
    r: as the skill itself, by similarity, by the relations of the taxonomies.
    """

    requirements: tuple[Requirement, ...]
    rows: npt.NDArray[np.int32]
    must: npt.NDArray[np.bool_]
    weights: Floats
    credits: Credits

    def nearness(self, skills: Ints) -> Floats:
        """Return how near each skill is to the nearest one asked, in [0, 1], shape (m,)."""
        count = len(self.rows)
        return self.credits.most(skills, count, 2 * count)


@dataclass(frozen=True, slots=True)
class PlaceNeeds:
    """Folded names of the places asked; all empty when the job names none."""

    cities: frozenset[str] = frozenset()
    provinces: frozenset[str] = frozenset()
    regions: frozenset[str] = frozenset()
    countries: frozenset[str] = frozenset()

    @property
    def named(self) -> bool:
        """Tell whether the job names a place."""
        return bool(self.cities or self.provinces or self.regions or self.countries)


@dataclass(frozen=True, slots=True)
class PreparedPosition:
    """A job with its tables. ``None`` tables: the job has no title, or one we cannot place.

    ``title_to_skills`` (s,) and ``title_to_occupations`` (o,) hold the similarity of the job's
    title to every name of the lexicon, ``occupation_near`` (o,) that of its occupation,
    ``occupation_depth`` (o,) the relation. ``min_years`` is 0 and ``level`` -1 if not asked.
    """

    position: Position
    skills: SkillNeeds
    languages: tuple[Requirement, ...] = ()
    certificates: tuple[Requirement, ...] = ()
    places: PlaceNeeds = field(default_factory=PlaceNeeds)
    min_years: float = 0.0
    level: int = -1
    education: EducationLevel = EducationLevel.UNKNOWN
    folded_text: str = ""
    has_title: bool = False
    title_to_skills: Floats | None = None
    title_to_occupations: Floats | None = None
    occupation_near: Floats | None = None
    occupation_depth: npt.NDArray[np.int8] | None = None


@dataclass(frozen=True, slots=True)
class Knowledge:
    """Everything a job is looked up in. The functions are the extractor's own.

    ``vector_of`` gives the unit vector of a short name; without it, names the lexicon lacks have no
    similarity to anything.
    """

    rows: LexiconRows
    vectors: Vectors
    relations: Relations
    occupation_of: Callable[[str], str]
    level_of: Callable[[str], int]
    place_of: Callable[[str], Place | None]
    region_of: Callable[[Place], str]
    vector_of: Callable[[str], npt.NDArray[np.float32]] | None = None


class Preparer:
    """Prepares jobs; keeps the tables of the names it met last."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._known = knowledge
        self._skills = np.asarray(knowledge.vectors.skills, dtype=np.float32)
        self._occupations = np.asarray(knowledge.vectors.occupations, dtype=np.float32)
        self._names: _Latest[npt.NDArray[np.float32]] = _Latest(CACHED)
        self._tables: _Latest[Floats] = _Latest(CACHED)
        self._columns: _Latest[tuple[Column, Column]] = _Latest(CACHED_SKILLS)

    def embed(self, position: Position) -> None:
        """Embed the names that the lexicon has no vector of, so that `prepare` only looks up."""
        self._vector(position.title.strip())
        for need in position.of_kind(RequirementKind.SKILL):
            if self._row(need) < 0:
                self._vector(need.label or need.key)

    def prepare(self, position: Position) -> PreparedPosition:
        """Look a job up."""
        title = position.title.strip()
        occupation = self._occupation(position)
        return PreparedPosition(
            position=position,
            skills=self._skill_needs(position.of_kind(RequirementKind.SKILL)),
            languages=tuple(position.of_kind(RequirementKind.LANGUAGE)),
            certificates=tuple(position.of_kind(RequirementKind.CERTIFICATE)),
            places=self._places(position.of_kind(RequirementKind.PLACE)),
            min_years=max(position.min_years or 0.0, 0.0),
            level=self._known.level_of(title) if title else -1,
            education=position.education,
            folded_text=folded(f"{title}\n{position.text}"),
            has_title=bool(title),
            title_to_skills=self._table("title-skill", title, self._skills),
            title_to_occupations=self._table("title-occupation", title, self._occupations),
            occupation_near=self._near_occupation(occupation),
            occupation_depth=self._known.relations.depth(occupation) if occupation >= 0 else None,
        )

    def _occupation(self, position: Position) -> int:
        named = [need.key for need in position.of_kind(RequirementKind.TITLE)]
        for concept in (*named, self._known.occupation_of(position.title)):
            row = self._known.rows.occupations.row_of(concept) if concept else None
            if row is not None and row >= 0:
                return row
        return -1

    def _skill_needs(self, asked: Sequence[Requirement]) -> SkillNeeds:
        rows = [self._row(need) for need in asked]
        both = [self._credits(need, row) for need, row in zip(asked, rows, strict=True)]
        lots = [_itself(row) for row in rows], [near for near, _ in both], [kin for _, kin in both]
        return SkillNeeds(
            requirements=tuple(asked),
            rows=np.asarray(rows, dtype=np.int32),
            must=np.asarray([need.must for need in asked], dtype=bool),
            weights=np.asarray([max(need.weight, 1e-3) for need in asked], dtype=np.float32),
            credits=Credits.of([column for lot in lots for column in lot], len(self._skills)),
        )

    def _row(self, need: Requirement) -> int:
        row = self._known.rows.skills.row_of(need.key)
        return -1 if row is None else row

    def _credits(self, need: Requirement, row: int) -> tuple[Column, Column]:
        """Return which skills are near one that is asked, and which are related to it."""
        if row >= 0:
            return self._columns.get(str(row), lambda: (self._near(row), self._related(row)))
        name = need.label or need.key
        vector = self._vector(name)
        if vector is None:
            return _itself(-1), _itself(-1)
        return self._columns.get(
            f"name {name}", lambda: (_sparse(_ramp(self._skills @ vector)), _itself(-1))
        )

    def _near(self, row: int) -> Column:
        table = _ramp(self._skills @ self._skills[row])
        table[row] = 1
        return _sparse(table)

    def _related(self, row: int) -> Column:
        table = np.zeros(len(self._skills), dtype=np.float32)
        table[self._known.relations.family(row)] = FAMILY_CREDIT
        rows, weights = self._known.relations.neighbours(row)
        table[rows] = np.maximum(table[rows], NEIGHBOUR_CREDIT * weights)
        table[row] = 1
        return _sparse(table)

    def _near_occupation(self, row: int) -> Floats | None:
        if row < 0:
            return None
        vectors = self._occupations
        return self._tables.get(f"occupation {row}", lambda: _ramp(vectors @ vectors[row]))

    def _table(self, use: str, name: str, vectors: Floats) -> Floats | None:
        vector = self._vector(name)
        if vector is None:
            return None
        return self._tables.get(f"{use} {name}", lambda: _ramp(vectors @ vector))

    def _vector(self, name: str) -> npt.NDArray[np.float32] | None:
        vector_of = self._known.vector_of
        if not name or vector_of is None:
            return None
        return self._names.get(name, lambda: vector_of(name))

    def _places(self, asked: Sequence[Requirement]) -> PlaceNeeds:
        cities: set[str] = set()
        provinces: set[str] = set()
        regions: set[str] = set()
        countries: set[str] = set()
        for need in asked:
            place = self._known.place_of(need.key) or Place()
            if place.city:
                cities.add(folded(place.city))
            elif not place.province and not place.country:
                regions.add(folded(need.key))
            provinces.add(folded(place.province))
            countries.add(folded(place.country))
            regions.add(folded(self._known.region_of(place)) if place.province else "")
        named = (cities, provinces, regions, countries)
        return PlaceNeeds(*(frozenset(names - {""}) for names in named))


class _Latest(Generic[Kept]):
    """Keeps what was made last; threads may make the same thing twice, never a wrong one."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[str, Kept] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: str, make: Callable[[], Kept]) -> Kept:
        """Return what is kept under a key; make it first if nothing is."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        made = make()
        with self._lock:
            self._kept[key] = made
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return made


def _itself(row: int) -> Column:
    """Count a skill alone; nothing for row -1."""
    rows = np.array([row] if row >= 0 else [], dtype=np.int32)
    return rows, np.ones(len(rows), dtype=np.float32)


def _sparse(table: Floats) -> Column:
    rows = np.flatnonzero(table)
    return rows.astype(np.int32), table[rows]


def _ramp(similarity: npt.NDArray[np.float32]) -> Floats:
    """Map centred cosines to [0, 1]: noise becomes 0, the same name 1."""
    scaled = (similarity - np.float32(FLOOR)) / np.float32(1 - FLOOR)
    return np.asarray(np.clip(scaled, 0, 1), dtype=np.float32)
