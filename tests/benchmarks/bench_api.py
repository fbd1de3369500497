"""Reads over HTTP under load: a real server on loopback, 16 connections, a bounded number of calls.

``python -m tests.benchmarks.bench_api WORKSPACE`` prints p50 and p99 of each kind of read and of
all. The workspace must hold the demo; a session of its administrator is opened for the calls.
"""

import http.client
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import numpy as np
import orjson
import psutil

from core.profile import repository as profile
from serving import auth, settings, wiring
from serving.demo.fill import hire_staff
from serving.wiring import Parts
from tests.benchmarks.bench_retrieval import Row

CONNECTIONS = 16
CALLS = 40  # a connection
PORT = 8791
READY_S = 120.0
CITY_AND_YEARS = quote('city = "深圳" and years >= 3')
LISTS = {
    "people, newest first": "/talents?limit=50",
    "people, by name": "/talents?limit=50&sort=name",
    "people, city and years": f"/talents?limit=50&where={CITY_AND_YEARS}",
    "people, skill": "/talents?limit=50&where=" + quote('skill = "Python"'),
    "people, Chinese word": "/talents?limit=50&q=" + quote("数据分析"),
    "people, English words": "/talents?limit=50&q=" + quote("machine learning"),
    "jobs": "/jobs?limit=50",
}


def run(workspace: Path) -> list[Row]:
    """Measure; one kind of read after the other in each connection, each at another place."""
    parts = wiring.build(settings.load(workspace=workspace))
    reads = LISTS | _of_one(parts)
    cookie = _cookie(parts)
    parts.db.close()
    with _served(workspace) as server, ThreadPoolExecutor(CONNECTIONS) as pool:
        for path in reads.values():
            _timed(http.client.HTTPConnection("127.0.0.1", PORT), path, cookie)
        before = sum(server.cpu_times()[:2])
        spent = list(pool.map(lambda at: _calls(at, reads, cookie), range(CONNECTIONS)))
        used = 1000 * (sum(server.cpu_times()[:2]) - before)
    every = [call for connection in spent for call in connection]
    rows = [_row(f"  {name}", [ms for its, ms in every if its == name]) for name in reads]
    return [
        _row(f"a read, {CONNECTIONS} connections", [ms for _, ms in every]),
        Row("the server's own time a read", used / len(every), "CPU-ms"),
        *rows,
    ]


def _row(name: str, ms: list[float]) -> Row:
    extra = {"p99": float(np.quantile(ms, 0.99)), "most": max(ms)}
    return Row(name, float(np.median(ms)), "ms", None, f"p50 of {len(ms)}, wall", extra)


def _of_one(parts: Parts) -> dict[str, str]:
    with parts.db.read() as session:
        [talent] = profile.iter_facts(session, limit=1)
    return {
        "a person": f"/talents/{talent.id}",
        "a timeline": f"/talents/{talent.id}/interactions",
    }


def _cookie(parts: Parts) -> str:
    from core.access import service
    from core.access.repository.accounts import find_account

    now, lifetimes = parts.clock.now(), auth.lifetimes(parts.settings)
    with parts.db.write() as session:
        staff = hire_staff(session, now)
        account = find_account(session, staff.admin_id)
        assert account is not None
        token = service.open_session(session, account, lifetimes=lifetimes, now=now).token
    return f"{auth.cookie_name(parts.settings)}={token}"


@contextmanager
def _served(workspace: Path) -> Iterator[psutil.Process]:
    command = [sys.executable, "-m", "serving.cli.main", "serve"]
    env = os.environ | {"TRM_WORKSPACE": str(workspace), "TRM_PORT": str(PORT)}
    server = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL)
    try:
        until = time.monotonic() + READY_S
        while not _ready():
            if time.monotonic() > until or server.poll() is not None:
                raise TimeoutError("the server did not start")
            time.sleep(0.2)
        yield psutil.Process(server.pid)
    finally:
        server.terminate()
        server.wait(timeout=30)


def _ready() -> bool:
    try:
        connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=5)
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200
    except OSError:
        return False


def _calls(at: int, reads: dict[str, str], cookie: str) -> list[tuple[str, float]]:
    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=60)
    names = list(reads)
    chosen = [names[(at + call) % len(names)] for call in range(CALLS)]
    return [(name, _timed(connection, reads[name], cookie)) for name in chosen]


def _timed(connection: http.client.HTTPConnection, path: str, cookie: str) -> float:
    started = time.perf_counter()
    connection.request("GET", f"/api/v1{path}", headers={"Cookie": cookie})
    answer = connection.getresponse()
    content = answer.read()
    spent = 1000 * (time.perf_counter() - started)
    if answer.status != 200:
        raise RuntimeError(f"{path}: {answer.status} {orjson.loads(content)}")
    return spent


if __name__ == "__main__":
    for row in run(Path(sys.argv[1])):
        more = "  ".join(f"{name} {value:.1f}" for name, value in row.extra.items())
        print(f"{row.name:40} {row.value:9.1f} {row.unit}  {more}  {row.note}")
