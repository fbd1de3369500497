"""Which pair is asked about first."""

import pytest

from core.identity import rules
from core.identity.types import Finding, PairState


def test_doubt_is_most_useful_and_certainty_not_at_all():
    asked = [rules.usefulness(one, 0) for one in (0.5, 0.6, 0.9, 0.999, 1.0)]
    assert asked == sorted(asked, reverse=True)
    assert asked[0] == 1.0
    assert asked[-1] == 0.0


def test_every_verdict_on_its_like_halves_what_a_pair_would_teach():
    assert rules.usefulness(0.7, 1) == pytest.approx(rules.usefulness(0.7, 0) / 2, abs=1e-6)


def test_a_pattern_is_of_levels_and_not_of_values_or_their_order():
    one, other = Finding("phone", "same", 9.0, 1e-6), Finding("city", "differ", -1.0)
    assert rules.pattern_of([one, other]) == rules.pattern_of([other, one])
    assert rules.pattern_of([one]) != rules.pattern_of([other])
    assert rules.pattern_of([one]) != rules.pattern_of([Finding("phone", "close", 9.0)])


@pytest.mark.parametrize("state", PairState)
def test_what_was_decided_must_be_opened_before_it_is_decided_otherwise(state):
    for to in PairState:
        taken_back = to is PairState.OPEN and state is not PairState.OPEN
        undecided = state in {PairState.OPEN, PairState.SKIPPED}
        decides = undecided and to not in {state, PairState.OPEN}
        assert rules.may_move(state, to) == (taken_back or decides)
