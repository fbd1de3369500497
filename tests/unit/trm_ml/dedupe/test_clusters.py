import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from trm_ml.dedupe.clusters import Pairs, cluster, strongest_link, unmet

ROWS = 12


def pairs_of(*scored: tuple[int, int, float]) -> Pairs:
    left, right, odds = zip(*scored, strict=True) if scored else ((), (), ())
    return Pairs(np.array(left, np.int32), np.array(right, np.int32), np.array(odds, np.float32))


def test_a_likely_pair_is_joined_and_named_by_its_first_row():
    assert cluster(pairs_of((1, 3, 5.0)), 4, threshold=0.9).tolist() == [0, 1, 2, 1]


def test_the_threshold_is_that_of_a_lone_pair():
    pair = pairs_of((0, 1, 2.0))
    assert cluster(pair, 2, threshold=0.9).tolist() == [0, 1]
    assert cluster(pair, 2, threshold=0.85).tolist() == [0, 0]


def test_a_chain_of_likely_pairs_does_not_join_two_people():
    inside = [(0, 1, 8.0), (0, 2, 8.0), (1, 2, 8.0), (3, 4, 8.0), (3, 5, 8.0), (4, 5, 8.0)]
    across = [(a, b, -6.0) for a in range(3) for b in range(3, 6) if (a, b) != (2, 3)]
    found = cluster(pairs_of(*inside, *across, (2, 3, 7.0)), 6, threshold=0.9)
    assert found.tolist() == [0, 0, 0, 3, 3, 3]


def test_a_pair_that_must_not_be_joined_is_not_even_through_others():
    scored = pairs_of((0, 1, 12.0), (1, 2, 12.0), (0, 2, -np.inf))
    found = cluster(scored, 3, threshold=0.9)
    assert found[0] != found[2]


def test_a_pair_that_must_be_joined_is():
    scored = pairs_of((0, 1, np.inf), (0, 2, -3.0), (1, 2, 6.0))
    found = cluster(scored, 3, threshold=0.9)
    assert found[0] == found[1]


@st.composite
def scored_pairs(draw: st.DrawFn) -> Pairs:
    places = [(a, b) for a in range(ROWS) for b in range(a + 1, ROWS)]
    chosen = draw(st.lists(st.sampled_from(places), unique=True, max_size=25))
    odds = st.one_of(st.floats(-20, 20, width=32), st.just(float("-inf")))
    return pairs_of(*((a, b, draw(odds)) for a, b in chosen))


@given(scored_pairs())
def test_clusters_keep_the_rules(scored: Pairs):
    found = cluster(scored, ROWS, threshold=0.9)
    for row, root in enumerate(found):
        assert root <= row
        assert found[root] == root
    never = np.isneginf(scored.log_odds)
    assert not (found[scored.left[never]] == found[scored.right[never]]).any()
    links = strongest_link(scored, found)
    alone = np.bincount(found, minlength=ROWS)[found] == 1
    assert np.isposinf(links[alone]).all()


@given(scored_pairs())
def test_order_of_pairs_does_not_matter(scored: Pairs):
    turned = Pairs(scored.left[::-1], scored.right[::-1], scored.log_odds[::-1])
    first = cluster(scored, ROWS, threshold=0.9)
    assert first.tolist() == cluster(turned, ROWS, threshold=0.9).tolist()


def test_what_likely_pairs_connect_is_compared_whole():
    left, right = unmet(pairs_of((0, 1, 3.0), (1, 2, 3.0)), 4, most=10)
    assert list(zip(left.tolist(), right.tolist(), strict=True)) == [(0, 2)]
