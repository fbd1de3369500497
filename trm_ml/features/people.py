"""People as the ranker and the filters see them: one array a fact, no text, no name."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, Literal, Protocol

import numpy as np
import numpy.typing as npt

from core.errors import Unavailable
from core.pool.types import Candidate
from trm_ml.extract.folding import folded
from trm_ml.features import grams
from trm_ml.features.ragged import Ints, Ragged

FORMAT = 1
HEADER = 128  # bytes; a file of no more holds an empty array, which cannot be mapped
RAGGED = (
    "skills",
    "occupations",
    "titles",
    "languages",
    "certificates",
    "majors",
    "desired_cities",
)
NUMBERS = ("years", "level", "education", "city", "province", "region", "country", "idle_months")
PLACES = ("city", "province", "region", "country", "desired_cities")
NAMES = ("place_names", "title_names", "language_names", "certificate_names", "major_names")
SPELLED = ("title_names", "certificate_names")
_NAMED = {
    "titles": "title_names",
    "languages": "language_names",
    "certificates": "certificate_names",
    "majors": "major_names",
}
_GRAMS = {"title_names": "title_grams", "certificate_names": "certificate_grams"}


class Rows(Protocol):
    """A lexicon's column of concepts: gives the row number of an id, or says that it has none."""

    def row_of(self, concept_id: str) -> int | None:
        """Return the row of a concept; ``None`` or -1 if it is unknown."""
        ...


class LexiconRows(Protocol):
    """What building columns needs of the lexicon."""

    @property
    def skills(self) -> Rows:
        """The skills."""
        ...

    @property
    def occupations(self) -> Rows:
        """The occupations."""
        ...


@dataclass(frozen=True, slots=True)
class PeopleColumns:
    """n people in columns; row order is the order they came in.

    ``skills`` (rising, no repeats) and ``occupations`` (newest first) hold row numbers of the
    lexicon; ids it does not know are left out. ``titles``, ``languages``, ``certificates`` and
    ``majors`` index the tuple of names of their kind; ``city``, ``province``, ``region``,
    ``country`` and ``desired_cities`` index ``place_names``, whose entry 0 is "" for unknown.
    Names are folded (`trm_ml.extract.folding.folded`), but titles and certificates keep the first
    spelling met, to be shown. ``years`` and ``idle_months`` are float32,
    nan if unknown; ``level`` is int8, -1 if unknown; ``education`` int8 as `EducationLevel`.
    """

    skills: Ragged
    occupations: Ragged
    titles: Ragged
    languages: Ragged
    certificates: Ragged
    majors: Ragged
    desired_cities: Ragged
    years: npt.NDArray[np.float32]
    level: npt.NDArray[np.int8]
    education: npt.NDArray[np.int8]
    city: npt.NDArray[np.int32]
    province: npt.NDArray[np.int32]
    region: npt.NDArray[np.int32]
    country: npt.NDArray[np.int32]
    idle_months: npt.NDArray[np.float32]
    place_names: tuple[str, ...]
    title_names: tuple[str, ...]
    language_names: tuple[str, ...]
    certificate_names: tuple[str, ...]
    major_names: tuple[str, ...]
    title_grams: Ragged
    certificate_grams: Ragged

    def __len__(self) -> int:
        return len(self.years)

    @classmethod
    def build(cls, candidates: Iterable[Candidate], lexicon: LexiconRows) -> "PeopleColumns":
        """Put people into columns; one pass, O(total length)."""
        return _Builder(lexicon).add(candidates).columns()

    def take(self, rows: Ints) -> "PeopleColumns":
        """Return the people asked for, in that order; names are shared, not copied."""
        taken = {name: getattr(self, name).take(rows) for name in RAGGED}
        taken |= {name: np.asarray(getattr(self, name)[rows]) for name in NUMBERS}
        return replace(self, **taken)

    def compact(self) -> "PeopleColumns":
        """Return the same people with only the names that they use; O(their own length)."""
        changed: dict[str, Any] = {}
        for kind in NAMES:
            columns = [name for name, named in _NAMED.items() if named == kind]
            columns = list(PLACES) if kind == "place_names" else columns
            values = [_values(getattr(self, name)) for name in columns]
            first = [np.zeros(1, dtype=np.int32)] if kind == "place_names" else []
            used, rows = np.unique(np.concatenate([*first, *values]), return_inverse=True)
            names = getattr(self, kind)
            changed[kind] = tuple(names[int(number)] for number in used)
            if kind in _GRAMS:
                changed[_GRAMS[kind]] = getattr(self, _GRAMS[kind]).take(used)
            at = len(first)
            for name, value in zip(columns, values, strict=True):
                new = rows[at : at + len(value)].astype(np.int32)
                old = getattr(self, name)
                changed[name] = Ragged(old.starts, new) if isinstance(old, Ragged) else new
                at += len(value)
        return replace(self, **changed)

    @classmethod
    def concat(cls, parts: Sequence["PeopleColumns"]) -> "PeopleColumns":
        """Put the people of several below each other; their names become one list each."""
        if len(parts) == 1:
            return parts[0]
        parts = [part.compact() for part in parts]
        joined: dict[str, Any] = {}
        tables: dict[str, list[Ints]] = {}
        for kind in NAMES:
            names, tables[kind] = _merged([getattr(part, kind) for part in parts])
            joined[kind] = names
        for name in RAGGED:
            kind = "place_names" if name in PLACES else _NAMED.get(name, "")
            rows = [getattr(part, name) for part in parts]
            if kind:
                rows = [row.mapped(table) for row, table in zip(rows, tables[kind], strict=True)]
            joined[name] = Ragged.joined(rows)
        for name in NUMBERS:
            columns = [getattr(part, name) for part in parts]
            if name in PLACES:
                both = zip(columns, tables["place_names"], strict=True)
                columns = [table[column] for column, table in both]
            joined[name] = np.concatenate(columns)
        joined["title_grams"] = grams.table(joined["title_names"])
        joined["certificate_grams"] = grams.table(joined["certificate_names"])
        return cls(**joined)

    def save(self, folder: Path) -> None:
        """Write one ``.npy`` an array and the names as JSON into an existing folder."""
        for name, array in self._arrays().items():
            np.save(folder / f"{name}.npy", array, allow_pickle=False)
        names = {kind: getattr(self, kind) for kind in NAMES}
        document = {"format": FORMAT, "people": len(self), "names": names}
        (folder / "people.json").write_text(
            json.dumps(document, ensure_ascii=False), encoding="utf-8"
        )

    @classmethod
    def open(cls, folder: Path) -> "PeopleColumns":
        """Open what `save` wrote, memory mapped.

        Raises:
            Unavailable: it is missing or of another format (``code`` of the caller's choosing).
        """
        try:
            document = json.loads((folder / "people.json").read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise Unavailable(f"the people's columns are missing: {folder.name}") from None
        if document.get("format") != FORMAT:
            raise Unavailable("the people's columns are of another version; rebuild the index")

        def array(name: str) -> Any:
            path = folder / f"{name}.npy"
            mode: Literal["r"] | None = "r" if path.stat().st_size > HEADER else None
            return np.asarray(np.load(path, mmap_mode=mode, allow_pickle=False))

        parts: dict[str, Any] = {name: array(name) for name in NUMBERS}
        for name in (*RAGGED, "title_grams", "certificate_grams"):
            parts[name] = Ragged(array(f"{name}.starts"), array(f"{name}.values"))
        parts |= {kind: tuple(document["names"][kind]) for kind in NAMES}
        return cls(**parts)

    def _arrays(self) -> dict[str, npt.NDArray[np.generic]]:
        arrays: dict[str, npt.NDArray[np.generic]] = {}
        for column in fields(self):
            value = getattr(self, column.name)
            if isinstance(value, Ragged):
                arrays[f"{column.name}.starts"] = value.starts
                arrays[f"{column.name}.values"] = value.values
            elif isinstance(value, np.ndarray):
                arrays[column.name] = value
        return arrays


def _values(column: Any) -> Ints:
    return np.asarray(column.values if isinstance(column, Ragged) else column)


def _merged(lists: Sequence[Sequence[str]]) -> tuple[tuple[str, ...], list[Ints]]:
    numbers: dict[str, int] = {}
    tables: list[Ints] = []
    for names in lists:
        rows = [numbers.setdefault(name, len(numbers)) for name in names]
        tables.append(np.asarray(rows, dtype=np.int32))
    return tuple(numbers), tables


class _Builder:
    def __init__(self, lexicon: LexiconRows) -> None:
        self._skill_of = lexicon.skills.row_of
        self._occupation_of = lexicon.occupations.row_of
        self._numbers: dict[str, dict[str, int]] = {kind: {} for kind in NAMES}
        self._folded: dict[str, str] = {}
        self._names: dict[str, list[str]] = {kind: [] for kind in NAMES}
        self._id("place_names", "")  # number 0 is the unknown place
        self._rows: dict[str, list[list[int]]] = {name: [] for name in RAGGED}
        self._values: dict[str, list[float]] = {name: [] for name in NUMBERS}

    def add(self, candidates: Iterable[Candidate]) -> "_Builder":
        for one in candidates:
            skills = {row for skill in one.skills if (row := self._skill(skill)) >= 0}
            self._rows["skills"].append(sorted(skills))
            posts = (self._occupation(occupation) for occupation in one.occupations)
            self._rows["occupations"].append(list(dict.fromkeys(row for row in posts if row >= 0)))
            for name, kind in _NAMED.items():
                self._rows[name].append(self._ids(kind, getattr(one, name)))
            self._rows["desired_cities"].append(self._ids("place_names", one.desired_cities))
            self._number(one)
        return self

    def columns(self) -> PeopleColumns:
        types = {"level": np.int8, "education": np.int8} | dict.fromkeys(PLACES, np.int32)
        numbers = {
            name: np.asarray(values, dtype=types.get(name, np.float32))
            for name, values in self._values.items()
        }
        names = {kind: tuple(found) for kind, found in self._names.items()}
        ragged = {name: Ragged.of(rows) for name, rows in self._rows.items()}
        parts: dict[str, Any] = {**ragged, **numbers, **names}
        return PeopleColumns(
            **parts,
            title_grams=grams.table(names["title_names"]),
            certificate_grams=grams.table(names["certificate_names"]),
        )

    def _skill(self, skill_id: str) -> int:
        row = self._skill_of(skill_id)
        return -1 if row is None else row

    def _occupation(self, occupation_id: str) -> int:
        row = self._occupation_of(occupation_id)
        return -1 if row is None else row

    def _number(self, one: Candidate) -> None:
        values = self._values
        unknown = float("nan")
        values["years"].append(unknown if one.years is None else one.years)
        values["level"].append(one.level)
        values["education"].append(int(one.education))
        for name in ("city", "province", "region", "country"):
            values[name].append(self._id("place_names", getattr(one, name)))
        idle = one.months_since_active
        values["idle_months"].append(unknown if idle is None else idle)

    def _ids(self, kind: str, names: Sequence[str]) -> list[int]:
        return list(dict.fromkeys(self._id(kind, name) for name in names if name.strip()))

    def _id(self, kind: str, name: str) -> int:
        key = self._folded.get(name)
        if key is None:
            key = self._folded.setdefault(name, folded(name))
        numbers = self._numbers[kind]
        number = numbers.setdefault(key, len(numbers))
        if number == len(self._names[kind]):
            self._names[kind].append(" ".join(name.split()) if kind in SPELLED else key)
        return number
