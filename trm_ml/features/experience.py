"""Features of years at work; unknown years count as none, and too many never count against."""

import numpy as np

from trm_ml.features.comparison import Comparison
from trm_ml.features.ragged import Floats
from trm_ml.features.spec import EXPERIENCE, Feature

MOST = 60.0
SURPLUS = 10.0


def years_total(pair: Comparison) -> Floats:
    """Years at work."""
    return _years(pair)


def years_share(pair: Comparison) -> Floats:
    """Years at work over the years asked, at most 1; nan if none are asked."""
    asked = pair.position.min_years
    return np.minimum(_years(pair) / asked, 1) if asked > 0 else pair.nothing()


def years_short(pair: Comparison) -> Floats:
    """Years missing to the years asked, as a negative number; nan if none are asked."""
    asked = pair.position.min_years
    return np.minimum(_years(pair) - asked, 0) if asked > 0 else pair.nothing()


def years_met(pair: Comparison) -> Floats:
    """One when the years asked are there; nan if none are asked."""
    asked = pair.position.min_years
    return (_years(pair) >= asked).astype(np.float32) if asked > 0 else pair.nothing()


def years_surplus(pair: Comparison) -> Floats:
    """Years beyond the years asked, at most 10; nan if none are asked."""
    asked = pair.position.min_years
    return np.clip(_years(pair) - asked, 0, SURPLUS) if asked > 0 else pair.nothing()


def _years(pair: Comparison) -> Floats:
    return np.clip(np.nan_to_num(pair.people.years, nan=0.0), 0, MOST).astype(np.float32)


FEATURES = (
    Feature("years_total", "years", 0, MOST, EXPERIENCE, years_total),
    Feature("years_share", "share", 0, 1, EXPERIENCE, years_share),
    Feature("years_short", "years, negative", -MOST, 0, EXPERIENCE, years_short),
    Feature("years_met", "0 or 1", 0, 1, EXPERIENCE, years_met),
    Feature("years_surplus", "years", 0, SURPLUS, EXPERIENCE, years_surplus),
)
