"""Marks of do-not-contact."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from core.consent.tables import SuppressionRow
from core.consent.types import ConsentChannel, Purpose, Suppression
from core.profile.repository import people


def by_marks(session: Session, marks: Iterable[bytes]) -> dict[bytes, list[Suppression]]:
    """Return what was set on each mark and not lifted, oldest first."""
    row, found = SuppressionRow, dict[bytes, list[Suppression]]()
    for some in people.chunks(list(marks)):
        query = select(row).where(row.address_hash.in_(some), row.lifted_at.is_(None))
        for hit in session.scalars(query.order_by(row.since, row.id)):
            found.setdefault(hit.address_hash, []).append(_suppression(hit))
    return found


def get(session: Session, suppression_id: str) -> Suppression | None:
    """Return one mark, lifted or not, or ``None``."""
    found = session.get(SuppressionRow, suppression_id)
    return _suppression(found) if found else None


def page(session: Session, *, before_id: str, limit: int) -> tuple[list[Suppression], int]:
    """Return marks, newest first, and how many there are in all."""
    row = SuppressionRow
    query = select(row).order_by(row.id.desc()).limit(limit)
    if before_id:
        query = query.where(row.id < before_id)
    total = session.scalar(select(func.count()).select_from(row)) or 0
    return [_suppression(found) for found in session.scalars(query)], total


def add(session: Session, new: Suppression, *, mark: bytes) -> None:
    """Store a mark."""
    session.execute(
        insert(SuppressionRow).values(
            id=new.id,
            kind=new.kind,
            address_hash=mark,
            purpose=new.purpose.value if new.purpose else None,
            channel=new.channel.value,
            keep_out=new.keep_out,
            reason=new.reason,
            since=new.since,
            until=new.until,
            actor_id=new.actor_id,
            lifted_at=None,
            lifted_by="",
            lifted_for="",
        )
    )


def lift(
    session: Session, suppression_id: str, *, reason: str, actor_id: str, now: datetime
) -> None:
    """Note that a mark no longer holds, by whom and why; the row stays."""
    row = SuppressionRow
    session.execute(
        update(row)
        .where(row.id == suppression_id, row.lifted_at.is_(None))
        .values(lifted_at=now, lifted_by=actor_id, lifted_for=reason)
    )


def _suppression(row: SuppressionRow) -> Suppression:
    return Suppression(
        id=row.id,
        kind=row.kind,
        purpose=Purpose(row.purpose) if row.purpose else None,
        channel=ConsentChannel(row.channel),
        keep_out=row.keep_out,
        reason=row.reason,
        since=row.since,
        until=row.until,
        actor_id=row.actor_id,
        lifted_at=row.lifted_at,
    )
