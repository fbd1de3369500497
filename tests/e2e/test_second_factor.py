"""The second factor over HTTP and on the command line: from the QR code to the lost telephone."""

import base64
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from urllib.parse import unquote

import pytest
from click.testing import CliRunner
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from fastapi.testclient import TestClient
from sqlalchemy import text

from core.access import service
from core.actor import Role
from core.clock import FixedClock
from serving.app import create_app
from serving.cli.main import trm
from serving.wiring import Parts
from tests.e2e.conftest import BASE_URL
from tests.e2e.test_access import GOOD, OTHER, set_up, token_in

FACTOR = "/api/v1/me/second-factor"
MAIL = "admin@example.org"


def code_of(secret: str, clock: FixedClock) -> str:
    raw = base64.b32decode(secret)
    return TOTP(raw, 6, SHA1(), 30).generate(int(clock.now().timestamp())).decode()


def enrol(client: TestClient, clock: FixedClock) -> tuple[str, list[str]]:
    made = client.post(FACTOR)
    assert made.status_code == 201, made.text
    secret = made.json()["secret"]
    done = client.post(f"{FACTOR}/confirm", json={"code": code_of(secret, clock)})
    assert done.status_code == 200, done.text
    clock.move(timedelta(minutes=2))
    return secret, done.json()["codes"]


def signs_in(parts: Parts, **body: str):
    with TestClient(create_app(parts), base_url=BASE_URL) as fresh:
        return fresh.post("/api/v1/session", json={"email": MAIL, "password": GOOD} | body)


@pytest.fixture
def signed_in(client: TestClient, parts: Parts) -> TestClient:
    opened = set_up(client, parts)
    client.headers["X-CSRF-Token"] = opened["csrf_token"]
    return client


@pytest.fixture
def strict(parts: Parts) -> Iterator[TestClient]:
    """A browser at a workspace where administrators must have a second factor."""
    settings = parts.settings.model_copy(update={"second_factor_roles": [Role.ADMIN]})
    with TestClient(create_app(replace(parts, settings=settings)), base_url=BASE_URL) as browser:
        opened = set_up(browser, parts)
        browser.headers["X-CSRF-Token"] = opened["csrf_token"]
        assert opened["must_enrol"] is True
        yield browser


def test_password_and_code_sign_in_and_neither_alone(
    signed_in: TestClient, parts: Parts, clock: FixedClock
):
    secret, codes = enrol(signed_in, clock)
    asked = signs_in(parts)
    assert (asked.status_code, asked.json()["type"]) == (401, "/problems/second-factor-needed")
    assert "set-cookie" not in asked.headers
    wrong = signs_in(parts, code="000000")
    assert (wrong.status_code, wrong.json()["type"]) == (422, "/problems/wrong-code")
    code = code_of(secret, clock)
    assert signs_in(parts, password="wrong entirely", code=code).status_code == 401
    assert signs_in(parts, code=code).status_code == 201
    assert signs_in(parts, code=code).json()["type"] == "/problems/wrong-code"
    assert signs_in(parts, code=codes[0]).status_code == 201
    assert signs_in(parts, code=codes[0]).status_code == 422


def test_a_wrong_password_does_not_use_the_code_up(
    signed_in: TestClient, parts: Parts, clock: FixedClock
):
    secret, _ = enrol(signed_in, clock)
    code = code_of(secret, clock)
    signs_in(parts, password="wrong entirely", code=code)
    assert signs_in(parts, code=code).status_code == 201


def test_the_picture_holds_the_address_and_nothing_is_kept_in_the_clear(
    signed_in: TestClient, parts: Parts, clock: FixedClock
):
    made = signed_in.post(FACTOR).json()
    assert made["address"].startswith("otpauth://totp/TRM:admin%40example.org?")
    assert made["qr"].startswith("data:image/svg+xml")
    assert "<path" in unquote(made["qr"])
    with parts.db.read() as session:
        kept = session.execute(text("SELECT sealed FROM second_factor")).scalar_one()
    assert base64.b32decode(made["secret"]) not in kept
    assert signed_in.get(FACTOR).json() == {
        "on": False, "since": None, "codes_left": 0, "required": False,
    }  # fmt: skip
    assert "secret" not in signed_in.get(FACTOR).text


def test_it_is_on_only_after_a_first_code(signed_in: TestClient, parts: Parts, clock: FixedClock):
    assert signed_in.post(f"{FACTOR}/confirm", json={"code": "123456"}).status_code == 409
    signed_in.post(FACTOR)
    assert signed_in.post(f"{FACTOR}/confirm", json={"code": "000000"}).status_code == 422
    assert signs_in(parts).status_code == 201
    enrol(signed_in, clock)
    assert signed_in.post(FACTOR).status_code == 409
    assert signed_in.get(FACTOR).json()["codes_left"] == 10


def test_turning_it_on_ends_the_other_sessions(
    signed_in: TestClient, parts: Parts, clock: FixedClock
):
    with TestClient(create_app(parts), base_url=BASE_URL) as other:
        other.post("/api/v1/session", json={"email": MAIL, "password": GOOD})
        assert other.get("/api/v1/me").status_code == 200
        enrol(signed_in, clock)
        assert other.get("/api/v1/me").status_code == 401
    assert signed_in.get("/api/v1/me").status_code == 200


def test_codes_cannot_be_tried_without_end(signed_in: TestClient, parts: Parts, clock: FixedClock):
    secret, codes = enrol(signed_in, clock)
    for _ in range(10):
        assert signs_in(parts, code="000000").status_code == 422
    blocked = signs_in(parts, code=code_of(secret, clock))
    assert (blocked.status_code, blocked.headers["retry-after"]) == (429, "900")
    link = signed_in.post(f"/api/v1/accounts/{me(signed_in)}/reset").json()["link"]
    body = {"password": OTHER, "code": codes[0]}
    reset = signed_in.post(f"/api/v1/password-resets/{token_in(link)}", json=body)
    assert reset.status_code == 429  # a new link is no new set of attempts
    assert signed_in.post(f"{FACTOR}/off", json={"code": codes[0]}).status_code == 429
    clock.move(timedelta(minutes=16))
    assert signs_in(parts, code=code_of(secret, clock)).status_code == 201


def test_a_reset_of_the_password_does_not_go_around_it(
    signed_in: TestClient, parts: Parts, clock: FixedClock
):
    _, codes = enrol(signed_in, clock)
    link = signed_in.post(f"/api/v1/accounts/{me(signed_in)}/reset").json()["link"]
    address = f"/api/v1/password-resets/{token_in(link)}"
    with TestClient(create_app(parts), base_url=BASE_URL) as fresh:
        asked = fresh.post(address, json={"password": OTHER})
        assert asked.json()["type"] == "/problems/second-factor-needed"
        wrong = fresh.post(address, json={"password": OTHER, "code": "000000"})
        assert wrong.json()["type"] == "/problems/wrong-code"
        assert (
            signs_in(parts).json()["type"] == "/problems/second-factor-needed"
        )  # the old password
        done = fresh.post(address, json={"password": OTHER, "code": codes[0]})
        assert done.status_code == 201


def test_a_sign_in_link_does_not_go_around_it(
    signed_in: TestClient, parts: Parts, clock: FixedClock
):
    enrol(signed_in, clock)
    with parts.db.write() as session:
        link = service.sign_in_link(
            session, me(signed_in), secret=parts.keys().secret, now=clock.now()
        )
    with TestClient(create_app(parts), base_url=BASE_URL) as fresh:
        refused = fresh.post("/api/v1/session/link", json={"token": link.token})
        assert refused.json()["type"] == "/problems/second-factor-needed"
        page = fresh.post("/p/sign-in", data={"token": link.token}, follow_redirects=False)
        assert (page.status_code, page.headers["location"]) == (303, "/signin")
        assert fresh.get("/api/v1/me").status_code == 401


def test_new_codes_and_turning_off_need_a_code(
    signed_in: TestClient, parts: Parts, clock: FixedClock
):
    secret, codes = enrol(signed_in, clock)
    assert signed_in.post(f"{FACTOR}/codes", json={"code": "000000"}).status_code == 422
    new = signed_in.post(f"{FACTOR}/codes", json={"code": code_of(secret, clock)}).json()["codes"]
    assert signed_in.post(f"{FACTOR}/off", json={"code": codes[0]}).status_code == 422
    off = signed_in.post(f"{FACTOR}/off", json={"code": new[0]})
    assert off.json()["on"] is False
    assert signs_in(parts).status_code == 201
    assert signed_in.post(f"{FACTOR}/off", json={"code": new[1]}).status_code == 409


def test_a_token_changes_nothing_of_it(signed_in: TestClient, parts: Parts):
    made = signed_in.post("/api/v1/tokens", json={"name": "ci", "scopes": ["jobs:read"]}).json()
    with TestClient(create_app(parts), base_url=BASE_URL) as fresh:
        fresh.headers["Authorization"] = f"Bearer {made['token']}"
        assert fresh.post(FACTOR).json()["type"] == "/problems/not-by-token"
        for verb in ("confirm", "codes", "off"):
            assert fresh.post(f"{FACTOR}/{verb}", json={"code": "123456"}).status_code == 422


def test_who_must_have_one_reaches_nothing_else_before(strict: TestClient, clock: FixedClock):
    for path in ("/api/v1/talents", "/api/v1/jobs", "/api/v1/accounts", "/api/v1/tokens"):
        refused = strict.get(path, headers={"Accept-Language": "zh-CN"})
        assert refused.json()["type"] == "/problems/second-factor-first", path
        assert refused.json()["title"] == "先设置双重验证"
    body = {"name": "ci", "scopes": ["jobs:read"]}
    assert strict.post("/api/v1/tokens", json=body).status_code == 403
    assert strict.get("/api/v1/session").json()["must_enrol"] is True
    assert strict.get(FACTOR).json()["required"] is True
    enrol(strict, clock)
    assert strict.get("/api/v1/session").json()["must_enrol"] is False
    assert strict.get("/api/v1/talents").status_code == 200
    refused = strict.post(f"{FACTOR}/off", json={"code": "123456"})
    assert refused.json()["type"] == "/problems/second-factor-required"


def test_other_roles_are_not_held_up(parts: Parts, sign_in):
    settings = parts.settings.model_copy(update={"second_factor_roles": [Role.ADMIN]})
    recruiter = sign_in(Role.RECRUITER)
    recruiter.app = create_app(replace(parts, settings=settings))
    assert recruiter.get("/api/v1/talents").status_code == 200


def test_the_operator_resets_it(
    signed_in: TestClient, parts: Parts, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
):
    enrol(signed_in, clock)
    monkeypatch.setenv("TRM_WORKSPACE", str(parts.settings.workspace))
    monkeypatch.setattr("serving.cli.serve.bring_up_to_date", lambda parts: None)
    run = CliRunner().invoke(trm, ["user", "reset-factor", MAIL, "--lang", "zh"])
    assert run.exit_code == 0, run.output
    assert "双重验证已重置" in run.output
    assert signed_in.get("/api/v1/me").status_code == 401
    assert signs_in(parts).status_code == 201
    again = CliRunner().invoke(trm, ["user", "reset-factor", MAIL])
    assert again.exit_code == 6
    unknown = CliRunner().invoke(trm, ["user", "reset-factor", "nobody@example.org"])
    assert unknown.exit_code == 2


def test_what_happened_is_in_the_audit_log_and_no_code_is(
    signed_in: TestClient, parts: Parts, clock: FixedClock
):
    secret, codes = enrol(signed_in, clock)
    signs_in(parts, code=codes[0])
    page = signed_in.get("/api/v1/audit").json()
    actions = [one["action"] for one in page["items"]]
    assert {"account.second_factor_on", "account.recovery_code_used"} <= set(actions)
    assert not re.search("|".join([secret, *codes]), str(page))


def me(client: TestClient) -> str:
    return str(client.get("/api/v1/me").json()["id"])
