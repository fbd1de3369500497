"""The retention clock over HTTP, from the daily job to the review list."""

from datetime import timedelta

import pytest
from pydantic import ValidationError

from core import outbox
from core.consent import keeping
from serving import tasks
from serving.settings import Settings

API = "/api/v1"


def clock_of(world, name="Li Na"):
    answer = world.admin.get(f"{API}/talents/{world.people[name]}/retention")
    assert answer.status_code == 200, answer.text
    return answer.json()


def review(world):
    tasks.review_retention(world.parts, {}, lambda *_: None)


def test_the_daily_review_lists_whose_time_is_nearly_over_and_a_hold_keeps_them(world):
    parts = world.parts
    parts.settings.retention_days = {"CN.prospect": 40, "EU.prospect": 40, "other.prospect": 40}
    assert clock_of(world)["stage"] == "kept"
    review(world)
    assert world.recruiter.get(f"{API}/retention-review").json()["items"] == []
    parts.settings.retention_days = {"CN.prospect": 20, "EU.prospect": 20, "other.prospect": 20}
    for _ in range(2):
        review(world)
    listed = world.recruiter.get(f"{API}/retention-review").json()["items"]
    assert {one["name"] for one in listed} == {"Li Na", "王小明", "Ana Popescu", "Otto"}
    assert {one["stage"] for one in listed} == {"review"}
    assert world.admin.get(f"{API}/retention-review").json()["total"] == 5
    url = f"{API}/talents/{world.people['Li Na']}/holds"
    until = (parts.clock.now() + timedelta(days=90)).isoformat()
    for body in ({"reason": "a claim", "until": "2026-01-01T00:00:00Z"},):
        refused = world.recruiter.post(url, json=body, headers={"Accept-Language": "zh"})
        assert refused.status_code == 422
        assert "截止时间" in refused.json()["detail"]
    held = world.recruiter.post(url, json={"reason": "a claim", "until": until})
    assert held.status_code == 201, held.text
    assert clock_of(world)["stage"] == "held"
    with parts.db.read() as session:
        facts = outbox.since(session, 0, names=[keeping.NOTICED])
    assert len(facts) == 5
    released = world.recruiter.post(f"{url}/{held.json()['id']}/release")
    assert released.json()["released_at"]
    assert clock_of(world)["stage"] == "review"
    other = f"{API}/talents/{world.people['Otto']}/holds/{held.json()['id']}/release"
    assert world.recruiter.post(other).status_code == 404


def test_who_leaves_without_a_word_on_rehire_is_kept_for_the_time_of_an_alumnus(world):
    url = f"{API}/talents/{world.people['Ana Popescu']}"
    began = {"relationship": "employee", "since": "2020-01-01T00:00:00Z"}
    assert world.recruiter.put(f"{url}/standing", json=began).status_code == 204
    assert clock_of(world, "Ana Popescu")["due"]["on"] is None
    left = world.recruiter.post(f"{url}/leaving", json={"left_at": "2026-06-01T00:00:00Z"})
    assert left.status_code == 204, left.text
    due = clock_of(world, "Ana Popescu")["due"]
    assert (due["ground"], due["since"]) == ("alumnus", "2026-06-01T00:00:00Z")
    assert "离职员工" in due["text"]["zh"]
    told = world.recruiter.get(f"{url}/consents").json()["decisions"]
    assert next(one for one in told if one["purpose"] == "rehire")["why"] == "refused"


def test_a_yes_at_leaving_needs_its_words_and_lasts_longer(world):
    url = f"{API}/talents/{world.people['Otto']}/leaving"
    body = {"left_at": "2026-05-31T00:00:00Z", "rehire": True, "proof": "exit form"}
    assert world.recruiter.post(url, json=body).status_code == 422
    words = {"purpose": "rehire", "version": "1", "zh": "可以保留", "en": "You may keep it"}
    wording = world.admin.post(f"{API}/consent-wordings", json=words).json()["id"]
    assert world.recruiter.post(url, json=body | {"wording_id": wording}).status_code == 204
    told = world.recruiter.get(f"{API}/talents/{world.people['Otto']}/consents").json()["decisions"]
    assert next(one for one in told if one["purpose"] == "rehire")["allowed"]


def test_the_rules_are_listed_and_a_wrong_setting_is_refused(world):
    rules = world.viewer.get(f"{API}/retention-rules").json()["items"]
    assert {"region": "EU", "ground": "applicant", "days": 180} in rules
    with pytest.raises(ValidationError, match="is no retention time"):
        Settings(retention_days={"EU.visitor": 3})
