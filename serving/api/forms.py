"""Public forms: opened for a job or for none, listed, closed."""

from dataclasses import asdict
from typing import Any

from fastapi import APIRouter, Response

from core.actor import Permission
from core.content import repository, service
from core.content.types import Form, NewForm
from core.requisition.repository import jobs
from serving.answers import IfMatch, answer, documented, operation_id, page
from serving.deps import ActorDep, NowDep, PartsDep, ReadingDep, SessionDep, require
from serving.schemas.common import Page
from serving.schemas.forms import FormBody, FormChange, FormOut
from serving.wiring import Parts

router = APIRouter(prefix="/forms", tags=["jobs"], generate_unique_id_function=operation_id)
reads = require(Permission.JOBS_READ)
writes = require(Permission.JOBS_WRITE)


@router.get("", response_model=Page[FormOut], dependencies=[reads], responses=documented())
def list_forms(parts: PartsDep, session: ReadingDep, actor: ActorDep) -> Response:
    """List the public forms of the caller's teams, newest first."""
    found = repository.all_visible(session, actor)
    return page([_form(parts, one) for one in found], next_cursor=None, total=len(found))


@router.post(
    "", status_code=201, response_model=FormOut, dependencies=[writes], responses=documented(404)
)
def open_form(
    parts: PartsDep, session: SessionDep, actor: ActorDep, now: NowDep, body: FormBody
) -> Response:
    """Open a public form: its page works at once, for everybody who has the address."""
    team_id = body.team_id
    if body.job_id:
        team_id = team_id or jobs.get(session, actor, body.job_id).team_id
    new = NewForm(
        kind=body.kind,
        title_zh=body.title_zh,
        title_en=body.title_en,
        intro_zh=body.intro_zh,
        intro_en=body.intro_en,
        job_id=body.job_id or "",
        team_id=team_id,
        wording_id=body.wording_id or "",
        pool_wording_id=body.pool_wording_id or "",
    )
    made = service.open_form(session, actor, new, now=now)
    return answer(_form(parts, made), status=201, version=made.version)


@router.get("/{form_id}", response_model=FormOut, dependencies=[reads], responses=documented(404))
def read_form(parts: PartsDep, session: ReadingDep, actor: ActorDep, form_id: str) -> Response:
    """Return a form."""
    found = repository.visible(session, actor, form_id)
    return answer(_form(parts, found), version=found.version)


@router.patch(
    "/{form_id}",
    response_model=FormOut,
    dependencies=[writes],
    responses=documented(404, 412, 428),
)
def change_form(  # noqa: PLR0913  what a route needs it asks for by name
    parts: PartsDep,
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
    expected: IfMatch,
    form_id: str,
    body: FormChange,
) -> Response:
    """Close a form, or open it again."""
    changed = service.set_open(
        session, actor, form_id, is_open=body.is_open, expected=expected, now=now
    )
    return answer(_form(parts, changed), version=changed.version)


def _form(parts: Parts, one: Form) -> dict[str, Any]:
    said = {name: value for name, value in asdict(one).items() if name != "created_by"}
    return {**said, "url": f"{parts.settings.base_url}/p/f/{one.id}"}
