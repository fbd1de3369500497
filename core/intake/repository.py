"""All SQL of the intake slice: rows in, values out."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import ColumnElement, and_, delete, func, insert, or_, select, true, update
from sqlalchemy.orm import Session

from core.actor import Actor, Role
from core.errors import NotFound, Unusable
from core.intake.tables import ImportRowRow, ImportRunRow
from core.intake.types import (
    Column,
    Counts,
    ImportKind,
    ImportRun,
    Outcome,
    Reason,
    RowVerdict,
    RunStatus,
)
from core.profile.types import Channel

_BATCH = 1_000
_ENDED = (RunStatus.DONE.value, RunStatus.FAILED.value, RunStatus.UNDONE.value)


def get(session: Session, actor: Actor, run_id: str) -> ImportRun:
    """Return a run of the actor's own (an admin sees all), or raise `NotFound`."""
    query = select(ImportRunRow).where(ImportRunRow.id == run_id, _visible(actor))
    row = session.scalar(query.execution_options(populate_existing=True))
    if row is None:
        raise NotFound(f"there is no import run {run_id}", import_id=run_id)
    return _to_run(row)


def page(
    session: Session, actor: Actor, *, cursor: str = "", limit: int = 50
) -> tuple[list[ImportRun], str, int]:
    """Return runs newest first, the next cursor (empty at the end) and how many there are."""
    query = select(ImportRunRow).where(_visible(actor))
    if cursor:
        if not cursor.startswith("imp_"):
            raise Unusable("the page cursor does not belong to this list; start again")
        query = query.where(ImportRunRow.id < cursor)
    rows = list(session.scalars(query.order_by(ImportRunRow.id.desc()).limit(limit + 1)))
    counting = select(func.count()).select_from(ImportRunRow).where(_visible(actor))
    following = rows[limit - 1].id if len(rows) > limit else ""
    return [_to_run(row) for row in rows[:limit]], following, session.scalar(counting) or 0


def unfinished(session: Session, actor: Actor, *, sha256: str, kind: ImportKind) -> list[ImportRun]:
    """Return the actor's runs of one file that began and did not end, newest first."""
    query = select(ImportRunRow).where(
        ImportRunRow.sha256 == sha256,
        ImportRunRow.kind == kind.value,
        ImportRunRow.status == RunStatus.RUNNING.value,
        _visible(actor),
    )
    return [_to_run(row) for row in session.scalars(query.order_by(ImportRunRow.id.desc()))]


def add(session: Session, run: ImportRun) -> None:
    """Insert a run."""
    session.execute(insert(ImportRunRow).values(_to_row(run)))


def save(session: Session, run: ImportRun) -> ImportRun:
    """Update a run, and return it with its new version."""
    newer = replace(run, version=run.version + 1)
    row = session.get(ImportRunRow, run.id)
    assert row is not None
    for name, value in _to_row(newer).items():
        setattr(row, name, value)
    session.flush()
    return newer


def drop(session: Session, run_id: str) -> None:
    """Delete a run that has done nothing yet."""
    session.execute(delete(ImportRunRow).where(ImportRunRow.id == run_id, ImportRunRow.done == 0))


def with_old_files(
    session: Session, *, before: datetime, cut_off_before: datetime, limit: int
) -> list[ImportRun]:
    """Return runs that still have a file and ended, or waited, before a time.

    One that never ended counts from its beginning, against ``cut_off_before``; one that is being
    undone is left for the next time.
    """
    row = ImportRunRow
    rests = row.status.in_([RunStatus.WAITING.value, *_ENDED])
    since = func.coalesce(row.undone_at, row.finished_at, row.created_at)
    cut_off = and_(row.status == RunStatus.RUNNING.value, row.created_at < cut_off_before)
    query = select(row).where(row.stored_as != "", or_(and_(rests, since < before), cut_off))
    return [_to_run(found) for found in session.scalars(query.order_by(row.id).limit(limit))]


def forget_file(session: Session, run: ImportRun, *, error: Reason) -> None:
    """Forget a run's file and what it said: samples, and contents of refused rows.

    A run that was cut off fails with ``error``, so that it can be undone and is not resumed.
    """
    cut_off = run.status is RunStatus.RUNNING
    save(
        session,
        replace(
            run,
            stored_as="",
            columns=tuple(replace(item, samples=()) for item in run.columns),
            sample=(),
            status=RunStatus.FAILED if cut_off else run.status,
            error=error if cut_off else run.error,
        ),
    )
    session.execute(
        update(ImportRowRow)
        .where(ImportRowRow.run_id == run.id, ImportRowRow.row != "")
        .values(row="")
    )


def named_files(session: Session, names: Sequence[str]) -> set[str]:
    """Return those of the names that a run has for its file."""
    found: set[str] = set()
    for start in range(0, len(names), _BATCH):
        query = select(ImportRunRow.stored_as).where(
            ImportRunRow.stored_as.in_(names[start : start + _BATCH])
        )
        found.update(session.scalars(query))
    return found


def kept_files(session: Session) -> tuple[int, int, datetime | None]:
    """Return how many runs have a file, how many bytes these are, and when the oldest came."""
    row = ImportRunRow
    query = select(
        func.count(), func.coalesce(func.sum(row.size_bytes), 0), func.min(row.created_at)
    )
    count, size, oldest = session.execute(query.where(row.stored_as != "")).one()
    return count, int(size), oldest


def add_rows(session: Session, run_id: str, verdicts: Sequence[RowVerdict]) -> None:
    """Note what became of rows."""
    rows = [
        {
            "run_id": run_id,
            "line": item.line,
            "outcome": item.outcome.value,
            "subject_id": item.subject_id,
            "record_id": item.record_id,
            "field": item.field,
            "reason": orjson.dumps(_reason_out(item.reason)).decode(),
            "row": orjson.dumps(dict(item.row)).decode() if item.row else "",
        }
        for item in verdicts
    ]
    if rows:
        session.execute(insert(ImportRowRow), rows)


def forget_rows(session: Session, run_id: str) -> None:
    """Forget what became of the rows of a dry run."""
    session.execute(delete(ImportRowRow).where(ImportRowRow.run_id == run_id))


def refused(
    session: Session, run_id: str, *, after_line: int = 0, limit: int = 200
) -> list[RowVerdict]:
    """Return refused rows by line."""
    row = ImportRowRow
    query = select(row).where(
        row.run_id == run_id, row.outcome == Outcome.REFUSED.value, row.line > after_line
    )
    return [_to_verdict(found) for found in session.scalars(query.order_by(row.line).limit(limit))]


def flagged(session: Session, run_id: str, *, limit: int = 200) -> list[RowVerdict]:
    """Return rows that are in, with a warning, by line."""
    row = ImportRowRow
    query = select(row).where(
        row.run_id == run_id, row.outcome != Outcome.REFUSED.value, row.reason != "null"
    )
    return [_to_verdict(found) for found in session.scalars(query.order_by(row.line).limit(limit))]


def all_refused(session: Session, run_id: str) -> Iterator[RowVerdict]:
    """Walk the refused rows by line."""
    last = 0
    while found := refused(session, run_id, after_line=last, limit=_BATCH):
        yield from found
        last = found[-1].line


def count_refused(session: Session, run_id: str) -> int:
    """Return how many rows were refused."""
    row = ImportRowRow
    query = select(func.count()).where(row.run_id == run_id, row.outcome == Outcome.REFUSED.value)
    return session.scalar(query) or 0


def subjects_of(session: Session, run_id: str) -> frozenset[str]:
    """Return everybody who was in a run."""
    row = ImportRowRow
    query = select(row.subject_id).where(row.run_id == run_id, row.subject_id != "").distinct()
    return frozenset(session.scalars(query))


def records_of(
    session: Session, run_id: str, *, after_line: int = 0, limit: int = _BATCH
) -> list[tuple[int, str]]:
    """Return the line and the record of rows that are in, by line; empty at the end."""
    row = ImportRowRow
    query = select(row.line, row.record_id).where(
        row.run_id == run_id, row.record_id != "", row.line > after_line
    )
    return [(line, name) for line, name in session.execute(query.order_by(row.line).limit(limit))]


def only_from(session: Session, run_id: str, record_ids: Sequence[str]) -> list[str]:
    """Return those of the records that imports made and that no other import stands for (still).

    A run stands for what it found there unchanged, too: its file said the same.
    """
    row, run = ImportRowRow, ImportRunRow
    made = select(row.record_id).where(
        row.record_id.in_(record_ids), row.outcome.in_([Outcome.NEW.value, Outcome.UPDATE.value])
    )
    over = [RunStatus.UNDOING.value, RunStatus.UNDONE.value]
    said = (
        select(row.record_id)
        .join(run, run.id == row.run_id)
        .where(row.record_id.in_(record_ids), run.id != run_id, run.status.not_in(over))
    )
    mine = set(session.scalars(made)) - set(session.scalars(said))
    return [record_id for record_id in record_ids if record_id in mine]


def _visible(actor: Actor) -> ColumnElement[bool]:
    if Role.ADMIN in actor.roles:
        return true()
    return ImportRunRow.actor_id == actor.account_id


def _to_row(run: ImportRun) -> dict[str, Any]:
    return {
        "id": run.id,
        "kind": run.kind.value,
        "source": run.source,
        "file_name": run.file_name,
        "stored_as": run.stored_as,
        "sha256": run.sha256,
        "size_bytes": run.size_bytes,
        "status": run.status.value,
        "dry_run": run.dry_run,
        "columns": [
            [item.column, item.field, item.guessed, list(item.samples)] for item in run.columns
        ],
        "sample": [_verdict_out(item) for item in run.sample],
        "counts": asdict(run.counts),
        "done": run.done,
        "total": run.total,
        "note": run.note,
        "error": _reason_out(run.error) or [],
        "actor_id": run.actor_id,
        "team_id": run.team_id,
        "job_id": run.job_id,
        "version": run.version,
        "created_at": run.created_at,
        "finished_at": run.finished_at,
        "undone_at": run.undone_at,
        "channel": run.channel.value,
        "complete": run.complete,
        "absences": dict(run.absences) if run.absences is not None else None,
    }


def _to_run(row: ImportRunRow) -> ImportRun:
    return ImportRun(
        id=row.id,
        kind=ImportKind(row.kind),
        source=row.source,
        file_name=row.file_name,
        stored_as=row.stored_as,
        sha256=row.sha256,
        size_bytes=row.size_bytes,
        status=RunStatus(row.status),
        dry_run=row.dry_run,
        columns=tuple(
            Column(column, field, guessed, tuple(samples))
            for column, field, guessed, samples in row.columns
        ),
        sample=tuple(_verdict_in(item) for item in row.sample),
        counts=Counts(**row.counts),
        done=row.done,
        total=row.total,
        note=row.note,
        error=_reason_in(row.error),
        actor_id=row.actor_id,
        team_id=row.team_id,
        job_id=row.job_id,
        version=row.version,
        created_at=row.created_at,
        finished_at=row.finished_at,
        undone_at=row.undone_at,
        channel=Channel(row.channel),
        complete=row.complete,
        absences=row.absences,
    )


def _to_verdict(row: ImportRowRow) -> RowVerdict:
    return RowVerdict(
        line=row.line,
        outcome=Outcome(row.outcome),
        subject_id=row.subject_id,
        field=row.field,
        reason=_reason_in(orjson.loads(row.reason)),
        row=orjson.loads(row.row) if row.row else {},
    )


def _verdict_out(item: RowVerdict) -> list[Any]:
    return [item.line, item.outcome.value, item.name, item.field, _reason_out(item.reason)]


def _verdict_in(row: Sequence[Any]) -> RowVerdict:
    line, outcome, name, field, reason = row
    return RowVerdict(line, Outcome(outcome), name, "", field, _reason_in(reason))


def _reason_out(reason: Reason | None) -> list[str] | None:
    return [reason.code, reason.en, reason.zh] if reason is not None else None


def _reason_in(row: Sequence[str] | None) -> Reason | None:
    return Reason(*row) if row else None
