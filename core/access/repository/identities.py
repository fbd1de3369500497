"""SQL of who accounts are at a sign-in service."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.access.tables import IdentityRow


def account_of(session: Session, issuer: str, subject: str) -> str | None:
    """Return the account that is linked, or ``None``."""
    row = session.get(IdentityRow, (issuer, subject))
    return row.account_id if row else None


def is_linked(session: Session, issuer: str, account_id: str) -> bool:
    """Tell whether an account is somebody at a service already."""
    query = select(IdentityRow.subject).where(
        IdentityRow.issuer == issuer, IdentityRow.account_id == account_id
    )
    return session.scalar(query.limit(1)) is not None


def link(session: Session, issuer: str, subject: str, account_id: str, *, now: datetime) -> None:
    """Link an account for good."""
    session.add(IdentityRow(issuer=issuer, subject=subject, account_id=account_id, linked_at=now))
    session.flush()
