"""A stored score comes out the same, bit for bit, from what is stored with it."""

from dataclasses import replace

import numpy as np
import pytest

from core.actor import SYSTEM
from core.db import Base
from core.errors import Unavailable
from core.pool.types import Match, MatchList, Position
from core.requisition import service
from core.requisition.repository import shortlists
from core.requisition.types import NewJob, NewShortlist
from serving import wiring
from serving.replay import reproduced
from serving.settings import Settings
from tests.conftest import load_tables
from trm_ml.ranking.fallback import RuleRanker
from trm_ml.ranking.model import LightGbmRanker

POSITION = Position("", "Engineer", "Python")


@pytest.fixture
def parts(tmp_path, clock):
    """A workspace of its own."""
    load_tables()
    built = wiring.build(Settings(workspace=tmp_path / "var"), clock=clock)
    Base.metadata.create_all(built.db.engine)
    yield built
    built.db.close()


def rankers():
    """The order by rules, and the model that came with the code where it did."""
    found = [RuleRanker()]
    try:
        return [*found, LightGbmRanker.open()]
    except Unavailable:
        return found


def rows(ranker, *, seed):
    """Draw features within their bounds and score them."""
    random = np.random.default_rng(seed)
    lows = np.array([max(one.low, -1e3) for one in ranker.features])
    highs = np.array([min(one.high, 1e3) for one in ranker.features])
    features = random.uniform(lows, highs, (40, len(lows))).astype(np.float32)
    features[random.random(features.shape) < 0.1] = np.nan
    raw, shares = ranker.raw(features), ranker.contributions(features)
    fit = ranker.fit(raw)
    return tuple(
        Match(
            f"tal_{at}",
            float(fit[at]),
            float(raw[at]),
            at + 1,
            features=tuple(map(float, features[at])),
            contributions=tuple(map(float, shares[at])),
        )
        for at in range(len(features))
    )


@pytest.mark.parametrize("ranker", rankers(), ids=lambda ranker: ranker.version)
def test_every_stored_score_is_reproduced_from_its_record(parts, ranker):
    now, made = parts.clock.now(), rows(ranker, seed=11)
    names = tuple(feature.name for feature in ranker.features)
    with parts.db.write() as session:
        job = service.create_job(session, SYSTEM, NewJob("Engineer", "Python", POSITION), now=now)
        answer = MatchList(made, ranker.version, names, 40, 40)
        new = NewShortlist(POSITION, "", 40, answer)
        shortlist_id = service.store_shortlist(session, SYSTEM, job.id, new, now=now).id
    with parts.db.read() as session:
        stored = shortlists.get(session, SYSTEM, shortlist_id)
    assert [reproduced(parts, stored, row) for row in stored.rows] == [True] * 40
    bent = replace(stored.rows[3], raw=np.nextafter(stored.rows[3].raw, 9).item())
    assert reproduced(parts, stored, bent) is False
    assert reproduced(parts, replace(stored, model_version="ranker-gone"), bent) is None
