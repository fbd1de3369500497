"""The ranker that serves: a bundle made ready to score arrays, and what every ranker can do."""

import sys
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from trm_ml import bundle
from trm_ml.bundle import Bundle, ModelMismatch
from trm_ml.features import FEATURES
from trm_ml.features.spec import Feature

Matrix = npt.NDArray[np.float32]
Scores = npt.NDArray[np.float64]
KIND = "ranker"
SHIPPED = Path(__file__).parent / "data" / "ranker"


class Ranker(Protocol):
    """Scores rows of features; raw scores are ordered, not bounded."""

    @property
    def version(self) -> str:
        """Name of the model; ``rules`` for the order by rules."""
        ...

    @property
    def features(self) -> tuple[Feature, ...]:
        """The columns it reads, in order."""
        ...

    def raw(self, rows: Matrix) -> Scores:
        """Return float64 of shape (k,); a row's score depends on that row alone."""
        ...

    def contributions(self, rows: Matrix) -> Scores:
        """Return float64 (k, features + 1): each column's share of `raw`, then the base value."""
        ...

    def fit(self, raw: Scores) -> Scores:
        """Map raw scores to fit in [0, 1], keeping their order."""
        ...


def engine() -> ModuleType:
    """Import LightGBM without the libraries that it looks for only to wrap itself for them.

    They cost four fifths of the import, two seconds of a start, and a booster needs none of them.
    Whoever wants LightGBM's wrappers imports it first; the libraries themselves stay importable.
    """
    hidden = [name for name in ("sklearn", "pandas") if name not in sys.modules]
    sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type]  # None: not to be imported
    try:
        import lightgbm
    finally:
        for name in hidden:
            del sys.modules[name]
    found: ModuleType = lightgbm
    return found


class LightGbmRanker:
    """A LightGBM model read from its text. One thread a call: calls run side by side."""

    def __init__(self, model: Bundle) -> None:
        lightgbm = engine()
        self.version = model.version
        self.features = _matching(model.meta["features"])
        self._centre = float(model.meta["fit"]["centre"])
        self._scale = float(model.meta["fit"]["scale"])
        self._booster = lightgbm.Booster(model_str=model.text)
        if self._booster.num_feature() != len(self.features):
            raise ModelMismatch("the trees and the list of features of the model do not agree")

    @classmethod
    def open(cls, folder: Path = SHIPPED, *, digest: str = "") -> "LightGbmRanker":
        """Read a model from its folder; see `trm_ml.bundle.load` for what is refused."""
        return cls(bundle.load(folder, digest=digest))

    def raw(self, rows: Matrix) -> Scores:
        """Return float64 of shape (k,)."""
        if not len(rows):
            return np.zeros(0)
        return np.asarray(self._booster.predict(rows, num_threads=1), dtype=np.float64)

    def contributions(self, rows: Matrix) -> Scores:
        """Return float64 (k, features + 1), exact Shapley values of the trees, base value last.

        Source: Lundberg et al. 2020, From local explanations to global understanding with
        explainable AI for trees.
        """
        if not len(rows):
            return np.zeros((0, len(self.features) + 1))
        shares = self._booster.predict(rows, pred_contrib=True, num_threads=1)
        return np.asarray(shares, dtype=np.float64)

    def gains(self) -> Scores:
        """Return the total gain of the splits on each feature, float64 (features,)."""
        return np.asarray(self._booster.feature_importance("gain"), dtype=np.float64)

    def fit(self, raw: Scores) -> Scores:
        """Map raw scores to (0, 1) by the logistic curve fitted in training."""
        return squash(raw, centre=self._centre, scale=self._scale)


def squash(raw: Scores, *, centre: float, scale: float) -> Scores:
    """Return the logistic curve through 1/2 at ``centre``."""
    return np.asarray(1 / (1 + np.exp(-np.clip((raw - centre) / scale, -500, 500))))


def described(features: Sequence[Feature]) -> list[dict[str, Any]]:
    """Return what a bundle keeps of its features: enough to refuse one that came to mean other."""
    return [
        {
            "name": feature.name,
            "unit": feature.unit,
            "low": feature.low,
            "high": feature.high,
            "monotone": feature.monotone,
            "group": feature.group,
        }
        for feature in features
    ]


def _matching(wanted: Sequence[dict[str, Any]]) -> tuple[Feature, ...]:
    known = {feature.name: feature for feature in FEATURES}
    for column in wanted:
        feature = known.get(column["name"])
        if feature is None or described([feature]) != [column]:
            raise ModelMismatch(
                f"the model was trained on a feature {column['name']!r} that this version of the"
                " code does not have or defines otherwise; train it again"
            )
    return tuple(known[column["name"]] for column in wanted)
