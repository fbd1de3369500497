"""Whether a figure could be too good: people on both sides, labels in a column, shuffled labels."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from core.errors import Refused
from trm_ml.evaluate.metrics import ndcg_at
from trm_ml.ranking.sample import Sample
from trm_ml.ranking.truth import COARSE, grade

#: A column that alone orders the people of a job this well knows the label.
SUSPECT = 0.97
CUT = 10


class PeopleOnBothSides(Refused):
    """Somebody is both learned from and judged on."""

    code = "people-on-both-sides"


def check_apart(learned: npt.NDArray[np.int64], judged: npt.NDArray[np.int64]) -> None:
    """Refuse to measure on somebody who was learned from.

    Raises:
        PeopleOnBothSides: says how many.
    """
    both = np.intersect1d(learned, judged)
    if len(both):
        raise PeopleOnBothSides(
            f"{len(both)} people are in the training and in the trial: the figures would flatter"
        )


def suspects(sample: Sample, names: Sequence[str]) -> dict[str, float]:
    """Return the columns that give the label away, with how well each alone orders people.

    The measure is the mean over jobs of the absolute rank correlation of column and utility, over
    the jobs where the column tells people apart.
    """
    starts = np.cumsum(sample.sizes) - sample.sizes
    found: dict[str, list[float]] = {name: [] for name in names}
    for start, size in zip(starts, sample.sizes, strict=True):
        here = slice(int(start), int(start + size))
        worth = _ranks(sample.utilities[here])
        for column, name in enumerate(names):
            values = sample.rows[here, column]
            if np.isfinite(values).all() and np.ptp(values) and np.ptp(worth):
                likeness = np.corrcoef(_ranks(values), worth)[0, 1]
                found[name].append(abs(float(likeness)))
    means = {name: float(np.mean(values)) for name, values in found.items() if values}
    return {name: round(value, 3) for name, value in means.items() if value >= SUSPECT}


def chance(utilities: npt.NDArray[np.float64], *, seed: int, rounds: int = 20) -> float:
    """Return the nDCG@10 of orders drawn by lot, the mean over jobs and rounds."""
    rng = np.random.default_rng(seed)
    values = []
    for worth in utilities:
        grades = [float(grade(one, COARSE)) for one in worth]
        values += [ndcg_at(CUT, rng.permutation(grades).tolist(), grades) for _ in range(rounds)]
    return float(np.mean(values))


def _ranks(values: npt.NDArray[np.floating]) -> npt.NDArray[np.float64]:
    """Return ranks from 0, equal values sharing their mean rank."""
    _, group, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    return np.asarray((last - (counts + 1) / 2)[group], dtype=np.float64)
