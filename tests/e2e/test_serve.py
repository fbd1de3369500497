"""``trm serve`` and its neighbours, as an operator starts them."""

import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import psutil
import pytest
from click.testing import CliRunner

from serving.cli.main import trm
from tests.integration.core.outreach.test_channels import free_port

ROOT = Path(__file__).parents[2]


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TRM_WORKSPACE", str(tmp_path / "var"))
    monkeypatch.delenv("TRM_DATABASE_URL", raising=False)
    return tmp_path / "var"


def run(*arguments: str, status: int = 0) -> str:
    done = CliRunner().invoke(trm, arguments, catch_exceptions=False)
    assert done.exit_code == status, done.output
    return done.stdout


def get(address: str) -> tuple[int, str]:
    with urllib.request.urlopen(address, timeout=5) as answer:
        return answer.status, answer.read().decode()


def test_serving_with_a_worker_from_nothing(workspace: Path):
    port = free_port()
    command = [sys.executable, "-m", "serving.cli.main", "serve", "--with-worker", "--lang", "en"]
    env = os.environ | {"TRM_PORT": str(port), "PYTHONUNBUFFERED": "1"}
    server = subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None
        line = server.stdout.readline()
        assert re.search(rf"http://127\.0\.0\.1:{port}/setup\?token=[\w-]{{43}}", line)
        until = time.monotonic() + 30
        while True:
            try:
                assert get(f"http://127.0.0.1:{port}/readyz")[0] == 200
                break
            except OSError:
                assert time.monotonic() < until
                time.sleep(0.1)
        children = psutil.Process(server.pid).children()
        assert len(children) == 1
        server.send_signal(signal.SIGTERM)
        server.wait(20)
        gone, alive = psutil.wait_procs(children, timeout=15)
        assert (len(gone), alive) == (1, [])
    finally:
        server.kill()
        server.wait()
        if server.stdout is not None:
            server.stdout.close()


def test_a_worker_ends_when_its_server_was_killed(workspace: Path):
    run("migrate")
    script = (
        "import subprocess, sys, os, time;"
        "p = subprocess.Popen([sys.executable, '-m', 'serving.cli.main', 'worker', '--parent',"
        " str(os.getpid())]); print(p.pid, flush=True); time.sleep(60)"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert parent.stdout is not None
    worker = psutil.Process(int(parent.stdout.readline()))
    time.sleep(2)
    parent.kill()
    parent.wait()
    parent.stdout.close()
    gone, alive = psutil.wait_procs([worker], timeout=20)
    assert alive == []
    assert len(gone) == 1


def test_accounts_from_the_command_line(workspace: Path):
    link = run("user", "invite", "li.lei@example.org", "--role", "admin").strip()
    assert re.fullmatch(r"http://127\.0\.0\.1:8000/invitation\?token=[\w-]{43}", link)
    (row,) = json.loads(run("user", "list", "--json"))["items"]
    assert (row["email"], row["role"], row["state"]) == ("li.lei@example.org", "admin", "invited")
    run("user", "invite", "no address", "--role", "admin", status=2)
    run("user", "reset", "li.lei@example.org", status=2)  # has not come in yet
    run("user", "deactivate", "li.lei@example.org")
    (row,) = json.loads(run("user", "list", "--json"))["items"]
    assert row["state"] == "deactivated"


def test_migrating_twice_changes_nothing(workspace: Path):
    first, second = run("migrate", "--lang", "en"), run("migrate", "--lang", "en")
    assert first == second
    assert "The schema is at" in first
    assert not (workspace / "backups").exists()


def test_the_doctor_says_what_is_wrong_and_how_to_mend_it(workspace: Path):
    ill = CliRunner().invoke(trm, ["doctor", "--lang", "en"])
    assert ill.exit_code == 6
    assert "✗ schema: run trm migrate" in ill.output
    run("migrate")
    run("user", "invite", "li.lei@example.org", "--role", "admin")
    run("worker", "--once")
    said = CliRunner().invoke(trm, ["doctor", "--json", "--lang", "zh"])
    found = {one["name"]: one for one in json.loads(said.stdout)["items"]}
    assert found["schema"]["ok"]
    assert found["audit log"]["said"] == "1 条记录完好，0 条尚未封存"
    (workspace / "keys" / "server.key").chmod(0o644)
    loose = CliRunner().invoke(trm, ["doctor", "--lang", "en"])
    assert "✗ keys: others can read server.key" in loose.output
    assert loose.exit_code == 6


def test_the_doctor_notices_a_log_that_was_cut(workspace: Path):
    import sqlite3
    from contextlib import closing

    run("user", "invite", "li.lei@example.org", "--role", "admin")
    run("worker", "--once")
    with closing(sqlite3.connect(workspace / "trm.db")) as db, db:
        db.execute("DELETE FROM audit_entry")
    said = CliRunner().invoke(trm, ["doctor", "--lang", "en"])
    assert said.exit_code == 6
    assert "the log was cut" in said.output
