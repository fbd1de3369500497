"""Schemathesis over real HTTP: every operation of our OpenAPI file, every check, every phase."""

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn

from core.actor import Permission
from serving.app import create_app

CONFIG = Path(__file__).with_name("schemathesis.toml")
EXAMPLES, EXAMPLES_LONG = 20, 500
# these take the caller's own credential away, and are tried last
SUICIDAL = ("drop_token", "sign_out")


@pytest.fixture
def server(world) -> Iterator[str]:
    """A running service on a workspace with people, jobs and a shortlist; its address."""
    job = world.new_job(hiring_manager_id=world.manager_id)
    world.new_shortlist(job["id"], top=3)
    app = create_app(world.parts)
    config = uvicorn.Config(app, host="127.0.0.1", port=0, log_level="warning", lifespan="off")
    running = uvicorn.Server(config)
    thread = threading.Thread(target=running.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 20
    while not running.started:
        assert time.monotonic() < deadline, "the server did not start"
        time.sleep(0.05)
    port = running.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    running.should_exit = True
    thread.join(timeout=20)


def run(server: str, world, folder: Path, *, examples: int) -> None:
    """Let schemathesis loose on the service."""
    document = folder / "openapi.json"
    document.write_text(json.dumps(create_app(world.parts).openapi()), encoding="utf-8")
    body = {"name": "fuzz", "scopes": [scope.value for scope in Permission]}
    token = world.admin.post("/api/v1/tokens", json=body).json()["token"]
    config = folder / "schemathesis.toml"
    secret = f'\n[auth.openapi.token]\nbearer = "{token}"\n'
    config.write_text(CONFIG.read_text(encoding="utf-8") + secret, encoding="utf-8")
    target = ["run", str(document), "--url", server, "--checks", "all", "--seed", "7"]
    for part in ("exclude", "include"):
        some = [word for name in SUICIDAL for word in (f"--{part}-operation-id", name)]
        report = folder / f"report-{part}.txt"
        with report.open("w", encoding="utf-8") as out:
            outcome = subprocess.run(
                [
                    *(sys.executable, "-m", "schemathesis.cli", "--config-file", str(config)),
                    *(*target, "--max-examples", str(examples), "--no-color", *some),
                ],
                cwd=folder,
                stdout=out,
                stderr=subprocess.STDOUT,
                check=False,
                env={**os.environ, "COLUMNS": "160"},
            )
        assert outcome.returncode == 0, report.read_text(encoding="utf-8")[-20_000:]


def test_no_operation_fails(server, world, tmp_path):
    run(server, world, tmp_path, examples=EXAMPLES)


@pytest.mark.long
def test_no_operation_fails_in_many_tries(server, world, tmp_path):
    run(server, world, tmp_path, examples=EXAMPLES_LONG)
