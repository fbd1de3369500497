"""Lists taken out as files: the same people, in order, readable by a spreadsheet and by us."""

import csv
import io

import pytest
from sqlalchemy import select

from core.audit import AuditRow
from core.intake.types import ImportKind
from serving import people_export
from serving.intake.mapping import known_headers
from serving.intake.tables import open_table
from serving.people_export import _HEADERS

URL = "/api/v1/talents/export"


def table(response):
    assert response.status_code == 200, response.text
    assert response.headers["content-type"].startswith("text/csv")
    assert response.content.startswith("\ufeff".encode())
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))


@pytest.mark.parametrize(
    "body", [{}, {"q": "小明"}, {"where": "years >= 3 and skill = Python"}, {"sort": "name"}]
)
def test_the_file_holds_whom_the_list_shows_in_its_order(world, body):
    listed = world.recruiter.get("/api/v1/talents", params=body).json()["items"]
    rows = table(world.recruiter.post(URL, json=body, headers={"Accept-Language": "en"}))
    assert [row["Talent ID"] for row in rows] == [item["id"] for item in listed]


def test_columns_and_people_are_chosen_and_contact_data_is_there(world):
    chosen = [world.people["Otto"], world.people["Li Na"]]
    body = {"talent_ids": chosen, "columns": ["name", "email", "education"]}
    rows = table(world.recruiter.post(URL, json=body, headers={"Accept-Language": "zh"}))
    assert [row["姓名"] for row in rows] == ["Otto", "Li Na"]
    assert list(rows[0]) == ["姓名", "邮箱", "最高学历"]
    assert rows[1] == {"姓名": "Li Na", "邮箱": "li.na@example.org", "最高学历": "硕士"}


def test_taking_people_out_is_noted_without_the_words_looked_for(world):
    world.recruiter.post(URL, json={"q": "小明", "columns": ["name"]})
    with world.parts.db.read() as session:
        query = select(AuditRow).where(AuditRow.action == "talent.exported")
        entry = session.scalars(query.order_by(AuditRow.id.desc())).first()
    assert entry.details["people"] == 1
    assert entry.details["columns"] == ["name"]
    assert "小明" not in str(entry.details)


def test_a_formula_in_a_name_comes_out_as_text_and_comes_back(world, tmp_path):
    name = '=cmd|"/c calc"!A1'
    made = world.recruiter.post(
        "/api/v1/talents", json={"name": name, "phones": ["+86 13800138000"]}
    )
    assert made.status_code == 201, made.text
    response = world.recruiter.post(URL, json={"talent_ids": [made.json()["id"]]})
    assert "'" + name in {cell for row in table(response) for cell in row.values()}
    path = tmp_path / "people.csv"
    path.write_bytes(response.content)
    rows = list(
        open_table(path, ".csv", lambda cells: known_headers(ImportKind.TALENTS, cells)).rows()
    )
    assert name in rows[0].cells.values()
    assert any(cell.startswith("+86") for cell in rows[0].cells.values())


def test_too_many_people_are_refused_in_the_readers_language(world, monkeypatch):
    monkeypatch.setattr(people_export, "MOST", 2)
    refused = world.recruiter.post(URL, json={}, headers={"Accept-Language": "zh"})
    assert refused.status_code == 422
    assert refused.json()["type"] == "/problems/export-too-large"
    assert "2" in refused.json()["detail"]


def test_every_header_is_known_to_the_import():
    for language in (0, 1):
        header = [names[language] for names in _HEADERS.values()]
        assert known_headers(ImportKind.TALENTS, header) == len(header)


def test_a_reader_takes_nothing_out(world):
    assert world.viewer.post(URL, json={}).status_code == 403
