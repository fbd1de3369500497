"""Verbs of the task slice: load, decide, save, tell. Never commits."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from core import audit, outbox
from core.access.repository import accounts
from core.access.types import Account, AccountState
from core.actor import Actor, Permission
from core.errors import Stale
from core.ids import new_id
from core.profile import repository as profile
from core.profile import service as profile_service
from core.profile.repository import people
from core.profile.types import Interaction
from core.task import repository, rules
from core.task.types import (
    Call,
    Flaw,
    NewCall,
    NewTask,
    OwnerUnknown,
    Task,
    TaskChange,
    TaskClosed,
    TaskInvalid,
    TaskSource,
    TaskState,
    When,
)

_APART = timedelta(days=2)  # the same moment has dates that differ by up to two days


def open_task(
    session: Session, actor: Actor, talent_id: str, new: NewTask, *, now: datetime
) -> Task:
    """Ask for something to be done about a person.

    Raises:
        NotFound: there is no such person for this actor.
        OwnerUnknown: the owner cannot sign in, or may not see the person.
        TaskInvalid: ``reasons`` say what is wrong.
    """
    number = people.number_of(session, actor, talent_id)
    owner = _owner(session, actor, new.owner_id or actor.account_id, talent_id)
    zone = new.zone or owner.preferences.timezone
    _check(rules.flaws_of(new.title, new.time, zone))
    task = Task(
        id=new_id("tsk", now),
        talent_id=talent_id,
        kind=new.kind,
        title=new.title.strip(),
        note=new.note,
        owner_id=owner.id,
        due=rules.due(new.on, new.time, ZoneInfo(zone)),
        source=new.source,
        source_id=new.source_id,
        state=TaskState.OPEN,
        outcome="",
        created_at=now,
        created_by=actor.account_id,
        closed_at=None,
        closed_by="",
        version=1,
    )
    repository.add(session, number, task)
    _tell(session, actor, "task.opened", task, {"kind": task.kind.value}, now=now)
    return task


def change(
    session: Session,
    actor: Actor,
    task_id: str,
    wanted: TaskChange,
    *,
    expected_version: int,
    now: datetime,
) -> Task:
    """Change an open task; nothing is stored, and the version stays, if nothing differs.

    Raises:
        NotFound: there is no such task for this actor.
        Stale: the task is no longer at ``expected_version``.
        TaskClosed: the task is closed; open it again first.
        OwnerUnknown: the new owner cannot sign in, or may not see the person.
        TaskInvalid: ``reasons`` say what is wrong.
    """
    before = repository.get(session, actor, task_id)
    if before.version != expected_version:
        raise Stale("the task was changed by somebody else; read it again", task_id=task_id)
    if before.state is not TaskState.OPEN:
        raise TaskClosed("the task is closed; open it again first", task_id=task_id)
    after = _changed(session, actor, before, wanted)
    if after == before:
        return before
    after = replace(after, version=before.version + 1)
    repository.save(session, after)
    names = ("title", "note", "owner_id", "due")
    fields = [name for name in names if getattr(before, name) != getattr(after, name)]
    _tell(session, actor, "task.changed", after, {"fields": fields}, now=now)
    return after


def close(
    session: Session,
    actor: Actor,
    task_id: str,
    state: TaskState,
    *,
    outcome: str,
    now: datetime,
) -> Task:
    """Say that a task is done, with what came of it, or cancelled, and why.

    Raises:
        NotFound: there is no such task for this actor.
        TaskClosed: it is closed already.
        TaskInvalid: a cancelled task needs a reason.
    """
    before = repository.get(session, actor, task_id)
    if state is TaskState.OPEN or not rules.may_move(before.state, state):
        raise TaskClosed("the task is closed already", task_id=task_id)
    if state is TaskState.CANCELLED and not outcome.strip():
        _check([Flaw.NO_OUTCOME])
    after = replace(
        before,
        state=state,
        outcome=outcome.strip(),
        closed_at=now,
        closed_by=actor.account_id,
        version=before.version + 1,
    )
    repository.save(session, after)
    _tell(session, actor, "task.closed", after, {"state": state.value}, now=now)
    return after


def reopen(session: Session, actor: Actor, task_id: str, *, now: datetime) -> Task:
    """Open a closed task again; what came of it before stays in the audit log only.

    Raises:
        NotFound: there is no such task for this actor.
        TaskClosed: it is open.
    """
    before = repository.get(session, actor, task_id)
    if not rules.may_move(before.state, TaskState.OPEN):
        raise TaskClosed("the task is open", task_id=task_id)
    after = replace(
        before,
        state=TaskState.OPEN,
        outcome="",
        closed_at=None,
        closed_by="",
        version=before.version + 1,
    )
    repository.save(session, after)
    _tell(session, actor, "task.reopened", after, {"was": before.state.value}, now=now)
    return after


def log_call(
    session: Session, actor: Actor, talent_id: str, new: NewCall, *, now: datetime
) -> Call:
    """Write a call into the log and the timeline; close the task it was for, open what follows.

    Raises:
        NotFound: there is no such person, or task about them, for this actor.
        TaskInvalid: ``reasons`` say what is wrong.
        TaskClosed: the task is closed already.
    """
    number = people.number_of(session, actor, talent_id)
    _check(rules.flaws_of_call(new, now=now))
    if new.task_id:
        _close_by_call(session, actor, talent_id, new, now=now)
    call_id = new_id("cal", now)
    follow_up = None
    if new.follow_up is not None:
        wanted = replace(new.follow_up, source=TaskSource.CALL, source_id=call_id)
        follow_up = open_task(session, actor, talent_id, wanted, now=now)
    call = Call(
        id=call_id,
        talent_id=talent_id,
        outcome=new.outcome,
        at=new.at,
        outgoing=new.outgoing,
        minutes=new.minutes,
        note=new.note,
        task_id=new.task_id,
        actor_id=actor.account_id,
        logged_at=now,
        follow_up_id=follow_up.id if follow_up else "",
    )
    repository.add_call(session, number, call)
    _note(session, actor, call, now=now)
    details = {"call_id": call.id, "outcome": call.outcome.value}
    outbox.append(session, "call.logged", talent_id, details, now=now)
    audit.record(session, actor, "call.logged", talent_id, now=now, details=details)
    return call


def due(
    session: Session, actor: Actor, owner: Account, wanted: frozenset[When], *, now: datetime
) -> list[Task]:
    """Return an owner's open tasks that stand so to the owner's present day, soonest first."""
    zone = rules.zone_of(owner.preferences.timezone) or ZoneInfo("UTC")
    until = None if When.LATER in wanted else now.astimezone(zone).date() + _APART
    found = repository.open_of(session, actor, owner.id, until=until)
    due_so = [one for one in found if rules.standing(one, zone, now=now) in wanted]
    return sorted(due_so, key=lambda one: _moment(one, zone))


def _moment(task: Task, zone: ZoneInfo) -> tuple[datetime, str]:
    """Return what sorts tasks: a day without a time comes at its end."""
    last = rules.bounds(rules.day_of(task.due, zone), zone)[1]
    return (task.due.at or last, task.id)


def _changed(session: Session, actor: Actor, before: Task, wanted: TaskChange) -> Task:
    owner_id = before.owner_id if wanted.owner_id is None else wanted.owner_id
    if owner_id != before.owner_id:
        _owner(session, actor, owner_id, before.talent_id)
    title = before.title if wanted.title is None else wanted.title
    on = before.due.on if wanted.on is None else wanted.on
    time = before.due.time if wanted.time is None else wanted.time
    zone = before.due.zone if wanted.zone is None else wanted.zone
    _check(rules.flaws_of(title, time, zone))
    return replace(
        before,
        title=title.strip(),
        note=before.note if wanted.note is None else wanted.note,
        owner_id=owner_id,
        due=rules.due(on, time, ZoneInfo(zone)),
    )


def _owner(session: Session, actor: Actor, account_id: str, talent_id: str) -> Account:
    account = accounts.find_account(session, account_id)
    active = account is not None and account.state is AccountState.ACTIVE
    if account is None or not active or not _sees(session, account.actor, talent_id):
        raise OwnerUnknown(
            "there is no active account with this id that may see the person", owner_id=account_id
        )
    return account


def _sees(session: Session, owner: Actor, talent_id: str) -> bool:
    may = owner.may(Permission.PEOPLE_READ)
    return may and bool(profile.get_many(session, owner, [talent_id]))


def _close_by_call(
    session: Session, actor: Actor, talent_id: str, new: NewCall, *, now: datetime
) -> None:
    task = repository.get(session, actor, new.task_id)
    if task.talent_id != talent_id:
        raise TaskInvalid("the task is about somebody else", reasons=[Flaw.OTHER_PERSON])
    close(session, actor, task.id, TaskState.DONE, outcome=new.outcome.value, now=now)


def _note(session: Session, actor: Actor, call: Call, *, now: datetime) -> None:
    happened = Interaction(
        id="",
        talent_id=call.talent_id,
        kind="call",
        direction="out" if call.outgoing else "in",
        channel="phone",
        at=call.at,
        known_at=now,
        summary=f"{call.outcome.value}: {call.note}".removesuffix(": "),
        actor_id=actor.account_id,
    )
    profile_service.record_interaction(session, actor, happened, now=now)


def _check(flaws: list[Flaw]) -> None:
    if flaws:
        raise TaskInvalid("this cannot be meant so", reasons=flaws)


def _tell(
    session: Session,
    actor: Actor,
    name: str,
    task: Task,
    details: Mapping[str, Any],
    *,
    now: datetime,
) -> None:
    told = {"task_id": task.id, **details}
    outbox.append(session, name, task.talent_id, told, now=now)
    audit.record(session, actor, name, task.talent_id, now=now, details=told)
