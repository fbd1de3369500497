"""When something is due, across clocks that are put forward and back."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.task import rules
from core.task.types import (
    CallOutcome,
    Due,
    Flaw,
    NewCall,
    Task,
    TaskKind,
    TaskSource,
    TaskState,
    When,
)

BERLIN, SHANGHAI, NEW_YORK = (
    ZoneInfo(name) for name in ("Europe/Berlin", "Asia/Shanghai", "America/New_York")
)
ZONES = [BERLIN, SHANGHAI, NEW_YORK] + [
    ZoneInfo(name)
    for name in ("Pacific/Kiritimati", "Etc/GMT+12", "America/Santiago", "Asia/Kathmandu",
                 "Australia/Lord_Howe", "America/Havana")
]  # fmt: skip
T0 = datetime(2026, 6, 1, 8, tzinfo=UTC)


def task(due: Due, state: TaskState = TaskState.OPEN) -> Task:
    return Task(
        "tsk_1", "tal_1", TaskKind.FOLLOW_UP, "Write", "", "acc_1", due, TaskSource.HAND, "",
        state, "", T0, "acc_1", None, "", 1,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("on", "at", "zone", "moment"),
    [
        (date(2026, 6, 1), "09:00", SHANGHAI, "2026-06-01T01:00:00+00:00"),
        (date(2026, 3, 29), "02:30", BERLIN, "2026-03-29T01:30:00+00:00"),  # skipped: 03:30 there
        (date(2026, 10, 25), "02:30", BERLIN, "2026-10-25T00:30:00+00:00"),  # the first of two
        (date(2026, 3, 8), "02:00", NEW_YORK, "2026-03-08T07:00:00+00:00"),
    ],
)
def test_a_time_on_the_wall_is_a_moment_across_changes_of_the_clock(on, at, zone, moment):
    assert rules.due(on, at, zone).at == datetime.fromisoformat(moment)


@pytest.mark.parametrize(
    ("day", "hours"), [("2026-03-29", 23), ("2026-10-25", 25), ("2026-06-01", 24)]
)
def test_a_day_has_the_hours_it_has(day, hours):
    first, after = rules.bounds(date.fromisoformat(day), BERLIN)
    assert after - first == timedelta(hours=hours)


@pytest.mark.parametrize(
    ("now", "zone", "standing"),
    [
        ("2026-10-24T21:59:59+00:00", BERLIN, When.LATER),  # still the 24th there
        ("2026-10-24T22:00:00+00:00", BERLIN, When.TODAY),
        ("2026-10-25T22:59:59+00:00", BERLIN, When.TODAY),  # the day has 25 hours
        ("2026-10-25T23:00:00+00:00", BERLIN, When.OVERDUE),
        ("2026-10-24T16:00:00+00:00", SHANGHAI, When.TODAY),
        ("2026-10-25T16:00:00+00:00", SHANGHAI, When.OVERDUE),
    ],
)
def test_a_day_is_due_by_the_wall_of_its_owner(now, zone, standing):
    due = rules.due(date(2026, 10, 25), "", BERLIN)
    assert rules.standing(task(due), zone, now=datetime.fromisoformat(now)) is standing


def test_a_moment_is_overdue_once_it_is_past_and_a_closed_task_never_is():
    due = rules.due(date(2026, 6, 1), "10:00", BERLIN)
    assert rules.standing(task(due), BERLIN, now=T0) is When.TODAY
    assert rules.standing(task(due), BERLIN, now=T0 + timedelta(seconds=1)) is When.OVERDUE
    assert rules.standing(task(due, TaskState.DONE), BERLIN, now=T0) is When.CLOSED


@given(
    st.dates(date(2020, 1, 1), date(2035, 12, 31)),
    st.times(),
    st.sampled_from(ZONES),
    st.sampled_from(ZONES),
    st.integers(-3, 3),
)
def test_every_moment_lies_in_exactly_the_day_it_is_due(on, at, written, owner, shift):
    due = rules.due(on, f"{at:%H:%M}", written)
    day = rules.day_of(due, owner)
    first, after = rules.bounds(day, owner)
    assert first <= due.at < after
    assert abs((day - on).days) <= 2  # what the query of a day allows for
    now = due.at + timedelta(hours=7 * shift)
    standing = rules.standing(task(due), owner, now=now)
    assert (standing is When.OVERDUE) == (due.at < now)
    assert (standing is When.TODAY) == (due.at >= now and first <= now < after)


@given(st.integers(0, 15 * 365 * 24 * 60), st.sampled_from(ZONES))
def test_days_follow_each_other_without_a_gap(minutes, zone):
    now = datetime(2020, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    day = now.astimezone(zone).date()
    first, after = rules.bounds(day, zone)
    assert first <= now < after
    assert rules.bounds(day + timedelta(days=1), zone)[0] == after


def test_states_move_as_they_may():
    assert {(a, b) for a in TaskState for b in TaskState if rules.may_move(a, b)} == {
        (TaskState.OPEN, TaskState.DONE),
        (TaskState.OPEN, TaskState.CANCELLED),
        (TaskState.DONE, TaskState.OPEN),
        (TaskState.CANCELLED, TaskState.OPEN),
    }


@pytest.mark.parametrize(
    ("given_", "flaws"),
    [
        (("Write", "", "Asia/Shanghai"), []),
        (("  ", "", "UTC"), [Flaw.NO_TITLE]),
        (("Write", "9:00", "UTC"), [Flaw.NO_TIME]),
        (("Write", "24:00", "UTC"), [Flaw.NO_TIME]),
        (("Write", "", "Mars/Olympus"), [Flaw.NO_ZONE]),
        (("Write", "", "../../etc/passwd"), [Flaw.NO_ZONE]),
        (("Write", "", ""), [Flaw.NO_ZONE]),
    ],
)
def test_what_is_no_task(given_, flaws):
    assert rules.flaws_of(*given_) == flaws


def test_what_is_no_call():
    assert rules.flaws_of_call(NewCall(CallOutcome.REACHED, T0), now=T0) == []
    strange = NewCall(CallOutcome.REACHED, T0 + timedelta(minutes=1), minutes=1441)
    assert rules.flaws_of_call(strange, now=T0) == [Flaw.FUTURE, Flaw.TOO_LONG]
