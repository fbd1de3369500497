"""Verbs of the second factor: begun, confirmed, asked for, renewed, turned off, reset."""

from datetime import datetime

from sqlalchemy.orm import Session

from core import audit
from core.access import passwords, totp
from core.access.repository import credentials
from core.access.repository import factors as store
from core.access.types import (
    Account,
    Caller,
    Factor,
    FactorState,
    NewFactor,
    SecondFactorNeeded,
    SecondFactorOff,
    SecondFactorOn,
    WrongCode,
)
from core.actor import Actor


def attempts_key(account_id: str) -> str:
    """Return what wrong codes are counted under: apart from wrong passwords."""
    return f"second-factor:{account_id}"


def state(session: Session, account_id: str) -> FactorState:
    """Return whether an account has a second factor, since when, and how many codes are left."""
    factor = store.find(session, account_id)
    if factor is None or factor.confirmed_at is None:
        return FactorState(None, 0)
    return FactorState(factor.confirmed_at, store.codes_left(session, account_id))


def is_on(session: Session, account_id: str) -> bool:
    """Tell whether an account has a confirmed second factor."""
    return store.is_on(session, account_id)


def begin(session: Session, account: Account, *, key: bytes, now: datetime) -> NewFactor:
    """Make a secret that is not asked for until a first code confirms it.

    Raises:
        SecondFactorOn: there is a confirmed one; it is turned off first.
    """
    if store.is_on(session, account.id):
        raise SecondFactorOn("The second factor is on already; turn it off first.")
    secret = totp.new_secret()
    sealed = totp.seal(secret, key=key, account_id=account.id)
    store.begin(session, Factor(account.id, sealed, now, None, 0))
    return NewFactor(totp.shown(secret), totp.address(secret, account=account.email))


def confirm(session: Session, caller: Caller, code: str, *, key: bytes, now: datetime) -> list[str]:
    """Turn the factor on by its first code, end the other sessions, return the recovery codes.

    Raises:
        SecondFactorOn: it is on already.
        SecondFactorOff: none was begun.
        WrongCode: the code does not fit.
    """
    account_id = caller.account.id
    factor = store.find(session, account_id)
    if factor is None:
        raise SecondFactorOff("No second factor was begun.")
    if factor.confirmed_at is not None:
        raise SecondFactorOn("The second factor is on already.")
    if not _uses_app(session, factor, code, key=key, now=now):
        raise _wrong_code()
    store.confirm(session, account_id, now=now)
    credentials.drop_sessions(session, account_id, but=caller.credential_id)
    audit.record(session, caller.actor, "account.second_factor_on", account_id, now=now)
    return _new_codes(session, account_id)


def check(session: Session, account: Account, code: str, *, key: bytes, now: datetime) -> None:
    """Let somebody pass whose code fits, or who has no second factor. A code works once.

    Raises:
        SecondFactorNeeded: there is a factor, and no code was given.
        WrongCode: it does not fit, or was used before.
    """
    factor = store.find(session, account.id)
    if factor is None or factor.confirmed_at is None:
        return
    if not code.strip():
        raise SecondFactorNeeded("A code of the authenticator app is needed.")
    if _uses_app(session, factor, code, key=key, now=now):
        return
    hashed = passwords.hash_secret(totp.normal_code(code))
    if not store.use_code(session, account.id, hashed, now=now):
        raise _wrong_code()
    left = store.codes_left(session, account.id)
    audit.record(
        session, account.actor, "account.recovery_code_used", account.id, now=now,
        details={"left": left},
    )  # fmt: skip


def renew_codes(
    session: Session, account: Account, code: str, *, key: bytes, now: datetime
) -> list[str]:
    """Make new recovery codes; the old ones are void. Raises `SecondFactorOff`, `WrongCode`."""
    _check_on(session, account, code, key=key, now=now)
    audit.record(session, account.actor, "account.recovery_codes_renewed", account.id, now=now)
    return _new_codes(session, account.id)


def turn_off(session: Session, account: Account, code: str, *, key: bytes, now: datetime) -> None:
    """Turn the second factor off. Raises `SecondFactorOff`, `WrongCode`."""
    _check_on(session, account, code, key=key, now=now)
    store.drop(session, account.id)
    audit.record(session, account.actor, "account.second_factor_off", account.id, now=now)


def reset(session: Session, actor: Actor, account: Account, *, now: datetime) -> None:
    """Take the second factor of somebody away who lost it, and end their sessions.

    Raises:
        SecondFactorOff: there is none.
    """
    if not store.drop(session, account.id):
        raise SecondFactorOff("This account has no second factor.")
    credentials.drop_sessions(session, account.id)
    audit.record(session, actor, "account.second_factor_reset", account.id, now=now)


def _check_on(session: Session, account: Account, code: str, *, key: bytes, now: datetime) -> None:
    if not store.is_on(session, account.id):
        raise SecondFactorOff("The second factor is off.")
    check(session, account, code, key=key, now=now)


def _uses_app(session: Session, factor: Factor, code: str, *, key: bytes, now: datetime) -> bool:
    secret = totp.unseal(factor.sealed, key=key, account_id=factor.account_id)
    step = totp.step_of(code, secret, now=now)
    return step is not None and store.use_step(session, factor.account_id, step)


def _new_codes(session: Session, account_id: str) -> list[str]:
    codes = [totp.new_code() for _ in range(totp.CODES)]
    store.set_codes(session, account_id, [passwords.hash_secret(one) for one in codes])
    return codes


def _wrong_code() -> WrongCode:
    return WrongCode("The code does not fit, or was used before. Wait for the next one.")
