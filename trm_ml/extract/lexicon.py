"""The lexicon: which skills, occupations and places exist, what they are called, what lies near.

Its data is packaged, made by `trm_ml.extract.build_lexicon`. Row numbers hold for one version of
the data only; ids hold for ever.
"""

import gzip
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
import orjson

from core.profile.types import Place, SkillKind
from trm_ml.extract.finding import PatternFinder, SkillHit
from trm_ml.extract.folding import DATA, folded
from trm_ml.extract.places import Places
from trm_ml.extract.titles import TitleHit, TitleIndex

__all__ = ["Lexicon", "Occupations", "SkillHit", "Skills", "TitleHit"]

#: What titles begin with that no name of a skill or an occupation has in it.
SENIOR_WORDS = ("senior", "junior", "jr", "sr", "lead", "chief", "fullstack", "frontend", "backend")
_ESCO = "http://data.europa.eu/esco/"


def _packed(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = orjson.loads(gzip.decompress((DATA / name).read_bytes()))
    return loaded


def _lines(text: str) -> tuple[str, ...]:
    return tuple(text.split("\n"))


@dataclass(frozen=True)
class Skills:
    """All skills, by row. ``zh`` is empty for a skill without a Chinese name, ``uri`` for our own.

    ``family`` is the label of the ESCO group (or our own family) a skill is filed under.
    """

    ids: tuple[str, ...]
    en: tuple[str, ...]
    zh: tuple[str, ...]
    kind: tuple[SkillKind, ...]
    family: tuple[str, ...]
    uri: tuple[str, ...]
    _names: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.ids)

    def row_of(self, skill_id: str) -> int:
        """Return the row of an id, or -1 for one this lexicon does not have."""
        return self._rows.get(skill_id, -1)

    def names(self, row: int) -> tuple[str, ...]:
        """Return every name of a skill: English, Chinese, then synonyms."""
        return tuple(dict.fromkeys(name for name in self._names[row].split("|") if name))

    def adjacent(self, row: int) -> npt.NDArray[np.int32]:
        """Return the rows of the skills nearest to one, nearest first; at most 16."""
        starts, rows, _ = self._near
        return rows[starts[row] : starts[row + 1]]

    def adjacent_weights(self, row: int) -> npt.NDArray[np.float32]:
        """Return how near the skills of `adjacent` are, in (0, 1], falling."""
        starts, _, weights = self._near
        return weights[starts[row] : starts[row + 1]]

    def same_family(self, row: int) -> npt.NDArray[np.int32]:
        """Return the rows of the other skills filed under the same family, in row order."""
        return np.array([r for r in self._families[self.family[row]] if r != row], dtype=np.int32)

    @cached_property
    def _rows(self) -> Mapping[str, int]:
        return {skill_id: row for row, skill_id in enumerate(self.ids)}

    @cached_property
    def _families(self) -> Mapping[str, list[int]]:
        families: dict[str, list[int]] = {}
        for row, family in enumerate(self.family):
            families.setdefault(family, []).append(row)
        return families

    @cached_property
    def _near(
        self,
    ) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32], npt.NDArray[np.float32]]:
        with (DATA / "adjacency.npz").open("rb") as stream, np.load(stream) as packed:
            weights = packed["weights"].astype(np.float32) / 255.0
            return packed["starts"], packed["rows"].astype(np.int32), weights


@dataclass(frozen=True)
class Occupations:
    """All occupations, by row: ESCO's, then O*NET's and CSCO's that have no ESCO counterpart.

    ``group`` is the four-digit ISCO-08 code, or ``soc:``/``csco:`` with a prefix of their own code.
    ``en`` is empty for an occupation known by a Chinese name only, and the other way round.
    """

    ids: tuple[str, ...]
    en: tuple[str, ...]
    zh: tuple[str, ...]
    group: tuple[str, ...]
    uri: tuple[str, ...]
    weight: tuple[int, ...]
    _names: tuple[str, ...]
    _own: tuple[str, ...]
    _aliases: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.ids)

    def row_of(self, occupation_id: str) -> int:
        """Return the row of an id, or -1 for one this lexicon does not have."""
        return self._rows.get(occupation_id, -1)

    def names(self, row: int) -> tuple[str, ...]:
        """Return every name of an occupation: English, Chinese, then synonyms and job titles."""
        parts = (self._names[row], self._own[row], self._aliases[row])
        return tuple(dict.fromkeys(name for part in parts for name in part.split("|") if name))

    def ranked_names(self) -> Iterator[tuple[str, int, int]]:
        """Yield ``(name, row, rank)``; rank 0 is a main name, 1 our own synonym, 2 any other."""
        for rank, column in enumerate((self._names, self._own, self._aliases)):
            for row, cell in enumerate(column):
                for name in cell.split("|"):
                    if name:
                        yield name, row, rank

    @cached_property
    def _rows(self) -> Mapping[str, int]:
        return {occupation_id: row for row, occupation_id in enumerate(self.ids)}


class Lexicon:
    """Skills, occupations and places with what finds them in text. Immutable; share one."""

    def __init__(self, skills: Skills, occupations: Occupations) -> None:
        self.skills = skills
        self.occupations = occupations

    @classmethod
    def load(cls) -> "Lexicon":
        """Return the packaged lexicon; the automata are built when first used."""
        return _load()

    def find_skills(self, text: str) -> list[SkillHit]:
        """Return the skills a text names, in order; longest label wins, hits never overlap."""
        return self._skill_finder.find(text)

    def find_titles(self, text: str) -> list[TitleHit]:
        """Return the job titles a text names, in order; longest wins, hits never overlap."""
        return self.titles.find(text)

    def occupation_of(self, title: str) -> str:
        """Return the id of the occupation a job title names, or an empty string."""
        row = self.titles.occupation_row(title)
        return "" if row < 0 else self.occupations.ids[row]

    def skill_of(self, name: str) -> int:
        """Return the row of the skill that a whole short text names, or -1.

        Where two skills share a name it is the one that `find_skills` sees in a running text.
        """
        hits = self.find_skills(name)
        if len(hits) == 1 and name[hits[0].start : hits[0].end] == name.strip(" .,;，。；、"):
            return hits[0].row
        wanted = folded(name).strip(" .,;，。；、")
        if wanted in self._by_name:
            return self._by_name[wanted]
        whole = [hit for hit in hits if hit.end - hit.start >= 0.8 * len(name.strip())]
        return whole[0].row if whole else -1

    def without_strange_words(self, title: str, size: int) -> str:
        """Take the first words off a Latin title if no skill and no occupation is called by them.

        They are the name of whoever stands above the title: no recruiter should see it there.
        """
        words = title.split()
        strange = all(
            word.isascii() and word.isalpha() and folded(word) not in self._words
            for word in words[:size]
        )
        return " ".join(words[size:]) if strange and len(words) > size else title

    def place(self, text: str) -> Place | None:
        """Return the place a short text names, or None; see `Places.place`."""
        return self.places.place(text)

    def region(self, place: Place) -> str:
        """Return the Chinese region (华南 …) of a place, or an empty string."""
        return self.places.region(place)

    @cached_property
    def places(self) -> Places:
        """Cities, provinces, regions and countries."""
        return Places.load()

    @cached_property
    def titles(self) -> TitleIndex:
        """What finds and normalises job titles."""
        return TitleIndex(self.occupations)

    @cached_property
    def _skill_finder(self) -> PatternFinder:
        return PatternFinder(_packed("patterns.json.gz"))

    @cached_property
    def _words(self) -> frozenset[str]:
        names = (*self.skills.en, *self.occupations.en, *SENIOR_WORDS)
        return frozenset(word for name in names for word in re.findall(r"[a-z]+", folded(name)))

    @cached_property
    def _by_name(self) -> Mapping[str, int]:
        named: dict[str, int] = {}
        for row in range(len(self.skills)):
            for name in (self.skills.en[row], self.skills.zh[row]):
                if name:
                    named.setdefault(folded(name), row)
        return named


@lru_cache(maxsize=1)
def _load() -> Lexicon:
    return Lexicon(_skills(_packed("skills.json.gz")), _occupations(_packed("occupations.json.gz")))


def _skills(packed: Mapping[str, Any]) -> Skills:
    ids, en, zh = (_lines(packed[name]) for name in ("ids", "en", "zh"))
    families: Sequence[str] = packed["families"]
    knowledge, ability = SkillKind.KNOWLEDGE, SkillKind.ABILITY
    return Skills(
        ids=ids,
        en=en,
        zh=tuple(names.split("|", 1)[0] for names in zh),
        kind=tuple(knowledge if letter == "k" else ability for letter in packed["kind"]),
        family=tuple(families[index] for index in packed["family"]),
        uri=tuple(_uri(skill_id, "skill") for skill_id in ids),
        _names=tuple(
            "|".join(parts)
            for parts in zip(en, zh, _lines(packed["own"]), _lines(packed["aliases"]), strict=True)
        ),
    )


def _occupations(packed: Mapping[str, Any]) -> Occupations:
    ids, en, zh = (_lines(packed[name]) for name in ("ids", "en", "zh"))
    return Occupations(
        ids=ids,
        en=en,
        zh=tuple(names.split("|", 1)[0] for names in zh),
        group=_lines(packed["group"]),
        uri=tuple(_uri(occupation_id, "occupation") for occupation_id in ids),
        weight=tuple(packed["weight"]),
        _names=tuple("|".join(pair) for pair in zip(en, zh, strict=True)),
        _own=_lines(packed["own"]),
        _aliases=_lines(packed["aliases"]),
    )


def _uri(concept_id: str, kind: str) -> str:
    scheme, _, name = concept_id.partition(":")
    return f"{_ESCO}{kind}/{name}" if scheme == "esco" else ""
