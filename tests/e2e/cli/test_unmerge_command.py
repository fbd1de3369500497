"""``trm dedupe unmerge`` on a workspace of its own."""

from pathlib import Path

import orjson
import pytest
from click.testing import CliRunner, Result

from core.actor import SYSTEM
from core.profile import repository as reads
from core.subject.merging import merge
from core.subject.types import Evidence
from serving import settings, wiring
from serving.cli.main import trm
from serving.cli.serve import bring_up_to_date
from tests import merging_world as world


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TRM_WORKSPACE", str(tmp_path / "work"))
    return tmp_path / "work"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(trm, ["dedupe", "unmerge", *arguments])


def test_a_merge_is_undone_once_with_a_reason(workspace: Path, clock):
    parts = wiring.build(settings.load(workspace=workspace), clock=clock)
    bring_up_to_date(parts)
    with parts.db.write() as session:
        ids = [world.take_in(session, clock, key=key) for key in ("1", "2")]
        [made] = merge(session, SYSTEM, ids[0], ids[1:], Evidence("x"), now=clock.now())
    assert run(made.id).exit_code == 2  # a reason is asked for
    assert run("mrg_none", "--reason", "x").exit_code == 2
    assert run(made.id, "--reason", " ").exit_code == 6
    done = run(made.id, "--reason", "two people", "--json")
    assert done.exit_code == 0, done.output
    assert orjson.loads(done.stdout)["merged_id"] == ids[1]
    with parts.db.read() as session:
        assert reads.get(session, SYSTEM, ids[1]).id == ids[1]
    again = run(made.id, "--reason", "two people", "--lang", "zh")
    assert again.exit_code == 6
    assert "Traceback" not in again.stderr
    parts.db.close()
