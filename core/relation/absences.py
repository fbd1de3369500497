"""What a complete list of employees says by what it lacks; see `rules.absences` for the rule."""

from datetime import datetime

from sqlalchemy.orm import Session

from core import audit
from core.actor import Actor
from core.relation import repository, rules, service
from core.relation.types import Absences, Relationship, Statement

LACKED = "lacked by two complete lists of its source"


def conclude(  # noqa: PLR0913  what a list says is named by the caller
    session: Session,
    actor: Actor,
    source: str,
    seen: frozenset[str],
    *,
    refused_rows: int,
    listed_at: datetime,
    now: datetime,
    store: bool = True,
) -> Absences:
    """Point out who is missing from a complete list, and end the work of who was missing before.

    Args:
        session: where it is stored.
        actor: who took the list in.
        source: whose list it is; who works here by another source's word is not looked at.
        seen: the people on it.
        refused_rows: how many of its rows could not be used.
        listed_at: as of when it is.
        now: the present.
        store: false to only say what would follow.
    """
    known = [
        one
        for one in repository.working_of(session, source, at=listed_at)
        if one.since <= listed_at  # who joins later need not be on it
    ]
    found = rules.absences(known, seen, refused_rows=refused_rows, listed_at=listed_at)
    if not store:
        return found
    by_id = {one.id: one for one in known}
    back = [one.id for one in known if one.talent_id in seen and one.missed_at is not None]
    repository.note_missed(session, back, at=None)
    repository.note_missed(session, found.missing, at=listed_at)
    left = [by_id[name] for name in found.ended]
    said = [(one.talent_id, _ended(one, listed_at)) for one in left]
    service.state_many(session, actor, said, now=now)
    details = {"known": found.known, "missing": len(found.missing), "ended": len(found.ended)}
    audit.record(session, actor, "employees.compared", "talents", now=now, details=details)
    return found


def _ended(one: Relationship, listed_at: datetime) -> Statement:
    assert one.missed_at is not None
    return Statement(
        kind=one.kind,
        source=one.source,
        key=one.key,
        at=listed_at,
        since=one.since,
        until=max(one.missed_at, one.since),
        label=one.label,
        record_id=one.record_id,
        reason=LACKED,
    )
