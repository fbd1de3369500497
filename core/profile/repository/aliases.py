"""Old ids and numbers of people who were merged, and whom they lead to."""

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, Select, delete, func, insert, select, update
from sqlalchemy.orm import Session

from core.db import table_of
from core.profile.repository.chunking import chunks
from core.profile.tables import TalentAliasRow, TalentRow

_old, _new = TalentAliasRow.old_number, TalentAliasRow.talent_number


def now_known_by(talent_id: str) -> ColumnElement[int]:
    """Return the number that an id leads to, as part of a statement: their own if never merged."""
    named = table_of(TalentRow).alias("named")
    return (
        select(func.coalesce(_new, named.c.number))
        .select_from(named)
        .outerjoin(TalentAliasRow, _old == named.c.number)
        .where(named.c.id == talent_id)
        .scalar_subquery()
    )


def merged() -> Select[int]:
    """Return the numbers of everybody who goes by another now, as part of a statement."""
    return select(_old)


def current_ids(session: Session, talent_ids: Iterable[str]) -> dict[str, str]:
    """Return whom each id leads to; an id that nobody was merged under leads to itself."""
    wanted = list(dict.fromkeys(talent_ids))
    found = {talent_id: talent_id for talent_id in wanted}
    old, new = table_of(TalentRow).alias("old"), table_of(TalentRow).alias("new")
    for some in chunks(wanted):
        query = (
            select(old.c.id, new.c.id)
            .join(TalentAliasRow, old.c.number == _old)
            .join(new, new.c.number == _new)
            .where(old.c.id.in_(some))
        )
        found.update((was, now) for was, now in session.execute(query))
    return found


def current_id(session: Session, talent_id: str) -> str:
    """Return the id that somebody is known by now."""
    return current_ids(session, [talent_id])[talent_id]


def old_numbers(session: Session, numbers: Iterable[int]) -> dict[int, int]:
    """Return every number that leads to one of these, with where it leads."""
    found: dict[int, int] = {}
    for some in chunks(list(numbers)):
        query = select(_old, _new).where(_new.in_(some))
        found.update((old, now) for old, now in session.execute(query))
    return found


def current_number(session: Session, number: int) -> int:
    """Return the number that a number leads to."""
    return session.scalar(select(_new).where(_old == number)) or number


def lead(session: Session, old: int, new: int) -> list[int]:
    """Let a number, and all that lead to it, lead to another; return those that led to it."""
    earlier = list(session.scalars(select(_old).where(_new == old)))
    session.execute(update(TalentAliasRow).where(_new == old).values(talent_number=new))
    session.execute(insert(TalentAliasRow).values(old_number=old, talent_number=new))
    return earlier


def release(session: Session, old: int, *, earlier: Sequence[int], holder: int) -> None:
    """Let a number stand for itself again, and let those lead to it that did before."""
    session.execute(delete(TalentAliasRow).where(_old == old))
    back = update(TalentAliasRow).where(_old.in_(earlier), _new == holder)
    session.execute(back.values(talent_number=old))
