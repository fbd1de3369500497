"""A code works once, on both databases, also for two who use it at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from core.access import admin, second_factor, service, totp
from core.access.types import (
    Account,
    Caller,
    Lifetimes,
    SecondFactorNeeded,
    SecondFactorOff,
    SecondFactorOn,
    WrongCode,
)
from core.actor import SYSTEM, Role
from core.clock import FixedClock
from core.db import Database

KEY = bytes(range(32))


def code_of(secret: str, clock: FixedClock) -> str:
    import base64

    raw = base64.b32decode(secret)
    return TOTP(raw, 6, SHA1(), 30).generate(int(clock.now().timestamp())).decode()


@pytest.fixture
def account(any_db: Database, clock: FixedClock) -> Account:
    with any_db.write() as session:
        return admin.add_account(
            session, SYSTEM, "lin@example.org", name="Lin", role=Role.ADMIN, now=clock.now()
        )


@pytest.fixture
def enrolled(any_db: Database, clock: FixedClock, account: Account) -> tuple[str, list[str]]:
    """The secret and the recovery codes of the account."""
    caller = Caller(account.actor, account, "ses_1", by_cookie=True)
    with any_db.write() as session:
        made = second_factor.begin(session, account, key=KEY, now=clock.now())
        code = code_of(made.secret, clock)
        codes = second_factor.confirm(session, caller, code, key=KEY, now=clock.now())
    clock.move(timedelta(minutes=2))
    return made.secret, codes


def check(db: Database, account: Account, code: str, clock: FixedClock) -> None:
    with db.write() as session:
        second_factor.check(session, account, code, key=KEY, now=clock.now())


def test_without_a_factor_nobody_is_asked(any_db: Database, account: Account, clock: FixedClock):
    check(any_db, account, "", clock)


def test_one_that_was_only_begun_is_not_asked_for(
    any_db: Database, account: Account, clock: FixedClock
):
    with any_db.write() as session:
        second_factor.begin(session, account, key=KEY, now=clock.now())
    check(any_db, account, "", clock)


def test_a_code_is_needed_fits_and_works_once(
    any_db: Database, account: Account, clock: FixedClock, enrolled: tuple[str, list[str]]
):
    secret, _ = enrolled
    with pytest.raises(SecondFactorNeeded):
        check(any_db, account, " ", clock)
    with pytest.raises(WrongCode):
        check(any_db, account, "000000", clock)
    code = code_of(secret, clock)
    check(any_db, account, code, clock)
    clock.move(timedelta(seconds=20))
    with pytest.raises(WrongCode):
        check(any_db, account, code, clock)


def test_an_older_code_does_not_work_after_a_newer_one(
    any_db: Database, account: Account, clock: FixedClock, enrolled: tuple[str, list[str]]
):
    secret, _ = enrolled
    older = code_of(secret, clock)
    clock.move(timedelta(seconds=30))
    check(any_db, account, code_of(secret, clock), clock)
    with pytest.raises(WrongCode):
        check(any_db, account, older, clock)


def test_two_who_use_one_code_at_once_are_not_both_let_in(
    any_db: Database, account: Account, clock: FixedClock, enrolled: tuple[str, list[str]]
):
    secret, codes = enrolled
    for code in (code_of(secret, clock), codes[0]):

        def enters(_: int, code: str = code) -> bool:
            try:
                check(any_db, account, code, clock)
            except WrongCode:
                return False
            return True

        with ThreadPoolExecutor(4) as pool:
            assert sum(pool.map(enters, range(4))) == 1


def test_recovery_codes_are_hashed_and_work_once(
    any_db: Database, account: Account, clock: FixedClock, enrolled: tuple[str, list[str]]
):
    from sqlalchemy import text

    _, codes = enrolled
    with any_db.read() as session:
        kept = repr(session.execute(text("SELECT * FROM recovery_code")).all())
    assert not [one for one in codes if one in kept]
    check(any_db, account, codes[3].upper(), clock)
    with pytest.raises(WrongCode):
        check(any_db, account, codes[3], clock)
    with any_db.read() as session:
        assert second_factor.state(session, account.id).codes_left == totp.CODES - 1


def test_new_recovery_codes_void_the_old_ones(
    any_db: Database, account: Account, clock: FixedClock, enrolled: tuple[str, list[str]]
):
    _, codes = enrolled
    with any_db.write() as session:
        new = second_factor.renew_codes(session, account, codes[0], key=KEY, now=clock.now())
    assert not set(new) & set(codes)
    with pytest.raises(WrongCode):
        check(any_db, account, codes[1], clock)
    check(any_db, account, new[1], clock)


def test_the_codes_of_another_account_do_not_fit(
    any_db: Database, clock: FixedClock, account: Account, enrolled: tuple[str, list[str]]
):
    with any_db.write() as session:
        other = admin.add_account(
            session, SYSTEM, "han@example.org", name="Han", role=Role.VIEWER, now=clock.now()
        )
        made = second_factor.begin(session, other, key=KEY, now=clock.now())
        caller = Caller(other.actor, other, "", by_cookie=True)
        code = code_of(made.secret, clock)
        second_factor.confirm(session, caller, code, key=KEY, now=clock.now())
    clock.move(timedelta(minutes=2))
    for code in (code_of(enrolled[0], clock), enrolled[1][0]):
        with pytest.raises(WrongCode):
            check(any_db, other, code, clock)


def test_on_is_on_and_off_is_off(
    any_db: Database, account: Account, clock: FixedClock, enrolled: tuple[str, list[str]]
):
    secret, _ = enrolled
    with pytest.raises(SecondFactorOn), any_db.write() as session:
        second_factor.begin(session, account, key=KEY, now=clock.now())
    with any_db.write() as session:
        second_factor.turn_off(session, account, code_of(secret, clock), key=KEY, now=clock.now())
    check(any_db, account, "", clock)
    with pytest.raises(SecondFactorOff), any_db.write() as session:
        second_factor.turn_off(session, account, "000000", key=KEY, now=clock.now())


def test_a_reset_takes_the_factor_and_the_sessions_away(
    any_db: Database, account: Account, clock: FixedClock, enrolled: tuple[str, list[str]]
):
    with any_db.write() as session:
        opened = service.open_session(session, account, lifetimes=Lifetimes(), now=clock.now())
        second_factor.reset(session, SYSTEM, account, now=clock.now())
    check(any_db, account, "", clock)
    with any_db.read() as session:
        found = service.caller_of_session(
            session, opened.token, lifetimes=Lifetimes(), now=clock.now()
        )
    assert found is None
