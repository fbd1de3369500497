"""Rows of the requisition slice; read and written by the repository beside it only."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base


class JobRow(Base):
    """A job; ``current`` is the number of its newest JD."""

    __tablename__ = "job_opening"
    __table_args__ = (
        Index("ix_job_opening_status_created", "status", "created_at"),
        Index("ix_job_opening_manager", "hiring_manager_id"),
        Index(
            "uq_job_opening_arrival",
            "source",
            "external_id",
            unique=True,
            sqlite_where=text("external_id <> ''"),
            postgresql_where=text("external_id <> ''"),
        ),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str]
    status: Mapped[str]
    team_id: Mapped[str | None]
    hiring_manager_id: Mapped[str | None]
    owner_id: Mapped[str | None]
    source: Mapped[str]
    external_id: Mapped[str]
    invented: Mapped[bool]
    version: Mapped[int]
    current: Mapped[int]
    edits: Mapped[list[Any]]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class JdVersionRow(Base):
    """One JD."""

    __tablename__ = "jd_version"
    __table_args__ = (UniqueConstraint("job_id", "number"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    job_id: Mapped[str] = mapped_column(ForeignKey("job_opening.id", ondelete="CASCADE"))
    number: Mapped[int]
    title: Mapped[str]
    text: Mapped[str]
    parsed: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    created_by: Mapped[str]


class ShortlistRow(Base):
    """One stored search."""

    __tablename__ = "shortlist"
    __table_args__ = (Index("ix_shortlist_job_created", "job_id", "created_at"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    job_id: Mapped[str] = mapped_column(ForeignKey("job_opening.id", ondelete="CASCADE"))
    jd_version: Mapped[int]
    kind: Mapped[str]
    where_rule: Mapped[str]
    top: Mapped[int]
    position: Mapped[dict[str, Any]]
    model_version: Mapped[str]
    feature_names: Mapped[list[Any]]
    notices: Mapped[list[Any]]
    considered: Mapped[int | None]
    retrieved: Mapped[int]
    timings_ms: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    created_by: Mapped[str]


class ShortlistEntryRow(Base):
    """One person of a stored search.

    ``features`` and ``contributions`` are little-endian float64: the exact numbers, NaN included.
    """

    __tablename__ = "shortlist_entry"
    __table_args__ = (Index("ix_shortlist_entry_talent", "talent_id"),)

    shortlist_id: Mapped[str] = mapped_column(
        ForeignKey("shortlist.id", ondelete="CASCADE"), primary_key=True
    )
    rank: Mapped[int] = mapped_column(primary_key=True)
    talent_id: Mapped[str]
    score: Mapped[float]
    raw: Mapped[float]
    reasons: Mapped[list[Any]]
    missing: Mapped[list[Any]]
    changes: Mapped[list[Any]]
    features: Mapped[bytes] = mapped_column(LargeBinary)
    contributions: Mapped[bytes] = mapped_column(LargeBinary)


class DecisionRow(Base):
    """One decision; rows are only ever added, and the highest ``seq`` is the last word."""

    __tablename__ = "shortlist_decision"
    __table_args__ = (
        Index("ix_shortlist_decision_person", "shortlist_id", "talent_id"),
        Index("ix_shortlist_decision_talent", "talent_id"),
        {"sqlite_autoincrement": True},
    )

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    id: Mapped[str] = mapped_column(unique=True)
    shortlist_id: Mapped[str] = mapped_column(ForeignKey("shortlist.id", ondelete="CASCADE"))
    job_id: Mapped[str]
    talent_id: Mapped[str]
    verdict: Mapped[str]
    reason: Mapped[str]
    shown_rank: Mapped[int]
    profile_opened: Mapped[bool]
    decided_by: Mapped[str]
    decided_at: Mapped[datetime]
