"""Features of level, 0 (intern) to 6 (executive); an unknown level counts as the least."""

import numpy as np

from trm_ml.features.comparison import Comparison
from trm_ml.features.ragged import Floats
from trm_ml.features.spec import SENIORITY, Feature


def level(pair: Comparison) -> Floats:
    """Their level; -1 if unknown."""
    return pair.people.level.astype(np.float32)


def level_short(pair: Comparison) -> Floats:
    """Levels missing to the job's, as a negative number; nan if the title names none."""
    asked = pair.position.level
    return np.minimum(level(pair) - asked, 0) if asked >= 0 else pair.nothing()


def level_met(pair: Comparison) -> Floats:
    """One when their level is the job's or above; nan if the title names none."""
    asked = pair.position.level
    return (level(pair) >= asked).astype(np.float32) if asked >= 0 else pair.nothing()


FEATURES = (
    Feature("level", "level", -1, 6, SENIORITY, level),
    Feature("level_short", "levels, negative", -7, 0, SENIORITY, level_short),
    Feature("level_met", "0 or 1", 0, 1, SENIORITY, level_met),
)
