"""Reading people: one, many, all in batches, and what changed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, true
from sqlalchemy.orm import Session

from core import outbox
from core.actor import Actor, Role
from core.errors import NotFound
from core.profile import codec
from core.profile.repository import aliases
from core.profile.repository.chunking import chunks as chunks
from core.profile.tables import (
    IdentifierRow,
    PossibleDuplicateRow,
    SourceRecordRow,
    TalentAliasRow,
    TalentRow,
)
from core.profile.types import Talent

CHANGED = "talent.changed"
REMOVED = "talent.removed"
HERE = TalentRow.withdrawn_at.is_(None)


@dataclass(frozen=True, slots=True)
class Change:
    """A person who changed: the change number, who, and whether they are gone."""

    id: int
    talent_id: str
    removed: bool


def get(session: Session, actor: Actor, talent_id: str) -> Talent:
    """Return a person, or raise `NotFound` if there is none that the actor may see.

    The old id of somebody who was merged gives the person they are now, under the id of now.
    """
    row = session.execute(with_text().where(_is(talent_id), visible(actor))).one_or_none()
    if row is None:
        raise NotFound(f"there is no person {talent_id}", talent_id=talent_id)
    return to_talent(row[0], row[1])


def get_many(session: Session, actor: Actor, talent_ids: Iterable[str]) -> dict[str, Talent]:
    """Return those of the people who exist and whom the actor may see, in the order asked.

    Old ids of merged people give nobody: whoever reads many by id has the ids of now, or a list
    from before that must not show anybody twice.
    """
    wanted = list(dict.fromkeys(talent_ids))
    found: dict[str, Talent] = {}
    for some in chunks(wanted):
        query = with_text().where(TalentRow.id.in_(some), visible(actor))
        found.update((row.id, to_talent(row, text)) for row, text in session.execute(query))
    return {talent_id: found[talent_id] for talent_id in wanted if talent_id in found}


def iter_facts(session: Session, after_id: str = "", limit: int = 1000) -> list[Talent]:
    """Return the next people of everybody by id, whole, with text; empty at the end.

    For the machine's own use (embedding, index): it asks for no actor, so show nothing of it.
    """
    query = with_text().where(HERE, TalentRow.id > after_id).order_by(TalentRow.id).limit(limit)
    return [to_talent(row, text) for row, text in session.execute(query)]


def facts_changed_since(session: Session, after: int, limit: int = 10_000) -> list[Change]:
    """Return who changed or went after change number ``after``, oldest first."""
    facts = outbox.since(session, after, names=(CHANGED, REMOVED), limit=limit)
    return [Change(fact.id, fact.subject_id, fact.name == REMOVED) for fact in facts]


def count(session: Session) -> int:
    """Return how many people there are."""
    return session.scalar(select(func.count()).select_from(TalentRow).where(HERE)) or 0


def possible_duplicates(session: Session, actor: Actor, talent_id: str) -> list[str]:
    """Return the visible people who share an e-mail address or phone number with this one."""
    number = number_of(session, actor, talent_id)
    sides = [number, *aliases.old_numbers(session, [number])]
    pair, now = PossibleDuplicateRow, TalentAliasRow
    noted = (
        select(pair.other_number.label("number"))
        .where(pair.talent_number.in_(sides))
        .union(select(pair.talent_number).where(pair.other_number.in_(sides)))
        .subquery()
    )
    others = (
        select(func.coalesce(now.talent_number, noted.c.number))
        .select_from(noted)
        .outerjoin(now, now.old_number == noted.c.number)
    )
    query = select(TalentRow.id).where(
        TalentRow.number.in_(others), TalentRow.number != number, visible(actor)
    )
    return list(session.scalars(query.order_by(TalentRow.id)))


def number_of(
    session: Session, actor: Actor, talent_id: str, *, withdrawn_too: bool = False
) -> int:
    """Return the internal number of a visible person, or raise `NotFound`.

    With ``withdrawn_too``, somebody whose import was undone counts, too: what is kept of them can
    be asked for and erased like anybody's.
    """
    seen = _of_teams(actor) if withdrawn_too else visible(actor)
    number = session.scalar(select(TalentRow.number).where(_is(talent_id), seen))
    if number is None:
        raise NotFound(f"there is no person {talent_id}", talent_id=talent_id)
    return number


def numbers_of(session: Session, actor: Actor, talent_ids: Sequence[str]) -> dict[str, int]:
    """Return the internal numbers of visible people, or raise `NotFound` for the first missing."""
    found: dict[str, int] = {}
    current = aliases.current_ids(session, talent_ids)
    for some in chunks(list(dict.fromkeys(current.values()))):
        query = select(TalentRow.id, TalentRow.number)
        hits = session.execute(query.where(TalentRow.id.in_(some), visible(actor)))
        found.update((talent_id, number) for talent_id, number in hits)
    for talent_id in talent_ids:
        if current[talent_id] not in found:
            raise NotFound(f"there is no person {talent_id}", talent_id=talent_id)
    return {talent_id: found[current[talent_id]] for talent_id in talent_ids}


def known_numbers(session: Session, talent_ids: Sequence[str]) -> dict[str, int]:
    """Return the internal numbers of those of the people who exist, whoever may see them."""
    found: dict[str, int] = {}
    now = func.coalesce(TalentAliasRow.talent_number, TalentRow.number)
    for some in chunks(talent_ids):
        query = select(TalentRow.id, now).outerjoin(
            TalentAliasRow, TalentAliasRow.old_number == TalentRow.number
        )
        hits = session.execute(query.where(TalentRow.id.in_(some)))
        found.update((talent_id, number) for talent_id, number in hits)
    return found


def ids_of(session: Session, numbers: Sequence[int]) -> dict[int, str]:
    """Return the public ids of people by their internal numbers, whoever may see them."""
    found: dict[int, str] = {}
    for some in chunks(numbers):
        query = select(TalentRow.number, TalentRow.id).where(TalentRow.number.in_(some))
        found.update((number, talent_id) for number, talent_id in session.execute(query))
    return found


def known_by_email(session: Session, address: str) -> list[tuple[int, str]]:
    """Return numbers and ids of the real people who have an address, given in its normal form."""
    query = (
        select(TalentRow.number, TalentRow.id)
        .join(IdentifierRow, IdentifierRow.talent_number == TalentRow.number)
        .where(IdentifierRow.kind == "email", IdentifierRow.value == address)
        .where(HERE, TalentRow.invented.is_(False))
    )
    return [(number, talent_id) for number, talent_id in session.execute(query)]


def id_if_here(session: Session, number: int) -> str:
    """Return an id; empty for somebody out of view, or known by another number since a merge."""
    query = select(TalentRow.id).where(TalentRow.number == number, HERE)
    return session.scalar(query.where(TalentRow.number.not_in(aliases.merged()))) or ""


def count_seen(session: Session, actor: Actor) -> int:
    """Return how many people the actor may see."""
    query = select(func.count()).select_from(TalentRow).where(visible(actor))
    return session.scalar(query) or 0


def visible_ids(session: Session, actor: Actor, numbers: Sequence[int]) -> dict[int, str]:
    """Return the public ids of those people whom the actor may see, in the order asked."""
    wanted, found = list(dict.fromkeys(numbers)), dict[int, str]()
    for some in chunks(wanted):
        query = select(TalentRow.number, TalentRow.id).where(TalentRow.number.in_(some))
        hits = session.execute(query.where(visible(actor)))
        found.update((number, talent_id) for number, talent_id in hits)
    return {number: found[number] for number in wanted if number in found}


def visible(actor: Actor) -> ColumnElement[bool]:
    """Return the condition that the actor may see a person; nobody sees one who is withdrawn."""
    return and_(HERE, _of_teams(actor))


def _is(talent_id: str) -> ColumnElement[bool]:
    """Return the condition that a row is the person an id stands for now."""
    return TalentRow.number == aliases.now_known_by(talent_id)


def is_seen(actor: Actor, number: ColumnElement[int] | Any) -> ColumnElement[bool]:
    """Return the condition that the actor may see the person of a number in another table."""
    return select(TalentRow.number).where(TalentRow.number == number, visible(actor)).exists()


def _of_teams(actor: Actor) -> ColumnElement[bool]:
    if Role.ADMIN in actor.roles:
        return true()
    return or_(TalentRow.team_id.is_(None), TalentRow.team_id.in_(sorted(actor.team_ids)))


def with_text() -> Select[TalentRow, str]:
    """Return the query for people with the text of their facts (``None`` if there is none)."""
    return select(TalentRow, SourceRecordRow.text).outerjoin(
        SourceRecordRow, SourceRecordRow.number == TalentRow.text_record
    )


def to_talent(row: TalentRow, text: str | None) -> Talent:
    """Turn a row into the value."""
    return Talent(
        id=row.id,
        facts=codec.load(row.facts, body=text or ""),
        provenance=codec.load_provenance(row.provenance),
        version=row.version,
        created_at=row.created_at,
        updated_at=row.updated_at,
        team_id=row.team_id,
        owner_id=row.owner_id,
        invented=row.invented,
        last_active_at=row.last_active_at,
    )
