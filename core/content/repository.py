"""All SQL of the content slice."""

from sqlalchemy import ColumnElement, insert, or_, select, true, update
from sqlalchemy.orm import Session

from core.actor import Actor, Role
from core.content.tables import FormRow
from core.content.types import Form, FormKind
from core.errors import NotFound


def get(session: Session, form_id: str) -> Form | None:
    """Return a form, whoever asks (its page is public), or ``None``."""
    row = session.get(FormRow, form_id, populate_existing=True)
    return _form(row) if row else None


def visible(session: Session, actor: Actor, form_id: str) -> Form:
    """Return a form of the actor's teams, or raise `NotFound`."""
    row = session.scalar(select(FormRow).where(FormRow.id == form_id, _theirs(actor)))
    if row is None:
        raise NotFound("there is no such form", form_id=form_id)
    return _form(row)


def all_visible(session: Session, actor: Actor) -> list[Form]:
    """Return the forms of the actor's teams, newest first."""
    query = select(FormRow).where(_theirs(actor)).order_by(FormRow.id.desc())
    return [_form(row) for row in session.scalars(query)]


def add(session: Session, new: Form) -> None:
    """Insert a form."""
    session.execute(
        insert(FormRow).values(
            id=new.id,
            kind=new.kind.value,
            title_zh=new.title_zh,
            title_en=new.title_en,
            intro_zh=new.intro_zh,
            intro_en=new.intro_en,
            job_id=new.job_id,
            team_id=new.team_id,
            wording_id=new.wording_id or None,
            pool_wording_id=new.pool_wording_id or None,
            is_open=new.is_open,
            version=new.version,
            created_at=new.created_at,
            created_by=new.created_by,
        )
    )


def set_open(session: Session, form_id: str, *, is_open: bool, version: int) -> None:
    """Open or close a form."""
    changed = update(FormRow).where(FormRow.id == form_id)
    session.execute(changed.values(is_open=is_open, version=version))


def _theirs(actor: Actor) -> ColumnElement[bool]:
    if Role.ADMIN in actor.roles:
        return true()
    return or_(FormRow.team_id.is_(None), FormRow.team_id.in_(sorted(actor.team_ids)))


def _form(row: FormRow) -> Form:
    return Form(
        id=row.id,
        kind=FormKind(row.kind),
        title_zh=row.title_zh,
        title_en=row.title_en,
        intro_zh=row.intro_zh,
        intro_en=row.intro_en,
        job_id=row.job_id,
        team_id=row.team_id,
        wording_id=row.wording_id or "",
        pool_wording_id=row.pool_wording_id or "",
        is_open=row.is_open,
        version=row.version,
        created_at=row.created_at,
        created_by=row.created_by,
    )
