"""The two addresses of signing in by the company's own service."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse

from core.access.oidc import Flow
from core.access.types import OidcRefused
from core.errors import TalentError
from serving import auth, oidc
from serving.deps import NowDep, PartsDep, public
from serving.wiring import Parts

router = APIRouter(prefix=oidc.PATH, include_in_schema=False)
_COOKIE = "trm_oidc"


@router.get("/start", dependencies=[public])
def start(
    request: Request, parts: PartsDep, next_: Annotated[str, Query(alias="next")] = "/"
) -> Response:
    """Send the browser to the service; nothing is stored here but in its own cookie."""
    known = parts.oidc()
    if known is None:
        raise HTTPException(404, "There is nothing at this address.")
    flow = Flow.new()
    try:
        where = known.address(flow, redirect_uri=oidc.redirect_uri(parts.settings))
    except TalentError as error:
        return _back(parts, error)
    response = RedirectResponse(where, 303)
    own = next_.startswith("/") and not next_.startswith(("//", "/\\"))
    _keep(response, parts, oidc.seal(parts, flow, next_ if own else "/"))
    return response


@router.get("/callback", dependencies=[public])
def callback(request: Request, parts: PartsDep, now: NowDep) -> Response:
    """Take the answer of the service, which a browser brings as an address, and sign in."""
    known = parts.oidc()
    if known is None:
        raise HTTPException(404, "There is nothing at this address.")
    try:
        flow, next_ = oidc.unseal(parts, request.cookies.get(_name(parts), ""))
        opened = oidc.come_in(parts, known, flow, dict(request.query_params), now=now)
    except TalentError as error:
        return _back(parts, error)
    response = RedirectResponse(next_, 303)
    auth.set_cookie(response, parts.settings, opened)
    _drop(response, parts)
    return response


def _back(parts: Parts, error: TalentError) -> Response:
    """Go to the sign-in page, which says what is wrong by its code."""
    why = f"&why={error.context['why']}" if isinstance(error, OidcRefused) else ""
    response = RedirectResponse(f"/signin?refused={error.code}{why}", 303)
    _drop(response, parts)
    return response


def _name(parts: Parts) -> str:
    return f"__Host-{_COOKIE}" if parts.settings.secure_cookies else _COOKIE


def _keep(response: Response, parts: Parts, sealed: str) -> None:
    response.set_cookie(
        _name(parts),
        sealed,
        max_age=int(oidc.LIFE.total_seconds()),
        path="/",
        secure=parts.settings.secure_cookies,
        httponly=True,
        samesite="lax",
    )


def _drop(response: Response, parts: Parts) -> None:
    response.delete_cookie(
        _name(parts), path="/", secure=parts.settings.secure_cookies, httponly=True
    )
