"""A real server over an invented company, and a real Chromium to look at it."""

import gzip
import os
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from core.access import admin, service
from core.actor import SYSTEM, Role
from core.requisition import service as requisition
from core.requisition.repository import jobs
from core.requisition.types import JobEdit
from serving import indexing, schema, wiring
from serving.app import create_app
from serving.demo import fill
from serving.settings import Settings
from serving.worker import Worker
from tests.conftest import ROOT

CONSOLE = ROOT / "serving" / "console"
DIST = CONSOLE / "dist"
AXE = CONSOLE / "node_modules" / "axe-core" / "axe.min.js"
ARTEFACTS = ROOT / "tests" / "artefacts"
PASSWORD = "a quiet orange boat"
DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
FLAGS = [
    "--headless",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PEOPLE, JOBS = 80, 12
FIRST_SCREEN = 250_000  # bytes of scripts and styles, gzipped, that a first visit may fetch


@dataclass(frozen=True)
class Site:
    """The server under test."""

    url: str
    parts: wiring.Parts


@pytest.fixture(scope="session")
def built_console() -> Path:
    """The built console; without it the page tests are reported as not run."""
    if not (DIST / "index.html").is_file():
        pytest.skip("not run: the console is not built (make console)")
    return DIST


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """A headless Chromium; without one on PATH the page tests are reported as not run."""
    path = (
        shutil.which("chromium")
        or shutil.which("chromium-browser")
        or shutil.which("google-chrome")
    )
    if path is None:
        pytest.skip("not run: no Chromium on PATH")
    root = ["--no-sandbox"] if os.getuid() == 0 else []
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=path, args=[*FLAGS, *root])
        yield browser
        browser.close()


def _account(parts: wiring.Parts, email: str, name: str, role: Role) -> None:
    now = parts.clock.now()
    with parts.db.write() as session:
        account = admin.invite(session, SYSTEM, email, role=role, now=now)
        link = service.invitation_link(session, account, secret=parts.keys().secret, now=now)
        service.accept_invitation(session, link.token, name=name, password=PASSWORD, now=now)


def _own_jobs(parts: wiring.Parts) -> None:
    """Make Mei the hiring manager of every job."""
    now = parts.clock.now()
    with parts.db.write() as session:
        manager = admin.by_email(session, "mei@example.com")
        for job in jobs.page(session, SYSTEM, q="", status=None, cursor="", limit=200).jobs:
            edit = JobEdit(hiring_manager_id=manager.id)
            requisition.edit_job(
                session, SYSTEM, job.id, edit, expected_version=job.version, now=now
            )


def _fill(parts: wiring.Parts) -> None:
    schema.migrate(parts.db, backups=parts.paths.backups, now=parts.clock.now())
    fill.fill_invented(
        parts, fill.Company(people=PEOPLE, jobs=JOBS, seed=11), progress=lambda _: None
    )
    _account(parts, "lin@example.com", "林晓", Role.ADMIN)
    _account(parts, "mei@example.com", "梅若兰", Role.HIRING_MANAGER)
    _own_jobs(parts)
    indexing.build(parts)


@pytest.fixture(scope="package")
def site(built_console: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """An invented company of 80 people behind a server with a worker."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    parts = wiring.build(Settings(workspace=tmp_path_factory.mktemp("workspace"), port=port))
    _fill(parts)
    server = uvicorn.Server(uvicorn.Config(create_app(parts), port=port, log_level="error"))
    worker = Worker(parts, owner="page-tests", poll_s=0.2)
    threads = [threading.Thread(target=server.run), threading.Thread(target=worker.run)]
    for thread in threads:
        thread.start()
    deadline = time.monotonic() + 30
    while not server.started and time.monotonic() < deadline:
        time.sleep(0.05)
    yield Site(f"http://127.0.0.1:{port}", parts)
    worker.stop()
    server.should_exit = True
    for thread in threads:
        thread.join(timeout=20)
    parts.db.close()


@pytest.fixture(scope="package")
def ranking(site: Site) -> None:
    """Load what ranks people before a page waits for it; the first time takes minutes."""
    site.parts.matcher()


Open = Callable[..., Page]


def _sign_in(context: BrowserContext, site: Site, email: str, language: str, theme: str) -> None:
    answer = context.request.post(
        f"{site.url}/api/v1/session", data={"email": email, "password": PASSWORD}
    )
    assert answer.status == 201, answer.text()
    context.request.patch(
        f"{site.url}/api/v1/me",
        data={
            "language": language,
            "timezone": "Asia/Shanghai",
            "density": "compact",
            "theme": theme,
        },
        headers={"X-CSRF-Token": answer.json()["csrf_token"], "Origin": site.url},
    )


@pytest.fixture
def open_page(site: Site, chromium: Browser) -> Iterator[Open]:
    """Open an address signed in; at the end no page may have broken or asked a foreign host."""
    contexts: list[BrowserContext] = []
    wrong: list[str] = []

    def note(page: Page) -> None:
        page.on("pageerror", lambda error: wrong.append(f"page error: {error}"))
        page.on(
            "console",
            lambda message: (
                wrong.append(message.text)
                if message.type == "error" and "status of 4" not in message.text
                else None
            ),
        )
        page.on(
            "request",
            lambda request: (
                wrong.append(f"foreign request: {request.url}")
                if not request.url.startswith((site.url, "data:", "blob:"))
                else None
            ),
        )

    def opening(
        path: str,
        *,
        language: str = "en",
        size: dict[str, int] = DESKTOP,
        email: str = "lin@example.com",
        theme: str = "light",
    ) -> Page:
        view: Any = size
        context = chromium.new_context(
            viewport=view, locale=language, timezone_id="Asia/Shanghai", reduced_motion="reduce"
        )
        contexts.append(context)
        if email:
            _sign_in(context, site, email, language, theme)
        page = context.new_page()
        page.set_default_timeout(20_000)
        note(page)
        page.goto(site.url + path)
        page.wait_for_load_state("networkidle")
        return page

    yield opening
    for context in contexts:
        context.close()
    assert wrong == []


@pytest.fixture
def keep() -> Callable[[Page, str], None]:
    """Keep a screenshot among the artefacts of the run."""

    def keeping(page: Page, name: str) -> None:
        ARTEFACTS.mkdir(parents=True, exist_ok=True)
        page.wait_for_load_state("networkidle")
        page.screenshot(path=ARTEFACTS / f"{name}.png")

    return keeping


def gzipped(path: Path) -> int:
    """Return the size of a file as it goes over the wire, in bytes."""
    return len(gzip.compress(path.read_bytes(), compresslevel=6, mtime=0))


def get(page: Page, site: Site, path: str) -> Any:
    """Ask the API as this browser."""
    answer = page.request.get(f"{site.url}/api/v1{path}")
    assert answer.ok, answer.text()
    return answer.json()


def serious(page: Page) -> list[str]:
    """Run axe over the page; return what is serious or critical."""
    if not AXE.is_file():
        pytest.skip("not run: axe-core is not installed (npm ci in serving/console)")
    page.evaluate(AXE.read_text())  # evaluated by the debugger, which the page's policy allows
    found = page.evaluate("async () => (await axe.run(document)).violations")
    return [
        f"{one['id']}: {one['nodes'][0]['html'][:160]} {one['nodes'][0]['failureSummary'][:200]}"
        for one in found
        if one["impact"] in {"serious", "critical"}
    ]


def proof(page: Page, site: Site) -> dict[str, str]:
    """Return what an unsafe call of this browser must carry."""
    return {"X-CSRF-Token": get(page, site, "/session")["csrf_token"], "Origin": site.url}
