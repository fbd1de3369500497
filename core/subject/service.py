"""Verbs of the subject slice. Never commits."""

from datetime import datetime

from sqlalchemy.orm import Session

from core import audit, outbox
from core.actor import SYSTEM, Actor
from core.ids import new_id
from core.profile.repository import aliases, people
from core.profile.repository.people import REMOVED
from core.subject import repository, rules
from core.subject.types import ErasedAlready, Erasure, ErasureReasonMissing, Rows, Store

REQUESTED, ERASED = "erasure.requested", "erasure.finished"


def request_erasure(
    session: Session, actor: Actor, talent_id: str, *, reason: str, now: datetime
) -> Erasure:
    """Ask for a person to be erased; the work is done store by store afterwards.

    Whoever was merged into them is the same person, and is erased with them.

    Raises:
        NotFound: there is no such person for this actor.
        ErasureReasonMissing: no reason is given.
        ErasedAlready: it was asked before.
    """
    if not reason.strip():
        raise ErasureReasonMissing(
            "An erasure needs a reason, for whoever asks later why somebody is gone."
        )
    people.number_of(session, actor, talent_id, withdrawn_too=True)
    talent_id = aliases.current_id(session, talent_id)
    if repository.of_person(session, talent_id) is not None:
        raise ErasedAlready("This person is being erased already.", talent_id=talent_id)
    erasure = _new(talent_id, reason.strip(), actor, now)
    repository.add(session, erasure)
    audit.record(session, actor, REQUESTED, talent_id, now=now, details={"erasure": erasure.id})
    return erasure


def erase_rows(session: Session, erasure_id: str, *, now: datetime) -> Erasure:
    """Delete the person's rows and remember which files are to go; again changes nothing."""
    erasure = repository.get(session, erasure_id)
    if Store.DATABASE not in erasure.open_stores:
        return erasure
    pending = repository.erase_rows(session, erasure.talent_id) or {}
    outbox.append(session, REMOVED, erasure.talent_id, now=now)
    repository.save(session, erasure.id, pending=pending)
    return note(session, erasure.id, Store.DATABASE, now=now)


def note(session: Session, erasure_id: str, store: Store, *, now: datetime) -> Erasure:
    """Note that a store holds nothing of the person any more; the last one ends the request."""
    erasure = repository.get(session, erasure_id)
    done = dict(erasure.done) | {store.value: now.isoformat()}
    pending = {name: files for name, files in erasure.pending.items() if name != store.value}
    finished = now if len(done) == len(Store) else None
    repository.save(session, erasure_id, done=done, pending=pending, error="", finished_at=finished)
    if finished:
        audit.record(session, SYSTEM, ERASED, erasure.talent_id, now=now, details=done)
    return repository.get(session, erasure_id)


def note_failure(session: Session, erasure_id: str, store: Store, error: str) -> None:
    """Note why a store could not be emptied; the request stays open."""
    repository.save(session, erasure_id, error=f"{store.value}: {error}")


def replay(session: Session, talent_id: str, *, now: datetime) -> Erasure:
    """Take up anew an erasure that an older copy of the database may not know of."""
    known = repository.of_person(session, talent_id)
    if known is None:
        known = _new(talent_id, "erased before; a backup was restored", SYSTEM, now)
        repository.add(session, known)
    else:
        repository.save(session, known.id, done={}, pending={}, finished_at=None)
    return repository.get(session, known.id)


def export(session: Session, actor: Actor, talent_id: str, *, now: datetime) -> dict[str, Rows]:
    """Return everything that is kept of a person, by table, and note that it was given out.

    Raises:
        NotFound: there is no such person for this actor.
    """
    found = repository.rows_of(session, actor, talent_id)
    audit.record(session, actor, "talent.exported", talent_id, now=now)
    return found


def _new(talent_id: str, reason: str, actor: Actor, now: datetime) -> Erasure:
    return Erasure(
        id=new_id("era", now),
        talent_id=talent_id,
        reason=reason,
        requested_by=actor.account_id,
        requested_at=now,
        due_at=rules.due_at(now),
        done={},
        pending={},
        error="",
        finished_at=None,
    )
