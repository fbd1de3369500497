"""All SQL of the relation slice: rows in, values out."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from core.actor import Actor
from core.db import table_of
from core.profile.repository import people
from core.profile.types import Channel
from core.relation.rules import WORKING
from core.relation.tables import RelationshipRow, SourceRow
from core.relation.types import Kind, Relationship, Source


def source(session: Session, name: str) -> Source | None:
    """Return a source that was set up, or ``None``."""
    row = session.get(SourceRow, name, populate_existing=True)
    return _source(row) if row else None


def sources(session: Session) -> list[Source]:
    """Return every source that was set up, by name."""
    return [_source(row) for row in session.scalars(select(SourceRow).order_by(SourceRow.name))]


def save_source(session: Session, new: Source) -> None:
    """Insert or replace a source."""
    row = session.get(SourceRow, new.name)
    if row is None:
        row = SourceRow(name=new.name)
        session.add(row)
    row.channel, row.mapping = new.channel.value, dict(new.mapping)
    row.team_id, row.ownership_days = new.team_id, new.ownership_days
    row.version, row.updated_at = new.version, new.updated_at
    session.flush()


def of_person(session: Session, actor: Actor, talent_id: str) -> list[Relationship]:
    """Return everything ever stated of a visible person, latest first, or raise `NotFound`."""
    row = RelationshipRow
    number = people.number_of(session, actor, talent_id)
    query = select(row).where(row.talent_number == number)
    found = session.scalars(query.order_by(row.since.desc(), row.recorded_at.desc(), row.id))
    return [_relationship(one, talent_id) for one in found]


def of_people(session: Session, numbers: Sequence[int]) -> dict[int, list[Relationship]]:
    """Return what holds of people now, by their number."""
    row, found = RelationshipRow, dict[int, list[Relationship]]()
    ids = people.ids_of(session, numbers)
    for some in people.chunks(list(dict.fromkeys(numbers))):
        query = select(row).where(row.talent_number.in_(some), row.retracted_at.is_(None))
        for hit in session.scalars(query.order_by(row.since, row.id)):
            one = _relationship(hit, ids[hit.talent_number])
            found.setdefault(hit.talent_number, []).append(one)
    return found


def by_keys(
    session: Session, source_name: str, keys: Sequence[str]
) -> dict[tuple[str, Kind], Relationship]:
    """Return what a source states now under each of its keys."""
    row, found = RelationshipRow, dict[tuple[str, Kind], tuple[RelationshipRow, int]]()
    for some in people.chunks(list(dict.fromkeys(keys))):
        query = select(row).where(
            row.source == source_name, row.key.in_(some), row.retracted_at.is_(None)
        )
        for hit in session.scalars(query):
            found[hit.key, Kind(hit.kind)] = (hit, hit.talent_number)
    ids = people.ids_of(session, [number for _, number in found.values()])
    return {name: _relationship(hit, ids[number]) for name, (hit, number) in found.items()}


def working_of(session: Session, source_name: str, *, at: datetime) -> list[Relationship]:
    """Return who works here by a source's word, and has not left at a time."""
    row = RelationshipRow
    query = select(row).where(
        row.source == source_name,
        row.kind.in_([kind.value for kind in WORKING]),
        row.retracted_at.is_(None),
        (row.until.is_(None)) | (row.until > at),
    )
    hits = list(session.scalars(query.order_by(row.id)))
    ids = people.ids_of(session, [hit.talent_number for hit in hits])
    return [_relationship(hit, ids[hit.talent_number]) for hit in hits]


def missed(session: Session, actor: Actor, *, limit: int) -> list[Relationship]:
    """Return whom a complete list lacked and who is among the visible, longest missing first."""
    row = RelationshipRow
    query = (
        select(row)
        .where(row.missed_at.is_not(None), row.retracted_at.is_(None), row.until.is_(None))
        .order_by(row.missed_at, row.id)
    )
    hits = list(session.scalars(query))
    ids = people.visible_ids(session, actor, [hit.talent_number for hit in hits])
    seen = [_relationship(hit, ids[hit.talent_number]) for hit in hits if hit.talent_number in ids]
    return seen[:limit]


def by_records(session: Session, record_ids: Sequence[str]) -> list[Relationship]:
    """Return what holds now by the word of source records."""
    row, hits = RelationshipRow, list[RelationshipRow]()
    for some in people.chunks(record_ids):
        query = select(row).where(row.record_id.in_(some), row.retracted_at.is_(None))
        hits += session.scalars(query)
    ids = people.ids_of(session, [hit.talent_number for hit in hits])
    return [_relationship(hit, ids[hit.talent_number]) for hit in hits]


def add(session: Session, new: Iterable[Relationship], numbers: dict[str, int]) -> None:
    """Insert relationships; ``numbers`` names their people."""
    rows = [
        {
            "id": one.id,
            "talent_number": numbers[one.talent_id],
            "kind": one.kind.value,
            "source": one.source,
            "key": one.key,
            "since": one.since,
            "until": one.until,
            "label": one.label,
            "record_id": one.record_id,
            "stated_at": one.stated_at,
            "recorded_at": one.recorded_at,
            "actor_id": one.actor_id,
            "reason": one.reason,
            "missed_at": None,
            "retracted_at": None,
        }
        for one in new
    ]
    if rows:
        session.execute(insert(table_of(RelationshipRow)), rows)


def retract(session: Session, ids: Sequence[str], *, now: datetime) -> None:
    """Note that statements are believed no more."""
    for some in people.chunks(ids):
        gone = update(RelationshipRow).where(RelationshipRow.id.in_(some))
        session.execute(gone.values(retracted_at=now))


def confirm(session: Session, ids: Sequence[str], *, at: datetime) -> None:
    """Note that sources say the same again, as of a time; whoever was missed is there."""
    for some in people.chunks(ids):
        said = update(RelationshipRow).where(
            RelationshipRow.id.in_(some), RelationshipRow.stated_at <= at
        )
        session.execute(said.values(stated_at=at, missed_at=None))


def note_missed(session: Session, ids: Sequence[str], *, at: datetime | None) -> None:
    """Note since when a complete list lacks people, or that it has them again."""
    for some in people.chunks(ids):
        noted = update(RelationshipRow).where(RelationshipRow.id.in_(some))
        session.execute(noted.values(missed_at=at))


def _source(row: SourceRow) -> Source:
    return Source(
        name=row.name,
        channel=Channel(row.channel),
        mapping=dict(row.mapping),
        team_id=row.team_id,
        ownership_days=row.ownership_days,
        version=row.version,
        updated_at=row.updated_at,
    )


def _relationship(row: RelationshipRow, talent_id: str) -> Relationship:
    return Relationship(
        id=row.id,
        talent_id=talent_id,
        kind=Kind(row.kind),
        source=row.source,
        key=row.key,
        since=row.since,
        until=row.until,
        label=row.label,
        record_id=row.record_id,
        stated_at=row.stated_at,
        recorded_at=row.recorded_at,
        actor_id=row.actor_id,
        reason=row.reason,
        missed_at=row.missed_at,
        retracted_at=row.retracted_at,
    )
