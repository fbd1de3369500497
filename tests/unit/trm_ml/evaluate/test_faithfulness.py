"""The deletion test tells explanations that name what counts from ones that do not."""

import numpy as np
import pytest

from trm_ml.evaluate.faithfulness import deletion

WEIGHTS = np.array([8.0, 4.0, 2.0, 1.0, 0.5, 0.25, 0.1, 0.05, 0.02, 0.01])


class Weighted:
    """A weighted sum; its contributions may be told for other columns than the true ones."""

    version = "weighted"
    features = ()

    def __init__(self, told: np.ndarray) -> None:
        self._told = told

    def raw(self, rows: np.ndarray) -> np.ndarray:
        return rows @ WEIGHTS

    def contributions(self, rows: np.ndarray) -> np.ndarray:
        shares = (rows - 0.5) * WEIGHTS
        return np.hstack([shares[:, self._told], np.full((len(rows), 1), WEIGHTS.sum() / 2)])

    def fit(self, raw: np.ndarray) -> np.ndarray:
        return raw


def jobs() -> list[np.ndarray]:
    rng = np.random.default_rng(3)
    return [rng.random((60, len(WEIGHTS))).astype(np.float32) for _ in range(12)]


def test_true_contributions_pass():
    found = deletion(Weighted(np.arange(10)), jobs(), a_job=8, seed=1)
    assert found.rows == 96
    assert found.share >= 0.95
    assert found.top > 2 * found.random


def test_contributions_of_other_columns_do_not():
    found = deletion(Weighted(np.arange(10)[::-1]), jobs(), a_job=8, seed=1)
    assert found.share < 0.5


def test_what_is_not_asked_is_not_taken_away():
    blank = [np.hstack([one[:, :9], np.full((len(one), 1), np.nan)]) for one in jobs()]

    class WithoutLast(Weighted):
        def raw(self, rows: np.ndarray) -> np.ndarray:
            return np.nan_to_num(rows) @ WEIGHTS

        def contributions(self, rows: np.ndarray) -> np.ndarray:
            return super().contributions(np.nan_to_num(rows))

    assert np.isfinite(deletion(WithoutLast(np.arange(10)), blank, a_job=4, seed=1).random)


@pytest.mark.parametrize("seed", [1, 2])
def test_the_same_seed_gives_the_same_answer(seed: int):
    one, other = (deletion(Weighted(np.arange(10)), jobs(), a_job=4, seed=seed) for _ in range(2))
    assert one == other
