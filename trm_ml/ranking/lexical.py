"""Lexical search: Chinese bigrams and Latin words in columnar postings, scored like BM25.

A document is the terms of a text (or of anything else: the concept postings hold skill and
occupation ids). Impacts are 8-bit and weights whole numbers, so sums are exact in float32 whatever
the order they were added in: a score does not depend on how much was scanned to find it.
"""

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array

from trm_ml.extract.folding import CJK, fold

K1 = 1.2
MAX_TERMS = 24
HEAD = 16_384
SCANNED = 200_000
SCANNED_FILTERED = 360_000
_FEW = 1_500
_SAMPLED = 30_000
_STEP = 16
_WEIGHT_UNIT = 16.0
IMPACT_UNIT = 255 / (K1 + 1)
_MAX_WEIGHT = 1_023  # 24 terms x 255 x 1,023 stays below 2**24: exact in float32

Mask = NDArray[np.bool_]
Rows = NDArray[np.int64]
Scores = NDArray[np.float32]

_CHINESE = re.compile(f"[{CJK}]+")
_UNIT = r"[^\W_]+(?:\+\+|\#)?"
_WORD = re.compile(rf"(?<![^\W_])\.net\b|{_UNIT}(?:[.\-&/_']{_UNIT})*")
_JOINT = re.compile(r"[.\-&/_']")


def tokens(text: str) -> list[str]:
    """Cut a text into terms: bigrams of Chinese runs, Latin words, and the parts of joined words.

    Example:
        >>> tokens("資深 Node.js/C++ 工程师, .NET 与 C#")
        ['资深', '工程', '程师', '与', 'node.js', 'node', 'js', 'c++', '.net', 'c#']
    """
    plain = fold(text).text
    found: list[str] = []
    for run in _CHINESE.findall(plain):
        found.extend([run] if len(run) == 1 else (a + b for a, b in pairwise(run)))
    for word in _WORD.findall(_CHINESE.sub(" ", plain)):
        for part in word.split("/"):
            found.append(part)
            if _JOINT.search(part[1:]):
                found.extend(piece for piece in _JOINT.split(part) if piece)
    return found


def ids(text: str) -> list[str]:
    """Cut a document of ids at its line ends."""
    return text.split("\n") if text else []


def term_hashes(terms: Iterable[str]) -> NDArray[np.uint64]:
    """Return 64 bits a term, the same on every machine."""
    digest = b"".join(hashlib.blake2b(term.encode(), digest_size=8).digest() for term in terms)
    return np.frombuffer(digest, "<u8").astype(np.uint64)


class Query(NamedTuple):
    """Terms to look for, the weightiest first; ``weights`` are whole numbers in float32."""

    hashes: NDArray[np.uint64]
    weights: NDArray[np.float32]


def query_of(
    terms: Mapping[str, float], frequency: Callable[[NDArray[np.uint64]], Rows], size: int
) -> Query:
    """Choose the terms that say most: wanted often here, and rare among the people.

    Args:
        terms: how much each is wanted (its count, boosted).
        frequency: document frequencies of hashes.
        size: number of documents.

    Source: Robertson and Zaragoza 2009, The Probabilistic Relevance Framework, idf as in §3.4.1.
    """
    names = list(terms)
    hashes = term_hashes(names)
    if not len(hashes) or not size:
        return Query(np.empty(0, np.uint64), np.empty(0, np.float32))
    known = frequency(hashes).astype(np.float64)
    wanted = np.array([terms[name] for name in names])
    idf = np.log1p((size - known + 0.5) / (known + 0.5))
    weight = idf * wanted * (K1 + 1) / (wanted + K1)
    whole = np.clip(np.round(weight * _WEIGHT_UNIT), 0, _MAX_WEIGHT)
    whole[known == 0] = 0
    order = np.lexsort((hashes, -whole))[:MAX_TERMS]
    order = order[whole[order] > 0]
    return Query(hashes[order], whole[order].astype(np.float32))


class Segment(NamedTuple):
    """A stretch of one term's postings, rows ascending."""

    start: int
    stop: int
    weight: np.float32


@dataclass(frozen=True)
class Scan:
    """What one pass over the rarest postings added up to, and the stretches it left out."""

    postings: "Postings"
    sums: Scores
    touched: NDArray[np.int32]
    rest: tuple[Segment, ...]
    scanned: bool = True

    def likely(self, k: int) -> Rows:
        """Return the ``k`` rows that what was scanned lifts most, ties by row; ascending.

        A filter that leaves few people is not scanned for: it returns all of them.
        """
        if not self.scanned:
            return self.touched.astype(np.int64)
        return _best(self.touched, self.sums, k)

    def score(self, rows: Rows) -> Scores:
        """Return the full scores of any rows, in the order given."""
        if not len(rows):
            return np.empty(0, np.float32)
        order = np.argsort(rows, kind="stable")
        sought = rows[order].astype(np.int32)
        sums = self.sums[sought]
        for stretch in self.rest:
            self.postings.add_to(sums, sought, stretch)
        out = np.empty(len(rows), np.float32)
        out[order] = sums
        return out / np.float32(_WEIGHT_UNIT * IMPACT_UNIT)


class Postings:
    """Term → rows with impacts, in arrays that can be memory-mapped.

    The ``HEAD`` strongest postings of a term come first (rows ascending), then the others (rows
    ascending). Terms that more than 30 % have keep their count and no postings, unless the builder
    was told to keep them.
    """

    def __init__(self, arrays: Mapping[str, NDArray[Any]], size: int) -> None:
        self.size = size
        self.vocabulary: NDArray[np.uint64] = arrays["vocabulary"]
        self._counts: NDArray[np.int32] = arrays["counts"]
        self._starts: NDArray[np.int64] = arrays["starts"]
        self._rows: NDArray[np.int32] = arrays["rows"]
        self._impacts: NDArray[np.uint8] = arrays["impacts"]
        self._arrays = arrays
        self.touch: Callable[[int, int], None] | None = None

    def __len__(self) -> int:
        """Count the postings."""
        return len(self._rows)

    def frequency(self, hashes: NDArray[np.uint64]) -> Rows:
        """Return in how many documents each term is, 0 for unknown ones."""
        place, known = self._find(hashes)
        counts = np.zeros(len(hashes), np.int64)
        counts[known] = self._counts[place[known]]
        return counts

    def holders(self, term: str) -> Rows:
        """Return the rows that have a term, ascending."""
        place, known = self._find(term_hashes([term]))
        if not known[0]:
            return np.empty(0, np.int64)
        start, stop = int(self._starts[place[0]]), int(self._starts[place[0] + 1])
        self._verify(start, stop)
        return np.sort(self._rows[start:stop]).astype(np.int64)

    def scan(
        self,
        query: Query,
        *,
        allowed: Mask | None = None,
        share: float = 1.0,
        effort: float = 1.0,
    ) -> Scan:
        """Add up the rarest terms, as many postings as the time allows, under a filter.

        Args:
            query: what to look for.
            allowed: by row.
            share: how many of the rows are allowed, in [0, 1]; a filter that leaves almost nobody
                is not scanned for: those rows are scored one by one.
            effort: how many postings to read, as a share of the usual number.
        """
        stretches = self._stretches(query)
        if allowed is not None and share * self.size <= _FEW:
            rows = np.flatnonzero(allowed).astype(np.int32)
            return Scan(
                self, np.zeros(self.size, np.float32), rows, tuple(stretches), scanned=False
            )
        budget = SCANNED
        if allowed is not None:
            budget = int(min(SCANNED_FILTERED, SCANNED / max(share, 1e-6)))
        taken, rest = _within(stretches, int(effort * budget))
        sums, touched = self._add_up(taken, allowed)
        return Scan(self, sums, touched, tuple(rest))

    def add_to(self, sums: Scores, sought: NDArray[np.int32], stretch: Segment) -> None:
        """Add one stretch to the sums of ascending rows."""
        self._verify(stretch.start, stretch.stop)
        rows = self._rows[stretch.start : stretch.stop]
        place = np.searchsorted(rows, sought)
        place[place == len(rows)] = 0
        hit = np.flatnonzero(rows[place] == sought)
        sums[hit] += self._impacts[stretch.start + place[hit]] * stretch.weight

    def save(self, directory: Path) -> None:
        """Write the arrays."""
        for name, values in self._arrays.items():
            np.save(directory / f"{name}.npy", values)
        (directory / "postings.json").write_text(json.dumps({"size": self.size}))

    @classmethod
    def open(cls, directory: Path) -> Self:
        """Map what `save` wrote."""
        size = int(json.loads((directory / "postings.json").read_text())["size"])
        names = ("vocabulary", "counts", "starts", "rows", "impacts")
        return cls({name: _mapped(directory / f"{name}.npy") for name in names}, size)

    def _find(self, hashes: NDArray[np.uint64]) -> tuple[Rows, Mask]:
        place = np.searchsorted(self.vocabulary, hashes)
        place[place == len(self.vocabulary)] = 0
        if not len(self.vocabulary):
            return place, np.zeros(len(hashes), bool)
        return place, self.vocabulary[place] == hashes

    def _stretches(self, query: Query) -> list[Segment]:
        place, known = self._find(query.hashes)
        stretches: list[Segment] = []
        for at, weight in zip(place[known], query.weights[known], strict=True):
            start, stop = int(self._starts[at]), int(self._starts[at + 1])
            middle = min(stop, start + HEAD)
            stretches += [Segment(start, middle, weight), Segment(middle, stop, weight)]
        filled = [stretch for stretch in stretches if stretch.stop > stretch.start]
        return sorted(filled, key=lambda stretch: stretch.stop - stretch.start)

    def _add_up(
        self, taken: list[Segment], allowed: Mask | None
    ) -> tuple[Scores, NDArray[np.int32]]:
        if not taken:
            return np.zeros(self.size, np.float32), np.empty(0, np.int32)
        for stretch in taken:
            self._verify(stretch.start, stretch.stop)
        rows = np.concatenate([self._rows[part.start : part.stop] for part in taken])
        impacts = np.concatenate([self._impacts[part.start : part.stop] for part in taken])
        ends = np.cumsum([0] + [part.stop - part.start for part in taken])
        if allowed is not None:
            keep = np.flatnonzero(allowed[rows])
            ends = np.searchsorted(keep, ends)
            rows, impacts = rows[keep], impacts[keep]
        table = csc_array(
            (impacts.astype(np.float32), rows, ends.astype(np.int32)),
            shape=(self.size, len(taken)),
        )
        return table @ np.array([part.weight for part in taken], np.float32), rows

    def _verify(self, start: int, stop: int) -> None:
        if self.touch is not None:
            self.touch(start, stop)


def _within(stretches: list[Segment], budget: int) -> tuple[list[Segment], list[Segment]]:
    sizes = np.cumsum([stretch.stop - stretch.start for stretch in stretches])
    fits = int(np.searchsorted(sizes, budget, side="right"))
    fits = max(fits, min(1, len(stretches)))
    return stretches[:fits], stretches[fits:]


def _best(touched: NDArray[np.int32], sums: Scores, k: int) -> Rows:
    """Return at most ``k`` distinct touched rows of the highest sums, ties by row, ascending.

    A row is touched once a term: the cut is found among the touches, who is above it among all.
    """
    found = sums[touched]
    take = min(len(touched), 4 * k)
    while True:
        if take == len(touched):
            rows = np.unique(touched).astype(np.int64)
            break
        rows = np.flatnonzero(sums >= _cut(found, take))
        if len(rows) >= k:
            break
        take = min(len(touched), 4 * take)
    return np.sort(rows[np.lexsort((rows, -sums[rows]))[:k]]).astype(np.int64)


def _cut(values: Scores, take: int) -> np.float32:
    """Return the ``take``-th largest value; of many, a sample first says which can be it."""
    likely = values
    if len(values) > _SAMPLED:
        sample = values[::_STEP]
        rank = min(len(sample) - 1, 2 * take // _STEP + _STEP)
        likely = values[values >= np.partition(sample, len(sample) - 1 - rank)[-1 - rank]]
        likely = likely if len(likely) >= take else values
    cut: np.float32 = np.partition(likely, len(likely) - take)[len(likely) - take]
    return cut


def _mapped(path: Path) -> NDArray[Any]:
    """Map an array, as a plain one: every slice of numpy's own ``memmap`` class costs 10 µs."""
    values: NDArray[Any] = np.load(path, mmap_mode="r", allow_pickle=False)
    return np.asarray(values) if len(values) else np.empty(0, values.dtype)
