"""One suite for every vector index: the same calls, the same answers, measured against the oracle."""

from pathlib import Path

import numpy as np
import pytest

from trm_ml.embeddings.index import BACKENDS, backend_for
from trm_ml.embeddings.index.base import VectorIndex, products, top
from trm_ml.embeddings.index.exact import ExactIndex
from trm_ml.embeddings.index.faiss import FaissIndex, lists_for, probes_for

DIM = 24


def clustered(size: int, *, seed: int, dim: int = DIM) -> np.ndarray:
    """Unit vectors around uneven centres: some crowded, some nearly empty."""
    rng = np.random.default_rng(seed)
    centres = rng.normal(size=(40, dim))
    share = rng.dirichlet(np.full(40, 0.3))
    vectors = centres[rng.choice(40, size, p=share)] + 0.6 * rng.normal(size=(size, dim))
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


def make(kind: str, dim: int = DIM) -> VectorIndex:
    if kind == "exact":
        return ExactIndex(dim)
    # a low threshold, so that small tests go through the lists
    return FaissIndex(dim, kind=kind.removeprefix("faiss-"), exact_below=20)


KINDS = ["exact", "faiss-flat", "faiss-sq8"]


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def vectors() -> np.ndarray:
    return clustered(3_000, seed=11)


def oracle(
    vectors: np.ndarray, query: np.ndarray, k: int, allowed: np.ndarray | None = None
) -> list[int]:
    rows = np.arange(len(vectors)) if allowed is None else np.flatnonzero(allowed)
    return top(products(vectors[rows], query), rows, k).rows.tolist()


def test_every_backend_is_in_the_suite() -> None:
    assert {kind.split("-")[0] for kind in KINDS} == set(BACKENDS)
    assert backend_for(100) == "exact"
    assert backend_for(200_000) == "faiss"


@pytest.mark.parametrize("share", [None, 0.5, 0.1, 0.02])
def test_finds_what_the_oracle_finds(kind: str, vectors: np.ndarray, share: float | None) -> None:
    index = make(kind)
    index.build(vectors)
    rng = np.random.default_rng(5)
    allowed = None if share is None else rng.random(len(vectors)) < share
    wanted, found = 0, 0
    for query in clustered(30, seed=12):
        truth = oracle(vectors, query, 50, allowed)
        hits = index.search(query, 50, allowed=allowed)
        assert len(hits.rows) == len(truth)
        assert np.all(np.diff(hits.scores) <= 0)
        np.testing.assert_array_equal(hits.scores, products(vectors[hits.rows], query))
        if allowed is not None:
            assert allowed[hits.rows].all()
        wanted += len(truth)
        found += len(set(truth) & set(hits.rows.tolist()))
    assert found / wanted >= (1.0 if kind == "exact" else 0.99)


def test_ties_go_by_row(kind: str, vectors: np.ndarray) -> None:
    same = vectors.copy()
    same[[2_900, 17, 1_400, 803]] = vectors[5]
    index = make(kind)
    index.build(same)
    assert index.search(vectors[5], 5).rows.tolist() == [5, 17, 803, 1_400, 2_900]
    assert index.search(vectors[5], 3).rows.tolist() == [5, 17, 803]


def test_upsert_replaces_and_appends(kind: str, vectors: np.ndarray) -> None:
    index = make(kind)
    index.build(vectors)
    fresh = clustered(3, seed=99)
    index.upsert(np.array([3_005, 40, 3_005]), fresh)
    assert len(index) == 3_001
    assert index.search(fresh[1], 1).rows.tolist() == [40]
    assert index.search(fresh[2], 1).rows.tolist() == [3_005]
    assert 40 not in index.search(vectors[40], 1).rows
    assert index.score(fresh[2], np.array([3_005]))[0] == pytest.approx(1.0, abs=1e-5)


def test_upsert_into_an_empty_index(kind: str, vectors: np.ndarray) -> None:
    index = make(kind)
    assert index.search(vectors[0], 3).rows.tolist() == []
    index.upsert(np.arange(10, 40), vectors[:30])
    assert index.search(vectors[3], 1).rows.tolist() == [13]


def test_removed_rows_are_never_found(kind: str, vectors: np.ndarray) -> None:
    index = make(kind)
    index.build(vectors)
    gone = np.arange(0, 3_000, 7)
    index.remove(np.concatenate([gone, [99_999, -1]]))
    assert len(index) == 3_000 - len(gone)
    for row in gone[:25]:
        assert not set(index.search(vectors[row], 200).rows.tolist()) & set(gone.tolist())
    everyone = np.ones(3_000, bool)
    assert gone[3] not in index.search(vectors[gone[3]], 100, allowed=everyone).rows
    index.upsert(gone[:1], vectors[gone[:1]])
    assert index.search(vectors[gone[0]], 1).rows.tolist() == [gone[0]]


def test_filters_shorter_than_the_index_and_empty_ones(kind: str, vectors: np.ndarray) -> None:
    index = make(kind)
    index.build(vectors)
    assert index.search(vectors[0], 10, allowed=np.zeros(3_000, bool)).rows.tolist() == []
    hits = index.search(vectors[2_999], 500, allowed=np.ones(1_000, bool))
    assert hits.rows.max() < 1_000
    assert len(index.search(vectors[0], 0).rows) == 0
    assert len(index.search(vectors[0], 9_999).rows) == 3_000


def test_survives_saving_and_opening(kind: str, vectors: np.ndarray, tmp_path: Path) -> None:
    index = make(kind)
    index.build(vectors)
    index.upsert(np.array([7, 3_000]), clustered(2, seed=3))
    index.remove(np.array([8, 9]))
    index.save(tmp_path)
    touched: list[np.ndarray] = []
    again = type(index).open(tmp_path, touch=touched.append)
    assert (len(again), again.dim) == (len(index), DIM)
    for query in clustered(20, seed=21):
        for mask in (None, np.arange(3_001) % 3 == 0):
            one, two = index.search(query, 40, allowed=mask), again.search(query, 40, allowed=mask)
            assert one.rows.tolist() == two.rows.tolist()
            np.testing.assert_array_equal(one.scores, two.scores)
    assert touched, "vectors were read without telling the checksums"


def test_the_bytes_of_removed_vectors_are_not_saved(
    kind: str, vectors: np.ndarray, tmp_path: Path
) -> None:
    index = make(kind)
    index.build(vectors)
    index.remove(np.array([1_234]))
    index.upsert(np.array([55]), clustered(1, seed=77))
    index.save(tmp_path)
    written = b"".join(path.read_bytes() for path in sorted(tmp_path.iterdir()))
    assert vectors[1_234].tobytes() not in written
    assert vectors[55].tobytes() not in written
    assert vectors[54].tobytes() in written


def test_the_same_vectors_give_the_same_files(
    kind: str, vectors: np.ndarray, tmp_path: Path
) -> None:
    for name in ("one", "two"):
        index = make(kind)
        index.build(vectors)
        (tmp_path / name).mkdir()
        index.save(tmp_path / name)
    names = sorted(path.name for path in (tmp_path / "one").iterdir())
    for name in names:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_an_empty_index_is_saved_and_opened(kind: str, tmp_path: Path) -> None:
    index = make(kind)
    index.build(np.empty((0, DIM), np.float32))
    index.save(tmp_path)
    again = type(index).open(tmp_path)
    assert len(again) == 0
    assert len(again.search(clustered(1, seed=0)[0], 5).rows) == 0


def test_more_lists_are_probed_when_a_filter_leaves_less() -> None:
    assert lists_for(1) == 2
    probes = [probes_for(4_096, share, 1_000, 1_000_000) for share in (1.0, 0.5, 0.1, 0.01)]
    assert probes == sorted(probes)
    assert probes[0] >= 48
    assert probes_for(8, 0.5, 10, 100) == 8
