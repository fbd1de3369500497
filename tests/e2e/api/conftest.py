"""A small workspace with two teams: people, jobs, and somebody of every role."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient

from core.access import admin, service
from core.access.types import Account
from core.actor import SYSTEM, Role
from core.profile import service as profile
from core.profile.types import (
    Arrival,
    Channel,
    Education,
    EducationLevel,
    Employment,
    Facts,
    LanguageFact,
    NewAttachment,
    Place,
    SkillFact,
    Span,
)
from serving import auth
from serving.app import create_app
from serving.wiring import Parts
from tests.e2e.api.small_matcher import SkillCounter
from tests.e2e.conftest import BASE_URL, make_account

JD = """高级算法工程师
岗位职责：负责推荐算法的研发。
任职要求：
1. 本科及以上学历，3年以上工作经验；
2. 精通 Python 和 PyTorch，熟悉 SQL；
3. 有 Kubernetes 经验者优先。
"""


@pytest.fixture
def parts(parts: Parts) -> Parts:
    """The parts of a fresh workspace with the small matcher."""
    matcher = SkillCounter(parts.db)
    return replace(parts, matcher=lambda: matcher)


@dataclass
class World:
    """Who and what is there; ``south`` people and jobs are not the north's to see."""

    parts: Parts
    north: str
    south: str
    people: dict[str, str]
    admin: TestClient
    recruiter: TestClient
    southerner: TestClient
    manager: TestClient
    manager_id: str
    scientist: TestClient
    viewer: TestClient
    nobody: TestClient

    def of_role(self, role: Role) -> TestClient:
        """Return the browser of a role (the recruiter's is the north's)."""
        return {
            Role.ADMIN: self.admin,
            Role.RECRUITER: self.recruiter,
            Role.HIRING_MANAGER: self.manager,
            Role.DATA_SCIENTIST: self.scientist,
            Role.VIEWER: self.viewer,
        }[role]

    def new_job(self, browser: TestClient | None = None, **fields: object) -> dict:
        """Open a job of the north."""
        body = {"title": "高级算法工程师", "text": JD, "team_id": self.north} | fields
        response = (browser or self.recruiter).post("/api/v1/jobs", json=body)
        assert response.status_code == 201, response.text
        return response.json()

    def new_shortlist(self, job_id: str, browser: TestClient | None = None, **body: object) -> dict:
        """Search for a job and store the answer."""
        response = (browser or self.recruiter).post(f"/api/v1/jobs/{job_id}/shortlists", json=body)
        assert response.status_code == 201, response.text
        return response.json()


PEOPLE = {
    # name: (city, years, skills, team)
    "Li Na": ("深圳", 6.0, ("Python", "PyTorch", "SQL"), "north"),
    "王小明": ("广州", 2.0, ("Python", "SQL"), "north"),
    "Ana Popescu": ("Berlin", 9.5, ("Python",), None),
    "Otto": ("", None, (), "north"),
    "Sven Secret": ("深圳", 8.0, ("Python", "PyTorch", "SQL", "Kubernetes"), "south"),
}


@pytest.fixture
def world(parts: Parts) -> Iterator[World]:
    """A workspace with two teams; one application serves all its browsers."""
    now = parts.clock.now()
    with parts.db.write() as session:
        north = admin.add_team(session, SYSTEM, "North", now=now).id
        south = admin.add_team(session, SYSTEM, "South", now=now).id
        teams = {"north": north, "south": south, None: None}
        arrivals = [arrival(parts, name, *row[:3], teams[row[3]]) for name, row in PEOPLE.items()]
        made = profile.ingest_many(session, SYSTEM, arrivals, now=now)
    app = create_app(parts)
    with ExitStack() as opened:

        def browser(role: Role | None, *, number: int = 1, team: str = "") -> TestClient:
            client = opened.enter_context(TestClient(app, base_url=BASE_URL))
            if role is not None:
                team_ids = frozenset({team} if team else ())
                account = make_account(parts, role, number=number, team_ids=team_ids)
                _sign_in(parts, client, account)
            return client

        manager = browser(Role.HIRING_MANAGER, team=north)
        yield World(
            parts=parts,
            north=north,
            south=south,
            people=dict(zip(PEOPLE, (one.talent_id for one in made), strict=True)),
            admin=browser(Role.ADMIN),
            recruiter=browser(Role.RECRUITER, team=north),
            southerner=browser(Role.RECRUITER, number=2, team=south),
            manager=manager,
            manager_id=manager.get("/api/v1/me").json()["id"],
            scientist=browser(Role.DATA_SCIENTIST, team=north),
            viewer=browser(Role.VIEWER, team=north),
            nobody=browser(None),
        )


def _sign_in(parts: Parts, browser: TestClient, account: Account) -> None:
    now, lifetimes = parts.clock.now(), auth.lifetimes(parts.settings)
    with parts.db.write() as session:
        token = service.open_session(session, account, lifetimes=lifetimes, now=now).token
    browser.cookies.set(auth.cookie_name(parts.settings), token)
    browser.headers["X-CSRF-Token"] = auth.csrf_token(parts.keys().secret, token)


def arrival(parts: Parts, name: str, city: str, years: float | None, skills: tuple, team):
    """Make a CV whose facts point into its text."""
    lexicon = parts.lexicon()
    mail = f"{name.lower().replace(' ', '.')}@example.org"
    text = f"{name}\n{mail} 138-0013-8000\nI work with {', '.join(skills)} every day.\n2015-2019 TU"
    found = []
    for skill in skills:
        start = text.index(skill)
        row = lexicon.skill_of(skill)
        span = Span(start, start + len(skill), skill)
        found.append(SkillFact(lexicon.skills.ids[row], skill, evidence=(span,)))
    facts = Facts(
        name=name,
        emails=(mail,) if mail.isascii() else (),
        headline="Engineer",
        summary=f"Write to {mail}.",
        employments=(Employment("Engineer", "Acme", "2019-03", "", current=True),),
        educations=(Education("TU", EducationLevel.MASTER),),
        skills=tuple(found),
        languages=(LanguageFact("en", "fluent"),),
        place=Place(city=city),
        years=years,
        text=text,
    )
    return Arrival(
        "cvs",
        Channel.CV,
        facts,
        external_id=name,
        raw={"file": f"{name}.txt"},
        at=parts.clock.now() - timedelta(days=1),
        attachment=NewAttachment(f"{name}.txt", "text/plain", 4, "0" * 64, "0" * 32),
        team_id=team,
    )
