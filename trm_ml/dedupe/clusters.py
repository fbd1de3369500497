"""Which records are one person, from the log odds of pairs: average linkage within components.

Joining everything that hangs together by one likely pair makes chains of strangers. So a group is
joined only if its pairs *on average* say so. The more pairs a join rests on, the lower that average
may be, for they are many witnesses where a lone pair is one; never below a floor.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.cluster.hierarchy import linkage
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from trm_ml.dedupe.columns import Ints
from trm_ml.dedupe.similarity import Floats

Doubles = npt.NDArray[np.float64]
LINK = 0.0  # log odds from which a pair holds a component together
LARGEST = 2_000  # records of a component that are weighed together
_CLIP = 12.0  # no single pair outweighs this many nats
_WITNESSES = 1.2  # nats that an e-fold number of pairs lowers the wanted average by
_FLOOR = -1.0
_UNKNOWN = -4.0  # log odds of a pair that no key brought together
_NEVER = 1e6


@dataclass(frozen=True, slots=True)
class Pairs:
    """Scored pairs of rows.

    Attributes:
        left, right: int32 of shape (pairs,), ``left`` < ``right``.
        log_odds: float32; ``-inf`` is a pair that must not be joined, ``inf`` one that must be.
    """

    left: Ints
    right: Ints
    log_odds: Floats

    def __len__(self) -> int:
        return len(self.left)


def components(pairs: Pairs, rows: int, link: float = LINK) -> Ints:
    """Return the component of each row when all pairs above ``link`` are joined."""
    held = pairs.log_odds > link
    ones = np.ones(int(held.sum()), np.int8)
    graph = coo_array((ones, (pairs.left[held], pairs.right[held])), shape=(rows, rows))
    found: Ints = connected_components(graph, directed=False)[1].astype(np.int32)
    return found


def unmet(pairs: Pairs, rows: int, *, most: int) -> tuple[Ints, Ints]:
    """Return pairs of one component that no key brought together, smallest components first.

    Args:
        pairs: what was scored.
        rows: how many records there are.
        most: how many pairs may be returned.
    """
    component = components(pairs, rows)
    sizes = np.bincount(component)
    by_size = np.argsort(sizes, kind="stable")
    spent = np.cumsum(sizes[by_size].astype(np.int64) ** 2 // 2)
    chosen = np.zeros(len(sizes), bool)
    chosen[by_size[spent <= most]] = True
    chosen &= sizes > 2
    packed = np.concatenate(
        [np.zeros(0, np.int64), *(_all_pairs(members) for members in _members(component, chosen))]
    )
    known = pairs.left.astype(np.int64) << 32 | pairs.right
    new = np.setdiff1d(packed, known, assume_unique=True)
    return (new >> 32).astype(np.int32), (new & 0xFFFFFFFF).astype(np.int32)


def _members(component: Ints, chosen: npt.NDArray[np.bool_]) -> Iterator[Ints]:
    order = np.argsort(component, kind="stable").astype(np.int32)
    ends = np.cumsum(np.bincount(component))
    places: list[int] = np.flatnonzero(chosen).tolist()
    for place in places:
        yield order[ends[place - 1] if place else 0 : ends[place]]


def _all_pairs(members: Ints) -> npt.NDArray[np.int64]:
    one, other = np.triu_indices(len(members), 1)
    rising = np.sort(members).astype(np.int64)
    packed: npt.NDArray[np.int64] = rising[one] << 32 | rising[other]
    return packed


def cluster(pairs: Pairs, rows: int, *, threshold: float) -> Ints:
    """Return the cluster of each row, numbered by its smallest row.

    Args:
        pairs: scored pairs; what was not scored counts as unlikely.
        rows: how many records there are.
        threshold: probability from which a lone pair is joined, in (0, 1).
    """
    wanted = float(np.log(threshold / (1 - threshold)))
    component = components(pairs, rows, min(LINK, wanted))
    component = _split_giants(pairs, component, rows)
    found = np.arange(rows, dtype=np.int32)
    inside = component[pairs.left] == component[pairs.right]
    left, right, odds = pairs.left[inside], pairs.right[inside], pairs.log_odds[inside]
    sizes = np.bincount(component, minlength=rows)
    two = (sizes[component[left]] == 2) & (odds >= wanted)
    found[right[two]] = left[two]
    many = sizes[component[left]] > 2
    left, right, odds = left[many], right[many], odds[many]
    order = np.argsort(component[left], kind="stable")
    left, right, odds = left[order], right[order], odds[order]
    large = np.append(np.flatnonzero(sizes > 2), len(sizes))
    edges: list[int] = np.searchsorted(component[left], large).tolist()
    where = np.zeros(rows, np.int64)
    for members, start, end in zip(_members(component, sizes > 2), edges, edges[1:], strict=False):
        where[members] = np.arange(len(members))
        table = _table(
            len(members), where[left[start:end]], where[right[start:end]], odds[start:end]
        )
        for group in _joined(table, len(members), wanted):
            found[members[group]] = members[group].min()
    return found


def _split_giants(pairs: Pairs, component: Ints, rows: int) -> Ints:
    """Raise the link inside components too large to be weighed whole until none is left."""
    link = LINK
    while np.bincount(component).max(initial=0) > LARGEST:
        link += 1.0
        giant = np.bincount(component)[component] > LARGEST
        held = giant[pairs.left] & giant[pairs.right]
        inner = Pairs(pairs.left[held], pairs.right[held], pairs.log_odds[held])
        again = components(inner, rows, link)
        component = np.where(giant, again + component.max() + 1, component)
        component = np.unique(component, return_inverse=True)[1].astype(np.int32)
    return component


def _table(size: int, left: Ints, right: Ints, odds: Floats) -> Doubles:
    """Return log odds of all pairs as a condensed distance table (larger is less alike)."""
    table = np.full((size, size), _UNKNOWN)
    weight = np.where(np.isinf(odds), np.sign(odds) * _NEVER, np.clip(odds, -_CLIP, _CLIP))
    table[left, right] = weight
    table[right, left] = weight
    upper: Doubles = table[np.triu_indices(size, 1)]
    return _NEVER + 1 - upper


def _joined(table: Doubles, size: int, wanted: float) -> Iterator[list[int]]:
    """Yield the groups that average linkage joins, as places in the component."""
    groups: list[list[int] | None] = [[place] for place in range(size)]
    for one, other, distance, _ in linkage(table, "average").tolist():
        mine, theirs = groups[int(one)], groups[int(other)]
        if not mine or not theirs:
            groups.append(None)
            continue
        average = _NEVER + 1 - distance
        floor = max(wanted - _WITNESSES * np.log(len(mine) * len(theirs)), min(_FLOOR, wanted))
        if average < floor:
            groups.append(None)
            continue
        groups.append(mine + theirs)
        groups[int(one)] = groups[int(other)] = None
    yield from (group for group in groups if group and len(group) > 1)


def strongest_link(pairs: Pairs, cluster_of: Ints) -> Floats:
    """Return each row's most likely pair within its cluster as log odds; ``inf`` if alone."""
    strongest = np.full(len(cluster_of), -np.inf, np.float32)
    inside = cluster_of[pairs.left] == cluster_of[pairs.right]
    for side in (pairs.left[inside], pairs.right[inside]):
        np.maximum.at(strongest, side, pairs.log_odds[inside])
    alone = np.bincount(cluster_of, minlength=len(cluster_of))[cluster_of] == 1
    strongest[alone] = np.inf
    return strongest
