"""How good scores are: AUC, Brier, calibration error, uplift and Qini; and how sure that is.

Sources: Hanley and McNeil 1982 (AUC as a chance of order); Naeini et al. 2015 (expected
calibration error, here over groups of equal size); Radcliffe 2007 (Qini); Efron and Tibshirani
1993 (percentile intervals of the bootstrap).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from trm_ml.propensity.prepare import Codes
from trm_ml.propensity.table import Rows
from trm_ml.propensity.values import Floats

#: From row numbers to a figure.
Measure = Callable[[Rows], float]

BINS = 10
ROUNDS = 500
_ROWS_AT_ONCE = 20_000_000


@dataclass(frozen=True)
class Figure:
    """A figure with its 95 % interval; nan where it cannot be computed."""

    value: float
    low: float
    high: float

    def as_json(self) -> dict[str, float | None]:
        """Return plain values, null for nan."""
        told = {"value": self.value, "low": self.low, "high": self.high}
        return {name: None if np.isnan(one) else round(one, 6) for name, one in told.items()}

    def __str__(self) -> str:
        return f"{self.value:.3f} [{self.low:.3f}, {self.high:.3f}]"


def auc(scores: Floats, answers: Floats) -> float:
    """Return the chance that a random positive scores above a random negative, ties one half.

    Example:
        >>> auc(np.array([0.1, 0.4, 0.4, 0.9]), np.array([0, 0, 1, 1]))
        0.875
    """
    positives = float(answers.sum())
    negatives = len(answers) - positives
    if not positives or not negatives:
        return float("nan")
    _, code, counts = np.unique(scores, return_inverse=True, return_counts=True)
    ranks = np.cumsum(counts) - (counts - 1) / 2
    return float(
        (ranks[code][answers > 0].sum() - positives * (positives + 1) / 2) / positives / negatives
    )


def average_precision(scores: Floats, answers: Floats) -> float:
    """Return the sum over falling scores of (step of recall x precision), ties taken together."""
    if not answers.sum():
        return float("nan")
    order = np.argsort(-scores, kind="stable")
    last = np.append(np.diff(scores[order]) != 0, True)
    hits, seen = np.cumsum(answers[order])[last], np.flatnonzero(last) + 1
    steps = np.diff(np.append(0, hits)) / answers.sum()
    return float((steps * hits / seen).sum())


def brier(probabilities: Floats, answers: Floats) -> float:
    """Return the mean squared error of probabilities."""
    return float(((probabilities - answers) ** 2).mean())


def bins(probabilities: Floats) -> list[Rows]:
    """Return rows in ten groups of equal size by rising probability (fewer when rows are few)."""
    order = np.argsort(probabilities, kind="stable")
    return [part for part in np.array_split(order, BINS) if len(part)]


def calibration_error(probabilities: Floats, answers: Floats) -> float:
    """Return the mean over ten equal groups of |share of answers - mean probability|."""
    gaps = [
        abs(float(answers[part].mean() - probabilities[part].mean()))
        for part in bins(probabilities)
    ]
    return float(np.mean(gaps))


def effect(answers: Floats, treated: Floats) -> float:
    """Return the mean answer of the treated minus that of the others; nan without either."""
    got, not_got = answers[treated > 0], answers[treated == 0]
    return float(got.mean() - not_got.mean()) if len(got) and len(not_got) else float("nan")


def uplift_at(share: float, scores: Floats, answers: Floats, treated: Floats) -> float:
    """Return answers of the treated minus those of the others among the best-scored ``share``."""
    count = max(int(len(scores) * share), 1)
    top = np.argsort(-scores, kind="stable")[:count]
    return effect(answers[top], treated[top])


def qini_curve(scores: Floats, answers: Floats, treated: Floats) -> Floats:
    """Return the extra answers after contacting the first n, for n = 0 … N; float64 (N + 1,).

    Rows of one score are taken together: within them the curve is a straight line.
    """
    order = np.argsort(-scores, kind="stable")
    answered, contacted = answers[order], treated[order]
    of_treated = np.cumsum(answered * contacted)
    of_others = np.cumsum(answered * (1 - contacted))
    count_treated, count_others = np.cumsum(contacted), np.cumsum(1 - contacted)
    extra = of_treated - of_others * count_treated / np.maximum(count_others, 1)
    last = np.append(np.diff(scores[order]) != 0, True)
    at = np.append(0, np.flatnonzero(last) + 1)
    curve = np.interp(np.arange(len(scores) + 1), at, np.append(0.0, extra[last]))
    return np.asarray(curve, dtype=np.float64)


def qini(scores: Floats, answers: Floats, treated: Floats) -> float:
    """Return the mean height of the Qini curve over the straight line, a row; 0 is random."""
    curve = qini_curve(scores, answers, treated)
    count = len(scores)
    line = np.linspace(0.0, curve[-1], count + 1)
    return float((curve - line)[1:].mean() / count)


def with_intervals(
    measures: Mapping[str, Measure],
    groups: Codes,
    *,
    seed: int,
    rounds: int = ROUNDS,
) -> dict[str, Figure]:
    """Measure all rows and bootstrap samples of them, whole groups drawn together.

    Args:
        measures: from row numbers to a figure.
        groups: one code a row.
        seed: of the draws.
        rounds: how many.
    """
    random = np.random.default_rng(seed)
    rounds = max(min(rounds, _ROWS_AT_ONCE // max(len(groups), 1)), 100)
    draw = _drawer(groups)
    drawn: dict[str, list[float]] = {name: [] for name in measures}
    for _ in range(rounds):
        rows = draw(random)
        for name, measure in measures.items():
            drawn[name].append(measure(rows))
    everything = np.arange(len(groups))
    found = {}
    for name, measure in measures.items():
        values = np.asarray(drawn[name])
        values = values[np.isfinite(values)]
        low, high = np.quantile(values, (0.025, 0.975)) if len(values) else (np.nan, np.nan)
        found[name] = Figure(measure(everything), float(low), float(high))
    return found


def _drawer(groups: Codes) -> Callable[[np.random.Generator], Rows]:
    _, code, counts = np.unique(groups, return_inverse=True, return_counts=True)
    if counts.max(initial=1) == 1:
        return lambda random: random.integers(0, len(groups), len(groups))
    members: Sequence[Rows] = np.split(np.argsort(code, kind="stable"), np.cumsum(counts)[:-1])

    def draw(random: np.random.Generator) -> Rows:
        picked = random.integers(0, len(members), len(members))
        return np.concatenate([members[number] for number in picked])

    return draw
