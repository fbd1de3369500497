"""One new record against all that are known: the online use of the engine.

The known records keep their block keys in sorted arrays; a new one looks its own keys up, meets a
few hundred records and is compared with those alone. Weights and the rarity of values are those of
the whole table.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from trm_ml.dedupe.blocking import LARGEST_GROUP
from trm_ml.dedupe.columns import Ints, Keys
from trm_ml.dedupe.engine import compared, probability_of
from trm_ml.dedupe.evidence import BlockKey, Column, Evidence
from trm_ml.dedupe.explain import Reason, reasons
from trm_ml.dedupe.fields import Table, columns_of
from trm_ml.dedupe.weights import Weights

MOST = 400  # records that one arrival is compared with
_LONG = 60_000  # a list of records longer than this is not crossed with another


@dataclass(frozen=True, slots=True)
class Match:
    """A known record that may be the new one's person."""

    row: int
    probability: float
    reasons: Sequence[Reason]


@dataclass(frozen=True, slots=True)
class _Sorted:
    keys: Keys
    rows: Ints

    @classmethod
    def of(cls, key: BlockKey) -> "_Sorted":
        order = np.argsort(key.values, kind="stable")
        return cls(key.values[order], key.rows[order])

    def met(self, keys: Keys) -> list[Ints]:
        starts = np.searchsorted(self.keys, keys, side="left")
        ends = np.searchsorted(self.keys, keys, side="right")
        return [self.rows[start:end] for start, end in zip(starts, ends, strict=True)]


class Register:
    """The known records, ready for arrivals."""

    def __init__(
        self, table: Table, mapping: Mapping[str, Sequence[str]], weights: Weights
    ) -> None:
        """Index the known records.

        Args:
            table: cells by column; kept, not copied.
            mapping: field → columns.
            weights: learned on this table by `trm_ml.dedupe.engine.deduplicate`.
        """
        self._table, self._mapping, self._weights = table, mapping, weights
        self._rows = len(next(iter(table.values())))
        self._keys = {
            (column.scales[0].field, key.name): _Sorted.of(key)
            for column in columns_of(table, mapping)
            for key in column.block_keys()
        }

    def candidates(self, record: Mapping[str, str]) -> Ints:
        """Return the rows that a new record should be compared with, at most `MOST`."""
        return self._met(self._columns(record))

    def _columns(self, record: Mapping[str, str]) -> list[Column]:
        return columns_of({name: [record.get(name, "")] for name in self._table}, self._mapping)

    def _met(self, columns: Sequence[Column]) -> Ints:
        small: list[Ints] = []
        large: list[tuple[str, Ints]] = []
        for column in columns:
            for key in column.block_keys():
                field = column.scales[0].field
                for rows in self._keys[field, key.name].met(key.values):
                    if 0 < len(rows) <= LARGEST_GROUP // 4:
                        small.append(rows)
                    elif 0 < len(rows) <= _LONG:
                        large.append((field, rows))
        large.sort(key=lambda pair: len(pair[1]))
        crossed = [
            np.intersect1d(one, other)
            for (mine, one), (theirs, other) in combinations(large[:8], 2)
            if mine != theirs
        ]
        met = [rows for rows in (*small, *crossed) if len(rows) <= LARGEST_GROUP]
        if not met:
            return np.zeros(0, np.int32)
        rows, times = np.unique(np.concatenate(met), return_counts=True)
        likeliest: Ints = rows[np.argsort(-times, kind="stable")][:MOST].astype(np.int32)
        return likeliest

    def _shares(self, columns: Sequence[Column]) -> dict[str, float]:
        """Return how frequent the new record's values are among the known records, by scale."""
        found: dict[str, float] = {}
        for column in columns:
            first = column.scales[0].field
            for key in column.block_keys():
                index = self._keys[first, key.name]
                counts = [len(rows) for rows in index.met(key.values)]
                named = [scale.field for scale in column.scales]
                if key.name in (first, "part of name"):  # of a name: surname, then given name
                    shares = [max(count, 1) / self._rows for count in counts]
                    found |= dict(zip(named, shares, strict=False))
        return found

    def matches(self, record: Mapping[str, str], *, least: float = 0.5) -> list[Match]:
        """Return the known records that may be the new one's person, likeliest first."""
        own = self._columns(record)
        rows = self._met(own)
        if not len(rows):
            return []
        known = rows.tolist()
        cells = {
            name: [record.get(name, ""), *(column[row] for row in known)]
            for name, column in self._table.items()
        }
        columns = columns_of(cells, self._mapping)
        here = compared(
            columns, np.zeros(len(rows), np.int32), np.arange(1, len(rows) + 1, dtype=np.int32)
        )
        shares = self._shares(own)
        evidence = [
            Evidence(
                one.scale,
                one.levels,
                np.where(np.isnan(one.share), np.nan, shares.get(one.scale.field, 1.0)).astype(
                    np.float32
                ),
            )
            for one in here
        ]
        weights = self._weights.only([one.scale for one in evidence])
        likely = probability_of(weights.log_odds(evidence))
        found = [
            Match(known[place], float(likely[place]), reasons(weights, evidence, place))
            for place in np.flatnonzero(likely >= least).tolist()
        ]
        return sorted(found, key=lambda match: -match.probability)
