"""Learns numbers (imputed effects) from columns: a ridge regression, and small boosted trees."""

from collections.abc import Callable

import numpy as np

from trm_ml.propensity.encoding import LinearMap, tree_matrix
from trm_ml.propensity.learners import PARAMETERS, Encoded
from trm_ml.propensity.table import Frame
from trm_ml.propensity.values import Floats

Score = Callable[[Frame], Floats]

_PENALTIES = tuple(float(10.0**power) for power in range(1, 7))
_TREES = 60


def linear(encoded: Encoded, effects: Floats) -> Score:
    """Fit a ridge regression whose penalty is chosen by leaving each row out in turn."""
    from sklearn.linear_model import RidgeCV

    shape = LinearMap()
    model = RidgeCV(alphas=_PENALTIES).fit(shape.fit(encoded.sample.frame, encoded.odds), effects)
    return lambda frame: np.asarray(
        model.predict(shape.of(frame, encoded.learned.of(frame))), dtype=np.float64
    )


def trees(encoded: Encoded, effects: Floats) -> Score:
    """Boost few and small trees with large leaves: effects are mostly noise."""
    import lightgbm

    sample = encoded.sample
    matrix = tree_matrix(sample.frame, encoded.odds, encoded.learned)
    parameters = {
        **PARAMETERS,
        "objective": "regression",
        "num_leaves": 7,
        "min_data_in_leaf": int(np.clip(len(effects) // 40, 10, 200)),
        "seed": sample.seed,
    }
    data = lightgbm.Dataset(matrix, label=effects, params=parameters)
    booster = lightgbm.train(parameters, data, num_boost_round=_TREES)

    def score(frame: Frame) -> Floats:
        new = tree_matrix(frame, encoded.learned.of(frame), encoded.learned)
        return np.asarray(booster.predict(new, num_threads=1), dtype=np.float64)

    return score
