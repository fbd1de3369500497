"""Who is behind a request: session cookie or bearer token, and the proof against forged requests.

It is settled before a route runs, in short transactions of its own: a writing session of the
request would otherwise have to wait for one that only notes when the caller was last seen.
"""

import hashlib
import hmac
from dataclasses import replace
from datetime import timedelta
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from core.access import admin, second_factor, service
from core.access.types import (
    Caller,
    Lifetimes,
    OpenedBy,
    SecondFactorFirst,
    SignedIn,
    TokenUnknown,
)
from core.errors import Forbidden, TalentError
from serving import problems
from serving.settings import Settings
from serving.wiring import Parts

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
CSRF_HEADER = "x-csrf-token"
_TO_ENROL = frozenset({"/api/v1/session", "/api/v1/me"})


def cookie_name(settings: Settings) -> str:
    """Return the name of the session cookie; ``__Host-`` binds it to this host over https."""
    return "__Host-trm_session" if settings.secure_cookies else "trm_session"


def lifetimes(settings: Settings) -> Lifetimes:
    """Return how long sessions live."""
    return Lifetimes(
        timedelta(days=settings.session_days), timedelta(hours=settings.session_idle_hours)
    )


def csrf_token(secret: bytes, token: str) -> str:
    """Return the proof that goes with a session; the database alone does not suffice to make it."""
    return hmac.new(secret, b"csrf:" + token.encode(), hashlib.sha256).hexdigest()


def set_cookie(response: Response, settings: Settings, signed_in: SignedIn) -> None:
    """Put a new session into the browser."""
    response.set_cookie(
        cookie_name(settings),
        signed_in.token,
        max_age=settings.session_days * 86_400,
        path="/",
        secure=settings.secure_cookies,
        httponly=True,
        samesite="lax",
    )


def clear_cookie(response: Response, settings: Settings) -> None:
    """Take the session out of the browser."""
    response.delete_cookie(
        cookie_name(settings), path="/", secure=settings.secure_cookies, httponly=True
    )


def session_token(headers: Headers, settings: Settings) -> str:
    """Return the token in the session cookie, or an empty string."""
    try:
        jar: SimpleCookie = SimpleCookie(headers.get("cookie", ""))
    except CookieError:
        return ""
    found = jar.get(cookie_name(settings))
    return found.value if found else ""


class ForgedRequest(Forbidden):
    """A changing request that another site may have made the browser send."""

    code = "forged-request"


class Authentication:
    """ASGI middleware: puts the `Caller` into the request's state, or refuses the request."""

    def __init__(self, app: ASGIApp, *, parts: Parts) -> None:
        self._app = app
        self._parts = parts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Find the caller, check the proof, go on."""
        if scope["type"] != "http" or not scope["path"].startswith(("/api/", "/p/")):
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        try:
            caller = await run_in_threadpool(identify, self._parts, headers)
            if scope["method"] not in SAFE:
                check_origin(self._parts, headers, caller)
            check_enrolled(caller, scope["path"])
        except TalentError as error:
            await problems.of_error(scope, error)(scope, receive, send)
            return
        state: dict[str, Any] = scope.setdefault("state", {})
        state["caller"] = caller
        await self._app(scope, receive, send)


def identify(parts: Parts, headers: Headers) -> Caller | None:
    """Return who sent a request, or ``None`` if it names nobody.

    Raises:
        TokenUnknown: it carries a bearer token that is not (or no longer) good.
    """
    now = parts.clock.now()
    scheme, _, secret = headers.get("authorization", "").partition(" ")
    cookie = session_token(headers, parts.settings)
    if not scheme and not cookie:
        return None
    with parts.db.read() as session:
        if scheme:
            caller = None
            if scheme.lower() == "bearer":
                caller = admin.caller_of_token(session, secret.strip(), now=now)
            if caller is None:
                raise TokenUnknown("The API token is unknown, revoked or too old.")
        else:
            caller = service.caller_of_session(
                session, cookie, lifetimes=lifetimes(parts.settings), now=now
            )
            if caller is not None and must_enrol(session, parts.settings, caller):
                caller = replace(caller, must_enrol=True)
    if caller is not None and caller.is_stale:
        with parts.db.write() as session:
            service.touch(session, caller, now=now)
    return caller


def must_enrol(session: Session, settings: Settings, caller: Caller) -> bool:
    """Tell whether somebody's role needs a second factor that they do not have yet.

    Who came by the company's own sign-in was asked for one there, if the company wants one.
    """
    if caller.account.role not in settings.second_factor_roles:
        return False
    return caller.opened_by is not OpenedBy.OIDC and not second_factor.is_on(
        session, caller.account.id
    )


def check_enrolled(caller: Caller | None, path: str) -> None:
    """Let somebody who must have a second factor reach nothing but what gives them one.

    Raises:
        SecondFactorFirst: this is something else.
    """
    if caller is None or not caller.must_enrol or not path.startswith("/api/"):
        return
    if path not in _TO_ENROL and not path.startswith("/api/v1/me/second-factor"):
        raise SecondFactorFirst("Your role needs a second factor; set one up first.")


def check_origin(parts: Parts, headers: Headers, caller: Caller | None) -> None:
    """Refuse a changing request that another site made the browser send.

    A request with a session cookie needs the token of that session, or the browser's own word that
    it comes from our pages. One that names another origin is refused in any case.

    Raises:
        ForgedRequest: it does not prove where it comes from.
    """
    origin, site = headers.get("origin"), headers.get("sec-fetch-site", "")
    if site not in {"", "same-origin", "none"}:
        raise ForgedRequest("This request comes from another site.")
    if origin not in {None, "null"} and urlsplit(origin).netloc != headers.get("host"):
        raise ForgedRequest("This request comes from another site.")
    if site == "same-origin" or caller is None or not caller.by_cookie:
        return
    wanted = csrf_token(parts.keys().secret, session_token(headers, parts.settings))
    if not hmac.compare_digest(wanted.encode(), headers.get(CSRF_HEADER, "").encode()):
        raise ForgedRequest("The X-CSRF-Token header is missing or wrong; reload the page.")
