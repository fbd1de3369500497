"""One new record against all that are known: the online use of the engine.

The known records are kept as their block keys alone, in sorted arrays; a new one looks its own keys
up, meets a few dozen records by the rarest of them, and is compared with those, whose cells are
read again when they are needed. Weights and the rarity of values are those of the whole table.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from trm_ml.dedupe.columns import Ints, Keys
from trm_ml.dedupe.engine import compared, probability_of
from trm_ml.dedupe.evidence import BlockKey, Column, Evidence
from trm_ml.dedupe.fields import Table, columns_of
from trm_ml.dedupe.proposals import Finding, findings
from trm_ml.dedupe.weights import Weights

MOST = 24  # records that one arrival is compared with
_SMALL = 250  # a list of records up to this long is met as it is
_LONG = 60_000  # a list longer than this is not crossed with another
_CROSSED = 6_000  # the shorter of two lists that are crossed is at most this long
_CROSSINGS = 10
Cells = Callable[[Ints], Table]


@dataclass(frozen=True, slots=True)
class Match:
    """A known record that may be the new one's person."""

    row: int
    probability: float
    findings: Sequence[Finding]


@dataclass(frozen=True, slots=True)
class _Lists:
    """Which records hold each value of a key; of a value that too many hold only how many."""

    keys: Keys
    starts: npt.NDArray[np.uint32]
    counts: Ints
    rows: Ints

    @classmethod
    def of(cls, key: BlockKey) -> "_Lists":
        order = np.lexsort((key.rows, key.values))
        values, rows = key.values[order], key.rows[order]
        first = np.flatnonzero(np.r_[True, values[1:] != values[:-1]]) if len(values) else order
        counts = np.diff(np.r_[first, len(values)])
        kept = np.repeat(counts <= _LONG, counts)
        ends = np.cumsum(np.where(counts <= _LONG, counts, 0))
        starts = ends - np.where(counts <= _LONG, counts, 0)
        return cls(values[first], starts.astype(np.uint32), counts.astype(np.int32), rows[kept])

    def places(self, keys: Keys) -> Ints:
        """Return where values stand among the keys, -1 for those that nobody holds."""
        if not len(self.keys):
            return np.full(len(keys), -1, np.int32)
        place = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        return np.where(self.keys[place] == keys, place, -1).astype(np.int32)

    def many(self, place: int) -> int:
        """Return how many records hold the value at a place."""
        return int(self.counts[place]) if place >= 0 else 0

    def held(self, place: int) -> Ints:
        """Return the records that hold the value at a place, rising; none if too many do."""
        if place < 0 or self.counts[place] > _LONG:
            return self.rows[:0]
        start = int(self.starts[place])
        return self.rows[start : start + int(self.counts[place])]


class Register:
    """The known records, ready for arrivals."""

    def __init__(
        self,
        table: Table,
        mapping: Mapping[str, Sequence[str]],
        weights: Weights,
        *,
        cells: Cells | None = None,
    ) -> None:
        """Index the known records.

        Args:
            table: cells by column; not kept if ``cells`` is given.
            mapping: field → columns.
            weights: learned on this table by `trm_ml.dedupe.engine.deduplicate`.
            cells: gives the cells of some rows, in their order; by default those of ``table``.
        """
        self._mapping, self._weights = mapping, weights
        self._names = list(table)
        self._rows = len(next(iter(table.values()), ()))
        self._cells = cells or (lambda rows: _taken(table, rows))
        self._keys = {
            (column.scales[0].field, key.name): _Lists.of(key)
            for column in columns_of(table, mapping)
            for key in column.block_keys()
        }

    @property
    def nbytes(self) -> int:
        """Return how many bytes the keys take."""
        return sum(
            part.nbytes
            for one in self._keys.values()
            for part in (one.keys, one.starts, one.counts, one.rows)
        )

    def candidates(self, record: Mapping[str, str]) -> Ints:
        """Return the rows that a new record should be compared with, at most `MOST`."""
        return self._met(self._looked_up(self._columns(record)))

    def matches(
        self, record: Mapping[str, str], *, least: float = 0.5, but: Sequence[int] = ()
    ) -> list[Match]:
        """Return the known records that may be the new one's person, likeliest first.

        ``but`` are rows that are not compared: the record itself, if it is known.
        """
        own = self._columns(record)
        places = self._looked_up(own)
        rows = self._met(places)
        if but:
            rows = rows[~np.isin(rows, but)]
        if not len(rows):
            return []
        known = self._cells(rows)
        cells = {name: [record.get(name, ""), *_texts(known[name])] for name in self._names}
        here = compared(
            columns_of(cells, self._mapping),
            np.zeros(len(rows), np.int32),
            np.arange(1, len(rows) + 1, dtype=np.int32),
        )
        evidence = self._with_shares(here, self._shares(own, places))
        if not evidence:
            return []
        weights = self._weights.only([one.scale for one in evidence])
        likely = probability_of(weights.log_odds(evidence))
        chosen = np.flatnonzero(likely >= least)
        cut = [Evidence(one.scale, one.levels[chosen], one.share[chosen]) for one in evidence]
        told = findings(weights, cut)
        found = [
            Match(int(rows[place]), float(likely[place]), told[at])
            for at, place in enumerate(chosen.tolist())
        ]
        return sorted(found, key=lambda match: -match.probability)

    def _columns(self, record: Mapping[str, str]) -> list[Column]:
        return columns_of({name: [record.get(name, "")] for name in self._names}, self._mapping)

    def _looked_up(self, columns: Sequence[Column]) -> dict[tuple[str, str], list[int]]:
        """Return for each key the places of the record's values."""
        found: dict[tuple[str, str], list[int]] = {}
        for column in columns:
            for key in column.block_keys():
                named = (column.scales[0].field, key.name)
                if named in self._keys:
                    found[named] = self._keys[named].places(key.values).tolist()
        return found

    def _met(self, looked_up: Mapping[tuple[str, str], list[int]]) -> Ints:
        """Return the records met, those first that are met by the rarest values."""
        met: list[tuple[Ints, float]] = []
        large: list[tuple[str, Ints]] = []
        for (field, name), places in looked_up.items():
            lists = self._keys[field, name]
            for place in set(places):
                rows = lists.held(place)
                if 0 < len(rows) <= _SMALL:
                    met.append((rows, self._rarity(len(rows))))
                elif len(rows):
                    large.append((field, rows))
        met += self._crossed(sorted(large, key=lambda pair: len(pair[1])))
        if not met:
            return np.zeros(0, np.int32)
        every = np.concatenate([rows for rows, _ in met])
        worth = np.repeat([worth for _, worth in met], [len(rows) for rows, _ in met])
        rows, back = np.unique(every, return_inverse=True)
        total = np.bincount(back, worth)
        likeliest: Ints = rows[np.lexsort((rows, -total))][:MOST].astype(np.int32)
        return likeliest

    def _crossed(self, large: Sequence[tuple[str, Ints]]) -> list[tuple[Ints, float]]:
        """Let long lists of two different fields meet where both together are short."""
        found: list[tuple[Ints, float]] = []
        tried = 0
        for (mine, one), (theirs, other) in combinations(large, 2):
            if mine == theirs and mine != "surname":
                continue
            if len(one) > _CROSSED or tried == _CROSSINGS:
                break
            tried += 1
            place = np.minimum(np.searchsorted(other, one), len(other) - 1)
            both = one[other[place] == one]
            if 0 < len(both) <= _SMALL:
                found.append((both, self._rarity(len(both))))
        return found

    def _rarity(self, many: int) -> float:
        return float(np.log(max(self._rows, 2) / many))

    def _shares(
        self, columns: Sequence[Column], looked_up: Mapping[tuple[str, str], list[int]]
    ) -> dict[str, float]:
        """Return how frequent the new record's values are among the known records, by scale."""
        found: dict[str, float] = {}
        for column in columns:
            first = column.scales[0].field
            named = [scale.field for scale in column.scales]
            for name in (first, "part of name"):  # of a name: surname, then given name
                places = looked_up.get((first, name), [])
                counts = [self._keys[first, name].many(place) for place in places]
                if name == first:  # of several numbers the one that most people share
                    counts = [max(counts, default=0)]
                shares = [max(count, 1) / max(self._rows, 1) for count in counts]
                found |= dict(zip(named, shares, strict=False))
        return found

    def _with_shares(
        self, evidence: Sequence[Evidence], shares: Mapping[str, float]
    ) -> list[Evidence]:
        """Replace rarity among the few compared by that among all; leave out what has no weight."""
        known = {scale.field for scale in self._weights.scales}
        return [
            Evidence(
                one.scale,
                one.levels,
                np.where(np.isnan(one.share), np.nan, shares.get(one.scale.field, 1.0)).astype(
                    np.float32
                ),
            )
            for one in evidence
            if one.scale.field in known
        ]


def _taken(table: Table, rows: Ints) -> Table:
    return {
        name: column.take(pa.array(rows)) if isinstance(column, pa.Array) else _those(column, rows)
        for name, column in table.items()
    }


def _those(column: Sequence[str], rows: Ints) -> list[str]:
    return [column[row] for row in rows.tolist()]


def _texts(cells: Sequence[str]) -> list[str]:
    return cells.to_pylist() if isinstance(cells, pa.Array) else list(cells)
