"""Tasks and calls over HTTP."""

from datetime import UTC, datetime, timedelta

import pytest

from core.access.repository import accounts
from tests.e2e.api.conftest import _sign_in

API = "/api/v1"


def ask(world, name="Li Na", browser=None, **body):
    body = {"title": "Ask about the offer", "on": "2026-06-01"} | body
    browser = browser or world.recruiter
    return browser.post(f"{API}/talents/{world.people[name]}/tasks", json=body)


def listed(world, browser=None, **params):
    answer = (browser or world.recruiter).get(f"{API}/tasks", params=params)
    assert answer.status_code == 200, answer.text
    return [(one["title"], one["standing"]) for one in answer.json()["items"]]


def in_zone(browser, zone):
    me = browser.get(f"{API}/me").json()
    changed = browser.patch(f"{API}/me", json={"timezone": zone})
    assert changed.status_code == 200, changed.text
    return me["id"]


def test_a_task_is_asked_for_changed_done_and_opened_again(world):
    made = ask(world, kind="call", note="after six")
    assert made.status_code == 201, made.text
    task = made.json()
    assert task["talent"]["name"] == "Li Na"
    assert (task["state"], task["standing"], task["version"]) == ("open", "today", 1)
    url = f"{API}/tasks/{task['id']}"
    assert world.recruiter.patch(url, json={"title": "x"}).status_code == 428
    tag = {"If-Match": made.headers["etag"]}
    later = world.recruiter.patch(url, json={"on": "2026-06-03", "time": "09:30"}, headers=tag)
    assert later.status_code == 200, later.text
    assert later.json()["due"]["at"] == "2026-06-03T09:30:00Z"
    assert later.json()["standing"] == "later"
    assert world.recruiter.patch(url, json={"title": "x"}, headers=tag).status_code == 412
    refused = world.recruiter.post(f"{url}/close", json={"state": "cancelled"},
                                   headers={"Accept-Language": "zh"})  # fmt: skip
    assert refused.status_code == 422
    assert "取消" in refused.json()["detail"]
    done = world.recruiter.post(f"{url}/close", json={"state": "done", "outcome": "will think"})
    assert (done.json()["state"], done.json()["standing"]) == ("done", "closed")
    assert world.recruiter.post(f"{url}/close", json={"state": "done"}).status_code == 409
    shut = world.recruiter.patch(url, json={"title": "x"}, headers={"If-Match": "*"})
    assert shut.status_code == 409
    again = world.recruiter.post(f"{url}/reopen").json()
    assert (again["state"], again["outcome"], again["closed_at"]) == ("open", "", None)
    assert world.recruiter.post(f"{url}/reopen").status_code == 409


def test_due_today_is_the_owners_today_on_the_day_the_clock_goes_back(world):
    in_zone(world.recruiter, "Europe/Berlin")
    ask(world, title="for the day", on="2026-10-25")
    ask(world, title="at nine", on="2026-10-25", time="09:00")
    ask(world, title="twice half past two", on="2026-10-25", time="02:30")
    ask(world, title="next day", on="2026-10-26")
    move_to(world, datetime(2026, 10, 24, 21, 59, tzinfo=UTC))  # 23:59 there, still the 24th
    assert listed(world) == []
    move_to(world, datetime(2026, 10, 24, 22, 0, tzinfo=UTC))
    assert listed(world) == [
        ("twice half past two", "today"), ("at nine", "today"), ("for the day", "today"),
    ]  # fmt: skip
    move_to(world, datetime(2026, 10, 25, 22, 59, tzinfo=UTC))  # 23:59 after 25 hours
    assert listed(world) == [
        ("twice half past two", "overdue"), ("at nine", "overdue"), ("for the day", "today"),
    ]  # fmt: skip
    assert listed(world, due="overdue") == listed(world)[:2]
    move_to(world, datetime(2026, 10, 25, 23, 0, tzinfo=UTC))
    assert listed(world)[-1] == ("next day", "today")
    assert len(listed(world, due="all")) == 4
    in_zone(world.recruiter, "America/Los_Angeles")  # who travels has another today
    assert listed(world)[-1] == ("for the day", "today")


def move_to(world, at):
    """Move the clock; the recruiter's session would have ended by then, so there is a new one."""
    me = world.recruiter.get(f"{API}/me").json()["id"]
    world.parts.clock.move(at - world.parts.clock.now())
    with world.parts.db.read() as session:
        account = accounts.find_account(session, me)
    _sign_in(world.parts, world.recruiter, account)


def test_a_moment_written_far_away_is_found_on_the_owners_own_day(world):
    in_zone(world.recruiter, "Etc/GMT+12")
    ask(world, title="far", on="2026-06-03", time="01:30", zone="Pacific/Kiritimati")
    move_to(world, datetime(2026, 6, 2, 11, 0, tzinfo=UTC))  # the 1st there
    assert listed(world) == [("far", "today")]


def test_the_calendar_file_holds_what_is_open(world):
    task = ask(world, title="Lunch, then talk", on="2026-06-03", time="12:00").json()
    one = world.recruiter.get(f"{API}/tasks/{task['id']}/calendar")
    assert one.headers["content-type"] == "text/calendar; charset=utf-8"
    assert "attachment" in one.headers["content-disposition"]
    assert "SUMMARY:Li Na: Lunch\\, then talk\r\n" in one.text
    every = world.recruiter.get(f"{API}/tasks-calendar", params={"due": "all"})
    assert every.text.count("BEGIN:VEVENT") == 1
    world.recruiter.post(f"{API}/tasks/{task['id']}/close", json={"state": "done"})
    assert "VEVENT" not in world.recruiter.get(f"{API}/tasks-calendar", params={"due": "all"}).text


def test_a_call_is_logged_closes_its_task_and_asks_for_what_follows(world):
    task = ask(world, kind="call").json()
    person = world.people["Li Na"]
    body = {
        "outcome": "call_back", "minutes": 4, "note": "in the car", "task_id": task["id"],
        "follow_up": {"title": "Call again", "on": "2026-06-02", "time": "18:00"},
    }  # fmt: skip
    made = world.recruiter.post(f"{API}/talents/{person}/calls", json=body)
    assert made.status_code == 201, made.text
    closed = world.recruiter.get(f"{API}/tasks/{task['id']}").json()
    assert (closed["state"], closed["outcome"]) == ("done", "call_back")
    follow = world.recruiter.get(f"{API}/tasks/{made.json()['follow_up_id']}").json()
    assert (follow["title"], follow["source"], follow["source_id"]) == (
        "Call again", "call", made.json()["id"],
    )  # fmt: skip
    log = world.recruiter.get(f"{API}/talents/{person}/calls").json()["items"]
    assert [(one["outcome"], one["minutes"]) for one in log] == [("call_back", 4)]
    timeline = world.recruiter.get(f"{API}/talents/{person}/interactions").json()["items"]
    assert [one["summary"] for one in timeline if one["kind"] == "call"] == [
        "call_back: in the car"
    ]


def test_a_call_that_is_refused_changes_nothing(world):
    task, other = ask(world).json(), ask(world, "王小明").json()
    url = f"{API}/talents/{world.people['Li Na']}/calls"
    ahead = (world.parts.clock.now() + timedelta(hours=1)).isoformat()
    for body, status in (
        ({"outcome": "reached", "at": ahead}, 422),
        ({"outcome": "reached", "task_id": other["id"]}, 422),
        ({"outcome": "reached", "task_id": "tsk_x"}, 404),
        ({"outcome": "reached", "task_id": task["id"],
          "follow_up": {"title": "x", "on": "2026-06-02", "zone": "Mars/Olympus"}}, 422),
    ):  # fmt: skip
        assert world.recruiter.post(url, json=body).status_code == status, body
    assert world.recruiter.get(f"{API}/tasks/{task['id']}").json()["state"] == "open"
    assert world.recruiter.get(url).json()["total"] == 0


def test_a_task_can_be_given_to_who_may_see_the_person_only(world):
    southerner = world.southerner.get(f"{API}/me").json()["id"]
    for owner in (southerner, world.manager_id, "acc_nobody"):
        refused = ask(world, owner_id=owner)
        assert refused.status_code == 422, refused.text
        assert refused.json()["type"] == "/problems/owner-unknown"
    viewer = world.viewer.get(f"{API}/me").json()["id"]
    given = ask(world, owner_id=viewer)
    assert given.status_code == 201
    assert listed(world) == []
    assert listed(world, owner_id=viewer) == listed(world, world.viewer)
    shared = ask(world, "Ana Popescu", owner_id=southerner)
    assert shared.status_code == 201  # she belongs to no team


def test_what_is_asked_about_people_of_another_team_is_not_there(world):
    secret = ask(world, "Sven Secret", world.southerner).json()
    southerner = world.southerner.get(f"{API}/me").json()["id"]
    for method, path in (
        ("GET", ""), ("GET", "/calendar"), ("PATCH", ""), ("POST", "/close"), ("POST", "/reopen"),
    ):  # fmt: skip
        answer = world.recruiter.request(
            method, f"{API}/tasks/{secret['id']}{path}", json={"state": "done"} if path else {},
            headers={"If-Match": "*"},
        )  # fmt: skip
        assert answer.status_code == 404, (method, path)
    assert listed(world, owner_id=southerner, due="all") == []
    calendar = world.recruiter.get(f"{API}/tasks-calendar", params={"owner_id": southerner})
    assert "VEVENT" not in calendar.text


@pytest.mark.parametrize("language", ["zh", "en"])
def test_refusals_are_said_in_the_readers_language(world, language):
    told = ask(world, zone="Mars/Olympus", browser=world.recruiter)
    assert told.status_code == 422
    answer = world.recruiter.post(
        f"{API}/talents/{world.people['Li Na']}/tasks",
        json={"title": "x", "on": "2026-06-01", "zone": "Mars/Olympus"},
        headers={"Accept-Language": language},
    )
    assert ("时区" if language == "zh" else "time zone") in answer.json()["detail"]
