"""Everybody who can be matched: a large segment from the disk, small ones for what changed since.

A `Population` is a value: what changed gives a new one that shares the large segment, so a search
in another thread keeps the one it began with.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from core.errors import NotFound
from core.pool.rules import Rule
from core.pool.types import Position
from trm_ml.features.people import LexiconRows, PeopleColumns
from trm_ml.ranking import filters
from trm_ml.ranking.filters import Criterion, Names
from trm_ml.ranking.retrieval import Part, Retrieved, retrieve, wanted_of
from trm_ml.ranking.segment import Ids, Person, Segment, build_segment, id_array

RETRIEVED = 1_000
TAIL_SEGMENTS = 4

Mask = NDArray[np.bool_]
Rows = NDArray[np.int64]
Scores = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Change:
    """What happened to one person: ``person`` as they are now, or ``None`` for gone."""

    talent_id: str
    person: Person | None


@dataclass(frozen=True, slots=True)
class Group:
    """Rows of one segment: ``columns`` of its people, rows in it, places in what was asked."""

    columns: PeopleColumns
    local: Rows
    places: Rows


@dataclass(frozen=True)
class Population:
    """People by row. Rows count through the segments in order; a dead row is never allowed.

    ``change`` is the number of the last change that is in it, ``encoder_id`` whose vectors it has.
    """

    segments: tuple[Segment, ...]
    alive: tuple[Mask, ...]
    lexicon: LexiconRows
    dim: int
    change: int
    encoder_id: str
    name: str = ""
    check: Callable[[], None] = lambda: None
    tail: Mapping[str, Person] | None = None

    @classmethod
    def of(
        cls, segment: Segment, lexicon: LexiconRows, *, dim: int, change: int, encoder_id: str
    ) -> "Population":
        """Begin with one segment, everybody in it alive."""
        return cls((segment,), (np.ones(len(segment), bool),), lexicon, dim, change, encoder_id)

    def __len__(self) -> int:
        """Count the living."""
        return int(sum(np.count_nonzero(alive) for alive in self.alive))

    @property
    def size(self) -> int:
        """Count the rows, dead ones included; the length of a mask."""
        return sum(len(segment) for segment in self.segments)

    @property
    def tail_size(self) -> int:
        """Count the people outside the large segment."""
        return len(self.tail or {})

    def talent_ids(self, rows: Rows) -> list[str]:
        """Return the people of rows, in the order given."""
        return [one.decode() for one in self.ids(rows).tolist()]

    def ids(self, rows: Rows) -> Ids:
        """Return the people of rows as fixed-width bytes, which sort like the ids themselves."""
        out = id_array([""] * len(rows))
        for segment, local, places in self._split(rows):
            out[places] = segment.ids[local]
        return out

    def rows_of(self, talent_ids: Sequence[str]) -> Rows:
        """Return the living row of each person, -1 for people who are not in the index."""
        wanted = id_array(talent_ids)
        rows = np.full(len(wanted), -1, np.int64)
        for segment, alive, offset in zip(self.segments, self.alive, self._offsets, strict=True):
            local = segment.rows_of(wanted)
            here = local >= 0
            here[here] = alive[local[here]]
            rows[here] = offset + local[here]
        return rows

    def people(self, rows: Rows) -> PeopleColumns:
        """Return the columns of rows, in the order given (copied)."""
        groups = self.groups(rows)
        if len(groups) == 1:
            return groups[0].columns.take(groups[0].local)
        if not groups:
            return self.segments[0].columns.take(rows)
        taken = PeopleColumns.concat([group.columns.take(group.local) for group in groups])
        return taken.take(np.argsort(np.concatenate([group.places for group in groups])))

    def groups(self, rows: Rows) -> list[Group]:
        """Split rows by segment, for work that is done column by column without copying."""
        return [
            Group(segment.columns, local, places) for segment, local, places in self._split(rows)
        ]

    def vectors(self, query: Scores, rows: Rows) -> Scores:
        """Return the cosines of rows with a query's unit vector."""
        out = np.zeros(len(rows), np.float32)
        for segment, local, places in self._split(rows):
            out[places] = segment.vectors.score(query, local)
        return out

    def mask(self, rule: Rule | None) -> Mask:
        """Return who is alive and passes a rule ``(size,)``. Raises `Unusable`."""
        return self.filtered(rule)[0]

    def filtered(self, rule: Rule | None) -> tuple[Mask, dict[str, int]]:
        """Return the mask of a rule, and how many of the living pass each clause alone."""
        self.check()
        if rule is None:
            return np.concatenate(self.alive), {}
        tests, masks = self._tests(rule), []
        counts = np.zeros(len(tests), np.int64)
        for segment, alive in zip(self.segments, self.alive, strict=True):
            every, passed = filters.mask(tests, segment.columns, segment.concepts.holders, alive)
            counts += passed
            masks.append(every)
        named = {str(test.clause): int(n) for test, n in zip(tests, counts, strict=True)}
        return np.concatenate(masks), named

    def failed_clauses(self, rule: Rule | None, talent_id: str) -> tuple[str, ...]:
        """Say which clauses one person fails. Raises `NotFound` if they are not in the index."""
        row = self.rows_of([talent_id])
        if row[0] < 0:
            raise NotFound(f"{talent_id} is not in the index", talent_id=talent_id)
        if rule is None:
            return ()
        [(segment, local, _)] = self._split(row)
        return filters.failed(
            self._tests(rule), segment.columns, int(local[0]), segment.concepts.holders
        )

    def retrieve(
        self,
        position: Position,
        query_vector: Scores,
        *,
        mask: Mask | None = None,
        k: int = RETRIEVED,
    ) -> Retrieved:
        """Return at most ``k`` people worth scoring, best first.

        Args:
            position: what is asked for.
            query_vector: unit, ``(dim,)``, of the encoder whose vectors these are.
            mask: of `mask`; ``None`` allows everybody.
            k: how many.

        Raises:
            Unavailable: ``index-rebuilding``, when a file turns out to be damaged.
        """
        self.check()
        return retrieve(self._parts(mask), wanted_of(position), query_vector, k=k)

    def apply(self, changes: Iterable[Change], *, change: int) -> "Population":
        """Return the population with some people changed or gone, up to a change number."""
        latest = {one.talent_id: one.person for one in changes}
        tail = dict(self.tail or {})
        for talent_id, person in latest.items():
            tail.pop(talent_id, None)
            if person is not None:
                tail[talent_id] = person
        segments, alive = list(self.segments), self._without(list(latest))
        fresh = [person for person in latest.values() if person is not None]
        while len(segments) > 1 and _merges(segments[-1], len(fresh), len(segments)):
            last = [one.decode() for one in segments[-1].ids[alive[-1]].tolist()]
            fresh += [tail[talent_id] for talent_id in last]
            del segments[-1], alive[-1]
        if fresh:
            segments.append(build_segment(fresh, self.lexicon, self.dim))
            alive.append(np.ones(len(fresh), bool))
        return replace(self, segments=tuple(segments), alive=tuple(alive), tail=tail, change=change)

    @property
    def _offsets(self) -> list[int]:
        return [0, *accumulate(len(segment) for segment in self.segments)][:-1]

    def _split(self, rows: Rows) -> list[tuple[Segment, Rows, Rows]]:
        offsets = self._offsets
        number = np.searchsorted(offsets, rows, side="right") - 1
        found: list[tuple[Segment, Rows, Rows]] = []
        for at in np.unique(number):
            places = np.flatnonzero(number == at)
            found.append((self.segments[at], rows[places] - offsets[at], places))
        return found

    def _parts(self, mask: Mask | None) -> list[Part]:
        parts: list[Part] = []
        for segment, alive, offset in zip(self.segments, self.alive, self._offsets, strict=True):
            allowed = alive
            if mask is not None:
                allowed = alive & mask[offset : offset + len(segment)]
            people = int(np.count_nonzero(allowed))
            parts.append(Part(segment, offset, None if people == len(segment) else allowed, people))
        return parts

    def _without(self, talent_ids: list[str]) -> list[Mask]:
        gone = id_array(talent_ids)
        alive: list[Mask] = []
        for segment, before in zip(self.segments, self.alive, strict=True):
            rows = segment.rows_of(gone)
            rows = rows[rows >= 0]
            after = before
            if len(rows):
                after = before.copy()
                after[rows] = False
            alive.append(after)
        return alive

    def _tests(self, rule: Rule) -> tuple[Criterion, ...]:
        names: Names = self.lexicon  # type: ignore[assignment]  # the lexicon is both
        places = {name for part in self.segments for name in part.columns.place_names}
        return filters.resolve(rule, names, known_places=places)


def _merges(last: Segment, fresh: int, segments: int) -> bool:
    """Merge a small segment that is not much larger, or when there are too many."""
    return len(last) <= 2 * fresh or segments > TAIL_SEGMENTS
