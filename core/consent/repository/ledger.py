"""The ledger and the wordings it names."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import delete, func, insert, select, text
from sqlalchemy.orm import Session

from core.actor import Actor
from core.consent.tables import ConsentRow, WordingRow
from core.consent.types import (
    Act,
    ConsentChannel,
    Entry,
    NewEntry,
    Purpose,
    Source,
    Wording,
)
from core.profile.repository import people

_LOCK = 7_402_020


def one_at_a_time(session: Session) -> None:
    """Let nobody decide by the ledger while it is written, until this transaction ends.

    SQLite has one writer anyway.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})


def ledger_of(session: Session, actor: Actor, talent_id: str) -> list[Entry]:
    """Return the whole ledger of a visible person, oldest first by what happened."""
    number = people.number_of(session, actor, talent_id)
    row = ConsentRow
    query = select(row).where(row.talent_number == number).order_by(row.at, row.seq)
    return [_entry(found, talent_id) for found in session.scalars(query)]


def ledgers_on(
    session: Session, numbers: Iterable[int], purpose: Purpose
) -> dict[int, list[Entry]]:
    """Return the entries of people on one purpose, by their number."""
    row, found = ConsentRow, dict[int, list[Entry]]()
    for some in people.chunks(list(numbers)):
        query = select(row).where(row.talent_number.in_(some), row.purpose == purpose.value)
        for hit in session.scalars(query):
            found.setdefault(hit.talent_number, []).append(_entry(hit, ""))
    return found


def whole(session: Session, number: int) -> list[Entry]:
    """Return every entry of the person of that number, in the order of writing."""
    row = ConsentRow
    query = select(row).where(row.talent_number == number).order_by(row.seq)
    return [_entry(found, "") for found in session.scalars(query)]


def last(session: Session) -> int:
    """Return the place of the latest entry of anybody, 0 if there is none."""
    return session.scalar(select(func.max(ConsentRow.seq))) or 0


def take_back(session: Session, seqs: Sequence[int]) -> None:
    """Delete entries that a merge added and nobody ever said; what was said is never deleted."""
    row = ConsentRow
    session.execute(
        delete(row).where(row.seq.in_(seqs), row.source == Source.SYSTEM.value),
        execution_options={"synchronize_session": False},
    )


def closed_on(session: Session, purpose: Purpose) -> list[int]:
    """Return the numbers of people who ever closed a purpose."""
    row = ConsentRow
    query = select(row.talent_number).where(row.purpose == purpose.value, row.act != Act.GIVEN)
    return list(session.scalars(query.distinct()))


def add_entry(
    session: Session,
    number: int,
    new: NewEntry,
    *,
    entry_id: str,
    now: datetime,
    actor_id: str,
) -> int:
    """Append an entry and return its place in the ledger."""
    row = ConsentRow
    statement = insert(row).values(
        id=entry_id,
        talent_number=number,
        purpose=new.purpose.value,
        channel=new.channel.value,
        act=new.act.value,
        at=new.at,
        recorded_at=now,
        source=new.source.value,
        wording_id=new.wording_id or None,
        proof=new.proof.strip(),
        expires_at=new.expires_at,
        actor_id=actor_id,
    )
    return session.scalars(statement.returning(row.seq)).one()


def wordings(session: Session, purpose: Purpose | None = None) -> list[Wording]:
    """Return the wordings, newest first."""
    row = WordingRow
    query = select(row).order_by(row.created_at.desc(), row.id.desc())
    if purpose is not None:
        query = query.where(row.purpose == purpose.value)
    return [_wording(found) for found in session.scalars(query)]


def wording(session: Session, wording_id: str) -> Wording | None:
    """Return one wording, or ``None``."""
    found = session.get(WordingRow, wording_id)
    return _wording(found) if found else None


def add_wording(session: Session, new: Wording) -> None:
    """Store a wording."""
    session.execute(
        insert(WordingRow).values(
            id=new.id,
            purpose=new.purpose.value,
            version=new.version,
            zh=new.zh,
            en=new.en,
            created_at=new.created_at,
        )
    )


def _entry(row: ConsentRow, talent_id: str) -> Entry:
    return Entry(
        seq=row.seq,
        id=row.id,
        talent_id=talent_id,
        purpose=Purpose(row.purpose),
        channel=ConsentChannel(row.channel),
        act=Act(row.act),
        at=row.at,
        recorded_at=row.recorded_at,
        source=Source(row.source),
        wording_id=row.wording_id or "",
        proof=row.proof,
        expires_at=row.expires_at,
        actor_id=row.actor_id,
    )


def _wording(row: WordingRow) -> Wording:
    return Wording(row.id, Purpose(row.purpose), row.version, row.zh, row.en, row.created_at)
