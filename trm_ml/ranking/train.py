"""Trains the ranker: lambdarank, shallow, monotone in every column, the same bits twice."""

import platform
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from trm_ml.bundle import FORMAT, Bundle
from trm_ml.features import FEATURES
from trm_ml.features.spec import Feature
from trm_ml.ranking.model import KIND, described
from trm_ml.ranking.sample import Sample
from trm_ml.ranking.truth import GRADES

TREES = 180
#: Depth 4 keeps exact Shapley values at a fifth of a millisecond a person (PERFORMANCE §1).
PARAMETERS: Mapping[str, Any] = {
    "objective": "lambdarank",
    "max_depth": 4,
    "num_leaves": 15,
    "learning_rate": 0.12,
    "min_data_in_leaf": 40,
    "lambda_l2": 1.0,
    "max_bin": 127,
    "feature_fraction": 0.7,
    "lambdarank_truncation_level": 36,
    "label_gain": [float(grade**2) for grade in range(GRADES)],
    "monotone_constraints_method": "intermediate",
    "deterministic": True,
    "force_row_wise": True,
    "num_threads": 1,
    "verbosity": -1,
}


def columns(*, taxonomy: bool = True) -> tuple[Feature, ...]:
    """Return the features to train on; without ``taxonomy``, none that rests on a taxonomy."""
    return tuple(feature for feature in FEATURES if taxonomy or not feature.taxonomy)


def train(
    sample: Sample,
    *,
    seed: int,
    features: Sequence[Feature] = FEATURES,
    trees: int = TREES,
    about: Mapping[str, Any] | None = None,
) -> Bundle:
    """Fit a ranker.

    Args:
        sample: rows with the columns of `FEATURES`, in groups of one job.
        seed: with the same sample, versions and seed the model is the same to the bit.
        features: the columns to use, any subset in the order of `FEATURES`.
        trees: how many.
        about: JSON values to keep with the model (lineage, figures).
    """
    import lightgbm

    names = [feature.name for feature in FEATURES]
    rows = sample.rows[:, [names.index(feature.name) for feature in features]]
    parameters = {
        **PARAMETERS,
        "seed": seed,
        "monotone_constraints": [feature.monotone for feature in features],
    }
    data = lightgbm.Dataset(
        rows,
        label=sample.grades,
        group=sample.sizes,
        feature_name=[feature.name for feature in features],
        params=parameters,
        free_raw_data=False,
    )
    booster = lightgbm.train(parameters, data, num_boost_round=trees)
    raw = np.asarray(booster.predict(rows, num_threads=1), dtype=np.float64)
    meta = {
        "format": FORMAT,
        "kind": KIND,
        "features": described(features),
        "fit": scale(raw, sample.utilities),
        "parameters": {**PARAMETERS, "trees": trees, "seed": seed},
        "data": {
            "sha256": sample.fingerprint,
            "rows": len(sample.rows),
            "groups": len(sample.sizes),
            "sources": _counted(sample.sources),
        },
        "made_with": {
            "lightgbm": lightgbm.__version__,
            "numpy": np.__version__,
            "python": platform.python_version(),
        },
        "about": dict(about or {}),
    }
    return Bundle(booster.model_to_string(), meta)


def scale(raw: npt.NDArray[np.float64], worth: npt.NDArray[np.float64]) -> dict[str, float]:
    """Return the logistic curve that brings raw scores nearest to the utilities, by log-odds.

    Returns:
        ``centre`` and ``scale`` of `trm_ml.ranking.model.squash`; ``scale`` is above 0.
    """
    odds = np.clip(worth, 0.02, 0.98)
    slope, intercept = np.polyfit(raw, np.log(odds / (1 - odds)), 1)
    slope = max(float(slope), 1e-3)
    return {"centre": round(-float(intercept) / slope, 6), "scale": round(1 / slope, 6)}


def _counted(sources: Sequence[str]) -> dict[str, int]:
    return {source: sources.count(source) for source in sorted(set(sources))}
