"""What a ledger comes to, case by case."""

from datetime import UTC, datetime, timedelta

import pytest

from core.consent import rules
from core.consent.types import (
    Act,
    ConsentChannel,
    Decision,
    Entry,
    Flaw,
    NewEntry,
    Purpose,
    Source,
    Why,
)

T0 = datetime(2026, 6, 1, 8, tzinfo=UTC)
DAY = timedelta(days=1)
ANY, EMAIL, SMS = ConsentChannel.ANY, ConsentChannel.EMAIL, ConsentChannel.SMS
POOL, MARKETING, PROFILING = Purpose.TALENT_POOL, Purpose.MARKETING, Purpose.PROFILING


def entries(*said, purpose=MARKETING):
    """Make a ledger of ``(day, act, channel)`` or ``(day, act, channel, days it lasts)``."""
    return [
        Entry(
            seq=seq,
            id=f"con_{seq}",
            talent_id="tal_1",
            purpose=purpose,
            channel=channel,
            act=Act(act),
            at=T0 + day * DAY,
            recorded_at=T0 + day * DAY,
            source=Source.PERSON,
            expires_at=T0 + (day + lasts[0]) * DAY if lasts else None,
        )
        for seq, (day, act, channel, *lasts) in enumerate(said, start=1)
    ]


def on(day, ledger, channel=ANY, purpose=MARKETING):
    return rules.decide(ledger, purpose, channel, at=T0 + day * DAY)


def test_who_was_never_asked_allows_nothing_but_what_goes_on_until_refused():
    found = {one.purpose: one for one in rules.state([], at=T0)}
    assert {purpose for purpose, one in found.items() if one.allowed} == {PROFILING}
    assert found[PROFILING].why is Why.NOT_REFUSED
    assert found[Purpose.REHIRE].why is Why.NEVER_ASKED


def test_a_consent_holds_from_its_time_to_its_end_and_names_its_row():
    ledger = entries((1, "given", ANY, 10))
    assert not on(0, ledger).allowed
    assert on(1, ledger).entry == ledger[0]
    assert on(10.9, ledger).allowed
    assert on(11, ledger).why is Why.EXPIRED


def test_another_purpose_is_not_touched():
    ledger = entries((1, "given", ANY))
    assert not on(2, ledger, purpose=POOL).allowed


def test_a_channel_closed_by_name_is_not_opened_by_a_general_yes():
    ledger = entries((1, "given", ANY), (2, "withdrawn", SMS), (3, "given", ANY))
    assert on(4, ledger, EMAIL).allowed
    assert on(4, ledger, SMS).why is Why.WITHDRAWN
    assert on(4, [*ledger, *entries((4, "given", SMS))], SMS).allowed


def test_closing_everything_closes_each_channel_until_it_is_opened_again():
    ledger = entries((1, "given", SMS), (2, "withdrawn", ANY), (3, "given", EMAIL))
    assert on(4, ledger, EMAIL).allowed
    assert not on(4, ledger, SMS).allowed
    assert not on(4, ledger, ANY).allowed


def test_a_newer_consent_replaces_the_one_before_it_with_its_end():
    ledger = entries((1, "given", ANY), (2, "given", ANY, 1))
    assert on(2.5, ledger).allowed
    assert on(3, ledger).why is Why.EXPIRED


def test_a_channel_opened_by_name_again_follows_the_general_word_from_then():
    ledger = entries((1, "withdrawn", SMS), (2, "given", SMS), (3, "refused", ANY))
    assert on(4, ledger, SMS).why is Why.REFUSED
    assert on(6, [*ledger, *entries((5, "given", ANY))], SMS).allowed


def test_at_the_same_moment_closing_wins_whichever_was_written_first():
    for order in (("given", "withdrawn"), ("withdrawn", "given")):
        assert not on(2, entries(*((1, act, ANY) for act in order))).allowed


def test_what_is_written_later_about_an_earlier_time_counts_from_then():
    ledger = entries((5, "withdrawn", ANY), (3, "given", ANY))
    assert on(4, ledger).allowed
    assert not on(6, ledger).allowed


def test_profiling_stays_off_when_a_passing_yes_after_an_objection_has_run_out():
    ledger = entries((1, "withdrawn", ANY), (2, "given", ANY, 3), purpose=PROFILING)
    assert on(3, ledger, purpose=PROFILING).allowed
    assert on(6, ledger, purpose=PROFILING).why is Why.EXPIRED
    alone = entries((2, "given", ANY, 3), purpose=PROFILING)
    assert on(6, alone, purpose=PROFILING).allowed


def test_only_channels_that_differ_are_told_apart():
    ledger = entries((1, "given", ANY), (2, "withdrawn", SMS))
    told = [(one.channel, one.allowed) for one in rules.state(ledger, at=T0 + 3 * DAY)
            if one.purpose is MARKETING]  # fmt: skip
    assert told == [(ANY, True), (SMS, False)]


def test_of_two_ledgers_the_one_that_refuses_wins_and_silence_does_not_count():
    def told(ledger):
        return on(5, ledger)

    given, closed, silent = (
        told(entries((1, "given", ANY))),
        told(entries((2, "refused", ANY))),
        told([]),
    )
    assert rules.strictest([given, closed]) == closed
    assert rules.strictest([silent, given]) == given
    assert isinstance(rules.strictest([silent]), Decision)
    with pytest.raises(ValueError, match="no decision"):
        rules.strictest([])


@pytest.mark.parametrize(
    ("changes", "flaw"),
    [
        ({"at": T0 + DAY}, Flaw.FUTURE),
        ({"proof": " "}, Flaw.NO_PROOF),
        ({"wording_id": ""}, Flaw.NO_WORDING),
        ({"expires_at": T0 - DAY}, Flaw.EXPIRED),
        ({"act": Act.WITHDRAWN, "expires_at": T0 + DAY}, Flaw.NO_EXPIRY),
    ],
)
def test_what_cannot_be_written_down(changes, flaw):
    sound = {
        "purpose": MARKETING, "act": Act.GIVEN, "at": T0, "source": Source.FORM,
        "wording_id": "wor_1", "proof": "form 7",
    }  # fmt: skip
    assert rules.flaws_of(NewEntry(**sound), now=T0) == []
    assert rules.flaws_of(NewEntry(**{**sound, **changes}), now=T0) == [flaw]


def test_taking_back_needs_neither_words_nor_proof():
    assert rules.flaws_of(NewEntry(MARKETING, Act.WITHDRAWN, T0, Source.PERSON), now=T0) == []
