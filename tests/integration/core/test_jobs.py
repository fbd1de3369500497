"""Jobs: leases, retries, keys, schedules; on both databases."""

import threading
from datetime import UTC, datetime, timedelta

import pytest

from core import jobs
from core.clock import FixedClock
from core.db import Database
from core.errors import NotFound
from core.jobs import Job, JobName, JobState, LeaseLost

BUILD, EMBED = JobName.BUILD_INDEX, JobName.EMBED_TALENTS


def enqueue(db: Database, clock: FixedClock, name: JobName = BUILD, **more: object) -> str:
    with db.write() as session:
        return jobs.enqueue(session, name, {"n": 1}, now=clock.now(), **more)  # type: ignore[arg-type]


def claim(db: Database, clock: FixedClock, owner: str = "w1") -> Job | None:
    with db.write() as session:
        return jobs.claim(session, owner, now=clock.now())


def read(db: Database, job_id: str) -> Job:
    with db.read() as session:
        return jobs.get(session, job_id)


def test_a_job_is_claimed_once_and_ends(any_db: Database, clock: FixedClock):
    job_id = enqueue(any_db, clock)
    job = claim(any_db, clock)
    assert job is not None
    assert (job.id, job.payload, job.attempt) == (job_id, {"n": 1}, 1)
    assert claim(any_db, clock, "w2") is None
    with any_db.write() as session:
        jobs.report(session, job, done=3, total=7, note="嵌入")
    now = read(any_db, job_id)
    assert (now.state, now.done, now.total, now.note) == (JobState.RUNNING, 3, 7, "嵌入")
    with any_db.write() as session:
        jobs.finish(session, job, now=clock.now())
    assert read(any_db, job_id).state is JobState.DONE
    assert claim(any_db, clock) is None


def test_a_job_of_a_failed_transaction_never_was(any_db: Database, clock: FixedClock):
    made: list[str] = []

    def fail() -> None:
        with any_db.write() as session:
            made.append(jobs.enqueue(session, BUILD, now=clock.now()))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with any_db.read() as session, pytest.raises(NotFound):
        jobs.get(session, made[0])


def test_the_oldest_due_job_comes_first_and_nothing_before_its_time(
    any_db: Database, clock: FixedClock
):
    later = enqueue(any_db, clock, run_after=clock.now() + timedelta(minutes=2))
    sooner = enqueue(any_db, clock, EMBED, run_after=clock.now() + timedelta(minutes=1))
    assert claim(any_db, clock) is None
    clock.move(timedelta(minutes=3))
    first, second = claim(any_db, clock), claim(any_db, clock)
    assert first is not None
    assert second is not None
    assert (first.id, second.id) == (sooner, later)


def test_names_narrow_what_is_claimed(any_db: Database, clock: FixedClock):
    enqueue(any_db, clock, BUILD)
    with any_db.write() as session:
        assert jobs.claim(session, "w", now=clock.now(), names=[EMBED]) is None
        assert jobs.claim(session, "w", now=clock.now(), names=[EMBED, BUILD]) is not None


def test_of_a_key_one_job_waits(any_db: Database, clock: FixedClock):
    first = enqueue(any_db, clock, key="index", run_after=clock.now() + timedelta(hours=1))
    assert enqueue(any_db, clock, key="index") == first
    assert enqueue(any_db, clock, key="other") != first
    assert enqueue(any_db, clock, EMBED, key="index") != first
    assert read(any_db, first).run_after == clock.now()  # it was brought forward


def test_a_running_job_leaves_room_for_the_next_of_its_key(any_db: Database, clock: FixedClock):
    first = enqueue(any_db, clock, key="index")
    assert claim(any_db, clock) is not None
    second = enqueue(any_db, clock, key="index")
    assert second != first
    assert read(any_db, second).state is JobState.WAITING


def test_a_retried_job_makes_way_for_the_one_that_waits(any_db: Database, clock: FixedClock):
    enqueue(any_db, clock, key="index")
    job = claim(any_db, clock)
    assert job is not None
    second = enqueue(any_db, clock, key="index")
    with any_db.write() as session:
        assert jobs.retry(session, job, error="busy", now=clock.now())
    assert read(any_db, job.id).state is JobState.DONE
    assert read(any_db, second).state is JobState.WAITING


def test_a_dead_workers_job_is_taken_over_and_the_dead_one_is_shut_out(
    any_db: Database, clock: FixedClock
):
    job_id = enqueue(any_db, clock)
    dead = claim(any_db, clock, "dead")
    assert dead is not None
    clock.move(timedelta(seconds=jobs.LEASE_S - 1))
    assert claim(any_db, clock, "heir") is None
    clock.move(timedelta(seconds=2))
    heir = claim(any_db, clock, "heir")
    assert heir is not None
    assert (heir.id, heir.attempt) == (job_id, 2)
    for act in (
        lambda session: jobs.finish(session, dead, now=clock.now()),
        lambda session: jobs.heartbeat(session, dead, now=clock.now()),
        lambda session: jobs.report(session, dead, done=1, total=2, note=""),
        lambda session: jobs.fail(session, dead, error="x", now=clock.now()),
        lambda session: jobs.retry(session, dead, error="x", now=clock.now()),
    ):
        with any_db.write() as session, pytest.raises(LeaseLost):
            act(session)
    with any_db.write() as session:
        jobs.finish(session, heir, now=clock.now())
    assert read(any_db, job_id).state is JobState.DONE


def test_a_heartbeat_keeps_the_job(any_db: Database, clock: FixedClock):
    enqueue(any_db, clock)
    job = claim(any_db, clock)
    assert job is not None
    for _ in range(3):
        clock.move(timedelta(seconds=30))
        with any_db.write() as session:
            jobs.heartbeat(session, job, now=clock.now())
        assert claim(any_db, clock, "heir") is None


def test_retries_wait_longer_each_time_and_end(any_db: Database, clock: FixedClock):
    job_id = enqueue(any_db, clock)
    pauses = []
    while (job := claim(any_db, clock)) is not None:
        before = clock.now()
        with any_db.write() as session:
            again = jobs.retry(session, job, error="the channel is down", now=before)
        if not again:
            break
        pauses.append((read(any_db, job_id).run_after - before).total_seconds())
        clock.move(timedelta(seconds=pauses[-1]))
    assert pauses == [5, 30, 120, 300, 900, 3600, 3600]
    ended = read(any_db, job_id)
    assert (ended.state, ended.error) == (JobState.FAILED, "the channel is down")


def test_a_job_that_kills_its_workers_is_given_up(any_db: Database, clock: FixedClock):
    job_id = enqueue(any_db, clock)
    for _ in range(jobs.MAX_ATTEMPTS):
        assert claim(any_db, clock) is not None
        clock.move(timedelta(seconds=jobs.LEASE_S + 1))
    assert claim(any_db, clock) is None
    ended = read(any_db, job_id)
    assert ended.state is JobState.FAILED
    assert "8 workers" in ended.error


def test_two_workers_never_hold_the_same_job(any_db: Database, clock: FixedClock):
    with any_db.write() as session:
        wanted = {jobs.enqueue(session, BUILD, now=clock.now()) for _ in range(40)}
    claimed: list[str] = []
    start = threading.Barrier(4)

    def work(owner: int) -> None:
        start.wait()
        while (job := claim(any_db, clock, f"w{owner}")) is not None:
            claimed.append(job.id)

    threads = [threading.Thread(target=work, args=(one,)) for one in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(claimed) == 40
    assert set(claimed) == wanted


def test_a_schedule_enqueues_each_occurrence_once_whoever_ticks(
    any_db: Database, clock: FixedClock
):
    with any_db.write() as session:
        jobs.schedule(session, "every5", JobName.PRUNE, cron="*/5 * * * *", now=clock.now())
    start = clock.now()
    for _ in range(60):
        clock.move(timedelta(minutes=1))
        barrier = threading.Barrier(2)

        def tick(barrier: threading.Barrier = barrier) -> None:
            barrier.wait()
            with any_db.write() as session:
                jobs.tick(session, now=clock.now())

        threads = [threading.Thread(target=tick) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    found = []
    while (job := claim(any_db, clock)) is not None:
        found.append(job.payload["occurrence"])
    wanted = [start + timedelta(minutes=5 * n) for n in range(1, 13)]
    assert sorted(found) == [f"every5@{at:%Y-%m-%dT%H:%M:%SZ}" for at in wanted]


def test_occurrences_missed_while_nobody_ticked_fall_together(any_db: Database, clock: FixedClock):
    with any_db.write() as session:
        jobs.schedule(session, "hourly", JobName.PRUNE, cron="0 * * * *", now=clock.now())
    clock.move(timedelta(hours=7, minutes=30))
    with any_db.write() as session:
        assert jobs.is_due(session, now=clock.now())
        assert jobs.tick(session, now=clock.now()) == 1
        assert jobs.tick(session, now=clock.now()) == 0
    job = claim(any_db, clock)
    assert job is not None
    assert job.payload["occurrence"] == "hourly@2026-06-01T15:00:00Z"


def test_a_schedule_keeps_its_place_over_restarts_and_takes_a_new_time(
    any_db: Database, clock: FixedClock
):
    def store(cron: str) -> None:
        with any_db.write() as session:
            jobs.schedule(session, "nightly", JobName.PRUNE, cron=cron, now=clock.now())

    store("0 9 * * *")
    clock.move(timedelta(hours=2))  # 10:00, nobody ticked
    store("0 9 * * *")
    with any_db.write() as session:
        assert jobs.tick(session, now=clock.now()) == 1
    store("0 11 * * *")
    clock.move(timedelta(hours=1))
    with any_db.write() as session:
        assert jobs.tick(session, now=clock.now()) == 1


@pytest.mark.parametrize(
    ("cron", "zone", "after", "wanted"),
    [
        ("0 9 * * *", "Asia/Shanghai", "2026-01-01T00:30", "2026-01-01T01:00"),
        ("0 9 * * *", "Europe/Berlin", "2026-03-28T09:00", "2026-03-29T07:00"),  # summer begins
        ("0 9 * * *", "Europe/Berlin", "2026-10-24T07:00", "2026-10-25T08:00"),  # and ends
        (
            "30 2 * * *",
            "Europe/Berlin",
            "2026-03-28T12:00",
            "2026-03-29T01:00",
        ),  # skipped: end of gap
        ("30 2 * * *", "Europe/Berlin", "2026-10-24T12:00", "2026-10-25T00:30"),  # twice: the first
        ("30 2 * * *", "Europe/Berlin", "2026-10-25T00:30", "2026-10-26T01:30"),
        ("15 2 * * *", "Australia/Lord_Howe", "2026-10-02T20:00", "2026-10-03T15:30"),  # 30 min gap
    ],
)
def test_occurrences_follow_the_wall_clock(cron: str, zone: str, after: str, wanted: str):
    start = datetime.fromisoformat(after).replace(tzinfo=UTC)
    found = jobs.next_occurrence(cron, timezone=zone, after=start)
    assert found == datetime.fromisoformat(wanted).replace(tzinfo=UTC)


def test_ended_jobs_are_pruned_and_failed_ones_kept(any_db: Database, clock: FixedClock):
    good, bad = enqueue(any_db, clock), enqueue(any_db, clock)
    for _ in range(2):
        job = claim(any_db, clock)
        assert job is not None
        with any_db.write() as session:
            if job.id == good:
                jobs.finish(session, job, now=clock.now())
            else:
                jobs.fail(session, job, error="no", now=clock.now())
    with any_db.write() as session:
        assert jobs.prune(session, before=clock.now()) == 0
        assert jobs.prune(session, before=clock.now() + timedelta(seconds=1)) == 1
        assert jobs.counts(session) == {"failed": 1}
        assert jobs.get(session, bad).error == "no"
