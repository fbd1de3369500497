"""Figures that could be too good are noticed: labels in a column, people on both sides."""

from dataclasses import replace

import numpy as np
import pytest

from tests.ranking_world import small_sample
from trm_ml.evaluate.leaks import PeopleOnBothSides, chance, check_apart, suspects
from trm_ml.evaluate.ranker import ndcg
from trm_ml.features import FEATURES
from trm_ml.ranking.model import LightGbmRanker
from trm_ml.ranking.sample import Sample, dealt
from trm_ml.ranking.train import train

NAMES = [feature.name for feature in FEATURES]
JOBS, PEOPLE, DEALS = 120, 40, 8


def with_leak(sample: Sample, name: str) -> Sample:
    """Return the sample with a column that holds the label."""
    rows = sample.rows.copy()
    feature = FEATURES[NAMES.index(name)]
    worth = sample.utilities * (feature.high - feature.low) + feature.low
    rows[:, NAMES.index(name)] = worth
    return replace(sample, rows=rows)


def judged_on_the_rest(sample: Sample) -> tuple[float, float]:
    """Train on the first half of the jobs, judge on the others; return nDCG@10 and chance."""
    half = JOBS // 2
    at = half * PEOPLE
    learned = Sample(
        sample.rows[:at],
        sample.grades[:at],
        sample.utilities[:at],
        sample.sizes[:half],
        sample.sources[:half],
        sample.persons[:at],
    )
    ranker = LightGbmRanker(train(learned, seed=1, trees=30))
    worth = sample.utilities[at:].reshape(half, PEOPLE)
    rows = sample.rows[at:].reshape(half, PEOPLE, -1)
    scores = [ranker.raw(np.ascontiguousarray(one)) for one in rows]
    return float(np.mean(ndcg(worth, scores))), chance(worth, seed=1)


def test_shuffled_labels_leave_nothing_to_learn():
    sample = small_sample(JOBS, PEOPLE)
    found = [judged_on_the_rest(sample.shuffled(seed)) for seed in range(DEALS)]
    learned, by_lot = np.mean(found, axis=0)
    assert learned == pytest.approx(by_lot, abs=0.02)


def test_true_labels_and_a_planted_leak_are_above_chance():
    """The test above can fail: what is to be found is found."""
    sample = small_sample(JOBS, PEOPLE)
    learned, by_lot = judged_on_the_rest(sample)
    assert learned > by_lot + 0.2
    planted, by_lot = judged_on_the_rest(with_leak(sample.shuffled(3), NAMES[0]))
    assert planted > by_lot + 0.2


@pytest.mark.parametrize("name", [NAMES[0], NAMES[17], NAMES[-1]])
def test_a_column_that_holds_the_label_is_named(name: str):
    sample = small_sample()
    assert list(suspects(with_leak(sample, name), NAMES)) == [name]


def test_honest_columns_are_not_suspected():
    assert suspects(small_sample(), NAMES) == {}


def test_somebody_on_both_sides_is_refused():
    check_apart(np.array([1, 2]), np.array([3]))
    with pytest.raises(PeopleOnBothSides, match="1 people"):
        check_apart(np.array([1, 2, 2]), np.array([2, 3]))


def test_dealing_moves_nobody_to_another_job():
    sizes = np.array([3, 1, 4])
    order = dealt(sizes, 5)
    assert sorted(order.tolist()) == list(range(8))
    groups = np.repeat(np.arange(3), sizes)
    assert (groups[order] == groups).all()
    assert any(dealt(sizes, seed).tolist() != order.tolist() for seed in range(5))


def test_leaving_a_source_out_keeps_rows_and_people_together():
    sample = replace(small_sample(4, 5), sources=("a", "b", "a", "b"))
    rest = sample.of_sources(lambda source: source == "b")
    assert rest.sources == ("b", "b")
    assert rest.sizes.tolist() == [5, 5]
    np.testing.assert_array_equal(rest.rows, np.vstack([sample.rows[5:10], sample.rows[15:]]))
    np.testing.assert_array_equal(rest.persons, np.tile(np.arange(5), 2))
