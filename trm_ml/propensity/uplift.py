"""Who answers because they were contacted: the difference that contact makes, person by person.

Two ways are tried: T (a model for the contacted and one for the others, and their difference) and
X (the difference that each person's answer shows against the other side's model, learned in turn).
They are compared by Qini on rows not seen. What is told is drawn to the mean effect as far as the
rows not seen did not confirm the differences.

Sources: Künzel, Sekhon, Bickel and Yu 2019 (T- and X-learner); Chernozhukov, Demirer, Duflo and
Fernández-Val 2018 (best linear predictor of effects).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from trm_ml.propensity import choice, effects, measures, splits
from trm_ml.propensity.calibration import probability
from trm_ml.propensity.choice import Fitted, Part
from trm_ml.propensity.learners import Encoded, Sample
from trm_ml.propensity.splits import Order, Split
from trm_ml.propensity.table import Frame, Rows
from trm_ml.propensity.values import Floats

Score = Callable[[Frame], Floats]
#: Simplest first.
WAYS = ("t-linear", "x-linear", "t-trees", "x-trees", "mean of all")
FEWEST_OF_EACH = 20
_ROUNDS = 100


@dataclass(frozen=True)
class Trial:
    """Answers of people of whom some, at random, were contacted."""

    sample: Sample
    treated: Floats

    def take(self, rows: Rows) -> "Trial":
        """Return some rows."""
        return Trial(self.sample.take(rows), self.treated[rows])

    def arm(self, rows: Rows, contacted: int) -> Rows:
        """Return those of some rows that were contacted, or those that were not."""
        return rows[np.flatnonzero(self.treated[rows] == contacted)]


@dataclass(frozen=True)
class Unseen:
    """Effects given to rows that the models had not seen, by way; nan where no fold judged."""

    scores: Mapping[str, Floats]
    folds: tuple[Rows, ...]


@dataclass(frozen=True)
class Uplift:
    """What was learned of effects.

    Attributes:
        way: one of `WAYS`; ``constant`` if there was too little to choose by.
        qini: of every way, on rows not seen.
        effect: mean difference that contact made.
        kept: share in [0, 1] of the differences between people that rows not seen confirmed.
        score: raw effects.
        centre: mean of the raw effects.
        unseen: what all ways gave rows they had not seen; none if nothing could be judged.
    """

    way: str
    qini: Mapping[str, float]
    effect: float
    kept: float
    score: Score
    centre: float
    unseen: Unseen | None

    def uplift(self, frame: Frame) -> Floats:
        """Return by how much contact raises the chance of an answer, in [-1, 1]."""
        raw = self.effect + self.kept * (self.score(frame) - self.centre)
        return np.clip(raw, -1.0, 1.0)


def enough(trial: Trial) -> bool:
    """Say whether each side has enough of either answer to be judged."""
    sides = (trial.sample.answers[trial.treated == side] for side in (0, 1))
    return all(min(side.sum(), len(side) - side.sum()) >= FEWEST_OF_EACH for side in sides)


def learn(trial: Trial, order: Order) -> Uplift:
    """Choose a way by cross-validated Qini, and fit it on all rows."""
    effect = measures.effect(trial.sample.answers, trial.treated)
    parts = _splits(trial, order)
    if not parts or not trial.sample.frame.columns:
        return Uplift("constant", {}, effect, 0.0, _zero, 0.0, None)
    settings = _settings(trial, parts)
    unseen = _unseen(trial, parts, settings)
    way, qini = choose(trial, unseen.scores, unseen.folds)
    score = _fit(trial, np.arange(len(trial.treated)), settings)[way]
    rows = np.concatenate(unseen.folds)
    kept, centre = confirmed(trial.take(rows), unseen.scores[way][rows])
    return Uplift(way, qini, effect, kept, score, centre, unseen)


def validate(trial: Trial, order: Order, learned: Uplift) -> tuple[Rows, Floats]:
    """Return rows, and effects given to them by models and choices that had not seen them."""
    if learned.unseen is None:
        return np.empty(0, dtype=np.intp), np.zeros(0)
    if order.times is not None:
        early, late = splits.latest(order)
        before = learn(trial.take(early), order.take(early))
        return late, before.uplift(trial.sample.frame.take(late))
    rows, given = [], []
    folds = learned.unseen.folds
    for number, fold in enumerate(folds):
        others = [*folds[:number], *folds[number + 1 :]]
        way, _ = choose(trial, learned.unseen.scores, others)
        rows.append(fold)
        given.append(learned.unseen.scores[way][fold])
    return np.concatenate(rows), np.concatenate(given)


def choose(
    trial: Trial, scores: Mapping[str, Floats], folds: Sequence[Rows]
) -> tuple[str, dict[str, float]]:
    """Return the simplest way whose Qini is within a standard error of the best, and all Qinis."""
    rows = np.concatenate(folds)
    answers, treated = trial.sample.answers[rows], trial.treated[rows]
    judged = {way: given[rows] for way, given in scores.items()}
    means = {way: measures.qini(given, answers, treated) for way, given in judged.items()}
    best = max(means, key=lambda way: means[way])
    random = np.random.default_rng(trial.sample.seed)
    drawn: dict[str, list[float]] = {way: [] for way in judged}
    for _ in range(_ROUNDS):
        some = random.integers(0, len(rows), len(rows))
        for way, given in judged.items():
            drawn[way].append(measures.qini(given[some], answers[some], treated[some]))
    for way in judged:
        error = float(np.std(np.subtract(drawn[best], drawn[way])))
        if means[best] - means[way] <= error:
            return way, means
    raise AssertionError("the best way is within any allowance of itself")


def confirmed(trial: Trial, scores: Floats) -> tuple[float, float]:
    """Return the share of the differences that the answers confirm, in [0, 1], and their mean.

    The slope of the best linear predictor of effects: answers on contact, and on contact times
    the given effect, both centred.
    """
    answers, share = trial.sample.answers, float(trial.treated.mean())
    centre = float(scores.mean())
    gap, spread = trial.treated - share, scores - centre
    columns = np.column_stack([np.ones(len(answers)), spread, gap, gap * spread])
    slopes, *_ = np.linalg.lstsq(columns, answers, rcond=None)
    return float(np.clip(slopes[3], 0.0, 1.0)), centre


def _zero(frame: Frame) -> Floats:
    return np.zeros(frame.rows)


def _splits(trial: Trial, order: Order) -> list[Split]:
    if not enough(trial):
        return []
    if order.times is None:  # spread all four kinds of rows evenly
        strata = trial.sample.answers + 2 * trial.treated
        found = splits.random(order, strata, seed=trial.sample.seed)
    else:
        found = splits.forward(order)
    return [
        (train, test)
        for train, test in found
        if all(
            len(set(trial.sample.answers[trial.arm(train, side)].tolist())) == 2 for side in (0, 1)
        )
        and 0 < trial.treated[test].mean() < 1
    ]


#: The setting of each family, by side: contacted or not.
Settings = Mapping[int, Mapping[str, Part]]


def _settings(trial: Trial, parts: Sequence[Split]) -> dict[int, dict[str, Part]]:
    """Choose the setting of each family for each side, by how well it tells answers there."""
    found = {}
    for side in (0, 1):
        arms = [(trial.arm(train, side), trial.arm(test, side)) for train, test in parts]
        judged = choice.judge(trial.sample, arms)
        near = choice.near_best(judged, trial.sample.answers, judged.folds)
        found[side] = {part[0].family: part[0] for part, _ in near if len(part) == 1}
    return found


def _unseen(trial: Trial, parts: Sequence[Split], settings: Settings) -> Unseen:
    scores = {way: np.full(len(trial.treated), np.nan) for way in WAYS}
    for train, test in parts:
        judged = trial.sample.frame.take(test)
        for way, score in _fit(trial, train, settings).items():
            scores[way][test] = score(judged)
    return Unseen(scores, tuple(test for _, test in parts))


def _fit(trial: Trial, rows: Rows, settings: Settings) -> dict[str, Score]:
    """Fit every way on some rows."""
    arms = {side: trial.sample.take(trial.arm(rows, side)) for side in (0, 1)}
    encoded = {side: Encoded.of(arm) for side, arm in arms.items()}
    share = float(trial.treated[rows].mean())
    found: dict[str, Score] = {}
    for family, kind in (("linear", effects.linear), ("trees", effects.trees)):
        fitted = {side: Fitted.encoded(encoded[side], settings[side][family]) for side in (0, 1)}
        found[f"t-{family}"] = _difference(fitted)
        against_others = arms[1].answers - probability(fitted[0].odds(arms[1].frame))
        against_contacted = probability(fitted[1].odds(arms[0].frame)) - arms[0].answers
        of_contacted = kind(encoded[1], against_others)
        of_others = kind(encoded[0], against_contacted)
        found[f"x-{family}"] = _weighed(of_contacted, of_others, share)
    single = [found[way] for way in WAYS if way in found]
    found["mean of all"] = lambda frame: np.mean([score(frame) for score in single], axis=0)
    return {way: found[way] for way in WAYS}


def _difference(fitted: Mapping[int, Fitted]) -> Score:
    return lambda frame: probability(fitted[1].odds(frame)) - probability(fitted[0].odds(frame))


def _weighed(of_contacted: Score, of_others: Score, share: float) -> Score:
    """Trust more the side whose counterfactual model saw more rows."""
    return lambda frame: (1 - share) * of_contacted(frame) + share * of_others(frame)
