"""All SQL of the outreach slice."""

from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from core.outreach.tables import SendingRow
from core.outreach.types import Order, Sending, SendState


def add(session: Session, sending_id: str, order: Order, *, now: datetime) -> bool:
    """Add a row in state queued; False if the ledger knows this message already."""
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    statement = dialect.insert(SendingRow).values(
        id=sending_id,
        purpose=order.purpose,
        step=order.step,
        recipient=order.recipient,
        channel=order.channel,
        facts=dict(order.facts),
        consent=order.consent,
        allowed_by="",
        not_after=order.not_after,
        state=SendState.QUEUED.value,
        attempt=0,
        carrier_id="",
        error="",
        created_at=now,
        updated_at=now,
    )
    added = statement.on_conflict_do_nothing().returning(SendingRow.id)
    return session.scalar(added) is not None


def get(session: Session, sending_id: str, *, for_update: bool = False) -> Sending | None:
    """Return a row, locked if asked, or ``None``."""
    row = session.get(
        SendingRow, sending_id, with_for_update=for_update or None, populate_existing=True
    )
    return _sending(row) if row else None


def page(session: Session, *, state: SendState | None, before_id: str, limit: int) -> list[Sending]:
    """Return rows, newest first."""
    query = select(SendingRow).order_by(SendingRow.id.desc()).limit(limit)
    if before_id:
        query = query.where(SendingRow.id < before_id)
    if state is not None:
        query = query.where(SendingRow.state == state.value)
    return [_sending(row) for row in session.scalars(query)]


def count(session: Session, state: SendState | None = None) -> int:
    """Return how many rows there are in a state, or in all."""
    query = select(func.count()).select_from(SendingRow)
    if state is not None:
        query = query.where(SendingRow.state == state.value)
    return session.scalar(query) or 0


def update_state(
    session: Session, sending_id: str, *, attempt: int, state: SendState, **values: Any
) -> bool:
    """Change a row if it is still at ``attempt``; False if somebody else has it."""
    statement = (
        update(SendingRow)
        .where(SendingRow.id == sending_id, SendingRow.attempt == attempt)
        .values(state=state.value, **values)
    )
    return _changed(session, statement) == 1


def doubt_all_open(session: Session, *, now: datetime) -> int:
    """Put in doubt all that was on its way when a backup was made; return how many rows.

    They may have gone out since, so nothing of it is sent unattended.
    """
    opened = (SendState.QUEUED.value, SendState.CLAIMED.value)
    statement = (
        update(SendingRow)
        .where(SendingRow.state.in_(opened))
        .values(
            state=SendState.IN_DOUBT.value,
            error="a backup from before it was settled was restored",
            updated_at=now,
        )
    )
    return _changed(session, statement)


def claim(session: Session, sending: Sending, *, allowed_by: str, now: datetime) -> Sending:
    """Write the intent to hand a message over, and the entry of the ledger that allows it."""
    attempt = sending.attempt + 1
    session.execute(
        update(SendingRow)
        .where(SendingRow.id == sending.id)
        .values(
            state=SendState.CLAIMED.value, attempt=attempt, allowed_by=allowed_by, updated_at=now
        )
    )
    claimed = get(session, sending.id)
    assert claimed is not None
    return claimed


def _changed(session: Session, statement: Any) -> int:
    return cast("CursorResult[Any]", session.execute(statement)).rowcount


def _sending(row: SendingRow) -> Sending:
    order = Order(
        row.purpose,
        row.step,
        row.recipient,
        row.channel,
        row.not_after,
        dict(row.facts),
        row.consent,
    )
    return Sending(
        row.id,
        order,
        SendState(row.state),
        row.attempt,
        row.error,
        row.created_at,
        row.updated_at,
        row.allowed_by,
    )
