"""Verbs of outreach: putting a message into the ledger, and reading the ledger."""

from datetime import datetime

from sqlalchemy.orm import Session

from core import audit, jobs
from core.actor import Actor
from core.ids import new_id
from core.jobs import JobName
from core.outreach import repository
from core.outreach.types import Order, Sending, SendState


def queue(session: Session, actor: Actor, order: Order, *, now: datetime) -> str | None:
    """Put a message into the ledger and enqueue its hand-over, in the caller's transaction.

    Returns:
        The id of the row; ``None`` if this very message was queued before, so nothing is sent.
    """
    sending_id = new_id("snd", now)
    if not repository.add(session, sending_id, order, now=now):
        return None
    jobs.enqueue(session, JobName.SEND_MESSAGE, {"sending_id": sending_id}, now=now, key=sending_id)
    audit.record(
        session,
        actor,
        "message.queued",
        order.recipient,
        now=now,
        details={"purpose": order.purpose, "channel": order.channel},
    )
    return sending_id


def page(
    session: Session, *, state: SendState | None = None, before_id: str = "", limit: int = 50
) -> tuple[list[Sending], int]:
    """Return rows of the ledger, newest first, and how many there are in all."""
    rows = repository.page(session, state=state, before_id=before_id, limit=limit)
    return rows, repository.count(session, state)


def in_doubt(session: Session) -> int:
    """Return how many messages may or may not have gone out."""
    return repository.count(session, SendState.IN_DOUBT)
