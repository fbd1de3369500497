"""Imports, models and the workspace over HTTP."""

import io
from dataclasses import replace

import pytest

from core.actor import SYSTEM
from core.profile import service as profile
from core.requisition import service as requisition
from core.requisition.types import NewJob
from serving import matching
from tests.e2e.api.conftest import JD, arrival

URL = "/api/v1/imports"
CSV = "姓名,邮箱,技能,谜\n赵一,zhao@example.org,Python,1\n,,,\n钱二,qian@example.org,SQL,2\n"


def take_in(browser, content=CSV, name="people.csv", **fields):
    data = {"kind": "talents", "source": "fair"} | fields
    return browser.post(URL, data=data, files={"file": (name, io.BytesIO(content.encode()))})


def test_a_table_is_shown_corrected_and_started(world):
    made = take_in(world.recruiter)
    assert made.status_code == 201, made.text
    run = made.json()
    fields = {column["column"]: column["field"] for column in run["columns"]}
    assert (fields["姓名"], fields["邮箱"], fields["谜"]) == ("name", "email", "")
    assert run["status"] == "waiting"
    assert {"name", "email"} <= set(run["fields"])
    assert [one["verdict"] for one in run["sample"]].count("new") == 2
    url = f"{URL}/{run['id']}"
    assert world.recruiter.patch(url, json={"mapping": {"谜": "city"}}).status_code == 428
    changed = world.recruiter.patch(
        url, json={"mapping": {"谜": "city"}}, headers={"If-Match": made.headers["etag"]}
    )
    assert changed.status_code == 200, changed.text
    assert {column["column"]: column["field"] for column in changed.json()["columns"]}[
        "谜"
    ] == "city"
    wrong = world.recruiter.patch(
        url,
        json={"mapping": {"谜": "shoe size"}},
        headers={"If-Match": "*", "Accept-Language": "zh-CN"},
    )
    assert wrong.status_code == 422
    assert "shoe size" in wrong.json()["detail"]
    assert "没有名为" in wrong.json()["detail"]
    started = world.recruiter.post(f"{url}/start")
    assert started.status_code == 202, started.text
    assert started.json()["status"] == "running"
    assert world.recruiter.post(f"{url}/start").status_code == 409
    background = world.recruiter.get(f"/api/v1/jobs-queue/{started.json()['background_id']}")
    assert background.json()["name"] == "import_talents"
    assert world.recruiter.get(URL).json()["total"] == 1


def test_an_import_is_its_owners(world):
    run = take_in(world.recruiter).json()
    for path in ("", "/rejected"):
        assert world.southerner.get(f"{URL}/{run['id']}{path}").status_code == 404
    assert world.southerner.post(f"{URL}/{run['id']}/start").status_code == 404
    assert world.southerner.get(URL).json()["total"] == 0
    assert world.admin.get(URL).json()["total"] == 1


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [("people.csv", "", "文件是空的"), ("people.csv", "a,b\n1,2\n", "没有能识别的列")],
)
def test_an_unusable_file_says_why_in_the_readers_language(world, name, content, said):
    world.recruiter.headers["Accept-Language"] = "zh-CN"
    response = take_in(world.recruiter, content, name)
    assert response.status_code == 422
    assert said in response.json()["detail"]


def test_models_say_which_one_answers(world):
    answer = world.scientist.get("/api/v1/models").json()
    serving = [one["version"] for one in answer["items"] if one["serving"]]
    assert answer["serving"] == (serving[0] if serving else "rules")
    assert world.scientist.post("/api/v1/models/ranker-none/promote").status_code == 404
    assert world.scientist.post("/api/v1/models/rollback").status_code == 409


def test_the_workspace_at_a_glance_counts_what_one_may_see(world):
    world.new_job()
    seen = world.recruiter.get("/api/v1/system").json()
    everything = world.admin.get("/api/v1/system").json()
    assert (seen["people"], everything["people"]) == (4, 5)
    assert (seen["jobs"], seen["open_jobs"]) == (1, 1)
    assert world.southerner.get("/api/v1/system").json()["jobs"] == 0
    assert world.manager.get("/api/v1/system").json()["people"] == 0
    assert seen["index"]["state"] == "missing"
    assert not seen["demo"]
    codes = [notice["code"] for notice in everything["notices"]]
    assert codes == ["index-not-ready", "no-mail"]


def test_the_demo_ends_in_one_step_and_what_is_real_stays(world):
    url, body = "/api/v1/system/start-with-own-data", {"confirm": "delete-the-demo"}
    assert world.admin.post(url, json=body).json()["type"] == "/problems/not-a-demo"
    parts, now = world.parts, world.parts.clock.now()
    invented = arrival(parts, "Invented", "深圳", 3.0, ("Python",), None)
    parsed = matching.read_jd(parts, JD)
    with parts.db.write() as session:
        profile.ingest(session, SYSTEM, replace(invented, invented=True), now=now)
        job = NewJob("Invented", JD, parsed, invented=True)
        requisition.create_job(session, SYSTEM, job, now=now)
    real = world.new_job()
    assert "demo" in [one["code"] for one in world.admin.get("/api/v1/system").json()["notices"]]
    assert world.admin.post(url, json={}).status_code == 422
    gone = world.admin.post(url, json=body)
    assert gone.json() == {"people": 1, "jobs": 1, "shortlists": 0}
    after = world.admin.get("/api/v1/system").json()
    assert (after["people"], after["jobs"], after["demo"]) == (5, 1, False)
    assert world.admin.get(f"/api/v1/jobs/{real['id']}").status_code == 200
