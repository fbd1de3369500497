"""When something is due, and what may become of a task: pure."""

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from core.task.types import Due, Flaw, NewCall, Task, TaskState, When

MOVES: dict[TaskState, frozenset[TaskState]] = {
    TaskState.OPEN: frozenset({TaskState.DONE, TaskState.CANCELLED}),
    TaskState.DONE: frozenset({TaskState.OPEN}),
    TaskState.CANCELLED: frozenset({TaskState.OPEN}),
}
DAY_MINUTES = 24 * 60
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d", re.ASCII)


def zone_of(name: str) -> ZoneInfo | None:
    """Return the zone of an IANA name, or ``None``."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def due(on: date, at: str, zone: ZoneInfo) -> Due:
    """Return when something is due that was asked for a day, or for a time on the wall of a zone.

    A time that a clock skips in spring is moved forward by what is skipped; one that comes twice
    in autumn is the first of the two.

    Example:
        >>> due(date(2026, 3, 29), "02:30", ZoneInfo("Europe/Berlin")).at.isoformat()
        '2026-03-29T01:30:00+00:00'
    """
    if not at:
        return Due(on, zone.key)
    hour, minute = map(int, at.split(":"))
    wall = datetime.combine(on, time(hour, minute), tzinfo=zone)
    return Due(on, zone.key, at, wall.astimezone(UTC))


def is_time(text: str) -> bool:
    """Tell whether a text is ``HH:MM``, or empty for no time of the day."""
    return not text or _TIME.fullmatch(text) is not None


def day_of(one: Due, zone: ZoneInfo) -> date:
    """Return the day of the owner's zone on which something is due."""
    return one.on if one.at is None else one.at.astimezone(zone).date()


def bounds(day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Return the first moment of a day in a zone and that of the next, in UTC.

    Such a day has 23, 24 or 25 hours; where midnight is skipped it begins after what is skipped.
    """
    first, after = (
        datetime.combine(one, time(), tzinfo=zone).astimezone(UTC)
        for one in (day, day + timedelta(days=1))
    )
    return first, after


def standing(task: Task, zone: ZoneInfo, *, now: datetime) -> When:
    """Say how a task stands to its owner's present day; a moment is overdue once past."""
    if task.state is not TaskState.OPEN:
        return When.CLOSED
    today, day = now.astimezone(zone).date(), day_of(task.due, zone)
    if task.due.at is not None and task.due.at < now:
        return When.OVERDUE
    if day < today:
        return When.OVERDUE
    return When.TODAY if day == today else When.LATER


def may_move(state: TaskState, to: TaskState) -> bool:
    """Tell whether a task in one state may go to another."""
    return to in MOVES[state]


def flaws_of(title: str, at: str, zone: str) -> list[Flaw]:
    """Return what is wrong with a task."""
    found = []
    if not title.strip():
        found.append(Flaw.NO_TITLE)
    if zone_of(zone) is None:
        found.append(Flaw.NO_ZONE)
    if not is_time(at):
        found.append(Flaw.NO_TIME)
    return found


def flaws_of_call(new: NewCall, *, now: datetime) -> list[Flaw]:
    """Return what is wrong with a call."""
    found = []
    if new.at > now:
        found.append(Flaw.FUTURE)
    if new.minutes is not None and not 0 <= new.minutes <= DAY_MINUTES:
        found.append(Flaw.TOO_LONG)
    return found
