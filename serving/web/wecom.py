"""The address that WeCom calls: it is checked before anything is read, and answers at once."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from starlette.responses import PlainTextResponse

from core.errors import NotFound
from serving.deps import NowDep, PartsDep, SessionDep, public
from serving.wecom import contacts, sealed
from serving.wecom.sealed import Seal, Signed
from serving.wiring import Parts

router = APIRouter(prefix="/p/wecom", include_in_schema=False)
Part = Annotated[str, Query(max_length=100)]


async def _body(request: Request) -> bytes:
    return await request.body()


BodyDep = Annotated[bytes, Depends(_body)]


@router.get("", dependencies=[public])
def verify(
    parts: PartsDep,
    now: NowDep,
    msg_signature: Part = "",
    timestamp: Part = "",
    nonce: Part = "",
    echostr: Annotated[str, Query(max_length=2_000)] = "",
) -> Response:
    """Answer WeCom's question whether this is us: give back what only the key opens."""
    signed = Signed(msg_signature, timestamp, nonce)
    message = _seal(parts).open(signed, echostr, now_s=now.timestamp())
    return PlainTextResponse(message.decode(errors="replace"))


@router.post("", dependencies=[public])
def receive(  # noqa: PLR0913  what WeCom's address holds
    parts: PartsDep,
    session: SessionDep,
    now: NowDep,
    body: BodyDep,
    msg_signature: Part = "",
    timestamp: Part = "",
    nonce: Part = "",
) -> Response:
    """Take note of a change of a contact; the work is done by the worker, WeCom waits 5 seconds."""
    signed = Signed(msg_signature, timestamp, nonce)
    message = _seal(parts).open(signed, sealed.sealed_in(body), now_s=now.timestamp())
    fields = sealed.fields_of(message)
    contacts.note(session, fields, name=msg_signature, now=now)
    return PlainTextResponse("success")


def _seal(parts: Parts) -> Seal:
    settings = parts.settings
    if not settings.wecom_corp_id:
        raise NotFound("WeCom is not connected")
    return Seal(settings.wecom_token, sealed.key_of(settings.wecom_aes_key), settings.wecom_corp_id)
