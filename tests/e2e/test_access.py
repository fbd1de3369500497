"""Coming in, going out, and who may: through HTTP, as a browser or a program does it."""

import re
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from core.access import service
from core.access.types import LinkPurpose
from core.actor import Role
from core.clock import FixedClock
from serving import auth, links, wiring
from serving.app import create_app
from serving.cli.serve import first_link
from serving.settings import Settings
from serving.wiring import Parts

GOOD = "quiet-copper-lantern-91"
OTHER = "一只猫在屋顶上唱了一整夜的歌"


def token_in(link: str) -> str:
    return link.split("token=")[1]


def set_up(client: TestClient, parts: Parts, *, email: str = "Admin@Example.org") -> dict:
    body = {"token": token_in(first_link(parts)), "email": email, "name": "王芳", "password": GOOD}
    answer = client.post("/api/v1/setup", json=body)
    assert answer.status_code == 201, answer.text
    client.headers["X-CSRF-Token"] = answer.json()["csrf_token"]
    return answer.json()


def sign_in(client: TestClient, email: str, password: str, status: int = 201) -> dict:
    answer = client.post("/api/v1/session", json={"email": email, "password": password})
    assert answer.status_code == status, answer.text
    if status == 201:
        client.headers["X-CSRF-Token"] = answer.json()["csrf_token"]
    return answer.json()


def browser(parts: Parts) -> TestClient:
    return TestClient(create_app(parts), base_url="http://testserver")


def test_the_first_start_makes_an_administrator_and_no_second_one(client: TestClient, parts: Parts):
    link = first_link(parts)
    assert link.startswith("http://testserver/setup?token=")
    made = set_up(client, parts)
    assert made["account"]["role"] == "admin"
    assert made["account"]["email"] == "admin@example.org"
    assert client.get("/api/v1/session").json()["account"]["name"] == "王芳"
    assert first_link(parts) == ""
    body = {"token": token_in(link), "email": "b@example.org", "name": "B", "password": GOOD}
    assert client.post("/api/v1/setup", json=body).status_code == 422


def test_only_the_latest_set_up_link_works(client: TestClient, parts: Parts):
    old, new = first_link(parts), first_link(parts)
    body = {"email": "a@example.org", "name": "A", "password": GOOD}
    assert client.post("/api/v1/setup", json=body | {"token": token_in(old)}).status_code == 422
    assert client.post("/api/v1/setup", json=body | {"token": token_in(new)}).status_code == 201


@pytest.mark.parametrize(
    "password", ["short", "password1234", "woaini1314520", "admin@example.org", "a" * 300]
)
def test_a_password_that_would_be_guessed_is_refused_and_the_link_still_works(
    client: TestClient, parts: Parts, password: str
):
    token = token_in(first_link(parts))
    body = {"token": token, "email": "admin@example.org", "name": "A", "password": password}
    answer = client.post("/api/v1/setup", json=body)
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/weak-password")
    assert answer.json()["reasons"]
    assert (
        client.post("/api/v1/setup", json=body | {"password": "x-ray 7 " * 30}).status_code == 201
    )


def test_signing_in_and_out(client: TestClient, parts: Parts):
    set_up(client, parts)
    first = client.cookies["trm_session"]
    other = browser(parts)
    sign_in(other, " ADMIN@example.org ", GOOD)
    assert other.cookies["trm_session"] != first
    sign_in(client, "admin@example.org", GOOD)
    assert client.cookies["trm_session"] != first  # a new session, whatever the browser held
    kept = client.cookies["trm_session"]
    assert client.delete("/api/v1/session").status_code == 204
    client.cookies.set("trm_session", kept)
    assert client.get("/api/v1/session").status_code == 401
    assert other.get("/api/v1/session").status_code == 200


def test_the_cookie_is_out_of_reach_of_scripts_and_bound_to_https(
    client: TestClient, parts: Parts, tmp_path
):
    set_up(client, parts)
    answer = client.post("/api/v1/session", json={"email": "admin@example.org", "password": GOOD})
    cookie = answer.headers["set-cookie"]
    assert {"HttpOnly", "SameSite=lax", "Path=/"} <= set(cookie.split("; "))
    assert "Secure" not in cookie
    outside = Settings(workspace=tmp_path / "var", base_url="https://trm.example.org")
    assert outside.secure_cookies
    assert auth.cookie_name(outside) == "__Host-trm_session"
    assert not Settings(workspace=tmp_path / "var").secure_cookies


def test_wrong_password_and_unknown_address_look_the_same(client: TestClient, parts: Parts):
    set_up(client, parts)
    known = sign_in(client, "admin@example.org", "not the password", 401)
    unknown = sign_in(client, "nobody@example.org", "not the password", 401)
    assert known == unknown


def test_failed_attempts_are_limited_for_the_account_and_then_forgotten(
    client: TestClient, parts: Parts, clock: FixedClock
):
    set_up(client, parts)
    now = parts.clock.now()
    with parts.db.write() as session:
        for _ in range(9):
            service.note_failure(session, "ADMIN@example.org", address="elsewhere", now=now)
    sign_in(client, "admin@example.org", "not the password", 401)
    answer = client.post("/api/v1/session", json={"email": "admin@example.org", "password": GOOD})
    assert answer.status_code == 429
    assert answer.headers["retry-after"] == "900"
    clock.move(timedelta(minutes=16))
    sign_in(client, "admin@example.org", GOOD)


def test_failed_attempts_are_limited_for_the_address(client: TestClient, parts: Parts):
    set_up(client, parts)
    now = parts.clock.now()
    with parts.db.write() as session:
        for number in range(50):
            email = f"guess{number}@example.org"
            service.note_failure(session, email, address="testclient", now=now)
    sign_in(client, "admin@example.org", GOOD, 429)


def test_nothing_of_a_failed_attempt_names_anybody(client: TestClient, parts: Parts):
    sign_in(client, "li.lei@example.org", "not the password", 401)
    with parts.db.read() as session:
        rows = session.execute(text("SELECT * FROM sign_in_attempt")).all()
        audit = session.execute(text("SELECT * FROM audit_entry")).all()
    assert len(rows) == 1
    assert "li.lei" not in repr(rows) + repr(audit)
    assert "testclient" not in repr(rows) + repr(audit)


def test_a_session_ends_when_it_is_idle_or_old(
    admin_client: TestClient, parts: Parts, clock: FixedClock
):
    for _ in range(3):
        clock.move(timedelta(hours=71))
        assert admin_client.get("/api/v1/session").status_code == 200
    clock.move(timedelta(hours=73))
    assert admin_client.get("/api/v1/session").status_code == 401


def test_a_session_in_use_ends_after_two_weeks(
    admin_client: TestClient, parts: Parts, clock: FixedClock
):
    for _ in range(13):
        clock.move(timedelta(days=1))
        assert admin_client.get("/api/v1/session").status_code == 200
    clock.move(timedelta(days=1, seconds=1))
    assert admin_client.get("/api/v1/session").status_code == 401


def test_deactivation_ends_sessions_and_tokens_at_once(
    admin_client: TestClient, recruiter_client: TestClient, client: TestClient
):
    body = {"name": "ci", "scopes": ["people:read"]}
    token = recruiter_client.post("/api/v1/tokens", json=body).json()["token"]
    client.headers["Authorization"] = f"Bearer {token}"
    assert client.get("/api/v1/me").status_code == 200
    me = recruiter_client.get("/api/v1/me").json()["id"]
    changed = admin_client.patch(f"/api/v1/accounts/{me}", json={"active": False})
    assert (changed.status_code, changed.json()["state"]) == (200, "deactivated")
    assert recruiter_client.get("/api/v1/me").status_code == 401
    assert client.get("/api/v1/me").status_code == 401


def test_a_new_role_ends_the_sessions_of_the_old_one(
    admin_client: TestClient, recruiter_client: TestClient
):
    me = recruiter_client.get("/api/v1/me").json()["id"]
    admin_client.patch(f"/api/v1/accounts/{me}", json={"role": "viewer"})
    assert recruiter_client.get("/api/v1/me").status_code == 401


def test_a_change_of_name_or_team_ends_nothing(
    admin_client: TestClient, recruiter_client: TestClient
):
    me = recruiter_client.get("/api/v1/me").json()["id"]
    team = admin_client.post("/api/v1/teams", json={"name": "算法组"}).json()["id"]
    changed = admin_client.patch(
        f"/api/v1/accounts/{me}", json={"team_ids": [team], "name": "李雷"}
    )
    assert changed.json()["team_ids"] == [team]
    assert recruiter_client.get("/api/v1/me").json()["name"] == "李雷"
    assert admin_client.get("/api/v1/teams").json()["items"][0]["members"] == 1


def test_the_last_administrator_stays(admin_client: TestClient):
    me = admin_client.get("/api/v1/me").json()["id"]
    for body in ({"active": False}, {"role": "viewer"}):
        assert admin_client.patch(f"/api/v1/accounts/{me}", json=body).status_code == 422
    assert admin_client.get("/api/v1/me").json()["role"] == "admin"


def test_a_change_meant_for_an_older_version_is_refused(
    admin_client: TestClient, recruiter_client: TestClient
):
    me = recruiter_client.get("/api/v1/me").json()["id"]
    first = admin_client.patch(f"/api/v1/accounts/{me}", json={"name": "甲"})
    tag = first.headers["etag"]
    again = {"If-Match": tag}
    assert admin_client.patch(
        f"/api/v1/accounts/{me}", json={"name": "乙"}, headers=again
    ).is_success
    stale = admin_client.patch(f"/api/v1/accounts/{me}", json={"name": "丙"}, headers=again)
    assert stale.status_code == 412


def test_an_invitation_without_mail_shows_its_link_once(
    admin_client: TestClient, client: TestClient, parts: Parts
):
    body = {"email": "hm@example.org", "role": "hiring_manager"}
    made = admin_client.post("/api/v1/invitations", json=body).json()
    assert made["sending_id"] is None
    link = made["link"]
    listed = admin_client.get("/api/v1/accounts").json()
    assert link not in str(listed)
    assert {one["state"] for one in listed["items"]} == {"active", "invited"}
    accept = {"name": "韩梅梅", "password": OTHER}
    came = client.post(f"/api/v1/invitations/{token_in(link)}", json=accept)
    assert (came.status_code, came.json()["account"]["role"]) == (201, "hiring_manager")
    again = browser(parts).post(f"/api/v1/invitations/{token_in(link)}", json=accept)
    assert again.status_code == 422
    sign_in(browser(parts), "hm@example.org", OTHER)


def test_an_invitation_is_renewed_and_the_old_link_is_void(
    admin_client: TestClient, client: TestClient
):
    body = {"email": "hm@example.org", "role": "viewer"}
    old = admin_client.post("/api/v1/invitations", json=body).json()["link"]
    new = admin_client.post("/api/v1/invitations", json=body | {"role": "recruiter"}).json()["link"]
    accept = {"name": "韩梅梅", "password": OTHER}
    assert client.post(f"/api/v1/invitations/{token_in(old)}", json=accept).status_code == 422
    came = client.post(f"/api/v1/invitations/{token_in(new)}", json=accept)
    assert came.json()["account"]["role"] == "recruiter"
    assert admin_client.post("/api/v1/invitations", json=body).status_code == 409


def test_a_reset_sets_a_new_password_and_ends_the_old_sessions(client: TestClient, parts: Parts):
    set_up(client, parts)
    me = client.get("/api/v1/me").json()["id"]
    link = client.post(f"/api/v1/accounts/{me}/reset").json()["link"]
    fresh = browser(parts)
    done = fresh.post(f"/api/v1/password-resets/{token_in(link)}", json={"password": OTHER})
    assert done.status_code == 201
    assert client.get("/api/v1/me").status_code == 401
    sign_in(browser(parts), "admin@example.org", GOOD, 401)
    sign_in(browser(parts), "admin@example.org", OTHER)


def test_asking_for_a_reset_does_not_tell_who_has_an_account(client: TestClient, parts: Parts):
    set_up(client, parts)
    known = client.post("/api/v1/password-resets", json={"email": "admin@example.org"})
    unknown = client.post("/api/v1/password-resets", json={"email": "nobody@example.org"})
    assert (known.status_code, known.json()) == (unknown.status_code, unknown.json())
    assert known.json() == {"sends_mail": False}
    for _ in range(9):
        client.post("/api/v1/password-resets", json={"email": "nobody@example.org"})
    again = client.post("/api/v1/password-resets", json={"email": "nobody@example.org"})
    assert again.status_code == 429


def test_old_links_are_void(client: TestClient, parts: Parts, clock: FixedClock):
    token = token_in(first_link(parts))
    clock.move(timedelta(days=1, seconds=1))
    body = {"token": token, "email": "a@example.org", "name": "A", "password": GOOD}
    assert client.post("/api/v1/setup", json=body).json()["type"] == "/problems/link-invalid"


@pytest.mark.parametrize(("asked", "kept"), [("zh-CN,zh;q=0.9", "zh-CN"), ("en-GB", "en")])
def test_the_first_visit_takes_over_the_browsers_language(
    client: TestClient, parts: Parts, asked: str, kept: str
):
    client.headers["Accept-Language"] = asked
    assert set_up(client, parts)["account"]["language"] == kept
    client.headers["Accept-Language"] = "en" if kept == "zh-CN" else "zh"
    assert sign_in(client, "admin@example.org", GOOD)["account"]["language"] == kept


def test_the_demo_link_signs_in_once_and_only_by_a_button(client: TestClient, parts: Parts):
    from tests.e2e.conftest import make_account

    account = make_account(parts, Role.ADMIN)
    with parts.db.write() as session:
        link = service.sign_in_link(
            session, account.id, secret=parts.keys().secret, now=parts.clock.now()
        )
    address = links.address(parts.settings, LinkPurpose.SIGN_IN, link.token)
    page = client.get(address)
    assert page.status_code == 200
    assert client.get("/api/v1/session").status_code == 401  # looking changes nothing
    came = client.post("/p/sign-in", data={"token": link.token}, follow_redirects=False)
    assert (came.status_code, came.headers["location"]) == (303, "/")
    assert client.get("/api/v1/session").json()["account"]["id"] == account.id
    assert client.post("/p/sign-in", data={"token": link.token}).status_code == 403  # no proof
    assert browser(parts).post("/p/sign-in", data={"token": link.token}).status_code == 422


def test_tokens_do_less_than_their_owner_and_are_stored_as_hashes(
    recruiter_client: TestClient, client: TestClient, parts: Parts, clock: FixedClock
):
    beyond = recruiter_client.post("/api/v1/tokens", json={"name": "x", "scopes": ["audit:read"]})
    assert beyond.status_code == 403
    body = {"name": "ci", "scopes": ["jobs:read"], "days": 30}
    made = recruiter_client.post("/api/v1/tokens", json=body).json()
    assert re.fullmatch(r"trm_[\w-]{6}\.[\w-]{43}", made["token"])
    assert made["token"].startswith(made["prefix"])
    with parts.db.read() as session:
        assert made["token"] not in repr(session.execute(text("SELECT * FROM api_token")).all())
    client.headers["Authorization"] = f"Bearer {made['token']}"
    assert client.get("/api/v1/session").json()["permissions"] == ["jobs:read"]
    assert client.get("/api/v1/session").json()["csrf_token"] == ""
    assert client.post("/api/v1/tokens", json=body).status_code == 422  # tokens make no tokens
    listed = recruiter_client.get("/api/v1/tokens").json()["items"]
    assert listed[0]["last_used_at"] == "2026-06-01T08:00:00Z"
    assert "token" not in listed[0]
    clock.move(timedelta(days=2))
    assert client.get("/api/v1/me").status_code == 200
    clock.move(timedelta(days=28, seconds=1))
    assert client.get("/api/v1/me").status_code == 401


def test_nobody_drops_the_tokens_of_others(recruiter_client: TestClient, admin_client: TestClient):
    body = {"name": "ci", "scopes": ["jobs:read"]}
    made = recruiter_client.post("/api/v1/tokens", json=body).json()
    assert admin_client.delete(f"/api/v1/tokens/{made['id']}").status_code == 404
    assert recruiter_client.delete(f"/api/v1/tokens/{made['id']}").status_code == 204


def test_an_unsafe_request_needs_a_proof(admin_client: TestClient):
    body = {"name": "算法组"}
    proof = admin_client.headers.pop("X-CSRF-Token")
    wrong = [
        {},
        {"X-CSRF-Token": "wrong"},
        {"X-CSRF-Token": proof, "Origin": "https://evil.example"},
        {"X-CSRF-Token": proof, "Sec-Fetch-Site": "cross-site"},
        {"X-CSRF-Token": proof, "Sec-Fetch-Site": "same-site"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "none"},
    ]
    for headers in wrong:
        assert admin_client.post("/api/v1/teams", json=body, headers=headers).status_code == 403
    right = [
        {"X-CSRF-Token": proof},
        {"X-CSRF-Token": proof, "Origin": "http://testserver"},
        {"Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "same-origin", "Origin": "null"},
    ]
    for number, headers in enumerate(right):
        answer = admin_client.post("/api/v1/teams", json={"name": f"{number}"}, headers=headers)
        assert answer.status_code == 201


def test_the_proof_of_another_session_does_not_fit(sign_in, parts: Parts):
    one, two = sign_in(Role.ADMIN), sign_in(Role.ADMIN)
    stolen = {"X-CSRF-Token": one.headers["X-CSRF-Token"]}
    assert two.post("/api/v1/teams", json={"name": "x"}, headers=stolen).status_code == 403


def test_preferences_are_kept_and_a_zone_nobody_knows_is_refused(admin_client: TestClient):
    body = {"language": "zh-CN", "timezone": "Asia/Shanghai", "theme": "dark"}
    assert admin_client.patch("/api/v1/me", json=body).json()["timezone"] == "Asia/Shanghai"
    kept = admin_client.get("/api/v1/me").json()
    assert (kept["language"], kept["theme"], kept["density"]) == ("zh-CN", "dark", "comfortable")
    for zone in ("Mars/Olympus", "../../etc/passwd", ""):
        assert admin_client.patch("/api/v1/me", json={"timezone": zone}).status_code == 422


def test_problems_speak_the_readers_language(client: TestClient):
    zh = client.get("/api/v1/me", headers={"Accept-Language": "zh-CN,en;q=0.5"}).json()
    en = client.get("/api/v1/me", headers={"Accept-Language": "en;q=0.9,zh;q=0.1"}).json()
    assert zh["type"] == en["type"] == "/problems/unauthenticated"
    assert zh["title"] == "未登录"
    assert en["title"] == "Not signed in"


def test_a_weak_password_is_refused_in_the_readers_language(client: TestClient, parts: Parts):
    body = {"token": token_in(first_link(parts)), "email": "a@example.org", "name": "王芳"}
    said = {
        language: client.post(
            "/api/v1/setup",
            json=body | {"password": "password"},
            headers={"Accept-Language": language},
        ).json()["detail"]
        for language in ("zh-CN", "en")
    }
    assert said["zh-CN"] == "这个密码不能用：少于 12 个字符；属于最常见的密码。"
    assert said["en"].startswith("This password cannot be used: it is shorter than 12 characters;")


def test_a_request_that_does_not_fit_is_told_where(admin_client: TestClient):
    body = {"email": "no address", "role": "king", "password": GOOD}
    answer = admin_client.post("/api/v1/invitations", json=body)
    assert answer.status_code == 422
    where = {tuple(error["loc"]) for error in answer.json()["errors"]}
    assert where == {("body", "email"), ("body", "role"), ("body", "password")}
    assert GOOD not in answer.text


def test_large_requests_and_foreign_hosts_are_refused(parts: Parts, tmp_path):
    small = wiring.build(
        Settings(workspace=tmp_path / "v", base_url="http://testserver", max_body_mb=1),
        clock=parts.clock,
    )
    with browser(small) as client:
        declared = client.post("/api/v1/session", content=b"x" * (1 << 20) + b"y")
        assert (declared.status_code, declared.json()["type"]) == (413, "/problems/too-large")
        streamed = client.post("/api/v1/session", content=iter([b"x" * (1 << 19)] * 3))
        assert streamed.status_code == 413
        foreign = client.get("/api/v1/session", headers={"Host": "evil.example"})
        assert foreign.status_code == 421
    small.db.close()


def test_what_admins_do_is_in_the_audit_log(admin_client: TestClient):
    body = {"email": "hm@example.org", "role": "viewer"}
    admin_client.post("/api/v1/invitations", json=body)
    page = admin_client.get("/api/v1/audit?limit=1").json()
    assert page["items"][0]["action"] == "account.invited"
    assert "hm@example.org" not in str(page)
    rest = admin_client.get(f"/api/v1/audit?limit=50&cursor={page['next_cursor']}").json()
    assert [one["action"] for one in rest["items"]] == ["session.opened", "account.added"]
