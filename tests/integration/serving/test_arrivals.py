"""Whoever comes in is compared with everybody, and what is found enters the queue."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from core import jobs
from core.actor import SYSTEM
from core.clock import FixedClock
from core.db import Base
from core.identity import repository
from core.identity import service as identity
from core.identity.types import Asked, Band, FoundBy, PairState
from core.jobs import JobName
from core.profile import service as profile
from core.profile.repository import people
from core.subject import parting
from core.subject import service as subject
from core.subject.repository import merges
from serving import wiring
from serving.duplicates import runs
from serving.settings import Settings
from serving.wiring import Parts
from serving.worker import drain
from tests.conftest import load_tables
from tests.duplicate_people import arrival, strangers, twice

LIKE = {"company": "Globex", "city": "广州", "born": "1988-02-01"}


@pytest.fixture
def parts(tmp_path: Path, clock: FixedClock) -> Iterator[Parts]:
    load_tables()
    built = wiring.build(Settings(workspace=tmp_path / "var"), clock=clock)
    Base.metadata.create_all(built.db.engine)
    yield built
    built.db.close()


def come_in(parts, *arrivals):
    with parts.db.write() as session:
        made = profile.ingest_many(session, SYSTEM, arrivals, now=parts.clock.now())
    return [one.talent_id for one in made]


def settle(parts, clock):
    clock.move(timedelta(seconds=3))
    drain(parts)


def queue(parts):
    with parts.db.read() as session:
        return repository.page(session, SYSTEM, limit=500)


def waiting(parts, name):
    with parts.db.read() as session:
        rows = session.query(jobs.JobRow).filter_by(name=name.value, state="waiting")
        return rows.count()


@pytest.fixture
def known(parts, clock):
    """Sixty strangers and one half of a person, compared once."""
    one, _ = twice()
    ids = come_in(parts, *strangers(60), one)
    runs.find(parts)
    assert all({pair.talent_id, pair.other_id} != {ids[-1]} for pair in queue(parts))
    return ids


def test_somebody_known_who_comes_in_again_is_in_the_queue_seconds_later(parts, clock, known):
    before = len(queue(parts))
    [fresh] = come_in(parts, twice()[1])
    settle(parts, clock)
    found = [pair for pair in queue(parts) if fresh in (pair.talent_id, pair.other_id)]
    assert [{pair.talent_id, pair.other_id} for pair in found] == [{fresh, known[-1]}]
    assert found[0].found_by is FoundBy.ARRIVAL
    assert found[0].findings
    assert len(queue(parts)) == before + 1
    settle(parts, clock)
    assert len(queue(parts)) == before + 1


def test_two_who_came_in_after_the_run_are_compared_with_each_other(parts, clock, known):
    born = {"company": "Initech", "city": "昆明", "born": "1991-07-09"}
    one = arrival("司马青云", key="n1", phone="13700001111", **born)
    other = arrival("Qingyun Sima", key="n2", phone="13700002222", **born)
    first = come_in(parts, one)
    settle(parts, clock)
    second = come_in(parts, other)
    settle(parts, clock)
    together = {*first, *second}
    assert any({pair.talent_id, pair.other_id} == together for pair in queue(parts))


def sure_pair(parts):
    """Let two halves of one person come in, so alike that nobody needs to be asked."""
    one, _ = twice()
    more = {"company": "Globex", "city": "广州", "born": "1988-02-01"}
    third = arrival("欧阳思远", key="t3", phone="13733334444", email="third@c.cn", **more)
    ids = come_in(parts, *strangers(60), one, third)
    return ids[-2], ids[-1]


def test_what_is_sure_is_merged_only_where_an_operator_says_so(parts, clock):
    one, other = sure_pair(parts)
    runs.find(parts)
    [pair] = [one for one in queue(parts) if one.band is Band.MERGE]
    assert {pair.talent_id, pair.other_id} == {one, other}
    willing = replace(parts, settings=parts.settings.model_copy(update={"merge_duplicates": True}))
    runs.find(willing)
    with parts.db.read() as session:
        assert people.count(session) == 61
        person = people.get(session, SYSTEM, other)
        assert person.id == one
        assert len(person.facts.phones) == 2
    assert [one for one in queue(parts) if one.band is Band.MERGE] == []
    runs.find(willing)


def test_a_merge_that_somebody_undid_is_not_made_again(parts, clock):
    one, _ = sure_pair(parts)
    willing = replace(parts, settings=parts.settings.model_copy(update={"merge_duplicates": True}))
    runs.find(willing)
    with parts.db.write() as session:
        [made] = merges.of_person(session, SYSTEM, one)
        parting.unmerge(session, SYSTEM, made.id, reason="two cousins", now=clock.now())
        [pair] = repository.page(session, SYSTEM, Asked(PairState.SAME))
        identity.decide(session, SYSTEM, pair.id, PairState.OPEN, now=clock.now())
    runs.find(willing)
    with parts.db.read() as session:
        assert people.count(session) == 62


def test_a_stranger_meets_nobody(parts, clock, known):
    before = queue(parts)
    come_in(parts, arrival("Zbigniew Brzęczyszczykiewicz", key="z", phone="+4915112345678"))
    settle(parts, clock)
    assert queue(parts) == before


def test_invented_people_do_not_meet_real_ones(parts, clock, known):
    before = queue(parts)
    come_in(parts, arrival("Siyuan Ouyang", key="t2", invented=True, **LIKE))
    settle(parts, clock)
    assert queue(parts) == before


def test_who_was_erased_meanwhile_is_met_by_nobody(parts, clock, known):
    come_in(parts, arrival("Zbigniew Brzęczyszczykiewicz", key="z"))
    settle(parts, clock)  # the keys are built, with the one who goes among them
    with parts.db.write() as session:
        asked = subject.request_erasure(session, SYSTEM, known[-1], reason="x", now=clock.now())
        subject.erase_rows(session, asked.id, now=clock.now())
    [fresh] = come_in(parts, twice()[1])
    settle(parts, clock)
    assert not [pair for pair in queue(parts) if fresh in (pair.talent_id, pair.other_id)]


def test_what_was_decided_is_not_asked_again(parts, clock, known):
    [fresh] = come_in(parts, twice()[1])
    settle(parts, clock)
    [pair] = [one for one in queue(parts) if fresh in (one.talent_id, one.other_id)]
    with parts.db.write() as session:
        repository.decide(session, pair, PairState.DIFFERENT, by="acc_x", at=clock.now())
    come_in(parts, arrival("Siyuan Ouyang", key="t2", phone="13911112222", **LIKE))
    settle(parts, clock)
    [still] = [one for one in queue(parts) if fresh in (one.talent_id, one.other_id)]
    assert (still.id, still.state) == (pair.id, PairState.DIFFERENT)


def test_before_any_run_and_after_a_large_import_everybody_is_compared(parts, clock):
    come_in(parts, *strangers(5))
    settle(parts, clock)
    assert waiting(parts, JobName.FIND_DUPLICATES) == 1
    clock.move(timedelta(minutes=2))
    drain(parts)
    with parts.db.read() as session:
        assert repository.runs(session, limit=1)[0].people == 5
    many = [arrival(f"Robin Smith{n}", key=f"m{n}") for n in range(600)]
    come_in(parts, *many)
    settle(parts, clock)
    assert waiting(parts, JobName.FIND_DUPLICATES) == 1
    clock.move(timedelta(minutes=2))
    drain(parts)
    settle(parts, clock)
    with parts.db.read() as session:
        assert repository.runs(session, limit=1)[0].people == 605
        assert people.count(session) == 605
