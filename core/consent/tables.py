"""Rows of the consent slice."""

from datetime import date, datetime

from sqlalchemy import (
    BigInteger,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base

_Number = BigInteger().with_variant(Integer, "sqlite")


class WordingRow(Base):
    """The words somebody agrees to; never changed."""

    __tablename__ = "consent_wording"
    __table_args__ = (UniqueConstraint("purpose", "version"),)
    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    purpose: Mapped[str] = mapped_column(String(16))
    version: Mapped[str] = mapped_column(String(40))
    zh: Mapped[str] = mapped_column(Text)
    en: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]


class ConsentRow(Base):
    """One entry of the ledger; rows are only ever added."""

    __tablename__ = "consent_entry"
    __table_args__ = (
        Index("ix_consent_entry_person", "talent_number", "purpose"),
        Index("ix_consent_entry_purpose", "purpose", "act"),
        {"sqlite_autoincrement": True},
    )
    seq: Mapped[int] = mapped_column(_Number, primary_key=True, autoincrement=True)
    id: Mapped[str] = mapped_column(String(40), unique=True)
    talent_number: Mapped[int] = mapped_column(
        _Number, ForeignKey("talent.number", ondelete="CASCADE")
    )
    purpose: Mapped[str] = mapped_column(String(16))
    channel: Mapped[str] = mapped_column(String(16))
    act: Mapped[str] = mapped_column(String(16))
    at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    source: Mapped[str] = mapped_column(String(16))
    wording_id: Mapped[str | None] = mapped_column(String(40), ForeignKey("consent_wording.id"))
    proof: Mapped[str] = mapped_column(Text)
    expires_at: Mapped[datetime | None]
    actor_id: Mapped[str] = mapped_column(String(40))


class SuppressionRow(Base):
    """A mark on the keyed hash of an address; names nobody, and outlives the person's data."""

    __tablename__ = "suppression"
    __table_args__ = (Index("ix_suppression_hash", "address_hash"),)
    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    kind: Mapped[str] = mapped_column(String(8))
    address_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    purpose: Mapped[str | None] = mapped_column(String(16))
    channel: Mapped[str] = mapped_column(String(16))
    keep_out: Mapped[bool]
    reason: Mapped[str] = mapped_column(Text)
    since: Mapped[datetime]
    until: Mapped[datetime | None]
    actor_id: Mapped[str] = mapped_column(String(40))
    lifted_at: Mapped[datetime | None]
    lifted_by: Mapped[str] = mapped_column(String(40))
    lifted_for: Mapped[str] = mapped_column(Text)


class StandingRow(Base):
    """A relationship that the retention clock runs from, and when it was last said so.

    A merge moves no row: of what was said of both, the last word counts.
    """

    __tablename__ = "retention_standing"
    talent_number: Mapped[int] = mapped_column(
        _Number, ForeignKey("talent.number", ondelete="CASCADE"), primary_key=True
    )
    relationship: Mapped[str] = mapped_column(String(16), primary_key=True)
    since: Mapped[datetime]
    ended: Mapped[datetime | None]
    written_at: Mapped[datetime | None]


class HoldRow(Base):
    """A reason to keep somebody past their time."""

    __tablename__ = "retention_hold"
    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    talent_number: Mapped[int] = mapped_column(
        _Number, ForeignKey("talent.number", ondelete="CASCADE"), index=True
    )
    reason: Mapped[str] = mapped_column(Text)
    since: Mapped[datetime]
    until: Mapped[datetime]
    actor_id: Mapped[str] = mapped_column(String(40))
    released_at: Mapped[datetime | None]


class NoticeRow(Base):
    """Somebody whose time is nearly over, since when they stand on the review list."""

    __tablename__ = "retention_notice"
    __table_args__ = (Index("ix_retention_notice_erase_on", "erase_on"),)
    talent_number: Mapped[int] = mapped_column(
        _Number, ForeignKey("talent.number", ondelete="CASCADE"), primary_key=True
    )
    due_on: Mapped[date]
    noticed_at: Mapped[datetime]
    erase_on: Mapped[date]
    told_due: Mapped[bool]
