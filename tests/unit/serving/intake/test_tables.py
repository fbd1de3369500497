"""Tables byte for byte: encodings, delimiters, quotes, line ends, spreadsheets, broken rows."""

import datetime

import pytest

from core.errors import Unusable
from core.intake.types import ImportKind
from serving.intake.mapping import known_headers
from serving.intake.rows import InputUnusable
from serving.intake.sheet_worker import number_text
from serving.intake.tables import open_table
from tests.documents import zipped
from tests.unit.serving.intake.table_files import FILES, PEOPLE, workbook, written

FIRST_OF_MARCH = datetime.datetime.fromisoformat("2026-03-01")


def known(cells):
    return known_headers(ImportKind.TALENTS, cells)


def read(tmp_path, content, suffix=".csv"):
    path = tmp_path / ("table" + suffix)
    path.write_bytes(content)
    table = open_table(path, suffix, known)
    return table, list(table.rows())


def cells(rows):
    return [row.cells for row in rows]


@pytest.mark.parametrize("file", FILES, ids=[file.name for file in FILES])
def test_every_sign_comes_back(tmp_path, file):
    table, rows = read(tmp_path, file.content, file.suffix)
    assert table.columns == (file.columns or tuple(file.rows[0]))
    assert cells(rows) == file.rows
    codes = {at: row.reason.code for at, row in enumerate(rows) if row.reason is not None}
    assert codes == file.refused
    assert file.encoding in {None, table.encoding}
    assert list(table.rows()) == rows  # it can be walked again


def test_there_are_sixty_files_and_no_two_are_the_same():
    assert len(FILES) >= 60
    assert len({file.name for file in FILES}) == len({file.content for file in FILES}) == len(FILES)


def test_lines_are_those_an_editor_shows(tmp_path):
    _, rows = read(tmp_path, b'name,note\nAnn,"a\nb\nc"\nBen,x\n')
    assert [row.line for row in rows] == [2, 5]


def test_an_open_quote_costs_its_own_line(tmp_path):
    body = "".join(f"P{at},x\n" for at in range(2000))
    _, rows = read(tmp_path, f'name,note\nAnn,"open\n{body}'.encode())
    assert rows[0].reason.code == "open-quote"
    assert rows[0].cells == {"": 'Ann,"open'}
    assert [row.cells["name"] for row in rows[1:]] == [f"P{at}" for at in range(2000)]


def test_headers_repeated_or_empty_get_names(tmp_path):
    table, rows = read(tmp_path, "姓名,手机,手机,,\n张伟,1,2,3\n".encode())
    assert table.columns == ("姓名", "手机", "手机 (2)")
    assert rows[0].reason.code == "too-many-cells"
    table, _ = read(tmp_path, "姓名,,手机\n张伟,1,2\n".encode())
    assert table.columns == ("姓名", "column 2", "手机")


def test_excel_with_a_title_an_empty_first_sheet_and_an_offset(tmp_path):
    content = workbook(["人才库"], ["姓名", "手机"], ["张伟", "1"], title="空", start=3)
    table, rows = read(tmp_path, content, ".xlsx")
    assert table.columns == ("姓名", "手机")
    assert [(row.line, row.cells["姓名"]) for row in rows] == [(5, "张伟")]


@pytest.mark.parametrize(
    ("content", "suffix", "code"),
    [
        (b"PK\x03\x04 broken", ".xlsx", "sheet-damaged"),
        (zipped({"a.txt": b"x"}), ".xlsx", "sheet-damaged"),
        (b"not excel\x00\x01", ".xls", "sheet-damaged"),
        (b"<html><table><tr><td>a</td></tr></table></html>", ".xls", "sheet-markup"),
        (b'\xef\xbb\xbf<?xml version="1.0"?><Workbook/>', ".xls", "sheet-markup"),
        (workbook([]), ".xlsx", "no-rows"),
        (b"\r\n\r\n", ".csv", "no-rows"),
        (b'[1]\n"x"\n', ".jsonl", "no-rows"),
    ],
)
def test_files_that_cannot_be_read_say_why(tmp_path, content, suffix, code):
    with pytest.raises(InputUnusable) as caught:
        read(tmp_path, content, suffix)
    assert caught.value.reason.code == code
    assert caught.value.reason.zh != caught.value.reason.en


def test_wrong_encodings_are_refused_deep_in_the_file_too(tmp_path):
    good = written(PEOPLE).encode() + "王芳,1,x\r\n".encode() * 30_000
    with pytest.raises(Unusable):
        read(tmp_path, good + b"\xff\xfe\xfd broken\r\n")
    with pytest.raises(Unusable):
        read(tmp_path, b"\xef\xbb\xbf" + good + "张".encode("gbk"))


def test_gb18030_deep_in_the_file_is_found(tmp_path):
    content = b"name,note\r\n" + b"Ann,x\r\n" * 60_000 + "张伟,深圳的工程师\r\n".encode("gbk")
    _, rows = read(tmp_path, content)
    assert rows[-1].cells == {"name": "张伟", "note": "深圳的工程师"}


@pytest.mark.parametrize(
    ("number", "text"),
    [(1.0, "1"), (-3.0, "-3"), (0.1, "0.1"), (999999999999999.0, "999999999999999"),
     (1e15, "1E+15"), (1.39e10, "13900000000")],
)  # fmt: skip
def test_numbers(number, text):
    assert number_text(number) == text
