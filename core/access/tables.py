"""Rows of the access slice."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, false
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base


class AccountRow(Base):
    """One account; ``email`` is kept in its normal form."""

    __tablename__ = "account"

    id: Mapped[str] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    state: Mapped[str]
    role: Mapped[str]
    password_hash: Mapped[str | None]
    language: Mapped[str]
    timezone: Mapped[str]
    density: Mapped[str]
    theme: Mapped[str]
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime | None]
    version: Mapped[int]
    blind: Mapped[bool] = mapped_column(server_default=false())


class TeamRow(Base):
    """One team."""

    __tablename__ = "team"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]


class MembershipRow(Base):
    """One account in one team."""

    __tablename__ = "team_member"
    __table_args__ = (Index("ix_team_member_team_id", "team_id"),)

    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"), primary_key=True)
    team_id: Mapped[str] = mapped_column(ForeignKey("team.id"), primary_key=True)


class SessionRow(Base):
    """One session; the token itself is only in the cookie."""

    __tablename__ = "access_session"
    __table_args__ = (Index("ix_access_session_account_id", "account_id"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    opened_by: Mapped[str] = mapped_column(String(16), server_default="password")


class FactorRow(Base):
    """The second factor of an account; off until it is confirmed by a first code."""

    __tablename__ = "second_factor"

    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"), primary_key=True)
    sealed: Mapped[bytes]
    begun_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    last_step: Mapped[int]


class RecoveryCodeRow(Base):
    """One recovery code; the code itself was shown once. A used one stays, marked."""

    __tablename__ = "recovery_code"
    __table_args__ = (Index("ix_recovery_code_account_id", "account_id"),)

    code_hash: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    used_at: Mapped[datetime | None]


class IdentityRow(Base):
    """Who an account is at a sign-in service: the service's own key, never an address."""

    __tablename__ = "account_identity"
    __table_args__ = (Index("ix_account_identity_account_id", "account_id"),)

    issuer: Mapped[str] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    linked_at: Mapped[datetime]


class TokenRow(Base):
    """One API token; the token itself was shown once."""

    __tablename__ = "api_token"
    __table_args__ = (Index("ix_api_token_account_id", "account_id"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    name: Mapped[str]
    prefix: Mapped[str]
    scopes: Mapped[list[Any]]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]


class LinkRow(Base):
    """One one-time link; used up by setting ``used_at``."""

    __tablename__ = "access_link"

    id: Mapped[str] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    purpose: Mapped[str]
    account_id: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class AttemptRow(Base):
    """One failed sign-in; both keys are hashes, and rows are deleted when the window has passed."""

    __tablename__ = "sign_in_attempt"
    __table_args__ = (
        Index("ix_sign_in_attempt_account_key", "account_key", "at"),
        Index("ix_sign_in_attempt_address_key", "address_key", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    account_key: Mapped[str]
    address_key: Mapped[str]
    at: Mapped[datetime]


class AnswerRow(Base):
    """The answer to a request with an Idempotency-Key; ``body`` is encrypted with the key itself.

    ``state`` is claimed (being worked on), committed (its effect is stored, in the same
    transaction), or answered.
    """

    __tablename__ = "idempotent_answer"

    id: Mapped[str] = mapped_column(primary_key=True)
    fingerprint: Mapped[str]
    state: Mapped[str]
    claim: Mapped[str]
    at: Mapped[datetime]
    status: Mapped[int | None]
    body: Mapped[bytes | None]
