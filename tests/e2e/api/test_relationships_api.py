"""Relationships, the lifecycle and sources over HTTP."""

API = "/api/v1"
ROW = {"工号": "E1", "姓名": "周海", "个人邮箱": "zhou@example.com", "部门": "算法部",
       "岗位": "工程师", "入职日期": "2020-01-06", "状态": "在职"}  # fmt: skip


def track_of(world, name="Li Na", browser=None):
    got = (browser or world.viewer).get(f"{API}/talents/{world.people[name]}/relationships")
    assert got.status_code == 200, got.text
    return got.json()


def test_a_relationship_is_stated_ended_and_taken_back_by_hand(world):
    url = f"{API}/talents/{world.people['Li Na']}/relationships"
    assert track_of(world)["lifecycle"]["stage"] == "prospect"
    body = {"kind": "employee", "since": "2026-05-01T00:00:00Z", "label": "Engineer"}
    made = world.recruiter.post(url, json=body)
    assert made.status_code == 201, made.text
    assert world.viewer.post(url, json=body).status_code == 403
    assert world.southerner.post(url, json=body).status_code == 404
    assert track_of(world)["lifecycle"] | {"steps": []} == {
        "stage": "employee", "since": "2026-05-01T00:00:00Z", "days": 31, "boomerang": False,
        "steps": [],
    }  # fmt: skip
    twice = world.recruiter.post(url, json=body, headers={"Accept-Language": "zh"})
    assert twice.status_code == 422
    assert "已经在职" in twice.json()["detail"]
    held = world.recruiter.post(url, json=body | {"corrective": True, "reason": "two contracts"})
    assert held.status_code == 201
    back = {"reason": "there was one"}
    gone = world.recruiter.post(f"{url}/{held.json()['id']}/take-back", json=back)
    assert gone.status_code == 204
    ending = f"{url}/{made.json()['id']}/end"
    early = world.recruiter.post(ending, json={"until": "2026-04-01T00:00:00Z"})
    assert early.status_code == 422
    ended = world.recruiter.post(ending, json={"until": "2026-05-20T00:00:00Z"})
    assert ended.json()["until"] == "2026-05-20T00:00:00Z"
    again = world.recruiter.post(ending, json={"until": "2026-05-20T00:00:00Z"})
    assert again.status_code == 409
    told = track_of(world)
    assert told["lifecycle"]["stage"] == "alumnus"
    assert [bool(one["retracted_at"]) for one in told["relationships"]].count(False) == 1


def test_leaving_over_the_consent_address_is_the_same_leaving(world):
    url = f"{API}/talents/{world.people['Li Na']}"
    began = {"relationship": "employee", "since": "2020-01-01T00:00:00Z"}
    assert world.recruiter.put(f"{url}/standing", json=began).status_code == 204
    left = world.recruiter.post(f"{url}/leaving", json={"left_at": "2026-05-31T00:00:00Z"})
    assert left.status_code == 204
    assert track_of(world)["lifecycle"]["stage"] == "alumnus"


def test_a_source_is_set_up_by_an_admin_and_takes_rows_in_from_a_program(world):
    unknown = world.recruiter.post(f"{API}/sources/hr/rows", json={"rows": [ROW]})
    assert (unknown.status_code, unknown.json()["type"]) == (404, "/problems/source-unknown")
    body = {"channel": "hr", "mapping": {"花名": "name"}, "team_id": world.north}
    assert world.recruiter.put(f"{API}/sources/hr", json=body).status_code == 403
    made = world.admin.put(f"{API}/sources/hr", json=body)
    assert made.status_code == 200, made.text
    assert "hired_on" in made.json()["fields"]
    for wrong in ({"channel": "form"}, {"channel": "hr", "mapping": {"x": "salary"}},
                  {"channel": "hr", "team_id": "team_none"}):  # fmt: skip
        refused = world.admin.put(
            f"{API}/sources/hr", json=wrong, headers={"Accept-Language": "zh"}
        )
        assert refused.status_code == 422
        assert refused.json()["detail"].startswith("没有保存：")
    rows = [ROW | {"花名": "海海", "身份证号": "440300199001010011"}, {"姓名": "无名"}]
    told = world.recruiter.post(f"{API}/sources/hr/rows", json={"rows": rows})
    assert told.status_code == 200, told.text
    first, second = told.json()["items"]
    assert (first["outcome"], second["outcome"], second["code"]) == (
        "new", "refused", "no-employee-number",
    )  # fmt: skip
    assert told.json()["refused"] == 1
    got = world.recruiter.get(f"{API}/talents/{first['talent_id']}/relationships").json()
    assert got["lifecycle"]["stage"] == "employee"
    assert world.southerner.get(f"{API}/talents/{first['talent_id']}").status_code == 404
    [source] = world.admin.get(f"{API}/talents/{first['talent_id']}/sources").json()["items"]
    assert source["channel"] == "hr"
    assert "440300" not in str(source)
    assert world.recruiter.post(f"{API}/sources/hr/rows", json={"rows": []}).status_code == 422
    assert world.viewer.get(f"{API}/missing-employees").json()["items"] == []
