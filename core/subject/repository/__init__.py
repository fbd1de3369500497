"""Reading and deleting all rows of one person, and the requests to do so."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Column, ColumnElement, Table, delete, select, text, update
from sqlalchemy.orm import Session

from core.actor import Actor
from core.db import Base
from core.errors import NotFound
from core.profile.repository.aliases import current_id, old_numbers
from core.profile.repository.people import ids_of, number_of
from core.subject.rules import REFERENCES
from core.subject.tables import ErasureRow
from core.subject.types import Erasure, Fate, Key, Reference, Rows


def rows_of(session: Session, actor: Actor, talent_id: str) -> dict[str, Rows]:
    """Return everything that is kept of a visible person, by table; nothing unreadable in it."""
    keys = _keys(session, number_of(session, actor, talent_id, withdrawn_too=True))
    found: dict[str, Rows] = {}
    for reference in REFERENCES:
        if reference.export:
            table = _table(reference)
            said = [column for column in table.columns if column.name not in reference.unsaid]
            chosen = select(*said).where(_theirs(reference, keys)).order_by(*table.primary_key)
            rows = [_plain(row) for row in session.execute(chosen).mappings()]
            if reference.table == "talent":  # nothing is derived of who was merged
                rows = [row for row in rows if row["id"] == keys[Key.TALENT_ID][0]]
            found.setdefault(reference.table, []).extend(rows)
    return found


def erase_rows(session: Session, talent_id: str) -> dict[str, list[str]] | None:
    """Delete a person's rows; return the names of their files by store, ``None`` if not there.

    Whoever was merged into them is the same person and goes, too: their old ids are named under
    the ledger of erasures, which must know them when a backup from before is restored.
    """
    talent = Base.metadata.tables["talent"]
    number = session.scalar(select(talent.c.number).where(talent.c.id == talent_id))
    if number is None:
        return None
    keys = _keys(session, number)
    numbers, ids = keys[Key.TALENT_NUMBER], keys[Key.TALENT_ID]
    attachment = Base.metadata.tables["attachment"]
    files = select(attachment.c.stored_as).where(attachment.c.talent_number.in_(numbers))
    pending = {
        "attachments": list(session.scalars(files)),
        "uploads": _uploads(session, ids),
        "ledger": [one for one in ids if one != talent_id],
    }
    session.execute(
        text("DELETE FROM talent_search WHERE rowid = :number"),
        [{"number": one} for one in numbers],
    )
    for reference in REFERENCES:
        if reference.erase is Fate.DELETE:
            session.execute(delete(_table(reference)).where(_theirs(reference, keys)))
    return pending


def add(session: Session, erasure: Erasure) -> None:
    """Store a request."""
    session.add(
        ErasureRow(
            id=erasure.id,
            erased_id=erasure.talent_id,
            reason=erasure.reason,
            requested_by=erasure.requested_by,
            requested_at=erasure.requested_at,
            due_at=erasure.due_at,
            done=dict(erasure.done),
            pending=dict(erasure.pending),
            error=erasure.error,
            finished_at=erasure.finished_at,
        )
    )
    session.flush()


def get(session: Session, erasure_id: str) -> Erasure:
    """Return a request, or raise `NotFound`."""
    row = session.get(ErasureRow, erasure_id, populate_existing=True)
    if row is None:
        raise NotFound(f"there is no erasure {erasure_id}", erasure_id=erasure_id)
    return _erasure(row)


def of_person(session: Session, talent_id: str) -> Erasure | None:
    """Return the request about a person, if there is one."""
    talent_id = current_id(session, talent_id)
    row = session.scalar(select(ErasureRow).where(ErasureRow.erased_id == talent_id))
    return None if row is None else _erasure(row)


def page(session: Session, *, limit: int) -> list[Erasure]:
    """Return requests, open ones first, then the newest."""
    order = (ErasureRow.finished_at.is_not(None), ErasureRow.requested_at.desc(), ErasureRow.id)
    return [
        _erasure(row) for row in session.scalars(select(ErasureRow).order_by(*order).limit(limit))
    ]


def save(session: Session, erasure_id: str, **values: Any) -> None:
    """Change what a request says of its progress."""
    session.execute(update(ErasureRow).where(ErasureRow.id == erasure_id).values(**values))


def erased_ids(session: Session) -> list[tuple[str, datetime]]:
    """Return everybody who was ever to be erased, with when that was asked."""
    query = select(ErasureRow.erased_id, ErasureRow.requested_at).order_by(ErasureRow.requested_at)
    return [(talent_id, at) for talent_id, at in session.execute(query)]


def _keys(session: Session, number: int) -> Mapping[Key, list[Any]]:
    """Return all a person goes by, that of now first, then those of who was merged into them."""
    numbers = [number, *sorted(old_numbers(session, [number]))]
    ids = ids_of(session, numbers)
    link = Base.metadata.tables["source_link"]
    records = select(link.c.record_number).where(link.c.talent_number.in_(numbers))
    return {
        Key.TALENT_ID: [ids[one] for one in numbers],
        Key.TALENT_NUMBER: numbers,
        Key.RECORD_NUMBER: list(session.scalars(records)),
    }


def _uploads(session: Session, talent_ids: Sequence[str]) -> list[str]:
    """Return the stored upload files in which a person came; their sample rows are forgotten."""
    run, row = Base.metadata.tables["import_run"], Base.metadata.tables["import_row"]
    runs = select(row.c.run_id).where(row.c.subject_id.in_(talent_ids))
    names = select(run.c.stored_as).where(run.c.id.in_(runs), run.c.stored_as != "")
    found = list(session.scalars(names))
    session.execute(update(run).where(run.c.id.in_(runs)).values(sample=[]))
    return found


def _table(reference: Reference) -> Table:
    return Base.metadata.tables[reference.table]


def _theirs(reference: Reference, keys: Mapping[Key, list[Any]]) -> ColumnElement[bool]:
    column: Column[Any] = _table(reference).c[reference.column]
    return column.in_(keys[reference.key])


def _plain(row: Mapping[Any, Any]) -> dict[str, Any]:
    return {str(name): _readable(value) for name, value in row.items()}


def _readable(value: Any) -> Any:
    """Return JSON for what is JSON inside, nothing for bytes."""
    if isinstance(value, bytes):
        return f"{len(value)} bytes"
    if isinstance(value, str) and value[:1] in {"{", "["}:
        try:
            return orjson.loads(value)
        except orjson.JSONDecodeError:
            return value
    return value


def _erasure(row: ErasureRow) -> Erasure:
    return Erasure(
        id=row.id,
        talent_id=row.erased_id,
        reason=row.reason,
        requested_by=row.requested_by,
        requested_at=row.requested_at,
        due_at=row.due_at,
        done=row.done,
        pending=row.pending,
        error=row.error,
        finished_at=row.finished_at,
    )
