"""A pair model learned from verdicts: boosted trees over the evidence, calibrated out of fold."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from trm_ml.dedupe.columns import Ints
from trm_ml.dedupe.evidence import Evidence
from trm_ml.dedupe.similarity import Floats
from trm_ml.dedupe.weights import Weights

LEAST = 30  # verdicts of each kind from which a model is learned
MOST = 150_000  # verdicts that are learned from; of more, a random part
_FOLDS = 5
_TREES = 150
_CHUNK = 1 << 18
_PARAMETERS = {
    "objective": "cross_entropy",
    "learning_rate": 0.08,
    "num_leaves": 31,
    "min_data_in_leaf": 20,
    "lambda_l2": 1.0,
    "feature_fraction": 0.8,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "deterministic": True,
    "force_row_wise": True,
    "num_threads": 2,
    "verbose": -1,
}


def features(evidence: Sequence[Evidence], weights: Weights) -> npt.NDArray[np.float32]:
    """Return the features of pairs, float32 of shape (pairs, 2 · scales + 3).

    The level of each scale (nan where missing) and its weight; then their sum, how many fields
    agree fully and how many conflict.
    """
    pairs = len(evidence[0].levels)
    table = np.empty((pairs, 2 * len(evidence) + 3), np.float32)
    total = np.zeros(pairs, np.float32)
    agree, conflict = np.zeros(pairs, np.float32), np.zeros(pairs, np.float32)
    for place, one in enumerate(evidence):
        weight = weights.of(place, one)
        table[:, 2 * place] = np.where(one.levels < 0, np.nan, one.levels)
        table[:, 2 * place + 1] = weight
        total += weight
        agree += one.levels == one.scale.top
        conflict += one.levels == 0
    table[:, -3], table[:, -2], table[:, -1] = total, agree, conflict
    return table


@dataclass(frozen=True, slots=True)
class PairModel:
    """Trees and their calibration: log odds = ``slope`` · raw + ``shift``."""

    booster: Any
    weights: Weights
    slope: float
    shift: float

    def log_odds(self, evidence: Sequence[Evidence]) -> Floats:
        """Return the calibrated log odds that each pair is one person."""
        pairs = len(evidence[0].levels)
        odds = np.empty(pairs, np.float32)
        for start in range(0, pairs, _CHUNK):
            part = slice(start, start + _CHUNK)
            cut = [Evidence(one.scale, one.levels[part], one.share[part]) for one in evidence]
            raw = self.booster.predict(features(cut, self.weights), raw_score=True)
            odds[part] = self.slope * raw + self.shift
        return odds


def learn(
    evidence: Sequence[Evidence], weights: Weights, match: Floats, groups: Ints, *, seed: int
) -> PairModel | None:
    """Learn a model from judged pairs, or return ``None`` if they are too few of either kind.

    Args:
        evidence: of the judged pairs.
        weights: learned without labels on the same table.
        match: the verdicts, in [0, 1].
        groups: what a fold must not part, int32 of shape (pairs,): the person of the left record.
        seed: of folds and trees.
    """
    if min(float(match.sum()), float((1 - match).sum())) < LEAST:
        return None
    if len(match) > MOST:
        chosen = np.sort(np.random.default_rng(seed).choice(len(match), MOST, replace=False))
        evidence = [Evidence(e.scale, e.levels[chosen], e.share[chosen]) for e in evidence]
        match, groups = match[chosen], groups[chosen]
    table = features(evidence, weights)
    fold = np.random.default_rng(seed).permutation(int(groups.max()) + 1)[groups] % _FOLDS
    unseen = np.zeros(len(match))
    for held in range(_FOLDS):
        inside, outside = fold != held, fold == held
        if outside.any() and inside.any():
            booster = _boost(table[inside], match[inside], seed)
            unseen[outside] = booster.predict(table[outside], raw_score=True)
    slope, shift = _calibrated(unseen, match)
    return PairModel(_boost(table, match, seed), weights, slope, shift)


def _boost(table: npt.NDArray[np.float32], match: Floats, seed: int) -> Any:
    import lightgbm

    data = lightgbm.Dataset(table, match, free_raw_data=True)
    return lightgbm.train({**_PARAMETERS, "seed": seed}, data, num_boost_round=_TREES)


def _calibrated(raw: npt.NDArray[np.float64], match: Floats) -> tuple[float, float]:
    """Return slope and shift that fit out-of-fold scores to the verdicts (Platt)."""
    from sklearn.linear_model import LogisticRegression

    clipped = np.clip(raw, -15, 15)[:, None]
    doubled = np.concatenate([clipped, clipped])
    truth = np.r_[np.ones(len(raw)), np.zeros(len(raw))]
    fitted = LogisticRegression(C=100.0).fit(doubled, truth, np.r_[match, 1 - match] + 1e-9)
    return float(fitted.coef_[0, 0]), float(fitted.intercept_[0])
