"""Verbs of public forms: opening and closing them. Never commits."""

from datetime import datetime

from sqlalchemy.orm import Session

from core import audit
from core.actor import Actor
from core.consent.repository import ledger
from core.consent.types import Purpose
from core.content import repository
from core.content.types import Flaw, Form, FormClosed, FormInvalid, FormKind, NewForm
from core.errors import Stale
from core.ids import new_id


def open_form(session: Session, actor: Actor, new: NewForm, *, now: datetime) -> Form:
    """Open a form; its address is its id.

    Raises:
        FormInvalid: ``reasons`` say why.
    """
    if flaws := _flaws(session, actor, new):
        raise FormInvalid("this form cannot be opened", reasons=flaws)
    made = Form(
        id=new_id("frm", now),
        kind=new.kind,
        title_zh=new.title_zh.strip(),
        title_en=new.title_en.strip(),
        intro_zh=new.intro_zh.strip(),
        intro_en=new.intro_en.strip(),
        job_id=new.job_id,
        team_id=new.team_id,
        wording_id=new.wording_id,
        pool_wording_id=new.pool_wording_id,
        is_open=True,
        version=1,
        created_at=now,
        created_by=actor.account_id,
    )
    repository.add(session, made)
    details = {"kind": made.kind.value, "job_id": made.job_id}
    audit.record(session, actor, "form.opened", made.id, now=now, details=details)
    return made


def set_open(
    session: Session,
    actor: Actor,
    form_id: str,
    *,
    is_open: bool,
    expected: int | None,
    now: datetime,
) -> Form:
    """Open a form again, or close it.

    Raises:
        NotFound: there is no such form for this actor.
        Stale: it was changed meanwhile.
    """
    there = repository.visible(session, actor, form_id)
    if expected is not None and expected != there.version:
        raise Stale("somebody changed this form meanwhile; read it again")
    repository.set_open(session, form_id, is_open=is_open, version=there.version + 1)
    action = "form.opened" if is_open else "form.closed"
    audit.record(session, actor, action, form_id, now=now)
    found = repository.get(session, form_id)
    assert found is not None
    return found


def open_one(session: Session, form_id: str) -> Form:
    """Return a form that takes something in now, for its public page.

    Raises:
        FormClosed: there is no such form, or it is closed.
    """
    found = repository.get(session, form_id)
    if found is None or not found.is_open:
        raise FormClosed("this form takes nothing in")
    return found


def _flaws(session: Session, actor: Actor, new: NewForm) -> list[Flaw]:
    flaws = []
    if not (new.title_zh.strip() and new.title_en.strip()):
        flaws.append(Flaw.NO_TITLE)
    if new.kind is FormKind.APPLY and not _is_for(session, new.wording_id, Purpose.RECRUITMENT):
        flaws.append(Flaw.NO_WORDING)
    if new.pool_wording_id and not _is_for(session, new.pool_wording_id, Purpose.TALENT_POOL):
        flaws.append(Flaw.NO_POOL_WORDING)
    if not actor.sees_team(new.team_id):
        flaws.append(Flaw.NOT_YOUR_TEAM)
    return flaws


def _is_for(session: Session, wording_id: str, purpose: Purpose) -> bool:
    found = ledger.wording(session, wording_id) if wording_id else None
    return found is not None and found.purpose is purpose
