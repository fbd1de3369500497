"""All SQL of the task slice."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from core.actor import Actor
from core.errors import NotFound
from core.profile.repository import people
from core.task.tables import CallRow, TaskRow
from core.task.types import Call, CallOutcome, Due, Task, TaskKind, TaskSource, TaskState


def get(session: Session, actor: Actor, task_id: str) -> Task:
    """Return a task about a person the actor may see, or raise `NotFound`."""
    row = session.get(TaskRow, task_id, populate_existing=True)
    seen = people.visible_ids(session, actor, [row.talent_number]) if row else {}
    if row is None or row.talent_number not in seen:
        raise NotFound(f"there is no task {task_id}", task_id=task_id)
    return _task(row, seen[row.talent_number])


def of_person(
    session: Session, actor: Actor, talent_id: str, *, state: TaskState | None = None
) -> list[Task]:
    """Return the tasks about a visible person by the day they are due."""
    row = TaskRow
    query = select(row).where(row.talent_number == people.number_of(session, actor, talent_id))
    if state is not None:
        query = query.where(row.state == state.value)
    return [_task(one, talent_id) for one in session.scalars(query.order_by(row.due_on, row.id))]


def open_of(
    session: Session, actor: Actor, owner_id: str, *, until: date | None = None
) -> list[Task]:
    """Return somebody's open tasks about people the actor may see, by the day they are due.

    ``until`` leaves out what is due later by the zone it was written in, a day more or less; the
    caller settles what that is in the owner's zone.
    """
    row = TaskRow
    query = select(row).where(row.owner_id == owner_id, row.state == TaskState.OPEN.value)
    if until is not None:
        query = query.where(row.due_on <= until)
    rows = session.scalars(query.order_by(row.due_on, row.id)).all()
    seen = people.visible_ids(session, actor, [one.talent_number for one in rows])
    return [_task(one, seen[one.talent_number]) for one in rows if one.talent_number in seen]


def add(session: Session, number: int, task: Task) -> None:
    """Store a task about the person of that number."""
    session.execute(insert(TaskRow).values(talent_number=number, **_values(task)))


def save(session: Session, task: Task) -> None:
    """Store a task as it is now."""
    session.execute(update(TaskRow).where(TaskRow.id == task.id).values(**_values(task)))


def add_call(session: Session, number: int, call: Call) -> None:
    """Store a call with the person of that number."""
    session.execute(
        insert(CallRow).values(
            id=call.id,
            talent_number=number,
            outcome=call.outcome.value,
            at=call.at,
            outgoing=call.outgoing,
            minutes=call.minutes,
            note=call.note,
            task_id=call.task_id,
            actor_id=call.actor_id,
            logged_at=call.logged_at,
            follow_up_id=call.follow_up_id,
        )
    )


def calls_of(session: Session, actor: Actor, talent_id: str) -> Sequence[Call]:
    """Return the calls with a visible person, latest first."""
    row = CallRow
    number = people.number_of(session, actor, talent_id)
    query = select(row).where(row.talent_number == number).order_by(row.at.desc(), row.id.desc())
    return [_call(one, talent_id) for one in session.scalars(query)]


def _values(task: Task) -> dict[str, Any]:
    return {
        "id": task.id,
        "kind": task.kind.value,
        "title": task.title,
        "note": task.note,
        "owner_id": task.owner_id,
        "due_on": task.due.on,
        "due_time": task.due.time,
        "due_zone": task.due.zone,
        "due_at": task.due.at,
        "source": task.source.value,
        "source_id": task.source_id,
        "state": task.state.value,
        "outcome": task.outcome,
        "created_at": task.created_at,
        "created_by": task.created_by,
        "closed_at": task.closed_at,
        "closed_by": task.closed_by,
        "version": task.version,
    }


def _task(row: TaskRow, talent_id: str) -> Task:
    at: datetime | None = row.due_at
    return Task(
        id=row.id,
        talent_id=talent_id,
        kind=TaskKind(row.kind),
        title=row.title,
        note=row.note,
        owner_id=row.owner_id,
        due=Due(row.due_on, row.due_zone, row.due_time, at),
        source=TaskSource(row.source),
        source_id=row.source_id,
        state=TaskState(row.state),
        outcome=row.outcome,
        created_at=row.created_at,
        created_by=row.created_by,
        closed_at=row.closed_at,
        closed_by=row.closed_by,
        version=row.version,
    )


def _call(row: CallRow, talent_id: str) -> Call:
    return Call(
        id=row.id,
        talent_id=talent_id,
        outcome=CallOutcome(row.outcome),
        at=row.at,
        outgoing=row.outgoing,
        minutes=row.minutes,
        note=row.note,
        task_id=row.task_id,
        actor_id=row.actor_id,
        logged_at=row.logged_at,
        follow_up_id=row.follow_up_id,
    )
