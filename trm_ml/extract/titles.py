"""Job titles: which occupation one names, and how senior it is."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

import ahocorasick
import numpy as np
import numpy.typing as npt

from trm_ml.extract.folding import CJK, fold, folded, folded_words, stem
from trm_ml.extract.seniority import without_seniority

if TYPE_CHECKING:
    from trm_ml.extract.lexicon import Occupations

#: A title means the nearest known one only if they share this much; below, it means nothing.
MIN_LIKENESS = 0.55
_HEAD_BONUS = 0.12
_RANK_PENALTY = 0.02
_BRACKETS = re.compile(r"[(\[【{〔<《][^)\]】}〕>》]*[)\]】}〕>》]?")
_NOISE = re.compile(
    r"急聘|诚聘|高薪|急招|招聘|直聘|双休|五险一金|六险一金|包吃住|包吃|包住|可实习|应届生?|"
    r"校招|社招|"
    r"\d+届|\d+[k千万]?[-~至]\d+[k千万](/月)?|\d+薪|\b[mfd]/[mfd]/?[mfdx]?\b|\bfull[- ]time\b|"
    r"\bpart[- ]time\b|"
    r"\bremote\b|\bcontract\b|\burgent\b|\bhiring\b|\b(?:i{2,3}|iv|v)\b|\b\d+\b|兼职|全职|"
    r"驻场|外派|base\s*\w*"
)
_PARTS = re.compile(
    r"[/,，、|+&;；·]|\s[-–—]+\s|[-–—]{1,2}(?=\S)|(?<=\S)[-–—]|\s-|\band\b|兼任?|:|："
)
_LATIN_WORD = re.compile(r"[a-z0-9]+(?:\+\+|#)?")
_CJK_RUN = re.compile(f"[{CJK}]+")


class TitleHit(NamedTuple):
    """A job title found in a text: the row of its occupation; offsets of the unchanged text."""

    row: int
    start: int
    end: int


@dataclass(frozen=True)
class TitleIndex:
    """Normalises titles against the names of all occupations."""

    occupations: "Occupations"

    def occupation_row(self, title: str) -> int:
        """Return the row of the occupation a title names, or -1. Cached; O(1) for known titles."""
        row: int = self._cached(" ".join(title.split())[:200])
        return row

    def find(self, text: str) -> list[TitleHit]:
        """Return the known titles in a text, in order; longest wins, hits never overlap."""
        shadow = fold(text)
        hits: list[tuple[int, int, int]] = []
        for last, (size, row) in self._automaton.iter(shadow.text):
            start, end = last - size + 1, last + 1
            if _bounded(shadow.text, start, end):
                hits.append((start, end, row))
        kept: list[TitleHit] = []
        free_from = 0
        for start, end, row in sorted(hits, key=lambda hit: (hit[0], -hit[1])):
            if start >= free_from:
                kept.append(TitleHit(row, shadow.at(start), shadow.at(end - 1) + 1))
                free_from = end
        return kept

    @cached_property
    def _cached(self) -> Any:
        return lru_cache(maxsize=100_000)(self._resolve)

    def _resolve(self, title: str) -> int:
        whole = folded(title)
        for spelling in _spellings(whole):
            row = self._exact.get(spelling, -1)
            if row >= 0:
                return row
        row = self._ending(whole)
        if row >= 0:
            return row
        best, best_score = -1, MIN_LIKENESS
        for spelling in dict.fromkeys(_spellings(whole)):
            row, score = self._nearest(spelling)
            if score > best_score:
                best, best_score = row, score
        return best

    def _ending(self, whole: str) -> int:
        """Return the known name of two words or more that an English title ends with, or -1.

        English titles name the trade last: a customer data scientist is a data scientist.
        """
        if not whole.isascii():
            return -1
        for spelling in _spellings(whole):
            words = spelling.split()
            for at in range(1, len(words) - 1):
                row = self._exact.get(" ".join(words[at:]), -1)
                if row >= 0:
                    return row
        return -1

    @cached_property
    def _exact(self) -> dict[str, int]:
        exact: dict[str, tuple[int, int, int]] = {}
        for name, row, rank in self.occupations.ranked_names():
            claim = (rank, -self.occupations.weight[row], row)
            for spelling in {folded(name), without_seniority(folded(name))}:
                if spelling and claim < exact.get(spelling, (9, 0, 0)):
                    exact[spelling] = claim
        return {name: claim[2] for name, claim in exact.items()}

    @cached_property
    def _automaton(self) -> Any:
        automaton = ahocorasick.Automaton()
        for name, row in self._exact.items():
            if len(name) > 3 or (len(name) > 1 and _CJK_RUN.fullmatch(name)):
                automaton.add_word(name, (len(name), row))
        automaton.make_automaton()
        return automaton

    @cached_property
    def _known(self) -> "_Postings":
        return _Postings.build(list(self._exact.items()))

    def _nearest(self, title: str) -> tuple[int, float]:
        return self._known.nearest(title)


@dataclass(frozen=True)
class _Postings:
    """All names by the words in them: cosine over rarity-weighted words and Chinese bigrams."""

    units: Sequence[str]
    starts: npt.NDArray[np.int64]
    names: npt.NDArray[np.int32]
    rarity: npt.NDArray[np.float32]
    norms: npt.NDArray[np.float32]
    rows: npt.NDArray[np.int32]
    heads: npt.NDArray[np.int32]

    @classmethod
    def build(cls, named: Sequence[tuple[str, int]]) -> "_Postings":
        """Index ``(name, row)`` pairs."""
        cut = [_units(name) for name, _ in named]
        units = sorted({unit for name in cut for unit in name})
        where = {unit: index for index, unit in enumerate(units)}
        pairs = np.array(
            [(where[unit], index) for index, name in enumerate(cut) for unit in set(name)],
            dtype=np.int32,
        )
        pairs = pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]
        starts = np.searchsorted(pairs[:, 0], np.arange(len(units) + 1))
        rarity = np.log1p(len(named) / np.diff(starts)).astype(np.float32)
        squares = np.bincount(pairs[:, 1], weights=rarity[pairs[:, 0]] ** 2, minlength=len(named))
        heads = np.array([where[name[-1]] if name else -1 for name in cut], dtype=np.int32)
        rows = np.array([row for _, row in named], dtype=np.int32)
        norms = np.sqrt(np.maximum(squares, 1e-9)).astype(np.float32)
        return cls(units, starts, pairs[:, 1], rarity, norms, rows, heads)

    def nearest(self, title: str) -> tuple[int, float]:
        """Return the row of the nearest name and its likeness; ties go to the lower row."""
        wanted = _units(title)
        known = [unit for unit in (self._find(unit) for unit in dict.fromkeys(wanted)) if unit >= 0]
        if not known:
            return -1, 0.0
        unseen = len(set(wanted)) - len(known)
        weight = float(np.sqrt((self.rarity[known] ** 2).sum() + unseen * 60.0))
        slices = [self.names[self.starts[unit] : self.starts[unit + 1]] for unit in known]
        worth = np.repeat(self.rarity[known] ** 2, [len(part) for part in slices])
        score = np.bincount(np.concatenate(slices), weights=worth, minlength=len(self.rows))
        score = score / (self.norms * weight)
        head = self._find(wanted[-1])
        if head >= 0:
            score = score + np.where((self.heads == head) & (score > 0), _HEAD_BONUS, 0.0)
        best = int(np.lexsort((self.rows, -score))[0]) if score.size else -1
        return int(self.rows[best]), float(score[best])

    def _find(self, unit: str) -> int:
        index = bisect_left(self.units, unit)
        return index if index < len(self.units) and self.units[index] == unit else -1


def _units(name: str) -> list[str]:
    """Cut a folded title into stems and Chinese bigrams, in order."""
    if name.isascii():
        return [stem(word) for word in _LATIN_WORD.findall(name)]
    units: list[str] = []
    run = ""
    for word in [*folded_words(name), ""]:
        if _CJK_RUN.fullmatch(word):
            run += word
            continue
        units.extend(run[i : i + 2] for i in range(max(len(run) - 1, min(len(run), 1))))
        run = ""
        if word:
            units.append(stem(word))
    return units


def _spellings(whole: str) -> list[str]:
    """Yield a folded title as it is, then with less and less around its core."""
    plain = " ".join(_NOISE.sub(" ", _BRACKETS.sub(" ", whole)).split()).strip(" -–—/,.:：_*#")
    parts = [" ".join(part.split()) for part in _PARTS.split(plain) if part and part.strip()]
    tried = [whole, plain, without_seniority(plain)]
    tried += [variant for part in parts for variant in (part, without_seniority(part))]
    return [spelling for spelling in dict.fromkeys(tried) if spelling]


def _bounded(text: str, start: int, end: int) -> bool:
    before, after = text[start - 1 : start], text[end : end + 1]
    if text[start].isascii() and before.isascii() and before.isalnum():
        return False
    return not (text[end - 1].isascii() and after.isascii() and after.isalnum())
