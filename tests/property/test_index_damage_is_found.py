"""Any flipped bit and any truncation of an index is found before it is used."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from core.errors import Unavailable
from tests.crash.index_builder import build
from tests.retrieval_world import DIM
from trm_ml.ranking import sealed
from trm_ml.ranking.generations import Generations
from trm_ml.ranking.lexical import Query
from trm_ml.ranking.segment import Segment


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("whole")
    build(root, 3)
    return root


def damage(root: Path, rng: np.random.Generator) -> str:
    """Flip one bit, or cut one file short; say what was done."""
    files = sorted(path for path in root.rglob("*") if path.is_file() and path.stat().st_size)
    files = [path for path in files if path.name != ".lock"]
    path = files[int(rng.integers(len(files)))]
    content = bytearray(path.read_bytes())
    at = int(rng.integers(len(content)))
    if rng.random() < 0.3:
        path.write_bytes(content[:at])
        return f"{path.name} cut to {at}"
    content[at] ^= 1 << int(rng.integers(8))
    path.write_bytes(content)
    return f"{path.name} bit in byte {at}"


def found_all(whole: Path, aside: Path, times: int) -> None:
    rng = np.random.default_rng(times)
    for attempt in range(times):
        root = aside / str(attempt)
        shutil.copytree(whole, root)
        done = damage(root, rng)
        with pytest.raises(Unavailable) as raised:
            Generations(root).open(encoder_id="tiny")
        assert raised.value.code == "index-rebuilding", done
        assert Generations(root).verify(), done
        shutil.rmtree(root)


def test_damage_is_found(whole: Path, tmp_path: Path) -> None:
    found_all(whole, tmp_path, 50)


@pytest.mark.long
def test_damage_is_found_500_times_of_500(whole: Path, tmp_path: Path) -> None:
    found_all(whole, tmp_path, 500)


def use_everything(segment: Segment) -> None:
    """Read every vector and every posting, in the ways a search does."""
    rows = np.arange(len(segment))
    segment.vectors.score(np.zeros(DIM, np.float32), rows[::-1])
    for postings in (segment.text, segment.concepts):
        for at in range(0, len(postings.vocabulary), 60):
            hashes = postings.vocabulary[at : at + 60]
            postings.scan(Query(hashes, np.ones(len(hashes), np.float32))).score(rows)


@pytest.mark.parametrize("name", ["vectors.f32", "text/rows.npy", "text/impacts.npy"])
def test_large_files_are_compared_as_they_are_touched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(sealed, "BLOCK", 512)
    monkeypatch.setattr(sealed, "LAZY_FROM", 600)
    build(tmp_path, 3)
    path = tmp_path / "idx-1" / name
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 4
    path.write_bytes(content)
    generation = Generations(tmp_path).open(encoder_id="tiny")
    with pytest.raises(Unavailable, match="damaged in its block"):
        use_everything(generation.segment)
    thread = generation.sealed.verify_in_background()
    assert thread is not None
    thread.join()
    with pytest.raises(Unavailable, match="damaged in its block"):
        generation.sealed.check()
