"""What people are told apart by, read by the column: for the machine's own use, of everybody.

It asks for no actor, so show nothing of it.
"""

from collections.abc import Iterator, Sequence

from sqlalchemy import Row, func, or_, select
from sqlalchemy.orm import Session

from core.profile.repository.people import HERE, chunks
from core.profile.tables import IdentifierRow, SourceLinkRow, SourceRecordRow, TalentRow

ROWS = 20_000
SEPARATOR = ";"
_BIRTH = ("%birth%", "%dob%", "%born%", "%出生%", "%生日%")
_TOLD = (
    TalentRow.number, TalentRow.invented, TalentRow.name, TalentRow.company, TalentRow.title,
    TalentRow.city,
)  # fmt: skip
# number, invented, name, company, title, city
Told = Row[int, bool, str, str, str, str]


def everybody(session: Session) -> Iterator[Sequence[Told]]:
    """Yield everybody by number, thousands at a time."""
    query = select(*_TOLD).where(HERE).order_by(TalentRow.number)
    yield from session.execute(query.execution_options(yield_per=ROWS)).partitions()


def some(session: Session, numbers: Sequence[int]) -> list[Told]:
    """Return those of the people who are here, by number."""
    found: list[Told] = []
    for part in chunks(numbers):
        query = select(*_TOLD).where(HERE, TalentRow.number.in_(part))
        found.extend(session.execute(query.order_by(TalentRow.number)))
    return sorted(found, key=lambda row: row[0])


def identifiers(
    session: Session, kind: str, numbers: Sequence[int] | None = None
) -> Iterator[Row[int, str]]:
    """Yield who has addresses or telephone numbers, and those, parted by `SEPARATOR`."""
    row = IdentifierRow
    query = (
        select(row.talent_number, func.aggregate_strings(row.value, SEPARATOR))
        .where(row.kind == kind)
        .group_by(row.talent_number)
        .order_by(row.talent_number)
    )
    if numbers is None:
        yield from session.execute(query.execution_options(yield_per=ROWS))
        return
    for part in chunks(numbers):
        yield from session.execute(query.where(row.talent_number.in_(part)))


def births(session: Session, numbers: Sequence[int] | None = None) -> Iterator[Row[int, str]]:
    """Yield the raw rows that may tell a date of birth, the newest of a person last.

    No date of birth is among anybody's facts; it is looked at in the source for identity only.
    """
    link, record = SourceLinkRow, SourceRecordRow
    query = (
        select(link.talent_number, record.raw)
        .join(record, record.number == link.record_number)
        .where(link.unlinked_at.is_(None), or_(*(record.raw.ilike(word) for word in _BIRTH)))
        .order_by(link.talent_number, record.received_at, record.number)
    )
    if numbers is None:
        yield from session.execute(query.execution_options(yield_per=ROWS))
        return
    for part in chunks(numbers):
        yield from session.execute(query.where(link.talent_number.in_(part)))
