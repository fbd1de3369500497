"""Tasks as an iCalendar file (RFC 5545), which every calendar program reads."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta

from core.task.types import Task

MEDIA_TYPE = "text/calendar; charset=utf-8"
HALF_AN_HOUR = timedelta(minutes=30)
_OCTETS = 75
_ESCAPES = (
    ("\\", "\\\\"),
    (";", "\\;"),
    (",", "\\,"),
    ("\r\n", "\\n"),
    ("\r", "\\n"),
    ("\n", "\\n"),
)


def write(tasks: Iterable[Task], names: Mapping[str, str], *, host: str, now: datetime) -> str:
    """Return a calendar with one event a task.

    A task for a day is an event of that day in any zone, one for a moment lasts half an hour.

    Args:
        tasks: in any order; each keeps its uid, so that a newer file replaces the event.
        names: of the people, by id; goes before the title.
        host: the installation, for the uids.
        now: when the file is written.
    """
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//TRM//tasks//EN", "CALSCALE:GREGORIAN"]
    for task in tasks:
        lines += _event(task, names.get(task.talent_id, ""), host=host, now=now)
    lines.append("END:VCALENDAR")
    return "".join(_fold(line) + "\r\n" for line in lines)


def _event(task: Task, name: str, *, host: str, now: datetime) -> list[str]:
    title = f"{name}: {task.title}" if name else task.title
    told = [
        "BEGIN:VEVENT",
        f"UID:{task.id}@{host}",
        f"DTSTAMP:{_utc(now)}",
        f"SEQUENCE:{task.version}",
        *_times(task),
        f"SUMMARY:{_text(title)}",
    ]
    if task.note:
        told.append(f"DESCRIPTION:{_text(task.note)}")
    return [*told, "END:VEVENT"]


def _times(task: Task) -> list[str]:
    if task.due.at is None:
        day = task.due.on
        after = day + timedelta(days=1)
        return [f"DTSTART;VALUE=DATE:{day:%Y%m%d}", f"DTEND;VALUE=DATE:{after:%Y%m%d}"]
    return [f"DTSTART:{_utc(task.due.at)}", f"DTEND:{_utc(task.due.at + HALF_AN_HOUR)}"]


def _utc(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(text: str) -> str:
    for sign, escaped in _ESCAPES:
        text = text.replace(sign, escaped)
    return "".join(sign for sign in text if sign >= " " or sign == "\t")


def _fold(line: str) -> str:
    """Break a line after at most 75 octets, never inside of a character."""
    parts, held = [], ""
    for sign in line:
        if len((held + sign).encode(errors="replace")) > _OCTETS:
            parts.append(held)
            held = " "
        held += sign
    return "\r\n".join([*parts, held])
