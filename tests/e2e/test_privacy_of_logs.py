"""Nothing that identifies a person, and no secret, gets into logs or metrics."""

import logging

import pytest
from fastapi.testclient import TestClient

from serving.app import create_app
from serving.deps import SessionDep, public
from serving.wiring import Parts
from tests.e2e.test_access import GOOD, first_link, token_in

CANARIES = ("韩梅梅", "han.meimei@example.org", "138-0013-8000", GOOD)


@pytest.fixture
def clumsy(parts: Parts) -> TestClient:
    app = create_app(parts)

    @app.post("/api/v1/clumsy", dependencies=[public])
    def clumsy(session: SessionDep) -> None:
        raise ValueError(f"cannot read {' '.join(CANARIES)}")

    @app.post("/api/v1/twice", dependencies=[public])
    def twice(session: SessionDep) -> None:
        from core.access import service
        from core.access.repository import accounts
        from core.actor import Role

        for _ in range(2):
            account = service.new_account(
                CANARIES[1], name=CANARIES[0], role=Role.VIEWER, now=parts.clock.now()
            )
            accounts.add_account(session, account, password_hash=None)

    return TestClient(app, base_url="http://testserver")


def test_a_bug_is_logged_by_its_place_only(
    clumsy: TestClient, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
):
    caplog.set_level(logging.DEBUG)
    for path in ("/api/v1/clumsy", "/api/v1/twice"):
        answer = clumsy.post(path)
        assert answer.status_code == 500
        for canary in CANARIES:
            assert canary not in answer.text
    said = caplog.text + "".join(capfd.readouterr())
    assert "bug ValueError in /api/v1/clumsy" in said
    assert "bug IntegrityError in /api/v1/twice" in said
    for canary in CANARIES:
        assert canary not in said


def test_coming_in_leaves_no_trace_of_who_it_was(
    client: TestClient, parts: Parts, caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.DEBUG)
    token = token_in(first_link(parts))
    body = {"token": token, "email": CANARIES[1], "name": CANARIES[0], "password": GOOD}
    csrf = client.post("/api/v1/setup", json=body).json()["csrf_token"]
    client.headers["X-CSRF-Token"] = csrf
    made = client.post("/api/v1/tokens", json={"name": "ci", "scopes": ["people:read"]}).json()
    cookie = client.cookies["trm_session"]
    client.post("/api/v1/session", json={"email": CANARIES[1], "password": "x" * 20})
    metrics = client.get("/metrics").text
    account = client.get("/api/v1/me").json()["id"]
    for secret in (*CANARIES, token, csrf, made["token"], cookie, account):
        assert secret not in metrics
        assert secret not in "\n".join(
            record.getMessage() for record in caplog.records if record.name.startswith("trm")
        )
    assert 'route="/api/v1/tokens"' in metrics
