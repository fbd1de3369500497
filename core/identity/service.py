"""Verbs of the identity slice. Never commits."""

from datetime import datetime

from sqlalchemy.orm import Session

from core import audit, outbox
from core.actor import Actor
from core.identity import repository, rules
from core.identity.types import Pair, PairDecided, PairState

DECIDED = "duplicate.decided"


def decide(
    session: Session, actor: Actor, pair_id: str, verdict: PairState, *, now: datetime
) -> Pair:
    """Say of a pair that it is one person, that it is two, that nobody can tell, or open it again.

    Raises:
        NotFound: there is no such pair, or the actor may not see both people.
        PairDecided: it was decided; open it again first.
    """
    pair = repository.get(session, actor, pair_id)
    if pair.state is verdict:
        return pair
    if not rules.may_move(pair.state, verdict):
        raise PairDecided(
            "this pair was decided; open it again to decide otherwise", state=pair.state.value
        )
    opened = verdict is PairState.OPEN
    repository.decide(
        session,
        pair,
        verdict,
        by="" if opened else actor.account_id,
        at=None if opened else now,
    )
    told = {"pair_id": pair.id, "verdict": verdict.value, "other_id": pair.other_id}
    outbox.append(session, DECIDED, pair.talent_id, told, now=now)
    audit.record(session, actor, DECIDED, pair.talent_id, now=now, details=told)
    return repository.get(session, actor, pair_id)
