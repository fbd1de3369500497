"""What must hold of every route there is, whoever wrote it."""

import hashlib
import itertools
from datetime import timedelta

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import text

from core.actor import PERMISSIONS, Permission, Role
from core.clock import FixedClock
from core.db import Base
from serving.app import Operation, create_app, operations
from serving.deps import public
from serving.wiring import Parts
from tests.e2e.permissions import lets_in

# what a look may write: that it was looked, and when the looker was last seen
MAY_CHANGE = {"audit_entry", "access_session", "api_token", "account"}
PUBLIC = {
    ("GET", "/healthz"),
    ("GET", "/readyz"),
    ("GET", "/metrics"),
    ("GET", "/api/v1/openapi.json"),
    ("GET", "/api/v1/docs"),
    ("GET", "/p/sign-in"),
    ("POST", "/p/sign-in"),
    ("GET", "/p/me"),
    ("GET", "/p/me/enter"),
    *(
        ("POST", f"/p/me/{verb}")
        for verb in ("ask", "enter", "choices", "correct", "wish", "copy", "leave")
    ),
    ("GET", "/p/f/{form_id}"),
    ("GET", "/p/f/{form_id}/thanks"),
    ("POST", "/p/f/{form_id}"),
    ("GET", "/p/wecom"),
    ("POST", "/p/wecom"),
    ("POST", "/api/v1/session"),
    ("POST", "/api/v1/session/link"),
    ("GET", "/api/v1/session/ways"),
    ("GET", "/p/oidc/start"),
    ("GET", "/p/oidc/callback"),
    ("POST", "/api/v1/setup"),
    ("POST", "/api/v1/password-resets"),
    ("POST", "/api/v1/password-resets/{token}"),
    ("POST", "/api/v1/invitations/{token}"),
}


def undeclared(app: FastAPI) -> list[str]:
    return [f"{one.method} {one.path}" for one in operations(app) if not one.permission]


def address(one: Operation) -> str:
    return one.path.replace("{", "").replace("}", "")


@pytest.fixture
def app(parts: Parts) -> FastAPI:
    return create_app(parts)


def test_every_route_declares_its_permission(app: FastAPI):
    assert undeclared(app) == []


def test_a_route_without_a_permission_is_found(app: FastAPI):
    @app.get("/api/v1/forgotten")
    def forgotten() -> None:
        """Declare nothing."""

    assert undeclared(app) == ["GET /api/v1/forgotten"]


def test_the_public_routes_are_the_ones_we_know(app: FastAPI):
    found = {(one.method, one.path) for one in operations(app) if one.permission == "public"}
    assert found == PUBLIC


def test_nobody_gets_in_without_signing_in(app: FastAPI, client: TestClient):
    closed = [one for one in operations(app) if one.permission != "public"]
    assert len(closed) > 20
    for one in closed:
        answer = client.request(one.method, address(one))
        assert answer.status_code == 401, one
        assert answer.headers["content-type"] == "application/problem+json"


def refusals(browser: TestClient, app: FastAPI, granted: frozenset[Permission]) -> None:
    for one in restricted(app):
        allowed = lets_in(one.permission, granted)
        if allowed and one.method != "GET":
            continue  # that it works is its own test's matter; here it could change things
        status = browser.request(one.method, address(one)).status_code
        assert allowed or status == 403, one
        assert status != 401, one


def test_roles_reach_what_they_may_and_nothing_else(app: FastAPI, sign_in):
    for role in Role:
        refusals(sign_in(role), app, PERMISSIONS[role])


def test_a_token_reaches_what_its_scope_says_and_nothing_else(
    app: FastAPI, admin_client: TestClient, client: TestClient
):
    for scope in Permission:
        made = admin_client.post("/api/v1/tokens", json={"name": "t", "scopes": [scope]})
        client.headers["Authorization"] = f"Bearer {made.json()['token']}"
        refusals(client, app, frozenset({scope}))


def restricted(app: FastAPI) -> list[Operation]:
    found = [one for one in operations(app) if one.permission not in {"public", "signed in"}]
    assert len(found) > 10
    return found


def state(parts: Parts) -> dict[str, str]:
    with parts.db.read() as session:
        return {
            name: hashlib.sha256(
                repr(session.execute(table.select().order_by(*table.primary_key)).all()).encode()
            ).hexdigest()
            for name, table in Base.metadata.tables.items()
            if name not in MAY_CHANGE
        }


def test_reading_changes_nothing(
    app: FastAPI, admin_client: TestClient, parts: Parts, clock: FixedClock
):
    with parts.db.write() as session:
        session.execute(text("INSERT INTO team VALUES ('team_1', '算法组', '2026-06-01 08:00:00')"))
    clock.move(timedelta(minutes=10))
    before = state(parts)
    readings = [one for one in operations(app) if one.method == "GET"]
    assert len(readings) > 15
    for one, verb in itertools.product(readings, ("GET", "HEAD", "OPTIONS")):
        admin_client.request(verb, address(one), params={"token": "x"})
    for path in ("/", "/people", "/setup?token=x", "/reset?token=x"):
        admin_client.get(path)
    assert state(parts) == before


def test_a_reading_that_changes_something_is_found(app: FastAPI, parts: Parts, client: TestClient):
    from core import outbox
    from serving.deps import NowDep, SessionDep

    @app.get("/api/v1/nasty", dependencies=[public])
    def nasty(session: SessionDep, now: NowDep) -> None:
        outbox.append(session, "test.happened", "one", {}, now=now)

    before = state(parts)
    with TestClient(app, base_url="http://testserver") as browser:
        browser.get("/api/v1/nasty")
    assert state(parts) != before


def test_every_answer_carries_the_protecting_headers(app: FastAPI, admin_client: TestClient):
    paths = {address(one) for one in operations(app) if one.method == "GET"}
    for path in sorted(paths | {"/", "/nowhere", "/api/v1/nowhere", "/assets/nothing.js"}):
        headers = admin_client.get(path).headers
        policy = headers["content-security-policy"]
        assert "unsafe" not in policy, path
        assert "frame-ancestors 'none'" in policy, path
        assert headers["x-content-type-options"] == "nosniff", path
        assert headers["x-frame-options"] == "DENY", path
        assert headers["referrer-policy"] == "same-origin", path
        if path.startswith("/api/"):
            assert headers["cache-control"] == "no-store", path
