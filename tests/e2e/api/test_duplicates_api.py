"""The queue of people who may be one, over HTTP."""

from dataclasses import replace

import pytest

from core.actor import SYSTEM, Role
from core.identity import repository
from core.profile import service as profile
from serving.duplicates import runs, snapshot
from serving.worker import drain
from tests.duplicate_people import arrival, strangers, twice

API = "/api/v1"


@pytest.fixture
def crowd(world):
    """Strangers and somebody who came in twice, found by a run in the background."""
    with world.parts.db.write() as session:
        made = profile.ingest_many(
            session, SYSTEM, [*strangers(60), *twice()], now=world.parts.clock.now()
        )
    started = world.recruiter.post(f"{API}/duplicate-runs")
    assert started.status_code == 202, started.text
    drain(world.parts)
    return [one.talent_id for one in made[-2:]]


def queue(browser, **params):
    answer = browser.get(f"{API}/duplicates", params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_somebody_who_came_in_twice_is_in_the_queue_with_reasons(world, crowd):
    listed = queue(world.recruiter)
    assert listed["total"] == len(listed["items"])
    [pair] = [one for one in listed["items"] if {two["id"] for two in one["talents"]} == {*crowd}]
    assert pair["probability"] > 0.5
    told = {one["field"]: one["text"]["zh"] for one in pair["reasons"]}
    assert told["birth date"].startswith("出生日期相同")
    assert "birth date is the same" in pair["summary"]["en"]
    detail = world.recruiter.get(f"{API}/duplicates/{pair['id']}").json()
    rows = {row["field"]: row for row in detail["fields"]}
    assert sorted(rows["name"]["one"] + rows["name"]["other"]) == ["Siyuan Ouyang", "欧阳思远"]
    assert rows["phone"]["one"] != rows["phone"]["other"]
    assert [one["level"] for one in rows["phone"]["findings"]] == ["differ"]
    assert rows["company"]["one"] == ["Globex"]
    assert not detail["contact_hidden"]
    mine = world.recruiter.get(f"{API}/talents/{crowd[0]}/duplicates").json()
    assert [one["id"] for one in mine["items"]] == [pair["id"]]


def test_contact_data_are_masked_for_who_may_not_write(world, crowd):
    [pair] = world.viewer.get(f"{API}/talents/{crowd[0]}/duplicates").json()["items"]
    answer = world.viewer.get(f"{API}/duplicates/{pair['id']}")
    assert answer.json()["contact_hidden"]
    assert "13800138000" not in answer.text
    assert "oy@a.cn" not in answer.text


def test_a_verdict_binds_later_runs_and_can_be_taken_back(world, crowd):
    [pair] = world.recruiter.get(f"{API}/talents/{crowd[0]}/duplicates").json()["items"]
    url = f"{API}/duplicates/{pair['id']}"
    said = world.recruiter.post(f"{url}/verdict", json={"verdict": "different"})
    assert said.status_code == 200, said.text
    assert said.json()["state"] == "different"
    assert said.json()["decided_by"] == world.recruiter.get(f"{API}/me").json()["id"]
    twice_said = world.admin.post(
        f"{url}/verdict", json={"verdict": "same"}, headers={"Accept-Language": "zh"}
    )
    assert twice_said.status_code == 409
    assert "重新打开" in twice_said.json()["detail"]
    runs.find(world.parts)
    assert queue(world.recruiter, state="different")["total"] == 1
    assert pair["id"] not in {one["id"] for one in queue(world.recruiter)["items"]}
    opened = world.admin.post(f"{url}/verdict", json={"verdict": "open"})
    assert (opened.json()["state"], opened.json()["decided_by"]) == ("open", "")
    assert pair["id"] in {one["id"] for one in queue(world.recruiter)["items"]}


def test_two_runs_give_the_same_queue_and_are_told_of(world, crowd):
    before = queue(world.recruiter, limit=200)
    runs.find(world.parts)
    assert queue(world.recruiter, limit=200) == before
    listed = world.recruiter.get(f"{API}/duplicate-runs").json()["items"]
    assert len(listed) == 2
    assert listed[0]["people"] == 67
    assert 0 < listed[0]["blocking_recall"] <= 1


def test_of_several_runs_that_wait_one_is_made(world):
    one, other = (world.recruiter.post(f"{API}/duplicate-runs").json() for _ in range(2))
    assert one == other


def test_another_team_sees_nothing_of_a_pair(world):
    with world.parts.db.write() as session:
        made = [*strangers(40), *twice(team=world.north)]
        profile.ingest_many(session, SYSTEM, made, now=world.parts.clock.now())
    runs.find(world.parts)
    [pair] = queue(world.recruiter)["items"]
    assert queue(world.southerner) == {
        "items": [], "next_cursor": None, "total": 0, "more": False,
    }  # fmt: skip
    url = f"{API}/duplicates/{pair['id']}"
    assert world.southerner.get(url).status_code == 404
    refused = world.southerner.post(f"{url}/verdict", json={"verdict": "same"})
    assert refused.status_code == 404
    assert queue(world.recruiter)["items"][0]["state"] == "open"


def test_pages_and_strange_cursors(world, crowd):
    first = queue(world.recruiter, limit=1)
    assert len(first["items"]) == 1
    for strange in ("x", "1~2", "--~dup_1", "9" * 24 + "~dup_1~"):
        answer = world.recruiter.get(f"{API}/duplicates", params={"cursor": strange})
        assert answer.status_code == 422, strange
    assert (
        queue(world.recruiter, band="merge")["total"]
        + queue(world.recruiter, band="review")["total"]
        == first["total"]
    )
    assert world.recruiter.get(f"{API}/duplicates/dup_none").status_code == 404
    wrong = world.recruiter.post(
        f"{API}/duplicates/{first['items'][0]['id']}/verdict", json={"verdict": "maybe"}
    )
    assert wrong.status_code == 422


def test_invented_and_real_people_are_never_held_to_be_one(world):
    one, other = twice()
    with world.parts.db.write() as session:
        made = [*strangers(30), one, *strangers(30, invented=True), replace(other, invented=True)]
        keyed = [replace(row, external_id=f"{n}") for n, row in enumerate(made)]
        profile.ingest_many(session, SYSTEM, keyed, now=world.parts.clock.now())
    runs.find(world.parts)
    with world.parts.db.read() as session:
        kinds = snapshot.everybody(session)
        everybody = repository.page(session, SYSTEM, limit=1000)
        real = {*kinds[False].numbers.tolist()}
        assert real
        assert not real & {*kinds[True].numbers.tolist()}
    for pair in everybody:
        answer = world.admin.get(f"{API}/duplicates/{pair.id}").json()
        assert len({talent["invented"] for talent in answer["talents"]}) == 1


def test_an_empty_workspace_is_compared_without_harm(parts):
    run = runs.find(parts)
    assert (run.people, run.compared, run.proposed) == (0, 0, 0)


def test_people_without_a_word_are_compared_without_harm(parts):
    with parts.db.write() as session:
        rows = [arrival("", key=f"n{number}") for number in range(3)]
        profile.ingest_many(session, SYSTEM, rows, now=parts.clock.now())
    assert runs.find(parts).people == 3


@pytest.mark.parametrize("role", [Role.HIRING_MANAGER])
def test_the_queue_is_not_everybodys(world, role):
    assert world.of_role(role).get(f"{API}/duplicates").status_code == 403
