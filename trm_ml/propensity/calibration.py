"""Brings scores to the frequencies that were seen; which curve is chosen by judged folds.

Sources: Platt 1999 (logistic curve); Zadrozny and Elkan 2002 (isotonic); Kull, Silva Filho and
Flach 2017 (beta). Isotonic curves need many rows and are not tried on few.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from trm_ml.propensity.table import Rows
from trm_ml.propensity.values import Floats

#: From log-odds to probabilities.
Curve = Callable[[Floats], Floats]

_ROUNDS = 60
_LARGEST = 30.0
#: Keeps the order even of scores that say next to nothing.
_FLATTEST = 1e-3
_ISOTONIC_ROWS = 500


@dataclass(frozen=True)
class Calibration:
    """A curve, its name, and the mean squared error each kind had on judged folds."""

    name: str
    curve: Curve
    brier: Mapping[str, float]


def probability(odds: Floats) -> Floats:
    """Return probabilities of log-odds, without overflow."""
    return 1.0 / (1.0 + np.exp(-np.clip(odds, -_LARGEST, _LARGEST)))


def log_odds(probabilities: Floats) -> Floats:
    """Return log-odds, finite also for 0 and 1."""
    kept = np.clip(probabilities, 1e-9, 1 - 1e-9)
    return np.log(kept / (1 - kept))


def choose(
    odds: Floats, answers: Floats, folds: Sequence[Rows], *, in_order: bool = False
) -> Calibration:
    """Choose the curve with the least mean squared error on folds it had not seen, and fit it.

    Args:
        odds: log-odds given to rows that their model had not seen.
        answers: 1 or 0.
        folds: the rows, fold by fold.
        in_order: the folds follow each other in time, so that a fold is judged by curves of
            earlier ones only.
    """
    judged, guesses = _judged(odds, answers, folds, in_order=in_order)
    if not len(judged):
        return Calibration("none", _plain(odds, answers), {})
    errors = {name: (guess - answers[judged]) ** 2 for name, guess in guesses.items()}
    means = {name: float(error.mean()) for name, error in errors.items()}
    name = min(means, key=lambda name: means[name])  # of equals the simplest
    rows = np.concatenate(folds)
    return Calibration(name, FITS[name](odds[rows], answers[rows]), means)


def _judged(
    odds: Floats, answers: Floats, folds: Sequence[Rows], *, in_order: bool
) -> tuple[Rows, dict[str, Floats]]:
    rows: list[Rows] = []
    guesses: dict[str, list[Floats]] = {}
    rarer = min(float(answers.sum()), len(answers) - float(answers.sum()))
    names = [name for name in FITS if name != "isotonic" or rarer >= _ISOTONIC_ROWS]
    for number, fold in enumerate(folds):
        others = folds[:number] if in_order else [*folds[:number], *folds[number + 1 :]]
        learned = np.concatenate(others) if others else np.empty(0, dtype=np.intp)
        if len(set(answers[learned].tolist())) < 2:
            continue
        rows.append(fold)
        for name in names:
            curve = FITS[name](odds[learned], answers[learned])
            guesses.setdefault(name, []).append(curve(odds[fold]))
    if not rows:
        return np.empty(0, dtype=np.intp), {}
    return np.concatenate(rows), {name: np.concatenate(parts) for name, parts in guesses.items()}


def _plain(odds: Floats, answers: Floats) -> Curve:
    return probability


def level(odds: Floats, answers: Floats) -> float:
    """Return what must be added to log-odds so that their probabilities have the right mean."""
    wanted = float(np.clip(answers.mean(), 0.5 / len(answers), 1 - 0.5 / len(answers)))
    added = float(log_odds(np.asarray([wanted]))[0] - np.mean(odds))
    for _ in range(_ROUNDS):  # Newton's steps; the sum of probabilities is convex piece by piece
        given = probability(odds + added)
        slope = float((given * (1 - given)).mean())
        step = (wanted - float(given.mean())) / max(slope, 1e-6)
        added += float(np.clip(step, -2.0, 2.0))
        if abs(step) < 1e-10:
            break
    return added


def _levelled(odds: Floats, answers: Floats) -> Curve:
    added = level(odds, answers)
    return lambda new: probability(new + added)


def _platt(odds: Floats, answers: Floats) -> Curve:
    return _logistic_curve([lambda new: new], odds, answers)


def _beta(odds: Floats, answers: Floats) -> Curve:
    parts: list[Curve] = [
        lambda new: np.log(np.maximum(probability(new), 1e-9)),
        lambda new: -np.log(np.maximum(1 - probability(new), 1e-9)),
    ]
    return _logistic_curve(parts, odds, answers)


def _logistic_curve(parts: Sequence[Curve], odds: Floats, answers: Floats) -> Curve:
    """Fit a logistic curve over transformed log-odds whose slopes do not turn the order round."""
    from scipy.optimize import minimize

    # Platt's targets: a little away from 0 and 1, so that a separable sample has a finite curve
    positives = float(answers.sum())
    high, low = (positives + 1) / (positives + 2), 1 / (len(answers) - positives + 2)
    targets = np.where(answers > 0, high, low)
    columns = np.column_stack([part(odds) for part in parts])

    def loss(weights: Floats) -> tuple[float, Floats]:
        scores = columns @ weights[:-1] + weights[-1]
        gap = probability(scores) - targets
        gradient = np.append(columns.T @ gap, gap.sum()) / len(targets)
        return float(np.mean(np.logaddexp(0, scores) - targets * scores)), gradient

    start = np.append(np.ones(len(parts)), 0.0)
    bounds = [(_FLATTEST, None)] * len(parts) + [(None, None)]
    weights = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds).x

    def curve(new: Floats) -> Floats:
        return probability(
            np.column_stack([part(new) for part in parts]) @ weights[:-1] + weights[-1]
        )

    return curve


def _isotonic(odds: Floats, answers: Floats) -> Curve:
    from sklearn.isotonic import IsotonicRegression

    steps = IsotonicRegression(out_of_bounds="clip", y_min=0.0, y_max=1.0).fit(odds, answers)

    def curve(new: Floats) -> Floats:  # within a step the order of the scores is kept
        step = np.asarray(steps.predict(new), dtype=np.float64)
        return step + _FLATTEST * (probability(new) - step)

    return curve


#: Simplest first.
FITS: dict[str, Callable[[Floats, Floats], Curve]] = {
    "none": _plain,
    "level": _levelled,
    "platt": _platt,
    "beta": _beta,
    "isotonic": _isotonic,
}
