"""SQL of sessions and API tokens."""

from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, delete, select, update
from sqlalchemy.orm import Session

from core.access.tables import SessionRow, TokenRow
from core.access.types import FoundSession, OpenedBy, Token
from core.actor import Permission


def add_session(session: Session, session_id: str, token_hash: str, **values: Any) -> None:
    """Store a new session."""
    session.add(SessionRow(id=session_id, token_hash=token_hash, **values))
    session.flush()


def find_session(
    session: Session, token_hash: str, *, now: datetime, idle_since: datetime
) -> FoundSession | None:
    """Return a session that has not ended."""
    row = session.scalar(
        select(SessionRow).where(
            SessionRow.token_hash == token_hash,
            SessionRow.expires_at > now,
            SessionRow.seen_at > idle_since,
        )
    )
    if row is None:
        return None
    return FoundSession(row.id, row.account_id, row.seen_at, OpenedBy(row.opened_by))


def touch_session(session: Session, session_id: str, *, now: datetime) -> None:
    """Note that a session was used."""
    session.execute(update(SessionRow).where(SessionRow.id == session_id).values(seen_at=now))


def drop_session(session: Session, session_id: str) -> None:
    """End one session."""
    session.execute(delete(SessionRow).where(SessionRow.id == session_id))


def drop_sessions(session: Session, account_id: str, *, but: str = "") -> None:
    """End every session of an account, ``but`` one."""
    session.execute(
        delete(SessionRow).where(SessionRow.account_id == account_id, SessionRow.id != but)
    )


def drop_all_sessions(session: Session) -> None:
    """End every session of everybody."""
    session.execute(delete(SessionRow))


def drop_ended_sessions(session: Session, *, now: datetime) -> None:
    """Delete the sessions whose time is over."""
    session.execute(delete(SessionRow).where(SessionRow.expires_at < now))


def add_token(session: Session, token: Token, *, token_hash: str) -> None:
    """Store a new API token."""
    session.add(
        TokenRow(
            id=token.id,
            token_hash=token_hash,
            account_id=token.account_id,
            name=token.name,
            prefix=token.prefix,
            scopes=sorted(token.scopes),
            created_at=token.created_at,
            expires_at=token.expires_at,
        )
    )
    session.flush()


def find_token(session: Session, token_hash: str, *, now: datetime) -> Token | None:
    """Return the token of a hash, unless its time is over."""
    row = session.scalar(
        select(TokenRow).where(TokenRow.token_hash == token_hash, TokenRow.expires_at > now)
    )
    return _token(row) if row else None


def tokens(session: Session, account_id: str) -> list[Token]:
    """Return the tokens of an account, newest first."""
    rows = session.scalars(
        select(TokenRow).where(TokenRow.account_id == account_id).order_by(TokenRow.id.desc())
    )
    return [_token(row) for row in rows]


def touch_token(session: Session, token_id: str, *, now: datetime) -> None:
    """Note that a token was used."""
    session.execute(update(TokenRow).where(TokenRow.id == token_id).values(last_used_at=now))


def drop_token(session: Session, token_id: str, *, account_id: str) -> bool:
    """Delete a token of an account; False if there is none."""
    gone = delete(TokenRow).where(TokenRow.id == token_id, TokenRow.account_id == account_id)
    return cast("CursorResult[Any]", session.execute(gone)).rowcount == 1


def drop_tokens(session: Session, account_id: str) -> None:
    """Delete every token of an account."""
    session.execute(delete(TokenRow).where(TokenRow.account_id == account_id))


def _token(row: TokenRow) -> Token:
    known = set(Permission)
    return Token(
        id=row.id,
        account_id=row.account_id,
        name=row.name,
        prefix=row.prefix,
        scopes=frozenset(Permission(scope) for scope in row.scopes if scope in known),
        created_at=row.created_at,
        expires_at=row.expires_at,
        last_used_at=row.last_used_at,
    )
