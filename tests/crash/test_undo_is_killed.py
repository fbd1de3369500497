"""``kill -9`` while an import is undone: going on ends as if the import had never been."""

import io
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from core import audit
from core.actor import SYSTEM
from core.intake import repository as intake
from core.intake.types import RunStatus
from core.profile import repository
from serving.intake import runs
from serving.intake.runs import NewRun
from serving.intake.working import Work
from tests.crash.importer import parts_of

SCRIPT = Path(__file__).with_name("undoer.py")
PEOPLE = 300


def table(first: int, city: str) -> bytes:
    rows = ["编号,姓名,邮箱,城市"]
    rows += [f"c{at},张{at},p{at}@example.com,{city}" for at in range(first, first + PEOPLE)]
    return "\n".join([*rows, ""]).encode()


def take_in(workspace: Path, source: str, content: bytes) -> str:
    parts = parts_of(workspace)
    try:
        with parts.db.write() as session:
            new = NewRun("talents", source, "a.csv")
            now = parts.clock.now()
            run = runs.create(parts, session, SYSTEM, new, io.BytesIO(content), now=now)
            run = runs.begin(session, SYSTEM, run.id, now=now)
        Work(parts, SYSTEM, run, runs.path_of(parts, run)).run()
        return run.id
    finally:
        parts.db.close()


def state(workspace: Path) -> object:
    """What is in view, without random ids: people, what is said of them, by whom, and the search."""
    parts = parts_of(workspace)
    try:
        with parts.db.read() as session:
            people = sorted(
                (
                    item.facts.name,
                    item.facts.emails,
                    item.facts.place.city,
                    sorted(
                        (record.source, record.external_id)
                        for record in repository.sources_of(session, SYSTEM, item.id)
                    ),
                )
                for item in repository.iter_facts(session, limit=10_000)
            )
            found = repository.page(session, SYSTEM, q="张7", limit=1).total
            return people, repository.count(session), found
    finally:
        parts.db.close()


@pytest.fixture(scope="module")
def mistake(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, object]:
    """A workspace before the undo, the run to undo, and the state of one without that run."""
    home = tmp_path_factory.mktemp("undo") / "work"
    take_in(home, "first", table(0, "深圳"))
    without = state(home)
    run_id = take_in(home, "wrong", table(PEOPLE // 2, "北京"))
    assert state(home) != without
    return home, run_id, without


def start(workspace: Path, run_id: str) -> subprocess.Popen[bytes]:
    process = subprocess.Popen(
        [sys.executable, str(SCRIPT), str(workspace), run_id], stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"undoing\n"
    return process


def killed_again_and_again(workspace: Path, run_id: str, seed: int) -> None:
    """Kill the undo at a random moment behind some of its batches, three times; then let it end."""
    random_ = random.Random(seed)
    # rows that change somebody come first, rows that made somebody behind the 15th batch
    for batches in (random_.randint(1, 14), random_.randint(16, 28), random_.randint(16, 28)):
        process = start(workspace, run_id)
        assert process.stdout is not None
        with process.stdout:
            for _ in range(batches):
                assert process.stdout.readline() == b"batch\n"
            time.sleep(random_.uniform(0, 0.02))
            process.send_signal(signal.SIGKILL)
            process.wait()
        assert seen(workspace) > PEOPLE  # it has not ended
    assert seen(workspace) < PEOPLE + PEOPLE // 2  # and it was in the middle of it
    process = start(workspace, run_id)
    assert process.stdout is not None
    with process.stdout:
        assert process.stdout.read().endswith(b"done\n")
    process.wait()


def seen(workspace: Path) -> int:
    parts = parts_of(workspace)
    try:
        with parts.db.read() as session:
            return repository.count(session)
    finally:
        parts.db.close()


def check(tmp_path: Path, mistake: tuple[Path, str, object], seed: int) -> None:
    home, run_id, without = mistake
    workspace = tmp_path / "work"
    shutil.copytree(home, workspace)
    killed_again_and_again(workspace, run_id, seed)
    assert state(workspace) == without
    parts = parts_of(workspace)
    with parts.db.read() as session:
        run = intake.get(session, SYSTEM, run_id)
        said = [entry.action for entry in audit.page(session, limit=500)]
    parts.db.close()
    assert run.status is RunStatus.UNDONE
    assert said.count("import.undone") == said.count("import.undo_started") == 1


def test_going_on_ends_as_if_it_had_never_been(tmp_path, mistake):
    check(tmp_path, mistake, 1)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(2, 21))
def test_going_on_ends_so_twenty_times(tmp_path, mistake, seed):
    check(tmp_path, mistake, seed)
