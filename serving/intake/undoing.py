"""Undoing an import as a whole: what only it brought goes, what others know and later work stays.

It goes in batches, each a transaction. Taking a record back twice changes nothing, so whoever is
stopped starts again at the first row.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from core import audit, jobs
from core.actor import Actor
from core.errors import Conflict
from core.intake import repository
from core.intake.types import ImportKind, ImportRun, Reason, RunStatus
from core.jobs import JobName, Progress
from core.profile.withdrawal import Withdrawn, withdraw
from core.relation import service as relations
from core.relation.repository import hiring
from core.requisition import service as requisition
from core.requisition.service import Undone
from serving import indexing
from serving.intake import runs
from serving.intake.reasons import reason
from serving.wiring import Parts

Report = Callable[[int, int | None], None]


class NotUndoable(Conflict):
    """The import cannot be undone; ``reason`` says why in both languages."""

    code = "import-not-undoable"

    def __init__(self, why: Reason) -> None:
        super().__init__(f"{why.en}.", zh=why.zh)
        self.reason = why


@dataclass(frozen=True, slots=True)
class Undoing:
    """What became of an import: people or jobs that are gone, and those that stay in part.

    ``shared`` records stay as they are, because another import stands for them too.
    """

    run: ImportRun
    gone: int
    kept: int
    shared: int


def why_not(session: Session, run: ImportRun) -> Reason | None:
    """Say why a run cannot be undone; ``None`` if it can, or is undone already."""
    if run.status in {RunStatus.UNDOING, RunStatus.UNDONE}:
        return None
    if run.status is RunStatus.RUNNING:
        return reason("undo-running")
    if run.dry_run or not run.done:
        return reason("undo-nothing")
    stored = run.counts.created + run.counts.updated + run.counts.unchanged
    if stored and not repository.records_of(session, run.id, limit=1):
        return reason("undo-too-old")
    return None


def begin(session: Session, actor: Actor, run_id: str, *, now: datetime) -> ImportRun:
    """Mark a run as being undone; who calls this does the work. One undone already is returned.

    Raises:
        NotFound: there is no such run of this actor.
        NotUndoable: nothing was stored, it still runs, or nobody noted what came from it.
    """
    run = repository.get(session, actor, run_id)
    if run.status in {RunStatus.UNDOING, RunStatus.UNDONE}:
        return run
    against = why_not(session, run)
    if against is not None:
        raise NotUndoable(against)
    audit.record(session, actor, "import.undo_started", run.id, now=now)
    return repository.save(session, replace(run, status=RunStatus.UNDOING))


def start(session: Session, actor: Actor, run_id: str, *, now: datetime) -> ImportRun:
    """Undo a run in the background; asking again changes nothing. Raises as `begin` does."""
    run = begin(session, actor, run_id, now=now)
    if run.status is RunStatus.UNDONE:
        return run
    payload = {"import_id": run.id}
    job_id = jobs.enqueue(session, JobName.UNDO_IMPORT, payload, now=now, key=run.id)
    return repository.save(session, replace(run, job_id=job_id))


def work(
    parts: Parts,
    actor: Actor,
    run: ImportRun,
    report: Report | None = None,
    *,
    progress: Progress | None = None,
) -> Undoing:
    """Take every record of the run back that only it stands for, and mark it as undone."""
    total, shared, line = Withdrawn(), 0, 0
    while run.status is RunStatus.UNDOING:
        now = parts.clock.now()
        with parts.db.write() as session:
            found = repository.records_of(session, run.id, after_line=line)
            if not found:
                run = _end(
                    session, actor, run.id, Undoing(run, total.gone, total.kept, shared), now=now
                )
                if progress is not None:
                    progress.finish(session)
                break
            record_ids = list(dict.fromkeys(name for _, name in found))
            mine = repository.only_from(session, run.id, record_ids)
            shared += len(record_ids) - len(mine)
            total += _take_back(session, actor, run.kind, mine, now=now)
        line = found[-1][0]
        if report is not None:
            report(min(line, run.done), run.done)
    return Undoing(run, total.gone, total.kept, shared)


def undo_import(parts: Parts, payload: Mapping[str, Any], progress: Progress) -> None:
    """Run the job `UNDO_IMPORT`."""
    with parts.db.read() as session:
        run = runs.of_job(session, payload)
        actor = runs.actor_of(session, run)
    work(parts, actor, run, progress, progress=progress)
    if run.kind is ImportKind.TALENTS:
        indexing.enqueue(parts, JobName.EMBED_TALENTS)


def _take_back(
    session: Session, actor: Actor, kind: ImportKind, record_ids: list[str], *, now: datetime
) -> Withdrawn:
    if kind is ImportKind.TALENTS:
        relations.forget_records(session, record_ids, now=now)
        hiring.forget_applications(session, record_ids)
        return withdraw(session, actor, record_ids, now=now)
    # the latest first: a job that came twice in one file goes back step by step
    ends = [requisition.take_back(session, actor, jd_id, now=now) for jd_id in reversed(record_ids)]
    return Withdrawn(ends.count(Undone.DELETED), len(ends) - ends.count(Undone.DELETED))


def _end(
    session: Session, actor: Actor, run_id: str, ended: Undoing, *, now: datetime
) -> ImportRun:
    run = repository.get(session, actor, run_id)
    counts = {"gone": ended.gone, "kept": ended.kept, "shared": ended.shared}
    audit.record(session, actor, "import.undone", run_id, now=now, details=counts)
    return repository.save(session, replace(run, status=RunStatus.UNDONE, undone_at=now, note=""))
