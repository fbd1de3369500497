import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trm_ml.dedupe.columns import char_matrix
from trm_ml.dedupe.similarity import (
    _distances_of_few,
    cosine,
    cosine_of_few,
    edit_distance,
    edit_similarity,
    gram_matrix,
)

TEXT = st.text("ab张𠮷", max_size=7)


def by_table(one: str, other: str) -> int:
    """The optimal string alignment distance by its textbook recurrence."""
    rows = {(-1, at): at + 1 for at in range(-1, len(other))}
    rows |= {(at, -1): at + 1 for at in range(-1, len(one))}
    for i, mine in enumerate(one):
        for j, theirs in enumerate(other):
            best = min(
                rows[i - 1, j] + 1, rows[i, j - 1] + 1, rows[i - 1, j - 1] + (mine != theirs)
            )
            if i and j and mine == other[j - 1] and one[i - 1] == theirs:
                best = min(best, rows[i - 2, j - 2] + 1)
            rows[i, j] = best
    return rows[len(one) - 1, len(other) - 1]


@given(st.lists(st.tuples(TEXT, TEXT), min_size=1, max_size=12))
def test_edits_are_those_of_the_textbook(pairs: list[tuple[str, str]]):
    left, right = (char_matrix([pair[side] for pair in pairs], 32) for side in (0, 1))
    assert edit_distance(left, right).tolist() == [by_table(*pair) for pair in pairs]


def test_similarity_of_a_pair_does_not_depend_on_its_neighbours():
    values = ["robert", "robret", "x" * 32, "张伟"]
    import numpy as np

    codes = np.array([0, 2, 3], np.int32), np.array([1, 0, 3], np.int32)
    together = edit_similarity(values, *codes)
    alone = [
        edit_similarity(values, codes[0][at : at + 1], codes[1][at : at + 1])[0] for at in range(3)
    ]
    assert together.tolist() == alone
    assert together[0] > 0.8 > together[1]
    assert together[2] == 1


def test_texts_compare_by_shared_grams_and_the_same_in_any_table():
    import numpy as np

    values = ["alpha services", "alpha services ltd", "beta bureau", "上海数据公司", "上海数据"]
    first, last = np.array([0, 0, 3], np.int32), np.array([1, 2, 4], np.int32)
    similar = cosine(gram_matrix(values), first, last)
    assert similar[0] > 0.8 > 0.1 > similar[1]
    assert similar[2] > 0.5
    alone = cosine(gram_matrix(values[:2]), first[:1], last[:1])
    assert alone[0] == similar[0]


@given(st.lists(st.text("abc王李é", max_size=34), min_size=2, max_size=6))
def test_few_pairs_compare_as_many_do(values: list[str]):
    pairs = [(a, b) for a in range(len(values)) for b in range(len(values))]
    left = np.array([a for a, _ in pairs], np.int32)
    right = np.array([b for _, b in pairs], np.int32)
    few = _distances_of_few(values, left, right)
    matrix = char_matrix(values, 32)
    assert few.tolist() == edit_distance(matrix[:, left], matrix[:, right]).tolist()
    assert cosine_of_few(values, left, right) == pytest.approx(
        cosine(gram_matrix(values), left, right), abs=1e-5
    )
