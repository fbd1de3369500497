"""Background work: rows enqueued in the transaction that wants it, claimed by workers on a lease.

waiting ──claim──► running ──finish──► done
   ▲                  │ └────fail────► failed
   └──retry (backoff)─┘

A claim is fenced by its attempt: whoever comes back after the lease was taken over changes nothing.
Work may therefore start more than once when a worker dies; what must happen exactly once calls
`Progress.finish` in its own transaction, so that the effect and the end of the job commit together.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, Protocol, cast
from zoneinfo import ZoneInfo

from croniter import croniter
from sqlalchemy import CursorResult, Index, and_, delete, func, or_, select, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.db import Base
from core.errors import Conflict, NotFound
from core.ids import new_id

LEASE_S = 45
MAX_ATTEMPTS = 8
_BACKOFF_S = (5, 30, 120, 300, 900, 3600)
_WAITING_KEY = text("state = 'waiting' AND key IS NOT NULL")


class JobName(StrEnum):
    """Everything that may run in the background; each has one entry in ``serving.tasks.TASKS``."""

    EMBED_TALENTS = "embed_talents"
    BUILD_INDEX = "build_index"
    ERASE = "erase"
    IMPORT_TALENTS = "import_talents"
    IMPORT_JOBS = "import_jobs"
    UNDO_IMPORT = "undo_import"
    SEND_MESSAGE = "send_message"
    SYNC_WECOM = "sync_wecom"
    PRUNE = "prune"
    REVIEW_RETENTION = "review_retention"
    EXPIRE_UPLOADS = "expire_uploads"
    FIND_DUPLICATES = "find_duplicates"
    CHECK_ARRIVALS = "check_arrivals"


class JobState(StrEnum):
    """Where a job stands."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class LeaseLost(Conflict):
    """The worker was too slow and somebody else has the job now: stop, and leave no trace."""

    code = "lease-lost"


class Progress(Protocol):
    """What a task tells about itself while it runs."""

    job_id: str

    def __call__(self, done: int, total: int | None = None, note: str = "") -> None:
        """Say how far it is; cheap, call it often. Raises `LeaseLost` when it must stop."""
        ...

    def finish(self, session: Session) -> None:
        """End the job in the task's own transaction, together with its effect."""
        ...


class JobRow(Base):
    """One job; ``error`` is a sentence, never a traceback with people's data in it."""

    __tablename__ = "job"
    __table_args__ = (
        Index("ix_job_state_run_after", "state", "run_after"),
        Index(
            "uq_job_waiting_key",
            "name",
            "key",
            unique=True,
            sqlite_where=_WAITING_KEY,
            postgresql_where=_WAITING_KEY,
        ),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    payload: Mapped[dict[str, Any]]
    key: Mapped[str | None]
    state: Mapped[str] = mapped_column(default=JobState.WAITING)
    attempt: Mapped[int] = mapped_column(default=0)
    run_after: Mapped[datetime]
    owner: Mapped[str | None]
    lease_until: Mapped[datetime | None]
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int | None]
    note: Mapped[str] = mapped_column(default="")
    error: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]


class ScheduleRow(Base):
    """One schedule: ``cron`` in the wall clock of ``timezone``; ``next_at`` is what comes next."""

    __tablename__ = "job_schedule"

    name: Mapped[str] = mapped_column(primary_key=True)
    job: Mapped[str]
    cron: Mapped[str]
    timezone: Mapped[str]
    next_at: Mapped[datetime] = mapped_column(index=True)


@dataclass(frozen=True, slots=True)
class Job:
    """A job as its worker and the API see it; ``total`` is ``None`` while it is not known."""

    id: str
    name: JobName
    payload: Mapping[str, Any]
    state: JobState
    attempt: int
    run_after: datetime
    done: int
    total: int | None
    note: str
    error: str
    created_at: datetime
    finished_at: datetime | None


def enqueue(
    session: Session,
    name: JobName,
    payload: Mapping[str, Any] | None = None,
    *,
    now: datetime,
    run_after: datetime | None = None,
    key: str | None = None,
) -> str:
    """Enqueue a job in the caller's transaction and return its id.

    Of one ``name`` and ``key`` at most one job waits: a second call returns the first one's id and
    makes it run no later than asked. It is locked until the caller commits, so that it cannot
    start before the change it was asked for is there to be seen.
    """
    due = run_after or now
    row = {
        "id": new_id("job", now),
        "name": name.value,
        "payload": dict(payload or {}),
        "key": key,
        "state": JobState.WAITING.value,
        "attempt": 0,
        "run_after": due,
        "done": 0,
        "note": "",
        "error": "",
        "created_at": now,
    }
    while not _insert_unless_waiting(session, row):
        waiting = session.scalar(_waiting(name, key).with_for_update())
        if waiting is not None:
            earlier = update(JobRow).where(JobRow.id == waiting.id, JobRow.run_after > due)
            session.execute(earlier.values(run_after=due))
            return cast("str", waiting.id)
    return cast("str", row["id"])


def _insert_unless_waiting(session: Session, row: dict[str, Any]) -> bool:
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    statement = (
        dialect.insert(JobRow)
        .values(row)
        .on_conflict_do_nothing(index_elements=["name", "key"], index_where=_WAITING_KEY)
        .returning(JobRow.id)
    )
    return session.scalar(statement) is not None  # a count of rows is not told by every driver


def _waiting(name: JobName, key: str | None) -> Any:
    return select(JobRow).where(
        JobRow.name == name.value, JobRow.key == key, JobRow.state == JobState.WAITING
    )


def claim(
    session: Session,
    owner: str,
    *,
    now: datetime,
    lease_s: int = LEASE_S,
    names: Sequence[JobName] = (),
) -> Job | None:
    """Take the job that is due longest, or one whose worker stopped renewing its lease.

    A job that outlived `MAX_ATTEMPTS` workers is failed instead, so that it cannot go on killing.
    """
    while True:
        query = select(JobRow).where(_claimable(now))
        if names:
            query = query.where(JobRow.name.in_([name.value for name in names]))
        row = session.scalar(
            query.order_by(JobRow.run_after, JobRow.id).limit(1).with_for_update(skip_locked=True)
        )
        if row is None:
            return None
        if row.attempt < MAX_ATTEMPTS:
            row.state, row.owner, row.attempt = JobState.RUNNING, owner, row.attempt + 1
            row.lease_until = now + timedelta(seconds=lease_s)
            session.flush()
            return _job(row)
        row.state, row.finished_at = JobState.FAILED, now
        row.error = row.error or f"given up: {row.attempt} workers stopped while running it"
        session.flush()


def _claimable(now: datetime) -> Any:
    return or_(
        and_(JobRow.state == JobState.WAITING, JobRow.run_after <= now),
        and_(JobRow.state == JobState.RUNNING, JobRow.lease_until < now),
    )


def heartbeat(session: Session, job: Job, *, now: datetime, lease_s: int = LEASE_S) -> None:
    """Renew the lease. Raises `LeaseLost`."""
    _update(session, job, lease_until=now + timedelta(seconds=lease_s))


def report(session: Session, job: Job, *, done: int, total: int | None, note: str) -> None:
    """Record how far the job is. Raises `LeaseLost`."""
    _update(session, job, done=done, total=total, note=note)


def finish(session: Session, job: Job, *, now: datetime) -> None:
    """End the job well. Raises `LeaseLost`."""
    _update(session, job, state=JobState.DONE, finished_at=now, lease_until=None, error="")


def fail(session: Session, job: Job, *, error: str, now: datetime) -> None:
    """End the job for good, keeping the sentence that says why. Raises `LeaseLost`."""
    _update(session, job, state=JobState.FAILED, finished_at=now, lease_until=None, error=error)


def retry(session: Session, job: Job, *, error: str, now: datetime) -> bool:
    """Put the job back with a growing delay; False (and failed) when it was tried often enough.

    If another job of the same key is waiting by now, that one will do the work and this one ends.

    Raises:
        LeaseLost: somebody else has the job.
    """
    if job.attempt >= MAX_ATTEMPTS:
        fail(session, job, error=error, now=now)
        return False
    row = session.get_one(JobRow, job.id)
    if row.key is not None and session.scalar(_waiting(job.name, row.key)) is not None:
        finish(session, job, now=now)
        return True
    due = now + timedelta(seconds=backoff_s(job.attempt))
    _update(session, job, state=JobState.WAITING, run_after=due, lease_until=None, error=error)
    return True


def backoff_s(attempt: int) -> int:
    """Return the pause after the given attempt, which counts from 1."""
    return _BACKOFF_S[min(attempt, len(_BACKOFF_S)) - 1]


def schedule(
    session: Session, name: str, job: JobName, *, cron: str, timezone: str = "UTC", now: datetime
) -> None:
    """Store a schedule; one that is stored already, and is the same, keeps its next occurrence."""
    row = session.get(ScheduleRow, name, with_for_update=True)
    if row is not None and (row.job, row.cron, row.timezone) == (job.value, cron, timezone):
        return
    first = next_occurrence(cron, timezone=timezone, after=now)
    session.merge(
        ScheduleRow(name=name, job=job.value, cron=cron, timezone=timezone, next_at=first)
    )
    session.flush()


def is_due(session: Session, *, now: datetime) -> bool:
    """Tell whether `tick` or `claim` would find anything, without writing."""
    due = select(ScheduleRow.name).where(ScheduleRow.next_at <= now).limit(1)
    return (
        session.scalar(due) is not None
        or session.scalar(select(JobRow.id).where(_claimable(now)).limit(1)) is not None
    )


def tick(session: Session, *, now: datetime) -> int:
    """Enqueue every occurrence that is due, each once whoever asks, and return how many.

    An occurrence and the step to the next one are one transaction. Occurrences that nobody was
    there to tick for fall together into the latest one.
    """
    rows = session.scalars(
        select(ScheduleRow).where(ScheduleRow.next_at <= now).with_for_update(skip_locked=True)
    ).all()
    for row in rows:
        occurrence = following = row.next_at
        while following <= now:
            occurrence = following
            following = next_occurrence(row.cron, timezone=row.timezone, after=occurrence)
        row.next_at = following
        key = f"{row.name}@{occurrence:%Y-%m-%dT%H:%M:%SZ}"
        enqueue(session, JobName(row.job), {"occurrence": key}, now=now, key=key)
    session.flush()
    return len(rows)


def next_occurrence(cron: str, *, timezone: str, after: datetime) -> datetime:
    """Return the first time of ``cron`` after a time, on the wall clock of a zone.

    A time that the clock skips in spring falls on the end of the gap; one that it shows twice in
    autumn counts the first time only.
    """
    zone = ZoneInfo(timezone)
    wall = after.astimezone(zone).replace(tzinfo=None, fold=0)
    times = croniter(cron, wall)
    while True:
        local: datetime = times.get_next(datetime)
        found = local.replace(tzinfo=zone).astimezone(UTC)
        if found.astimezone(zone).replace(tzinfo=None, fold=0) != local:
            found = _end_of_gap(found, zone)
        if found > after:
            return found


def _end_of_gap(within: datetime, zone: ZoneInfo) -> datetime:
    early, late = within - timedelta(hours=3), within
    before = early.astimezone(zone).utcoffset()
    while late - early > timedelta(seconds=1):
        middle = early + (late - early) / 2
        if middle.astimezone(zone).utcoffset() == before:
            early = middle
        else:
            late = middle
    return late.replace(microsecond=0)


def get(session: Session, job_id: str) -> Job:
    """Return a job. Raises `NotFound`."""
    row = session.get(JobRow, job_id)
    if row is None:
        raise NotFound(f"there is no background job {job_id}", job_id=job_id)
    return _job(row)


def counts(session: Session) -> dict[str, int]:
    """Return how many jobs are in each state; states without any are left out."""
    rows = session.execute(select(JobRow.state, func.count()).group_by(JobRow.state))
    return {row[0]: row[1] for row in rows}


def oldest_due_s(session: Session, *, now: datetime) -> float:
    """Return how long the job that is due longest has been waiting, in seconds."""
    waiting = JobRow.state == JobState.WAITING
    since = session.scalar(select(func.min(JobRow.run_after)).where(waiting))
    return max(0.0, (now - since).total_seconds()) if since else 0.0


def prune(session: Session, *, before: datetime) -> int:
    """Delete jobs that ended well before a time; failed ones are kept to be looked at."""
    old = (JobRow.state == JobState.DONE, JobRow.finished_at < before)
    return _changed(session, delete(JobRow).where(*old))


def _update(session: Session, job: Job, **values: object) -> None:
    mine = (JobRow.id == job.id, JobRow.attempt == job.attempt, JobRow.state == JobState.RUNNING)
    if _changed(session, update(JobRow).where(*mine).values(**values)) != 1:
        raise LeaseLost(f"job {job.id} was taken over by another worker", job_id=job.id)


def _changed(session: Session, statement: Any) -> int:
    result = session.execute(statement, execution_options={"synchronize_session": "fetch"})
    return cast("CursorResult[Any]", result).rowcount


def _job(row: JobRow) -> Job:
    values: dict[str, Any] = {field.name: getattr(row, field.name) for field in fields(Job)}
    return Job(**values | {"name": JobName(row.name), "state": JobState(row.state)})
