"""A whole service on a fresh workspace, and people who are signed in to it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from core.access import admin, service
from core.access.types import Account, AccountChange
from core.actor import SYSTEM, Role
from core.clock import FixedClock
from core.db import Base
from serving import auth, wiring
from serving.app import create_app
from serving.settings import Settings
from serving.wiring import Parts
from tests.conftest import load_tables

BASE_URL = "http://testserver"


@pytest.fixture
def parts(tmp_path: Path, clock: FixedClock) -> Iterator[Parts]:
    """The parts of a fresh workspace; heavy ones are built when a test asks for them."""
    load_tables()
    built = wiring.build(Settings(workspace=tmp_path / "var", base_url=BASE_URL), clock=clock)
    Base.metadata.create_all(built.db.engine)
    yield built
    built.db.close()


@pytest.fixture
def client(parts: Parts) -> Iterator[TestClient]:
    """A browser that nobody is signed in with."""
    with TestClient(create_app(parts), base_url=BASE_URL) as browser:
        yield browser


SignIn = Callable[..., TestClient]


@pytest.fixture
def sign_in(parts: Parts) -> Iterator[SignIn]:
    """``sign_in(Role.RECRUITER, team_ids=…)``: a browser with a session of a new account."""
    opened: list[TestClient] = []
    app = create_app(parts)

    def open_browser(role: Role, *, team_ids: frozenset[str] = frozenset()) -> TestClient:
        browser = TestClient(app, base_url=BASE_URL)
        opened.append(browser)
        account = make_account(parts, role, number=len(opened), team_ids=team_ids)
        now, lifetimes = parts.clock.now(), auth.lifetimes(parts.settings)
        with parts.db.write() as session:
            token = service.open_session(session, account, lifetimes=lifetimes, now=now).token
        browser.cookies.set(auth.cookie_name(parts.settings), token)
        browser.headers["X-CSRF-Token"] = auth.csrf_token(parts.keys().secret, token)
        return browser

    yield open_browser
    for browser in opened:
        browser.close()


@pytest.fixture
def admin_client(sign_in: SignIn) -> TestClient:
    """A browser an administrator is signed in with; unsafe requests carry the proof."""
    return sign_in(Role.ADMIN)


@pytest.fixture
def recruiter_client(sign_in: SignIn) -> TestClient:
    """A browser a recruiter is signed in with."""
    return sign_in(Role.RECRUITER)


def make_account(
    parts: Parts, role: Role, *, number: int = 1, team_ids: frozenset[str] = frozenset()
) -> Account:
    """Store an active account without a password."""
    now, email = parts.clock.now(), f"{role.value}{number}@example.org"
    with parts.db.write() as session:
        account = admin.add_account(
            session, SYSTEM, email, name=f"Robin {number}", role=role, now=now
        )
        if team_ids:
            change = AccountChange(team_ids=team_ids)
            account = admin.change(session, SYSTEM, account.id, change, now=now)
    return account
