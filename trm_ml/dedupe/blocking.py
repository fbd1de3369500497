"""Which pairs of records are worth comparing: those that meet under at least one of many keys.

A key under which too many records meet is not used as it is: its records meet again under that
key and a second one together. How many are too many follows from a budget of pairs.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt

from trm_ml.dedupe.columns import Ints, Keys, mix
from trm_ml.dedupe.evidence import Column

Longs = npt.NDArray[np.int64]
LARGEST_GROUP = 1_000
_USEFUL = 20  # a combination whose groups are this many times too large is not tried


@dataclass(frozen=True, slots=True)
class Candidates:
    """Pairs of rows to compare, ``left`` < ``right``, each once, in order.

    Attributes:
        left, right: int32 of shape (pairs,).
        met: under how many keys each pair met, int32 of shape (pairs,).
    """

    left: Ints
    right: Ints
    met: Ints

    def __len__(self) -> int:
        return len(self.left)


@dataclass(frozen=True, slots=True)
class _Groups:
    """Entries of one key sorted so that equal keys stand together."""

    name: str
    column: int
    keys: Keys
    rows: Ints
    sizes: Ints  # of the group of each entry
    starts: Longs  # of the groups

    @classmethod
    def of(cls, name: str, column: int, keys: Keys, rows: Ints) -> "_Groups":
        order = np.argsort(keys, kind="stable")
        keys, rows = keys[order], rows[order]
        starts = np.flatnonzero(np.r_[True, keys[1:] != keys[:-1]]) if len(keys) else order[:0]
        counts = np.diff(np.r_[starts, len(keys)])
        sizes = np.repeat(counts, counts).astype(np.int32)
        return cls(name, column, keys, rows, sizes, starts)

    def pairs_by_size(self) -> Longs:
        """Return how many pairs the groups of each size hold, up to the largest allowed."""
        counts = np.bincount(self.sizes, minlength=LARGEST_GROUP + 1)[: LARGEST_GROUP + 1]
        return counts * np.maximum(np.arange(LARGEST_GROUP + 1) - 1, 0) // 2

    def pairs(self, limit: int) -> Iterator[Longs]:
        """Yield the pairs of all groups of up to ``limit`` entries, packed into one number each."""
        fit = np.flatnonzero((self.sizes <= limit) & (self.sizes > 1))
        keys, rows = self.keys[fit], self.rows[fit].astype(np.int64)
        for step in range(1, limit):
            if len(keys) <= step:
                return
            same = keys[step:] == keys[:-step]
            one, other = rows[:-step][same], rows[step:][same]
            if not len(one):
                return
            distinct = one != other
            low, high = np.minimum(one, other)[distinct], np.maximum(one, other)[distinct]
            yield low << 32 | high

    def leaked(self, limit: int) -> "_Groups | None":
        """Return the entries whose groups are too large, if there are any."""
        large = self.sizes > limit
        if not large.any():
            return None
        return _Groups.of(self.name, self.column, self.keys[large], self.rows[large])


def budget_of(rows: int) -> int:
    """Return how many candidate pairs a table of this many records may give."""
    return int(rows * min(300.0, max(6.0, 2.4e6 / max(rows, 1))))


def candidates(columns: Sequence[Column], rows: int, *, budget: int | None = None) -> Candidates:
    """Find the pairs worth comparing. O(keys · rows · log rows)."""
    allowed = budget or budget_of(rows)
    single = [
        _Groups.of(key.name, place, key.values, key.rows)
        for place, column in enumerate(columns)
        for key in column.block_keys()
    ]
    limit = _limit(single, allowed // 2)
    found = [pairs for groups in single for pairs in _distinct(groups, limit)]
    leaks = [leak for groups in single if (leak := groups.leaked(limit))]
    spent = sum(len(pairs) for pairs in found)
    double = [
        groups
        for one, other in combinations(leaks, 2)
        if (groups := _both(one, other, rows, limit))
    ]
    limit = _limit(double, max(allowed - spent, allowed // 2))
    found += [pairs for groups in double for pairs in _distinct(groups, limit)]
    packed, met = np.unique(np.concatenate([*found, np.zeros(0, np.int64)]), return_counts=True)
    return Candidates(
        (packed >> 32).astype(np.int32),
        (packed & 0xFFFFFFFF).astype(np.int32),
        met.astype(np.int32),
    )


def _distinct(groups: _Groups, limit: int) -> list[Longs]:
    pairs = list(groups.pairs(limit))
    return [np.unique(np.concatenate(pairs))] if pairs else []


def _limit(groups: Sequence[_Groups], budget: int) -> int:
    """Return the largest group size at which all keys together stay in the budget."""
    if not groups:
        return 2
    by_size = np.cumsum(np.sum([group.pairs_by_size() for group in groups], axis=0))
    return max(2, int(np.searchsorted(by_size, budget, side="right")) - 1)


def _both(one: _Groups, other: _Groups, rows: int, limit: int) -> _Groups | None:
    """Let the records of two overfull keys meet under both together."""
    if one.column == other.column:
        return None
    expected = float(np.mean(one.sizes)) * float(np.mean(other.sizes)) / max(rows, 1)
    if expected > _USEFUL * limit:
        return None
    if _entries(one, rows) > _entries(other, rows):
        one, other = other, one
    order = np.argsort(other.rows, kind="stable")
    starts = np.searchsorted(other.rows[order], np.arange(rows + 1))
    many = (starts[1:] - starts[:-1])[one.rows]
    keys, matched = np.repeat(one.keys, many), np.repeat(one.rows, many)
    ends = np.cumsum(many)
    where = np.arange(int(ends[-1]) if len(ends) else 0)
    where += np.repeat(starts[one.rows] - (ends - many), many)
    return _Groups.of(
        f"{one.name} + {other.name}", -1, mix(keys, other.keys[order[where]]), matched
    )


def _entries(groups: _Groups, rows: int) -> float:
    return len(groups.rows) / max(rows, 1)


def recall_estimate(met: Ints, probability: npt.NDArray[np.floating]) -> float:
    """Estimate which share of the true pairs met at all, from how often the likely ones met.

    Source: A. Chao, "Estimating the population size for capture-recapture data with unequal
        catchability", Biometrics 43 (1987).
    """
    likely = probability >= 0.5
    seen = int(likely.sum())
    once, twice = int((likely & (met == 1)).sum()), int((likely & (met == 2)).sum())
    unseen = once * (once - 1) / (2 * (twice + 1))
    return seen / (seen + unseen) if seen else 1.0
