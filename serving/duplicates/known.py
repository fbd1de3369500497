"""Everybody's block keys in this process, for the check of who comes in.

The keys are built from the database once, and again after a run or when many people changed; who
changed since stands in a small register beside the large one. Cells are read again from the
database whenever somebody is compared, so nobody is compared as they were, or after they went.
"""

import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pyarrow as pa
from sqlalchemy.orm import Session

from core import outbox
from core.db import Database
from core.identity.types import Band, Finding, NewPair, Run
from core.profile.repository import people
from core.profile.repository.people import CHANGED
from serving.duplicates import snapshot
from serving.duplicates.snapshot import COLUMNS, MAPPING, Snapshot

if TYPE_CHECKING:
    from trm_ml.dedupe.arrivals import Match, Register
    from trm_ml.dedupe.columns import Ints
    from trm_ml.dedupe.weights import Weights

TAIL = 2_000  # changed people beyond whom everybody's keys are built anew


@dataclass(frozen=True, slots=True)
class _Large:
    """Everybody as of one change, and the run whose weights they are compared by."""

    run_id: str
    change: int
    weights: "Weights"
    kinds: Mapping[bool, "tuple[Snapshot, Register]"]


@dataclass
class KnownPeople:
    """Compares people with everybody. Safe to share between threads."""

    db: Database
    _large: _Large | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def duplicates_of(self, run: Run, numbers: Sequence[int]) -> Iterable[list[NewPair]]:
        """Yield for each of the people who are here the pairs they are in.

        Args:
            run: the latest run, whose weights are used.
            numbers: people by their internal numbers.
        """
        from trm_ml.dedupe.engine import REVIEW_FROM

        with self._lock, self.db.read() as session:
            large = self._ready(session, run)
            tail = self._tail(session, large)
            for kind, mine in _by_kind(session, numbers).items():
                sides = [one[kind] for one in (large.kinds, tail) if kind in one]
                for row, number in enumerate(mine.numbers.tolist()):
                    record = {name: mine.table[name][row].as_py() for name in COLUMNS}
                    found: dict[int, Match] = {}
                    for people_there, register in sides:
                        own = people_there.rows_of([number])
                        for match in register.matches(
                            record, least=REVIEW_FROM, but=own[own >= 0].tolist()
                        ):
                            found.setdefault(int(people_there.numbers[match.row]), match)
                    yield [_pair(number, other, match) for other, match in found.items()]

    def _ready(self, session: Session, run: Run) -> _Large:
        large = self._large
        if large is None or large.run_id != run.id or self._changed(session, large) is None:
            large = self._large = self._built(session, run)
        return large

    def _built(self, session: Session, run: Run) -> _Large:
        from trm_ml.dedupe.weights import Weights

        change, weights = outbox.head(session), Weights.from_json(run.weights)
        kinds = {
            kind: (one, self._register(one, weights))
            for kind, one in snapshot.everybody(session).items()
            if len(one.numbers)
        }
        return _Large(run.id, change, weights, kinds)

    def _register(self, one: Snapshot, weights: "Weights") -> "Register":
        from trm_ml.dedupe.arrivals import Register

        def cells(rows: "Ints") -> dict[str, list[str]]:
            """Read people as they are now; who went has nothing in any cell."""
            with self.db.read() as session:
                return _cells(session, one.numbers[rows].tolist())

        return Register(one.table, MAPPING, weights, cells=cells)

    def _changed(self, session: Session, large: _Large) -> list[int] | None:
        """Return who changed since the large register was built; ``None`` if too many did."""
        facts = outbox.since(session, large.change, names=(CHANGED,), limit=TAIL + 1)
        if len(facts) > TAIL:
            return None
        ids = list(dict.fromkeys(fact.subject_id for fact in facts))
        return list(people.known_numbers(session, ids).values())

    def _tail(self, session: Session, large: _Large) -> "Mapping[bool, tuple[Snapshot, Register]]":
        changed = self._changed(session, large) or []
        return {
            kind: (one, self._register(one, large.weights))
            for kind, one in _by_kind(session, changed).items()
        }


def _by_kind(session: Session, numbers: Sequence[int]) -> dict[bool, Snapshot]:
    """Return people apart by whether they are invented; kinds with nobody are left out."""
    kinds = snapshot.some_by_kind(session, numbers)
    return {kind: one for kind, one in kinds.items() if len(one.numbers)}


def _cells(session: Session, numbers: Sequence[int]) -> dict[str, list[str]]:
    here = snapshot.some(session, numbers)
    rows = here.rows_of(numbers)
    places = pa.array(rows, mask=rows < 0)
    return {
        name: cells.take(places).fill_null("").to_pylist() for name, cells in here.table.items()
    }


def _pair(number: int, other: int, match: "Match") -> NewPair:
    from trm_ml.dedupe.proposals import AUTOMATIC_FROM

    low, high = sorted((number, other))
    band = Band.MERGE if match.probability >= AUTOMATIC_FROM else Band.REVIEW
    findings = tuple(Finding(*one) for one in match.findings)
    return NewPair(low, high, match.probability, band, findings)
