"""The same request twice has one effect and one answer."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import text
from sqlalchemy.orm import Session

from core import outbox
from core.clock import FixedClock
from core.errors import Unavailable
from serving.app import create_app
from serving.deps import NowDep, public
from serving.idempotency import Claim, StillRunning, mark_committed
from serving.wiring import Parts

TEAMS = "/api/v1/teams"


def count(parts: Parts, table: str) -> int:
    with parts.db.read() as session:
        return session.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()


def key(value: str) -> dict[str, str]:
    return {"Idempotency-Key": value}


def test_a_repeated_request_gets_the_stored_answer(admin_client: TestClient, parts: Parts):
    first = admin_client.post(TEAMS, json={"name": "算法组"}, headers=key("a"))
    again = admin_client.post(TEAMS, json={"name": "算法组"}, headers=key("a"))
    assert first.status_code == again.status_code == 201
    assert first.json() == again.json()
    assert again.headers["idempotency-replayed"] == "true"
    assert again.headers["content-security-policy"]
    assert count(parts, "team") == 1


def test_another_body_or_address_under_the_same_key_is_refused(admin_client: TestClient):
    admin_client.post(TEAMS, json={"name": "算法组"}, headers=key("a"))
    for path, body in (
        (TEAMS, {"name": "平台组"}),
        ("/api/v1/invitations", {"email": "a@example.org", "role": "viewer"}),
    ):
        answer = admin_client.post(path, json=body, headers=key("a"))
        assert (answer.status_code, answer.json()["type"]) == (
            422,
            "/problems/idempotency-mismatch",
        )


def test_a_failed_request_leaves_nothing(admin_client: TestClient, parts: Parts):
    for body in ({"name": ""}, {"name": 3}):
        assert admin_client.post(TEAMS, json=body, headers=key("a")).status_code == 422
    assert count(parts, "idempotent_answer") == 0
    assert admin_client.post(TEAMS, json={"name": "算法组"}, headers=key("a")).status_code == 201


def test_keys_belong_to_their_account(sign_in, parts: Parts):
    from core.actor import Role

    one, two = sign_in(Role.ADMIN), sign_in(Role.ADMIN)
    assert one.post(TEAMS, json={"name": "甲"}, headers=key("a")).json()["name"] == "甲"
    assert two.post(TEAMS, json={"name": "乙"}, headers=key("a")).json()["name"] == "乙"


def test_an_answer_is_kept_for_a_day(admin_client: TestClient, parts: Parts, clock: FixedClock):
    admin_client.post(TEAMS, json={"name": "算法组"}, headers=key("a"))
    clock.move(timedelta(hours=23, minutes=59))
    assert admin_client.post(TEAMS, json={"name": "算法组"}, headers=key("a")).status_code == 201
    clock.move(timedelta(minutes=2))
    assert admin_client.post(TEAMS, json={"name": "算法组"}, headers=key("a")).status_code == 409


def test_secrets_in_stored_answers_cannot_be_read_from_the_database(
    admin_client: TestClient, parts: Parts
):
    body = {"name": "ci", "scopes": ["people:read"]}
    secret = admin_client.post("/api/v1/tokens", json=body, headers=key("a")).json()["token"]
    again = admin_client.post("/api/v1/tokens", json=body, headers=key("a"))
    assert again.json()["token"] == secret
    with parts.db.read() as session:
        session.execute(text("SELECT 1"))
        stored = session.execute(text("SELECT body FROM idempotent_answer")).scalar_one()
    assert secret.encode() not in stored
    assert secret.encode().hex().encode() not in stored
    path = parts.db.engine.url.database
    assert path is not None
    for suffix in ("", "-wal"):
        assert secret.encode() not in Path(path + suffix).read_bytes()


@pytest.mark.parametrize("value", ["", "   ", "x" * 256])
def test_a_key_that_is_no_key_is_refused(admin_client: TestClient, value: str):
    assert admin_client.post(TEAMS, json={"name": "甲"}, headers=key(value)).status_code == 422


@pytest.fixture
def slow(parts: Parts) -> Iterator[tuple[FastAPI, threading.Event, threading.Event]]:
    app, begun, go_on = create_app(parts), threading.Event(), threading.Event()

    @app.post("/api/v1/slow", status_code=201, dependencies=[public])
    def slow(now: NowDep) -> dict[str, str]:
        begun.set()
        if not go_on.wait(10):
            raise Unavailable("nobody let us go on")
        with parts.db.write() as session:
            outbox.append(session, "test.happened", "one", {}, now=now)
        return {"done": "yes"}

    yield app, begun, go_on
    go_on.set()


def test_a_request_at_the_same_time_is_told_to_wait(slow, parts: Parts):
    app, begun, go_on = slow
    answers: list[int] = []

    def first() -> None:
        with TestClient(app, base_url="http://testserver") as browser:
            answers.append(browser.post("/api/v1/slow", headers=key("k")).status_code)

    thread = threading.Thread(target=first)
    thread.start()
    assert begun.wait(10)
    with TestClient(app, base_url="http://testserver") as browser:
        second = browser.post("/api/v1/slow", headers=key("k"))
    go_on.set()
    thread.join(10)
    assert (second.status_code, second.json()["type"]) == (409, "/problems/in-progress")
    assert second.headers["retry-after"] == "1"
    assert answers == [201]
    with parts.db.read() as session:
        assert len(outbox.since(session, 0)) == 1


def test_a_request_that_lost_its_key_cannot_commit(admin_client: TestClient, parts: Parts):
    """It hung for longer than its key is held, and another one with the same key did the work."""
    admin_client.post(TEAMS, json={"name": "算法组"}, headers=key("a"))
    with parts.db.read() as session:
        answer_id = session.execute(text("SELECT id FROM idempotent_answer")).scalar_one()
    late = {"state": {"idempotency": Claim(answer_id, "another nonce", "a")}}
    with pytest.raises(StillRunning), parts.db.write() as session:
        _work_on(session, late, parts)
    with parts.db.read() as session:
        assert outbox.since(session, 0) == []


def _work_on(session: Session, scope: dict[str, Any], parts: Parts) -> None:
    outbox.append(session, "test.happened", "one", {}, now=parts.clock.now())
    mark_committed(session, scope)
