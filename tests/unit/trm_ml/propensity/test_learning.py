"""What protects from lying to oneself: cross-fitting, calibration, drift, choice."""

import numpy as np
import pytest

from trm_ml.propensity import calibration, drift, table
from trm_ml.propensity.encoding import LevelOdds, crossfitted
from trm_ml.propensity.measures import auc
from trm_ml.propensity.splits import Order
from trm_ml.propensity.table import Frame


def _frame(**columns) -> Frame:
    typed = [
        column
        for name, cells in columns.items()
        for column in table.typed(name, [str(cell) for cell in cells], [])
    ]
    return Frame(tuple(typed), len(next(iter(columns.values()))))


def test_encodings_of_rare_levels_do_not_know_their_own_answers():
    random = np.random.default_rng(1)
    frame = _frame(place=[f"p{number // 2}" for number in range(2000)])
    answers = random.integers(0, 2, 2000).astype(float)
    naive = LevelOdds.learn(frame.columns[0].values, answers, 1001).of(frame.columns[0].values)
    honest = crossfitted(frame, answers, np.arange(2000), seed=1)["place"]
    assert auc(naive, answers) > 0.8
    assert auc(honest, answers) == pytest.approx(0.5, abs=0.05)
    whole = crossfitted(frame, answers, np.arange(2000) // 2, seed=1)["place"]
    assert len(set(whole.round(9))) <= 5  # a group's twin is never seen: only the mean is left


def test_rare_levels_are_drawn_to_the_mean():
    codes = np.asarray([1] * 200 + [2] * 200 + [3] * 2, dtype=np.int32)
    answers = np.asarray([1.0] * 150 + [0.0] * 50 + [0.0] * 150 + [1.0] * 50 + [1.0] * 2)
    learned = LevelOdds.learn(codes, answers, 5)
    given = calibration.probability(learned.odds)
    assert given[1] == pytest.approx(0.75, abs=0.02)
    assert given[3] < 0.9
    assert given[4] == pytest.approx(learned.mean)


@pytest.mark.parametrize("rows", [60, 4000])
def test_calibration_mends_what_is_wrong_and_leaves_what_is_right(rows):
    random = np.random.default_rng(2)
    truth = random.normal(size=rows)
    answers = (random.random(rows) < calibration.probability(truth)).astype(float)
    folds = np.array_split(random.permutation(rows), 5)
    wrong = calibration.choose(3 * truth + 2, answers, folds)
    assert wrong.name != "none"
    assert np.abs(wrong.curve(3 * truth + 2) - calibration.probability(truth)).mean() < 0.12
    if rows > 1000:
        right = calibration.choose(truth, answers, folds)
        assert np.abs(right.curve(truth) - calibration.probability(truth)).mean() < 0.02


def test_curves_never_turn_the_order_round():
    random = np.random.default_rng(3)
    odds, answers = random.normal(size=1500), random.integers(0, 2, 1500).astype(float)
    for fit in calibration.FITS.values():
        curve = fit(odds, answers)(np.linspace(-4, 4, 200))
        assert (np.diff(curve) > -1e-12).all()
        assert ((curve > 0) & (curve < 1)).all()


def test_level_sets_the_mean_right():
    odds = np.random.default_rng(4).normal(size=500) * 3 - 4
    answers = (np.arange(500) < 430).astype(float)
    added = calibration.level(odds, answers)
    assert calibration.probability(odds + added).mean() == pytest.approx(0.86, abs=1e-6)
    for one_class in (np.zeros(10), np.ones(10)):
        assert abs(calibration.level(np.zeros(10), one_class)) < 5


def test_what_follows_the_clock_is_found_and_what_does_not_is_left():
    random = np.random.default_rng(5)
    rows = 1000
    frame = _frame(
        rate=np.arange(rows) // 100 * 0.25 + 1,
        month=[("jan", "feb", "mar", "apr", "may")[number // 200] for number in range(rows)],
        weekday=[("mo", "tu", "we", "th", "fr")[number % 5] for number in range(rows)],
        skill=random.normal(size=rows),
    )
    order = Order(np.arange(rows), np.arange(rows, dtype=float))
    assert drift.drifting(frame, order) == {"rate", "month"}
    half = frame.take(np.arange(500))
    assert drift.strangers(half, frame.take(np.arange(500, 1000))) == {"rate", "month"}
    assert drift.strangers(half, half) == frozenset()
