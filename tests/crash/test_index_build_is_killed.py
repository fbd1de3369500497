"""``kill -9`` while an index is written: whoever opens it finds a whole one, or none."""

import json
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from tests.crash.index_builder import COUNT, build
from tests.retrieval_world import DIM, TinyLexicon, position, unit
from trm_ml.ranking.generations import Generations, IndexMissing
from trm_ml.ranking.population import Population

SCRIPT = Path(__file__).with_name("index_builder.py")


def lasts_s(root: Path) -> float:
    """Return how long an unbroken build writes."""
    with subprocess.Popen(
        [sys.executable, str(SCRIPT), str(root), "1"], stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"building\n"
        started = time.perf_counter()
        assert process.stdout.readline().startswith(b"idx-")
        return time.perf_counter() - started


def killed(root: Path, seed: int, after_s: float) -> bool:
    """Start a build and kill it so long after it began to write; tell whether it had ended."""
    with subprocess.Popen(
        [sys.executable, str(SCRIPT), str(root), str(seed)], stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"building\n"
        time.sleep(after_s)
        process.send_signal(signal.SIGKILL)
        process.wait()
        return bool(process.stdout.read())


def answers(root: Path, name: str = "") -> list[str]:
    generation = Generations(root).open(encoder_id="tiny")
    assert not name or generation.manifest.name == name
    assert len(generation.segment) == COUNT == generation.manifest.people
    population = Population.of(
        generation.segment, TinyLexicon(), dim=DIM, change=0, encoder_id="tiny"
    )
    vector = unit(np.random.default_rng(1).normal(size=DIM))
    return population.talent_ids(population.retrieve(position("java"), vector, k=30).rows)


def files_of(root: Path) -> object:
    [name] = [Generations(root).current()]
    return json.loads((root / name / "manifest.json").read_text())["files"]


def run_kills(root: Path, unbroken: Path, kills: int) -> None:
    writing_s = lasts_s(unbroken)
    build(unbroken, 2)
    truth = answers(unbroken, "idx-2")
    store, rng, ended = Generations(root), np.random.default_rng(kills), 0
    for attempt in range(kills):
        before = store.current()
        ended += killed(root, 2, float(rng.uniform(0, 1.2 * writing_s)))
        if not store.current():
            with pytest.raises(IndexMissing):
                store.open(encoder_id="tiny")
            continue
        assert answers(root) == truth, attempt
        assert store.verify() == []
        assert store.current() >= before or len(store.current()) > len(before)
    build(root, 2)
    assert answers(root) == truth
    assert files_of(root) == files_of(unbroken)
    assert not list(root.glob(".[bg]*-*"))
    assert len(store.names()) <= 2
    assert 0 < ended < kills or kills < 20, "the kills did not meet the writing"


def test_a_killed_build_leaves_a_whole_index_or_none(tmp_path: Path) -> None:
    run_kills(tmp_path / "killed", tmp_path / "unbroken", 4)


@pytest.mark.long
def test_two_hundred_kills(tmp_path: Path) -> None:
    run_kills(tmp_path / "killed", tmp_path / "unbroken", 200)


def test_a_build_waits_for_another_and_both_count(tmp_path: Path) -> None:
    command = [sys.executable, str(SCRIPT), str(tmp_path), "2"]
    both = [subprocess.Popen(command, stdout=subprocess.DEVNULL) for _ in range(2)]
    assert [process.wait() for process in both] == [0, 0]
    assert Generations(tmp_path).names() == ["idx-1", "idx-2"]
    assert Generations(tmp_path).verify() == []


def test_an_open_index_outlives_its_deletion(tmp_path: Path) -> None:
    build(tmp_path, 1)
    generation = Generations(tmp_path).open(encoder_id="tiny")
    shutil.rmtree(tmp_path / "idx-1")
    vector = unit(np.random.default_rng(1).normal(size=DIM))
    assert len(generation.segment.vectors.search(vector, 5).rows) == 5
