"""``Idempotency-Key``: the same request twice has one effect and one answer.

The key is claimed first; the transaction of the effect marks it committed, so that after a crash
nobody can repeat what was done; the answer is stored last, encrypted with the key itself, since it
may hold a secret that is shown once. A request that failed leaves nothing and may be sent again.
"""

import hashlib
import json
import secrets
from collections.abc import MutableMapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from core.access.repository import answers
from core.access.types import Caller, KnownAnswer
from core.errors import Conflict, Refused, TalentError
from serving import problems
from serving.wiring import Parts

HEADER = "idempotency-key"
MAX_KEY = 255
KEPT = timedelta(hours=24)
ABANDONED = timedelta(minutes=5)
_NONCE = 12
_METHODS = frozenset({"POST", "PATCH"})
# a stored sign-in would be a stored session, a stored export a second copy of many people; doing
# either twice harms nobody
_NEVER_STORED = frozenset({"/api/v1/session", "/api/v1/session/link", "/api/v1/talents/export"})


class KeyReused(Refused):
    """The key was used for another request before."""

    code = "idempotency-mismatch"


class StillRunning(Conflict):
    """The first request with this key has not ended."""

    code = "in-progress"


class AnswerLost(Conflict):
    """The first request was carried out, and its answer was lost in a crash."""

    code = "answer-lost"


@dataclass(frozen=True, slots=True)
class Claim:
    """A key this request holds; ``id`` is all that the database knows of it."""

    id: str
    nonce: str
    key: str


def mark_committed(session: Session, scope: MutableMapping[str, Any]) -> None:
    """Note in the transaction of a request that its effect is stored."""
    claim = scope.get("state", {}).get("idempotency")
    if isinstance(claim, Claim) and not answers.mark_committed(
        session, claim.id, claim=claim.nonce
    ):
        raise StillRunning("This request took too long, and was sent again meanwhile.")


class Idempotency:
    """ASGI middleware: replays the stored answer, or stores it."""

    def __init__(self, app: ASGIApp, *, parts: Parts) -> None:
        self._app = app
        self._parts = parts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Claim the key, go on, keep the answer."""
        key = Headers(scope=scope).get(HEADER) if scope["type"] == "http" else None
        if key is None or scope["method"] not in _METHODS or scope["path"] in _NEVER_STORED:
            await self._app(scope, receive, send)
            return
        body, receive = await _fingerprint(scope, receive)
        claim = Claim(_answer_id(scope, key), secrets.token_hex(8), key)
        try:
            _check_key(key)
            known = await run_in_threadpool(self._claim, claim, body)
            replay = self._replay(claim, known) if known else None
        except TalentError as error:
            await problems.of_error(scope, error)(scope, receive, send)
            return
        if replay is not None:
            await replay(scope, receive, send)
            return
        scope.setdefault("state", {})["idempotency"] = claim
        await self._run(claim, scope, receive, send)

    async def _run(self, claim: Claim, scope: Scope, receive: Receive, send: Send) -> None:
        kept: list[Message] = []

        async def keeping(message: Message) -> None:
            kept.append(message)
            if message["type"] == "http.response.body" and not message.get("more_body"):
                await run_in_threadpool(self._settle, claim, kept)
                for one in kept:
                    await send(one)

        try:
            await self._app(scope, receive, keeping)
        except BaseException:
            await run_in_threadpool(self._release, claim)
            raise

    def _claim(self, claim: Claim, fingerprint: str) -> KnownAnswer | None:
        now = self._parts.clock.now()
        try:
            with self._parts.db.write() as session:
                answers.drop_stale(
                    session, claim.id, abandoned_before=now - ABANDONED, kept_since=now - KEPT
                )
                known = answers.claim(
                    session, claim.id, fingerprint=fingerprint, claim=claim.nonce, now=now
                )
        except IntegrityError as error:
            raise StillRunning("A request with this Idempotency-Key is running.") from error
        if known is not None and known.fingerprint != fingerprint:
            raise KeyReused("This Idempotency-Key was used for a different request.")
        return known

    def _replay(self, claim: Claim, known: KnownAnswer) -> Response:
        if known.state == "claimed":
            raise StillRunning("A request with this Idempotency-Key is running.", retry_after_s=1)
        if known.body is None or known.status is None:
            raise AnswerLost(
                "This request was carried out, but its answer was lost; read the result instead."
            )
        try:
            nonce, sealed = known.body[:_NONCE], known.body[_NONCE:]
            stored = json.loads(self._cipher(claim).decrypt(nonce, sealed, None))
        except InvalidTag as error:
            raise AnswerLost(
                "The stored answer cannot be read any more; read the result instead."
            ) from error
        response = Response(bytes.fromhex(stored["body"]), known.status)
        response.raw_headers = [
            (name.encode("latin-1"), value.encode("latin-1")) for name, value in stored["headers"]
        ]
        response.headers["Idempotency-Replayed"] = "true"
        return response

    def _settle(self, claim: Claim, messages: list[Message]) -> None:
        status = messages[0]["status"]
        if status >= 400:
            self._release(claim)
            return
        body = b"".join(message.get("body", b"") for message in messages[1:])
        headers = [(n.decode("latin-1"), v.decode("latin-1")) for n, v in messages[0]["headers"]]
        plain = json.dumps({"headers": headers, "body": body.hex()}).encode()
        nonce = secrets.token_bytes(_NONCE)
        sealed = nonce + self._cipher(claim).encrypt(nonce, plain, None)
        with self._parts.db.write() as session:
            answers.keep(session, claim.id, claim=claim.nonce, status=status, body=sealed)

    def _release(self, claim: Claim) -> None:
        with self._parts.db.write() as session:
            answers.release(session, claim.id, claim=claim.nonce)

    def _cipher(self, claim: Claim) -> AESGCM:
        derive = HKDF(hashes.SHA256(), 32, salt=self._parts.keys().secret, info=claim.id.encode())
        return AESGCM(derive.derive(claim.key.encode()))


async def _fingerprint(scope: Scope, receive: Receive) -> tuple[str, Receive]:
    """Return what tells this request from others, and a way to read its body again.

    An upload is told by its address only: its parts are divided by a new random line every time.
    """
    said = hashlib.sha256()
    for part in (scope["method"].encode(), scope["path"].encode(), scope["query_string"]):
        said.update(part + b"\n")
    kind = Headers(scope=scope).get("content-type", "")
    if kind.startswith("multipart/"):
        return said.hexdigest(), receive
    messages = [await receive()]
    while messages[-1].get("more_body"):
        messages.append(await receive())
    for message in messages:
        said.update(message.get("body", b""))

    async def again() -> Message:
        return messages.pop(0) if messages else await receive()

    return said.hexdigest(), again


def _answer_id(scope: Scope, key: str) -> str:
    caller = scope.get("state", {}).get("caller")
    owner = caller.account.id if isinstance(caller, Caller) else "anonymous"
    return hashlib.sha256(f"{owner}\n{key}".encode()).hexdigest()


def _check_key(key: str) -> None:
    if not key.strip() or len(key) > MAX_KEY:
        raise Refused(f"An Idempotency-Key has 1 to {MAX_KEY} characters.", field=HEADER)
