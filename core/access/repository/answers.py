"""SQL of the answers that were already given to requests with an Idempotency-Key."""

from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, and_, delete, or_, update
from sqlalchemy.orm import Session

from core.access.tables import AnswerRow
from core.access.types import KnownAnswer


def claim(
    session: Session, answer_id: str, *, fingerprint: str, claim: str, now: datetime
) -> KnownAnswer | None:
    """Claim a key, or return what is known about it already.

    Raises:
        IntegrityError: somebody else claimed it at this very moment (PostgreSQL).
    """
    row = session.get(AnswerRow, answer_id, with_for_update=True)
    if row is not None:
        return KnownAnswer(row.fingerprint, row.state, row.at, row.status, row.body)
    session.add(
        AnswerRow(id=answer_id, fingerprint=fingerprint, state="claimed", claim=claim, at=now)
    )
    session.flush()
    return None


def mark_committed(session: Session, answer_id: str, *, claim: str) -> bool:
    """Note, in the transaction of the effect, that the effect is stored."""
    mine = update(AnswerRow).where(AnswerRow.id == answer_id, AnswerRow.claim == claim)
    result = session.execute(mine.values(state="committed"))
    return cast("CursorResult[Any]", result).rowcount == 1


def keep(session: Session, answer_id: str, *, claim: str, status: int, body: bytes) -> None:
    """Store the answer of a claimed key."""
    session.execute(
        update(AnswerRow)
        .where(AnswerRow.id == answer_id, AnswerRow.claim == claim)
        .values(state="answered", status=status, body=body)
    )


def release(session: Session, answer_id: str, *, claim: str) -> None:
    """Forget a key that led to nothing, so that it can be used again."""
    session.execute(
        delete(AnswerRow).where(
            AnswerRow.id == answer_id, AnswerRow.claim == claim, AnswerRow.state == "claimed"
        )
    )


def drop_stale(
    session: Session, answer_id: str, *, abandoned_before: datetime, kept_since: datetime
) -> None:
    """Forget a key whose request died before its effect, or whose answer was kept long enough."""
    died = and_(AnswerRow.state == "claimed", AnswerRow.at < abandoned_before)
    session.execute(
        delete(AnswerRow).where(AnswerRow.id == answer_id, or_(died, AnswerRow.at < kept_since))
    )


def drop_old(session: Session, *, before: datetime) -> None:
    """Delete the answers that were given before a time."""
    session.execute(delete(AnswerRow).where(AnswerRow.at < before))
