"""Pictures of a ranker: what it looks at, and how each feature moves the score."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

SHOWN = 20


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
