"""All SQL of the model registry."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.errors import NotFound
from core.model_registry.tables import ModelSwitchRow, ModelVersionRow
from core.model_registry.types import ModelVersion, NewModel, Stage, Switch


def add(session: Session, new: NewModel, *, by: str, now: datetime) -> None:
    """Insert a model."""
    session.add(
        ModelVersionRow(
            version=new.version,
            kind=new.kind,
            digest=new.digest,
            signature=new.signature,
            metrics=dict(new.metrics),
            lineage=dict(new.lineage),
            cards=dict(new.cards),
            run_id=new.run_id,
            created_at=now,
            created_by=by,
            promoted_at=None,
            promoted_by="",
        )
    )
    session.flush()


def versions(session: Session, kind: str) -> list[ModelVersion]:
    """Return every model of a kind, newest first."""
    rows = session.scalars(
        select(ModelVersionRow)
        .where(ModelVersionRow.kind == kind)
        .order_by(ModelVersionRow.created_at.desc(), ModelVersionRow.version)
    )
    serving = champion_version(session, kind)
    return [_value(row, serving) for row in rows]


def get(session: Session, version: str) -> ModelVersion:
    """Return one model.

    Raises:
        NotFound: no model has this version.
    """
    row = session.get(ModelVersionRow, version)
    if row is None:
        raise NotFound(f"there is no model {version!r}", version=version)
    return _value(row, champion_version(session, row.kind))


def exists(session: Session, version: str) -> bool:
    """Tell whether a model is registered."""
    return session.get(ModelVersionRow, version) is not None


def champion_version(session: Session, kind: str) -> str:
    """Return the version that serves; empty for the model that came with the code."""
    last = session.scalar(
        select(ModelSwitchRow.version)
        .where(ModelSwitchRow.kind == kind)
        .order_by(ModelSwitchRow.id.desc())
        .limit(1)
    )
    return last or ""


def champion(session: Session, kind: str) -> ModelVersion | None:
    """Return the model that serves, ``None`` for the one that came with the code."""
    version = champion_version(session, kind)
    return get(session, version) if version else None


def switches(session: Session, kind: str) -> Sequence[Switch]:
    """Return every change of the champion, oldest first."""
    rows = session.scalars(
        select(ModelSwitchRow).where(ModelSwitchRow.kind == kind).order_by(ModelSwitchRow.id)
    )
    return [
        Switch(row.kind, row.version, row.previous, row.action, row.by, row.at, row.note)
        for row in rows
    ]


def switch(session: Session, change: Switch) -> None:
    """Store a change of the champion."""
    session.add(
        ModelSwitchRow(
            kind=change.kind,
            version=change.version,
            previous=change.previous,
            action=change.action,
            by=change.by,
            at=change.at,
            note=change.note,
        )
    )
    row = session.get(ModelVersionRow, change.version) if change.version else None
    if row is not None:
        row.promoted_at, row.promoted_by = change.at, change.by
    session.flush()


def _value(row: ModelVersionRow, serving: str) -> ModelVersion:
    stage = Stage.ARCHIVED if row.promoted_at else Stage.CANDIDATE
    return ModelVersion(
        version=row.version,
        kind=row.kind,
        stage=Stage.CHAMPION if row.version == serving else stage,
        digest=row.digest,
        signature=row.signature,
        metrics=row.metrics,
        lineage=row.lineage,
        cards=row.cards,
        run_id=row.run_id,
        created_at=row.created_at,
        created_by=row.created_by,
        promoted_at=row.promoted_at,
        promoted_by=row.promoted_by,
    )
