"""What every feature keeps to; a new one is tested by being in the table."""

import numpy as np
import pytest

from tests.ranking_world import additions, world
from trm_ml.features import FEATURES, GROUPS, Comparison, Feature, compute
from trm_ml.features.people import PeopleColumns

PEOPLE, JOBS = 120, 25


@pytest.fixture(scope="module")
def columns() -> PeopleColumns:
    here = world()
    return PeopleColumns.build((here.candidate(seed) for seed in range(PEOPLE)), here.lexicon)


@pytest.fixture(scope="module")
def pairs(columns: PeopleColumns) -> list[Comparison]:
    here = world()
    return [Comparison(here.preparer.prepare(here.position(seed)), columns) for seed in range(JOBS)]


def test_names_are_distinct_and_about_forty():
    assert len({feature.name for feature in FEATURES}) == len(FEATURES)
    assert 35 <= len(FEATURES) <= 50


def test_at_most_seven_groups_and_all_used():
    assert {feature.group for feature in FEATURES} == set(GROUPS)
    assert len(GROUPS) <= 7


def test_nothing_about_being_reachable_is_part_of_fit(
    columns: PeopleColumns, pairs: list[Comparison]
):
    from dataclasses import replace

    awake = replace(columns, idle_months=np.zeros(len(columns), np.float32))
    for pair in pairs[:5]:
        other = Comparison(pair.position, awake)
        for feature in FEATURES:
            np.testing.assert_array_equal(feature.of(pair), feature.of(other))


@pytest.mark.parametrize("feature", FEATURES, ids=lambda feature: feature.name)
def test_feature_is_described_and_bounded(feature: Feature, pairs: list[Comparison]):
    assert feature.about.endswith(".")
    assert feature.unit
    assert feature.monotone == 1
    for pair in pairs:
        values = feature.of(pair)
        assert values.shape == (PEOPLE,)
        if np.isnan(values).any():  # the job does not ask: nobody has a value
            assert np.isnan(values).all()
            continue
        assert values.min() >= feature.low - 1e-6
        assert values.max() <= feature.high + 1e-6


@pytest.mark.parametrize("feature", FEATURES, ids=lambda feature: feature.name)
def test_feature_tells_people_apart_somewhere(feature: Feature, pairs: list[Comparison]):
    spreads = [np.ptp(values) for pair in pairs if not np.isnan(values := feature.of(pair)).any()]
    assert max(spreads) > 0


def test_no_feature_falls_when_something_true_is_added():
    here = world()
    for seed in range(60):
        position, one = here.position(seed), here.candidate(seed + 1000)
        more = additions(one, position, seed)
        people = PeopleColumns.build([one, *(after for _, after in more)], here.lexicon)
        rows = compute(here.preparer.prepare(position), people, np.arange(len(more) + 1))
        fell = np.argwhere(rows[1:] < rows[0] - 1e-6)
        assert not len(fell), [(more[at][0], FEATURES[column].name) for at, column in fell]


def test_saying_a_thing_again_adds_nothing():
    from dataclasses import replace

    here = world()
    for seed in range(20):
        one = here.candidate(seed)
        again = replace(
            one,
            skills=one.skills * 50,
            titles=one.titles * 3,
            languages=one.languages * 2,
            certificates=one.certificates * 10,
            occupations=one.occupations * 2,
        )
        people = PeopleColumns.build([one, again], here.lexicon)
        rows = compute(here.preparer.prepare(here.position(seed)), people, np.arange(2))
        np.testing.assert_array_equal(rows[0], rows[1])


def test_a_row_is_the_same_alone_in_company_and_at_any_place(columns: PeopleColumns):
    here = world()
    prepared = here.preparer.prepare(here.position(3))
    everybody = compute(prepared, columns, np.arange(PEOPLE))
    shuffled = np.random.default_rng(5).permutation(PEOPLE)
    np.testing.assert_array_equal(compute(prepared, columns, shuffled), everybody[shuffled])
    for row in (0, 17, 119):
        alone = PeopleColumns.build([here.candidate(row)], here.lexicon)
        np.testing.assert_array_equal(compute(prepared, alone, np.array([0]))[0], everybody[row])
