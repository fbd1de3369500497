"""Verbs of outreach: putting a message into the ledger, and reading the ledger."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from core import audit, jobs
from core.actor import Actor
from core.errors import NotFound, Unusable
from core.ids import new_id
from core.jobs import JobName
from core.outreach import repository
from core.outreach.types import NotInDoubt, Order, Sending, SendState, Settlement, TooLate
from core.profile.repository import aliases

_SETTLED = {
    Settlement.SENT: SendState.SENT,
    Settlement.NOT_SENT: SendState.NOT_SENT,
    Settlement.SEND_AGAIN: SendState.QUEUED,
}


def queue(session: Session, actor: Actor, order: Order, *, now: datetime) -> str | None:
    """Put a message into the ledger and enqueue its hand-over, in the caller's transaction.

    A person who was merged is written to as who they are now.

    Returns:
        The id of the row; ``None`` if this very message was queued before, so nothing is sent.
    """
    order = replace(order, recipient=aliases.current_id(session, order.recipient))
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


def settle(
    session: Session,
    actor: Actor,
    sending_id: str,
    found: Settlement,
    *,
    reason: str,
    now: datetime,
) -> Sending:
    """Say what became of a message in doubt; nothing but this ever takes one out of doubt.

    ``SEND_AGAIN`` means that it did not go out and shall: it is queued under the key it had.

    Raises:
        NotFound: the ledger has no such message.
        NotInDoubt: what became of it is known.
        TooLate: it was to be sent again after its time.
        Unusable: there is no reason.
    """
    if not reason.strip():
        raise Unusable("say how you found out what became of the message", field="reason")
    sending = repository.get(session, sending_id, for_update=True)
    if sending is None:
        raise NotFound(f"there is no message {sending_id}", sending_id=sending_id)
    if sending.state is not SendState.IN_DOUBT:
        raise NotInDoubt("this message is not in doubt (any more)", state=sending.state.value)
    if found is Settlement.SEND_AGAIN and now > sending.order.not_after:
        raise TooLate("the time of this message is over; write a new one instead")
    repository.update_state(
        session,
        sending_id,
        attempt=sending.attempt,
        state=_SETTLED[found],
        error=reason.strip(),
        updated_at=now,
    )
    if found is Settlement.SEND_AGAIN:
        payload = {"sending_id": sending_id}
        jobs.enqueue(session, JobName.SEND_MESSAGE, payload, now=now, key=sending_id)
    details = {"found": found.value, "attempt": sending.attempt}
    audit.record(session, actor, "message.settled", sending_id, now=now, details=details)
    settled = repository.get(session, sending_id)
    assert settled is not None
    return settled
