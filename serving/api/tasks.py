"""What is to be done about people, and the log of calls with them."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query, Response
from sqlalchemy.orm import Session

from core.access.repository import accounts
from core.access.types import Account
from core.actor import Actor, Permission
from core.errors import NotFound
from core.profile import repository as profile
from core.profile.types import Talent
from core.task import calendar, repository, rules, service
from core.task.types import NewCall, NewTask, Task, TaskChange, TaskState
from core.task.types import When as Standing
from serving.answers import IfMatch, answer, check_version, documented, operation_id, page
from serving.deps import ActorDep, NowDep, PartsDep, ReadingDep, SessionDep, VeilDep, require
from serving.schemas.common import Body, Page, Reference
from serving.schemas.tasks import (
    CallBody,
    CallOut,
    CloseTaskBody,
    NewTaskBody,
    TaskChangeBody,
    TaskOut,
)
from serving.veil import Veil

router = APIRouter(tags=["tasks"], generate_unique_id_function=operation_id)
reads = require(Permission.PEOPLE_READ)
writes = require(Permission.PEOPLE_WRITE)
CALENDAR: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "An iCalendar file (RFC 5545).",
        "content": {"text/calendar": {"schema": {"type": "string"}}},
    }
}
_DUE: dict[str, frozenset[Standing]] = {
    "overdue": frozenset({Standing.OVERDUE}),
    "today": frozenset({Standing.OVERDUE, Standing.TODAY}),
    "all": frozenset({Standing.OVERDUE, Standing.TODAY, Standing.LATER}),
}


class DueQuery(Body):
    """Whose tasks, and which of the open ones; `today` holds what is overdue, too."""

    due: Literal["overdue", "today", "all"] = "today"
    owner_id: Reference | None = None


class StateQuery(Body):
    """Which of a person's tasks."""

    state: TaskState | None = None


@router.get("/tasks", response_model=Page[TaskOut], dependencies=[reads], responses=documented(404))
def list_tasks(
    session: ReadingDep,
    actor: ActorDep,
    veil: VeilDep,
    now: NowDep,
    query: Annotated[DueQuery, Query()],
) -> Response:
    """List open tasks of the caller, or of another owner, by the owner's own day, soonest first."""
    found = _due(session, actor, query, now=now)
    return page(_shown(session, actor, veil, found, now=now), next_cursor=None, total=len(found))


@router.get(
    "/tasks-calendar", response_class=Response, dependencies=[reads], responses={**CALENDAR,
    **documented(404)},
)  # fmt: skip
def export_tasks(
    parts: PartsDep,
    session: ReadingDep,
    actor: ActorDep,
    veil: VeilDep,
    now: NowDep,
    query: Annotated[DueQuery, Query()],
) -> Response:
    """Return open tasks as a calendar file."""
    found = _due(session, actor, query, now=now)
    return _calendar(session, actor, veil, found, parts.settings.base_url, now=now)


@router.get(
    "/talents/{talent_id}/tasks",
    response_model=Page[TaskOut],
    dependencies=[reads],
    responses=documented(404),
)
def list_talent_tasks(
    session: ReadingDep,
    actor: ActorDep,
    veil: VeilDep,
    now: NowDep,
    talent_id: str,
    query: Annotated[StateQuery, Query()],
) -> Response:
    """List the tasks about a person by the day they are due."""
    found = repository.of_person(session, actor, talent_id, state=query.state)
    return page(_shown(session, actor, veil, found, now=now), next_cursor=None, total=len(found))


@router.post(
    "/talents/{talent_id}/tasks",
    status_code=201,
    response_model=TaskOut,
    dependencies=[writes],
    responses=documented(404),
)
def open_task(
    session: SessionDep,
    actor: ActorDep,
    veil: VeilDep,
    now: NowDep,
    talent_id: str,
    body: NewTaskBody,
) -> Response:
    """Ask for something to be done about a person, by the caller or somebody who may see them."""
    made = service.open_task(session, actor, talent_id, _new_task(body), now=now)
    return _one(session, actor, veil, made, status=201, now=now)


@router.get(
    "/tasks/{task_id}", response_model=TaskOut, dependencies=[reads], responses=documented(404)
)
def read_task(
    session: ReadingDep, actor: ActorDep, veil: VeilDep, now: NowDep, task_id: str
) -> Response:
    """Return one task."""
    return _one(session, actor, veil, repository.get(session, actor, task_id), now=now)


@router.patch(
    "/tasks/{task_id}",
    response_model=TaskOut,
    dependencies=[writes],
    responses=documented(404, 409, 412, 428),
)
def change_task(  # noqa: PLR0913  what a route needs it asks for by name
    session: SessionDep,
    actor: ActorDep,
    veil: VeilDep,
    now: NowDep,
    expected: IfMatch,
    task_id: str,
    body: TaskChangeBody,
) -> Response:
    """Change an open task: what, when, by whom."""
    version = check_version(expected, repository.get(session, actor, task_id).version)
    wanted = TaskChange(**body.model_dump())
    changed = service.change(session, actor, task_id, wanted, expected_version=version, now=now)
    return _one(session, actor, veil, changed, now=now)


@router.post(
    "/tasks/{task_id}/close",
    response_model=TaskOut,
    dependencies=[writes],
    responses=documented(404, 409),
)
def close_task(
    session: SessionDep,
    actor: ActorDep,
    veil: VeilDep,
    now: NowDep,
    task_id: str,
    body: CloseTaskBody,
) -> Response:
    """Say that a task is done, with what came of it, or cancelled, and why."""
    state = TaskState(body.state)
    closed = service.close(session, actor, task_id, state, outcome=body.outcome, now=now)
    return _one(session, actor, veil, closed, now=now)


@router.post(
    "/tasks/{task_id}/reopen",
    response_model=TaskOut,
    dependencies=[writes],
    responses=documented(404, 409),
)
def reopen_task(
    session: SessionDep, actor: ActorDep, veil: VeilDep, now: NowDep, task_id: str
) -> Response:
    """Open a closed task again."""
    return _one(session, actor, veil, service.reopen(session, actor, task_id, now=now), now=now)


@router.get(
    "/tasks/{task_id}/calendar", response_class=Response, dependencies=[reads],
    responses={**CALENDAR, **documented(404)},
)  # fmt: skip
def export_task(
    parts: PartsDep, session: ReadingDep, actor: ActorDep, veil: VeilDep, now: NowDep, task_id: str
) -> Response:
    """Return one task as a calendar file."""
    found = [repository.get(session, actor, task_id)]
    return _calendar(session, actor, veil, found, parts.settings.base_url, now=now)


@router.get(
    "/talents/{talent_id}/calls",
    response_model=Page[CallOut],
    dependencies=[reads],
    responses=documented(404),
)
def list_calls(session: ReadingDep, actor: ActorDep, veil: VeilDep, talent_id: str) -> Response:
    """List the calls with a person, latest first."""
    found = repository.calls_of(session, actor, talent_id)
    talent = profile.get(session, actor, talent_id)
    items = [asdict(replace(one, note=veil.about(one.note, talent))) for one in found]
    return page(items, next_cursor=None, total=len(items))


@router.post(
    "/talents/{talent_id}/calls",
    status_code=201,
    response_model=CallOut,
    dependencies=[writes],
    responses=documented(404, 409),
)
def log_call(
    session: SessionDep, actor: ActorDep, veil: VeilDep, now: NowDep, talent_id: str, body: CallBody
) -> Response:
    """Write a call down; it can close the task it was for, and open the one that follows."""
    new = NewCall(
        outcome=body.outcome,
        at=body.at or now,
        outgoing=body.outgoing,
        minutes=body.minutes,
        note=body.note,
        task_id=body.task_id or "",
        follow_up=_new_task(body.follow_up) if body.follow_up else None,
    )
    made = service.log_call(session, actor, talent_id, new, now=now)
    return answer(asdict(made), status=201)


def _new_task(body: NewTaskBody) -> NewTask:
    return NewTask(**{**body.model_dump(), "owner_id": body.owner_id or ""})


def _due(session: Session, actor: Actor, query: DueQuery, *, now: datetime) -> list[Task]:
    owner = accounts.find_account(session, query.owner_id or actor.account_id)
    if owner is None:
        raise NotFound("there is no such account", owner_id=query.owner_id)
    return service.due(session, actor, owner, _DUE[query.due], now=now)


def _one(
    session: Session, actor: Actor, veil: Veil, task: Task, *, now: datetime, status: int = 200
) -> Response:
    (content,) = _shown(session, actor, veil, [task], now=now)
    return answer(content, status=status, version=task.version)


def _shown(
    session: Session, actor: Actor, veil: Veil, tasks: Sequence[Task], *, now: datetime
) -> list[dict[str, Any]]:
    people = _people(session, actor, tasks)
    listed = [_veiled(task, people, veil) for task in tasks]
    zones = _zones(session, listed)
    return [
        {
            **{name: value for name, value in asdict(task).items() if name != "talent_id"},
            "talent": {"id": task.talent_id, "name": _name(task, people, veil)},
            "standing": rules.standing(task, zones[task.owner_id], now=now),
        }
        for task in listed
    ]


def _veiled(task: Task, people: Mapping[str, Talent], veil: Veil) -> Task:
    whom = people.get(task.talent_id)
    return replace(
        task,
        title=veil.about(task.title, whom),
        note=veil.about(task.note, whom),
        outcome=veil.about(task.outcome, whom),
    )


def _name(task: Task, people: Mapping[str, Talent], veil: Veil) -> str:
    return veil.name(people[task.talent_id]) if task.talent_id in people else ""


def _people(session: Session, actor: Actor, tasks: Sequence[Task]) -> Mapping[str, Talent]:
    return profile.get_many(session, actor, [task.talent_id for task in tasks])


def _zones(session: Session, tasks: Sequence[Task]) -> Mapping[str, ZoneInfo]:
    owners = {task.owner_id: accounts.find_account(session, task.owner_id) for task in tasks}
    return {owner_id: _zone(account) for owner_id, account in owners.items()}


def _zone(account: Account | None) -> ZoneInfo:
    name = account.preferences.timezone if account else "UTC"
    return rules.zone_of(name) or ZoneInfo("UTC")


def _calendar(
    session: Session, actor: Actor, veil: Veil, tasks: list[Task], base_url: str, *, now: datetime
) -> Response:
    host = urlsplit(base_url).hostname or "trm"
    people = _people(session, actor, tasks)
    names = {task.talent_id: _name(task, people, veil) for task in tasks}
    shown = [_veiled(task, people, veil) for task in tasks]
    text = calendar.write(shown, names, host=host, now=now)
    headers = {"Content-Disposition": 'attachment; filename="trm-tasks.ics"'}
    return Response(text, headers=headers, media_type=calendar.MEDIA_TYPE)
