"""When somebody's time is over, ground by ground."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.consent import retention
from core.consent.retention import NOTICE, Person, Policy
from core.consent.types import (
    Act,
    ConsentChannel,
    Entry,
    Flaw,
    Hold,
    Purpose,
    Region,
    Relationship,
    Source,
    Stage,
    Standing,
)

T0 = datetime(2026, 6, 1, 8, tzinfo=UTC)
DAY = timedelta(days=1)
RULE = Policy()
PROSPECT, APPLICANT = Relationship.PROSPECT, Relationship.APPLICANT
EMPLOYEE, ALUMNUS = Relationship.EMPLOYEE, Relationship.ALUMNUS


def person(*standings, heard=None, ledger=(), country=""):
    heard_at = None if heard is None else T0 + heard * DAY
    return Person("tal_1", country, T0, heard_at, standings, tuple(ledger))


def entry(purpose, *, act=Act.GIVEN, day=0, lasts=None):
    at = T0 + day * DAY
    return Entry(
        day, f"con_{day}", "tal_1", purpose, ConsentChannel.ANY, act, at, at, Source.PERSON,
        expires_at=None if lasts is None else at + lasts * DAY,
    )  # fmt: skip


def due(one, *, day=0, rule=RULE):
    found = retention.due(one, rule=rule, now=T0 + day * DAY)
    days = None if found.on is None else (found.on - T0.date()).days
    return days, found.ground


def test_the_region_and_the_relationship_say_how_long():
    assert due(person()) == (365, "prospect")
    assert due(person(country="Germany")) == (180, "prospect")
    assert due(person(country="Japan")) == (365, "prospect")
    assert due(person(Standing(APPLICANT, T0 + 10 * DAY), country="中国")) == (1_105, "applicant")
    abroad = Policy(home=Region.EU)
    assert due(person(), rule=abroad) == (180, "prospect")


def test_a_word_from_the_person_begins_the_time_anew_but_not_an_alumnus():
    assert due(person(heard=100)) == (465, "prospect")
    assert due(person(Standing(ALUMNUS, T0), heard=100)) == (1_095, "alumnus")


def test_the_longest_ground_decides_and_a_consent_ends_on_its_own_day():
    assert due(person(ledger=[entry(Purpose.TALENT_POOL)])) == (730, "talent_pool")
    assert due(person(ledger=[entry(Purpose.TALENT_POOL, lasts=400)])) == (400, "talent_pool")
    taken = [entry(Purpose.TALENT_POOL), entry(Purpose.TALENT_POOL, act=Act.WITHDRAWN, day=5)]
    assert due(person(ledger=taken), day=6) == (365, "prospect")
    assert due(person(ledger=[entry(Purpose.MARKETING)])) == (365, "prospect")


def test_an_employee_has_no_end_and_the_clock_starts_when_they_leave():
    employed = Standing(EMPLOYEE, T0)
    assert due(person(employed)) == (None, "employee")
    left = Standing(EMPLOYEE, T0, T0 + 500 * DAY)
    gone = person(left, Standing(ALUMNUS, T0 + 500 * DAY), country="Germany")
    assert due(gone, day=500) == (865, "alumnus")
    kept = person(
        left, Standing(ALUMNUS, T0 + 500 * DAY), country="Germany",
        ledger=[entry(Purpose.REHIRE, day=500)],
    )  # fmt: skip
    assert due(kept, day=500) == (1_230, "rehire")


def clock(day, *, noticed=None, holds=(), one=None):
    noticed_at = None if noticed is None else T0 + noticed * DAY
    return retention.clock(
        one or person(), rule=RULE, noticed_at=noticed_at, holds=holds, now=T0 + day * DAY
    )


def hold(since, until, released=None):
    return Hold(
        "hld_1", "tal_1", "a claim in court", T0 + since * DAY, T0 + until * DAY, "acc_1",
        None if released is None else T0 + released * DAY,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("day", "how", "stage", "erase_on"),
    [
        (334, {}, Stage.KEPT, None),
        (335, {}, Stage.REVIEW, 365),
        (364, {"noticed": 335}, Stage.REVIEW, 365),
        (365, {"noticed": 335}, Stage.DUE, 365),
        (365, {}, Stage.REVIEW, 395),  # nobody is erased without notice
        (394, {"noticed": 365}, Stage.REVIEW, 395),
        (395, {"noticed": 365}, Stage.DUE, 395),
        (365, {"noticed": 335, "holds": [hold(300, 500)]}, Stage.HELD, 500),
        (500, {"noticed": 335, "holds": [hold(300, 500)]}, Stage.DUE, 365),
        (365, {"noticed": 335, "holds": [hold(300, 500, released=350)]}, Stage.DUE, 365),
        (100, {"holds": [hold(0, 500)]}, Stage.KEPT, None),
    ],
)
def test_the_way_to_erasure(day, how, stage, erase_on):
    found = clock(day, **how)
    days = None if found.erase_on is None else (found.erase_on - T0.date()).days
    assert (found.stage, days) == (stage, erase_on)


@given(
    st.integers(0, 900), st.none() | st.integers(0, 900), st.integers(0, 900), st.integers(1, 900)
)
def test_nobody_is_due_before_their_day_their_notice_or_their_hold(day, noticed, since, lasts):
    noticed = None if noticed is None else min(noticed, day)
    one = hold(since, since + lasts)
    found = clock(day, noticed=noticed, holds=[one])
    if found.stage is not Stage.DUE:
        return
    now = T0 + day * DAY
    assert now.date() >= found.due.on
    assert noticed is not None
    assert now.date() >= (T0 + noticed * DAY).date() + NOTICE
    assert not one.since <= now < one.until


def test_days_are_set_by_name_and_a_wrong_name_is_refused():
    rule = retention.policy({"EU.applicant": 90}, home=Region.EU)
    assert due(person(Standing(APPLICANT, T0)), rule=rule) == (90, "applicant")
    assert retention.DAYS[Region.EU]["applicant"] == 180
    for name, days in (("EU.visitor", 1), ("MARS.applicant", 1), ("EU", 1), ("EU.applicant", 0)):
        with pytest.raises(ValueError, match="is no retention time"):
            retention.policy({name: days}, home=Region.EU)


@pytest.mark.parametrize(
    ("reason", "days", "flaws"),
    [("court", 1, []), (" ", 1, [Flaw.NO_REASON]), ("court", 0, [Flaw.NO_END]),
     ("court", 3_661, [Flaw.NO_END])],
)  # fmt: skip
def test_a_hold_has_a_reason_and_an_end(reason, days, flaws):
    assert retention.flaws_of_hold(reason, T0 + days * DAY, now=T0) == flaws


def test_every_relationship_but_an_employees_has_its_days_everywhere():
    for table in retention.DAYS.values():
        assert set(table) == {one.value for one in Relationship if one is not EMPLOYEE} | {
            one.value for one in retention.KEEPING
        }
    assert date.max > T0.date()
