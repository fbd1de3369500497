"""Verbs of administration: inviting, changing, deactivating; teams, tokens and preferences."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy.orm import Session

from core import audit
from core.access import passwords, rules, service
from core.access.repository import accounts as store
from core.access.repository import credentials
from core.access.types import (
    Account,
    AccountChange,
    AccountExists,
    AccountState,
    Caller,
    LastAdmin,
    Preferences,
    ScopeBeyond,
    Team,
    TeamExists,
    TeamsUnknown,
    Token,
    ZoneUnknown,
)
from core.actor import Actor, Permission, Role
from core.errors import NotFound
from core.ids import new_id

TOKEN_PREFIX = "trm_"  # noqa: S105  what a token starts with, so that leaks can be searched for
MAX_TOKEN_DAYS = 366


def get(session: Session, account_id: str) -> Account:
    """Return an account. Raises `NotFound`."""
    account = store.find_account(session, account_id)
    if account is None:
        raise NotFound(f"There is no account {account_id}.", account_id=account_id)
    return account


def by_email(session: Session, email: str) -> Account:
    """Return the account of an address. Raises `NotFound`."""
    found = store.find_by_email(session, rules.normal_email(email))
    if found is None:
        raise NotFound("There is no account with that e-mail address.")
    return found[0]


def page(session: Session, *, after_id: str = "", limit: int = 50) -> tuple[list[Account], int]:
    """Return accounts and how many there are in all."""
    return store.accounts(session, after_id=after_id, limit=limit), store.count_accounts(session)


def invite(
    session: Session,
    actor: Actor,
    email: str,
    *,
    role: Role,
    team_ids: Collection[str] = (),
    now: datetime,
) -> Account:
    """Add an invited account, or change one that never came in; it needs an `invitation_link`.

    Raises:
        AccountExists: the address belongs to an account that came in already.
        TeamsUnknown: a team does not exist.
    """
    found = store.find_by_email(session, rules.normal_email(email))
    if found is not None and found[0].state is not AccountState.INVITED:
        raise AccountExists("There is an account with that e-mail address already.")
    _check_teams(session, team_ids)
    if found is None:
        account = service.new_account(
            email, name="", role=role, now=now, state=AccountState.INVITED
        )
        account = replace(account, team_ids=frozenset(team_ids))
        store.add_account(session, account, password_hash=None)
    else:
        account = replace(found[0], role=role, team_ids=frozenset(team_ids))
        store.update_account(session, account.id, role=role.value)
        store.set_teams(session, account.id, account.team_ids)
    audit.record(
        session, actor, "account.invited", account.id, now=now, details={"role": role.value}
    )
    return account


def add_account(
    session: Session, actor: Actor, email: str, *, name: str, role: Role, now: datetime
) -> Account:
    """Add an active account without a password, which comes in by a link (the demo's). Idempotent.

    Raises:
        AccountExists: the address belongs to an account that is not active.
    """
    found = store.find_by_email(session, rules.normal_email(email))
    if found is not None:
        if found[0].state is not AccountState.ACTIVE:
            raise AccountExists("There is an account with that e-mail address already.")
        return found[0]
    account = service.new_account(email, name=name, role=role, now=now)
    store.add_account(session, account, password_hash=None)
    audit.record(session, actor, "account.added", account.id, now=now, details={"role": role.value})
    return account


def change(
    session: Session, actor: Actor, account_id: str, change: AccountChange, *, now: datetime
) -> Account:
    """Change an account. A new role or a deactivation ends its sessions at once.

    Raises:
        NotFound: there is no such account.
        LastAdmin: nobody would be left to administer.
        TeamsUnknown: a team does not exist.
    """
    account = get(session, account_id)
    state = _state_after(account, change.active)
    role = change.role or account.role
    _keep_an_admin(session, account, role=role, state=state)
    values: dict[str, str] = {"role": role.value, "state": state.value}
    if change.name is not None:
        values["name"] = change.name.strip()
    store.update_account(session, account.id, **values)
    if change.team_ids is not None:
        _check_teams(session, change.team_ids)
        store.set_teams(session, account.id, change.team_ids)
    if role is not account.role or state is not account.state:
        credentials.drop_sessions(session, account.id)
    if state is AccountState.DEACTIVATED:
        credentials.drop_tokens(session, account.id)
        store.drop_links(session, account_id=account.id, expired_before=account.created_at)
    if change.blind is not None:
        set_blind(session, actor, account, change.blind, now=now)
    details = {"role": role.value, "state": state.value}
    audit.record(session, actor, "account.changed", account.id, now=now, details=details)
    return get(session, account_id)


def set_blind(
    session: Session, actor: Actor, account: Account, blind: bool, *, now: datetime
) -> None:
    """Let an account see people without name, contact data and school, or with them again.

    Both are in the audit log: whose decisions were made blind can be told afterwards.
    """
    if account.blind != blind:
        store.update_account(session, account.id, blind=blind)
        action = "account.blinded" if blind else "account.unblinded"
        audit.record(session, actor, action, account.id, now=now)


def set_preferences(session: Session, account_id: str, wanted: Preferences) -> Account:
    """Store how somebody wants the screens. Raises `ZoneUnknown`."""
    try:
        ZoneInfo(wanted.timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ZoneUnknown(f"There is no time zone {wanted.timezone}.", field="timezone") from error
    store.update_account(
        session,
        account_id,
        language=wanted.language,
        timezone=wanted.timezone,
        density=wanted.density,
        theme=wanted.theme,
    )
    return get(session, account_id)


def teams(session: Session) -> list[Team]:
    """Return every team, by name."""
    return store.teams(session)


def add_team(session: Session, actor: Actor, name: str, *, now: datetime) -> Team:
    """Add a team. Raises `TeamExists`."""
    team = Team(new_id("team", now), name.strip(), now)
    if store.team_exists(session, name=team.name):
        raise TeamExists(f"There is a team {team.name} already.")
    store.add_team(session, team)
    audit.record(session, actor, "team.added", team.id, now=now)
    return team


def tokens(session: Session, caller: Caller) -> list[Token]:
    """Return the caller's own tokens, newest first."""
    return credentials.tokens(session, caller.account.id)


def add_token(
    session: Session,
    caller: Caller,
    name: str,
    *,
    scopes: Collection[Permission],
    days: int,
    now: datetime,
) -> tuple[Token, str]:
    """Make a token for the caller and return it with its secret, which is shown once.

    Raises:
        ScopeBeyond: a scope is more than the caller may do.
    """
    beyond = sorted(scope for scope in scopes if not caller.actor.may(scope))
    if beyond:
        raise ScopeBeyond("You cannot hand on what you may not do.", scopes=beyond)
    prefix = TOKEN_PREFIX + passwords.new_secret()[:6]
    secret = f"{prefix}.{passwords.new_secret()}"
    token = Token(
        id=new_id("tok", now),
        account_id=caller.account.id,
        name=name.strip(),
        prefix=prefix,
        scopes=frozenset(scopes),
        created_at=now,
        expires_at=now + timedelta(days=min(days, MAX_TOKEN_DAYS)),
        last_used_at=None,
    )
    credentials.add_token(session, token, token_hash=passwords.hash_secret(secret))
    audit.record(session, caller.actor, "token.added", token.id, now=now)
    return token, secret


def drop_token(session: Session, caller: Caller, token_id: str, *, now: datetime) -> None:
    """Delete one of the caller's tokens. Raises `NotFound`."""
    if not credentials.drop_token(session, token_id, account_id=caller.account.id):
        raise NotFound(f"There is no token {token_id}.", token_id=token_id)
    audit.record(session, caller.actor, "token.dropped", token_id, now=now)


def caller_of_token(session: Session, secret: str, *, now: datetime) -> Caller | None:
    """Return who is behind an API token, narrowed to its scopes, or ``None``."""
    token = credentials.find_token(session, passwords.hash_secret(secret), now=now)
    account = store.find_account(session, token.account_id) if token else None
    if token is None or account is None or account.state is not AccountState.ACTIVE:
        return None
    stale = token.last_used_at is None or now - token.last_used_at >= service.TOUCH_EVERY
    actor = replace(account.actor, scopes=token.scopes)
    return Caller(actor, account, token.id, by_cookie=False, is_stale=stale)


def prune(session: Session, *, now: datetime) -> None:
    """Delete sessions, links and attempts whose time is over."""
    credentials.drop_ended_sessions(session, now=now)
    store.drop_links(session, account_id=None, expired_before=now - timedelta(days=30))
    store.clear_failures(session, before=now - timedelta(seconds=rules.ATTEMPT_WINDOW_S))


def _state_after(account: Account, active: bool | None) -> AccountState:
    if active is None or (active and account.state is AccountState.INVITED):
        return account.state
    return AccountState.ACTIVE if active else AccountState.DEACTIVATED


def _keep_an_admin(session: Session, account: Account, *, role: Role, state: AccountState) -> None:
    was = account.role is Role.ADMIN and account.state is AccountState.ACTIVE
    if not was or (role is Role.ADMIN and state is AccountState.ACTIVE):
        return
    if store.count_accounts(session, role=Role.ADMIN, state=AccountState.ACTIVE) <= 1:
        raise LastAdmin("This is the last active administrator; name another one first.")


def _check_teams(session: Session, team_ids: Collection[str]) -> None:
    unknown = store.unknown_teams(session, team_ids)
    if unknown:
        raise TeamsUnknown(f"There is no team {', '.join(sorted(unknown))}.", field="team_ids")
