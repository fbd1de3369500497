"""What a feature is, and how a matrix is made of many."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from trm_ml.features.comparison import Comparison

SKILLS, ROLE, EXPERIENCE, SENIORITY = "skills", "role", "experience", "seniority"
EDUCATION, CREDENTIALS, PLACE = "education", "credentials", "place"
GROUPS = (SKILLS, ROLE, EXPERIENCE, SENIORITY, EDUCATION, CREDENTIALS, PLACE)


@dataclass(frozen=True, slots=True)
class Feature:
    """One column: a pure function of a job and k people at once.

    ``low``..``high`` bound every finite value. ``of`` returns shape (k,); a column is nan as a
    whole where the job does not ask, never for one person: what is unknown about a person counts
    as the least, so that saying it can only help. ``monotone`` is the sign that the model must
    keep: no feature falls when a true skill, year or certificate is added, so it is never -1.
    ``taxonomy`` marks what rests on the relations of an occupational taxonomy, as the labels of the
    shipped ranker do; a model without those columns shows how much they carry.
    """

    name: str
    unit: str
    low: float
    high: float
    group: str
    of: Callable[[Comparison], npt.NDArray[np.floating]]
    monotone: int = 1
    taxonomy: bool = False

    @property
    def about(self) -> str:
        """What it measures: the first line of the function's docstring."""
        return (self.of.__doc__ or "").strip().split("\n")[0]


def matrix(features: Sequence[Feature], pair: Comparison) -> npt.NDArray[np.float32]:
    """Return float32 of shape (k, len(features))."""
    out = np.empty((len(pair.people), len(features)), dtype=np.float32)
    for column, feature in enumerate(features):
        out[:, column] = feature.of(pair)
    return out
