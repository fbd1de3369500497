"""All SQL of the portal slice."""

from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from core.portal.tables import VisitRow
from core.portal.types import Link, Visit
from core.profile.repository import people


def asked_since(session: Session, number: int, since: datetime) -> int:
    """Return how many links a person asked for since a moment."""
    query = select(func.count()).select_from(VisitRow)
    asked = query.where(VisitRow.talent_number == number, VisitRow.asked_at > since)
    return session.scalar(asked) or 0


def add(session: Session, number: int, link: Link, *, link_hash: str, now: datetime) -> None:
    """Store a link."""
    row = VisitRow(
        id=link.id,
        talent_number=number,
        address=link.address,
        link_hash=link_hash,
        visit_hash=None,
        asked_at=now,
        expires_at=link.expires_at,
    )
    session.add(row)
    session.flush()


def address_of(session: Session, link_id: str) -> str:
    """Return where a link goes; empty if there is none such, or it goes nowhere."""
    query = select(VisitRow.address).where(VisitRow.id == link_id)
    return session.scalar(query) or ""


def use(
    session: Session, link_hash: str, *, visit_hash: str, until: datetime, now: datetime
) -> Visit | None:
    """Use a link up; ``None`` if it is unknown, used or too old."""
    changed = (
        update(VisitRow)
        .where(
            VisitRow.link_hash == link_hash,
            VisitRow.visit_hash.is_(None),
            VisitRow.expires_at > now,
        )
        .values(visit_hash=visit_hash, expires_at=until)
        .returning(VisitRow.id)
    )
    if session.scalar(changed) is None:
        return None
    return visit(session, visit_hash, now=now)


def visit(session: Session, visit_hash: str, *, now: datetime) -> Visit | None:
    """Return a visit that is going on; one to somebody who was merged or withdrawn is over."""
    query = select(VisitRow).where(VisitRow.visit_hash == visit_hash, VisitRow.expires_at > now)
    row = session.scalars(query).one_or_none()
    talent_id = people.id_if_here(session, row.talent_number) if row else ""
    return Visit(row.id, talent_id, row.expires_at) if row and talent_id else None


def end(session: Session, visit_id: str) -> None:
    """End a visit."""
    session.execute(delete(VisitRow).where(VisitRow.id == visit_id))


def forget(session: Session, *, before: datetime) -> int:
    """Delete links and visits that ended before a moment; return how many."""
    gone = delete(VisitRow).where(VisitRow.expires_at < before).returning(VisitRow.id)
    return len(session.scalars(gone).all())
