"""Risk and coverage: how wrong a score is when it keeps silent about those it knows least of.

Source: El-Yaniv and Wiener 2010, On the foundations of noise-free selective classification.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

SHARES = (1.0, 0.95, 0.9, 0.8, 0.7, 0.5)
Values = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Curve:
    """``risk`` at each ``coverage``: the mean error of the scores that are shown.

    ``blind`` is the mean error when as many are left out by lot: the risk at full coverage.
    ``abstained`` is the share under the product's own limit, ``risk_shown`` the error of the rest
    and ``risk_hidden`` the error that those left out would have had.
    """

    coverage: tuple[float, ...]
    risk: tuple[float, ...]
    abstained: float
    risk_shown: float
    risk_hidden: float

    @property
    def blind(self) -> float:
        """Return the risk of leaving nobody out."""
        return self.risk[0]


def curve(
    errors: Values, confidence: Values, *, least: float, shares: Sequence[float] = SHARES
) -> Curve:
    """Leave out the least confident first; equal confidence counts with its mean error.

    Args:
        errors: float64 (n,), what a score misses by.
        confidence: float64 (n,).
        least: the confidence from which the product shows a score.
        shares: coverages to report, falling from 1.
    """
    _, group = np.unique(-confidence, return_inverse=True)
    means = np.bincount(group, errors) / np.bincount(group)
    ordered = np.sort(group)
    running = np.cumsum(means[ordered]) / np.arange(1, len(errors) + 1)
    risk = [float(running[max(round(share * len(errors)), 1) - 1]) for share in shares]
    shown = confidence >= least
    return Curve(
        tuple(shares),
        tuple(risk),
        float((~shown).mean()),
        float(errors[shown].mean()) if shown.any() else 0.0,
        float(errors[~shown].mean()) if (~shown).any() else 0.0,
    )
