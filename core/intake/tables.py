"""Rows of the intake slice; only the repository beside it reads them."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, String, Text, false
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base


class ImportRunRow(Base):
    """One import run."""

    __tablename__ = "import_run"
    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    source: Mapped[str] = mapped_column(Text)
    file_name: Mapped[str] = mapped_column(Text)
    stored_as: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    status: Mapped[str] = mapped_column(String(16))
    dry_run: Mapped[bool]
    columns: Mapped[list[Any]]
    sample: Mapped[list[Any]]
    counts: Mapped[dict[str, Any]]
    done: Mapped[int]
    total: Mapped[int | None]
    note: Mapped[str] = mapped_column(Text)
    error: Mapped[list[Any]]
    actor_id: Mapped[str] = mapped_column(String(40))
    team_id: Mapped[str | None] = mapped_column(String(40))
    job_id: Mapped[str] = mapped_column(String(40))
    version: Mapped[int]
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    undone_at: Mapped[datetime | None]
    channel: Mapped[str] = mapped_column(String(16), server_default="import")
    complete: Mapped[bool] = mapped_column(server_default=false())
    absences: Mapped[dict[str, Any] | None] = mapped_column(JSON)


class ImportRowRow(Base):
    """What became of one row of a run; ``record_id`` is the source record, or JD, it stands for."""

    __tablename__ = "import_row"
    __table_args__ = (Index("ix_import_row_outcome", "run_id", "outcome", "line"),)
    run_id: Mapped[str] = mapped_column(String(40), ForeignKey("import_run.id"), primary_key=True)
    line: Mapped[int] = mapped_column(primary_key=True)
    outcome: Mapped[str] = mapped_column(String(16))
    subject_id: Mapped[str] = mapped_column(String(40))
    record_id: Mapped[str] = mapped_column(String(40), server_default="", index=True)
    field: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    row: Mapped[str] = mapped_column(Text)
