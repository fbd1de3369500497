"""What the model looks at: how much worse it orders rows when a column is shuffled.

Source: Breiman 2001, Random forests (permutation importance), on rows the model had not seen.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from trm_ml.propensity import calibration, measures
from trm_ml.propensity.table import Column, Frame, Kind, Rows
from trm_ml.propensity.uplift import Trial
from trm_ml.propensity.values import Floats

SHOWN = 10
_ROWS = 4_000
_ROUNDS = 3
_LEVELS = 5


@dataclass(frozen=True)
class Reason:
    """A column, how much the AUC falls without it, and how answers go with its values.

    Attributes:
        column: of the file.
        drop: mean fall of the AUC (of effects: mean change) when the column is shuffled.
        values: a few values or ranges, with their rows, share of answers and mean probability.
    """

    column: str
    drop: float
    values: tuple[tuple[str, int, float, float], ...]

    def as_json(self) -> dict[str, object]:
        """Return plain values."""
        names = ("value", "rows", "share", "probability")
        told = [
            dict(zip(names, (what, rows, round(share, 4), round(given, 4)), strict=True))
            for what, rows, share, given in self.values
        ]
        return {"column": self.column, "weight": round(self.drop, 6), "values": told}


def reasons(
    frame: Frame, answers: Floats, odds: Callable[[Frame], Floats], *, seed: int
) -> list[Reason]:
    """Return the columns that matter most, first things first.

    Args:
        frame: rows the model had not seen.
        answers: of these rows.
        odds: the model.
        seed: of the shuffles.
    """
    random = np.random.default_rng(seed)
    if frame.rows > _ROWS:
        rows = np.sort(random.permutation(frame.rows)[:_ROWS])
        frame, answers = frame.take(rows), answers[rows]
    given = odds(frame)
    whole = measures.auc(given, answers)
    probabilities = calibration.probability(given)
    found = []
    for source in frame.sources:
        shuffles = [random.permutation(frame.rows) for _ in range(_ROUNDS)]
        drops = [
            whole - measures.auc(odds(_shuffled(frame, source, rows)), answers) for rows in shuffles
        ]
        first = next(column for column in frame.columns if column.source == source)
        drop = float(np.mean(drops))
        found.append(Reason(source, drop, _by_value(first, answers, probabilities)))
    return sorted(found, key=lambda reason: (-reason.drop, reason.column))[:SHOWN]


def movers(trial: Trial, uplift: Callable[[Frame], Floats], *, seed: int) -> list[Reason]:
    """Return the columns that move the effects most when shuffled, first things first.

    ``drop`` is the mean change of an effect; values carry the effect seen and the mean given.
    """
    random = np.random.default_rng(seed)
    rows = np.sort(random.permutation(len(trial.treated))[:_ROWS])
    trial = trial.take(rows)
    frame, answers = trial.sample.frame, trial.sample.answers
    given = uplift(frame)
    found = []
    for source in frame.sources:
        shuffled = _shuffled(frame, source, random.permutation(frame.rows))
        change = float(np.abs(uplift(shuffled) - given).mean())
        first = next(column for column in frame.columns if column.source == source)
        values = tuple(
            (what, len(some), measures.effect(answers[some], trial.treated[some]), mean)
            for what, some in _parts(first)
            if len(set(trial.treated[some].tolist())) == 2
            for mean in [float(given[some].mean())]
        )
        found.append(Reason(source, change, values))
    return sorted(found, key=lambda reason: (-reason.drop, reason.column))[:SHOWN]


def _shuffled(frame: Frame, source: str, rows: Rows) -> Frame:
    columns = tuple(
        column.take(rows) if column.source == source else column for column in frame.columns
    )
    return replace(frame, columns=columns)


def _by_value(
    column: Column, answers: Floats, probabilities: Floats
) -> tuple[tuple[str, int, float, float], ...]:
    return tuple(
        (what, len(rows), float(answers[rows].mean()), float(probabilities[rows].mean()))
        for what, rows in _parts(column)
        if len(rows)
    )


def _parts(column: Column) -> list[tuple[str, Rows]]:
    if column.kind is Kind.TEXT:
        return []
    return _ranges(column.values) if column.kind is Kind.NUMBER else _levels(column)


def _levels(column: Column) -> list[tuple[str, Rows]]:
    counts = np.bincount(column.values, minlength=len(column.levels))
    common = np.argsort(-counts, kind="stable")[:_LEVELS]
    return [(column.levels[code], np.flatnonzero(column.values == code)) for code in common]


def _ranges(numbers: Floats) -> list[tuple[str, Rows]]:
    there = numbers[np.isfinite(numbers)]
    gone = np.flatnonzero(~np.isfinite(numbers))
    if not len(there):
        return [("", gone)]
    known = np.unique(there)
    if len(known) <= _LEVELS:
        found = [(f"{value:g}", np.flatnonzero(numbers == value)) for value in known]
    else:
        edges = np.unique(np.quantile(there, np.linspace(0, 1, _LEVELS + 1)))
        inside = np.searchsorted(edges[1:-1], numbers, side="right")
        inside[gone] = -1
        found = [
            (f"{low:g} – {high:g}", np.flatnonzero(inside == number))
            for number, (low, high) in enumerate(pairwise(edges))
        ]
    return [*found, ("", gone)]
