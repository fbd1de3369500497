"""Identifiers: sorted by time, in Crockford's alphabet."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from core.ids import new_id

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@given(st.integers(0, 2**45), st.integers(0, 2**80 - 1))
def test_an_id_reads_back_as_its_time_and_its_bits(ms: int, bits: int) -> None:
    made = new_id("tal", EPOCH + timedelta(milliseconds=ms), entropy=bits).removeprefix("tal_")
    value = 0
    for letter in made:
        value = value * 32 + ALPHABET.index(letter)
    assert len(made) == 26
    assert value & (2**80 - 1) == bits
    assert abs((value >> 80) - ms) <= 1  # a float of seconds, cut to milliseconds


def test_later_ids_sort_later() -> None:
    times = [EPOCH + timedelta(days=day) for day in (1, 20_000, 20_001)]
    made = [new_id("tal", at) for at in times]
    assert made == sorted(made)
