"""Why two people are or are not held to be one, in words, for a pair of the queue or any other."""

from typing import TYPE_CHECKING

import numpy as np
from sqlalchemy.orm import Session

from core.actor import Actor
from core.identity import repository
from core.identity.types import Finding, NothingLearned, Pair, SamePerson
from core.profile.repository import people
from serving.duplicates import snapshot
from serving.duplicates.snapshot import MAPPING

if TYPE_CHECKING:
    from trm_ml.dedupe.weights import Weights


def explain(
    session: Session, actor: Actor, one_id: str, other_id: str
) -> tuple[float, tuple[Finding, ...], Pair | None]:
    """Return how likely two people are one, what each field says, and their pair if it is known.

    A pair that no run brought up is weighed as if the values it shares were held by an average
    number of people.

    Raises:
        NotFound: there is no such person for this actor.
        SamePerson: both are the same one already.
        NothingLearned: there was no run yet.
    """
    if one_id == other_id:
        raise SamePerson("one and the same person was named twice", talent_id=one_id)
    one, other = (people.number_of(session, actor, talent_id) for talent_id in (one_id, other_id))
    pair = repository.of_people(session, actor, one, other)
    if pair is not None:
        return pair.probability, pair.findings, pair
    weights = learned(session)
    if weights is None:
        raise NothingLearned("Nobody was compared yet; run: trm dedupe run")
    probability, findings = _weighed(session, weights, one, other)
    return probability, findings, None


def learned(session: Session) -> "Weights | None":
    """Return what the latest run learned, ``None`` if nobody was ever compared."""
    from trm_ml.dedupe.weights import Weights

    latest = repository.runs(session, limit=1)
    return Weights.from_json(latest[0].weights) if latest and latest[0].weights else None


def _weighed(
    session: Session, weights: "Weights", one: int, other: int
) -> tuple[float, tuple[Finding, ...]]:
    from trm_ml.dedupe.engine import compared, probability_of
    from trm_ml.dedupe.evidence import Evidence
    from trm_ml.dedupe.fields import columns_of
    from trm_ml.dedupe.proposals import findings

    two = snapshot.some(session, sorted((one, other)))
    here = compared(columns_of(two.table, MAPPING), np.zeros(1, np.int32), np.ones(1, np.int32))
    known = {scale.field for scale in weights.scales}
    average = [
        Evidence(told.scale, told.levels, np.full(1, np.nan, np.float32))
        for told in here
        if told.scale.field in known
    ]
    if not average:
        return float(probability_of(np.log(np.full(1, weights.prior_odds, np.float32)))[0]), ()
    mine = weights.only([told.scale for told in average])
    likely = float(probability_of(mine.log_odds(average))[0])
    return likely, tuple(Finding(*told) for told in findings(mine, average)[0])
