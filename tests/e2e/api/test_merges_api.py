"""Merging, parting and comparing people through the API."""

from serving import erasure

PREFIX = "/api/v1"


def merge(world, survivor, *merged, browser=None, **more):
    body = {"merged": list(merged), "reason": "the same phone number", **more}
    return (browser or world.recruiter).post(f"{PREFIX}/talents/{survivor}/merges", json=body)


def test_two_become_one_and_part_again(world):
    li, otto = world.people["Li Na"], world.people["Otto"]
    made = merge(world, li, otto, probability=0.97, model_version="pair-1")
    assert made.status_code == 201, made.text
    [one] = made.json()["items"]
    assert (one["survivor_id"], one["merged_id"], one["talent_id"]) == (li, otto, li)
    assert (one["probability"], one["undone_at"]) == (0.97, None)
    listed = world.recruiter.get(f"{PREFIX}/talents").json()
    assert otto not in {person["id"] for person in listed["items"]}
    assert len(world.recruiter.get(f"{PREFIX}/talents/{li}/sources").json()["items"]) == 2

    again = merge(world, li, otto)
    assert again.status_code == 422
    assert again.json()["type"] == "/problems/merge-refused"
    assert again.json()["reasons"] == ["they are one already"]
    said = world.recruiter.post(
        f"{PREFIX}/talents/{li}/merges",
        json={"merged": [otto], "reason": "x"},
        headers={"Accept-Language": "zh"},
    )
    assert "已经是同一个人" in said.json()["detail"]

    path = f"{PREFIX}/merges/{one['id']}/undo"
    assert world.recruiter.post(path, json={"reason": " "}).status_code == 422
    assert world.viewer.post(path, json={"reason": "x"}).status_code == 403
    undone = world.recruiter.post(path, json={"reason": "two people"})
    assert undone.status_code == 200, undone.text
    assert undone.json()["undo_reason"] == "two people"
    assert world.recruiter.post(path, json={"reason": "again"}).status_code == 409
    assert world.recruiter.get(f"{PREFIX}/talents/{otto}").json()["id"] == otto
    history = world.recruiter.get(f"{PREFIX}/talents/{otto}/merges").json()
    assert [entry["id"] for entry in history["items"]] == [one["id"]]
    assert merge(world, li, otto).status_code == 201  # a person may say so again


def test_an_old_id_leads_on_wherever_it_stands(world):
    li, otto = world.people["Li Na"], world.people["Otto"]
    assert merge(world, li, otto).status_code == 201
    for tail in ("", "/interactions?limit=3", "/tasks", "/consents", "/retention"):
        answer = world.recruiter.get(f"{PREFIX}/talents/{otto}{tail}", follow_redirects=False)
        assert answer.status_code == 308, tail
        assert answer.headers["location"] == f"{PREFIX}/talents/{li}{tail}"
        assert answer.headers["cache-control"] == "no-store"
        followed = world.recruiter.get(f"{PREFIX}/talents/{otto}{tail}", follow_redirects=True)
        assert followed.status_code == 200, tail
    happened = world.recruiter.post(
        f"{PREFIX}/talents/{otto}/interactions", json={"kind": "call"}, follow_redirects=True
    )
    assert happened.status_code == 201
    assert world.manager.get(f"{PREFIX}/talents/{otto}", follow_redirects=False).status_code == 403
    south = world.southerner.get(f"{PREFIX}/talents/{otto}", follow_redirects=False)
    assert south.status_code == 404


def test_nobody_merges_whom_they_do_not_see(world):
    li, sven = world.people["Li Na"], world.people["Sven Secret"]
    assert merge(world, li, sven).status_code == 404
    assert merge(world, sven, li).status_code == 404
    assert merge(world, li, world.people["Otto"], browser=world.viewer).status_code == 403
    asked = world.recruiter.get(f"{PREFIX}/talents-compared", params={"talent_id": [li, sven]})
    assert asked.status_code == 404


def test_people_side_by_side_differ_where_they_do(world):
    ids = [world.people[name] for name in ("Li Na", "王小明")]
    found = world.recruiter.get(f"{PREFIX}/talents-compared", params={"talent_id": ids})
    assert found.status_code == 200, found.text
    told = found.json()
    fields = {one["field"]: one for one in told["fields"]}
    assert [side["value"]["city"] for side in fields["place"]["sides"]] == ["深圳", "广州"]
    assert [side["talent_id"] for side in fields["place"]["sides"]] == ids
    assert all(side["source"]["source"] for side in fields["place"]["sides"])
    assert "text" not in fields
    assert told["reasons"] == []
    kept = fields["place"]["merged"]["city"]
    survivor = told["survivor_id"]
    other = next(one for one in ids if one != survivor)
    assert merge(world, survivor, other).status_code == 201
    person = world.recruiter.get(f"{PREFIX}/talents/{survivor}").json()
    assert person["place"]["city"] == kept
    assert person["provenance"]["place"] == fields["place"]["merged_source"]["id"]


def test_a_chosen_value_wins(world):
    ids = [world.people[name] for name in ("Li Na", "王小明")]
    for whose, city in zip(ids, ("深圳", "广州"), strict=True):
        made = merge(world, *ids, choices={"place": whose})
        person = world.recruiter.get(f"{PREFIX}/talents/{ids[0]}").json()
        assert person["place"]["city"] == city
        merge_id = made.json()["items"][0]["id"]
        world.recruiter.post(f"{PREFIX}/merges/{merge_id}/undo", json={"reason": "x"})
    refused = merge(world, *ids, choices={"nonsense": ids[0]})
    assert refused.status_code == 422


def test_a_merged_person_stands_once_on_a_shortlist(world):
    job = world.new_job()
    shortlist = world.new_shortlist(job["id"])
    ids = [world.people[name] for name in ("Li Na", "王小明")]
    before = [row["talent"]["id"] for row in shortlist["rows"]]
    assert set(ids) <= set(before)
    assert merge(world, *ids).status_code == 201
    url = f"{PREFIX}/shortlists/{shortlist['id']}"
    after = [row["talent"]["id"] for row in world.recruiter.get(url).json()["rows"]]
    assert after == [one for one in before if one != ids[1]]
    decided = world.recruiter.put(
        f"{url}/decisions/{ids[1]}", json={"decision": "accept"}, follow_redirects=True
    )
    assert decided.status_code == 200, decided.text


def test_an_erasure_takes_both_and_a_restore_will_know_both(world):
    li, otto = world.people["Li Na"], world.people["Otto"]
    assert merge(world, li, otto).status_code == 201
    asked = world.admin.post(
        f"{PREFIX}/talents/{otto}/erasure", json={"reason": "asked"}, follow_redirects=True
    )
    assert asked.status_code == 202, asked.text
    assert asked.json()["talent_id"] == li
    [made] = world.admin.get(f"{PREFIX}/talents/{li}/merges").json()["items"]
    undo = f"{PREFIX}/merges/{made['id']}/undo"
    assert world.admin.post(undo, json={"reason": "too late"}).status_code == 409
    erasure.carry_out(world.parts, asked.json()["id"])
    assert erasure.listed(erasure.ledger(world.parts.paths.workspace)) == [li, otto]
    for one in (li, otto):
        assert world.admin.get(f"{PREFIX}/talents/{one}").status_code == 404
