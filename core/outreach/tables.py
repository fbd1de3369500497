"""Rows of the outreach slice."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base


class SendingRow(Base):
    """The send ledger: at most one row for a purpose, step, recipient and channel, ever."""

    __tablename__ = "sending"
    __table_args__ = (
        UniqueConstraint("purpose", "step", "recipient", "channel", name="uq_sending_once"),
        Index("ix_sending_state", "state"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    purpose: Mapped[str]
    step: Mapped[str]
    recipient: Mapped[str]
    channel: Mapped[str]
    facts: Mapped[dict[str, Any]]
    not_after: Mapped[datetime]
    state: Mapped[str]
    attempt: Mapped[int]
    consent: Mapped[str] = mapped_column(server_default="")
    allowed_by: Mapped[str] = mapped_column(server_default="")
    carrier_id: Mapped[str]
    error: Mapped[str]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
