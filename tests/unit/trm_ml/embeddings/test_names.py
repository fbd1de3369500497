"""Short names: centring, grams, title text, windows, pair scores, the head's learning."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trm_ml.embeddings import (
    centring,
    char_grams,
    files,
    pairs,
    rank_kinds,
    title_text,
    train_titles,
)
from trm_ml.embeddings.char_grams import CharGrams
from trm_ml.embeddings.files import ModelMissing
from trm_ml.embeddings.title_encoder import TitleHead

TEXT = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=80)


@settings(deadline=None)
@given(TEXT)
def test_the_mixture_is_a_mixture(text):
    weights = centring.mixture(text)
    assert weights.min() >= 0
    assert weights.sum() == pytest.approx(1)


def test_the_mixture_knows_language_and_length():
    assert centring.mixture("\U0002ebe1")[2] == 1  # a character newer than Python's tables
    assert centring.mixture("会计").tolist() == [0, 0, 1, 0]
    assert centring.mixture("accountant").tolist() == [1, 0, 0, 0]
    assert centring.mixture("word " * 300)[1] == 1
    assert centring.mixture("")[0] == 1
    assert centring.language("汉语桥 teacher of many other foreign languages") == "en"


def test_estimated_means_leave_nothing_of_the_language():
    random = np.random.default_rng(2)
    texts = ["会计"] * 40 + ["accountant of the board"] * 60
    shift = np.where(np.arange(100)[:, None] < 40, [[3.0, 0, 0]], [[0, 0, -2.0]])
    vectors = (shift + random.normal(0, 0.1, (100, 3))).astype(np.float32)
    means = centring.estimate(texts, vectors, np.ones(100, np.float32))
    assert means.shape == (4, 3)
    assert np.allclose(means[2], [3, 0, 0], atol=0.1)
    assert np.allclose(means[0], [0, 0, -2], atol=0.1)
    centred = centring.Centring("x", np.stack([means, means * 0])).apply(
        "会计", np.array([3, 1, 0], np.float32), kind="query"
    )
    assert np.allclose(centred, [0, 1, 0], atol=0.1)


def test_packaged_files_are_checked(tmp_path, monkeypatch):
    assert centring.load("e5", 384).means.shape == (2, 4, 384)
    assert TitleHead.load().weights.shape[0] == 896
    monkeypatch.setattr(files, "FOLDER", tmp_path)
    files._manifest.cache_clear()
    with pytest.raises(ModelMissing, match="missing"):
        files.packaged_bytes("gram_rarity.u1")
    (tmp_path / "x").write_bytes(b"one")
    files.record("x", "own words")
    assert files.packaged_bytes("x") == b"one"
    (tmp_path / "x").write_bytes(b"two")
    with pytest.raises(ModelMissing, match="damaged"):
        files.packaged_bytes("x")
    files._manifest.cache_clear()


@settings(deadline=None)
@given(st.lists(TEXT, max_size=6))
def test_gram_rows_are_unit_or_empty_and_alone_as_in_company(texts):
    grams = CharGrams(np.linspace(1, 5, 1 << 16, dtype=np.float32))
    table = grams.matrix(texts)
    for row, text in enumerate(texts):
        length = float(table[row].multiply(table[row]).sum())
        assert length == pytest.approx(1 if list(char_grams.grams(text)) else 0, abs=1e-5)
        assert (table[row] != grams.matrix([text])).nnz == 0


def test_rare_grams_weigh_more(tmp_path):
    path = char_grams.estimate(["sales manager", "sales clerk", "sales lead", "welder"], tmp_path)
    steps = np.frombuffer(path.read_bytes(), np.uint8)
    grams = CharGrams(steps.astype(np.float32) / 16)
    table = grams.matrix(["sales welder", "sales", "welder"])
    assert (table[0] @ table[2].T)[0, 0] > (table[0] @ table[1].T)[0, 0]


@settings(deadline=None)
@given(TEXT)
def test_cleaning_twice_changes_nothing_and_never_loses_a_title(text):
    once = title_text.clean(text)
    assert title_text.clean(once) == once or len(title_text.clean(once)) <= len(once)
    assert bool(once.strip()) or not any(character.isalnum() for character in text)
    assert title_text.forms(text)[0] == once


@pytest.mark.parametrize(
    ("title", "cleaned"),
    [
        ("Sales Executive (KL) - RM3000", "Sales Executive - RM3000"),
        ("高级Java开发工程师(15k-25k·14薪)", "高级Java开发工程师"),
        ("SENIOR SOFTWARE ENGINEER (m/f/d)", "Senior Software Engineer"),
        ("CEO", "CEO"),
        ("C++ 开发", "C++ 开发"),
    ],
)
def test_titles_are_cleaned(title, cleaned):
    assert title_text.clean(title) == cleaned


@settings(deadline=None)
@given(TEXT)
def test_windows_are_pieces_of_the_sentence(text):
    found = rank_kinds.windows(text)
    assert found[0] == text
    assert all(window in text for window in found)
    assert len(found) <= 61


def _side(random, sizes, dim=8):
    total = sum(sizes)
    dense = random.normal(size=(total, dim)).astype(np.float32)
    dense /= np.linalg.norm(dense, axis=1, keepdims=True)
    grams = CharGrams(np.ones(1 << 16, np.float32)).matrix(
        [f"name {i % 7} x{i}" for i in range(total)]
    )
    starts = np.cumsum(sizes) - sizes
    return pairs.Side(dense, grams, starts.astype(np.int64), np.array([s == 3 for s in sizes]))


def test_scores_are_the_best_pair_of_names_in_query_order():
    random = np.random.default_rng(4)
    queries, documents = _side(random, [1, 2, 70, 1, 3, 65]), _side(random, [2, 1, 4, 3, 600])
    weights = pairs.Weights(0.7, 0.3)
    found = dict(pairs.scores(queries, documents, weights))
    assert sorted(found) == list(range(6))
    likeness = 0.7 * queries.dense @ documents.dense.T
    likeness += 0.3 * (queries.grams @ documents.grams.T).toarray()
    for query, start, end in ((1, 1, 3), (2, 3, 73), (5, 77, 142)):
        assert found[query][2] == pytest.approx((1 + likeness[start:end, 3:7].max()) / 2, abs=2e-6)
        assert found[query][3] == 0.0
    assert not found[4].any()


def test_a_pairs_bits_do_not_depend_on_the_company():
    random = np.random.default_rng(6)
    queries, documents = _side(random, [1, 2, 4] * 30, 64), _side(random, [1, 2, 5] * 200, 64)
    weights = pairs.Weights(0.7, 0.3)
    together = dict(pairs.scores(queries, documents, weights))
    one = pairs.Side(queries.dense[1:3], queries.grams[1:3], np.array([0]), np.array([False]))
    two = pairs.Side(documents.dense[3:8], documents.grams[3:8], np.array([0]), np.array([False]))
    ((_, alone),) = pairs.scores(one, two, weights)
    assert alone[0] == together[1][2]


@settings(deadline=None)
@given(st.lists(st.sampled_from([0.1, 0.2, 0.3]), min_size=1, max_size=30), st.integers(1, 40))
def test_the_best_are_the_best_with_ties_by_id(values, top):
    ids = [f"d{number:02d}" for number in range(len(values))]
    expected = sorted(zip(ids, values, strict=True), key=lambda pair: (-pair[1], pair[0]))[:top]
    assert pairs.best_first(ids, np.array(values), top) == expected


def test_the_contrast_gradient_is_the_slope_of_the_loss():
    random = np.random.default_rng(8)
    left, right = (random.normal(size=(6, 5)) for _ in range(2))
    weights = random.normal(size=(5, 4))
    _, gradient = train_titles.contrast(left, right, weights, 0.5)
    for place in ((0, 0), (3, 2), (4, 3)):
        step = np.zeros_like(weights)
        step[place] = 1e-5
        above, _ = train_titles.contrast(left, right, weights + step, 0.5)
        below, _ = train_titles.contrast(left, right, weights - step, 0.5)
        assert gradient[place] == pytest.approx((above - below) / 2e-5, rel=1e-3, abs=1e-7)


def test_learning_pulls_names_of_one_concept_together():
    random = np.random.default_rng(9)
    meaning = random.normal(size=(40, 3))
    noise = random.normal(size=(160, 9)) * 2
    vectors = np.concatenate([np.repeat(meaning, 4, axis=0), noise], axis=1).astype(np.float32)
    concepts = [
        train_titles.Concept("s", f"g{number}", tuple(range(4 * number, 4 * number + 4)))
        for number in range(40)
    ]
    chosen = train_titles.Settings(steps=150, concepts_a_batch=20, learning_rate=0.02, warm_up=5)
    learned = train_titles.learn(vectors, concepts, chosen, seed=1)
    again = train_titles.learn(vectors, concepts, chosen, seed=1)
    plain = train_titles.held_out_precision(np.eye(12, dtype=np.float32), vectors, concepts)
    better = train_titles.held_out_precision(learned, vectors, concepts)
    assert np.array_equal(learned, again)
    assert better > plain + 0.2


def test_a_head_comes_back_nearly_as_it_was(tmp_path, monkeypatch):
    weights = np.random.default_rng(3).normal(size=(896, 5)).astype(np.float32)
    TitleHead.save(weights, tmp_path)
    monkeypatch.setattr(files, "FOLDER", tmp_path)
    files.record("title_head.i1", "test")
    kept = TitleHead.load()
    files._manifest.cache_clear()
    assert np.abs(kept.weights - weights).max() <= np.abs(weights).max() / 127
