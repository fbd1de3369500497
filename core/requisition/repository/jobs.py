"""All SQL of jobs and their descriptions. What the actor may not see does not exist here."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, func, or_, select, true, update
from sqlalchemy.orm import Session

from core.actor import Actor, Role
from core.errors import NotFound, Stale
from core.requisition import rules, stored
from core.requisition.tables import JdVersionRow, JobRow
from core.requisition.types import JdVersion, Job, JobPage, JobStatus


def get(session: Session, actor: Actor, job_id: str) -> Job:
    """Return a job with its current JD.

    Raises:
        NotFound: there is none, or it is not the actor's to see.
    """
    row = session.scalar(select(JobRow).where(JobRow.id == job_id, sees(actor)))
    if row is None:
        raise NotFound("there is no such job", job_id=job_id)
    return _with_jds(session, [row])[0]


def by_arrival(session: Session, source: str, external_id: str) -> Job | None:
    """Return the job that came from ``source`` under ``external_id``, whoever may see it."""
    row = session.scalar(
        select(JobRow).where(JobRow.source == source, JobRow.external_id == external_id)
    )
    return None if row is None else _with_jds(session, [row])[0]


def by_jd(session: Session, jd_id: str) -> tuple[Job, int] | None:
    """Return the job of a JD, whoever may see it, and the number of that JD."""
    found = session.execute(
        select(JobRow, JdVersionRow.number)
        .join(JdVersionRow, JdVersionRow.job_id == JobRow.id)
        .where(JdVersionRow.id == jd_id)
    ).one_or_none()
    return (_with_jds(session, [found[0]])[0], found[1]) if found else None


def jd_of(session: Session, job_id: str, number: int) -> JdVersion:
    """Return one JD of a job that is known to have it."""
    query = select(JdVersionRow).where(JdVersionRow.job_id == job_id)
    return _jd(session.scalars(query.where(JdVersionRow.number == number)).one())


def delete_job(session: Session, job_id: str) -> None:
    """Delete a job with all that hangs on it."""
    session.execute(delete(JobRow).where(JobRow.id == job_id))


def page(
    session: Session,
    actor: Actor,
    *,
    q: str = "",
    status: JobStatus | None = None,
    cursor: str = "",
    limit: int = 50,
) -> JobPage:
    """Return the newest jobs first; ``cursor`` is the id of the last job of the page before.

    ``q`` is looked for in the title, case-insensitively.
    """
    fits = [sees(actor)]
    if q:
        fits.append(JobRow.title.icontains(q, autoescape=True))
    if status is not None:
        fits.append(JobRow.status == status.value)
    total = session.scalar(select(func.count()).select_from(JobRow).where(*fits)) or 0
    query = select(JobRow).where(*fits)
    if cursor:
        query = query.where(JobRow.id < cursor)
    rows = session.scalars(query.order_by(JobRow.id.desc()).limit(limit + 1)).all()
    shown = rows[:limit]
    following = shown[-1].id if len(rows) > limit else None
    return JobPage(tuple(_with_jds(session, shown)), following, total)


def open_jobs(session: Session, actor: Actor, *, limit: int = 1_000) -> list[Job]:
    """Return the open jobs the actor sees, newest first."""
    query = select(JobRow).where(sees(actor), JobRow.status == JobStatus.OPEN.value)
    return _with_jds(session, session.scalars(query.order_by(JobRow.id.desc()).limit(limit)).all())


def counts(session: Session, actor: Actor) -> dict[JobStatus, int]:
    """Return how many jobs the actor sees, by status."""
    query = select(JobRow.status, func.count()).where(sees(actor)).group_by(JobRow.status)
    found = {JobStatus(status): number for status, number in session.execute(query)}
    return {status: found.get(status, 0) for status in JobStatus}


def versions(session: Session, actor: Actor, job_id: str) -> list[JdVersion]:
    """Return every JD of a job, newest first."""
    get(session, actor, job_id)
    rows = session.scalars(
        select(JdVersionRow)
        .where(JdVersionRow.job_id == job_id)
        .order_by(JdVersionRow.number.desc())
    )
    return [_jd(row) for row in rows]


def add(session: Session, job: Job) -> None:
    """Store a new job and its first JD."""
    session.add(
        JobRow(
            id=job.id,
            title=job.title,
            status=job.status.value,
            team_id=job.team_id,
            hiring_manager_id=job.hiring_manager_id,
            owner_id=job.owner_id,
            source=job.source,
            external_id=job.external_id,
            invented=job.invented,
            version=job.version,
            current=job.jd.number,
            edits=[stored.edit_to_json(edit) for edit in job.edits],
            created_at=job.created_at,
            updated_at=job.updated_at,
        )
    )
    session.flush()
    add_version(session, job.jd)


def add_version(session: Session, jd: JdVersion) -> None:
    """Store a JD."""
    session.add(
        JdVersionRow(
            id=jd.id,
            job_id=jd.job_id,
            number=jd.number,
            title=jd.title,
            text=jd.text,
            parsed=stored.position_to_json(jd.parsed),
            created_at=jd.created_at,
            created_by=jd.created_by,
        )
    )
    session.flush()


def save(session: Session, before: Job, after: Job) -> None:
    """Store ``after`` over ``before``.

    Raises:
        Stale: somebody else changed the job since ``before`` was read.
    """
    changed = session.execute(
        update(JobRow)
        .where(JobRow.id == before.id, JobRow.version == before.version)
        .values(
            title=after.title,
            status=after.status.value,
            team_id=after.team_id,
            hiring_manager_id=after.hiring_manager_id,
            version=after.version,
            current=after.jd.number,
            edits=[stored.edit_to_json(edit) for edit in after.edits],
            updated_at=after.updated_at,
        )
        .returning(JobRow.id)
    ).first()
    if changed is None:
        raise Stale("the job was changed by somebody else; read it again", job_id=before.id)


def any_invented(session: Session) -> bool:
    """Tell whether the demo's jobs are still there."""
    query = select(JobRow.id).where(JobRow.invented.is_(true())).limit(1)
    return session.scalar(query) is not None


def delete_invented(session: Session) -> int:
    """Delete every job of the demo with all that hangs on it; return how many there were."""
    gone = session.scalars(
        delete(JobRow).where(JobRow.invented.is_(true())).returning(JobRow.id)
    ).all()
    return len(gone)


def sees(actor: Actor) -> ColumnElement[bool]:
    """Return the condition on `JobRow` under which a job is the actor's to see."""
    own = JobRow.hiring_manager_id == actor.account_id
    if rules.only_own(actor):
        return own
    if Role.ADMIN in actor.roles:
        return true()
    return or_(own, JobRow.team_id.is_(None), JobRow.team_id.in_(sorted(actor.team_ids)))


def _with_jds(session: Session, rows: Sequence[JobRow]) -> list[Job]:
    if not rows:
        return []
    query: Select[Any] = (
        select(JdVersionRow)
        .join(JobRow, (JobRow.id == JdVersionRow.job_id) & (JobRow.current == JdVersionRow.number))
        .where(JobRow.id.in_([row.id for row in rows]))
    )
    jds = {row.job_id: _jd(row) for row in session.scalars(query)}
    return [_job(row, jds[row.id]) for row in rows]


def _job(row: JobRow, jd: JdVersion) -> Job:
    return Job(
        id=row.id,
        title=row.title,
        status=JobStatus(row.status),
        team_id=row.team_id,
        hiring_manager_id=row.hiring_manager_id,
        owner_id=row.owner_id,
        source=row.source,
        external_id=row.external_id,
        invented=row.invented,
        version=row.version,
        created_at=row.created_at,
        updated_at=row.updated_at,
        jd=jd,
        edits=tuple(stored.edit_from_json(edit) for edit in row.edits),
    )


def _jd(row: JdVersionRow) -> JdVersion:
    parsed: Mapping[str, Any] = row.parsed
    created: datetime = row.created_at
    return JdVersion(
        row.id,
        row.job_id,
        row.number,
        row.title,
        row.text,
        stored.position_from_json(parsed),
        created,
        row.created_by,
    )
