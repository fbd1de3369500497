"""A person's own page: the link by mail, what is seen there, and what each button really does."""
# ruff: noqa: F811

import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient

from core import audit
from core.actor import SYSTEM, Role
from core.consent import service as consent
from core.consent.types import ConsentChannel, Purpose
from core.profile import repository as profile
from core.profile import service as profiles
from core.profile.types import Arrival, Channel, Facts, Place
from core.subject import merging
from core.subject.types import Evidence
from core.task import repository as tasks
from serving.app import create_app
from serving.wiring import Parts
from serving.worker import drain
from tests.e2e.conftest import BASE_URL, make_account
from tests.e2e.test_messages import Post, letters, mailbox, parts, token_in  # noqa: F401  fixtures

MAIL = "li.na@example.org"


@pytest.fixture
def people(parts: Parts) -> dict[str, str]:
    """Three people; two of them share an address."""
    make_account(parts, Role.ADMIN, number=7)
    rows = {
        "李娜": Facts("李娜", (MAIL,), ("13800138000",), place=Place("深圳", "广东省", "CN")),
        "Tom One": Facts("Tom One", ("team@example.org",)),
        "Ann Two": Facts("Ann Two", ("ann@example.org",)),
    }
    now = parts.clock.now()
    with parts.db.write() as session:
        arrivals = [Arrival("t", Channel.CV, facts, name) for name, facts in rows.items()]
        made = profiles.ingest_many(session, SYSTEM, arrivals, now=now)
        profiles.edit(
            session, SYSTEM, made[2].talent_id, {"emails": ("team@example.org",)}, now=now
        )
        consent.add_wording(
            session,
            SYSTEM,
            Purpose.TALENT_POOL,
            "1",
            zh="同意存入人才库",
            en="Keep me in mind",
            now=now,
        )
    return dict(zip(rows, (one.talent_id for one in made), strict=True))


@pytest.fixture
def browser(parts: Parts) -> Iterator[TestClient]:
    with TestClient(create_app(parts), base_url=BASE_URL) as opened:
        opened.headers["Accept-Language"] = "en"
        yield opened


@pytest.fixture
def visiting(people, parts: Parts, browser: TestClient, mailbox: Post) -> TestClient:
    """The browser of 李娜, who came in by the link in her mail."""
    browser.post("/p/me/ask", data={"email": " LI.NA@example.org "})
    drain(parts)
    ((to, _, content),) = letters(mailbox)
    assert to == MAIL
    entered = browser.post("/p/me/enter", data={"token": token_in(content)})
    assert "Your data with us" in entered.text
    return browser


def test_whoever_asks_is_told_the_same_and_only_one_person_gets_a_link(
    people,
    parts: Parts,
    browser: TestClient,
    mailbox: Post,
):
    asked = [MAIL, "nobody@example.org", "team@example.org", "no address", ""]
    told = {
        browser.post("/p/me/ask", data={"email": mail}).text.split("<body>")[1] for mail in asked
    }
    assert len(told) == 1
    drain(parts)
    assert [to for to, _, _ in letters(mailbox)] == [MAIL]
    for _ in range(5):
        browser.post("/p/me/ask", data={"email": MAIL})
    drain(parts)
    assert len(letters(mailbox)) == 3  # an hour


def test_a_link_works_once_and_not_for_ever(
    people,
    parts: Parts,
    browser: TestClient,
    mailbox: Post,
):
    for _ in range(2):
        browser.post("/p/me/ask", data={"email": MAIL})
    drain(parts)
    first, second = (token_in(content) for _, _, content in letters(mailbox))
    assert browser.get("/p/me/enter", params={"token": first}).status_code == 200
    assert "李娜" in browser.post("/p/me/enter", data={"token": first}).text
    browser.cookies.clear()
    assert "李娜" not in browser.post("/p/me/enter", data={"token": first}).text
    parts.clock.move(timedelta(minutes=61))  # type: ignore[attr-defined]
    assert "李娜" not in browser.post("/p/me/enter", data={"token": second}).text
    assert "李娜" not in browser.get("/p/me").text


def test_a_visit_ends_by_time_by_leaving_and_by_a_merge(
    people,
    parts: Parts,
    visiting: TestClient,
):
    assert "李娜" in visiting.get("/p/me").text
    cookie = visiting.cookies["trm_visit"]
    visiting.post("/p/me/leave")
    visiting.cookies.set("trm_visit", cookie, path="/p/me")
    assert "李娜" not in visiting.get("/p/me").text


def test_a_visit_does_not_show_whom_one_was_merged_with(
    people,
    parts: Parts,
    visiting: TestClient,
):
    with parts.db.write() as session:
        merging.merge(
            session,
            SYSTEM,
            people["Tom One"],
            [people["李娜"]],
            Evidence("test"),
            now=parts.clock.now(),
        )
    assert "Tom One" not in visiting.get("/p/me").text
    assert visiting.post("/p/me/copy", follow_redirects=False).status_code == 303


def test_what_is_known_is_shown_in_both_languages(visiting: TestClient):
    text = visiting.get("/p/me").text
    assert all(
        said in text for said in ("李娜", MAIL, "13800138000", "深圳", "your CV", "Keep me in")
    )
    chinese = visiting.get("/p/me", headers={"Accept-Language": "zh-CN"}).text
    assert "你的资料" in chinese
    assert "同意存入人才库" in chinese


def allowed(parts: Parts, talent_id: str, purpose: Purpose, way=ConsentChannel.ANY) -> bool:
    with parts.db.read() as session:
        return consent.may(session, talent_id, purpose, way, at=parts.clock.now()).allowed


def test_choices_are_entries_of_the_ledger(people, parts: Parts, visiting: TestClient):
    her = people["李娜"]
    assert allowed(parts, her, Purpose.PROFILING)
    visiting.post("/p/me/choices", data={"purpose": ["talent_pool"], "way": ["email", "wecom"]})
    assert not allowed(parts, her, Purpose.PROFILING)
    assert allowed(parts, her, Purpose.TALENT_POOL)
    assert allowed(parts, her, Purpose.TALENT_POOL, ConsentChannel.EMAIL)
    assert not allowed(parts, her, Purpose.TALENT_POOL, ConsentChannel.SMS)
    assert not allowed(parts, her, Purpose.TALENT_POOL, ConsentChannel.PHONE)
    with parts.db.read() as session:
        before = len(audit.page(session, subject=her, limit=200))
    parts.clock.move(timedelta(minutes=1))  # type: ignore[attr-defined]
    same = {"purpose": ["talent_pool"], "way": ["email", "wecom"]}
    assert "Your choices are saved" in visiting.post("/p/me/choices", data=same).text
    with parts.db.read() as session:
        assert len(audit.page(session, subject=her, limit=200)) == before  # nothing new was said
    parts.clock.move(timedelta(minutes=1))  # type: ignore[attr-defined]
    visiting.post("/p/me/choices", data={"purpose": ["talent_pool"], "way": ["sms"]})
    assert allowed(parts, her, Purpose.TALENT_POOL, ConsentChannel.SMS)
    assert not allowed(parts, her, Purpose.TALENT_POOL, ConsentChannel.EMAIL)
    visiting.post("/p/me/choices", data={})
    assert not allowed(parts, her, Purpose.TALENT_POOL)


def test_nothing_can_be_agreed_to_that_has_no_words(people, parts: Parts, visiting: TestClient):
    told = visiting.post("/p/me/choices", data={"purpose": ["marketing", "profiling"]}).text
    assert "no words yet" in told
    assert not allowed(parts, people["李娜"], Purpose.MARKETING)


def test_a_correction_holds_and_the_rest_becomes_a_task(people, parts: Parts, visiting: TestClient):
    form = {"name": "李娜娜", "city": "上海", "phone": "13900139000", "words": "学校写错了"}
    assert "Corrected" in visiting.post("/p/me/correct", data=form).text
    with parts.db.read() as session:
        facts = profile.get(session, SYSTEM, people["李娜"]).facts
        assert (facts.name, facts.place.city) == ("李娜娜", "上海")
        assert set(facts.phones) == {"+8613900139000", "+8613800138000"}
        (task,) = tasks.of_person(session, SYSTEM, people["李娜"])
        assert task.note == "学校写错了"
    known = {"name": "李娜娜", "city": "上海", "phone": "138 0013 8000"}
    assert "few words" in visiting.post("/p/me/correct", data=known).text


def test_a_wish_is_a_task_with_a_deadline(people, parts: Parts, visiting: TestClient):
    assert "few words" in visiting.post("/p/me/wish", data={"what": "contest"}).text
    assert "Passed on" in visiting.post("/p/me/wish", data={"what": "erase"}).text
    visiting.post("/p/me/wish", data={"what": "contest", "words": "why not me?"})
    with parts.db.read() as session:
        found = tasks.of_person(session, SYSTEM, people["李娜"])
    assert {one.source.value for one in found} == {"person"}
    assert all((one.due.on - parts.clock.now().date()).days == 15 for one in found)
    assert len(found) == 2


def test_the_copy_is_everything(people, parts: Parts, visiting: TestClient):
    answer = visiting.post("/p/me/copy")
    data = zipfile.ZipFile(io.BytesIO(answer.content)).read("data.json").decode()
    assert MAIL in data
    assert "hash" not in data.split('"portal_visit"')[1].split("]")[0]


def test_without_a_visit_nothing_is_done(people, parts: Parts, browser: TestClient):
    for path in ("choices", "correct", "copy", "leave"):
        assert browser.post(f"/p/me/{path}", follow_redirects=False).status_code == 303
    answer = browser.post("/p/me/wish", data={"what": "erase"}, follow_redirects=False)
    assert answer.headers["location"] == "/p/me?done=over"


def test_another_site_cannot_press_the_buttons(visiting: TestClient):
    foreign = {"Origin": "https://evil.example"}
    assert visiting.post("/p/me/choices", data={}, headers=foreign).status_code == 403


def test_an_admin_hands_a_link_over(people, parts: Parts, sign_in, browser: TestClient):
    path = f"/api/v1/talents/{people['李娜']}/portal-link"
    assert sign_in(Role.RECRUITER).post(path).status_code == 403
    made = sign_in(Role.ADMIN).post(path)
    assert made.status_code == 201
    token = made.json()["url"].split("token=")[1]
    assert "李娜" in browser.post("/p/me/enter", data={"token": token}).text


def test_where_no_mail_can_be_sent_asking_is_harmless(people, parts: Parts):
    with TestClient(create_app(replace(parts, channels={})), base_url=BASE_URL) as mute:
        assert mute.post("/p/me/ask", data={"email": MAIL}).status_code == 200
