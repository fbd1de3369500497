"""How sure a mean over queries is: bootstrap intervals, for one system and between two.

Source: Efron and Tibshirani 1993, An introduction to the bootstrap (percentile intervals);
Sakai 2006, Evaluating evaluation metrics based on the bootstrap (paired, over queries).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

_CHUNK = 500


@dataclass(frozen=True)
class Interval:
    """A mean with the bounds between which it lies with the stated confidence."""

    mean: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.mean:.3f} [{self.low:.3f}, {self.high:.3f}]"


@dataclass(frozen=True)
class Difference:
    """How much better the first system is, and how often chance alone would reverse it."""

    interval: Interval
    share_not_better: float


def mean_interval(
    values: Sequence[float], *, seed: int, rounds: int = 2000, confidence: float = 0.95
) -> Interval:
    """Return the mean of a value a query with its percentile interval; all 0 without values.

    Example:
        >>> str(mean_interval([0.5, 0.5], seed=1))
        '0.500 [0.500, 0.500]'
    """
    if not len(values):
        return Interval(0.0, 0.0, 0.0)
    array = np.asarray(values, np.float64)
    low, high = _bounds(_resampled_means(array, seed, rounds), confidence)
    return Interval(float(array.mean()), low, high)


def paired(
    ours: Sequence[float], theirs: Sequence[float], *, seed: int, rounds: int = 2000
) -> Difference:
    """Compare two systems on the same queries.

    Raises:
        ValueError: the two do not have one value for each of the same queries.

    Example:
        >>> paired([0.9, 0.8, 0.7], [0.5, 0.4, 0.3], seed=1).share_not_better
        0.0
    """
    if len(ours) != len(theirs):
        raise ValueError(f"{len(ours)} values cannot be paired with {len(theirs)}")
    difference = np.asarray(ours, np.float64) - np.asarray(theirs, np.float64)
    if not len(difference):
        return Difference(Interval(0.0, 0.0, 0.0), 1.0)
    means = _resampled_means(difference, seed, rounds)
    low, high = _bounds(means, 0.95)
    interval = Interval(float(difference.mean()), low, high)
    return Difference(interval, float((means <= 0).mean()))


def _resampled_means(
    values: npt.NDArray[np.float64], seed: int, rounds: int
) -> npt.NDArray[np.float64]:
    random = np.random.default_rng(seed)
    means = np.empty(rounds)
    for start in range(0, rounds, _CHUNK):
        size = min(_CHUNK, rounds - start)
        drawn = random.integers(0, len(values), (size, len(values)))
        means[start : start + size] = values[drawn].mean(axis=1)
    return means


def _bounds(means: npt.NDArray[np.float64], confidence: float) -> tuple[float, float]:
    low, high = np.quantile(means, [(1 - confidence) / 2, (1 + confidence) / 2])
    return float(low), float(high)
