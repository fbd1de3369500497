"""Stored scores made again from what is stored with them: the model's version and the features."""

from typing import TYPE_CHECKING

from core.errors import Unavailable
from core.pool.types import Match
from core.requisition.types import Shortlist
from serving import models
from serving.wiring import Parts

if TYPE_CHECKING:
    from trm_ml.ranking.model import Ranker


def reproduced(parts: Parts, stored: Shortlist, row: Match) -> bool | None:
    """Tell whether a score, and what each feature gave to it, comes out the same, bit for bit.

    ``None`` if that version of the model is no longer here, or its features mean something else.
    """
    import numpy as np

    ranker = _ranker(parts, stored.model_version)
    if ranker is None or tuple(one.name for one in ranker.features) != stored.feature_names:
        return None
    features = np.array([row.features], dtype=np.float32)
    raw = ranker.raw(features)
    shares = ranker.contributions(features)[0]
    again = (float(raw[0]), float(ranker.fit(raw)[0]), *map(float, shares))
    return again == (row.raw, row.score, *row.contributions)


def _ranker(parts: Parts, version: str) -> "Ranker | None":
    from trm_ml.ranking.fallback import RuleRanker
    from trm_ml.ranking.model import SHIPPED, LightGbmRanker

    rules = RuleRanker()
    if version == rules.version:
        return rules
    for place in (models.folder(parts) / version, SHIPPED):
        try:
            ranker = LightGbmRanker.open(place)
        except Unavailable:
            continue
        if ranker.version == version:
            return ranker
    return None
