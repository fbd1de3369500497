"""Rows of the content slice."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base


class FormRow(Base):
    """A public form."""

    __tablename__ = "public_form"
    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    title_zh: Mapped[str] = mapped_column(Text)
    title_en: Mapped[str] = mapped_column(Text)
    intro_zh: Mapped[str] = mapped_column(Text)
    intro_en: Mapped[str] = mapped_column(Text)
    job_id: Mapped[str] = mapped_column(String(40))
    team_id: Mapped[str | None] = mapped_column(String(40))
    wording_id: Mapped[str | None] = mapped_column(String(40), ForeignKey("consent_wording.id"))
    pool_wording_id: Mapped[str | None] = mapped_column(
        String(40), ForeignKey("consent_wording.id")
    )
    is_open: Mapped[bool]
    version: Mapped[int]
    created_at: Mapped[datetime]
    created_by: Mapped[str] = mapped_column(String(40))
