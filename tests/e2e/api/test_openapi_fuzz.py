"""Schemathesis over real HTTP: every operation of our OpenAPI file, every check, every phase."""

import io
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
EXAMPLES, EXAMPLES_LONG = 5, 60
# these take the caller's own credential away, and are tried last
SUICIDAL = ("drop_token", "sign_out")


@pytest.fixture
def known(world) -> dict[str, str]:
    """Things that are there, by the name of the parameter that asks for them."""
    job = world.new_job(hiring_manager_id=world.manager_id)
    made = world.new_shortlist(job["id"], top=3)
    talent = made["rows"][0]["talent"]["id"]
    url = f"/api/v1/talents/{talent}"
    source = world.admin.get(f"{url}/sources").json()["items"][0]
    run = world.admin.post(
        "/api/v1/imports",
        data={"kind": "talents", "source": "fuzz"},
        files={"file": ("people.csv", io.BytesIO(b"name,email\nA,a@example.org\n"))},
    ).json()
    background = world.admin.post(f"/api/v1/imports/{run['id']}/start").json()
    return {
        "path.job_id": job["id"],
        "path.shortlist_id": made["id"],
        "path.talent_id": talent,
        "path.attachment_id": world.admin.get(f"{url}/attachments").json()["items"][0]["id"],
        "path.import_id": run["id"],
        "path.background_id": background["background_id"],
        "query.talent_id": talent,
        "query.source_id": source["id"],
        "header.If-Match": "*",
    }


@pytest.fixture
def server(world) -> Iterator[str]:
    """A running service; its address."""
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


@pytest.fixture
def fuzz(server, world, known, tmp_path):
    """Let schemathesis loose on the service, with more configuration and options than the usual."""
    document, asked = tmp_path / "openapi.json", tmp_path / "schemathesis.toml"
    document.write_text(json.dumps(create_app(world.parts).openapi()), encoding="utf-8")
    body = {"name": "fuzz", "scopes": [scope.value for scope in Permission]}
    token = world.admin.post("/api/v1/tokens", json=body).json()["token"]
    usual = CONFIG.read_text(encoding="utf-8") + f'\n[auth.openapi.token]\nbearer = "{token}"\n'
    target = ["run", str(document), "--url", server, "--checks", "all", "--seed", "7", "--no-color"]

    def run(*options: str, parameters: dict[str, str] | None = None) -> None:
        more = "".join(f'"{name}" = "{value}"\n' for name, value in (parameters or {}).items())
        asked.write_text(f"{usual}\n[parameters]\n{more}", encoding="utf-8")
        report = tmp_path / "report.txt"
        with report.open("w", encoding="utf-8") as out:
            outcome = subprocess.run(
                [
                    *(sys.executable, "-m", "schemathesis.cli", "--config-file", str(asked)),
                    *(*target, *options),
                ],
                cwd=tmp_path,
                stdout=out,
                stderr=subprocess.STDOUT,
                check=False,
                env={**os.environ, "COLUMNS": "160"},
            )
        assert outcome.returncode == 0, report.read_text(encoding="utf-8")[-20_000:]

    return run


def everything(fuzz, known, examples: int) -> None:
    """Try every operation: on what is there, on whatever comes up, and last the suicidal ones."""
    count = ("--max-examples", str(examples))
    fuzz(*count, "--phases", "fuzzing", "--include-path-regex", r"\{", *_each("exclude"),
         parameters=known)  # fmt: skip
    fuzz(*count, *_each("exclude"))
    fuzz(*count, *_each("include"))


def each_once(fuzz, known, examples: int) -> None:
    """Try every operation on what is there, and the borders of input that needs no id.

    Ids that come up at random are left to the long run: they find nobody, every time. So are the
    borders of input beside an id, and sequences of calls.
    """
    count = ("--max-examples", str(examples), "--phases")
    fuzz(*count, "fuzzing", "--include-path-regex", r"\{", *_each("exclude"), parameters=known)
    fuzz(*count, "coverage,fuzzing", "--exclude-path-regex", r"\{", *_each("exclude"))
    fuzz("--max-examples", "3", "--phases", "coverage,fuzzing", *_each("include"))


def _each(part: str) -> list[str]:
    return [word for name in SUICIDAL for word in (f"--{part}-operation-id", name)]


@pytest.mark.long
def test_no_operation_fails(fuzz, known):
    each_once(fuzz, known, EXAMPLES)


@pytest.mark.long
def test_no_operation_fails_in_many_tries(fuzz, known):
    everything(fuzz, known, EXAMPLES_LONG)
