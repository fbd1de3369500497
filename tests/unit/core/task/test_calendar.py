"""The calendar file: what a strict reader makes of it."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from core.task import calendar, rules
from core.task.types import Task, TaskKind, TaskSource, TaskState

T0 = datetime(2026, 6, 1, 8, tzinfo=UTC)


def task(title: str = "Write", note: str = "", at: str = "") -> Task:
    due = rules.due(date(2026, 10, 25), at, ZoneInfo("Europe/Berlin"))
    return Task(
        "tsk_1", "tal_1", TaskKind.FOLLOW_UP, title, note, "acc_1", due, TaskSource.HAND, "",
        TaskState.OPEN, "", T0, "acc_1", None, "", 3,
    )  # fmt: skip


def read(text: str) -> dict[str, str]:
    """Read a calendar as RFC 5545 says: unfold, split at the first colon, undo the escapes."""
    assert text.endswith("\r\n")
    found = {}
    for line in text.removesuffix("\r\n").replace("\r\n ", "").split("\r\n"):
        name, _, value = line.partition(":")
        found[name] = _plain(value)
    return found


def _plain(value: str) -> str:
    told, at = "", 0
    while at < len(value):
        if value[at] == "\\":
            at += 1
            told += "\n" if value[at] in "nN" else value[at]
        else:
            told += value[at]
        at += 1
    return told


def test_a_day_is_a_day_anywhere_and_a_moment_is_one():
    day = read(calendar.write([task()], {}, host="trm.example", now=T0))
    assert (day["DTSTART;VALUE=DATE"], day["DTEND;VALUE=DATE"]) == ("20261025", "20261026")
    assert (day["UID"], day["SEQUENCE"]) == ("tsk_1@trm.example", "3")
    moment = read(calendar.write([task(at="09:00")], {}, host="x", now=T0))
    assert (moment["DTSTART"], moment["DTEND"]) == ("20261025T080000Z", "20261025T083000Z")


def test_no_task_is_a_calendar_too():
    assert read(calendar.write([], {}, host="x", now=T0))["BEGIN"] == "VCALENDAR"


_SIGNS = st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], include_characters="\n")


@given(
    st.text(_SIGNS, min_size=1, max_size=120),
    st.text(_SIGNS, max_size=400),
    st.text(_SIGNS, max_size=30),
)
def test_whatever_is_written_comes_back_and_no_line_is_too_long(title, note, name):
    text = calendar.write([task(title, note)], {"tal_1": name}, host="x", now=T0)
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    found = read(text)
    assert found["SUMMARY"] == (f"{name}: {title}" if name else title)
    assert found.get("DESCRIPTION", "") == note
    assert text.count("BEGIN:VEVENT") == text.count("\r\nEND:VEVENT\r\n") == 1


def test_nothing_typed_can_add_a_line():
    text = calendar.write(
        [task("a\r\nATTENDEE:mailto:x@example.org\x0bb\rc")], {}, host="x", now=T0
    )
    assert "\r\nATTENDEE" not in text
    assert "\x0b" not in text
    assert all(not line.startswith("ATTENDEE") for line in text.splitlines())
