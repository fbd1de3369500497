"""The worker loop: how each ending of a task is settled, and what it does besides."""

import threading
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from core import audit, jobs
from core.clock import FixedClock
from core.errors import Refused, Unavailable
from core.jobs import Job, JobName, JobState, LeaseLost, Progress
from serving.wiring import Parts
from serving.worker import Worker, drain

NAME = JobName.BUILD_INDEX


def enqueue(parts: Parts) -> str:
    with parts.db.write() as session:
        return jobs.enqueue(session, NAME, {"n": 3}, now=parts.clock.now())


def read(parts: Parts, job_id: str) -> Job:
    with parts.db.read() as session:
        return jobs.get(session, job_id)


def run(parts: Parts, task: Any) -> Job:
    job_id = enqueue(parts)
    assert drain(parts, tasks={NAME: task}, at_most=1) == 1
    return read(parts, job_id)


def test_a_task_gets_its_payload_and_tells_how_far_it_is(parts: Parts):
    seen: list[Any] = []

    def task(parts: Parts, payload: Mapping[str, Any], progress: Progress) -> None:
        seen.append(dict(payload))
        progress(3, 3, "嵌入")
        seen.append(read(parts, progress.job_id).done)

    ended = run(parts, task)
    assert seen == [{"n": 3}, 3]
    assert (ended.state, ended.done, ended.total, ended.note) == (JobState.DONE, 3, 3, "嵌入")


@pytest.mark.parametrize(
    ("error", "state", "said"),
    [
        (Unavailable("the index is rebuilding"), JobState.WAITING, "the index is rebuilding"),
        (Refused("the file is empty"), JobState.FAILED, "the file is empty"),
        (ZeroDivisionError("Li Lei, 138 0000 0000"), JobState.FAILED, "a bug: ZeroDivisionError"),
    ],
)
def test_each_kind_of_error_is_settled_in_its_way(
    parts: Parts, caplog: pytest.LogCaptureFixture, error: Exception, state: JobState, said: str
):
    def task(*_: Any) -> None:
        raise error

    ended = run(parts, task)
    assert (ended.state, ended.error) == (state, said)
    assert "Li Lei" not in caplog.text


def test_a_job_ends_in_the_transaction_of_its_effect(parts: Parts):
    def task(parts: Parts, payload: Mapping[str, Any], progress: Progress) -> None:
        with parts.db.write() as session:
            session.execute(text("INSERT INTO team VALUES ('t', 'x', '2026-06-01 08:00:00')"))
            progress.finish(session)
        assert read(parts, progress.job_id).state is JobState.DONE

    assert run(parts, task).state is JobState.DONE


def test_who_lost_the_lease_changes_nothing(parts: Parts, clock: FixedClock):
    def task(parts: Parts, payload: Mapping[str, Any], progress: Progress) -> None:
        clock.move(timedelta(seconds=jobs.LEASE_S + 1))
        with parts.db.write() as session:
            assert jobs.claim(session, "heir", now=clock.now()) is not None
        with pytest.raises(LeaseLost):
            progress(1, 1)
        raise ZeroDivisionError

    ended = run(parts, task)
    assert (ended.state, ended.attempt, ended.error) == (JobState.RUNNING, 2, "")


def test_a_worker_that_is_stopped_hands_its_job_back(parts: Parts):
    begun = threading.Event()

    def task(parts: Parts, payload: Mapping[str, Any], progress: Progress) -> None:
        begun.set()
        for number in range(10_000):
            progress(number, 10_000)
            threading.Event().wait(0.002)

    job_id = enqueue(parts)
    worker = Worker(parts, owner="w", tasks={NAME: task}, poll_s=0.01)
    thread = threading.Thread(target=worker.run)
    thread.start()
    assert begun.wait(10)
    worker.stop()
    thread.join(10)
    assert not thread.is_alive()
    assert read(parts, job_id).state is JobState.WAITING


def test_the_worker_seals_the_audit_log_and_keeps_the_seal_outside(parts: Parts, sign_in):
    from core.actor import Role

    sign_in(Role.VIEWER)
    drain(parts, tasks={})
    seals = audit.exported_seals(parts.paths.seals)
    with parts.db.read() as session:
        verdict = audit.verify(session, seals=seals, key=parts.keys().audit.public_key())
        assert not audit.has_unsealed(session)
    assert (verdict.ok, verdict.sealed) == (True, 2)
    assert [seal.count for seal in seals] == [2]


def test_what_has_served_its_time_is_pruned(parts: Parts, admin_client, clock: FixedClock):
    admin_client.post("/api/v1/teams", json={"name": "甲"}, headers={"Idempotency-Key": "k"})
    with parts.db.write() as session:
        jobs.enqueue(session, JobName.PRUNE, now=clock.now() + timedelta(days=20))
    clock.move(timedelta(days=20))
    drain(parts)
    with parts.db.read() as session:
        for table in ("idempotent_answer", "access_session"):
            assert session.execute(text(f"SELECT count(*) FROM {table}")).scalar_one() == 0
