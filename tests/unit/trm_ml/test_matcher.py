"""The matcher over a small population: real lexicon, real ranker, made-up vectors."""

from dataclasses import replace

import numpy as np
import pytest

from core.pool.rules import parse
from tests.ranking_world import small_bundle, unit, world
from trm_ml.embeddings.encoder import Progress
from trm_ml.matcher import Loaded, PopulationMatcher
from trm_ml.ranking.explain import check_additive
from trm_ml.ranking.fallback import RuleRanker
from trm_ml.ranking.model import LightGbmRanker
from trm_ml.ranking.population import Change, Population
from trm_ml.ranking.segment import Person, build_segment

DIM, PEOPLE = 48, 400


class LengthEncoder:
    """Encodes a text by its length; the same text always the same way."""

    id, dim = "length", DIM

    def encode_one(self, text: str, *, kind: str) -> np.ndarray:
        return world().vector_of(text)

    def encode(
        self,
        texts: list[str],
        *,
        kind: str,
        progress: Progress | None = None,
        workers: int | None = None,
    ) -> np.ndarray:
        return np.stack([self.encode_one(text, kind=kind) for text in texts])


def population(count: int = PEOPLE) -> Population:
    here = world()
    vectors = unit(np.random.default_rng(1), max(count, 1), DIM)
    people = [Person(here.candidate(seed), vectors[seed]) for seed in range(count)]
    segment = build_segment(people, here.lexicon, DIM)
    return Population.of(segment, here.lexicon, dim=DIM, change=0, encoder_id="length")


class Parts:
    """What the matcher asks for at each call; a test may put something else in."""

    def __init__(self) -> None:
        self.population = population()
        self.loaded = Loaded(LightGbmRanker(small_bundle()))
        self.matcher = PopulationMatcher(
            lambda: self.population, lambda: self.loaded, world().lexicon, world(), LengthEncoder()
        )


@pytest.fixture
def parts() -> Parts:
    return Parts()


def test_the_best_come_first_with_reasons(parts: Parts):
    found = parts.matcher.match(world().position(2), where=None, limit=15)
    raws = [match.raw for match in found.matches]
    assert len(raws) == 15
    assert raws == sorted(raws, reverse=True)
    assert [match.rank for match in found.matches] == list(range(1, 16))
    assert found.considered == found.retrieved == PEOPLE
    assert found.model_version == small_bundle().version
    assert found.notices == ()
    assert set(found.timings_ms) == {"encode", "prepare", "filter", "retrieve", "rank", "explain"}
    for match in found.matches:
        assert 0 < match.score < 1
        assert match.reasons
        assert len(match.features) == len(found.feature_names) == len(match.contributions) - 1
        check_additive(np.array([match.raw]), np.array([match.contributions]))


def test_equal_people_stand_by_id(parts: Parts):
    twins = [replace(world().candidate(3), talent_id=f"tal_{name}") for name in ("zz", "aa", "mm")]
    same = unit(np.random.default_rng(9), 1, DIM)[0]
    segment = build_segment([Person(one, same) for one in twins], world().lexicon, DIM)
    parts.population = Population.of(
        segment, world().lexicon, dim=DIM, change=0, encoder_id="length"
    )
    found = parts.matcher.match(world().position(1), where=None, limit=3)
    assert [match.talent_id for match in found.matches] == ["tal_aa", "tal_mm", "tal_zz"]
    assert len({match.raw for match in found.matches}) == 1


def test_a_filter_holds(parts: Parts):
    found = parts.matcher.match(world().position(2), where=parse("years >= 10"), limit=500)
    assert 0 < len(found.matches) == found.considered < PEOPLE
    for match in found.matches:
        assert world().candidate(int(match.talent_id[4:])).years >= 10


def test_scores_do_not_depend_on_the_others_nor_on_the_segment(parts: Parts):
    position = world().position(4)
    before = {
        one.talent_id: one for one in parts.matcher.match(position, where=None, limit=40).matches
    }
    extra = [
        Change(
            f"tal_9{n:04d}",
            Person(
                replace(world().candidate(n), talent_id=f"tal_9{n:04d}"),
                unit(np.random.default_rng(n), 1, DIM)[0],
            ),
        )
        for n in range(30)
    ]
    parts.population = parts.population.apply(extra, change=1)
    after = {
        one.talent_id: one for one in parts.matcher.match(position, where=None, limit=70).matches
    }
    for talent_id, match in before.items():
        assert after[talent_id].raw == match.raw
        assert after[talent_id].features == pytest.approx(match.features, nan_ok=True, abs=0)
        assert [reason.code for reason in after[talent_id].reasons] == [
            reason.code for reason in match.reasons
        ]
    twin = next(one for one in after.values() if one.talent_id.startswith("tal_9"))
    [original] = parts.matcher.score(position, ["tal_0" + twin.talent_id[5:]])
    assert original.raw == twin.raw


def test_score_keeps_the_order_asked_and_leaves_out_the_unknown(parts: Parts):
    position = world().position(2)
    asked = ["tal_00007", "tal_nobody", "tal_00001"]
    found = parts.matcher.score(position, asked)
    assert [match.talent_id for match in found] == ["tal_00007", "tal_00001"]
    listed = {
        one.talent_id: one
        for one in parts.matcher.match(position, where=None, limit=PEOPLE).matches
    }
    assert [match.raw for match in found] == [listed[match.talent_id].raw for match in found]
    assert parts.matcher.score(position, []) == []


def test_why_not_says_at_which_stage_and_how_far(parts: Parts):
    position, rule = world().position(2), parse("years >= 3")
    everybody = parts.matcher.match(position, where=None, limit=PEOPLE)
    last = everybody.matches[120]
    assert (
        parts.matcher.why_not(position, everybody.matches[0].talent_id, where=None, limit=10).stage
        == "listed"
    )
    below = parts.matcher.why_not(position, last.talent_id, where=None, limit=10)
    assert (below.stage, below.rank, below.score) == ("below-the-cut", 121, last.score)
    assert below.gap == pytest.approx(everybody.matches[9].score - last.score)
    assert below.match is not None
    assert below.match.reasons == last.reasons
    assert (
        parts.matcher.why_not(position, "tal_nobody", where=None, limit=10).stage == "not-indexed"
    )
    young = next(
        match
        for match in everybody.matches
        if (world().candidate(int(match.talent_id[4:])).years or 0) < 3
    )
    filtered = parts.matcher.why_not(position, young.talent_id, where=rule, limit=10)
    assert (filtered.stage, filtered.rank) == ("filtered", None)
    assert filtered.failed_clauses == ("years >= 3",)


def test_somebody_below_the_cut_learns_what_would_lift_them(parts: Parts):
    position = world().position(2)
    everybody = parts.matcher.match(position, where=None, limit=PEOPLE).matches
    told = [
        parts.matcher.why_not(position, one.talent_id, where=None, limit=5)
        for one in everybody[60:75]
    ]
    assert any(answer.match and answer.match.changes for answer in told)


def test_another_model_answers_at_once_and_rules_say_so(parts: Parts):
    position = world().position(2)
    assert (
        parts.matcher.match(position, where=None, limit=3).model_version == small_bundle().version
    )
    parts.loaded = Loaded(RuleRanker(), ("no-model",))
    ruled = parts.matcher.match(position, where=None, limit=3)
    assert (ruled.model_version, ruled.notices) == ("rules", ("no-model",))
    assert len(ruled.feature_names) == len(RuleRanker().features)


def test_nobody_here_is_an_empty_answer(parts: Parts):
    parts.population = population(0)
    found = parts.matcher.match(world().position(2), where=None, limit=10)
    assert (found.matches, found.considered, found.retrieved) == ((), 0, 0)


def test_a_job_that_asks_nothing_still_orders(parts: Parts):
    bare = replace(world().position(1), requirements=(), title="", min_years=None, education=0)
    assert len(parts.matcher.match(bare, where=None, limit=10).matches) == 10


def test_taking_the_strongest_reason_away_lowers_the_score(parts: Parts):
    """Deletion test: without the features of the top group, most people fall."""
    model = LightGbmRanker(small_bundle())
    found = parts.matcher.match(world().position(2), where=None, limit=60)
    fell = tried = 0
    for match in found.matches:
        best = next((reason for reason in match.reasons if reason.contribution > 0.05), None)
        if best is None:
            continue
        row = np.array([match.features], dtype=np.float32)
        for column, feature in enumerate(model.features):
            if feature.group == best.group and not np.isnan(row[0, column]):
                row[0, column] = feature.low
        tried += 1
        fell += model.raw(row)[0] < match.raw
    assert tried > 20
    assert fell >= 0.95 * tried
