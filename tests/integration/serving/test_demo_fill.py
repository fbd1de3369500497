"""A large demo in small: written people, a drawn crowd with history and truth, an index of all."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from core.actor import SYSTEM
from core.clock import FixedClock
from core.db import Database
from core.profile import repository as profile
from core.profile.repository import timeline
from serving import indexing, wiring
from serving.demo import crowd_fill, fill
from serving.population import index_state
from serving.settings import Settings
from serving.wiring import Parts
from tests.integration.serving.test_population_source import HashEncoder
from trm_ml.extract.lexicon import Lexicon

BASES, PEOPLE = 6, 90


@pytest.fixture
def encoder() -> HashEncoder:
    return HashEncoder()


@pytest.fixture
def parts(
    db: Database,
    clock: FixedClock,
    encoder: HashEncoder,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Parts:
    monkeypatch.setattr(fill, "WRITTEN", BASES)
    monkeypatch.setattr(fill, "BASES", BASES)
    monkeypatch.setattr(crowd_fill, "BATCH", 40)
    built = wiring.build(Settings(workspace=tmp_path / "work"), clock=clock)
    built.db.close()
    return replace(built, db=db, lexicon=Lexicon.load, encoder=lambda: encoder)


def filled(parts: Parts) -> list[int]:
    told: list[int] = []
    fill.fill_invented(parts, fill.Company(PEOPLE, 3, 7), progress=told.append)
    return told


def truth_of(parts: Parts) -> dict[str, dict[str, object]]:
    lines = (parts.paths.workspace / "demo" / fill.TRUTH).read_text(encoding="utf-8").splitlines()
    return {row["email"]: row for row in map(json.loads, lines)}


def test_everybody_is_there_with_a_truth_and_some_with_a_history(parts: Parts) -> None:
    assert sum(filled(parts)) == PEOPLE
    truth = truth_of(parts)
    with parts.db.read() as session:
        everybody = profile.iter_facts(session, limit=1_000)
        talked = {
            truth[one.facts.emails[0]]["number"]
            for one in everybody
            if timeline.interactions_of(session, SYSTEM, one.id)
        }
    assert {one.facts.emails[0] for one in everybody} == set(truth)
    assert len(truth) == PEOPLE
    assert all(one.invented for one in everybody)
    assert talked == {*range(BASES), *range(10, PEOPLE, crowd_fill.KNOWN_ONE_IN)}
    jobs = (parts.paths.workspace / "demo" / fill.JOBS_TRUTH).read_text(encoding="utf-8")
    wanted = [json.loads(line) for line in jobs.splitlines()]
    assert len(wanted) == 3
    assert all(job["profession"] and job["must"] for job in wanted)


def test_only_the_written_are_embedded_and_drawn_vectors_are_listed(
    parts: Parts, encoder: HashEncoder
) -> None:
    filled(parts)
    assert len(encoder.texts) == BASES
    listed = (parts.paths.workspace / "demo" / crowd_fill.DRAWN_VECTORS).read_text().split()
    with parts.db.read() as session:
        everybody = profile.iter_facts(session, limit=1_000)
        candidates = indexing.candidates_of(parts, everybody, now=parts.clock.now())
        used = {indexing.content_hash(one.text) for one in candidates}
        assert not profile.missing_vectors(session, encoder.id, used)
    assert used & set(listed)
    assert len(used - set(listed)) == BASES
    indexing.build(parts)
    assert len(encoder.texts) == BASES
    assert index_state(parts)["indexed"] == PEOPLE


def test_a_demo_filled_again_changes_nothing(parts: Parts, encoder: HashEncoder) -> None:
    filled(parts)
    before = truth_of(parts)
    with parts.db.read() as session:
        people = [one.id for one in profile.iter_facts(session, limit=1_000)]
        events = sum(len(timeline.interactions_of(session, SYSTEM, one)) for one in people)
    filled(parts)
    assert truth_of(parts) == before
    with parts.db.read() as session:
        assert [one.id for one in profile.iter_facts(session, limit=1_000)] == people
        again = sum(len(timeline.interactions_of(session, SYSTEM, one)) for one in people)
    assert again == events
    assert len(encoder.texts) == BASES
