"""Effects with known truth: found where they are, and not where they are not."""

import numpy as np
import pytest

from trm_ml.propensity import table, uplift
from trm_ml.propensity.learners import Sample
from trm_ml.propensity.splits import Order
from trm_ml.propensity.table import Frame
from trm_ml.propensity.uplift import Trial


def _trial(rows: int, *, differs: bool, seed: int = 1) -> tuple[Trial, np.ndarray]:
    """Invent a trial in which contact helps half of the people, or everybody alike."""
    random = np.random.default_rng(seed)
    kind, taste = random.choice(["old", "new"], rows), random.normal(size=rows)
    treated = (random.random(rows) < 0.4).astype(float)
    effect = np.where(kind == "new", 0.3, 0.0) if differs else np.full(rows, 0.15)
    chance = 0.25 + 0.1 * np.tanh(taste) + treated * effect
    answers = (random.random(rows) < chance).astype(float)
    columns = table.typed("kind", kind.tolist(), []) + table.typed(
        "taste", [f"{value:.3f}" for value in taste], []
    )
    frame = Frame(tuple(columns), rows)
    return Trial(Sample(frame, answers, np.arange(rows), 1), treated), effect


def test_effects_that_differ_are_found_and_told_in_size():
    trial, truth = _trial(1500, differs=True)
    order = Order(np.arange(1500))
    learned = uplift.learn(trial, order)
    given = learned.uplift(trial.sample.frame)
    assert np.corrcoef(given, truth)[0, 1] > 0.8
    assert given[truth > 0].mean() == pytest.approx(0.3, abs=0.1)
    assert given[truth == 0].mean() == pytest.approx(0.0, abs=0.1)
    rows, unseen = uplift.validate(trial, order, learned)
    assert sorted(rows) == list(range(1500))
    assert unseen[truth[rows] > 0].mean() > unseen[truth[rows] == 0].mean() + 0.15


def test_an_effect_that_is_the_same_for_all_is_told_as_such():
    trial, _ = _trial(1000, differs=False)
    given = uplift.learn(trial, Order(np.arange(1000))).uplift(trial.sample.frame)
    assert given.mean() == pytest.approx(0.15, abs=0.06)
    assert given.std() < 0.08


def test_confirmed_is_the_share_of_the_differences_that_is_real():
    trial, truth = _trial(20_000, differs=True, seed=2)
    noise = np.random.default_rng(3).normal(size=20_000) * 0.15
    whole, _ = uplift.confirmed(trial, truth)
    half, _ = uplift.confirmed(trial, 2 * truth)
    none, _ = uplift.confirmed(trial, noise)
    turned, _ = uplift.confirmed(trial, -truth)
    assert whole > 0.85
    assert half == pytest.approx(0.5, abs=0.1)
    assert none < 0.1
    assert turned == 0.0


def test_too_few_give_the_mean_effect():
    trial, _ = _trial(60, differs=True)
    learned = uplift.learn(trial, Order(np.arange(60)))
    assert learned.way == "constant"
    answers, treated = trial.sample.answers, trial.treated
    expected = answers[treated > 0].mean() - answers[treated == 0].mean()
    assert set(learned.uplift(trial.sample.frame).tolist()) == {expected}
