"""SQL of accounts, teams, one-time links and failed sign-ins."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, delete, func, or_, select, update
from sqlalchemy.orm import Session

from core.access.tables import AccountRow, AttemptRow, LinkRow, MembershipRow, TeamRow
from core.access.types import Account, AccountState, LinkPurpose, Preferences, Team
from core.actor import Role


def find_account(session: Session, account_id: str) -> Account | None:
    """Return an account, or ``None``."""
    row = session.get(AccountRow, account_id, populate_existing=True)
    return _account(session, row) if row else None


def find_by_email(session: Session, email: str) -> tuple[Account, str | None] | None:
    """Return the account of a normal address and its password hash, or ``None``."""
    row = session.scalar(select(AccountRow).where(AccountRow.email == email))
    return (_account(session, row), row.password_hash) if row else None


def accounts(session: Session, *, after_id: str, limit: int) -> list[Account]:
    """Return accounts in the order of their ids, which is the order they were made in."""
    query = select(AccountRow).where(AccountRow.id > after_id).order_by(AccountRow.id).limit(limit)
    return [_account(session, row) for row in session.scalars(query)]


def count_accounts(
    session: Session, *, role: Role | None = None, state: AccountState | None = None
) -> int:
    """Return how many accounts there are."""
    query = select(func.count()).select_from(AccountRow)
    if role is not None:
        query = query.where(AccountRow.role == role.value)
    if state is not None:
        query = query.where(AccountRow.state == state.value)
    return session.scalar(query) or 0


def add_account(session: Session, account: Account, *, password_hash: str | None) -> None:
    """Store a new account."""
    likes = account.preferences
    session.add(
        AccountRow(
            id=account.id,
            email=account.email,
            name=account.name,
            state=account.state.value,
            role=account.role.value,
            password_hash=password_hash,
            language=likes.language,
            timezone=likes.timezone,
            density=likes.density,
            theme=likes.theme,
            created_at=account.created_at,
            version=account.version,
            blind=account.blind,
        )
    )
    session.flush()
    set_teams(session, account.id, account.team_ids)


def update_account(session: Session, account_id: str, **values: object) -> None:
    """Change columns of an account and count its version up."""
    session.execute(
        update(AccountRow)
        .where(AccountRow.id == account_id)
        .values(version=AccountRow.version + 1, **values)
    )


def touch_account(session: Session, account_id: str, *, now: datetime) -> None:
    """Note when an account was last seen; that is no new version of it."""
    session.execute(update(AccountRow).where(AccountRow.id == account_id).values(last_seen_at=now))


def set_teams(session: Session, account_id: str, team_ids: Collection[str]) -> None:
    """Make these the teams of an account."""
    session.execute(delete(MembershipRow).where(MembershipRow.account_id == account_id))
    session.add_all(
        MembershipRow(account_id=account_id, team_id=team_id) for team_id in sorted(team_ids)
    )
    session.flush()


def teams(session: Session) -> list[Team]:
    """Return every team with its number of members, by name."""
    size = (
        select(func.count())
        .select_from(MembershipRow)
        .where(MembershipRow.team_id == TeamRow.id)
        .scalar_subquery()
    )
    rows = session.execute(select(TeamRow, size).order_by(TeamRow.name))
    return [Team(row.id, row.name, row.created_at, members) for row, members in rows]


def team_exists(session: Session, *, name: str) -> bool:
    """Tell whether there is a team of that name."""
    return session.scalar(select(TeamRow.id).where(TeamRow.name == name)) is not None


def add_team(session: Session, team: Team) -> None:
    """Store a new team."""
    session.add(TeamRow(id=team.id, name=team.name, created_at=team.created_at))
    session.flush()


def unknown_teams(session: Session, team_ids: Collection[str]) -> set[str]:
    """Return those ids that name no team."""
    known = session.scalars(select(TeamRow.id).where(TeamRow.id.in_(team_ids)))
    return set(team_ids) - set(known)


def add_link(
    session: Session, link_id: str, token_hash: str, *, purpose: LinkPurpose, **when: Any
) -> None:
    """Store a one-time link; earlier unused ones for the same purpose and account are void."""
    session.execute(
        delete(LinkRow).where(
            LinkRow.purpose == purpose.value,
            LinkRow.account_id == when["account_id"],
            LinkRow.used_at.is_(None),
        )
    )
    session.add(LinkRow(id=link_id, token_hash=token_hash, purpose=purpose.value, **when))
    session.flush()


def use_link(
    session: Session, token_hash: str, *, purpose: LinkPurpose, now: datetime
) -> tuple[str, str | None] | None:
    """Use a link up and return its id and account; ``None`` if it is unknown, used or too old."""
    fits = (
        LinkRow.token_hash == token_hash,
        LinkRow.purpose == purpose.value,
        LinkRow.used_at.is_(None),
        LinkRow.expires_at > now,
    )
    result = session.execute(update(LinkRow).where(*fits).values(used_at=now))
    if cast("CursorResult[Any]", result).rowcount != 1:
        return None
    row = session.scalars(select(LinkRow).where(LinkRow.token_hash == token_hash)).one()
    return row.id, row.account_id


def drop_links(session: Session, *, account_id: str | None, expired_before: datetime) -> None:
    """Void the unused links of an account, and delete those that ended long ago."""
    session.execute(
        delete(LinkRow).where(
            or_(
                LinkRow.account_id == account_id if account_id else LinkRow.id == "",
                LinkRow.expires_at < expired_before,
            )
        )
    )


def failures(
    session: Session, *, account_key: str, address_key: str, since: datetime
) -> tuple[int, int]:
    """Return the failed attempts for an account and from an address since a time."""

    def count(column: Any, key: str) -> int:
        query = select(func.count()).select_from(AttemptRow)
        return session.scalar(query.where(column == key, AttemptRow.at > since)) or 0

    return count(AttemptRow.account_key, account_key), count(AttemptRow.address_key, address_key)


def add_failure(session: Session, *, account_key: str, address_key: str, now: datetime) -> None:
    """Store a failed attempt."""
    session.add(AttemptRow(account_key=account_key, address_key=address_key, at=now))


def clear_failures(
    session: Session, *, account_key: str | None = None, before: datetime | None = None
) -> None:
    """Forget the attempts for an account, or all that are older than a time."""
    if account_key is not None:
        session.execute(delete(AttemptRow).where(AttemptRow.account_key == account_key))
    if before is not None:
        session.execute(delete(AttemptRow).where(AttemptRow.at < before))


def _account(session: Session, row: AccountRow) -> Account:
    members = select(MembershipRow.team_id).where(MembershipRow.account_id == row.id)
    return Account(
        id=row.id,
        email=row.email,
        name=row.name,
        state=AccountState(row.state),
        role=Role(row.role),
        team_ids=frozenset(session.scalars(members)),
        preferences=Preferences(row.language, row.timezone, row.density, row.theme),
        created_at=row.created_at,
        last_seen_at=row.last_seen_at,
        version=row.version,
        blind=row.blind,
    )
