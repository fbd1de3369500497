"""Marks of do-not-contact over HTTP, and an import that meets one."""

import io

API = "/api/v1"


def test_a_mark_is_set_listed_lifted_and_shows_no_address(world):
    body = {"kind": "email", "address": "gone@example.org", "reason": "asked by letter"}
    made = world.recruiter.post(f"{API}/suppressions", json=body)
    assert made.status_code == 201, made.text
    listed = world.recruiter.get(f"{API}/suppressions")
    assert "gone@example.org" not in listed.text
    assert [one["id"] for one in listed.json()["items"]] == [made.json()["id"]]
    url = f"{API}/suppressions/{made.json()['id']}/lift"
    assert world.recruiter.post(url, json={"reason": "wrote again"}).json()["lifted_at"]
    assert (
        world.recruiter.post(f"{API}/suppressions/sup_x/lift", json={"reason": "x"}).status_code
        == 404
    )


def test_what_is_no_address_is_refused_in_both_languages(world):
    body = {"kind": "phone", "address": "no number", "reason": "asked"}
    for language, word in (("zh", "邮箱"), ("en", "phone number")):
        answer = world.recruiter.post(
            f"{API}/suppressions", json=body, headers={"Accept-Language": language}
        )
        assert answer.status_code == 422
        assert word in answer.json()["detail"]


def test_every_address_of_a_person_is_marked(world):
    url = f"{API}/talents/{world.people['Li Na']}/suppressions"
    made = world.recruiter.post(url, json={"reason": "asked", "keep_out": True})
    assert made.status_code == 201, made.text
    assert [one["kind"] for one in made.json()["items"]] == ["email"]


def test_nobody_who_asked_not_to_be_kept_is_imported_or_written_down(world):
    body = {"kind": "email", "address": "gone@example.org", "reason": "x", "keep_out": True}
    world.recruiter.post(f"{API}/suppressions", json=body)
    written = world.recruiter.post(
        f"{API}/talents",
        json={"name": "Gone", "emails": ["Gone@Example.org"]},
        headers={"Accept-Language": "zh"},
    )
    assert written.status_code == 422
    assert written.json()["type"] == "/problems/kept-out"
    assert "不再保存" in written.json()["detail"]
    table = b"name,email\nGone,GONE@example.org\nNew,new@example.org\n"
    run = world.recruiter.post(
        f"{API}/imports",
        data={"kind": "talents", "source": "board"},
        files={"file": ("people.csv", io.BytesIO(table))},
        headers={"Accept-Language": "zh"},
    ).json()
    assert [one["verdict"] for one in run["sample"]] == ["refused", "new"]
    assert "不再保存" in str(run["sample"][0])
