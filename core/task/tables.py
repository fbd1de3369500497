"""Rows of the task slice."""

from datetime import date, datetime

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base

_Number = BigInteger().with_variant(Integer, "sqlite")


class TaskRow(Base):
    """Something to be done about a person."""

    __tablename__ = "task"
    __table_args__ = (Index("ix_task_owner", "owner_id", "state", "due_on"),)
    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    talent_number: Mapped[int] = mapped_column(
        _Number, ForeignKey("talent.number", ondelete="CASCADE"), index=True
    )
    kind: Mapped[str] = mapped_column(String(16))
    title: Mapped[str] = mapped_column(Text)
    note: Mapped[str] = mapped_column(Text)
    owner_id: Mapped[str] = mapped_column(String(40))
    due_on: Mapped[date]
    due_time: Mapped[str] = mapped_column(String(5))
    due_zone: Mapped[str] = mapped_column(String(64))
    due_at: Mapped[datetime | None]
    source: Mapped[str] = mapped_column(String(16))
    source_id: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(16))
    outcome: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]
    created_by: Mapped[str] = mapped_column(String(40))
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[str] = mapped_column(String(40))
    version: Mapped[int]


class CallRow(Base):
    """One call; never changed."""

    __tablename__ = "phone_call"
    __table_args__ = (Index("ix_phone_call_person", "talent_number", "at"),)
    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    talent_number: Mapped[int] = mapped_column(
        _Number, ForeignKey("talent.number", ondelete="CASCADE")
    )
    outcome: Mapped[str] = mapped_column(String(16))
    at: Mapped[datetime]
    outgoing: Mapped[bool]
    minutes: Mapped[int | None]
    note: Mapped[str] = mapped_column(Text)
    task_id: Mapped[str] = mapped_column(String(40))
    actor_id: Mapped[str] = mapped_column(String(40))
    logged_at: Mapped[datetime]
    follow_up_id: Mapped[str] = mapped_column(String(40))
