"""Applications as an ATS tells them: the last word is kept, the steps go onto the timeline."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from core.actor import Actor
from core.ids import new_id
from core.profile.repository import people
from core.relation.repository import hiring
from core.relation.types import Application


def take_many(session: Session, actor: Actor, told: Sequence[Application], *, now: datetime) -> int:
    """Keep applications of visible people; return how many were news.

    What is older than the last word under the same key changes nothing.

    Raises:
        NotFound: there is no such person for this actor.
    """
    newest: dict[tuple[str, str], Application] = {}
    for one in told:
        there = newest.get((one.source, one.key))
        if there is None or one.stated_at >= there.stated_at:
            newest[one.source, one.key] = one
    numbers = people.numbers_of(session, actor, [one.talent_id for one in newest.values()])
    known = hiring.applications(session, list(newest))
    fresh = [
        replace(one, id=known[name].id if name in known else new_id("app", now))
        for name, one in newest.items()
        if name not in known or one.stated_at >= known[name].stated_at
    ]
    hiring.save_applications(session, fresh, numbers, known=known)
    return len(fresh)
