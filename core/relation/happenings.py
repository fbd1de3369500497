"""What sources tell to have happened: once on the timeline, however often it is told."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from core.actor import Actor
from core.ids import new_id
from core.profile import service as profile
from core.profile.repository import people
from core.profile.types import Interaction
from core.relation.repository import told as told_before
from core.relation.types import Happening


def tell_many(
    session: Session, actor: Actor, told: Sequence[tuple[str, Happening]], *, now: datetime
) -> int:
    """Put what happened with visible people on their timelines; return how much of it was news.

    The same key of the same source is told once, even if its words or its day have changed: what
    changes under a key is told under another (an interview and its outcome).

    Raises:
        NotFound: there is no such person for this actor.
    """
    wanted = {(one.source, one.key): (talent_id, one) for talent_id, one in told}
    known = told_before.told(session, list(wanted))
    fresh = [(talent_id, one) for name, (talent_id, one) in wanted.items() if name not in known]
    if not fresh:
        return 0
    interactions = [
        Interaction(
            id=new_id("int", now),
            talent_id=talent_id,
            kind=one.kind,
            direction=one.direction,
            channel=one.channel,
            at=min(one.at, now) if not one.ahead else one.at,
            known_at=now,
            summary=one.summary,
        )
        for talent_id, one in fresh
    ]
    profile.record_interactions(session, actor, interactions, now=now)
    numbers = people.numbers_of(session, actor, [talent_id for talent_id, _ in fresh])
    told_before.note(session, fresh, numbers, [one.id for one in interactions])
    return len(fresh)
