"""Hybrid retrieval: neighbours, words and concepts, each under the filter, fused by their ranks."""

import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.pool.types import Position, RequirementKind
from trm_ml.embeddings.index.base import Hits
from trm_ml.ranking.lexical import Postings, Query, Scan, query_of, tokens
from trm_ml.ranking.segment import Ids, Segment

RRF = 60
DEPTH = 0.5  # of what is retrieved, that many may come by words and that many by concepts
CONCEPT_EFFORT = 0.5  # people share few concepts, and many have each of them
_BOOST = {"title": 3.0, "must": 2.0, "nice": 1.0}
_CONCEPTS = {RequirementKind.SKILL, RequirementKind.TITLE}

Mask = NDArray[np.bool_]
Rows = NDArray[np.int64]
Scores = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Retrieved:
    """People worth scoring, best first: rows of the population ``(m,)`` and how they came up.

    ``dense`` is the cosine with the query; ``lexical`` and ``concepts`` are BM25-like sums (words;
    skill and occupation ids), 0 for nothing in common. All are complete for every row.
    """

    rows: Rows
    dense: Scores
    lexical: Scores
    concepts: Scores
    fused: Scores
    timings_ms: Mapping[str, float] = field(default_factory=dict)


class Part(NamedTuple):
    """A segment inside a population: its first row and who of it is allowed (``None``: all)."""

    segment: Segment
    offset: int
    allowed: Mask | None
    people: int


class Wanted(NamedTuple):
    """What a position asks for, as terms: words and concept ids, each with how much."""

    words: Mapping[str, float]
    concepts: Mapping[str, float]


def wanted_of(position: Position) -> Wanted:
    """Turn a position into terms; its title and must-haves count more than its text."""
    words: defaultdict[str, float] = defaultdict(float)
    concepts: defaultdict[str, float] = defaultdict(float)
    for term in tokens(position.text):
        words[term] += 1
    for term in tokens(position.title):
        words[term] += _BOOST["title"]
    for need in position.requirements:
        boost = _BOOST["must" if need.must else "nice"] * need.weight
        for term in tokens(need.label):
            words[term] += boost
        if need.kind in _CONCEPTS:
            concepts[need.key] += boost
    return Wanted(words, concepts)


def retrieve(
    parts: Sequence[Part],
    wanted: Wanted,
    vector: Scores,
    *,
    k: int,
    timer: Callable[[], float] = time.perf_counter,
) -> Retrieved:
    """Return at most ``k`` people, best first by reciprocal rank fusion, ties by talent id.

    Args:
        parts: the segments with who is allowed in them.
        wanted: of `wanted_of`.
        vector: the query's unit vector ``(dim,)``.
        k: how many; if no more are allowed, everybody is returned.
        timer: what the stages are timed by.

    Source: Cormack, Clarke and Büttcher 2009, Reciprocal Rank Fusion, k = 60.
    """
    clock = _Stages(timer)
    parts = [part for part in parts if part.people]
    lexical = _Channel([part.segment.text for part in parts], wanted.words, effort=1.0)
    ideas = [part.segment.concepts for part in parts]
    concepts = _Channel(ideas, wanted.concepts, effort=CONCEPT_EFFORT)
    clock.lap("terms")
    near = _Neighbours(vector)
    if sum(part.people for part in parts) <= k:
        rows = [part.offset + _allowed_rows(part) for part in parts]
        lists = [np.concatenate(rows) if rows else np.empty(0, np.int64)]
        lexical.prepare(parts, everybody=True)
        concepts.prepare(parts, everybody=True)
    else:
        depth = max(1, int(DEPTH * k))
        dense = near.search(parts, k)
        clock.lap("dense")
        lists = [dense, lexical.search(parts, depth), concepts.search(parts, depth)]
    clock.lap("lexical")
    rows_ = np.unique(np.concatenate(lists))
    found = _scored(parts, rows_, near, lexical, concepts)
    order, fused = _fused(parts, rows_, found, k)
    clock.lap("fuse")
    dense_, words, shared = (one[order] for one in found)
    return Retrieved(rows_[order], dense_, words, shared, fused, clock.laps)


class _Stages:
    """Times the stages of one search."""

    def __init__(self, timer: Callable[[], float]) -> None:
        self.laps: dict[str, float] = {}
        self._timer = timer
        self._last = timer()

    def lap(self, name: str) -> None:
        """End a stage."""
        now = self._timer()
        self.laps[name] = 1000 * (now - self._last)
        self._last = now


class _Channel:
    """One kind of terms over all segments, weighed by what is rare among all of them."""

    def __init__(
        self, postings: Sequence[Postings], terms: Mapping[str, float], *, effort: float
    ) -> None:
        self._postings = postings
        self._effort = effort
        self._scans: list[Scan] = []
        self._query: Query = query_of(
            terms,
            lambda hashes: np.sum([one.frequency(hashes) for one in postings], axis=0),
            sum(one.size for one in postings),
        )

    def prepare(self, parts: Sequence[Part], *, everybody: bool) -> None:
        """Scan every segment; for everybody, nothing beforehand: all scores are asked for."""
        for postings, part in zip(self._postings, parts, strict=True):
            share = 0.0 if everybody else part.people / len(part.segment)
            allowed = np.zeros(len(part.segment), bool) if everybody else part.allowed
            self._scans.append(
                postings.scan(self._query, allowed=allowed, share=share, effort=self._effort)
            )

    def search(self, parts: Sequence[Part], k: int) -> Rows:
        """Return the rows of each segment that are likely to score best, about ``k`` of them."""
        self.prepare(parts, everybody=False)
        both = zip(self._scans, parts, strict=True)
        return np.concatenate([part.offset + scan.likely(k) for scan, part in both])

    def score(self, at: int, rows: Rows) -> Scores:
        """Return the scores of rows of one segment."""
        return self._scans[at].score(rows)


class _Neighbours:
    """The nearest vectors; what the search has scored is not scored again."""

    def __init__(self, vector: Scores) -> None:
        self._vector = vector
        self._hits: list[Hits] = []

    def search(self, parts: Sequence[Part], k: int) -> Rows:
        """Return the rows of the best ``k`` of all segments together."""
        self._hits = [
            part.segment.vectors.search(self._vector, k, allowed=part.allowed) for part in parts
        ]
        both = list(zip(parts, self._hits, strict=True))
        rows = np.concatenate([part.offset + hits.rows for part, hits in both])
        scores = np.concatenate([hits.scores for hits in self._hits])
        return rows[np.lexsort((rows, -scores))[:k]]

    def score(self, at: int, part: Part, rows: Rows) -> Scores:
        """Return the cosines of ascending rows of one segment."""
        out = np.empty(len(rows), np.float32)
        new = np.ones(len(rows), bool)
        if self._hits and len(self._hits[at].rows):
            hits, order = self._hits[at], np.argsort(self._hits[at].rows)
            place = np.searchsorted(hits.rows, rows, sorter=order)
            found = order[np.minimum(place, len(order) - 1)]
            new = hits.rows[found] != rows
            out[~new] = hits.scores[found[~new]]
        out[new] = part.segment.vectors.score(self._vector, rows[new])
        return out


def _allowed_rows(part: Part) -> Rows:
    return np.arange(len(part.segment)) if part.allowed is None else np.flatnonzero(part.allowed)


def _scored(
    parts: Sequence[Part],
    rows: Rows,
    near: _Neighbours,
    lexical: _Channel,
    concepts: _Channel,
) -> tuple[Scores, Scores, Scores]:
    out = tuple(np.zeros(len(rows), np.float32) for _ in range(3))
    for at, part in enumerate(parts):
        here = slice(*np.searchsorted(rows, [part.offset, part.offset + len(part.segment)]))
        local = rows[here] - part.offset
        if len(local):
            out[0][here] = near.score(at, part, local)
            out[1][here] = lexical.score(at, local)
            out[2][here] = concepts.score(at, local)
    return out[0], out[1], out[2]


def _fused(
    parts: Sequence[Part], rows: Rows, found: tuple[Scores, ...], k: int
) -> tuple[Rows, Scores]:
    """Rank by each score (0 in a channel of words means unranked), add up, order, cut.

    The first fifth of ``k`` of each channel always stays: agreement between channels cannot push
    out whom one of them is sure of.
    """
    tie = rows if len(parts) < 2 else _id_order(parts, rows)
    fused = np.zeros(len(rows))
    sure = np.zeros(len(rows), bool)
    for at, scores in enumerate(found):
        order = np.lexsort((tie, -scores))
        ranks = np.empty(len(rows))
        ranks[order] = np.arange(1, len(rows) + 1)
        said = (scores > 0) if at else np.ones(len(rows), bool)
        fused += np.where(said, 1 / (RRF + ranks), 0)
        sure |= said & (ranks <= k // 5)
    kept = np.lexsort((tie, -fused, ~sure))[:k]
    order = kept[np.lexsort((tie[kept], -fused[kept]))]
    return order.astype(np.int64), fused[order].astype(np.float32)


def _id_order(parts: Sequence[Part], rows: Rows) -> Rows:
    """Return the place of each row's person in the order of talent ids."""
    names: list[Ids] = []
    for part in parts:
        here = slice(*np.searchsorted(rows, [part.offset, part.offset + len(part.segment)]))
        names.append(part.segment.ids[rows[here] - part.offset])
    place = np.empty(len(rows), np.int64)
    place[np.argsort(np.concatenate(names), kind="stable")] = np.arange(len(rows))
    return place
