"""``trm index`` on a workspace of its own."""

from pathlib import Path

import orjson
import pytest
from click.testing import CliRunner, Result

from serving.cli.main import trm


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TRM_WORKSPACE", str(tmp_path / "work"))
    return tmp_path / "work"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(trm, ["index", *arguments])


def test_an_index_is_missing_built_whole_and_damaged(workspace: Path, model_dir: Path) -> None:
    missing = run("status", "--json")
    assert missing.exit_code == 0, missing.output
    assert orjson.loads(missing.stdout)["state"] == "missing"
    assert run("verify").exit_code == 5

    built = run("build", "--json")
    assert built.exit_code == 0, built.output
    assert orjson.loads(built.stdout)["generation"] == "idx-1"
    whole = run("verify", "--lang", "en")
    assert (whole.exit_code, whole.stdout) == (0, "All files are whole: idx-1\n")
    status = run("status")
    assert "ready" in status.stdout
    assert "idx-1" in status.stdout

    (workspace / "index" / "idx-1" / "ids.npy").write_bytes(b"gone")
    damaged = run("verify", "--lang", "zh")
    assert damaged.exit_code == 5
    assert "索引损坏或缺失" in damaged.stderr
    assert "ids.npy" in damaged.stderr
    assert "ids.npy" in orjson.loads(run("verify", "--json").stdout)["faults"][0]
    again = run("build", "--lang", "zh")
    assert "idx-2：已索引 0 人。" in again.stdout
    assert run("status", "--json").exit_code == 0
