"""Which rows train and which judge: in the order of time where there is one, groups kept whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from trm_ml.propensity.prepare import Codes
from trm_ml.propensity.table import Rows
from trm_ml.propensity.values import Floats

Split = tuple[Rows, Rows]
FOLDS = 5
FOLDS_OF_MANY = 3
MANY = 25_000
LATEST = 0.2
#: Forward folds judge the later part of the training time, block by block.
_FIRST_TRAINED = 0.4
_BLOCKS = 4


@dataclass(frozen=True)
class Order:
    """What ties rows together: ``times`` (or none) and ``groups`` (one code a row)."""

    groups: Codes
    times: Floats | None = None

    def take(self, rows: Rows) -> "Order":
        """Return the order of some rows."""
        return Order(self.groups[rows], None if self.times is None else self.times[rows])


def latest(order: Order, share: float = LATEST) -> Split:
    """Return the earlier rows and the latest ``share`` of them, groups whole.

    A group stands where its last row stands, so that no group is on both sides; rows of one
    moment stay together.

    Raises:
        ValueError: there are no times.
    """
    moment = _moments_of_groups(order)
    rank = np.sort(moment)
    cut = rank[min(int(len(rank) * (1 - share)), len(rank) - 1)]
    late = moment >= cut
    if late.all():  # most rows are of the last moment: there is no earlier side to cut at
        late = moment > cut
    return np.flatnonzero(~late), np.flatnonzero(late)


def forward(order: Order, blocks: int = _BLOCKS) -> list[Split]:
    """Return splits that train on the past and judge the block of time that follows."""
    moment = _moments_of_groups(order)
    rank = np.sort(moment)
    shares = np.linspace(_FIRST_TRAINED, 1.0, blocks + 1)
    cuts = [rank[min(int(len(rank) * share), len(rank) - 1)] for share in shares]
    cuts[-1] = np.inf
    found = []
    for start, end in pairwise(cuts):
        past = np.flatnonzero(moment < start)
        block = np.flatnonzero((moment >= start) & (moment < end))
        if len(past) and len(block):
            found.append((past, block))
    return found


def random(order: Order, strata: Sequence[float] | Floats, *, seed: int) -> list[Split]:
    """Return folds at random, groups whole, the strata spread as evenly as groups allow."""
    fold = fold_numbers(order.groups, np.asarray(strata), seed=seed, folds=folds_for(len(strata)))
    return [
        (np.flatnonzero(fold != number), np.flatnonzero(fold == number))
        for number in range(int(fold.max()) + 1)
    ]


def folds_for(rows: int) -> int:
    """Return how many folds so many rows are cut into."""
    return FOLDS if rows < MANY else FOLDS_OF_MANY


def fold_numbers(
    groups: Codes, strata: npt.NDArray[np.float64], *, seed: int, folds: int = FOLDS
) -> Codes:
    """Deal groups out over folds: shuffled, then stratum by stratum in turn; int64 (n,)."""
    _, first, code = np.unique(groups, return_index=True, return_inverse=True)
    count = len(first)
    level = np.bincount(code, weights=strata, minlength=count) / np.bincount(code)
    shuffled = np.random.default_rng(seed).permutation(count)
    dealt = shuffled[np.argsort(level[shuffled], kind="stable")]
    fold = np.empty(count, dtype=np.int64)
    fold[dealt] = np.arange(count) % folds
    return fold[code]


def _moments_of_groups(order: Order) -> Floats:
    if order.times is None:
        raise ValueError("rows without times have no latest part")
    _, code = np.unique(order.groups, return_inverse=True)
    last = np.full(int(code.max()) + 1, -np.inf)
    np.maximum.at(last, code, order.times)
    return last[code]
