"""Signing in by a one-time link: the page that asks, and the button that does."""

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request, Response
from starlette.responses import RedirectResponse

from core.access import service
from core.access.types import LinkInvalid, SecondFactorNeeded
from serving import auth, links
from serving.deps import NowDep, PartsDep, public
from serving.problems import account_language
from serving.web.pages import render

router = APIRouter(prefix="/p", include_in_schema=False)


@router.get("/sign-in", dependencies=[public])
def ask(request: Request, token: Annotated[str, Query(max_length=128)] = "") -> Response:
    """Show a button: opening an address changes nothing, scanners of mail open addresses too."""
    return render(request, "sign_in.html", token=token, refused=not token)


@router.post("/sign-in", dependencies=[public])
def sign_in(
    request: Request,
    parts: PartsDep,
    now: NowDep,
    token: Annotated[str, Form(max_length=128)] = "",
) -> Response:
    """Use the link up, and go to the console with a session."""
    lifetimes = auth.lifetimes(parts.settings)
    try:
        with parts.db.write() as session:
            opened = service.use_sign_in_link(session, token, lifetimes=lifetimes, now=now)
            links.welcome(session, opened, account_language(request.scope))
    except LinkInvalid:
        return render(request, "sign_in.html", status=422, token="", refused=True)
    except SecondFactorNeeded:  # the link is not used up: the transaction was undone
        return RedirectResponse("/signin", 303)
    response = RedirectResponse("/", 303)
    auth.set_cookie(response, parts.settings, opened)
    return response
