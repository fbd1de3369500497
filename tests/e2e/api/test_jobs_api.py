"""Jobs over HTTP."""

from tests.e2e.api.conftest import JD

URL = "/api/v1/jobs"


def needs(job, *, must=None):
    return {
        need["label"]
        for need in job["requirements"]
        if need["kind"] == "skill" and must in (None, need["must"])
    }


def test_a_pasted_jd_becomes_a_job_with_requirements(world):
    job = world.new_job()
    assert {"Python", "PyTorch", "SQL"} <= needs(job, must=True)
    assert "Kubernetes" in needs(job, must=False)
    assert (job["min_years"], job["education"]) == (3.0, "bachelor")
    assert all(need["origin"] == "parsed" for need in job["requirements"])
    spans = [need["span"] for need in job["requirements"] if need["label"] == "PyTorch"]
    assert spans[0]["text"] == "PyTorch"
    response = world.recruiter.get(f"{URL}/{job['id']}")
    assert response.json() == job
    assert response.headers["etag"] == '"1"'


def test_parse_stores_nothing(world):
    response = world.recruiter.post(f"{URL}/parse", json={"text": JD, "title": "算法"})
    assert response.status_code == 200
    assert "Python" in needs(response.json())
    assert world.recruiter.get(URL).json()["total"] == 0


def test_the_recruiter_edits_what_the_job_asks_for(world):
    job = world.new_job()
    wanted = [
        {"kind": need["kind"], "key": need["key"], "must": False, "weight": 2.5}
        for need in job["requirements"]
        if need["label"] == "PyTorch"
    ] + [{"kind": "skill", "key": "Rust", "must": True}]
    response = world.recruiter.patch(
        f"{URL}/{job['id']}", json={"requirements": wanted}, headers={"If-Match": '"1"'}
    )
    assert response.status_code == 200, response.text
    edited = response.json()
    assert [
        (one["label"], one["must"], one["weight"], one["origin"]) for one in edited["requirements"]
    ] == [
        ("PyTorch", False, 2.5, "edited"),
        ("Rust", True, 1.0, "added"),
    ]
    assert edited["requirements"][1]["key"] != "Rust"  # the lexicon's id
    assert response.headers["etag"] == '"2"'
    again = world.recruiter.post(f"{URL}/{job['id']}/versions", json={"text": JD + "\n熟悉 Java"})
    assert again.status_code == 201
    assert again.json()["jd_version"] == 2
    kept = {one["label"]: one["origin"] for one in again.json()["requirements"]}
    assert kept["PyTorch"] == "edited"
    assert kept["Rust"] == "added"
    versions = world.recruiter.get(f"{URL}/{job['id']}/versions").json()
    assert [one["number"] for one in versions["items"]] == [2, 1]


def test_an_edit_needs_the_version_it_is_meant_for(world):
    job = world.new_job()
    url, change = f"{URL}/{job['id']}", {"title": "A"}
    assert world.recruiter.patch(url, json=change).status_code == 428
    assert world.recruiter.patch(url, json=change, headers={"If-Match": '"1"'}).status_code == 200
    stale = world.recruiter.patch(url, json={"title": "B"}, headers={"If-Match": '"1"'})
    assert (stale.status_code, stale.json()["type"]) == (412, "/problems/stale")
    nonsense = world.recruiter.patch(url, json=change, headers={"If-Match": "nonsense"})
    assert nonsense.status_code == 412
    assert world.recruiter.patch(url, json=change, headers={"If-Match": "*"}).status_code == 200
    assert world.recruiter.get(url).json()["title"] == "A"


def test_fields_can_be_set_to_nothing_and_left_alone(world):
    job = world.new_job(hiring_manager_id=world.manager_id)
    url = f"{URL}/{job['id']}"
    changed = world.recruiter.patch(
        url, json={"hiring_manager_id": None, "status": "paused"}, headers={"If-Match": "*"}
    ).json()
    assert (changed["hiring_manager_id"], changed["status"], changed["team_id"]) == (
        None,
        "paused",
        world.north,
    )
    assert world.recruiter.get(URL, params={"status": "open"}).json()["total"] == 0
    assert world.recruiter.get(URL, params={"status": "paused"}).json()["total"] == 1


def test_the_same_key_opens_one_job(world):
    body = {"title": "算法工程师", "text": JD}
    headers = {"Idempotency-Key": "once-only"}
    first = world.recruiter.post(URL, json=body, headers=headers)
    second = world.recruiter.post(URL, json=body, headers=headers)
    assert first.status_code == second.status_code == 201
    assert first.json()["id"] == second.json()["id"]
    assert world.recruiter.get(URL).json()["total"] == 1
    assert world.recruiter.post(URL, json=body | {"title": "B"}, headers=headers).status_code == 422


def test_an_empty_jd_is_refused_in_the_readers_language(world):
    for text in ("", "  \n\t"):
        body = {"title": "算法工程师", "text": text}
        en = world.recruiter.post(URL, json=body, headers={"Accept-Language": "en"})
        zh = world.recruiter.post(URL, json=body, headers={"Accept-Language": "zh-CN"})
        assert en.status_code == zh.status_code == 422
        assert en.json()["type"] == "/problems/jd-empty"
        assert en.json()["detail"].startswith("The job description holds no words.")
        assert zh.json()["detail"].startswith("职位描述里没有文字")
        assert en.headers["content-type"] == "application/problem+json"


def test_unknown_fields_are_named_in_the_readers_language(world):
    body = {"title": "A", "text": JD, "salary": 1}
    zh = world.recruiter.post(URL, json=body, headers={"Accept-Language": "zh-CN"})
    assert zh.status_code == 422
    assert "不认识的字段“salary”" in zh.json()["detail"]
    query = world.recruiter.get(URL, params={"colour": "red"}, headers={"Accept-Language": "en"})
    assert query.status_code == 422
    assert "`colour` is not a field we know" in query.json()["detail"]


def test_a_jd_with_no_known_skill_says_so(world):
    job = world.new_job(
        title="Lighthouse keeper", text="Keep the light burning. 3 years of experience."
    )
    assert needs(job) == set()
    assert [notice["code"] for notice in job["notices"]] == ["no-known-skill"]
    assert all(notice["text"]["zh"] and notice["text"]["en"] for notice in job["notices"])


def test_teams_and_managers_must_exist(world):
    for field, value, code in (
        ("team_id", world.south, "team-unknown"),
        ("team_id", "team_nowhere", "team-unknown"),
        ("hiring_manager_id", "acc_nobody", "manager-unknown"),
    ):
        body = {"title": "A", "text": JD, field: value}
        response = world.recruiter.post(URL, json=body)
        assert (response.status_code, response.json()["type"]) == (422, f"/problems/{code}")


def test_a_nonsensical_requirement_is_refused(world):
    job = world.new_job()
    response = world.recruiter.patch(
        f"{URL}/{job['id']}",
        json={"requirements": [{"kind": "years", "key": "many"}]},
        headers={"If-Match": "*"},
    )
    assert (response.status_code, response.json()["type"]) == (422, "/problems/requirement-invalid")


def test_the_hiring_manager_sees_their_own_jobs_only(world):
    own = world.new_job(hiring_manager_id=world.manager_id)
    other = world.new_job()
    assert [job["id"] for job in world.manager.get(URL).json()["items"]] == [own["id"]]
    assert world.manager.get(f"{URL}/{other['id']}").status_code == 404
    assert world.manager.get(f"{URL}/{own['id']}").status_code == 200


def test_pages_go_through_all_jobs(world):
    from datetime import timedelta

    made = []
    for number in range(5):
        made.append(world.new_job(title=f"Job {number}")["id"])
        world.parts.clock.move(timedelta(seconds=1))
    seen, cursor = [], None
    while True:
        params = {"limit": 2} | ({"cursor": cursor} if cursor else {})
        answer = world.recruiter.get(URL, params=params).json()
        assert answer["total"] == 5
        seen += [job["id"] for job in answer["items"]]
        cursor = answer["next_cursor"]
        if cursor is None:
            break
    assert seen == made[::-1]
