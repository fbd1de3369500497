"""Single sign-on against a provider that is a real HTTP server: what is right gets in, nothing else."""

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi.testclient import TestClient
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

from core.access import admin
from core.access.types import AccountChange
from core.actor import SYSTEM, Role
from core.clock import FixedClock
from core.db import Base
from serving import wiring
from serving.app import create_app
from serving.settings import Settings
from serving.wiring import Parts
from tests.conftest import load_tables
from tests.e2e.conftest import BASE_URL

CLIENT, SECRET = "trm", "s3cret/of:client"
PERSON = {"sub": "u-1", "email": "Lin@Example.org", "email_verified": True, "name": "林"}


def new_key(kid: str) -> Any:
    return RSAKey.generate_key(2048, {"kid": kid, "use": "sig"})


def by_hand(claims: dict[str, Any], secret: bytes) -> str:
    """Sign as no library does: by HMAC with a public key."""

    def encoded(content: bytes) -> str:
        return base64.urlsafe_b64encode(content).rstrip(b"=").decode()

    header = encoded(json.dumps({"alg": "HS256", "kid": "k1"}).encode())
    signed = f"{header}.{encoded(json.dumps(claims).encode())}"
    return f"{signed}.{encoded(hmac.digest(secret, signed.encode(), 'sha256'))}"


@dataclass
class FakeProvider:
    """A sign-in service; what it says can be bent."""

    clock: FixedClock
    url: str = ""
    person: dict[str, Any] = field(default_factory=lambda: dict(PERSON))
    claims: dict[str, Any] = field(default_factory=dict)  # over what is right
    published: list[Any] = field(default_factory=lambda: [new_key("k1")])
    signs_with: Any = None
    algorithm: str = "RS256"
    issuer: str = ""
    asked: dict[str, dict[str, str]] = field(default_factory=dict)
    requests: list[str] = field(default_factory=list)
    redirects: bool = False

    def authorize(self, address: str) -> tuple[str, dict[str, str]]:
        """Be the page where somebody signs in: return a code, and what was asked."""
        asked = {name: value for name, (value,) in parse_qs(urlsplit(address).query).items()}
        code = f"code-{len(self.asked)}"
        self.asked[code] = asked
        return code, asked

    def token(self, form: dict[str, str], authorization: str) -> dict[str, Any] | None:
        """Redeem a code, once, for who knows the verifier and the secret."""
        asked = self.asked.pop(form.get("code", ""), None)
        told = base64.b64encode(b"trm:s3cret%2Fof%3Aclient").decode()
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if asked is None or authorization != f"Basic {told}":
            return None
        if asked["code_challenge"] != challenge or asked["redirect_uri"] != form["redirect_uri"]:
            return None
        now = int(self.clock.now().timestamp())
        claims = {
            "iss": self.url, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": asked["nonce"],
            **self.person, **self.claims,
        }  # fmt: skip
        claims = {name: value for name, value in claims.items() if value is not None}
        if self.algorithm == "HS256":  # the public key, taken for a secret that both sides know
            return {"id_token": by_hand(claims, self.published[0].as_pem(private=False))}
        key = self.signs_with or self.published[0]
        header = {"alg": self.algorithm, "kid": key.kid}
        return {"id_token": jwt.encode(header, claims, key, algorithms=[self.algorithm])}

    def answer(self, path: str, form: dict[str, str], authorization: str) -> dict[str, Any] | None:
        self.requests.append(path)
        if path == "/.well-known/openid-configuration":
            return {
                "issuer": self.issuer or self.url,
                "authorization_endpoint": f"{self.url}/authorize",
                "token_endpoint": f"{self.url}/token",
                "jwks_uri": f"{self.url}/keys",
            }
        if path == "/keys":
            return {"keys": [key.as_dict(private=False) for key in self.published]}
        return self.token(form, authorization) if path == "/token" else None


@pytest.fixture
def service(clock: FixedClock) -> Iterator[FakeProvider]:
    made = FakeProvider(clock)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._respond({})

        def do_POST(self) -> None:
            size = int(self.headers["Content-Length"])
            sent = parse_qs(self.rfile.read(size).decode())
            self._respond({name: value for name, (value,) in sent.items()})

        def _respond(self, form: dict[str, str]) -> None:
            found = made.answer(self.path, form, self.headers.get("Authorization", ""))
            body = json.dumps(found or {"error": "invalid_grant"}).encode()
            self.send_response(302 if made.redirects else 200 if found else 400)
            if made.redirects:
                self.send_header("Location", f"{made.url}{self.path}")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield made
    server.shutdown()
    server.server_close()


def workspace(tmp_path, clock: FixedClock, service: FakeProvider, **settings: Any) -> Parts:
    load_tables()
    given = {
        "oidc_issuer": service.url, "oidc_client_id": CLIENT, "oidc_client_secret": SECRET,
        "oidc_allow_private": True, "oidc_name": "Acme", **settings,
    }  # fmt: skip
    built = wiring.build(
        Settings(workspace=tmp_path / "var", base_url=BASE_URL, **given), clock=clock
    )
    Base.metadata.create_all(built.db.engine)
    return built


@pytest.fixture
def parts(tmp_path, clock: FixedClock, service: FakeProvider) -> Iterator[Parts]:
    built = workspace(tmp_path, clock, service)
    yield built
    built.db.close()


@pytest.fixture
def browser(parts: Parts) -> Iterator[TestClient]:
    with TestClient(create_app(parts), base_url=BASE_URL) as client:
        yield client


def account(parts: Parts, email: str = "lin@example.org", role: Role = Role.RECRUITER) -> Any:
    with parts.db.write() as session:
        return admin.add_account(
            session, SYSTEM, email, name="Lin", role=role, now=parts.clock.now()
        )


def begin(browser: TestClient, service: FakeProvider, next_: str = "/") -> dict[str, str]:
    """Press the button, sign in over there; return what the browser brings back."""
    sent = browser.get("/p/oidc/start", params={"next": next_}, follow_redirects=False)
    assert sent.status_code == 303, sent.text
    code, asked = service.authorize(sent.headers["location"])
    return {"code": code, "state": asked["state"]}


def finish(browser: TestClient, answer: dict[str, str]) -> str:
    """Bring the answer back; return where the browser is sent."""
    came = browser.get("/p/oidc/callback", params=answer, follow_redirects=False)
    assert came.status_code == 303, came.text
    return came.headers["location"]


def signs_in(browser: TestClient, service: FakeProvider) -> str:
    return finish(browser, begin(browser, service))


def nobody(browser: TestClient) -> bool:
    return browser.get("/api/v1/me").status_code == 401


def test_who_has_an_account_signs_in(browser: TestClient, parts: Parts, service: FakeProvider):
    known = account(parts)
    assert browser.get("/api/v1/session/ways").json() == {"single_sign_on": "Acme"}
    sent = browser.get("/p/oidc/start", follow_redirects=False)
    asked = parse_qs(urlsplit(sent.headers["location"]).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["redirect_uri"] == [f"{BASE_URL}/p/oidc/callback"]
    assert min(len(asked[name][0]) for name in ("state", "nonce", "code_challenge")) >= 43
    assert finish(browser, begin(browser, service, "/jobs?x=1")) == "/jobs?x=1"
    assert browser.get("/api/v1/me").json()["id"] == known.id


def test_the_key_is_issuer_and_subject_not_the_address(
    browser: TestClient, parts: Parts, service: FakeProvider
):
    known = account(parts)
    signs_in(browser, service)
    service.person["email"] = "renamed@example.org"
    signs_in(browser, service)
    assert browser.get("/api/v1/me").json()["id"] == known.id
    browser.cookies.clear()
    service.person = PERSON | {"sub": "u-2"}  # the address passed to somebody else
    assert signs_in(browser, service) == "/signin?refused=oidc-no-account"
    assert nobody(browser)


@pytest.mark.parametrize("verified", [False, None, "true", 1])
def test_an_address_that_is_not_verified_finds_nobody(
    browser: TestClient, parts: Parts, service: FakeProvider, verified: object
):
    account(parts)
    service.person["email_verified"] = verified
    assert signs_in(browser, service) == "/signin?refused=oidc-no-account"
    assert nobody(browser)


NOW = 1780300800  # 2026-06-01T08:00:00Z, the clock of the tests


@pytest.mark.parametrize(
    "bent",
    [
        {"aud": "another"},
        {"aud": ["another"]},
        {"aud": [CLIENT, "another"]},
        {"azp": "another"},
        {"aud": None},
        {"iss": "https://evil.example"},
        {"iss": None},
        {"nonce": "another"},
        {"nonce": None},
        {"exp": NOW - 61},
        {"exp": None},
        {"iat": NOW + 600},
        {"sub": None},
        {"sub": ""},
        {"sub": 7},
    ],
    ids=str,
)
def test_a_token_that_is_not_for_this_sign_in_is_refused(
    browser: TestClient, parts: Parts, service: FakeProvider, bent: dict[str, Any]
):
    account(parts)
    service.claims = bent
    assert signs_in(browser, service).startswith("/signin?refused=oidc-refused")
    assert nobody(browser)


def test_keys_may_change_at_any_time(browser: TestClient, parts: Parts, service: FakeProvider):
    account(parts)
    assert signs_in(browser, service) == "/"
    service.published = [new_key("k2")]
    assert signs_in(browser, service) == "/"
    assert signs_in(browser, service) == "/"
    assert service.requests.count("/keys") == 2  # once at first, once for the new one


@pytest.mark.parametrize("kid", ["k1", "k9"])
def test_a_key_that_is_not_published_signs_nothing(
    browser: TestClient, parts: Parts, service: FakeProvider, kid: str
):
    account(parts)
    service.signs_with = new_key(kid)
    assert signs_in(browser, service).startswith("/signin?refused=oidc-refused")
    assert nobody(browser)


def test_a_shared_secret_signs_nothing(browser: TestClient, parts: Parts, service: FakeProvider):
    account(parts)
    service.algorithm = "HS256"
    assert signs_in(browser, service).startswith("/signin?refused=oidc-refused")
    assert nobody(browser)


def test_an_elliptic_key_signs_as_well(browser: TestClient, parts: Parts, service: FakeProvider):
    account(parts)
    service.published = [ECKey.generate_key("P-256", {"kid": "e1", "use": "sig"})]
    service.algorithm = "ES256"
    assert signs_in(browser, service) == "/"


def test_the_answer_to_another_sign_in_is_refused(
    browser: TestClient, parts: Parts, service: FakeProvider
):
    account(parts)
    mine, other = begin(browser, service), begin(browser, service)
    refused = finish(browser, {"code": other["code"], "state": mine["state"]})
    assert refused == "/signin?refused=oidc-refused&why=state"
    with TestClient(create_app(parts), base_url=BASE_URL) as victim:  # an answer planted by another
        planted = begin(browser, service)
        assert finish(victim, planted) == "/signin?refused=oidc-refused&why=flow"
        assert nobody(victim)


def test_a_code_works_once_and_not_after_ten_minutes(
    browser: TestClient, parts: Parts, service: FakeProvider, clock: FixedClock
):
    account(parts)
    answer = begin(browser, service)
    assert finish(browser, answer) == "/"
    browser.cookies.clear()
    assert finish(browser, answer) == "/signin?refused=oidc-refused&why=flow"
    late = begin(browser, service)
    clock.move(timedelta(minutes=11))
    assert finish(browser, late) == "/signin?refused=oidc-refused&why=flow"


def test_what_the_service_refuses_or_another_issuer_answers_is_refused(
    browser: TestClient, parts: Parts, service: FakeProvider
):
    account(parts)
    answer = begin(browser, service)
    denied = {"error": "access_denied", "state": answer["state"]}
    assert finish(browser, denied) == "/signin?refused=oidc-refused&why=denied"
    answer = begin(browser, service)
    mixed = finish(browser, answer | {"iss": "https://evil.example"})
    assert mixed == "/signin?refused=oidc-refused&why=issuer"
    assert nobody(browser)


def test_discovery_of_another_issuer_a_redirect_and_silence_are_refused(
    browser: TestClient, service: FakeProvider
):
    def start() -> str:
        return browser.get("/p/oidc/start", follow_redirects=False).headers["location"]

    service.issuer = "https://evil.example"
    assert start() == "/signin?refused=oidc-refused&why=issuer"
    service.redirects = True
    assert start() == "/signin?refused=oidc-down"
    assert len(service.requests) == 2


def test_a_service_inside_the_network_is_asked_only_if_it_is_allowed(
    tmp_path, clock: FixedClock, service: FakeProvider
):
    parts = workspace(tmp_path, clock, service, oidc_allow_private=False)
    with TestClient(create_app(parts), base_url=BASE_URL) as browser:
        sent = browser.get("/p/oidc/start", follow_redirects=False)
    assert sent.headers["location"] == "/signin?refused=oidc-down"
    assert service.requests == []
    parts.db.close()


@pytest.mark.parametrize("next_", ["//evil.example", "https://evil.example", "/\\evil.example", ""])
def test_nobody_is_sent_elsewhere_afterwards(
    browser: TestClient, parts: Parts, service: FakeProvider, next_: str
):
    account(parts)
    assert finish(browser, begin(browser, service, next_)) == "/"


def test_accounts_are_made_for_a_domain_only_by_rule(
    tmp_path, clock: FixedClock, service: FakeProvider
):
    parts = workspace(tmp_path, clock, service, oidc_domains=["Example.org"], oidc_role="recruiter")
    with TestClient(create_app(parts), base_url=BASE_URL) as browser:
        assert signs_in(browser, service) == "/"
        me = browser.get("/api/v1/me").json()
        assert (me["role"], me["email"], me["name"]) == ("recruiter", "lin@example.org", "林")
        browser.cookies.clear()
        for email in ("x@other.org", "x@sub.example.org", "x@example.org.evil.net"):
            service.person = PERSON | {"sub": email, "email": email}
            assert signs_in(browser, service) == "/signin?refused=oidc-no-account"
    parts.db.close()


def test_linking_by_address_can_be_turned_off(tmp_path, clock: FixedClock, service: FakeProvider):
    parts = workspace(
        tmp_path, clock, service, oidc_link_by_email=False, oidc_domains=["example.org"]
    )
    account(parts, role=Role.ADMIN)
    with TestClient(create_app(parts), base_url=BASE_URL) as browser:
        assert signs_in(browser, service) == "/signin?refused=oidc-no-account"
        assert nobody(browser)
    parts.db.close()


def test_who_was_invited_comes_in_and_who_was_deactivated_does_not(
    browser: TestClient, parts: Parts, service: FakeProvider
):
    now = parts.clock.now()
    with parts.db.write() as session:
        made = admin.invite(session, SYSTEM, "lin@example.org", role=Role.VIEWER, now=now)
    assert signs_in(browser, service) == "/"
    assert browser.get("/api/v1/me").json()["state"] == "active"
    with parts.db.write() as session:
        admin.change(session, SYSTEM, made.id, AccountChange(active=False), now=now)
    assert nobody(browser)
    assert signs_in(browser, service) == "/signin?refused=oidc-no-account"


def test_the_second_factor_is_the_services_business(
    tmp_path, clock: FixedClock, service: FakeProvider
):
    parts = workspace(tmp_path, clock, service, second_factor_roles=["recruiter"])
    account(parts)
    with TestClient(create_app(parts), base_url=BASE_URL) as browser:
        signs_in(browser, service)
        assert browser.get("/api/v1/session").json()["must_enrol"] is False
        assert browser.get("/api/v1/talents").status_code == 200
    parts.db.close()


def test_without_a_service_there_is_no_button_and_no_address(client_without: TestClient):
    assert client_without.get("/api/v1/session/ways").json() == {"single_sign_on": None}
    assert client_without.get("/p/oidc/start").status_code == 404
    assert client_without.get("/p/oidc/callback").status_code == 404


@pytest.fixture
def client_without(tmp_path, clock: FixedClock) -> Iterator[TestClient]:
    load_tables()
    built = wiring.build(Settings(workspace=tmp_path / "w", base_url=BASE_URL), clock=clock)
    Base.metadata.create_all(built.db.engine)
    with TestClient(create_app(built), base_url=BASE_URL) as browser:
        yield browser
    built.db.close()
