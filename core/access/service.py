"""Verbs of access: coming in, going out, and who may."""

import hashlib
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from core import audit
from core.access import passwords, rules
from core.access.repository import accounts as store
from core.access.repository import credentials, factors
from core.access.types import (
    Account,
    AccountState,
    Caller,
    Lifetimes,
    Link,
    LinkInvalid,
    LinkPurpose,
    OpenedBy,
    Preferences,
    SecondFactorNeeded,
    SetUpAlready,
    SignedIn,
    TooManyAttempts,
    WeakPassword,
    WrongCredentials,
)
from core.actor import Actor, Role
from core.errors import NotFound
from core.ids import new_id

TOUCH_EVERY = timedelta(minutes=5)
_LINK_LIFE = {
    LinkPurpose.SETUP: timedelta(days=1),
    LinkPurpose.INVITATION: timedelta(days=7),
    LinkPurpose.RESET: timedelta(hours=2),
    LinkPurpose.SIGN_IN: timedelta(days=1),
}
NOBODY = Actor("anonymous", "anonymous")


def check_limits(session: Session, email: str, *, address: str, now: datetime) -> None:
    """Refuse an attempt to sign in while there were too many failed ones.

    Raises:
        TooManyAttempts: carries ``retry_after_s``.
    """
    since = now - timedelta(seconds=rules.ATTEMPT_WINDOW_S)
    by_account, by_address = store.failures(
        session, account_key=_key(email), address_key=_key(address), since=since
    )
    if rules.is_limited(account_failures=by_account, address_failures=by_address):
        raise TooManyAttempts(
            "Too many failed attempts to sign in. Wait 15 minutes, or ask for a new password.",
            retry_after_s=rules.ATTEMPT_WINDOW_S,
        )


def password_hash_of(session: Session, email: str) -> str | None:
    """Return the hash to hold a password against; ``None`` if nobody may sign in by that address.

    The hash is checked outside of any transaction, since that takes long on purpose.
    """
    found = store.find_by_email(session, rules.normal_email(email))
    if found is None or found[0].state is not AccountState.ACTIVE:
        return None
    return found[1]


def note_failure(session: Session, email: str, *, address: str, now: datetime) -> None:
    """Count a failed attempt to sign in."""
    store.add_failure(session, account_key=_key(email), address_key=_key(address), now=now)
    store.clear_failures(session, before=now - timedelta(seconds=rules.ATTEMPT_WINDOW_S))
    audit.record(session, NOBODY, "session.refused", "account", now=now)


def sign_in(
    session: Session, email: str, *, checked_hash: str, lifetimes: Lifetimes, now: datetime
) -> SignedIn:
    """Open a session for somebody whose password fitted ``checked_hash``.

    Raises:
        WrongCredentials: the account or its password changed while it was checked.
    """
    found = store.find_by_email(session, rules.normal_email(email))
    if found is None or found[1] != checked_hash or found[0].state is not AccountState.ACTIVE:
        raise WrongCredentials("The e-mail address or the password is wrong.")
    store.clear_failures(session, account_key=_key(email))
    return open_session(session, found[0], lifetimes=lifetimes, now=now)


def open_session(
    session: Session,
    account: Account,
    *,
    lifetimes: Lifetimes,
    now: datetime,
    by: OpenedBy = OpenedBy.PASSWORD,
) -> SignedIn:
    """Open a session; its token is new, whatever token the browser held before."""
    token, expires_at = passwords.new_secret(), now + lifetimes.longest
    credentials.add_session(
        session,
        new_id("ses", now),
        passwords.hash_secret(token),
        account_id=account.id,
        created_at=now,
        expires_at=expires_at,
        seen_at=now,
        opened_by=by.value,
    )
    store.touch_account(session, account.id, now=now)
    audit.record(session, account.actor, "session.opened", account.id, now=now)
    return SignedIn(account, token, expires_at)


def sign_out(session: Session, caller: Caller, *, now: datetime) -> None:
    """End the caller's session."""
    credentials.drop_session(session, caller.credential_id)
    audit.record(session, caller.actor, "session.closed", caller.account.id, now=now)


def caller_of_session(
    session: Session, token: str, *, lifetimes: Lifetimes, now: datetime
) -> Caller | None:
    """Return who is behind a session cookie, or ``None``."""
    found = credentials.find_session(
        session, passwords.hash_secret(token), now=now, idle_since=now - lifetimes.idle
    )
    account = store.find_account(session, found.account_id) if found else None
    if found is None or account is None or account.state is not AccountState.ACTIVE:
        return None
    stale = now - found.seen_at >= TOUCH_EVERY
    return Caller(
        account.actor, account, found.id, by_cookie=True, is_stale=stale, opened_by=found.opened_by
    )


def touch(session: Session, caller: Caller, *, now: datetime) -> None:
    """Note that a credential was used."""
    if caller.by_cookie:
        credentials.touch_session(session, caller.credential_id, now=now)
        store.touch_account(session, caller.account.id, now=now)
    else:
        credentials.touch_token(session, caller.credential_id, now=now)


def setup_link(session: Session, *, secret: bytes, now: datetime) -> Link | None:
    """Return a link that makes the first account, or ``None`` once there is one."""
    if store.count_accounts(session):
        return None
    return _new_link(session, LinkPurpose.SETUP, None, secret=secret, now=now)


def sign_in_link(session: Session, account_id: str, *, secret: bytes, now: datetime) -> Link:
    """Return a link that signs an account in once."""
    account = _active(session, account_id)
    return _new_link(session, LinkPurpose.SIGN_IN, account, secret=secret, now=now)


def reset_link(session: Session, actor: Actor, email: str, *, secret: bytes, now: datetime) -> Link:
    """Return a link that sets a new password. Raises `NotFound`: tell that to admins only."""
    found = store.find_by_email(session, rules.normal_email(email))
    if found is None or found[0].state is not AccountState.ACTIVE:
        raise NotFound("There is no active account with that e-mail address.")
    audit.record(session, actor, "account.reset_asked", found[0].id, now=now)
    return _new_link(session, LinkPurpose.RESET, found[0], secret=secret, now=now)


def invitation_link(session: Session, account: Account, *, secret: bytes, now: datetime) -> Link:
    """Return the link by which somebody who was invited sets name and password."""
    return _new_link(session, LinkPurpose.INVITATION, account, secret=secret, now=now)


def set_up(
    session: Session, token: str, *, email: str, name: str, password: str, now: datetime
) -> Account:
    """Make the first account, an admin.

    Raises:
        LinkInvalid: the link is unknown, used or too old.
        SetUpAlready: somebody else was first.
    """
    _use(session, token, LinkPurpose.SETUP, now=now)
    if store.count_accounts(session):
        raise SetUpAlready("This workspace is set up already; sign in instead.")
    account = new_account(email, name=name, role=Role.ADMIN, now=now)
    _check_password(password, account)
    store.add_account(session, account, password_hash=passwords.hash_password(password))
    audit.record(session, account.actor, "account.set_up", account.id, now=now)
    return account


def accept_invitation(
    session: Session, token: str, *, name: str, password: str, now: datetime
) -> Account:
    """Make an invited account active. Raises `LinkInvalid` and `WeakPassword`."""
    account = _use(session, token, LinkPurpose.INVITATION, now=now)
    if account is None or account.state is not AccountState.INVITED:
        raise _link_invalid()
    return _set_password(session, account, password, name=name or account.name, now=now)


def reset_password(session: Session, token: str, *, password: str, now: datetime) -> Account:
    """Set a new password and end every session. Raises `LinkInvalid` and `WeakPassword`."""
    account = _use(session, token, LinkPurpose.RESET, now=now)
    if account is None or account.state is not AccountState.ACTIVE:
        raise _link_invalid()
    return _set_password(session, account, password, name=account.name, now=now)


def use_sign_in_link(
    session: Session, token: str, *, lifetimes: Lifetimes, now: datetime
) -> SignedIn:
    """Open a session by a one-time link.

    Raises:
        LinkInvalid: the link is unknown, used or too old.
        SecondFactorNeeded: the account has a second factor; a link alone does not replace it.
    """
    account = _use(session, token, LinkPurpose.SIGN_IN, now=now)
    if account is None or account.state is not AccountState.ACTIVE:
        raise _link_invalid()
    if factors.is_on(session, account.id):
        raise SecondFactorNeeded("This account needs a code: sign in with the password instead.")
    return open_session(session, account, lifetimes=lifetimes, now=now, by=OpenedBy.LINK)


def new_account(
    email: str,
    *,
    name: str,
    role: Role,
    now: datetime,
    state: AccountState = AccountState.ACTIVE,
    language: str = "en",
) -> Account:
    """Return a new account, not stored yet."""
    return Account(
        id=new_id("acc", now),
        email=rules.normal_email(email),
        name=name.strip(),
        state=state,
        role=role,
        team_ids=frozenset(),
        preferences=Preferences(language=language),
        created_at=now,
    )


def _set_password(
    session: Session, account: Account, password: str, *, name: str, now: datetime
) -> Account:
    _check_password(password, account)
    store.update_account(
        session,
        account.id,
        name=name.strip(),
        state=AccountState.ACTIVE.value,
        password_hash=passwords.hash_password(password),
    )
    credentials.drop_sessions(session, account.id)
    store.clear_failures(session, account_key=_key(account.email))
    audit.record(session, account.actor, "account.password_set", account.id, now=now)
    return _active(session, account.id)


def _check_password(password: str, account: Account) -> None:
    reasons = rules.password_reasons(password, known=(account.email, account.name))
    if reasons:
        raise WeakPassword(f"This password cannot be used: {'; '.join(reasons)}.", reasons=reasons)


def _new_link(
    session: Session,
    purpose: LinkPurpose,
    account: Account | None,
    *,
    secret: bytes,
    now: datetime,
) -> Link:
    link_id = new_id("lnk", now)
    token = passwords.link_token(secret, link_id)
    expires_at = now + _LINK_LIFE[purpose]
    store.add_link(
        session,
        link_id,
        passwords.hash_secret(token),
        purpose=purpose,
        account_id=account.id if account else None,
        created_at=now,
        expires_at=expires_at,
    )
    return Link(link_id, account, purpose, token, expires_at)


def _use(session: Session, token: str, purpose: LinkPurpose, *, now: datetime) -> Account | None:
    used = store.use_link(session, passwords.hash_secret(token), purpose=purpose, now=now)
    if used is None:
        raise _link_invalid()
    return store.find_account(session, used[1]) if used[1] else None


def _link_invalid() -> LinkInvalid:
    return LinkInvalid("This link was used already or is too old. Ask for a new one.")


def _active(session: Session, account_id: str) -> Account:
    account = store.find_account(session, account_id)
    if account is None or account.state is not AccountState.ACTIVE:
        raise NotFound(f"there is no active account {account_id}", account_id=account_id)
    return account


def _key(text: str) -> str:
    return hashlib.sha256(rules.normal_email(text).encode()).hexdigest()[:32]
