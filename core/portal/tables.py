"""Rows of the portal slice."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base

_Number = BigInteger().with_variant(Integer, "sqlite")


class VisitRow(Base):
    """A link that was asked for, and the visit it opened; of both secrets only hashes are kept.

    ``address`` is where the link goes, empty for one that was handed over by somebody of the staff.
    ``visit_hash`` is set when the link is used, which works once.
    """

    __tablename__ = "portal_visit"
    __table_args__ = (Index("ix_portal_visit_person", "talent_number", "asked_at"),)
    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    talent_number: Mapped[int] = mapped_column(
        _Number, ForeignKey("talent.number", ondelete="CASCADE")
    )
    address: Mapped[str] = mapped_column(Text)
    link_hash: Mapped[str] = mapped_column(String(64), unique=True)
    visit_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    asked_at: Mapped[datetime]
    expires_at: Mapped[datetime]
