"""What the retention clock runs by, the notices it gave, and the holds."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from core.actor import Actor
from core.consent.repository import ledger
from core.consent.retention import KEEPING, Person
from core.consent.tables import HoldRow, NoticeRow, StandingRow
from core.consent.types import Clock, Hold, Relationship, Standing
from core.db import table_of
from core.profile.repository import aliases, keeping, people

_NEVER = datetime(1, 1, 1, tzinfo=UTC)


def persons(session: Session, *, after: int, limit: int) -> list[tuple[int, Person]]:
    """Return the next people of everybody by number, with what their clocks run by."""
    return _with_grounds(session, keeping.kept(session, after=after, limit=limit))


def person(session: Session, actor: Actor, talent_id: str) -> tuple[int, Person]:
    """Return a visible person's number and what their clock runs by, or raise `NotFound`."""
    number = people.number_of(session, actor, talent_id)
    ((_, found),) = _with_grounds(session, keeping.kept(session, after=number - 1, limit=1))
    return number, found


def notices(session: Session, numbers: Sequence[int]) -> dict[int, tuple[datetime, bool]]:
    """Return since when people stand on the review list, and whether their end was told."""
    row, found = NoticeRow, dict[int, tuple[datetime, bool]]()
    for some in people.chunks(numbers):
        query = select(row.talent_number, row.noticed_at, row.told_due)
        for number, at, told in session.execute(query.where(row.talent_number.in_(some))):
            found[number] = (at, told)
    return found


def listed(session: Session, *, limit: int) -> list[int]:
    """Return who stands on the review list, who goes first."""
    row = NoticeRow
    query = select(row.talent_number).where(row.talent_number.not_in(aliases.merged()))
    query = query.order_by(row.erase_on, row.talent_number).limit(limit)
    return list(session.scalars(query))


def overdue(session: Session, *, before: date) -> int:
    """Return how many people's end was to be told before a day, and was not."""
    row = NoticeRow
    query = select(func.count()).select_from(row).where(row.talent_number.not_in(aliases.merged()))
    return session.scalar(query.where(row.erase_on < before, row.told_due.is_(False))) or 0


def save_notice(session: Session, number: int, clock: Clock, *, told_due: bool) -> None:
    """Put somebody on the review list, or note what changed there."""
    assert clock.due.on is not None
    assert clock.erase_on is not None
    assert clock.noticed_at is not None
    drop_notice(session, number)
    session.execute(
        insert(NoticeRow).values(
            talent_number=number,
            due_on=clock.due.on,
            noticed_at=clock.noticed_at,
            erase_on=clock.erase_on,
            told_due=told_due,
        )
    )


def drop_notice(session: Session, number: int) -> None:
    """Take somebody off the review list."""
    session.execute(delete(NoticeRow).where(NoticeRow.talent_number == number))


def holds(session: Session, numbers: Sequence[int]) -> dict[int, list[Hold]]:
    """Return every hold of people, by their number, newest first."""
    row, found = HoldRow, dict[int, list[Hold]]()
    for some in people.chunks(numbers):
        query = select(row).where(row.talent_number.in_(some)).order_by(row.since.desc(), row.id)
        for hit in session.scalars(query):
            found.setdefault(hit.talent_number, []).append(_hold(hit, ""))
    return found


def hold(session: Session, number: int, hold_id: str, talent_id: str) -> Hold | None:
    """Return one hold of a person, or ``None``."""
    row = session.get(HoldRow, hold_id, populate_existing=True)
    return _hold(row, talent_id) if row and row.talent_number == number else None


def add_hold(session: Session, number: int, new: Hold) -> None:
    """Store a hold."""
    session.execute(
        insert(HoldRow).values(
            id=new.id,
            talent_number=number,
            reason=new.reason,
            since=new.since,
            until=new.until,
            actor_id=new.actor_id,
            released_at=None,
        )
    )


def release(session: Session, hold_id: str, *, now: datetime) -> None:
    """Note that a hold ended before its time."""
    row = HoldRow
    session.execute(update(row).where(row.id == hold_id).values(released_at=now))


def save_standing(session: Session, number: int, one: Standing, *, now: datetime) -> None:
    """Store a relationship as it is now."""
    row = StandingRow
    mine = (row.talent_number == number, row.relationship == one.relationship.value)
    session.execute(delete(row).where(*mine))
    session.execute(
        insert(row).values(
            talent_number=number,
            relationship=one.relationship.value,
            since=one.since,
            ended=one.ended,
            written_at=now,
        )
    )


def replace_standings(
    session: Session, wanted: Mapping[int, Sequence[Standing]], *, now: datetime
) -> int:
    """Store all relationships of people by number; return how many people that changed.

    What is not wanted any more was not said of whom they were before a merge either.
    """
    there = standings(session, list(wanted))
    changed = [
        number for number, those in wanted.items() if set(there.get(number, ())) != set(those)
    ]
    _forget_unwanted(session, {number: wanted[number] for number in changed})
    rows = [
        {
            "talent_number": number,
            "relationship": one.relationship.value,
            "since": one.since,
            "ended": one.ended,
            "written_at": now,
        }
        for number in changed
        for one in wanted[number]
    ]
    if rows:
        session.execute(insert(table_of(StandingRow)), rows)
    return len(changed)


def _forget_unwanted(session: Session, wanted: Mapping[int, Sequence[Standing]]) -> None:
    row = StandingRow
    for some in people.chunks(list(wanted)):
        session.execute(delete(row).where(row.talent_number.in_(some)))
    for old, number in aliases.old_numbers(session, wanted).items():
        kept = [one.relationship.value for one in wanted[number]]
        session.execute(delete(row).where(row.talent_number == old, row.relationship.not_in(kept)))


def standings(session: Session, numbers: Sequence[int]) -> dict[int, list[Standing]]:
    """Return the relationships of people, by their number.

    What was said of somebody before they were merged counts as said of who they are now. Of two
    words on one relationship the later counts, and of those as old the longer one.
    """
    row, last = StandingRow, dict[tuple[int, str], StandingRow]()
    current = {number: number for number in numbers} | aliases.old_numbers(session, numbers)
    for some in people.chunks(list(current)):
        for hit in session.scalars(select(row).where(row.talent_number.in_(some))):
            key = (current[hit.talent_number], hit.relationship)
            last[key] = max(last.get(key, hit), hit, key=_last_word)
    found = dict[int, list[Standing]]()
    for (number, name), hit in sorted(last.items()):
        found.setdefault(number, []).append(Standing(Relationship(name), hit.since, hit.ended))
    return found


def _last_word(row: StandingRow) -> tuple[datetime, bool, datetime]:
    return (row.written_at or _NEVER, row.ended is None, row.ended or row.since)


def _with_grounds(session: Session, kept: Iterable[keeping.Kept]) -> list[tuple[int, Person]]:
    found = list(kept)
    numbers = [one.number for one in found]
    relations = standings(session, numbers)
    ledgers = [ledger.ledgers_on(session, numbers, purpose) for purpose in KEEPING]
    return [
        (
            one.number,
            Person(
                talent_id=one.talent_id,
                country=one.country,
                came_at=one.came_at,
                heard_at=one.heard_at,
                standings=tuple(relations.get(one.number, ())),
                ledger=tuple(entry for some in ledgers for entry in some.get(one.number, ())),
            ),
        )
        for one in found
    ]


def _hold(row: HoldRow, talent_id: str) -> Hold:
    return Hold(row.id, talent_id, row.reason, row.since, row.until, row.actor_id, row.released_at)
