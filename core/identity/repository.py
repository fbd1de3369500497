"""All SQL of the identity slice."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, func, insert, or_, select, tuple_, update
from sqlalchemy.orm import Session

from core.actor import Actor
from core.db import table_of
from core.errors import NotFound
from core.identity import rules
from core.identity.tables import DuplicatePairRow, DuplicateRunRow
from core.identity.types import ANY, Asked, Band, Finding, FoundBy, NewPair, Pair, PairState, Run
from core.ids import new_id
from core.profile.repository import people

_DIGITS = 6  # of a probability and a weight that are kept: a run is repeated to the last of them
_TAUGHT = (PairState.SAME.value, PairState.DIFFERENT.value)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What somebody said of two people, by their internal numbers."""

    talent_number: int
    other_number: int
    same: bool


def get(session: Session, actor: Actor, pair_id: str) -> Pair:
    """Return a pair of people whom the actor may both see, or raise `NotFound`."""
    row = session.scalar(
        select(DuplicatePairRow)
        .where(DuplicatePairRow.id == pair_id, _seen(actor))
        .execution_options(populate_existing=True)
    )
    if row is None:
        raise NotFound(f"there is no pair {pair_id}", pair_id=pair_id)
    return _pairs(session, [row])[0]


def of_people(session: Session, actor: Actor, one: int, other: int) -> Pair | None:
    """Return the pair of two people by their numbers, if the engine ever brought it up."""
    row = DuplicatePairRow
    low, high = sorted((one, other))
    query = select(row).where(row.talent_number == low, row.other_number == high, _seen(actor))
    found = session.scalar(query)
    return _pairs(session, [found])[0] if found is not None else None


def page(
    session: Session,
    actor: Actor,
    asked: Asked = ANY,
    *,
    after: tuple[float, str] | None = None,
    limit: int = 50,
) -> list[Pair]:
    """Return visible pairs, the most useful to decide first, after the last one of a page."""
    row = DuplicatePairRow
    query = select(row).where(*_asked(actor, asked))
    if after is not None:
        useful, last = after
        query = query.where(
            or_(row.usefulness < useful, and_(row.usefulness == useful, row.id > last))
        )
    found = session.scalars(query.order_by(row.usefulness.desc(), row.id).limit(limit)).all()
    return _pairs(session, found)


def count(session: Session, actor: Actor, asked: Asked = ANY) -> int:
    """Return how many visible pairs there are."""
    query = select(func.count()).select_from(DuplicatePairRow).where(*_asked(actor, asked))
    return session.scalar(query) or 0


def verdicts(session: Session) -> list[Verdict]:
    """Return what people decided, of everybody: it binds and teaches the next run."""
    row = DuplicatePairRow
    query = (
        select(row.talent_number, row.other_number, row.state)
        .where(row.state.in_(_TAUGHT))
        .order_by(row.talent_number, row.other_number)
    )
    return [
        Verdict(one, other, state == PairState.SAME.value)
        for one, other, state in session.execute(query)
    ]


def refresh(session: Session, found: Sequence[NewPair], *, now: datetime) -> None:
    """Make the open pairs those that a run found; the same again changes nothing.

    Pairs that somebody decided or skipped stay as they are, found again or not.
    """
    row = DuplicatePairRow
    kept = {
        (one, other): (pair_id, state)
        for pair_id, one, other, state in session.execute(
            select(row.id, row.talent_number, row.other_number, row.state)
        )
    }
    taught = _taught(session)
    again = {(pair.talent_number, pair.other_number): pair for pair in found}
    gone = [
        pair_id
        for key, (pair_id, state) in kept.items()
        if state == PairState.OPEN.value and key not in again
    ]
    for some in people.chunks(gone):
        session.execute(delete(row).where(row.id.in_(some)))
    old = [
        {"id": kept[key][0], **_told(pair, taught)}
        for key, pair in again.items()
        if key in kept and kept[key][1] == PairState.OPEN.value
    ]
    if old:
        session.execute(update(row), old)
    _add(
        session, [pair for key, pair in again.items() if key not in kept], taught, FoundBy.RUN, now
    )


def note(session: Session, found: Sequence[NewPair], *, now: datetime) -> int:
    """Add pairs that the check of somebody who came in found; say how many are new."""
    row = DuplicatePairRow
    known: set[tuple[int, int]] = set()
    for some in people.chunks([(pair.talent_number, pair.other_number) for pair in found]):
        query = select(row.talent_number, row.other_number)
        hits = session.execute(query.where(tuple_(row.talent_number, row.other_number).in_(some)))
        known.update((one, other) for one, other in hits)
    fresh = {
        (pair.talent_number, pair.other_number): pair
        for pair in found
        if (pair.talent_number, pair.other_number) not in known
    }
    _add(session, list(fresh.values()), _taught(session), FoundBy.ARRIVAL, now)
    return len(fresh)


def decide(session: Session, pair: Pair, state: PairState, *, by: str, at: datetime | None) -> None:
    """Store a decision, and weigh anew what its like would teach."""
    row = DuplicatePairRow
    session.execute(
        update(row)
        .where(row.id == pair.id)
        .values(state=state.value, decided_by=by, decided_at=at, version=row.version + 1)
    )
    before, after = pair.state.value in _TAUGHT, state.value in _TAUGHT
    if before != after:
        factor = rules.LEARNED if after else 1 / rules.LEARNED
        like = (row.pattern == pair.pattern, row.state == PairState.OPEN.value, row.id != pair.id)
        session.execute(update(row).where(*like).values(usefulness=row.usefulness * factor))


def add_run(session: Session, run: Run) -> None:
    """Store a run."""
    values = {name: getattr(run, name) for name in Run.__dataclass_fields__}
    session.execute(insert(table_of(DuplicateRunRow)).values(**values))


def set_checked(session: Session, run_id: str, change: int) -> None:
    """Note up to which change people were compared since a run."""
    row = DuplicateRunRow
    session.execute(update(row).where(row.id == run_id).values(checked=change))


def runs(session: Session, *, limit: int) -> list[Run]:
    """Return the latest runs, newest first."""
    row = DuplicateRunRow
    query = select(row).order_by(row.at.desc(), row.id.desc()).limit(limit)
    return [
        Run(**{name: getattr(one, name) for name in Run.__dataclass_fields__})
        for one in session.scalars(query)
    ]


def _seen(actor: Actor) -> ColumnElement[bool]:
    """Return the condition that the actor may see both people."""
    row = DuplicatePairRow
    return and_(people.is_seen(actor, row.talent_number), people.is_seen(actor, row.other_number))


def _asked(actor: Actor, asked: Asked) -> list[ColumnElement[bool]]:
    row, number = DuplicatePairRow, asked.talent_number
    conditions = [_seen(actor)]
    if asked.state is not None:
        conditions.append(row.state == asked.state.value)
    if asked.band is not None:
        conditions.append(row.band == asked.band.value)
    if number is not None:
        conditions.append(or_(row.talent_number == number, row.other_number == number))
    return conditions


def _taught(session: Session) -> Mapping[str, int]:
    """Return how many verdicts there are on pairs of each pattern."""
    row = DuplicatePairRow
    query = select(row.pattern, func.count()).where(row.state.in_(_TAUGHT)).group_by(row.pattern)
    return {one[0]: one[1] for one in session.execute(query)}


def _told(pair: NewPair, taught: Mapping[str, int]) -> dict[str, Any]:
    probability = round(pair.probability, _DIGITS)
    pattern = rules.pattern_of(pair.findings)
    return {
        "probability": probability,
        "band": pair.band.value,
        "findings": [
            [one.field, one.level, round(one.weight, _DIGITS), one.share] for one in pair.findings
        ],
        "pattern": pattern,
        "usefulness": rules.usefulness(probability, taught.get(pattern, 0)),
    }


def _add(
    session: Session,
    found: Iterable[NewPair],
    taught: Mapping[str, int],
    by: FoundBy,
    now: datetime,
) -> None:
    rows = [
        {
            "id": new_id("dup", now),
            "talent_number": pair.talent_number,
            "other_number": pair.other_number,
            "state": PairState.OPEN.value,
            "found_by": by.value,
            "found_at": now,
            "decided_by": "",
            "decided_at": None,
            "version": 1,
            **_told(pair, taught),
        }
        for pair in found
    ]
    if rows:
        session.execute(insert(table_of(DuplicatePairRow)), rows)


def _pairs(session: Session, rows: Sequence[DuplicatePairRow]) -> list[Pair]:
    numbers = {number for row in rows for number in (row.talent_number, row.other_number)}
    ids = people.ids_of(session, sorted(numbers))
    return [_pair(row, ids) for row in rows]


def _pair(row: DuplicatePairRow, ids: Mapping[int, str]) -> Pair:
    return Pair(
        id=row.id,
        talent_id=ids[row.talent_number],
        other_id=ids[row.other_number],
        probability=row.probability,
        band=Band(row.band),
        findings=tuple(Finding(*one) for one in row.findings),
        pattern=row.pattern,
        usefulness=row.usefulness,
        state=PairState(row.state),
        found_by=FoundBy(row.found_by),
        found_at=row.found_at,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        version=row.version,
    )
