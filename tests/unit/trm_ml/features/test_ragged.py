import numpy as np

from trm_ml.features import grams
from trm_ml.features.ragged import Ragged

ROWS = Ragged.of([[0, 3], [], [2, 2, 1], []])
TABLE = np.array([0.5, 0.25, 1.0, 0.75], dtype=np.float32)


def test_best_is_the_largest_and_zero_for_nothing():
    assert ROWS.best(TABLE).tolist() == [0.75, 0, 1.0, 0]
    both = np.stack([TABLE, 1 - TABLE])
    assert ROWS.best(both).tolist() == [[0.75, 0, 1.0, 0], [0.5, 0, 0.75, 0]]


def test_largest_adds_up_the_best_few():
    assert ROWS.largest(TABLE, 2).tolist() == [1.25, 0, 2.0, 0]
    assert ROWS.largest(TABLE, 5).tolist() == [1.25, 0, 2.25, 0]


def test_take_and_join():
    again = Ragged.joined([ROWS.take(np.array([2, 0])), ROWS.take(np.array([1]))])
    assert [again.row(index).tolist() for index in range(len(again))] == [[2, 2, 1], [0, 3], []]


def test_total_and_mapping():
    assert ROWS.total(TABLE).tolist() == [1.25, 0, 2.25, 0]
    assert ROWS.mapped(np.array([9, 8, 7, 6])).values.tolist() == [9, 6, 7, 7, 8]


def test_nobody():
    nobody = Ragged.of([])
    assert nobody.best(TABLE).tolist() == []
    assert nobody.largest(TABLE, 3).tolist() == []


def test_a_name_is_found_in_a_longer_one_but_not_the_other_way_round():
    names = grams.table(["高级Java开发工程师", "Java", "", "護士"])
    recall, overlap = grams.shares("Java工程师", names)
    assert recall[0] == 1.0
    assert 0 < recall[1] < 1
    assert recall[2] == 0
    assert overlap[0] < 1
    assert grams.recall("护士", names)[3] == 1.0  # traditional characters are the same word
