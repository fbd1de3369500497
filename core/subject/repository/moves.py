"""Rows that move from one person to another, and back, as `REFERENCES` says of their columns."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from sqlalchemy import (
    ColumnElement,
    CursorResult,
    Select,
    Table,
    UniqueConstraint,
    and_,
    exists,
    select,
    tuple_,
    update,
)
from sqlalchemy.orm import Session

from core.db import Base
from core.profile.repository.people import chunks
from core.subject.rules import REFERENCES
from core.subject.types import Follows, Join, Key, PrimaryKey, Reference

MOVING = tuple(sorted((one for one in REFERENCES if one.moves), key=lambda one: bool(one.follows)))


@dataclass(frozen=True, slots=True)
class Who:
    """A person by both of their keys."""

    number: int
    id: str

    def by(self, key: Key) -> int | str:
        """Return what a column of that kind holds of them."""
        return self.id if key is Key.TALENT_ID else self.number


def owned(session: Session, who: Who) -> dict[str, list[PrimaryKey]]:
    """Return the primary keys of everything that could move with a person, by column."""
    return {one.name: rows_of(session, one, who) for one in MOVING}


def rows_of(session: Session, reference: Reference, who: Who) -> list[PrimaryKey]:
    """Return the primary keys of what hangs on a person by one column."""
    table = _table(reference.table)
    query = select(*table.primary_key).where(_column(reference) == who.by(reference.key))
    return [tuple(row) for row in session.execute(query.order_by(*table.primary_key))]


def move_all(session: Session, old: Who, new: Who) -> dict[str, list[PrimaryKey]]:
    """Let everything of one person hang on another, and return what moved."""
    moved = {}
    for reference in MOVING:
        rows = rows_of(session, reference, old)
        if reference.merge is Join.MOVES_IF_FREE:
            taken = set(_taken(session, reference, old, new))
            rows = [row for row in rows if row not in taken]
        move(session, reference, rows, old, new)
        moved[reference.name] = rows
    return moved


def move(
    session: Session, reference: Reference, rows: Iterable[PrimaryKey], old: Who, new: Who
) -> int:
    """Let those of the rows that hang on one person hang on another; return how many did."""
    table, column = _table(reference.table), _column(reference)
    count = 0
    for some in chunks(list(rows)):
        statement = update(table).where(_among(table, some), column == old.by(reference.key))
        result = session.execute(statement.values({column: new.by(reference.key)}))
        count += cast("CursorResult[Any]", result).rowcount
    return count


def followers(
    session: Session, reference: Reference, follows: Follows, merged: Who, holder: Who
) -> set[PrimaryKey]:
    """Return the rows of the holder that belong to what the other has and the holder has not."""
    table = _table(reference.table)
    leading = table.c[follows.column]
    query = select(*table.primary_key).where(
        _column(reference) == holder.by(reference.key),
        leading.in_(_leaders(follows, merged)),
        leading.not_in(_leaders(follows, holder)),
    )
    return {tuple(row) for row in session.execute(query)}


def led(session: Session, reference: Reference, follows: Follows, holder: Who) -> set[PrimaryKey]:
    """Return the rows of the holder that follow something, whoever has it."""
    table = _table(reference.table)
    query = select(*table.primary_key).where(
        _column(reference) == holder.by(reference.key),
        table.c[follows.column].in_(select(_table(follows.table).c[follows.key])),
    )
    return {tuple(row) for row in session.execute(query)}


def _leaders(follows: Follows, who: Who) -> Select[Any]:
    """Return what a person has that rows may follow; records are theirs by their links."""
    leader = next(one for one in REFERENCES if one.table == follows.table and one.follows is None)
    keys = select(_table(follows.table).c[follows.key])
    if leader.key is not Key.RECORD_NUMBER:
        return keys.where(_column(leader) == who.by(leader.key))
    links = _table("source_link")
    mine = select(links.c.record_number).where(links.c.talent_number == who.number)
    return keys.where(_column(leader).in_(mine))


@dataclass(slots=True)
class Homes:
    """Whose each row was before the merges that still hold, for rows of one holder.

    A row that no merge moved is the holder's; else it is whose it was in the earliest merge that
    moved it.
    """

    root: int
    moved: Sequence[tuple[int, Mapping[str, list[PrimaryKey]]]]
    _known: dict[str, dict[PrimaryKey, int]] = field(default_factory=dict)

    def of(self, name: str, row: PrimaryKey) -> int:
        """Return the number of the person whose a row is."""
        if name not in self._known:
            homes: dict[PrimaryKey, int] = {}
            for number, rows in self.moved:
                for one in rows.get(name, ()):
                    homes.setdefault(one, number)
            self._known[name] = homes
        return self._known[name].get(row, self.root)


def _taken(session: Session, reference: Reference, old: Who, new: Who) -> list[PrimaryKey]:
    """Return the rows of one person that the other has already, by the table's own rule."""
    table = _table(reference.table)
    other = table.alias("other")
    rule = next(
        one
        for one in table.constraints
        if isinstance(one, UniqueConstraint) and reference.column in one.columns
    )
    same = [table.c[one.name] == other.c[one.name] for one in rule.columns
            if one.name != reference.column]  # fmt: skip
    theirs = other.c[reference.column] == new.by(reference.key)
    query = select(*table.primary_key).where(
        _column(reference) == old.by(reference.key), exists().where(and_(theirs, *same))
    )
    return [tuple(row) for row in session.execute(query)]


def _among(table: Table, rows: Sequence[PrimaryKey]) -> ColumnElement[bool]:
    keys = list(table.primary_key)
    if len(keys) == 1:
        return keys[0].in_([row[0] for row in rows])
    return tuple_(*keys).in_(rows)


def _table(name: str) -> Table:
    return Base.metadata.tables[name]


def _column(reference: Reference) -> ColumnElement[Any]:
    return _table(reference.table).c[reference.column]
