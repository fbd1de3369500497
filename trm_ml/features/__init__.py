"""The features a ranker sees, in column order; the same code trains and serves."""

import numpy as np
import numpy.typing as npt

from trm_ml.features import credentials, education, experience, place, role, seniority, skills
from trm_ml.features.comparison import Comparison
from trm_ml.features.people import PeopleColumns
from trm_ml.features.position import PreparedPosition
from trm_ml.features.ragged import Ints
from trm_ml.features.spec import GROUPS, Feature, matrix

FEATURES: tuple[Feature, ...] = (
    *skills.FEATURES,
    *role.FEATURES,
    *experience.FEATURES,
    *seniority.FEATURES,
    *education.FEATURES,
    *credentials.FEATURES,
    *place.FEATURES,
)


def compute(
    position: PreparedPosition, people: PeopleColumns, rows: Ints
) -> npt.NDArray[np.float32]:
    """Return float32 of shape (len(rows), len(FEATURES)), row i for person ``rows[i]``."""
    return matrix(FEATURES, Comparison(position, people.take(rows)))


__all__ = ["FEATURES", "GROUPS", "Comparison", "Feature", "compute", "matrix"]
