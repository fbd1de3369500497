"""Runs in TREC's form, measured against judgements."""

import pytest

from trm_ml.evaluate import bootstrap, metrics, runs


def test_a_query_without_an_answer_counts_nought():
    relevant = {"q1": frozenset({"a", "b"}), "q2": frozenset({"c"})}
    run = {"q1": [("x", 0.9), ("a", 0.8), ("b", 0.1)]}
    measured = runs.measure(run, relevant)
    assert measured.queries == ("q1", "q2")
    assert measured.values["MAP"] == (pytest.approx((1 / 2 + 2 / 3) / 2), 0.0)
    assert measured.values["hit@1"] == (0.0, 0.0)
    assert measured.mean("MRR") == pytest.approx(0.25)
    assert measured.values["RP@5"] == (1.0, 0.0)


def test_ignored_documents_leave_ranking_and_judgements():
    relevant = {"q": frozenset({"same", "other"})}
    run = {"q": [("same", 1.0), ("no", 0.5), ("other", 0.2)]}
    measured = runs.measure(run, relevant, ignored={"q": frozenset({"same"})})
    assert measured.values["MAP"] == (0.5,)


def test_only_the_first_thousand_count():
    run = {"q": [(f"d{number}", 1.0 / number) for number in range(1, 1202)]}
    assert runs.measure(run, {"q": frozenset({"d1001"})}).mean("MAP") == 0.0
    assert runs.measure(run, {"q": frozenset({"d1000"})}).mean("MAP") == pytest.approx(0.001)


@pytest.mark.parametrize(
    "line",
    ["q Q0 d 1 0.5", "q Q0 d 1 high tag", "q Q0 d 1 nan tag", "q Q0 d 1 0.5 t\nq Q0 d 2 0.4 t"],
)
def test_a_broken_run_says_which_line(line):
    with pytest.raises(runs.RunUnusable, match=r"Line \d"):
        runs.read(line.split("\n"))


def test_reading_orders_by_score_and_then_by_id():
    text = ["q Q0 b 1 0.5 t\n", "\n", "q Q0 c 2 0.9 t\n", "q Q0 a 3 0.5 t\n"]
    assert runs.read(text) == {"q": [("c", 0.9), ("a", 0.5), ("b", 0.5)]}


def test_spans_count_only_when_all_of_them_is_right():
    scores = metrics.span_scores(
        [[(0, 2, "A"), (0, 2, "A")], [(1, 3, "B")]], [[(0, 2, "A")], [(1, 3, "A"), (5, 6, "B")]]
    )
    assert scores == {"precision": 0.5, "recall": pytest.approx(1 / 3), "f1": pytest.approx(0.4)}
    assert metrics.span_scores([[]], [[]]) == {"precision": 0.0, "recall": 0.0, "f1": 0.0}


def test_paired_needs_pairs_and_sees_a_real_difference():
    with pytest.raises(ValueError, match="paired"):
        bootstrap.paired([1.0], [1.0, 0.5], seed=0)
    assert bootstrap.paired([], [], seed=0).share_not_better == 1.0
    even = bootstrap.paired([0.1, 0.9] * 20, [0.9, 0.1] * 20, seed=0)
    assert 0.2 < even.share_not_better < 0.8
    assert bootstrap.mean_interval([], seed=0) == bootstrap.Interval(0.0, 0.0, 0.0)
