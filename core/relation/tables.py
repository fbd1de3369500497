"""Rows of the relation slice; only the repository beside it reads them."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base

_Number = BigInteger().with_variant(Integer, "sqlite")


class SourceRow(Base):
    """A source that was set up: what its rows mean."""

    __tablename__ = "source"
    name: Mapped[str] = mapped_column(Text, primary_key=True)
    channel: Mapped[str] = mapped_column(String(16))
    mapping: Mapped[dict[str, Any]]
    team_id: Mapped[str | None] = mapped_column(String(40))
    ownership_days: Mapped[int]
    version: Mapped[int]
    updated_at: Mapped[datetime]


class RelationshipRow(Base):
    """What one source states of one person; never changed but to say that it is over.

    Another statement is another row, and `retracted_at` says until when this one was believed.
    """

    __tablename__ = "relationship"
    __table_args__ = (
        Index("ix_relationship_key", "source", "key", "kind"),
        Index("ix_relationship_record", "record_id"),
    )
    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    talent_number: Mapped[int] = mapped_column(
        _Number, ForeignKey("talent.number", ondelete="CASCADE"), index=True
    )
    kind: Mapped[str] = mapped_column(String(16))
    source: Mapped[str] = mapped_column(Text)
    key: Mapped[str] = mapped_column(Text)
    since: Mapped[datetime]
    until: Mapped[datetime | None]
    label: Mapped[str] = mapped_column(Text)
    record_id: Mapped[str] = mapped_column(String(40))
    stated_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    actor_id: Mapped[str] = mapped_column(String(40))
    reason: Mapped[str] = mapped_column(Text)
    missed_at: Mapped[datetime | None]
    retracted_at: Mapped[datetime | None]


class HappeningRow(Base):
    """What a source told to have happened, and the interaction it became: so it is told once."""

    __tablename__ = "told_happening"
    source: Mapped[str] = mapped_column(Text, primary_key=True)
    key: Mapped[str] = mapped_column(Text, primary_key=True)
    talent_number: Mapped[int] = mapped_column(
        _Number, ForeignKey("talent.number", ondelete="CASCADE"), index=True
    )
    interaction_id: Mapped[str] = mapped_column(String(40))
    record_id: Mapped[str] = mapped_column(String(40))


class ReferralRow(Base):
    """Who suggested whom; the referral outlives its referrer, and names nobody then."""

    __tablename__ = "referral"
    __table_args__ = (UniqueConstraint("source", "key"),)
    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    talent_number: Mapped[int] = mapped_column(
        _Number, ForeignKey("talent.number", ondelete="CASCADE"), index=True
    )
    referrer_number: Mapped[int | None] = mapped_column(
        _Number, ForeignKey("talent.number", ondelete="SET NULL"), index=True
    )
    source: Mapped[str] = mapped_column(Text)
    key: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    job: Mapped[str] = mapped_column(Text)
    note: Mapped[str] = mapped_column(Text)
    record_id: Mapped[str] = mapped_column(String(40))


class ApplicationRow(Base):
    """An application as its ATS told it last; the steps before are on the timeline."""

    __tablename__ = "application"
    __table_args__ = (UniqueConstraint("source", "key"),)
    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    talent_number: Mapped[int] = mapped_column(
        _Number, ForeignKey("talent.number", ondelete="CASCADE"), index=True
    )
    source: Mapped[str] = mapped_column(Text)
    key: Mapped[str] = mapped_column(Text)
    job: Mapped[str] = mapped_column(Text)
    job_key: Mapped[str] = mapped_column(Text)
    stage: Mapped[str] = mapped_column(String(16))
    stage_written: Mapped[str] = mapped_column(Text)
    applied_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    stated_at: Mapped[datetime]
    record_id: Mapped[str] = mapped_column(String(40), index=True)


class ClaimRow(Base):
    """An agency's submission of a person; never changed, for who was first is settled once."""

    __tablename__ = "agency_claim"
    __table_args__ = (UniqueConstraint("source", "key"),)
    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    talent_number: Mapped[int] = mapped_column(
        _Number, ForeignKey("talent.number", ondelete="CASCADE"), index=True
    )
    source: Mapped[str] = mapped_column(Text)
    key: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    until: Mapped[datetime | None]
    standing: Mapped[str] = mapped_column(String(16))
    record_id: Mapped[str] = mapped_column(String(40))


class CallbackRow(Base):
    """A callback that was listened to, by a hash of its name: so it is listened to once."""

    __tablename__ = "callback"
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
