"""The second factor at the door: asked for in the transaction that opens the session."""

from collections.abc import Callable

from sqlalchemy.orm import Session

from core.access import second_factor, service
from core.access.types import Account, SignedIn, WrongCode
from serving.wiring import Parts


def passed(
    parts: Parts, open_session: Callable[[Session], SignedIn], code: str, *, address: str
) -> SignedIn:
    """Open a session if the code fits; a wrong one is counted, and leaves nothing else behind.

    ``open_session`` is undone by the refusal. Codes are counted apart from passwords: whoever has
    the password cannot try codes for longer by signing in again.

    Raises:
        SecondFactorNeeded: there is a factor, and no code was given.
        WrongCode: it does not fit.
        TooManyAttempts: too many did not fit.
    """
    now, account = parts.clock.now(), None
    try:
        with parts.db.write() as session:
            opened = open_session(session)
            account = opened.account
            check(parts, session, account, code, address=address)
            return opened
    except WrongCode:
        assert account is not None
        with parts.db.write() as session:
            key = second_factor.attempts_key(account.id)
            service.note_failure(session, key, address=address, now=now)
        raise


def check(parts: Parts, session: Session, account: Account, code: str, *, address: str) -> None:
    """Check a code unless too many were wrong lately; see `passed`."""
    key, now = second_factor.attempts_key(account.id), parts.clock.now()
    service.check_limits(session, key, address=address, now=now)
    second_factor.check(session, account, code, key=parts.keys().secret, now=now)


def to_be_made(parts: Parts, account: Account) -> bool:
    """Tell whether the role needs a second factor that the account does not have yet."""
    if account.role not in parts.settings.second_factor_roles:
        return False
    with parts.db.read() as session:
        return not second_factor.is_on(session, account.id)


def picture(address: str) -> str:
    """Return the QR code of an address as a data address."""
    import segno  # needed at enrolment only

    return str(segno.make(address, error="m").svg_data_uri(scale=5, border=2))
