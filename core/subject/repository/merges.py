"""The merges there were, and what each did."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, insert, or_, select, update
from sqlalchemy.orm import Session

from core.actor import Actor
from core.errors import NotFound
from core.profile.repository import aliases, people
from core.subject.tables import MergeRow
from core.subject.types import Evidence, Lineage, Merge, PrimaryKey


@dataclass(frozen=True, slots=True)
class Done:
    """A merge that holds, with the numbers of both and what it did."""

    id: str
    survivor: int
    merged: int
    at: datetime
    lineage: Lineage


def add(  # noqa: PLR0913  what a merge is made of is named by the caller
    session: Session,
    merge_id: str,
    *,
    survivor: int,
    merged: int,
    evidence: Evidence,
    lineage: Lineage,
    actor_id: str,
    now: datetime,
) -> None:
    """Store a merge; the caller lets nobody else merge meanwhile."""
    last = session.scalar(select(func.max(MergeRow.seq))) or 0
    session.execute(
        insert(MergeRow).values(
            id=merge_id,
            seq=last + 1,
            survivor_number=survivor,
            merged_number=merged,
            reason=evidence.reason,
            probability=evidence.probability,
            model_version=evidence.model_version,
            lineage=_dumped(lineage),
            merged_at=now,
            merged_by=actor_id,
            undone_at=None,
            undone_by="",
            undo_reason="",
        )
    )


def get(session: Session, merge_id: str) -> tuple[Merge, Done]:
    """Return a merge and what it did, or raise `NotFound`."""
    row = session.get(MergeRow, merge_id, populate_existing=True)
    if row is None:
        raise NotFound(f"there is no merge {merge_id}", merge_id=merge_id)
    return _merges(session, [row])[0], _done(row)


def holding(session: Session, holder: int) -> list[Done]:
    """Return the merges that made somebody who they are, the earliest first."""
    led = list(aliases.old_numbers(session, [holder]))
    query = select(MergeRow).where(MergeRow.merged_number.in_(led), MergeRow.undone_at.is_(None))
    return [_done(row) for row in session.scalars(_in_order(query))]


def of_person(session: Session, actor: Actor, talent_id: str) -> list[Merge]:
    """Return every merge of a visible person, undone ones too, the latest first.

    One that was undone is left out where the other is not the actor's to see.
    """
    number = people.number_of(session, actor, talent_id)
    sides = [number, *aliases.old_numbers(session, [number])]
    row = MergeRow
    query = select(row).where(or_(row.merged_number.in_(sides), row.survivor_number.in_(sides)))
    rows = list(session.scalars(_in_order(query)))
    others = {one for found in rows for one in (found.merged_number, found.survivor_number)}
    now = {one: aliases.current_number(session, one) for one in others}
    seen = people.visible_ids(session, actor, list(now.values()))
    shown = [
        found
        for found in rows
        if now[found.merged_number] in seen and now[found.survivor_number] in seen
    ]
    return _merges(session, shown[::-1])


def was_undone(session: Session, one: Iterable[int], other: Iterable[int]) -> bool:
    """Tell whether any of these was ever parted again from any of the others."""
    these, those = list(one), list(other)
    row = MergeRow
    either = or_(
        row.survivor_number.in_(these) & row.merged_number.in_(those),
        row.survivor_number.in_(those) & row.merged_number.in_(these),
    )
    query = select(row.id).where(either, row.undone_at.is_not(None)).limit(1)
    return session.scalar(query) is not None


def save_lineage(session: Session, merge_id: str, lineage: Lineage) -> None:
    """Note what a merge did, as it is now."""
    statement = update(MergeRow).where(MergeRow.id == merge_id)
    session.execute(statement.values(lineage=_dumped(lineage)))


def undo(session: Session, merge_id: str, *, actor_id: str, reason: str, now: datetime) -> None:
    """Note that a merge was undone."""
    statement = update(MergeRow).where(MergeRow.id == merge_id)
    session.execute(statement.values(undone_at=now, undone_by=actor_id, undo_reason=reason))


def _in_order(query: Select[MergeRow]) -> Select[MergeRow]:
    return query.order_by(MergeRow.seq).execution_options(populate_existing=True)


def _done(row: MergeRow) -> Done:
    return Done(row.id, row.survivor_number, row.merged_number, row.merged_at, _loaded(row.lineage))


def _merges(session: Session, rows: Sequence[MergeRow]) -> list[Merge]:
    numbers = {one for row in rows for one in (row.survivor_number, row.merged_number)}
    ids = people.ids_of(session, list(numbers))
    return [
        Merge(
            id=row.id,
            survivor_id=ids[row.survivor_number],
            merged_id=ids[row.merged_number],
            evidence=Evidence(row.reason, row.probability, row.model_version),
            merged_at=row.merged_at,
            merged_by=row.merged_by,
            undone_at=row.undone_at,
            undone_by=row.undone_by,
            undo_reason=row.undo_reason,
        )
        for row in rows
    ]


def _dumped(lineage: Lineage) -> dict[str, Any]:
    return {
        "moved": {name: [list(row) for row in rows] for name, rows in lineage.moved.items()},
        "own": {name: [list(row) for row in rows] for name, rows in lineage.own.items()},
        "earlier": list(lineage.earlier),
        "records": lineage.records,
        "entries": lineage.entries,
        "added": list(lineage.added),
        "choice": lineage.choice,
    }


def _loaded(stored: Mapping[str, Any]) -> Lineage:
    def rows(name: str) -> dict[str, list[PrimaryKey]]:
        return {column: [tuple(row) for row in found] for column, found in stored[name].items()}

    return Lineage(
        moved=rows("moved"),
        own=rows("own"),
        earlier=tuple(stored["earlier"]),
        records=stored["records"],
        entries=stored["entries"],
        added=tuple(stored["added"]),
        choice=stored["choice"],
    )
