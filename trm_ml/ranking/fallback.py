"""The order by rules, for when no model is loaded: a weighted sum that anybody can check."""

import numpy as np

from trm_ml.features import FEATURES
from trm_ml.features.spec import Feature
from trm_ml.ranking.model import Matrix, Scores, squash

#: What a feature at its best is worth; every other feature is worth nothing here.
WEIGHTS = {
    "skill_must_share": 3.0,
    "skill_must_near": 1.5,
    "skill_nice_share": 0.75,
    "skill_title_breadth": 0.5,
    "title_recall": 1.0,
    "occupation_same": 1.5,
    "occupation_unit": 0.75,
    "occupation_sub_major": 0.5,
    "years_share": 1.5,
    "years_surplus": 0.1,
    "years_total": 0.1,
    "level_short": 1.0,
    "education_short": 1.5,
    "language_must": 1.0,
    "language_nice": 0.3,
    "certificate_must": 1.0,
    "certificate_nice": 0.3,
    "place_city": 0.4,
    "place_region": 0.2,
}


class RuleRanker:
    """Orders people by a weighted sum of how far each feature is towards its best."""

    version = "rules"

    def __init__(self) -> None:
        named = [feature for feature in FEATURES if feature.name in WEIGHTS]
        self.features: tuple[Feature, ...] = tuple(named)
        self._weights = np.asarray([WEIGHTS[feature.name] for feature in named])
        self._low = np.asarray([feature.low for feature in named])
        self._span = np.asarray([feature.high - feature.low for feature in named])

    def raw(self, rows: Matrix) -> Scores:
        """Return the weighted sum; what a job does not ask counts as met."""
        return np.asarray(self.contributions(rows).sum(axis=1), dtype=np.float64)

    def contributions(self, rows: Matrix) -> Scores:
        """Return each feature's part against half of its worth, and the base value last."""
        share = (rows.astype(np.float64) - self._low) / self._span
        parts = (np.where(np.isnan(share), 1.0, share) - 0.5) * self._weights
        base = np.full((len(rows), 1), self._weights.sum() / 2)
        return np.hstack([parts, base])

    def fit(self, raw: Scores) -> Scores:
        """Map raw scores to (0, 1)."""
        return squash(
            raw, centre=float(self._weights.sum()) / 2, scale=float(self._weights.sum()) / 8
        )
