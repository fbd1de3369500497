"""Whether explanations tell what moved the score: take away what they name, and look.

Source: Samek et al. 2017, Evaluating the visualization of what a deep neural network has learned
(deletion); here a feature is taken away by giving it the values of other people of the same job.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from trm_ml.ranking.model import Ranker

Rows = npt.NDArray[np.float32]
TOP = 3
REFERENCES = 16


@dataclass(frozen=True, slots=True)
class Deletion:
    """How far a score falls without the three contributions that raise it most, and without three.

    ``share`` of the rows fall at least as far without the ones that raise it most.
    """

    share: float
    rows: int
    top: float
    random: float


def deletion(ranker: Ranker, jobs: Sequence[Rows], *, a_job: int, seed: int) -> Deletion:
    """Run the deletion test on the best ``a_job`` people of each job.

    Only what raises a score can be taken away: people who stand in for a lack mostly lack it too.

    Args:
        ranker: explained by its own contributions.
        jobs: for each job float32 (people, features of the ranker).
        a_job: how many people of each job.
        seed: of the three others and of the people whose values stand in.
    """
    rng = np.random.default_rng(seed)
    fell_top: list[float] = []
    fell_random: list[float] = []
    for rows in jobs:
        raw = ranker.raw(rows)
        best = np.argsort(-raw, kind="stable")[:a_job]
        others = rows[rng.integers(0, len(rows), REFERENCES)]
        shares = ranker.contributions(np.ascontiguousarray(rows[best]))[:, :-1]
        asked = np.flatnonzero(~np.isnan(rows[0]))
        for row, share, score in zip(rows[best], shares, raw[best], strict=True):
            largest = np.argsort(-share, kind="stable")[:TOP]
            drawn = rng.choice(asked, size=min(TOP, len(asked)), replace=False)
            fell_top.append(_fall(ranker, row, largest, others, score))
            fell_random.append(_fall(ranker, row, drawn, others, score))
    top, random = np.asarray(fell_top), np.asarray(fell_random)
    share = float((top >= random - 1e-12).mean()) if len(top) else 0.0
    return Deletion(share, len(top), float(top.mean()), float(random.mean()))


def _fall(
    ranker: Ranker, row: Rows, columns: npt.NDArray[np.int64], others: Rows, score: float
) -> float:
    changed = np.tile(row, (len(others), 1))
    changed[:, columns] = others[:, columns]
    return float(score - ranker.raw(changed).mean())
