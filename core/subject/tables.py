"""Rows of the subject slice."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base


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
