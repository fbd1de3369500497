"""Learns who would answer: chooses, calibrates, measures on rows not seen, and fits on all."""

from dataclasses import dataclass

import numpy as np

from trm_ml.propensity import calibration, choice, drift, splits
from trm_ml.propensity.calibration import Calibration
from trm_ml.propensity.choice import Choice, Fitted, Judged
from trm_ml.propensity.learners import Sample
from trm_ml.propensity.splits import Order
from trm_ml.propensity.table import Frame, Rows
from trm_ml.propensity.values import Floats

#: With fewer of either answer nothing can be judged: everybody gets the share of answers.
FEWEST_OF_EACH = 5
FEWEST_ROWS = 20


@dataclass(frozen=True)
class Learned:
    """A calibrated model.

    Attributes:
        fitted: gives log-odds.
        calibrated: brings them to probabilities.
        choice: how it was chosen; none if there was too little to choose by.
        judged: what all candidates gave rows they had not seen.
        drifting: columns of the file that move with time.
        rows: how many it was learned from.
    """

    fitted: Fitted
    calibrated: Calibration
    choice: Choice | None
    judged: Judged | None
    drifting: frozenset[str]
    rows: int

    def probability(self, frame: Frame) -> Floats:
        """Return calibrated probabilities, never 0 or 1."""
        return _kept_inside(self.calibrated.curve(self.fitted.odds(frame)), self.rows)


@dataclass(frozen=True)
class Validated:
    """Probabilities of rows that their model had not seen.

    Attributes:
        rows: row numbers.
        probabilities: of these rows.
        way: ``latest`` or ``folds``, or ``none`` if nothing could be judged.
    """

    rows: Rows
    probabilities: Floats
    way: str


def learn(sample: Sample, order: Order) -> Learned:
    """Choose a model by cross-validation, calibrate it, and fit it on all rows."""
    rows = len(sample.answers)
    parts = split_inside(sample, order)
    if not parts or not sample.frame.columns:
        plain = Calibration("none", calibration.probability, {})
        return Learned(Fitted.of(sample, ()), plain, None, None, choice.ALL, rows)
    moving = drift.drifting(sample.frame, order) if order.times is not None else choice.ALL
    if len(moving) == len(sample.frame.sources):
        moving = choice.ALL
    judged = choice.judge(sample, parts, drifting=moving)
    chosen = choice.choose(judged, sample.answers)
    calibrated = calibration.choose(
        chosen.odds, sample.answers, judged.folds, in_order=order.times is not None
    )
    return Learned(Fitted.of(sample, chosen.parts), calibrated, chosen, judged, moving, rows)


def split_inside(sample: Sample, order: Order) -> list[splits.Split]:
    """Return the splits to choose by: forward in time if there is one, else random folds."""
    positives = int(sample.answers.sum())
    rows = len(sample.answers)
    if min(positives, rows - positives) < FEWEST_OF_EACH or rows < FEWEST_ROWS:
        return []
    if order.times is None:
        found = splits.random(order, sample.answers, seed=sample.seed)
    else:
        found = splits.forward(order)
    return [(train, test) for train, test in found if len(set(sample.answers[train].tolist())) == 2]


def validate(sample: Sample, order: Order, learned: Learned) -> Validated:
    """Score rows that neither the model, its choice nor its calibration had seen.

    With times, the latest fifth by a model learned from what came before; else each fold by
    models chosen and calibrated on the other folds.
    """
    nothing = Validated(np.empty(0, dtype=np.intp), np.zeros(0), "none")
    if learned.judged is None:
        return nothing
    if order.times is None:
        return _by_folds(sample, learned.judged)
    early, late = splits.latest(order)
    if not len(early) or len(set(sample.answers[early].tolist())) < 2:
        return nothing
    before = learn(sample.take(early), order.take(early))
    return Validated(late, before.probability(sample.frame.take(late)), "latest")


def _by_folds(sample: Sample, judged: Judged) -> Validated:
    rows, given = [], []
    for number, fold in enumerate(judged.folds):
        others = [*judged.folds[:number], *judged.folds[number + 1 :]]
        if not others or len(set(sample.answers[np.concatenate(others)].tolist())) < 2:
            continue
        chosen = choice.choose(judged, sample.answers, others)
        calibrated = calibration.choose(chosen.odds, sample.answers, others)
        rows.append(fold)
        given.append(_kept_inside(calibrated.curve(chosen.odds[fold]), len(sample.answers)))
    if not rows:
        return Validated(np.empty(0, dtype=np.intp), np.zeros(0), "none")
    return Validated(np.concatenate(rows), np.concatenate(given), "folds")


def _kept_inside(probabilities: Floats, rows: int) -> Floats:
    edge = 1 / (rows + 2)
    return np.clip(probabilities, edge, 1 - edge)
