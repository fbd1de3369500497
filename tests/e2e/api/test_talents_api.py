"""People over HTTP."""

import pytest

from tests.integration.trm_ml.extract.test_stripping import SECRET, everything, word_file

URL = "/api/v1/talents"


def names(response):
    return {item["name"] for item in response.json()["items"]}


def test_a_list_shows_cards_without_contact_data(world):
    response = world.recruiter.get(URL)
    assert names(response) == {"Li Na", "王小明", "Ana Popescu", "Otto"}
    assert response.json()["total"] == 4
    assert "example.org" not in response.text
    card = next(item for item in response.json()["items"] if item["name"] == "Li Na")
    assert (card["company"], card["education"], card["years"]) == ("Acme", "master", 6.0)
    assert next(skill["en"] for skill in card["skills"])


@pytest.mark.parametrize(
    ("params", "found"),
    [
        ({"q": "小明"}, {"王小明"}),
        ({"where": 'city = "深圳"'}, {"Li Na"}),
        ({"where": "city = Shenzhen"}, {"Li Na"}),
        ({"where": "city in (shenzhen, 深圳市)"}, {"Li Na"}),
        ({"where": "skill = PyTorch"}, {"Li Na"}),
        ({"where": "years >= 3 and skill = Python"}, {"Li Na", "Ana Popescu"}),
        ({"q": "nobody-like-this"}, set()),
    ],
)
def test_search_and_filter(world, params, found):
    response = world.recruiter.get(URL, params=params)
    assert response.status_code == 200, response.text
    assert names(response) == found


def test_unknown_filter_fields_and_cursors_are_refused(world):
    bad = world.recruiter.get(URL, params={"where": "shoe = 42"}, headers={"Accept-Language": "zh"})
    assert bad.json()["type"] == "/problems/rule-unreadable"
    assert "shoe" in bad.json()["detail"]
    assert world.recruiter.get(URL, params={"cursor": "nonsense"}).status_code == 422


def test_contact_data_is_for_those_who_may_write(world):
    talent = world.people["Li Na"]
    url = f"{URL}/{talent}"
    full = world.recruiter.get(url).json()
    assert full["emails"] == ["li.na@example.org"]
    assert not full["contact_hidden"]
    for browser in (world.viewer, world.scientist):
        response = browser.get(url)
        assert response.json()["emails"] == []
        assert response.json()["contact_hidden"]
        assert "li.na@" not in response.text
        source = browser.get(f"{url}/sources").json()["items"][0]["id"]
        text = browser.get(f"{url}/text", params={"source_id": source}).json()["text"]
        assert "li.na@" not in text
        assert "0013" not in text
        assert "2015-2019" in text
        mine = world.recruiter.get(f"{url}/text", params={"source_id": source}).json()["text"]
        assert len(mine) == len(text)
        assert "li.na@example.org 138-0013-8000" in mine


def test_a_person_is_written_down_edited_and_undone(world):
    body = {
        "name": "Zhang Wei",
        "emails": ["zw@example.org"],
        "skills": [{"name": "Python"}, {"name": "lighthouse keeping"}],
        "employments": [
            {"title": "算法工程师", "company": "灯塔", "start": "2020-01", "current": True}
        ],
        "educations": [{"school": "THU", "level": "doctorate"}],
        "place": {"city": "深圳"},
        "years": 4.5,
    }
    made = world.recruiter.post(URL, json=body)
    assert made.status_code == 201, made.text
    talent = made.json()
    assert talent["education"] == "doctorate"
    assert talent["skills"][0]["id"]
    assert talent["skills"][1]["id"] == ""
    assert talent["place"]["city"] == "深圳"
    assert set(talent["provenance"]) >= {"name", "skills"}
    url = f"{URL}/{talent['id']}"
    change = {"headline": "Keeper", "years": None}
    assert world.recruiter.patch(url, json=change).status_code == 428
    edited = world.recruiter.patch(url, json=change, headers={"If-Match": made.headers["etag"]})
    assert edited.status_code == 200, edited.text
    assert (edited.json()["headline"], edited.json()["years"]) == ("Keeper", None)
    stale = world.recruiter.patch(url, json=change, headers={"If-Match": made.headers["etag"]})
    assert stale.status_code == 412
    back = world.recruiter.post(f"{url}/undo").json()
    assert (back["headline"], back["years"]) == ("算法工程师", 4.5)
    nothing = world.recruiter.post(f"{url}/undo")
    assert nothing.status_code == 422


def test_the_same_address_is_not_written_down_twice(world):
    body = {"name": "Li Na again", "emails": ["LI.NA@example.org"]}
    assert world.recruiter.post(URL, json=body).status_code == 409


def test_a_pasted_cv_is_read(world):
    text = "张伟\n邮箱：zhangwei@example.org\n工作经历\n2018.03-2022.06 腾讯 算法工程师\n技能：Python、SQL"
    made = world.recruiter.post(URL, json={"name": "张伟", "text": text})
    assert made.status_code == 201, made.text
    talent = made.json()
    proofs = {proof["text"] for skill in talent["skills"] for proof in skill["evidence"]}
    assert {"Python", "SQL"} <= proofs
    assert talent["emails"] == ["zhangwei@example.org"]


def test_interactions_are_added_and_listed_latest_first(world):
    url = f"{URL}/{world.people['Li Na']}/interactions"
    first = world.recruiter.post(url, json={"kind": "call", "direction": "out", "summary": "你好"})
    assert first.status_code == 201, first.text
    world.recruiter.post(url, json={"kind": "note", "at": "2026-01-02T03:04:05+08:00"})
    items = world.recruiter.get(url).json()["items"]
    assert [item["kind"] for item in items][:2] == ["call", "note"]
    assert items[1]["at"] == "2026-01-01T19:04:05Z"
    before = world.recruiter.get(url, params={"before": "2026-02-01T00:00:00Z"}).json()["items"]
    assert [item["kind"] for item in before] == ["note"]
    future = world.recruiter.post(url, json={"kind": "call", "at": "2030-01-01T00:00:00Z"})
    assert future.status_code == 422


def test_attachments_are_for_those_who_may_write(world):
    url = f"{URL}/{world.people['Li Na']}/attachments"
    (file,) = world.recruiter.get(url).json()["items"]
    stored = world.parts.attachments.put(word_file())
    with world.parts.db.write() as session:
        from core.profile.tables import AttachmentRow

        session.query(AttachmentRow).filter_by(id=file["id"]).update({"stored_as": stored})
    response = world.recruiter.get(f"{url}/{file['id']}")
    assert b"PK" in response.content[:4]
    assert SECRET.encode() not in everything(response.content)
    assert SECRET.encode() in everything(world.parts.attachments.read(stored))  # as it came
    assert response.headers["content-disposition"] == "attachment; filename*=UTF-8''Li%20Na.txt"
    assert response.headers["x-content-type-options"] == "nosniff"
    assert world.viewer.get(f"{url}/{file['id']}").status_code == 403
    with world.parts.db.write() as session:
        broken = world.parts.attachments.put(b"%PDF-1.7 broken")
        session.query(AttachmentRow).filter_by(id=file["id"]).update({"stored_as": broken})
    refused = world.recruiter.get(f"{url}/{file['id']}")
    assert refused.status_code == 422
    assert "export it anew" in refused.text
    other = f"{URL}/{world.people['Otto']}/attachments/{file['id']}"
    assert world.recruiter.get(other).status_code == 404


def test_everything_of_another_team_is_404(world):
    secret = world.people["Sven Secret"]
    for path in (
        "",
        "/interactions",
        "/attachments",
        "/attachments/att_x",
        "/sources",
        "/text?source_id=src_x",
        "/jobs",
    ):
        assert world.recruiter.get(f"{URL}/{secret}{path}").status_code == 404, path
    for method, path, body in (
        ("PATCH", "", {"name": "x"}),
        ("POST", "/undo", None),
        ("POST", "/interactions", {"kind": "call"}),
    ):
        response = world.recruiter.request(
            method, f"{URL}/{secret}{path}", json=body, headers={"If-Match": "*"}
        )
        assert response.status_code == 404, path
    assert world.recruiter.get(URL, params={"q": "Secret"}).json()["total"] == 0
    assert world.admin.get(URL, params={"q": "Secret"}).json()["total"] == 1
