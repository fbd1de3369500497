"""The population as a value: masks, retrieval, changes."""

import numpy as np
import pytest

from core.errors import NotFound
from core.pool.rules import parse
from tests.retrieval_world import DIM, TinyLexicon, people, person, position, unit
from trm_ml.ranking.population import Change, Population
from trm_ml.ranking.segment import Person, build_segment

ENCODER = "tiny"


def population(crowd: list[Person]) -> Population:
    lexicon = TinyLexicon()
    segment = build_segment(crowd, lexicon, DIM)
    return Population.of(segment, lexicon, dim=DIM, change=0, encoder_id=ENCODER)


@pytest.fixture(scope="module")
def crowd() -> Population:
    return population(people(1_500, seed=1))


def query(seed: int = 0) -> np.ndarray:
    return unit(np.random.default_rng(seed).normal(size=DIM))


def test_rows_and_people_are_two_names_of_one_thing(crowd: Population) -> None:
    rows = np.array([1_400, 3, 77])
    names = crowd.talent_ids(rows)
    assert names == ["tal_001400", "tal_000003", "tal_000077"]
    assert crowd.rows_of([*names, "tal_999999", ""]).tolist() == [1_400, 3, 77, -1, -1]


def test_the_nearest_and_the_best_worded_are_retrieved(crowd: Population) -> None:
    vector = query()
    found = crowd.retrieve(position("java", "sql"), vector, k=200)
    assert len(found.rows) == len(set(found.rows.tolist())) == 200
    assert np.all(np.diff(found.fused) <= 0)
    everyone = crowd.vectors(vector, np.arange(1_500))
    nearest = set(np.argsort(-everyone, kind="stable")[:40].tolist())
    assert nearest <= set(found.rows.tolist())
    np.testing.assert_array_equal(found.dense, everyone[found.rows])
    skilled = crowd.mask(parse("skill = java and skill = sql"))
    assert skilled[found.rows].sum() >= min(60, skilled.sum())


def test_everybody_comes_when_few_are_allowed(crowd: Population) -> None:
    mask = crowd.mask(parse("city = london and education >= master"))
    found = crowd.retrieve(position("nursing"), query(1), mask=mask, k=1_000)
    assert sorted(found.rows.tolist()) == np.flatnonzero(mask).tolist()
    alone = crowd.retrieve(position("nursing"), query(1), k=1_500)
    both = dict(zip(alone.rows.tolist(), alone.lexical.tolist(), strict=True))
    assert [both[row] for row in found.rows.tolist()] == found.lexical.tolist()


@pytest.mark.parametrize("rule", ["years >= 3", "city = 深圳", "skill = welding and years < 9"])
def test_filters_hold_in_every_channel(crowd: Population, rule: str) -> None:
    mask = crowd.mask(parse(rule))
    found = crowd.retrieve(position("welding", title="welder"), query(2), mask=mask, k=50)
    assert mask[found.rows].all()
    assert len(found.rows) == min(50, mask.sum())


def test_the_same_question_gets_the_same_answer(crowd: Population) -> None:
    one, two = (crowd.retrieve(position("ml", "python"), query(3), k=300) for _ in range(2))
    assert one.rows.tolist() == two.rows.tolist()
    np.testing.assert_array_equal(one.fused, two.fused)


def test_an_empty_population_answers_with_nobody() -> None:
    empty = population([])
    found = empty.retrieve(position("java"), query(), k=10)
    assert found.rows.tolist() == []
    assert (len(empty), empty.size) == (0, 0)
    assert empty.mask(parse("years > 3")).tolist() == []
    grown = empty.apply([Change("tal_000007", person(7))], change=1)
    assert grown.talent_ids(grown.retrieve(position("java"), query(), k=10).rows) == ["tal_000007"]


def test_a_position_without_words_is_answered(crowd: Population) -> None:
    found = crowd.retrieve(position(title="", text=" "), query(4), k=20)
    assert len(found.rows) == 20


def test_a_changed_person_is_seen_at_once(crowd: Population) -> None:
    before = crowd.rows_of(["tal_000040"])
    fresh = person(40, seed=1, version=5)
    after = crowd.apply([Change("tal_000040", fresh)], change=9)
    row = after.rows_of(["tal_000040"])
    assert row[0] != before[0]
    assert not after.mask(None)[before[0]]
    found = after.retrieve(position("java"), fresh.vector, k=5)
    assert found.rows[np.argmax(found.dense)] == row[0]
    assert (after.change, len(after), crowd.change) == (9, 1_500, 0)
    assert crowd.rows_of(["tal_000040"]).tolist() == before.tolist()


def test_a_removed_person_is_gone_at_once(crowd: Population) -> None:
    vector = person(40, seed=1).vector
    after = crowd.apply([Change("tal_000040", None)], change=10)
    assert len(after) == 1_499
    assert after.rows_of(["tal_000040"]).tolist() == [-1]
    found = after.retrieve(position("java"), vector, k=1_499)
    assert "tal_000040" not in after.talent_ids(found.rows)
    with pytest.raises(NotFound):
        after.failed_clauses(parse("years > 3"), "tal_000040")
    back = after.apply([Change("tal_000040", person(40, seed=1))], change=11)
    assert len(back) == 1_500


def test_the_last_word_about_a_person_counts(crowd: Population) -> None:
    changes = [Change("tal_900000", person(900_000)), Change("tal_900000", None)]
    assert crowd.apply(changes, change=1).rows_of(["tal_900000"]).tolist() == [-1]
    after = crowd.apply(reversed(changes), change=1)
    assert after.rows_of(["tal_900000"]).tolist() == [1_500]


def test_small_segments_are_merged() -> None:
    grown = population(people(50))
    for step in range(60):
        changes = [
            Change(f"tal_{one:06d}", person(one, version=step)) for one in (step, step + 200)
        ]
        grown = grown.apply(changes, change=step)
    assert len(grown.segments) <= 6
    assert len(grown) == 50 + 60 + 10
    assert grown.tail_size == 120


def test_columns_of_rows_come_in_the_order_asked(crowd: Population) -> None:
    grown = crowd.apply(
        [Change(f"tal_{one:06d}", person(one, version=2)) for one in (5, 9_000)], change=1
    )
    rows = grown.rows_of(["tal_009000", "tal_000300", "tal_000005", "tal_000001"])
    together = grown.people(rows)
    expected = [
        person(9_000, version=2),
        person(300, seed=1),
        person(5, version=2),
        person(1, seed=1),
    ]
    years = [np.nan if one.candidate.years is None else one.candidate.years for one in expected]
    np.testing.assert_array_equal(together.years, np.float32(years))
    for group in grown.groups(rows):
        np.testing.assert_array_equal(
            group.columns.years[group.local], np.float32(years)[group.places]
        )
