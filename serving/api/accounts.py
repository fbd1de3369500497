"""Accounts, invitations, teams, API tokens and the audit log."""

from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, Response

from core import audit
from core.access import admin, service
from core.access.types import Account, AccountChange, AccountState, Token
from core.actor import Permission
from core.errors import Refused, Stale
from serving import links
from serving.answers import answer, documented, operation_id, page
from serving.deps import (
    ActorDep,
    CallerDep,
    NowDep,
    PartsDep,
    ReadingDep,
    SessionDep,
    require,
    signed_in,
)
from serving.schemas.access import (
    AccountBody,
    AccountOut,
    AuditEntryOut,
    DeliveryOut,
    InviteBody,
    NewTokenOut,
    TeamBody,
    TeamOut,
    TokenBody,
    TokenOut,
)
from serving.schemas.common import Page, Reference

router = APIRouter(tags=["access"], generate_unique_id_function=operation_id)
reads = require(Permission.ACCESS_READ)
writes = require(Permission.ACCESS_WRITE)
Limit = Annotated[int, Query(ge=1, le=200)]


class TokenFromToken(Refused):
    """A token cannot make tokens."""

    code = "token-from-token"


@router.get(
    "/accounts", response_model=Page[AccountOut], dependencies=[reads], responses=documented()
)
def list_accounts(
    session: ReadingDep, cursor: Reference | None = None, limit: Limit = 50
) -> Response:
    """List accounts, oldest first."""
    found, total = admin.page(session, after_id=cursor or "", limit=limit + 1)
    shown = found[:limit]
    following = shown[-1].id if len(found) > limit else None
    return page([account_out(one) for one in shown], next_cursor=following, total=total)


@router.patch(
    "/accounts/{account_id}",
    response_model=AccountOut,
    dependencies=[writes],
    responses=documented(404, 412),
)
def change_account(
    account_id: str,
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
    body: AccountBody,
    if_match: Annotated[str | None, Header(alias="If-Match")] = None,
) -> Response:
    """Change name, role, teams or state; a new role or a deactivation ends every session."""
    if if_match is not None and if_match.strip('W/"') != "*":
        current = str(admin.get(session, account_id).version)
        if if_match.strip('W/"') != current:
            raise Stale("It was changed after you read it; read it again.")
    change = AccountChange(
        name=body.name,
        role=body.role,
        active=body.active,
        blind=body.blind,
        team_ids=None if body.team_ids is None else frozenset(body.team_ids),
    )
    account = admin.change(session, actor, account_id, change, now=now)
    return answer(account_out(account), version=account.version)


@router.post(
    "/accounts",
    status_code=201,
    response_model=DeliveryOut,
    dependencies=[writes],
    responses=documented(409),
)
def add_account(
    session: SessionDep, actor: ActorDep, parts: PartsDep, now: NowDep, body: InviteBody
) -> Response:
    """Add somebody; the same as inviting them."""
    return invite(session, actor, parts, now, body)


@router.post(
    "/invitations",
    status_code=201,
    response_model=DeliveryOut,
    dependencies=[writes],
    responses=documented(409),
)
def invite(
    session: SessionDep, actor: ActorDep, parts: PartsDep, now: NowDep, body: InviteBody
) -> Response:
    """Invite somebody, or renew an invitation; without a channel the link is answered, once."""
    account = admin.invite(
        session, actor, body.email, role=body.role, team_ids=body.team_ids, now=now
    )
    link = service.invitation_link(session, account, secret=parts.keys().secret, now=now)
    sent = links.deliver(session, parts, actor, link, now=now)
    return answer(_delivery_out(account, sent, link.expires_at), status=201)


@router.post(
    "/accounts/{account_id}/reset",
    status_code=201,
    response_model=DeliveryOut,
    dependencies=[writes],
    responses=documented(404),
)
def reset_account(
    account_id: str, session: SessionDep, actor: ActorDep, parts: PartsDep, now: NowDep
) -> Response:
    """Send somebody a link for a new password; without a channel it is answered, once."""
    account = admin.get(session, account_id)
    link = service.reset_link(session, actor, account.email, secret=parts.keys().secret, now=now)
    sent = links.deliver(session, parts, actor, link, now=now)
    return answer(_delivery_out(account, sent, link.expires_at), status=201)


@router.get(
    "/teams", response_model=Page[TeamOut], dependencies=[signed_in], responses=documented()
)
def list_teams(session: ReadingDep) -> Response:
    """List the teams, by name."""
    items = [
        {"id": team.id, "name": team.name, "members": team.members} for team in admin.teams(session)
    ]
    return page(items, next_cursor=None, total=len(items))


@router.post(
    "/teams",
    status_code=201,
    response_model=TeamOut,
    dependencies=[writes],
    responses=documented(409),
)
def add_team(session: SessionDep, actor: ActorDep, now: NowDep, body: TeamBody) -> Response:
    """Add a team."""
    team = admin.add_team(session, actor, body.name, now=now)
    return answer({"id": team.id, "name": team.name, "members": 0}, status=201)


@router.get(
    "/tokens", response_model=Page[TokenOut], dependencies=[signed_in], responses=documented()
)
def list_tokens(session: ReadingDep, caller: CallerDep) -> Response:
    """List the caller's own API tokens, newest first."""
    items = [_token_out(token) for token in admin.tokens(session, caller)]
    return page(items, next_cursor=None, total=len(items))


@router.post(
    "/tokens",
    status_code=201,
    response_model=NewTokenOut,
    dependencies=[signed_in],
    responses=documented(),
)
def add_token(session: SessionDep, caller: CallerDep, now: NowDep, body: TokenBody) -> Response:
    """Make an API token; it is shown in this answer and never again."""
    if not caller.by_cookie:
        raise TokenFromToken("A token cannot make tokens; sign in on the page.")
    token, secret = admin.add_token(
        session, caller, body.name, scopes=set(body.scopes), days=body.days, now=now
    )
    return answer(_token_out(token) | {"token": secret}, status=201)


@router.delete(
    "/tokens/{token_id}",
    status_code=204,
    dependencies=[signed_in],
    responses=documented(404),
)
def drop_token(token_id: str, session: SessionDep, caller: CallerDep, now: NowDep) -> Response:
    """Revoke one of the caller's tokens at once."""
    admin.drop_token(session, caller, token_id, now=now)
    return Response(status_code=204)


@router.get(
    "/audit",
    response_model=Page[AuditEntryOut],
    dependencies=[require(Permission.AUDIT_READ)],
    responses=documented(),
)
def read_audit(
    session: ReadingDep,
    cursor: Annotated[int | None, Query(ge=1, le=2**62)] = None,
    limit: Limit = 50,
    subject: Annotated[str, Query(max_length=64)] = "",
) -> Response:
    """Read the audit log, newest first."""
    found = audit.page(session, before_id=cursor, subject=subject, limit=limit + 1)
    shown = found[:limit]
    following = str(shown[-1].id) if len(found) > limit else None
    return page(shown, next_cursor=following, total=audit.count(session))


def account_out(account: Account) -> dict[str, Any]:
    """Return an account as the API speaks of it."""
    likes = account.preferences
    return {
        "id": account.id,
        "email": account.email,
        "name": account.name,
        "role": account.role,
        "state": account.state,
        "active": account.state is AccountState.ACTIVE,
        "team_ids": sorted(account.team_ids),
        "language": likes.language,
        "timezone": likes.timezone,
        "density": likes.density,
        "theme": likes.theme,
        "created_at": account.created_at,
        "last_seen_at": account.last_seen_at,
        "blind": account.blind,
    }


def _delivery_out(account: Account, sent: links.Delivery, expires_at: Any) -> dict[str, Any]:
    return {
        "account": account_out(account),
        "link": sent.url,
        "sending_id": sent.sending_id,
        "expires_at": expires_at,
    }


def _token_out(token: Token) -> dict[str, Any]:
    return {
        "id": token.id,
        "name": token.name,
        "prefix": token.prefix,
        "scopes": sorted(token.scopes),
        "created_at": token.created_at,
        "expires_at": token.expires_at,
        "last_used_at": token.last_used_at,
    }
