"""SQL of second factors and recovery codes."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, delete, func, select, update
from sqlalchemy.orm import Session

from core.access.tables import FactorRow, RecoveryCodeRow
from core.access.types import Factor


def find(session: Session, account_id: str) -> Factor | None:
    """Return the second factor of an account, confirmed or only begun, or ``None``."""
    row = session.get(FactorRow, account_id, populate_existing=True)
    if row is None:
        return None
    return Factor(row.account_id, row.sealed, row.begun_at, row.confirmed_at, row.last_step)


def is_on(session: Session, account_id: str) -> bool:
    """Tell whether an account has a confirmed second factor."""
    confirmed = select(FactorRow.account_id).where(
        FactorRow.account_id == account_id, FactorRow.confirmed_at.is_not(None)
    )
    return session.scalar(confirmed) is not None


def begin(session: Session, factor: Factor) -> None:
    """Store a factor that was begun, in place of an earlier one."""
    drop(session, factor.account_id)
    session.add(
        FactorRow(
            account_id=factor.account_id,
            sealed=factor.sealed,
            begun_at=factor.begun_at,
            confirmed_at=factor.confirmed_at,
            last_step=factor.last_step,
        )
    )
    session.flush()


def confirm(session: Session, account_id: str, *, now: datetime) -> None:
    """Turn a factor on that was begun."""
    session.execute(
        update(FactorRow).where(FactorRow.account_id == account_id).values(confirmed_at=now)
    )


def use_step(session: Session, account_id: str, step: int) -> bool:
    """Use the code of a step up; False if it, or a later one, was used already."""
    newer = (
        update(FactorRow)
        .where(FactorRow.account_id == account_id, FactorRow.last_step < step)
        .values(last_step=step)
    )
    return cast("CursorResult[Any]", session.execute(newer)).rowcount == 1


def drop(session: Session, account_id: str) -> bool:
    """Delete the factor and its recovery codes; False if there was none."""
    session.execute(delete(RecoveryCodeRow).where(RecoveryCodeRow.account_id == account_id))
    gone = session.execute(delete(FactorRow).where(FactorRow.account_id == account_id))
    return cast("CursorResult[Any]", gone).rowcount == 1


def set_codes(session: Session, account_id: str, hashes: Iterable[str]) -> None:
    """Make these the recovery codes of an account."""
    session.execute(delete(RecoveryCodeRow).where(RecoveryCodeRow.account_id == account_id))
    session.add_all(RecoveryCodeRow(code_hash=one, account_id=account_id) for one in hashes)
    session.flush()


def use_code(session: Session, account_id: str, code_hash: str, *, now: datetime) -> bool:
    """Use a recovery code up; False if it is none, or was used."""
    unused = (
        update(RecoveryCodeRow)
        .where(
            RecoveryCodeRow.account_id == account_id,
            RecoveryCodeRow.code_hash == code_hash,
            RecoveryCodeRow.used_at.is_(None),
        )
        .values(used_at=now)
    )
    return cast("CursorResult[Any]", session.execute(unused)).rowcount == 1


def codes_left(session: Session, account_id: str) -> int:
    """Return how many recovery codes were not used yet."""
    unused = (RecoveryCodeRow.account_id == account_id, RecoveryCodeRow.used_at.is_(None))
    return session.scalar(select(func.count()).select_from(RecoveryCodeRow).where(*unused)) or 0
