"""``kill -9`` during an import: going on ends in the state of a run that nobody disturbed."""

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from core import outbox
from core.actor import SYSTEM
from core.intake import repository as intake
from core.profile import repository
from tests.crash.importer import parts_of

SCRIPT = Path(__file__).with_name("importer.py")
ROWS = 1_500


def write_file(path: Path) -> None:
    random_ = random.Random(7)
    rows = ["编号,姓名,手机,邮箱,城市,技能,职位"]
    for at in range(ROWS):
        again = random_.randrange(ROWS) if at % 9 == 0 else at  # some share an address
        phone = "1.39E+10" if at % 97 == 0 else f"138{at:08d}"
        own_id = "" if at % 5 == 0 else f"c{at}"
        name = "" if at % 101 == 0 else f"张{at}"
        rows.append(f"{own_id},{name},{phone},p{again}@example.com,深圳,Python,算法工程师")
    rows[501] = ",,,,,,"
    rows[777] = "c3,重复,,,,,"
    path.write_bytes("\r\n".join(rows).encode("gbk"))


def start(workspace: Path, file: Path) -> subprocess.Popen[bytes]:
    process = subprocess.Popen(
        [sys.executable, str(SCRIPT), str(workspace), str(file)], stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"importing\n"
    return process


def finish(process: subprocess.Popen[bytes]) -> float:
    began = time.perf_counter()
    assert process.stdout is not None
    assert process.stdout.readline() == b"done\n"
    process.wait()
    process.stdout.close()
    return time.perf_counter() - began


def state(workspace: Path) -> object:
    """Everything an import leaves behind, without random ids and times."""
    parts = parts_of(workspace)
    try:
        with parts.db.read() as session:
            [run] = intake.page(session, SYSTEM)[0]
            refused = [
                (v.line, v.reason.code) for v in intake.all_refused(session, run.id) if v.reason
            ]
            people = repository.iter_facts(session, limit=10_000)
            told = sorted(fact.name for fact in outbox.since(session, 0, limit=100_000))
            shown = sorted(
                (
                    str(_bare(person.facts)),
                    person.version,
                    sorted(
                        (record.external_id, record.content_hash)
                        for record in repository.sources_of(session, SYSTEM, person.id)
                    ),
                    len(repository.possible_duplicates(session, SYSTEM, person.id)),
                )
                for person in people
            )
            found = repository.page(session, SYSTEM, q="算法工程", limit=1).total
        return run.status, run.counts, run.done, refused, told, shown, found
    finally:
        parts.db.close()


def _bare(facts: object) -> str:
    import re

    return re.sub(r"src_\w+", "src", str(facts))


@pytest.fixture(scope="module")
def unbroken(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, object, float]:
    folder = tmp_path_factory.mktemp("unbroken")
    file = folder / "人才.csv"
    write_file(file)
    lasted_s = finish(start(folder / "work", file))
    return file, state(folder / "work"), lasted_s


def killed_again_and_again(tmp_path: Path, file: Path, lasted_s: float, seed: int) -> object:
    """Kill the import up to three times at random moments, then let it end."""
    random_ = random.Random(seed)
    for _ in range(3):
        process = start(tmp_path, file)
        time.sleep(random_.uniform(0, 0.7 * lasted_s))
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert process.stdout is not None
        with process.stdout:
            if process.stdout.read():
                break
    else:
        finish(start(tmp_path, file))
    return state(tmp_path)


@pytest.mark.parametrize("seed", [1])
def test_going_on_ends_the_same(tmp_path, unbroken, seed):
    file, expected, lasted_s = unbroken
    assert killed_again_and_again(tmp_path / "work", file, lasted_s, seed) == expected


@pytest.mark.long
@pytest.mark.parametrize("seed", range(2, 21))
def test_going_on_ends_the_same_twenty_times(tmp_path, unbroken, seed):
    file, expected, lasted_s = unbroken
    assert killed_again_and_again(tmp_path / "work", file, lasted_s, seed) == expected
