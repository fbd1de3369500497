"""Two workers, killed again and again: every job has its effect exactly once."""

import os
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from core import jobs, outbox
from core.db import Base
from core.jobs import JobName
from serving.wiring import Parts
from tests import postgres
from tests.conftest import load_tables
from tests.crash.worker_process import EFFECT, LEASE_S, parts_of

ROOT = Path(__file__).parents[2]
TAKEOVER_LIMIT_S = 60


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def parts(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Parts]:
    load_tables()
    if request.param == "sqlite":
        yield from _made(tmp_path, "")
        return
    with postgres.server() as server, postgres.database(server, "workers") as url:
        yield from _made(tmp_path, url)


def _made(workspace: Path, url: str) -> Iterator[Parts]:
    made = parts_of(str(workspace), url)
    Base.metadata.create_all(made.db.engine)
    yield made
    made.db.close()


def start(parts: Parts, number: int) -> subprocess.Popen[bytes]:
    settings = parts.settings
    return subprocess.Popen(
        [
            sys.executable, "-m", "tests.crash.worker_process",
            str(settings.workspace), settings.database_url, f"w{number}",
        ],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )  # fmt: skip


def effects(parts: Parts) -> Counter[str]:
    with parts.db.read() as session:
        facts = outbox.since(session, 0, names=[EFFECT], limit=100_000)
    return Counter(fact.subject_id for fact in facts)


def unfinished(parts: Parts) -> int:
    """Count the test's own jobs; what a schedule adds while it runs is nobody's here."""
    query = select(jobs.JobRow.state).where(jobs.JobRow.name == JobName.BUILD_INDEX.value)
    with parts.db.read() as session:
        counts = Counter(session.scalars(query))
    assert counts["failed"] == 0
    return counts["waiting"] + counts["running"]


def run_with_kills(parts: Parts, *, kills: int, each_s: tuple[float, float]) -> set[str]:
    chance = random.Random(7)
    workers = [start(parts, 0), start(parts, 1)]
    wanted: set[str] = set()
    try:
        for number in range(kills):
            with parts.db.write() as session:
                wanted |= {
                    jobs.enqueue(session, JobName.BUILD_INDEX, {"n": n}, now=parts.clock.now())
                    for n in range(40)
                }
            time.sleep(chance.uniform(*each_s))
            victim = chance.randrange(2)
            workers[victim].kill()
            workers[victim].wait()
            workers[victim] = start(parts, number + 2)
        until = time.monotonic() + TAKEOVER_LIMIT_S
        while unfinished(parts) and time.monotonic() < until:
            time.sleep(0.1)
    finally:
        for worker in workers:
            worker.kill()
            worker.wait()
    return wanted


def test_every_job_has_its_effect_once(parts: Parts):
    wanted = run_with_kills(parts, kills=4, each_s=(1.0, 2.0))
    assert unfinished(parts) == 0
    assert effects(parts) == Counter(dict.fromkeys(wanted, 1))


@pytest.mark.long
def test_every_job_has_its_effect_once_over_many_kills(parts: Parts):
    wanted = run_with_kills(parts, kills=100, each_s=(0.8, 1.6))
    assert unfinished(parts) == 0
    assert effects(parts) == Counter(dict.fromkeys(wanted, 1))


def test_the_lease_of_the_product_is_taken_over_in_a_minute():
    assert LEASE_S < jobs.LEASE_S <= TAKEOVER_LIMIT_S - 10
