"""Pictures of a ranker: what it looks at, how features move the score, what a shown fit means."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

SHOWN = 20
BANDS = 10


def draw(
    folder: Path,
    names: Sequence[str],
    *,
    gains: npt.NDArray[np.float64],
    rows: npt.NDArray[np.float32],
    shares: npt.NDArray[np.float64],
) -> list[Path]:
    """Write ``importance.png`` and ``shap.png``.

    Args:
        folder: an existing one.
        names: of the features, in order.
        gains: total gain of each, float64 (features,).
        rows: features of a sample, float32 (n, features).
        shares: their contributions, float64 (n, features + 1).
    """
    from matplotlib.figure import Figure  # a figure of its own: no global state, no display

    weight = np.abs(shares[:, :-1]).mean(axis=0)
    importance = Figure(figsize=(9, 7), layout="constrained")
    left, right = importance.subplots(1, 2)
    for axes, values, title in (
        (left, gains / max(gains.sum(), 1e-12), "Share of gain"),
        (right, weight, "Mean |contribution|"),
    ):
        order = np.argsort(values, kind="stable")[-SHOWN:]
        axes.barh([names[index] for index in order], values[order], color="#2f6fab")
        axes.set_title(title)
        axes.tick_params(axis="y", labelsize=7)
    beeswarm = Figure(figsize=(9, 7), layout="constrained")
    axes = beeswarm.subplots()
    order = np.argsort(weight, kind="stable")[-SHOWN:]
    jitter = np.random.default_rng(0).uniform(-0.3, 0.3, len(rows))
    for place, index in enumerate(order):
        values = np.nan_to_num(rows[:, index])
        spread = values.max() - values.min()
        colour = (values - values.min()) / spread if spread else np.zeros_like(values)
        axes.scatter(shares[:, index], place + jitter, c=colour, s=3, cmap="coolwarm", alpha=0.5)
    axes.set_yticks(range(len(order)), [names[index] for index in order], fontsize=7)
    axes.axvline(0, color="#888888", linewidth=0.8)
    axes.set_xlabel("contribution to the raw score (blue: low value, red: high value)")
    paths = [folder / "importance.png", folder / "shap.png"]
    importance.savefig(paths[0], dpi=110)
    beeswarm.savefig(paths[1], dpi=110)
    return paths


def draw_fit(
    folder: Path,
    *,
    fit: npt.NDArray[np.float64],
    worth: npt.NDArray[np.float64],
    abstention: Mapping[str, Any],
) -> list[Path]:
    """Write ``calibration.png`` and ``risk_coverage.png``.

    Args:
        folder: an existing one.
        fit: shown to a reader, float64 (n,) in [0, 1].
        worth: the utility it should agree with, float64 (n,).
        abstention: ``coverage`` and ``risk``, as `trm_ml.evaluate.coverage.Curve` has them.
    """
    from matplotlib.figure import Figure

    calibration = Figure(figsize=(6, 6), layout="constrained")
    axes = calibration.subplots()
    band = np.minimum((fit * BANDS).astype(np.int64), BANDS - 1)
    held = np.unique(band)
    shown = [float(fit[band == one].mean()) for one in held]
    true = [float(worth[band == one].mean()) for one in held]
    axes.plot([0, 1], [0, 1], color="#888888", linewidth=0.8)
    axes.plot(shown, true, marker="o", color="#2f6fab")
    axes.set_xlabel("mean fit shown")
    axes.set_ylabel("mean utility of the labels")
    risk = Figure(figsize=(6, 4), layout="constrained")
    axes = risk.subplots()
    axes.plot(abstention["coverage"], abstention["risk"], marker="o", color="#2f6fab")
    axes.axhline(abstention["risk"][0], color="#888888", linewidth=0.8)
    axes.set_xlabel("share of the cases with a score")
    axes.set_ylabel("mean error of the fit")
    paths = [folder / "calibration.png", folder / "risk_coverage.png"]
    calibration.savefig(paths[0], dpi=110)
    risk.savefig(paths[1], dpi=110)
    return paths
