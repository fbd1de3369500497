"""Whoever comes in or changes is compared with everybody, seconds later, in the background."""

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from core import jobs, outbox
from core.identity import repository
from core.identity.types import NewPair, Run
from core.jobs import JobName, Progress
from core.profile import repository as profile
from core.profile.repository import people
from core.profile.repository.people import CHANGED
from serving.duplicates import runs

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from serving.wiring import Parts

AT_ONCE = 500  # people who are compared one by one, however few there are in all
SHARE = 0.01  # of everybody beyond whom a run over everybody costs less
LATER = timedelta(minutes=1)  # a run waits for what else comes in


def check_arrivals(parts: "Parts", payload: Mapping[str, Any], progress: Progress) -> None:
    """Run the job `CHECK_ARRIVALS`; where too many changed, have everybody compared instead."""
    with parts.db.read() as session:
        latest = repository.runs(session, limit=1)
        head = outbox.head(session)
        changed = _changed(session, latest[0]) if latest else None
    if changed is None or not latest[0].weights:
        with parts.db.write() as session:
            now = parts.clock.now()
            jobs.enqueue(
                session, JobName.FIND_DUPLICATES, now=now, run_after=now + LATER, key=runs.KEY
            )
        return
    found: list[NewPair] = []
    compared = parts.known_people().duplicates_of(latest[0], changed) if changed else ()
    for done, pairs in enumerate(compared, start=1):
        found += pairs
        progress(done, len(changed), "")
    with parts.db.write() as session:
        repository.note(session, found, now=parts.clock.now())
        repository.set_checked(session, latest[0].id, head)


def _changed(session: "Session", run: Run) -> list[int] | None:
    """Return who changed since the last check, by number; ``None`` if too many did."""
    most = max(AT_ONCE, int(SHARE * profile.count(session)))
    facts = outbox.since(session, run.checked, names=(CHANGED,), limit=most + 1)
    if len(facts) > most:
        return None
    ids = list(dict.fromkeys(fact.subject_id for fact in facts))
    return list(people.known_numbers(session, ids).values())
