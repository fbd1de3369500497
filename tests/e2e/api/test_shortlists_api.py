"""Shortlists over HTTP: made, shown, explained, compared, decided on."""

from dataclasses import replace

import pytest

from core.actor import SYSTEM
from core.profile import repository as profile
from core.requisition.repository import shortlists
from tests.e2e.api.conftest import JD

URL = "/api/v1/shortlists"


@pytest.fixture
def job(world):
    return world.new_job(hiring_manager_id=world.manager_id)


def names(answer):
    return [row["talent"]["name"] for row in answer["rows"]]


def test_the_best_come_first_with_reasons_and_their_evidence(world, job):
    made = world.new_shortlist(job["id"])
    assert names(made) == ["Li Na", "王小明", "Ana Popescu", "Otto"]
    assert [row["rank"] for row in made["rows"]] == [1, 2, 3, 4]
    best = made["rows"][0]
    reason = best["reasons"][0]
    assert reason["positive"]
    assert "Python" in reason["text"]["en"]
    assert "Python" in reason["text"]["zh"]
    assert reason["text"]["zh"] != reason["text"]["en"]
    proof = reason["evidence"][0]
    assert (proof["text"], proof["before"]) == ("Python", "I work with ")
    assert proof["source_id"]
    text = world.recruiter.get(
        f"/api/v1/talents/{best['talent']['id']}/text", params={"source_id": proof["source_id"]}
    ).json()["text"]
    assert text[proof["start"] : proof["end"]] == "Python"
    missing = {need["label"] for need in made["rows"][2]["missing"]}
    assert {"PyTorch", "SQL"} <= missing


def test_a_stored_shortlist_reads_back_the_same(world, job):
    made = world.new_shortlist(job["id"], where='city in ("深圳", "广州")', top=2)
    again = world.recruiter.get(f"{URL}/{made['id']}").json()
    assert again == made
    assert names(again) == ["Li Na", "王小明"]
    listed = world.recruiter.get(f"/api/v1/jobs/{job['id']}/shortlists").json()
    assert [(one["id"], one["people"], one["decided"]) for one in listed["items"]] == [
        (made["id"], 2, 0)
    ]
    assert world.recruiter.get(f"/api/v1/jobs/{job['id']}").json()["shortlists"] == 1


def test_people_of_another_team_are_nowhere_although_the_matcher_puts_them_first(world, job):
    made = world.new_shortlist(job["id"], top=1)
    assert names(made) == ["Li Na"]
    assert made["considered"] is None  # the number would count the hidden
    seen_by_all = world.new_shortlist(job["id"], world.admin, top=2)
    assert names(seen_by_all) == ["Sven Secret", "Li Na"]
    assert seen_by_all["considered"] == 5
    again = world.recruiter.get(f"{URL}/{seen_by_all['id']}")
    assert names(again.json()) == ["Li Na"]
    assert [row["rank"] for row in again.json()["rows"]] == [1]
    assert "Secret" not in again.text
    assert world.people["Sven Secret"] not in again.text
    secret = world.people["Sven Secret"]
    for path in (
        f"{URL}/{made['id']}/why-not?talent_id={secret}",
        f"{URL}/{seen_by_all['id']}/compare?talent_id={secret}",
        f"{URL}/{seen_by_all['id']}/scores/{secret}",
    ):
        assert world.recruiter.get(path).status_code == 404, path
    decided = world.recruiter.put(
        f"{URL}/{seen_by_all['id']}/decisions/{secret}", json={"decision": "accept"}
    )
    assert decided.status_code == 404


def test_a_stale_index_shows_nobody_who_is_gone(world, job):
    made = world.new_shortlist(job["id"])
    with world.parts.db.write() as session:
        from core.profile.tables import TalentRow

        session.query(TalentRow).filter_by(id=world.people["Li Na"]).update(
            {"team_id": world.south}
        )
    again = world.recruiter.get(f"{URL}/{made['id']}")
    assert "Li Na" not in again.text
    assert [row["rank"] for row in again.json()["rows"]] == [1, 2, 3]


def test_ad_hoc_matching_stores_nothing(world):
    response = world.recruiter.post("/api/v1/match", json={"text": JD, "top": 3})
    assert response.status_code == 200, response.text
    answer = response.json()
    assert names(answer) == ["Li Na", "王小明", "Ana Popescu"]
    assert answer["language"] == "zh"
    assert {"total", "rank"} <= set(answer["timings_ms"])
    with world.parts.db.read() as session:
        assert shortlists.count(session, SYSTEM) == 0


def test_every_score_can_be_replayed_bit_for_bit(world, job):
    made = world.new_shortlist(job["id"])
    with world.parts.db.read() as session:
        stored = shortlists.get(session, SYSTEM, made["id"])
    replayed = world.parts.matcher().score(stored.position, [row.talent_id for row in stored.rows])
    assert [
        replace(one, rank=was.rank) for one, was in zip(replayed, stored.rows, strict=True)
    ] == list(stored.rows)
    for row in made["rows"]:
        record = world.recruiter.get(f"{URL}/{made['id']}/scores/{row['talent']['id']}").json()
        assert record["score"] == row["score"]
        assert record["raw"] == sum(record["contributions"])
        assert len(record["features"]) == len(record["feature_names"]) == 2
        assert record["model_version"] == "counter-1"
        assert record["reproduced"] is None  # the small matcher is no model that is kept


def test_a_decision_needs_a_person_and_a_rejection_a_reason(world, job):
    made = world.new_shortlist(job["id"])
    talent = made["rows"][1]["talent"]["id"]
    url = f"{URL}/{made['id']}/decisions/{talent}"
    refused = world.recruiter.put(url, json={"decision": "reject"})
    assert (refused.status_code, refused.json()["type"]) == (422, "/problems/reason-missing")
    maybe = world.manager.put(url, json={"decision": "maybe", "profile_opened": True})
    assert maybe.status_code == 200, maybe.text
    world.recruiter.put(url, json={"decision": "reject", "reason": "wants Berlin"})
    row = world.recruiter.get(f"{URL}/{made['id']}").json()["rows"][1]
    assert (row["decision"]["decision"], row["decision"]["reason"]) == ("reject", "wants Berlin")
    assert row["decision"]["decided_by_name"].startswith("Robin")
    history = world.recruiter.get(f"{URL}/{made['id']}/decisions").json()["items"]
    assert [(one["decision"], one["shown_rank"], one["profile_opened"]) for one in history] == [
        ("maybe", 2, True),
        ("reject", 2, False),
    ]
    # the rejected person is still there, and found again
    assert talent in [row["talent"]["id"] for row in world.new_shortlist(job["id"])["rows"]]
    unknown = world.recruiter.put(
        f"{URL}/{made['id']}/decisions/tal_nobody", json={"decision": "accept"}
    )
    assert unknown.status_code == 404


def test_the_hiring_manager_reviews_their_own_and_looks_nobody_up(world, job):
    made = world.new_shortlist(job["id"])
    foreign = world.new_shortlist(world.new_job()["id"])
    reviews = world.manager.get("/api/v1/reviews").json()
    assert [(one["shortlist_id"], one["people"]) for one in reviews["items"]] == [(made["id"], 4)]
    assert names(world.manager.get(f"{URL}/{made['id']}").json()) == names(made)
    assert world.manager.get(f"{URL}/{foreign['id']}").status_code == 404
    talent = made["rows"][0]["talent"]["id"]
    assert world.manager.get(f"/api/v1/talents/{talent}").status_code == 403
    why = world.manager.get(f"{URL}/{made['id']}/why-not", params={"talent_id": talent})
    assert why.status_code == 403
    body = {"decision": "accept"}
    assert (
        world.manager.put(f"{URL}/{foreign['id']}/decisions/{talent}", json=body).status_code == 404
    )


def test_why_somebody_is_not_on_the_list(world, job):
    made = world.new_shortlist(job["id"], where="years >= 3", top=1)
    url = f"{URL}/{made['id']}/why-not"
    young = world.recruiter.get(url, params={"talent_id": world.people["王小明"]}).json()
    assert (young["stage"], young["failed_clauses"]) == ("filtered", ["years >= 3"])
    assert "years >= 3" in young["text"]["zh"]
    below = world.recruiter.get(url, params={"talent_id": world.people["Ana Popescu"]}).json()
    assert below["stage"] == "below-the-cut"
    assert below["gap"] > 0
    assert below["missing"]
    listed = world.recruiter.get(url, params={"talent_id": world.people["Li Na"]}).json()
    assert listed["stage"] == "listed"


def test_compare_lays_people_over_the_same_requirements(world, job):
    made = world.new_shortlist(job["id"])
    ids = [world.people["Ana Popescu"], world.people["Li Na"]]
    answer = world.recruiter.get(f"{URL}/{made['id']}/compare", params={"talent_id": ids}).json()
    assert [row["talent"]["name"] for row in answer["people"]] == ["Ana Popescu", "Li Na"]
    met = {row["requirement"]["label"]: row["met"] for row in answer["rows"]}
    assert met["PyTorch"] == [False, True]
    assert met["Python"] == [True, True]
    proof = {row["requirement"]["label"]: row["evidence"] for row in answer["rows"]}["PyTorch"]
    assert proof[0] == []
    assert proof[1][0]["text"] == "PyTorch"
    four = world.recruiter.get(
        f"{URL}/{made['id']}/compare", params={"talent_id": list(world.people.values())[:4]}
    )
    assert four.status_code == 422


@pytest.mark.parametrize(
    ("where", "part"),
    [("colour = red", "colour"), ("city", "1"), ("years >= many", "many"), ("city = a and", "and")],
)
def test_a_filter_that_cannot_be_read_says_where(world, job, where, part):
    for language, start in (("zh-CN", "筛选条件"), ("en", "The filter")):
        response = world.recruiter.post(
            f"/api/v1/jobs/{job['id']}/shortlists",
            json={"where": where},
            headers={"Accept-Language": language},
        )
        assert response.status_code == 422
        problem = response.json()
        assert problem["type"] == "/problems/rule-unreadable"
        assert problem["title"].startswith(start)
        assert part in problem["detail"]


def test_other_lists_say_what_they_lack(world, job):
    response = world.recruiter.post(
        f"/api/v1/jobs/{job['id']}/shortlists",
        json={"list": "alumni"},
        headers={"Accept-Language": "en"},
    )
    assert response.status_code == 422
    assert "records of who works or worked here" in response.json()["detail"]


def test_a_workspace_without_people_says_so(parts, recruiter_client):
    response = recruiter_client.post(
        "/api/v1/match", json={"text": JD}, headers={"Accept-Language": "zh-CN"}
    )
    assert (response.status_code, response.json()["type"]) == (409, "/problems/no-people")
    assert "先导入" in response.json()["detail"]


def test_a_jd_in_which_nothing_is_known_is_not_matched(world):
    response = world.recruiter.post("/api/v1/match", json={"text": "qwxz zxwq"})
    assert (response.status_code, response.json()["type"]) == (422, "/problems/nothing-to-match")


def test_fewer_than_asked_is_said(world, job):
    made = world.new_shortlist(job["id"], where='city = "Berlin"', top=5)
    assert names(made) == ["Ana Popescu"]
    assert "fewer-than-asked" in [notice["code"] for notice in made["notices"]]


def test_jobs_for_a_person_are_scored_both_ways_the_same(world, job):
    made = world.new_shortlist(job["id"])
    world.new_job(title="数据分析", text="任职要求：熟悉 SQL，会 Excel。")
    talent = world.people["王小明"]
    answer = world.recruiter.get(f"/api/v1/talents/{talent}/jobs").json()
    assert {item["title"] for item in answer["items"]} == {"数据分析", "高级算法工程师"}
    scores = {item["job_id"]: item["score"] for item in answer["items"]}
    row = next(row for row in made["rows"] if row["talent"]["id"] == talent)
    assert scores[job["id"]] == row["score"]
    assert list(scores.values()) == sorted(scores.values(), reverse=True)


def test_reading_changes_nothing(world, job):
    made = world.new_shortlist(job["id"])
    with world.parts.db.read() as session:
        before = (
            repr(profile.iter_facts(session)),
            repr(shortlists.get(session, SYSTEM, made["id"])),
        )
    for path in ("", "/decisions", f"/compare?talent_id={world.people['Li Na']}"):
        assert world.recruiter.get(f"{URL}/{made['id']}{path}").status_code == 200
    with world.parts.db.read() as session:
        after = repr(profile.iter_facts(session)), repr(shortlists.get(session, SYSTEM, made["id"]))
    assert before == after
