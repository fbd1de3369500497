"""A copy and an erasure through the API: asked by an admin, carried out by the worker."""

import io
import zipfile

from serving import erasure


def test_a_copy_is_given_out_and_noted(world):
    person = next(iter(world.people.values()))
    answer = world.admin.post(f"/api/v1/talents/{person}/copy")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/zip"
    names = zipfile.ZipFile(io.BytesIO(answer.content)).namelist()
    assert {"data.json", "data.zh.html", "data.en.html"} <= set(names)


def test_an_admin_erases_and_gets_a_receipt(world):
    person = next(iter(world.people.values()))
    path = f"/api/v1/talents/{person}/erasure"
    assert world.recruiter.post(path, json={"reason": "asked"}).status_code == 403
    assert world.admin.post(path, json={"reason": " "}).status_code == 422
    asked = world.admin.post(path, json={"reason": "asked by mail"})
    assert asked.status_code == 202
    assert asked.json()["open"][0] == "database"
    assert world.admin.post(path, json={"reason": "again"}).status_code == 409
    erasure.carry_out(world.parts, asked.json()["id"])
    receipt = world.admin.get(asked.headers["location"]).json()
    assert (receipt["open"], receipt["error"]) == ([], "")
    assert receipt["finished_at"]
    assert world.admin.get(f"/api/v1/talents/{person}").status_code == 404
    listed = world.admin.get("/api/v1/erasures").json()
    assert [one["talent_id"] for one in listed["items"]] == [person]
