"""Rows of the model registry; read and written by the repository beside it only."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base


class ModelVersionRow(Base):
    """One trained model."""

    __tablename__ = "model_version"
    __table_args__ = (Index("ix_model_version_kind_created", "kind", "created_at"),)

    version: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    digest: Mapped[str]
    signature: Mapped[str]
    metrics: Mapped[dict[str, Any]]
    lineage: Mapped[dict[str, Any]]
    cards: Mapped[dict[str, Any]]
    run_id: Mapped[str]
    created_at: Mapped[datetime]
    created_by: Mapped[str]
    promoted_at: Mapped[datetime | None]
    promoted_by: Mapped[str]


class ModelSwitchRow(Base):
    """One change of the champion; the last one of a kind tells who serves."""

    __tablename__ = "model_switch"
    __table_args__ = (
        Index("ix_model_switch_kind", "kind", "id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    kind: Mapped[str]
    version: Mapped[str]
    previous: Mapped[str]
    action: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime]
    note: Mapped[str]
