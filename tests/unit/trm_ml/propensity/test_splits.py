"""Splits: the past trains, the future judges, and no group stands on both sides."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trm_ml.propensity import splits
from trm_ml.propensity.splits import Order


@st.composite
def orders(draw):
    rows = draw(st.integers(10, 120))
    times = draw(st.lists(st.integers(0, 30), min_size=rows, max_size=rows))
    groups = draw(st.lists(st.integers(0, 25), min_size=rows, max_size=rows))
    return Order(np.asarray(groups), np.asarray(times, dtype=float))


@given(orders())
def test_latest_keeps_groups_whole_and_the_future_out_of_training(order):
    early, late = splits.latest(order)
    assert sorted([*early, *late]) == list(range(len(order.groups)))
    assert not set(order.groups[early]) & set(order.groups[late])
    last = {group: order.times[order.groups == group].max() for group in set(order.groups)}
    if len(early) and len(late):
        assert max(last[group] for group in order.groups[early]) < min(
            last[group] for group in order.groups[late]
        )


@given(orders())
def test_forward_folds_never_look_ahead(order):
    judged: list[int] = []
    for past, block in splits.forward(order):
        assert not set(order.groups[past]) & set(order.groups[block])
        assert order.times[past].max() < max(order.times[block])
        judged += block.tolist()
    assert len(judged) == len(set(judged))


@given(orders(), st.integers(0, 5))
def test_random_folds_judge_every_row_once(order, seed):
    strata = (order.times > 15).astype(float)
    folds = splits.random(Order(order.groups), strata, seed=seed)
    assert sorted(np.concatenate([test for _, test in folds])) == list(range(len(strata)))
    for train, test in folds:
        assert not set(order.groups[train]) & set(order.groups[test])


def test_strata_are_spread():
    answers = (np.arange(1000) < 50).astype(float)
    for _, test in splits.random(Order(np.arange(1000)), answers, seed=1):
        assert answers[test].sum() == 10


def test_no_times_no_latest():
    with pytest.raises(ValueError, match="no latest part"):
        splits.latest(Order(np.arange(5)))
