"""Import runs: taking a file in, correcting its columns, running it, telling how far it is.

The verbs of a run; `serving.intake.working` does the work of one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy.orm import Session

from core import audit, jobs
from core.access.repository import accounts
from core.actor import SYSTEM, Actor
from core.errors import Conflict, Forbidden
from core.ids import new_id
from core.intake import repository
from core.intake.types import (
    Column,
    Counts,
    ImportKind,
    ImportRun,
    RowVerdict,
    RunStatus,
)
from core.jobs import JobName, Progress
from core.profile.types import Channel
from core.relation import repository as relation
from serving import indexing
from serving.intake import mapping as columns_
from serving.intake.inputs import is_table, table_of, unpacked
from serving.intake.keeping import FileGone, shelf
from serving.intake.reasons import reason
from serving.intake.rows import InputUnusable
from serving.intake.working import Work
from serving.wiring import Parts

_JOBS = {ImportKind.TALENTS: JobName.IMPORT_TALENTS, ImportKind.JOBS: JobName.IMPORT_JOBS}


@dataclass(frozen=True, slots=True)
class NewRun:
    """A file to be taken in; ``mapping`` corrects what its columns are guessed to mean.

    A ``complete`` list of employees also says who is missing from it.
    """

    kind: str
    source: str
    file_name: str
    dry_run: bool = False
    mapping: Mapping[str, str] | None = None
    team_id: str | None = None
    complete: bool = False


def create(
    parts: Parts, session: Session, actor: Actor, new: NewRun, file: BinaryIO, *, now: datetime
) -> ImportRun:
    """Keep a file, guess what its columns mean, and judge a sample of it.

    Raises:
        InputUnusable: nothing of it can be imported; the sentence says why.
    """
    source = relation.source(session, new.source.strip()) if new.kind == "talents" else None
    channel = source.channel if source else Channel.IMPORT
    if new.complete and channel is not Channel.HR:
        raise InputUnusable(reason("complete-not-hr"))
    file, file_name = unpacked(file, new.file_name)
    kept = shelf(parts).keep(file)
    try:
        run = ImportRun(
            id=new_id("imp", now),
            kind=ImportKind(new.kind),
            source=new.source.strip(),
            file_name=file_name,
            stored_as=kept.stored_as,
            sha256=kept.sha256,
            size_bytes=kept.size_bytes,
            status=RunStatus.WAITING,
            dry_run=new.dry_run,
            columns=(),
            sample=(),
            counts=Counts(),
            done=0,
            total=None,
            note="",
            error=None,
            actor_id=actor.account_id,
            team_id=new.team_id or (source.team_id if source else None),
            job_id="",
            version=1,
            created_at=now,
            channel=channel,
            complete=new.complete,
        )
        usual = source.mapping if source else {}
        run = replace(run, columns=_columns(parts, run, usual, new.mapping or {}))
        run = replace(run, sample=_sample(parts, session, actor, run, now))
    except BaseException:
        shelf(parts).remove(kept.stored_as)
        raise
    repository.add(session, run)
    details = {"kind": run.kind.value, "sha256": run.sha256, "size_bytes": run.size_bytes}
    audit.record(session, actor, "import.taken_in", run.id, now=now, details=details)
    return run


def get(session: Session, actor: Actor, run_id: str) -> ImportRun:
    """Return a run of the actor's own, or raise `NotFound`."""
    return repository.get(session, actor, run_id)


def page(
    session: Session, actor: Actor, *, cursor: str = "", limit: int = 50
) -> tuple[list[ImportRun], str, int]:
    """Return runs newest first, the next cursor and how many there are."""
    return repository.page(session, actor, cursor=cursor, limit=limit)


def change(
    parts: Parts,
    session: Session,
    actor: Actor,
    run_id: str,
    *,
    mapping: Mapping[str, str] | None = None,
    dry_run: bool | None = None,
) -> ImportRun:
    """Correct columns or the kind of run before it starts, or after a dry run.

    Raises:
        NotFound: there is no such run of this actor.
        Conflict: it has begun.
        FileGone: its file was deleted.
        InputUnusable: there is no such column or field, or nothing would be read.
    """
    run = repository.get(session, actor, run_id)
    rehearsed = run.status is RunStatus.DONE and run.dry_run
    if run.status is not RunStatus.WAITING and not rehearsed:
        raise Conflict("the import has begun; it can no longer be changed", import_id=run_id)
    _demand_file(run)
    columns = columns_.corrected(run.kind, run.columns, mapping or {}, run.channel)
    if run.columns:
        columns_.check(run.kind, columns)
    if rehearsed:
        repository.forget_rows(session, run.id)
    changed = replace(
        run,
        columns=columns,
        dry_run=run.dry_run if dry_run is None else dry_run,
        status=RunStatus.WAITING,
        counts=Counts(),
        done=0,
        note="",
        finished_at=None,
        absences=None,
    )
    sample = _sample(parts, session, actor, changed, parts.clock.now())
    return repository.save(session, replace(changed, sample=sample))


def start(session: Session, actor: Actor, run_id: str, *, now: datetime) -> ImportRun:
    """Start a run in the background, or go on with one that failed.

    Raises:
        NotFound: there is no such run of this actor.
        Conflict: it runs, or has run.
    """
    run = begin(session, actor, run_id, now=now)
    job_id = jobs.enqueue(session, _JOBS[run.kind], {"import_id": run.id}, now=now, key=run.id)
    return repository.save(session, replace(run, job_id=job_id, note="queued"))


def begin(session: Session, actor: Actor, run_id: str, *, now: datetime) -> ImportRun:
    """Mark a run as running; who calls this does the work."""
    run = repository.get(session, actor, run_id)
    if run.status not in {RunStatus.WAITING, RunStatus.FAILED}:
        raise Conflict("the import has been started already", import_id=run_id)
    _demand_file(run)
    audit.record(session, actor, "import.started", run.id, now=now)
    return repository.save(session, replace(run, status=RunStatus.RUNNING, error=None))


def rejected(
    parts: Parts,
    session: Session,
    actor: Actor,
    run_id: str,
    *,
    after_line: int = 0,
    limit: int = 200,
) -> tuple[list[RowVerdict], int]:
    """Return refused rows by line, and how many there are."""
    repository.get(session, actor, run_id)
    found = repository.refused(session, run_id, after_line=after_line, limit=limit)
    return found, repository.count_refused(session, run_id)


def import_talents(parts: Parts, payload: Mapping[str, Any], progress: Progress) -> None:
    """Do the work of a run of people in the background; goes on where it stopped.

    Who came in is searchable by words at once; their meaning follows with the job asked for here.
    """
    _in_background(parts, payload, progress)
    indexing.enqueue(parts, JobName.EMBED_TALENTS)


def import_jobs(parts: Parts, payload: Mapping[str, Any], progress: Progress) -> None:
    """Do the work of a run of jobs in the background; goes on where it stopped."""
    _in_background(parts, payload, progress)


def path_of(parts: Parts, run: ImportRun) -> Path:
    """Return where the file of a run lies.

    Raises:
        FileGone: its days were over.
        NotFound: it is not there, because somebody in it was erased.
    """
    _demand_file(run)
    return shelf(parts).path(run.stored_as)


def _demand_file(run: ImportRun) -> None:
    if not run.stored_as:
        raise FileGone(run.id)


def of_job(session: Session, payload: Mapping[str, Any]) -> ImportRun:
    """Return the run that a background job is about."""
    return repository.get(session, SYSTEM, str(payload["import_id"]))


def _in_background(parts: Parts, payload: Mapping[str, Any], progress: Progress) -> None:
    with parts.db.read() as session:
        run = of_job(session, payload)
        actor = actor_of(session, run)
    if run.status is not RunStatus.RUNNING:
        return
    Work(parts, actor, run, path_of(parts, run)).run(progress)


def actor_of(session: Session, run: ImportRun) -> Actor:
    """Return who a run belongs to, as that account is today.

    Raises:
        Forbidden: the account is gone.
    """
    if run.actor_id == SYSTEM.account_id:
        return SYSTEM
    account = accounts.find_account(session, run.actor_id)
    if account is None:
        raise Forbidden("the account that started this import is gone", import_id=run.id)
    return account.actor


def _columns(
    parts: Parts, run: ImportRun, usual: Mapping[str, str], mapping: Mapping[str, str]
) -> tuple[Column, ...]:
    """Guess the columns, then correct them by what the source always means, then by ``mapping``."""
    path = path_of(parts, run)
    if not is_table(path, run.file_name, run.kind):
        return ()
    table = table_of(path, run.file_name, run.kind, run.channel)
    guessed = columns_.guess(run.kind, table, run.channel)
    there = {name: field for name, field in usual.items() if name in table.columns}
    columns = columns_.corrected(run.kind, guessed, {**there, **mapping}, run.channel)
    columns_.check(run.kind, columns)
    return columns


def _sample(
    parts: Parts, session: Session, actor: Actor, run: ImportRun, now: datetime
) -> tuple[RowVerdict, ...]:
    return Work(parts, actor, run, path_of(parts, run)).sample(session, now=now)
