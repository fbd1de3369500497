"""Facts that happened, appended in the transaction that made them true.

The id of a fact is its *change number*: readers remember the last one they saw and ask for what
came `since`. On PostgreSQL an appending transaction holds a lock until it ends, because there a
number given out earlier may be committed later, and a reader that had moved on would never see it.
SQLite has one writer at a time anyway.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Index, func, insert, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.db import Base, table_of

_LOCK = 7_402_001


class OutboxRow(Base):
    """One fact."""

    __tablename__ = "outbox"
    __table_args__ = (
        Index("ix_outbox_subject_id", "subject_id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    name: Mapped[str]
    subject_id: Mapped[str]
    payload: Mapped[dict[str, Any]]
    at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that happened; ``id`` is the change number, rising in the order of commits."""

    id: int
    name: str
    subject_id: str
    payload: Mapping[str, Any]
    at: datetime


def append(
    session: Session,
    name: str,
    subject_id: str,
    payload: Mapping[str, Any] | None = None,
    *,
    now: datetime,
) -> None:
    """Append one fact; it becomes visible when the caller's transaction commits."""
    append_many(session, [(name, subject_id, payload or {})], now=now)


def append_many(
    session: Session, facts: Iterable[tuple[str, str, Mapping[str, Any]]], *, now: datetime
) -> None:
    """Append ``(name, subject_id, payload)`` facts in one statement, in the order given."""
    rows = [
        {"name": name, "subject_id": subject_id, "payload": dict(payload), "at": now}
        for name, subject_id, payload in facts
    ]
    if not rows:
        return
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    session.execute(insert(table_of(OutboxRow)), rows)


def since(
    session: Session, after_id: int, *, names: Sequence[str] = (), limit: int = 10_000
) -> list[Fact]:
    """Return at most ``limit`` facts after ``after_id``, oldest first; no names means all."""
    query = select(OutboxRow).where(OutboxRow.id > after_id)
    if names:
        query = query.where(OutboxRow.name.in_(names))
    rows = session.scalars(query.order_by(OutboxRow.id).limit(limit))
    return [Fact(row.id, row.name, row.subject_id, row.payload, row.at) for row in rows]


def head(session: Session) -> int:
    """Return the latest change number, 0 if nothing ever happened."""
    return session.scalar(select(func.max(OutboxRow.id))) or 0
