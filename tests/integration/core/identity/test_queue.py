"""The queue of pairs, on both databases."""

from dataclasses import replace
from datetime import timedelta

import pytest

from core.actor import SYSTEM, Actor, Role
from core.errors import NotFound
from core.identity import repository, service
from core.identity.types import Asked, Band, Finding, FoundBy, NewPair, PairDecided, PairState, Run
from core.profile import service as profile
from core.profile.repository import people
from core.subject import service as subject
from tests.duplicate_people import strangers

ANN = Actor("acc_ann", "Ann", frozenset({Role.RECRUITER}), frozenset({"north"}))
DOUBT = (Finding("phone", "same", 8.0, 0.001), Finding("surname", "differ", -3.0))
SURE = (Finding("phone", "same", 8.0, 0.001),)


@pytest.fixture
def four(any_db, clock):
    """The numbers of four people: two of the whole company, one of the north, one of the south."""
    arrivals = [
        replace(one, team_id=team)
        for one, team in zip(strangers(4), (None, None, "north", "south"), strict=True)
    ]
    with any_db.write() as session:
        made = profile.ingest_many(session, SYSTEM, arrivals, now=clock.now())
        ids = [one.talent_id for one in made]
        numbers = people.known_numbers(session, ids)
    return [numbers[talent_id] for talent_id in ids]


def pair(one, other, probability=0.7, band=Band.REVIEW, findings=DOUBT):
    return NewPair(one, other, probability, band, findings)


def refreshed(db, clock, *pairs):
    with db.write() as session:
        repository.refresh(session, pairs, now=clock.now())


def queue(db, actor=SYSTEM, **asked):
    with db.read() as session:
        paging = {name: asked.pop(name) for name in ("after", "limit") if name in asked}
        return repository.page(session, actor, Asked(**asked), **paging)


def test_a_run_that_finds_the_same_again_changes_nothing(any_db, clock, four):
    a, b, c, _ = four
    refreshed(any_db, clock, pair(a, b), pair(a, c, 0.99, Band.MERGE, SURE))
    before = queue(any_db)
    clock.move(timedelta(days=1))
    refreshed(any_db, clock, pair(a, c, 0.99, Band.MERGE, SURE), pair(a, b))
    assert queue(any_db) == before
    assert len(before) == 2
    assert before[0].findings == DOUBT


def test_open_pairs_are_those_of_the_last_run_and_decided_ones_stay(any_db, clock, four):
    a, b, c, d = four
    refreshed(any_db, clock, pair(a, b), pair(a, c), pair(b, c, 0.6))
    kept = next(one for one in queue(any_db) if one.probability == 0.6)
    with any_db.write() as session:
        service.decide(session, SYSTEM, kept.id, PairState.DIFFERENT, now=clock.now())
    refreshed(any_db, clock, pair(a, b, 0.8), pair(b, c, 0.95), pair(c, d))
    assert sorted(one.probability for one in queue(any_db, state=PairState.OPEN)) == [0.7, 0.8]
    [decided] = queue(any_db, state=PairState.DIFFERENT)
    assert (decided.id, decided.probability) == (kept.id, 0.6)
    with any_db.read() as session:
        assert repository.verdicts(session) == [repository.Verdict(b, c, same=False)]


def test_the_most_doubtful_comes_first_and_pages_meet_without_gap(any_db, clock, four):
    a, b, c, d = four
    found = [(a, b, 0.97), (a, c, 0.55), (a, d, 0.8), (b, c, 0.55), (b, d, 0.999), (c, d, 1.0)]
    refreshed(any_db, clock, *(pair(*one) for one in found))
    whole = [one.id for one in queue(any_db)]
    assert [one.probability for one in queue(any_db)] == [0.55, 0.55, 0.8, 0.97, 0.999, 1.0]
    paged, after = [], None
    while some := queue(any_db, after=after, limit=2):
        paged += [one.id for one in some]
        after = (some[-1].usefulness, some[-1].id)
    assert paged == whole


def test_a_verdict_makes_its_like_less_useful_until_it_is_taken_back(any_db, clock, four):
    a, b, c, d = four
    refreshed(any_db, clock, pair(a, b), pair(c, d), pair(a, c, 0.7, Band.REVIEW, SURE))
    one, like = (one for one in queue(any_db) if one.findings == DOUBT)
    before = like.usefulness

    def now_useful():
        return next(one.usefulness for one in queue(any_db) if one.id == like.id)

    with any_db.write() as session:
        service.decide(session, SYSTEM, one.id, PairState.SAME, now=clock.now())
    assert now_useful() == pytest.approx(before / 2)
    refreshed(any_db, clock, pair(a, b), pair(c, d), pair(a, c, 0.7, Band.REVIEW, SURE))
    assert now_useful() == pytest.approx(before / 2, abs=1e-5)
    other = next(one for one in queue(any_db) if one.findings == SURE)
    assert other.usefulness == pytest.approx(before, abs=1e-5)
    with any_db.write() as session:
        service.decide(session, SYSTEM, one.id, PairState.OPEN, now=clock.now())
    assert now_useful() == pytest.approx(before, abs=1e-5)


def test_a_pair_is_seen_by_whoever_sees_both(any_db, clock, four):
    a, b, c, d = four
    refreshed(any_db, clock, pair(a, b), pair(a, c), pair(a, d), pair(c, d))
    seen = queue(any_db, ANN)
    assert len(seen) == 2
    hidden = next(one for one in queue(any_db) if one.id not in {two.id for two in seen})
    with any_db.read() as session:
        assert repository.count(session, ANN) == 2
        with pytest.raises(NotFound):
            repository.get(session, ANN, hidden.id)
        assert repository.of_people(session, ANN, c, d) is None
        assert repository.of_people(session, SYSTEM, d, c) is not None
    with any_db.write() as session, pytest.raises(NotFound):
        service.decide(session, ANN, hidden.id, PairState.SAME, now=clock.now())


def test_who_decided_and_when_is_kept_and_a_second_verdict_is_a_conflict(any_db, clock, four):
    a, b, *_ = four
    refreshed(any_db, clock, pair(a, b))
    [open_one] = queue(any_db)
    with any_db.write() as session:
        made = service.decide(session, ANN, open_one.id, PairState.SKIPPED, now=clock.now())
    assert (made.decided_by, made.decided_at, made.version) == ("acc_ann", clock.now(), 2)
    with any_db.write() as session:
        again = service.decide(session, ANN, open_one.id, PairState.SKIPPED, now=clock.now())
        assert again.version == 2
        service.decide(session, ANN, open_one.id, PairState.DIFFERENT, now=clock.now())
        with pytest.raises(PairDecided):
            service.decide(session, SYSTEM, open_one.id, PairState.SAME, now=clock.now())
        opened = service.decide(session, SYSTEM, open_one.id, PairState.OPEN, now=clock.now())
    assert (opened.decided_by, opened.decided_at) == ("", None)


def test_what_an_arrival_brings_up_is_added_once_and_disturbs_nothing(any_db, clock, four):
    a, b, c, _ = four
    refreshed(any_db, clock, pair(a, b))
    with any_db.write() as session:
        found = [pair(a, b, 0.9), pair(a, c, 0.8), pair(a, c, 0.8)]
        assert repository.note(session, found, now=clock.now()) == 1
        assert repository.note(session, found, now=clock.now()) == 0
    by = {one.probability: one.found_by for one in queue(any_db)}
    assert by == {0.7: FoundBy.RUN, 0.8: FoundBy.ARRIVAL}


def test_erasing_a_person_takes_their_pairs_along(any_db, clock, four):
    a, b, c, _ = four
    refreshed(any_db, clock, pair(a, b), pair(b, c))
    with any_db.write() as session:
        [talent_id] = people.ids_of(session, [a]).values()
        asked = subject.request_erasure(session, SYSTEM, talent_id, reason="x", now=clock.now())
        subject.erase_rows(session, asked.id, now=clock.now())
    assert len(queue(any_db)) == 1


def test_runs_are_kept_newest_first(any_db, clock):
    with any_db.write() as session:
        for number in range(3):
            at = clock.now() + timedelta(hours=number)
            run = Run(f"dru_{number}", at, 1, 1, 5, 4, 1, 2, 0, 0.99, "{}")
            repository.add_run(session, run)
        assert [one.id for one in repository.runs(session, limit=2)] == ["dru_2", "dru_1"]
