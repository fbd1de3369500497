"""For whom a score may be shown: only where enough of what the job asks is known."""

from dataclasses import replace

import numpy as np

from core.pool.types import Candidate
from core.profile.types import EducationLevel
from tests.ranking_world import additions, world
from trm_ml.features.people import PeopleColumns
from trm_ml.ranking.sufficiency import enough, known_share


def shares(position, people: list[Candidate]) -> np.ndarray:
    return known_share(position, PeopleColumns.build(people, world().lexicon))


def test_a_blank_person_has_no_score_and_a_full_one_has():
    here = world()
    blank = Candidate("tal_blank", "")
    full = replace(
        here.candidate(1),
        skills=here.skill_ids(np.random.default_rng(1), 8),
        titles=("Java开发工程师",),
        years=5.0,
        education=EducationLevel.BACHELOR,
        languages=("zh", "en"),
        city="深圳",
        country="中国",
    )
    for seed in range(20):
        position = here.position(seed)
        columns = PeopleColumns.build([blank, full], here.lexicon)
        assert enough(position, columns).tolist() == [False, True]
        assert known_share(position, columns).tolist() == [0.0, 1.0]


def test_to_know_more_is_never_to_know_less():
    here = world()
    for seed in range(60):
        position, one = here.position(seed), here.candidate(seed + 900)
        known = shares(position, [one, *(after for _, after in additions(one, position, seed))])
        assert (known[1:] >= known[0]).all()
        assert ((known >= 0) & (known <= 1)).all()


def test_only_what_the_job_asks_is_asked_of_the_person():
    here = world()
    asks = next(here.position(seed) for seed in range(99) if here.position(seed).min_years)
    silent = replace(asks, min_years=None)
    one = replace(here.candidate(2), years=None)
    assert shares(silent, [one])[0] > shares(asks, [one])[0]
