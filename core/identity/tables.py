"""Rows of the identity slice."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Float, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base

_Number = BigInteger().with_variant(Integer, "sqlite")


class DuplicatePairRow(Base):
    """Two people who may be one; the smaller number stands first."""

    __tablename__ = "duplicate_pair"
    __table_args__ = (
        UniqueConstraint("talent_number", "other_number"),
        Index("ix_duplicate_pair_queue", "state", "usefulness", "id"),
        Index("ix_duplicate_pair_pattern", "pattern", "state"),
    )
    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    talent_number: Mapped[int] = mapped_column(
        _Number, ForeignKey("talent.number", ondelete="CASCADE")
    )
    other_number: Mapped[int] = mapped_column(
        _Number, ForeignKey("talent.number", ondelete="CASCADE"), index=True
    )
    probability: Mapped[float] = mapped_column(Float)
    band: Mapped[str] = mapped_column(String(8))
    findings: Mapped[list[Any]]
    pattern: Mapped[str] = mapped_column(String(16))
    usefulness: Mapped[float] = mapped_column(Float)
    state: Mapped[str] = mapped_column(String(16))
    found_by: Mapped[str] = mapped_column(String(16))
    found_at: Mapped[datetime]
    decided_by: Mapped[str] = mapped_column(String(40))
    decided_at: Mapped[datetime | None]
    version: Mapped[int]


class DuplicateRunRow(Base):
    """One run over everybody; it names nobody."""

    __tablename__ = "duplicate_run"
    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    change: Mapped[int] = mapped_column(_Number)
    checked: Mapped[int] = mapped_column(_Number)
    people: Mapped[int]
    compared: Mapped[int]
    proposed: Mapped[int]
    to_review: Mapped[int]
    verdicts: Mapped[int]
    blocking_recall: Mapped[float] = mapped_column(Float)
    weights: Mapped[str] = mapped_column(Text)
