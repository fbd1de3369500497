"""The two families of models: a regularised linear one and boosted trees.

Each is fitted once for all its settings (strengths of the penalty, numbers of trees), so that
judged folds can choose among them. The same rows, seed and versions give the same bits.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from trm_ml.propensity.calibration import log_odds
from trm_ml.propensity.encoding import (
    LinearMap,
    Matrix,
    Supervised,
    crossfitted,
    tree_matrix,
)
from trm_ml.propensity.prepare import Codes
from trm_ml.propensity.table import Frame
from trm_ml.propensity.values import Floats

#: From rows to log-odds, one column a setting: float64 (n, settings).
Path = Callable[[Frame], Matrix]

STRENGTHS = (0.001, 0.01, 0.1, 1.0)
TREES = (25, 50, 100, 200, 400)
_FEW = 10_000
_SEEDS_OF_FEW = 3
PARAMETERS: Mapping[str, Any] = {
    "objective": "binary",
    "learning_rate": 0.05,
    "feature_fraction": 0.6,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "lambda_l2": 5.0,
    "max_bin": 127,
    "deterministic": True,
    "force_row_wise": True,
    "num_threads": 1,
    "verbosity": -1,
}


@dataclass(frozen=True)
class Sample:
    """Rows to learn from: columns, answers (1 or 0), groups that stay whole, a seed."""

    frame: Frame
    answers: Floats
    groups: Codes
    seed: int

    def take(self, rows: npt.NDArray[np.intp]) -> "Sample":
        """Return some rows."""
        return Sample(self.frame.take(rows), self.answers[rows], self.groups[rows], self.seed)

    def without(self, sources: frozenset[str]) -> "Sample":
        """Return the sample without some columns of the file."""
        return Sample(self.frame.without(sources), self.answers, self.groups, self.seed)


@dataclass(frozen=True)
class Encoded:
    """A sample's category and text columns as log-odds, made once for both families."""

    sample: Sample
    odds: dict[str, Floats]
    learned: Supervised

    @classmethod
    def of(cls, sample: Sample) -> "Encoded":
        """Encode a sample, each row by models that did not see its group."""
        return cls(
            sample,
            crossfitted(sample.frame, sample.answers, sample.groups, seed=sample.seed),
            Supervised.learn(sample.frame, sample.answers),
        )


def constant(answers: Floats) -> float:
    """Return the log-odds of the share of answers, finite also for a single class."""
    return float(log_odds(np.asarray([(answers.sum() + 1) / (len(answers) + 2)]))[0])


def fit_linear(encoded: Encoded, settings: Sequence[float] = STRENGTHS) -> Path:
    """Fit a logistic regression with a ridge penalty for each strength; small is strong."""
    from sklearn.linear_model import LogisticRegression

    shape = LinearMap()
    matrix = shape.fit(encoded.sample.frame, encoded.odds)
    answers = encoded.sample.answers
    if not matrix.shape[1] or len(set(answers.tolist())) < 2:
        return _constant_path(answers, len(settings))
    models = [
        LogisticRegression(C=strength, solver="newton-cholesky").fit(matrix, answers)
        for strength in settings
    ]

    def path(frame: Frame) -> Matrix:
        new = shape.of(frame, encoded.learned.of(frame))
        return np.column_stack([new @ model.coef_[0] + model.intercept_[0] for model in models])

    return path


def fit_trees(encoded: Encoded, settings: Sequence[float] = TREES) -> Path:
    """Boost small trees up to the largest number, over a few seeds when rows are few."""
    import lightgbm

    sample = encoded.sample
    matrix = tree_matrix(sample.frame, encoded.odds, encoded.learned)
    if not matrix.shape[1] or len(set(sample.answers.tolist())) < 2:
        return _constant_path(sample.answers, len(settings))
    rows = len(sample.answers)
    parameters = {
        **PARAMETERS,
        "num_leaves": 15 if rows >= _FEW else 7,
        "min_data_in_leaf": int(np.clip(rows // 100, 5, 60)),
    }
    seeds = range(_SEEDS_OF_FEW if rows < _FEW else 1)
    boosters = [
        lightgbm.train(
            {**parameters, "seed": sample.seed + number},
            lightgbm.Dataset(matrix, label=sample.answers, params=parameters),
            num_boost_round=int(max(settings)),
        )
        for number in seeds
    ]

    def path(frame: Frame) -> Matrix:
        new = tree_matrix(frame, encoded.learned.of(frame), encoded.learned)
        given = [
            np.mean(
                [
                    booster.predict(new, raw_score=True, num_iteration=int(count), num_threads=1)
                    for booster in boosters
                ],
                axis=0,
            )
            for count in settings
        ]
        return np.column_stack(given)

    return path


def _constant_path(answers: Floats, settings: int) -> Path:
    odds = constant(answers)
    return lambda frame: np.full((frame.rows, settings), odds)


@dataclass(frozen=True)
class Family:
    """A kind of model and the settings it is fitted for, simplest first."""

    name: str
    fit: Callable[[Encoded, Sequence[float]], Path]
    settings: tuple[float, ...]


#: Simplest first.
FAMILIES: tuple[Family, ...] = (
    Family("linear", fit_linear, STRENGTHS),
    Family("trees", fit_trees, TREES),
)
