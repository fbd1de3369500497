"""What must hold of every measure, whatever the ranking."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trm_ml.evaluate import bootstrap, metrics, runs

HITS = st.lists(st.booleans(), max_size=40)
GRADES = st.lists(st.integers(0, 3), min_size=1, max_size=30)


@settings(deadline=None)
@given(HITS, st.integers(0, 10), st.sampled_from(sorted(runs.METRICS)))
def test_every_metric_lies_between_nought_and_one(hits, missed, name):
    assert 0.0 <= runs.METRICS[name](hits, sum(hits) + missed) <= 1.0 + 1e-12


@settings(deadline=None)
@given(HITS)
def test_moving_a_hit_up_never_lowers_a_metric(hits):
    for place in range(1, len(hits)):
        if hits[place] and not hits[place - 1]:
            better = [*hits]
            better[place - 1], better[place] = True, False
            for function in runs.METRICS.values():
                assert function(better, sum(hits)) >= function(hits, sum(hits)) - 1e-12


@settings(deadline=None)
@given(GRADES)
def test_the_ideal_order_has_ndcg_one_and_no_order_beats_it(grades):
    ideal = metrics.ndcg_at(10, sorted(grades, reverse=True))
    assert ideal == (1.0 if any(grades) else 0.0)
    assert metrics.ndcg_at(10, grades) <= ideal + 1e-12


def test_average_precision_agrees_with_scikit_learn_on_untied_scores():
    import numpy as np
    from sklearn.metrics import average_precision_score, ndcg_score

    random = np.random.default_rng(5)
    for _ in range(20):
        relevant = random.random(25) < 0.3
        relevant[0] = True
        scores = random.permutation(25).astype(float)
        order = np.argsort(-scores)
        ours = metrics.average_precision(relevant[order].tolist(), int(relevant.sum()))
        assert ours == pytest.approx(average_precision_score(relevant, scores))
        ours = metrics.ndcg_at(7, relevant[order].astype(float).tolist())
        assert ours == pytest.approx(ndcg_score([relevant.astype(float)], [scores], k=7))


@settings(deadline=None)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=30), st.integers(0, 5))
def test_an_interval_holds_its_mean_and_is_repeatable(values, seed):
    first = bootstrap.mean_interval(values, seed=seed, rounds=200)
    assert first.low - 1e-9 <= first.high
    assert min(values) - 1e-9 <= first.low <= first.high <= max(values) + 1e-9
    assert first == bootstrap.mean_interval(values, seed=seed, rounds=200)


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(st.text("abc", min_size=1, max_size=4), st.floats(-1, 1)),
        max_size=30,
        unique_by=lambda pair: pair[0],
    )
)
def test_a_run_reads_back_as_it_was_written(scored):
    best = runs.ranked(scored, top=1000)
    back = runs.read(runs.lines("q", best, tag="t"))
    assert back.get("q", []) == best
    assert all(math.isfinite(score) for _, score in best)
