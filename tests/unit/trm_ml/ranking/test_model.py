import json
from dataclasses import replace

import numpy as np
import pytest

from tests.ranking_world import additions, small_bundle, small_sample, world
from trm_ml import bundle
from trm_ml.bundle import ModelMismatch, ModelMissing
from trm_ml.features import FEATURES, compute
from trm_ml.features.people import PeopleColumns
from trm_ml.ranking.explain import NotAdditive, check_additive
from trm_ml.ranking.fallback import RuleRanker
from trm_ml.ranking.model import LightGbmRanker, Ranker
from trm_ml.ranking.train import columns, scale, train


def rows_of(ranker: Ranker, count: int = 60) -> np.ndarray:
    here = world()
    people = PeopleColumns.build(
        (here.candidate(seed) for seed in range(500, 500 + count)), here.lexicon
    )
    names = [feature.name for feature in FEATURES]
    found = compute(here.preparer.prepare(here.position(4)), people, np.arange(count))
    return np.ascontiguousarray(
        found[:, [names.index(feature.name) for feature in ranker.features]]
    )


def rankers() -> list[Ranker]:
    return [LightGbmRanker(small_bundle()), RuleRanker()]


@pytest.mark.parametrize("number", [0, 1], ids=["lightgbm", "rules"])
def test_contributions_add_up(number: int):
    ranker = rankers()[number]
    rows = rows_of(ranker)
    raw, shares = ranker.raw(rows), ranker.contributions(rows)
    assert shares.shape == (len(rows), len(ranker.features) + 1)
    check_additive(raw, shares)
    with pytest.raises(NotAdditive):
        check_additive(raw + 1e-6, shares)


@pytest.mark.parametrize("number", [0, 1], ids=["lightgbm", "rules"])
def test_a_score_does_not_depend_on_the_others(number: int):
    ranker = rankers()[number]
    rows = rows_of(ranker)
    together = ranker.raw(rows)
    assert [ranker.raw(rows[at : at + 1])[0] for at in range(len(rows))] == together.tolist()
    assert ranker.raw(rows[:0]).shape == (0,)
    assert ranker.contributions(rows[:0]).shape == (0, len(ranker.features) + 1)


@pytest.mark.parametrize("number", [0, 1], ids=["lightgbm", "rules"])
def test_fit_keeps_the_order_and_stays_in_its_bounds(number: int):
    ranker = rankers()[number]
    raw = np.linspace(-50, 50, 200)
    fit = ranker.fit(raw)
    assert (np.diff(fit) >= 0).all()
    assert fit.min() >= 0
    assert fit.max() <= 1


def directional(cases: int, ranker: Ranker) -> list[str]:
    here, names = world(), [feature.name for feature in FEATURES]
    chosen = [names.index(feature.name) for feature in ranker.features]
    fell = []
    for seed in range(cases):
        position, one = here.position(seed), here.candidate(seed + 7000)
        more = additions(one, position, seed)
        people = PeopleColumns.build([one, *(after for _, after in more)], here.lexicon)
        rows = compute(here.preparer.prepare(position), people, np.arange(len(more) + 1))
        raw = ranker.raw(np.ascontiguousarray(rows[:, chosen]))
        fell += [f"{seed}: {more[at][0]}" for at in range(len(more)) if raw[at + 1] < raw[0]]
    return fell


@pytest.mark.parametrize("number", [0, 1], ids=["lightgbm", "rules"])
def test_a_true_addition_never_lowers_the_score(number: int):
    assert directional(43, rankers()[number]) == []  # 43 jobs, 301 additions


def test_the_same_sample_and_seed_give_the_same_bits():
    one = train(small_sample(12, 30), seed=5, trees=8)
    other = train(small_sample(12, 30), seed=5, trees=8)
    assert one.text == other.text
    assert one.digest == other.digest
    assert train(small_sample(12, 30), seed=6, trees=8).text != one.text


def test_a_model_without_taxonomy_features_reads_none():
    plain = LightGbmRanker(
        train(small_sample(12, 30), seed=5, trees=4, features=columns(taxonomy=False))
    )
    assert 0 < len(plain.features) < len(FEATURES)
    assert not any(feature.taxonomy for feature in plain.features)
    assert all(feature.taxonomy or feature in plain.features for feature in FEATURES)


def test_the_trees_are_shallow_and_every_column_is_bound():
    import lightgbm

    model = lightgbm.Booster(model_str=small_bundle().text)
    assert max(tree["num_leaves"] for tree in model.dump_model()["tree_info"]) <= 16
    assert set(model.dump_model()["monotone_constraints"]) == {1}


def test_scale_brings_scores_near_the_utilities():
    raw = np.linspace(-3, 3, 50)
    worth = 1 / (1 + np.exp(-(raw - 1) / 2))
    found = scale(raw, worth)
    assert found["centre"] == pytest.approx(1, abs=0.01)
    assert found["scale"] == pytest.approx(2, abs=0.01)


def test_saved_and_opened_is_the_same_model(tmp_path):
    made = small_bundle()
    made.save(tmp_path)
    opened = bundle.load(tmp_path, digest=made.digest)
    assert opened.version == made.version
    rows = rows_of(LightGbmRanker(made))
    np.testing.assert_array_equal(LightGbmRanker(opened).raw(rows), LightGbmRanker(made).raw(rows))


@pytest.mark.parametrize("name", ["model.txt", "model.json", "model.sha256"])
def test_one_flipped_byte_is_refused(tmp_path, name: str):
    small_bundle().save(tmp_path)
    content = bytearray((tmp_path / name).read_bytes())
    content[len(content) // 2] ^= 1
    (tmp_path / name).write_bytes(bytes(content))
    with pytest.raises(ModelMismatch):
        bundle.load(tmp_path)


@pytest.mark.parametrize("name", ["model.txt", "model.json", "model.sha256"])
def test_a_missing_file_is_a_missing_model(tmp_path, name: str):
    small_bundle().save(tmp_path)
    (tmp_path / name).unlink()
    with pytest.raises(ModelMissing):
        bundle.load(tmp_path)


def test_another_model_than_the_registered_one_is_refused(tmp_path):
    small_bundle().save(tmp_path)
    with pytest.raises(ModelMismatch, match="checksum"):
        bundle.load(tmp_path, digest="0" * 64)


def test_a_file_that_is_no_model_is_never_unpickled(tmp_path):
    import pickle

    small_bundle().save(tmp_path)
    (tmp_path / "model.txt").write_bytes(pickle.dumps(print))
    with pytest.raises(ModelMismatch):
        bundle.load(tmp_path)


@pytest.mark.parametrize(
    ("field", "value"), [("name", "shoe_size"), ("high", 7.0), ("monotone", -1), ("unit", "stars")]
)
def test_a_feature_that_came_to_mean_something_else_is_refused(field: str, value: object):
    made = small_bundle()
    meta = json.loads(json.dumps(made.meta))
    meta["features"][2][field] = value
    with pytest.raises(ModelMismatch, match="train it again"):
        LightGbmRanker(replace(made, meta=meta))


def test_a_list_of_features_that_does_not_fit_the_trees_is_refused():
    made = small_bundle()
    meta = json.loads(json.dumps(made.meta))
    del meta["features"][-1]
    with pytest.raises(ModelMismatch, match="agree"):
        LightGbmRanker(replace(made, meta=meta))
