"""Jobs, their descriptions and what they ask for."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from pydantic import Field
from sqlalchemy.orm import Session

from core.actor import Permission
from core.pool.types import Position, Requirement, RequirementKind
from core.requisition import rules, service
from core.requisition.repository import jobs, shortlists
from core.requisition.types import (
    JdVersion,
    Job,
    JobEdit,
    JobStatus,
    NewJob,
    NewVersion,
)
from serving import matching
from serving.answers import IfMatch, answer, check_version, documented, operation_id, page
from serving.deps import ActorDep, NowDep, PartsDep, ReadingDep, SessionDep, require
from serving.schemas.common import Body, Page, Reference
from serving.schemas.jobs import (
    JdVersionOut,
    JobChanges,
    JobOut,
    JobSummary,
    NewJobBody,
    NewVersionBody,
    ParseBody,
    ParsedOut,
    RequirementBody,
    StatusName,
)
from serving.schemas.talents import education_name
from serving.views import matches
from serving.wiring import Parts

router = APIRouter(prefix="/jobs", tags=["jobs"], generate_unique_id_function=operation_id)
reads = require(Permission.JOBS_READ)
writes = require(Permission.JOBS_WRITE)


class JobQuery(Body):
    """What jobs are looked for."""

    q: Annotated[str, Field(max_length=200, description="words of the title")] = ""
    status: StatusName | None = None
    cursor: Reference | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50


@router.get("", response_model=Page[JobSummary], dependencies=[reads], responses=documented())
def list_jobs(
    session: ReadingDep, actor: ActorDep, query: Annotated[JobQuery, Query()]
) -> Response:
    """List the jobs the caller may see, newest first; hiring managers see their own."""
    status = None if query.status is None else JobStatus(query.status)
    found = jobs.page(
        session, actor, q=query.q, status=status, cursor=query.cursor or "", limit=query.limit
    )
    counts = shortlists.counts_by_job(session, [job.id for job in found.jobs])
    items = [_summary(job, shortlists=counts[job.id]) for job in found.jobs]
    return page(items, next_cursor=found.next_cursor, total=found.total)


@router.post(
    "", status_code=201, response_model=JobOut, dependencies=[writes], responses=documented(409)
)
def create_job(
    session: SessionDep, actor: ActorDep, now: NowDep, parts: PartsDep, body: NewJobBody
) -> Response:
    """Open a job; what it asks for is read from its text."""
    parsed = matching.read_jd(parts, body.text, title=body.title)
    new = NewJob(
        title=body.title.strip(),
        text=body.text,
        parsed=parsed,
        team_id=body.team_id,
        hiring_manager_id=body.hiring_manager_id,
    )
    return _answer(session, service.create_job(session, actor, new, now=now), status=201)


@router.post("/parse", response_model=ParsedOut, dependencies=[reads], responses=documented())
def parse_job(parts: PartsDep, body: ParseBody) -> Response:
    """Read a job description without storing anything."""
    position = matching.read_jd(parts, body.text, title=body.title)
    return answer(
        {
            "title": position.title or body.title,
            "language": position.language,
            "requirements": [matches.requirement(need) for need in position.requirements],
            "min_years": position.min_years,
            "education": education_name(position.education),
            "notices": matches.notices(matching.notices_of(position)),
        }
    )


@router.get("/{job_id}", response_model=JobOut, dependencies=[reads], responses=documented(404))
def read_job(session: ReadingDep, actor: ActorDep, job_id: str) -> Response:
    """Return a job with its current description and what it asks for."""
    return _answer(session, jobs.get(session, actor, job_id))


@router.patch(
    "/{job_id}",
    response_model=JobOut,
    dependencies=[writes],
    responses=documented(404, 409, 412, 428),
)
def change_job(  # noqa: PLR0913  what a route needs it asks for by name
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
    parts: PartsDep,
    expected: IfMatch,
    job_id: str,
    body: JobChanges,
) -> Response:
    """Change title, status, team, hiring manager or what the job asks for."""
    version = check_version(expected, jobs.get(session, actor, job_id).version)
    edit = _edit(parts, body)
    job = service.edit_job(session, actor, job_id, edit, expected_version=version, now=now)
    return _answer(session, job)


@router.get(
    "/{job_id}/versions",
    response_model=Page[JdVersionOut],
    dependencies=[reads],
    responses=documented(404),
)
def list_job_versions(session: ReadingDep, actor: ActorDep, job_id: str) -> Response:
    """List every description a job has had, newest first, with what was read from each."""
    found = jobs.versions(session, actor, job_id)
    return page([_version(jd) for jd in found], next_cursor=None, total=len(found))


@router.post(
    "/{job_id}/versions",
    status_code=201,
    response_model=JobOut,
    dependencies=[writes],
    responses=documented(404, 409),
)
def add_job_version(
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
    parts: PartsDep,
    job_id: str,
    body: NewVersionBody,
) -> Response:
    """Give a job a new description; manual edits stay where they still make sense."""
    before = jobs.get(session, actor, job_id)
    title = (body.title or before.title).strip()
    parsed = matching.read_jd(parts, body.text, title=title)
    new = NewVersion(body.text, parsed, title)
    return _answer(session, service.add_version(session, actor, job_id, new, now=now), status=201)


def _answer(session: Session, job: Job, *, status: int = 200) -> Response:
    counts = shortlists.counts_by_job(session, [job.id])
    content = _full(job, shortlists=counts[job.id])
    return answer(content, status=status, version=job.version)


def _summary(job: Job, *, shortlists: int) -> dict[str, Any]:
    needs = [wanted.requirement for wanted in rules.wanted_of(job)]
    return {
        "id": job.id,
        "title": job.title,
        "status": job.status,
        "team_id": job.team_id,
        "hiring_manager_id": job.hiring_manager_id,
        "owner_id": job.owner_id,
        "jd_version": job.jd.number,
        "language": job.jd.parsed.language,
        "must_count": sum(need.must for need in needs),
        "nice_count": sum(not need.must for need in needs),
        "shortlists": shortlists,
        "created_at": job.created_at,
        "updated_at": job.updated_at,
        "invented": job.invented,
    }


def _full(job: Job, *, shortlists: int) -> dict[str, Any]:
    position = rules.position_of(job)
    return {
        **_summary(job, shortlists=shortlists),
        "text": job.jd.text,
        "version": job.version,
        "source": job.source,
        "external_id": job.external_id,
        "requirements": matches.requirements(rules.wanted_of(job)),
        "min_years": position.min_years,
        "education": education_name(position.education),
        "notices": matches.notices(matching.notices_of(position)),
    }


def _version(jd: JdVersion) -> dict[str, Any]:
    parsed: Position = jd.parsed
    return {
        "id": jd.id,
        "number": jd.number,
        "title": jd.title,
        "text": jd.text,
        "language": parsed.language,
        "requirements": [matches.requirement(need) for need in parsed.requirements],
        "created_at": jd.created_at,
        "created_by": jd.created_by,
    }


def _edit(parts: Parts, body: JobChanges) -> JobEdit:
    given = body.model_dump(include=body.model_fields_set - {"requirements"})
    changes: dict[str, Any] = {
        name: value
        for name, value in given.items()
        if value is not None or name in {"team_id", "hiring_manager_id"}
    }
    if "status" in changes:
        changes["status"] = JobStatus(changes["status"])
    if "title" in changes:
        changes["title"] = changes["title"].strip()
    if body.requirements is not None:
        changes["requirements"] = tuple(_requirement(parts, need) for need in body.requirements)
    return JobEdit(**changes)


def _requirement(parts: Parts, need: RequirementBody) -> Requirement:
    """Return the requirement; a skill or title written as a word gets the lexicon's id if known."""
    key, label = need.key, need.label or need.key
    if need.kind is RequirementKind.SKILL:
        lexicon = parts.lexicon()
        row = lexicon.skills.row_of(key)
        if row < 0 and (row := lexicon.skill_of(key)) >= 0:
            key = lexicon.skills.ids[row]
    elif need.kind is RequirementKind.TITLE and parts.lexicon().occupations.row_of(key) < 0:
        key = parts.lexicon().occupation_of(key) or key
    return Requirement(need.kind, key, label, must=need.must, weight=need.weight)
