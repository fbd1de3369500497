"""Coming in and going out: sessions, the first account, invitations, forgotten passwords."""

from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from fastapi import APIRouter, Request, Response
from sqlalchemy.orm import Session

from core.access import admin, passwords, service
from core.access.types import Account, Caller, SignedIn, WrongCredentials
from core.actor import Permission
from core.errors import NotFound
from serving import auth, factors, links
from serving.answers import answer, documented, operation_id, without_none
from serving.api.accounts import account_out
from serving.deps import CallerDep, NowDep, PartsDep, SessionDep, public, signed_in
from serving.problems import account_language
from serving.schemas.access import (
    AcceptBody,
    AccountOut,
    AskedOut,
    AskResetBody,
    LinkBody,
    NewPasswordBody,
    PreferencesBody,
    SessionOut,
    SetupBody,
    SignInBody,
    WaysOut,
)
from serving.wiring import Parts

router = APIRouter(tags=["session"], generate_unique_id_function=operation_id)


@router.get("/session", response_model=SessionOut, dependencies=[signed_in], responses=documented())
def read_session(request: Request, caller: CallerDep, parts: PartsDep) -> Response:
    """Tell who is signed in, what they may do, and the proof for changing requests."""
    token = auth.session_token(request.headers, parts.settings) if caller.by_cookie else ""
    return answer(_session_out(parts, caller, token))


@router.post(
    "/session",
    status_code=201,
    response_model=SessionOut,
    dependencies=[public],
    responses=documented(429),
)
def sign_in(request: Request, parts: PartsDep, now: NowDep, body: SignInBody) -> Response:
    """Sign in with e-mail address and password, and a code where there is a second factor."""
    # several short transactions: the hash takes long on purpose, and a failure must be kept
    address = request.client.host if request.client else ""
    with parts.db.read() as session:
        service.check_limits(session, body.email, address=address, now=now)
        stored = service.password_hash_of(session, body.email)
    if not passwords.matches(stored, body.password) or stored is None:
        with parts.db.write() as session:
            service.note_failure(session, body.email, address=address, now=now)
        raise WrongCredentials("The e-mail address or the password is wrong.")
    lifetimes = auth.lifetimes(parts.settings)

    def open_session(session: Session) -> SignedIn:
        return service.sign_in(
            session, body.email, checked_hash=stored, lifetimes=lifetimes, now=now
        )

    return _come_in(parts, factors.passed(parts, open_session, body.code, address=address))


@router.get("/session/ways", response_model=WaysOut, dependencies=[public], responses=documented())
def list_ways(parts: PartsDep) -> Response:
    """Tell how one can sign in here, beside a password."""
    settings = parts.settings
    name = settings.oidc_name or urlsplit(settings.oidc_issuer).hostname
    return answer({"single_sign_on": name if settings.oidc_issuer else None})


@router.post(
    "/session/link",
    status_code=201,
    response_model=SessionOut,
    dependencies=[public],
    responses=documented(),
)
def sign_in_by_link(
    request: Request, session: SessionDep, parts: PartsDep, now: NowDep, body: LinkBody
) -> Response:
    """Sign in by a one-time link, as the demo prints it."""
    lifetimes = auth.lifetimes(parts.settings)
    opened = service.use_sign_in_link(session, body.token, lifetimes=lifetimes, now=now)
    return _come_in(parts, links.welcome(session, opened, account_language(request.scope)))


@router.delete("/session", status_code=204, dependencies=[signed_in], responses=documented())
def sign_out(session: SessionDep, caller: CallerDep, parts: PartsDep, now: NowDep) -> Response:
    """Sign out; with an API token it does nothing."""
    response = Response(status_code=204)
    if caller.by_cookie:
        service.sign_out(session, caller, now=now)
        auth.clear_cookie(response, parts.settings)
    return response


@router.get("/me", response_model=AccountOut, dependencies=[signed_in], responses=documented())
def read_me(caller: CallerDep) -> Response:
    """Return the caller's own account."""
    return answer(account_out(caller.account))


@router.patch("/me", response_model=AccountOut, dependencies=[signed_in], responses=documented())
def change_me(
    session: SessionDep, caller: CallerDep, now: NowDep, body: PreferencesBody
) -> Response:
    """Change how the caller wants the screens, and whether names are hidden."""
    wanted = replace(caller.account.preferences, **without_none(body.model_dump(exclude={"blind"})))
    if body.blind is not None:
        admin.set_blind(session, caller.actor, caller.account, body.blind, now=now)
    return answer(account_out(admin.set_preferences(session, caller.account.id, wanted)))


@router.post(
    "/setup",
    status_code=201,
    response_model=SessionOut,
    dependencies=[public],
    responses=documented(409),
)
def set_up(
    request: Request, session: SessionDep, parts: PartsDep, now: NowDep, body: SetupBody
) -> Response:
    """Make the first account by the link that the first start printed, and sign it in."""
    account = service.set_up(
        session, body.token, email=body.email, name=body.name, password=body.password, now=now
    )
    return _open(request, session, parts, account)


@router.post(
    "/password-resets",
    status_code=202,
    response_model=AskedOut,
    dependencies=[public],
    responses=documented(429),
)
def ask_reset(request: Request, parts: PartsDep, now: NowDep, body: AskResetBody) -> Response:
    """Ask for a link that sets a new password; whether the address is known is not told."""
    address = request.client.host if request.client else ""
    with parts.db.write() as session:
        asked = f"reset:{body.email}"
        service.check_limits(session, asked, address=address, now=now)
        service.note_failure(session, asked, address=address, now=now)
        try:
            link = service.reset_link(
                session, service.NOBODY, body.email, secret=parts.keys().secret, now=now
            )
        except NotFound:
            link = None
        if link is not None and parts.channels:
            links.deliver(session, parts, service.NOBODY, link, now=now)
    return answer({"sends_mail": bool(parts.channels)}, status=202)


@router.post(
    "/password-resets/{token}",
    status_code=201,
    response_model=SessionOut,
    dependencies=[public],
    responses=documented(),
)
def reset_password(
    request: Request, token: str, parts: PartsDep, now: NowDep, body: NewPasswordBody
) -> Response:
    """Set a new password by a link, end every session, and sign in.

    Where there is a second factor its code is needed as well: who reads the mail is not enough.
    """
    address = request.client.host if request.client else ""

    def open_session(session: Session) -> SignedIn:
        account = service.reset_password(session, token, password=body.password, now=now)
        lifetimes = auth.lifetimes(parts.settings)
        opened = service.open_session(session, account, lifetimes=lifetimes, now=now)
        return links.welcome(session, opened, account_language(request.scope))

    return _come_in(parts, factors.passed(parts, open_session, body.code, address=address))


@router.post(
    "/invitations/{token}",
    status_code=201,
    response_model=SessionOut,
    dependencies=[public],
    responses=documented(),
)
def accept_invitation(
    request: Request,
    token: str,
    session: SessionDep,
    parts: PartsDep,
    now: NowDep,
    body: AcceptBody,
) -> Response:
    """Choose name and password after an invitation, and sign in."""
    account = service.accept_invitation(
        session, token, name=body.name, password=body.password, now=now
    )
    return _open(request, session, parts, account)


def _open(request: Request, session: Session, parts: Parts, account: Account) -> Response:
    lifetimes, now = auth.lifetimes(parts.settings), parts.clock.now()
    opened = service.open_session(session, account, lifetimes=lifetimes, now=now)
    return _come_in(parts, links.welcome(session, opened, account_language(request.scope)))


def _come_in(parts: Parts, opened: SignedIn) -> Response:
    account = opened.account
    caller = Caller(
        account.actor, account, "", by_cookie=True, must_enrol=factors.to_be_made(parts, account)
    )
    response = answer(_session_out(parts, caller, opened.token), status=201)
    auth.set_cookie(response, parts.settings, opened)
    return response


def _session_out(parts: Parts, caller: Caller, token: str) -> dict[str, Any]:
    return {
        "account": account_out(caller.account),
        "csrf_token": auth.csrf_token(parts.keys().secret, token) if token else "",
        "permissions": [one for one in Permission if caller.actor.may(one)],
        "must_enrol": caller.must_enrol,
    }
