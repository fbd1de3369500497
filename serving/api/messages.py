"""The send ledger: what went out, and a person's word on what is in doubt."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from core.actor import Permission
from core.outreach import service as outreach
from core.outreach.types import Sending, SendState
from serving.answers import answer, documented, operation_id, page
from serving.deps import ActorDep, NowDep, ReadingDep, SessionDep, require
from serving.schemas.access import SendingOut, SettleBody
from serving.schemas.common import Page, Reference

router = APIRouter(prefix="/messages", tags=["access"], generate_unique_id_function=operation_id)
reads = require(Permission.ACCESS_READ)
writes = require(Permission.ACCESS_WRITE)


@router.get("", response_model=Page[SendingOut], dependencies=[reads], responses=documented())
def list_messages(
    session: ReadingDep,
    state: SendState | None = None,
    cursor: Reference | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Response:
    """List the send ledger, newest first; ``state=in_doubt`` shows what a person has to look at."""
    found, total = outreach.page(session, state=state, before_id=cursor or "", limit=limit + 1)
    following = found[limit - 1].id if len(found) > limit else None
    return page([_sending_out(one) for one in found[:limit]], next_cursor=following, total=total)


@router.post(
    "/{message_id}/settle",
    response_model=SendingOut,
    dependencies=[writes],
    responses=documented(404, 409),
)
def settle_message(
    session: SessionDep, actor: ActorDep, now: NowDep, message_id: str, body: SettleBody
) -> Response:
    """Say what became of a message in doubt: it went out, it did not, or it did not and shall."""
    settled = outreach.settle(session, actor, message_id, body.found, reason=body.reason, now=now)
    return answer(_sending_out(settled))


def _sending_out(sending: Sending) -> dict[str, Any]:
    return {
        "id": sending.id,
        "purpose": sending.order.purpose,
        "recipient": sending.order.recipient,
        "channel": sending.order.channel,
        "state": sending.state,
        "attempt": sending.attempt,
        "error": sending.error,
        "created_at": sending.created_at,
        "updated_at": sending.updated_at,
    }
