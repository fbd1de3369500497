"""Taking records back: people are derived from what is left, or go out of view if nothing is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from core import audit, outbox
from core.actor import Actor
from core.profile.ingest import rederive
from core.profile.repository import records, store
from core.profile.repository.people import REMOVED


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """How many people went out of view, and how many keep what others know of them."""

    gone: int = 0
    kept: int = 0

    def __add__(self, other: "Withdrawn") -> "Withdrawn":
        return Withdrawn(self.gone + other.gone, self.kept + other.kept)


def withdraw(
    session: Session, actor: Actor, record_ids: Sequence[str], *, now: datetime
) -> Withdrawn:
    """Take records away from their people; the records stay, unlinked (nothing is ever deleted).

    Who is known from elsewhere, edits by hand included, keeps the rest. Who is not goes out of
    view with what hangs on them, and comes back under the same id when a record of theirs arrives
    again. Records taken back before change nothing. For the machine's own use: the caller has
    checked that the records are the actor's to take back.
    """
    store.one_at_a_time(session)
    numbers = records.unlink_many(session, record_ids, now=now)
    records.forget_duplicates(session, record_ids)
    people = store.people_by_number(session, numbers)
    left = records.linked_records(session, numbers)
    kept = [person for person in people if left[person.number]]
    gone = [person for person in people if not left[person.number]]
    rederive(session, kept, now=now)
    store.withdraw(session, gone, now=now)
    if gone:
        outbox.append_many(session, [(REMOVED, person.id, {}) for person in gone], now=now)
    if people:
        counts = {"source_records": len(record_ids), "gone": len(gone), "kept": len(kept)}
        audit.record(session, actor, "talent.withdrawn", "talents", now=now, details=counts)
    return Withdrawn(len(gone), len(kept))
