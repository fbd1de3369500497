"""Reachability falls with silence, rises with channels, and is nothing without contact data."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.profile.reachability import DAYS_A_MONTH, HALF_LIFE_MONTHS, reachability
from core.profile.types import Facts

NOW = datetime(2026, 6, 1, 8, tzinfo=UTC)
BOTH = Facts(emails=("li@example.org",), phones=("+8613800138000",))
MAIL, PHONE = Facts(emails=("li@example.org",)), Facts(phones=("+8613800138000",))


def months_ago(months):
    return NOW - timedelta(days=months * DAYS_A_MONTH)


@pytest.mark.parametrize(
    ("facts", "last", "score", "channels"),
    [
        (BOTH, NOW, 1.0, ("email", "phone")),
        (BOTH, months_ago(HALF_LIFE_MONTHS), 0.5, ("email", "phone")),
        (BOTH, months_ago(3 * HALF_LIFE_MONTHS), 0.125, ("email", "phone")),
        (BOTH, None, 0.5, ("email", "phone")),
        (MAIL, NOW, 0.8, ("email",)),
        (PHONE, months_ago(HALF_LIFE_MONTHS), 0.4, ("phone",)),
        (Facts(name="Li Na"), NOW, 0.0, ()),
        (Facts(), None, 0.0, ()),
    ],
)
def test_it_is_channels_times_a_half_life(facts, last, score, channels):
    found = reachability(facts, last, NOW)
    assert found.score == pytest.approx(score)
    assert found.channels == channels
    assert (found.months_since_active is None) == (last is None)


def test_a_time_in_the_future_counts_as_now():
    found = reachability(BOTH, NOW + timedelta(days=9), NOW)
    assert (found.score, found.months_since_active) == (1.0, 0.0)


@given(st.sampled_from([BOTH, MAIL, PHONE, Facts()]), st.floats(0, 600), st.floats(0, 600))
def test_it_never_rises_with_silence_and_stays_between_0_and_1(facts, one, other):
    sooner, later = sorted((one, other))
    near = reachability(facts, months_ago(sooner), NOW).score
    far = reachability(facts, months_ago(later), NOW).score
    assert 0 <= far <= near <= 1
