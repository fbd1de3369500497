"""The service on PostgreSQL: the same code, from the first link to two requests at once."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from core.clock import FixedClock
from core.outbox import head
from serving import schema, wiring
from serving.app import create_app
from serving.cli.serve import first_link
from serving.settings import Settings
from serving.wiring import Parts
from serving.worker import drain
from tests import postgres
from tests.e2e.conftest import BASE_URL
from tests.e2e.test_access import GOOD, token_in

pytestmark = pytest.mark.postgres


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with postgres.server() as url:
        yield url


@pytest.fixture
def parts(server: str, tmp_path: Path, clock: FixedClock) -> Iterator[Parts]:
    with postgres.database(server, "service") as url:
        settings = Settings(workspace=tmp_path / "var", base_url=BASE_URL, database_url=url)
        made = wiring.build(settings, clock=clock)
        schema.migrate(made.db, backups=tmp_path, now=clock.now())
        yield made
        made.db.close()


@pytest.fixture
def client(parts: Parts) -> Iterator[TestClient]:
    with TestClient(create_app(parts), base_url=BASE_URL) as browser:
        body = {"email": "a@example.org", "name": "王芳", "password": GOOD}
        answer = browser.post("/api/v1/setup", json=body | {"token": token_in(first_link(parts))})
        assert answer.status_code == 201
        browser.headers["X-CSRF-Token"] = answer.json()["csrf_token"]
        yield browser


def test_from_the_first_link_to_the_audit_log(client: TestClient, parts: Parts):
    assert client.get("/readyz").json() == {"status": "ready", "schema": schema.revisions()[-1]}
    made = client.post("/api/v1/invitations", json={"email": "b@example.org", "role": "recruiter"})
    assert made.status_code == 201
    assert client.get("/api/v1/accounts").json()["total"] == 2
    drain(parts)
    assert all(one["sealed"] for one in client.get("/api/v1/audit").json()["items"])


def test_people_and_jobs(client: TestClient, parts: Parts):
    made = client.post("/api/v1/talents", json={"name": "李雷", "headline": "算法工程师"})
    assert made.status_code == 201, made.text
    found = client.get("/api/v1/talents", params={"q": "李雷"}).json()
    assert [one["id"] for one in found["items"]] == [made.json()["id"]]
    with parts.db.read() as session:
        assert head(session) > 0


def test_the_same_request_twice_at_once_has_one_effect(client: TestClient, parts: Parts):
    app = create_app(parts)
    statuses: list[int] = []
    start = threading.Barrier(4)

    def post() -> None:
        with TestClient(app, base_url=BASE_URL) as browser:
            browser.cookies.update(client.cookies)
            browser.headers.update(client.headers)
            start.wait()
            answer = browser.post(
                "/api/v1/teams", json={"name": "算法组"}, headers={"Idempotency-Key": "k"}
            )
            statuses.append(answer.status_code)

    threads = [threading.Thread(target=post) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(statuses) <= {201, 409}
    assert 201 in statuses
    assert client.get("/api/v1/teams").json()["total"] == 1
