"""Rows of the subject slice."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Float, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base

_Number = BigInteger().with_variant(Integer, "sqlite")


class ErasureRow(Base):
    """A request to erase somebody; it outlives them and names them by their random id only."""

    __tablename__ = "erasure"
    __table_args__ = (Index("ix_erasure_finished", "finished_at"),)

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    erased_id: Mapped[str] = mapped_column(String(40), unique=True)
    reason: Mapped[str] = mapped_column(Text)
    requested_by: Mapped[str] = mapped_column(String(40))
    requested_at: Mapped[datetime]
    due_at: Mapped[datetime]
    done: Mapped[dict[str, Any]]
    pending: Mapped[dict[str, Any]]
    error: Mapped[str] = mapped_column(Text)
    finished_at: Mapped[datetime | None]


class MergeRow(Base):
    """One person found to be another, with what it takes to part them again."""

    __tablename__ = "talent_merge"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    seq: Mapped[int] = mapped_column(_Number, unique=True)
    survivor_number: Mapped[int] = mapped_column(
        _Number, ForeignKey("talent.number", ondelete="CASCADE"), index=True
    )
    merged_number: Mapped[int] = mapped_column(
        _Number, ForeignKey("talent.number", ondelete="CASCADE"), index=True
    )
    reason: Mapped[str] = mapped_column(Text)
    probability: Mapped[float | None] = mapped_column(Float)
    model_version: Mapped[str] = mapped_column(Text)
    lineage: Mapped[dict[str, Any]]
    merged_at: Mapped[datetime]
    merged_by: Mapped[str] = mapped_column(String(40))
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[str] = mapped_column(String(40))
    undo_reason: Mapped[str] = mapped_column(Text)
