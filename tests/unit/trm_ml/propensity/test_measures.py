"""Measures against plain definitions."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import average_precision_score, roc_auc_score

from trm_ml.propensity import measures

tables = st.lists(st.tuples(st.integers(0, 8), st.booleans()), min_size=2, max_size=60).filter(
    lambda rows: 0 < sum(answer for _, answer in rows) < len(rows)
)


@given(tables)
def test_auc_and_precision_are_the_standard_ones(rows):
    scores = np.asarray([score for score, _ in rows], dtype=float)
    answers = np.asarray([float(answer) for _, answer in rows])
    assert measures.auc(scores, answers) == pytest.approx(roc_auc_score(answers, scores))
    assert measures.average_precision(scores, answers) == pytest.approx(
        average_precision_score(answers, scores)
    )


def test_calibration_error_of_ten_groups():
    given_ = np.repeat(np.linspace(0.05, 0.95, 10), 20)
    answers = np.concatenate([np.arange(20) < round(20 * p) for p in np.linspace(0.05, 0.95, 10)])
    assert measures.calibration_error(given_, answers.astype(float)) == pytest.approx(0, abs=1e-9)
    assert measures.calibration_error(given_ / 2, answers.astype(float)) == pytest.approx(0.25)


def test_qini_is_the_mean_height_over_the_line():
    random = np.random.default_rng(1)
    scores, answers = random.random(50), (random.random(50) < 0.4).astype(float)
    treated = (random.random(50) < 0.3).astype(float)
    order = np.argsort(-scores)
    y, t = answers[order], treated[order]
    height = [0.0]
    for n in range(1, 51):
        count = t[:n].sum(), n - t[:n].sum()
        height.append(
            (y[:n] * t[:n]).sum() - (y[:n] * (1 - t[:n])).sum() * count[0] / max(count[1], 1)
        )
    line = [height[-1] * n / 50 for n in range(51)]
    expected = np.mean([q - under for q, under in zip(height, line, strict=True)][1:]) / 50
    assert measures.qini(scores, answers, treated) == pytest.approx(expected)
    assert measures.qini(np.zeros(50), answers, treated) == pytest.approx(0)


def test_intervals_cover_and_respect_groups():
    random = np.random.default_rng(2)
    values = random.normal(size=200)
    alone = measures.with_intervals(
        {"mean": lambda rows: float(values[rows].mean())}, np.arange(200), seed=1
    )["mean"]
    assert alone.low < values.mean() < alone.high
    twins = measures.with_intervals(
        {"mean": lambda rows: float(np.repeat(values, 4)[rows].mean())},
        np.repeat(np.arange(200), 4),
        seed=1,
    )["mean"]
    assert twins.high - twins.low == pytest.approx(alone.high - alone.low, rel=0.2)
