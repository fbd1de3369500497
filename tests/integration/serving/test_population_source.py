"""The population of a process against the database: built, kept up, rebuilt, never leaking."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from core import jobs, outbox
from core.actor import SYSTEM
from core.clock import FixedClock
from core.consent import service as consent
from core.consent.types import Act, NewEntry, Purpose, Source
from core.db import Database
from core.errors import Unavailable
from core.jobs import JobName
from core.profile import ingest, service
from core.profile import repository as profile
from core.profile.types import Arrival, Channel, Employment, Facts, Place, SkillFact
from serving import indexing, wiring
from serving.population import PopulationSource, index_state, make_ready
from serving.settings import Settings
from serving.wiring import Parts
from tests.retrieval_world import position
from trm_ml.extract.lexicon import Lexicon

DIM = 32


class HashEncoder:
    """A vector a text, from its words; counts what it was asked."""

    id = "hash-1"
    dim = DIM

    def __init__(self) -> None:
        self.texts: list[str] = []

    def encode_one(self, text: str, *, kind: str) -> np.ndarray:
        total = np.zeros(DIM)
        for word in text.split():
            seed = int.from_bytes(hashlib.sha256(word.encode()).digest()[:4])
            total += np.random.default_rng(seed).normal(size=DIM)
        length = np.linalg.norm(total)
        return (total / length if length else total).astype(np.float32)

    def encode(self, texts: Sequence[str], *, kind: str, **_: object) -> np.ndarray:
        self.texts += texts
        return np.array([self.encode_one(text, kind=kind) for text in texts], np.float32)


@pytest.fixture
def encoder() -> HashEncoder:
    return HashEncoder()


@pytest.fixture
def parts(db: Database, clock: FixedClock, encoder: HashEncoder, tmp_path: Path) -> Parts:
    built = wiring.build(Settings(workspace=tmp_path / "work"), clock=clock)
    built.db.close()
    return replace(built, db=db, lexicon=Lexicon.load, encoder=lambda: encoder)


def arrive(parts: Parts, *numbers: int, word: str = "", invented: bool = True) -> list[str]:
    """Take in people of these numbers; the same number again with another word is a change."""
    parts.clock.move(timedelta(minutes=1))  # type: ignore[attr-defined]
    arrivals = [
        Arrival(
            "test",
            Channel.DEMO,
            Facts(
                name=f"Person {number}",
                headline="Java developer" if number % 2 else "护士",
                employments=(Employment(title="Java developer", start="2015", current=True),),
                skills=(SkillFact("", "Java"), SkillFact("", "SQL")) if number % 2 else (),
                place=Place("深圳", "广东", "中国") if number % 3 else Place(),
                years=float(number % 10),
                text=f"experience number{number} Java SQL {word}",
            ),
            external_id=str(number),
            raw={"number": str(number), "word": word},
            invented=invented,
        )
        for number in numbers
    ]
    with parts.db.write() as session:
        results = ingest.ingest_many(session, SYSTEM, arrivals, now=parts.clock.now())
    return [result.talent_id for result in results]


def waiting(parts: Parts) -> set[JobName]:
    with parts.db.write() as session:
        found = set()
        while job := jobs.claim(session, "test", now=parts.clock.now()):
            found.add(job.name)
        return found


class Quiet:
    job_id = "job_test"

    def __call__(self, done: int, total: int | None = None, note: str = "") -> None: ...

    def finish(self, session: object) -> None: ...


def query(parts: Parts, text: str) -> np.ndarray:
    return parts.encoder().encode_one(text, kind="query")


def names_of(parts: Parts, source: PopulationSource, text: str, k: int = 1_000) -> list[str]:
    population = source()
    found = population.retrieve(position(title="", text=text), query(parts, text), k=k)
    return population.talent_ids(found.rows)


def test_without_an_index_a_build_is_asked_for(parts: Parts) -> None:
    arrive(parts, 1, 2)
    source = PopulationSource(parts)
    with pytest.raises(Unavailable) as raised:
        source()
    assert raised.value.code == "index-missing"
    assert waiting(parts) == {JobName.BUILD_INDEX}
    assert index_state(parts)["state"] == "missing"
    indexing.build_index(parts, {}, Quiet())
    assert len(source()) == 2
    assert index_state(parts)["state"] == "ready"


def test_each_distinct_text_is_embedded_once(parts: Parts, encoder: HashEncoder) -> None:
    arrive(parts, *range(20))
    indexing.build(parts)
    assert len(encoder.texts) == len(set(encoder.texts)) == 20
    indexing.build(parts)
    assert len(encoder.texts) == 20
    arrive(parts, 3, word="Kubernetes")
    indexing.build(parts)
    assert len(encoder.texts) == 21


def test_changes_are_seen_without_a_rebuild(parts: Parts) -> None:
    ids = arrive(parts, *range(30))
    indexing.build(parts)
    source = PopulationSource(parts)
    assert names_of(parts, source, "number7", k=1) == [ids[7]]
    [new] = arrive(parts, 99, word="Erlang")
    assert new in names_of(parts, source, "Erlang", k=1)
    assert waiting(parts) == {JobName.EMBED_TALENTS, JobName.CHECK_ARRIVALS}
    row = source().rows_of([new])
    text = "experience number99 Java SQL Erlang"
    assert source().vectors(query(parts, text), row)[0] == 0
    indexing.embed_talents(parts, {}, Quiet())
    row = source().rows_of([new])
    assert source().vectors(query(parts, text), row)[0] > 0.5
    assert waiting(parts) == set()
    assert source().change == head(parts)


def head(parts: Parts) -> int:
    with parts.db.read() as session:
        return outbox.head(session)


def test_the_removed_are_gone_at_once_and_their_bytes_soon(parts: Parts) -> None:
    ids = arrive(parts, *range(12))
    indexing.build(parts)
    indexing.build(parts)
    source = PopulationSource(parts)
    assert len(source()) == 12
    kept = arrive(parts, 50, invented=False)
    with parts.db.write() as session:
        service.remove_invented(session, SYSTEM, now=parts.clock.now())
    found = set(names_of(parts, source, "Java SQL"))
    assert not found & set(ids)
    assert found == set(kept)
    indexing.embed_talents(parts, {}, Quiet())
    parts.clock.move(indexing.PURGE_AFTER)  # type: ignore[attr-defined]
    assert JobName.BUILD_INDEX in waiting(parts)
    indexing.build_index(parts, {}, Quiet())
    folders = [path for path in parts.paths.index.iterdir() if path.name.startswith("idx-")]
    assert len(folders) == 1
    assert all(ids[0].encode() not in path.read_bytes() for path in folders[0].rglob("*.npy"))
    assert set(names_of(parts, source, "Java SQL")) == set(kept)


def test_two_processes_agree(parts: Parts) -> None:
    arrive(parts, *range(25))
    indexing.build(parts)
    one, two = PopulationSource(parts), PopulationSource(parts)
    one()
    arrive(parts, 4, 11, 40, word="Scala")
    indexing.embed_talents(parts, {}, Quiet())
    for text in ("Scala", "number11", "护士"):
        assert names_of(parts, one, text) == names_of(parts, two, text)
    indexing.build(parts)
    fresh = PopulationSource(parts)
    for source in (one, two):
        assert source().name == fresh().name
        assert set(names_of(parts, source, "Scala")) == set(names_of(parts, fresh, "Scala"))


def test_a_damaged_index_is_refused_and_rebuilt(parts: Parts) -> None:
    arrive(parts, *range(8))
    name = indexing.build(parts)
    path = parts.paths.index / name / "vectors.f32"
    content = bytearray(path.read_bytes())
    content[100] ^= 1
    path.write_bytes(content)
    source = PopulationSource(parts)
    with pytest.raises(Unavailable) as raised:
        source()
    assert raised.value.code == "index-rebuilding"
    assert waiting(parts) == {JobName.BUILD_INDEX}
    make_ready(replace(parts, population=source))
    assert len(source()) == 8


def test_another_encoder_needs_another_index(parts: Parts) -> None:
    arrive(parts, 1)
    indexing.build(parts)
    other = HashEncoder()
    other.id = "hash-2"
    source = PopulationSource(replace(parts, encoder=lambda: other))
    with pytest.raises(Unavailable, match="another encoder"):
        source()


def test_an_old_snapshot_does_not_turn_the_population_back(parts: Parts) -> None:
    arrive(parts, *range(5))
    indexing.build(parts)
    source = PopulationSource(parts)
    with parts.db.read() as session:
        assert profile.count(session) == 5
        arrive(parts, 77)
        assert len(source()) == 6
        assert len(source.refresh(session)) == 6


def test_a_command_is_served_without_a_worker(parts: Parts, encoder: HashEncoder) -> None:
    source = PopulationSource(parts)
    here = replace(parts, population=source)
    make_ready(here)
    assert len(source()) == 0
    [one] = arrive(parts, 6, word="Haskell")
    make_ready(here)
    assert len(encoder.texts) == 1
    population = source()
    assert population.vectors(query(parts, "Haskell Java SQL"), population.rows_of([one]))[0] > 0
    make_ready(here)
    assert len(encoder.texts) == 1


def test_many_changes_come_in_bit_by_bit(parts: Parts, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("serving.population.FACTS_A_REFRESH", 10)
    arrive(parts, 0)
    indexing.build(parts)
    source = PopulationSource(parts)
    source()
    arrive(parts, *range(1, 25))
    assert [len(source()) for _ in range(4)] == [11, 21, 25, 25]


def test_words_and_skills_come_before_the_vectors(parts: Parts, encoder: HashEncoder) -> None:
    ids = arrive(parts, *range(10))
    indexing.build_index(parts, {"embedding": False}, Quiet())
    assert encoder.texts == []
    source = PopulationSource(parts)
    assert names_of(parts, source, "number7")[0] == ids[7]
    assert waiting(parts) == {JobName.BUILD_INDEX}


def test_who_wants_no_score_is_in_no_population_old_or_new(parts: Parts, encoder: HashEncoder):
    ids = arrive(parts, 1, 3, 5)
    indexing.build(parts)
    source = PopulationSource(parts)
    assert source().rows_of(ids).min() >= 0
    with parts.db.write() as session:
        consent.withdraw(session, SYSTEM, ids[0], Purpose.PROFILING, now=parts.clock.now())
    assert [row >= 0 for row in source().rows_of(ids)] == [False, True, True]
    indexing.build(parts)
    assert [row >= 0 for row in PopulationSource(parts)().rows_of(ids)] == [False, True, True]
    before = len(encoder.texts)
    arrive(parts, 1, word="changed")
    indexing.embed_changed(parts, ids)
    assert len(encoder.texts) == before  # not embedded either
    with parts.db.write() as session:
        wording = consent.add_wording(
            session, SYSTEM, Purpose.PROFILING, "1", zh="可以", en="yes", now=parts.clock.now()
        ).id
        parts.clock.move(timedelta(minutes=1))  # type: ignore[attr-defined]
        new = NewEntry(
            Purpose.PROFILING, Act.GIVEN, parts.clock.now(), Source.PERSON,
            wording_id=wording, proof="portal",
        )  # fmt: skip
        consent.record(session, SYSTEM, ids[0], new, now=parts.clock.now())
    assert source().rows_of(ids).min() >= 0
