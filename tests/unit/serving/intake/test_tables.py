"""Tables byte for byte: encodings, delimiters, quotes, line ends, spreadsheets, broken rows."""

import datetime
import io

import openpyxl
import pytest

from core.errors import Unusable
from core.intake.types import ImportKind
from serving.intake.mapping import known_headers
from serving.intake.tables import InputUnusable, number_text, open_table
from tests.documents import zipped

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


PEOPLE = [
    {"姓名": "张伟", "手机": "013800138000", "备注": "说“你好”, 来自深圳"},
    {"姓名": "李娜", "手机": "+86 139-0013-9000", "备注": 'a "quoted" word; a|b'},
    {"姓名": "欧阳靖𠮷", "手机": "", "备注": "两行\n第二行 😀"},
]
TRADITIONAL = [
    {"姓名": "陳怡君", "手機": "0912345678", "備註": "臺北的軟體工程師"},
    {"姓名": "張偉", "手機": "0922333444", "備註": "工作經驗十年，專長為機器學習"},
]


def written(people, *, delimiter=",", end="\r\n", quote_all=False):
    def cell(text):
        special = delimiter in text or '"' in text or "\n" in text or quote_all
        return '"' + text.replace('"', '""') + '"' if special else text

    rows = [list(people[0]), *([*person.values()] for person in people)]
    return end.join(delimiter.join(map(cell, row)) for row in rows) + end


FIXTURES = [
    ("Excel zh, GBK", written(PEOPLE[:2]).encode("gbk"), PEOPLE[:2]),
    ("Excel zh, GB18030 with rare sign", written(PEOPLE).encode("gb18030"), PEOPLE),
    ("Excel CSV UTF-8 with mark", written(PEOPLE).encode("utf-8-sig"), PEOPLE),
    ("WPS UTF-8 without mark", written(PEOPLE).encode(), PEOPLE),
    ("Excel Unicode text (UTF-16 LE, tabs)", written(PEOPLE, delimiter="\t").encode("utf-16"), PEOPLE),
    ("UTF-16 LE without mark", written(PEOPLE).encode("utf-16-le"), PEOPLE),
    ("UTF-16 BE with mark", b"\xfe\xff" + written(PEOPLE).encode("utf-16-be"), PEOPLE),
    ("UTF-32 with mark", written(PEOPLE).encode("utf-32"), PEOPLE),
    ("Big5", written(TRADITIONAL).encode("big5"), TRADITIONAL),
    ("traditional in UTF-8", written(TRADITIONAL).encode(), TRADITIONAL),
    ("Unix line ends", written(PEOPLE, end="\n").encode(), PEOPLE),
    ("old Mac line ends", written(PEOPLE[:2], end="\r").encode(), PEOPLE[:2]),
    ("no last line end", written(PEOPLE).encode().rstrip(), PEOPLE),
    ("everything quoted (Numbers)", written(PEOPLE, quote_all=True).encode(), PEOPLE),
    ("semicolons (European Excel)", written(PEOPLE, delimiter=";").encode(), PEOPLE),
    ("tabs", written(PEOPLE, delimiter="\t", end="\n").encode(), PEOPLE),
    ("pipes", written(PEOPLE[:1], delimiter="|").encode(), PEOPLE[:1]),
    ("blank lines between", b"\r\n\r\n" + written(PEOPLE).replace("\r\n张", "\r\n\r\n张").encode(), PEOPLE),
    ("title above the header", ("XX公司人才库,,\r\n导出时间：2026-01-01,,\r\n" + written(PEOPLE)).encode(), PEOPLE),
    ("mixed line ends", written(PEOPLE).replace("\r\n李", "\n李").encode(), PEOPLE),
    ("NUL bytes at the end of cells", written(PEOPLE[:2]).replace("张伟", "张伟\x00").encode("utf-8-sig"), PEOPLE[:2]),
    ("a sep line", b"\xef\xbb\xbf" + written(PEOPLE, delimiter=";").encode(), PEOPLE),
]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "people"), [case[1:] for case in FIXTURES], ids=[case[0] for case in FIXTURES]
)
def test_every_byte_comes_back(tmp_path, content, people):
    table, rows = read(tmp_path, content)
    assert table.columns == tuple(people[0])
    assert cells(rows) == people
    assert all(row.reason is None for row in rows)
    assert list(table.rows()) == rows  # it can be walked again


def test_lines_are_those_an_editor_shows(tmp_path):
    _, rows = read(tmp_path, b'name,note\nAnn,"a\nb\nc"\nBen,x\n')
    assert [row.line for row in rows] == [2, 5]


def test_a_stray_quote_is_a_sign_like_others(tmp_path):
    _, rows = read(tmp_path, b'name,size\nAnn,5" screen\nBen,6\n')
    assert cells(rows) == [{"name": "Ann", "size": '5" screen'}, {"name": "Ben", "size": "6"}]


def test_an_open_quote_costs_its_own_line(tmp_path):
    body = "".join(f"P{at},x\n" for at in range(2000))
    _, rows = read(tmp_path, f'name,note\nAnn,"open\n{body}'.encode())
    assert rows[0].reason.code == "open-quote"
    assert rows[0].cells == {"": 'Ann,"open'}
    assert [row.cells["name"] for row in rows[1:]] == [f"P{at}" for at in range(2000)]


def test_rows_that_are_too_long_or_short(tmp_path):
    _, rows = read(tmp_path, "姓名,手机\n张伟,1,2,3\n李娜\n王芳,5,,\n".encode())
    assert rows[0].reason.code == "too-many-cells"
    assert rows[0].cells == {"姓名": "张伟", "手机": "1", "": "2 | 3"}
    assert [(row.cells, row.reason) for row in rows[1:]] == [
        ({"姓名": "李娜"}, None),
        ({"姓名": "王芳", "手机": "5"}, None),
    ]


def test_headers_repeated_or_empty_get_names(tmp_path):
    table, rows = read(tmp_path, "姓名,手机,手机,,\n张伟,1,2,3\n".encode())
    assert table.columns == ("姓名", "手机", "手机 (2)")
    assert rows[0].reason.code == "too-many-cells"
    table, _ = read(tmp_path, "姓名,,手机\n张伟,1,2\n".encode())
    assert table.columns == ("姓名", "column 2", "手机")


def workbook(*rows, mode="xlsx", title="", start=1):
    book = openpyxl.Workbook()
    sheet = book.active
    for at, row in enumerate(rows, start):
        for column, value in enumerate(row, 1):
            sheet.cell(at, column, value)
    if title:
        empty = book.create_sheet(title, 0)
        assert empty.title == title
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_excel_keeps_identifiers_as_text(tmp_path):
    content = workbook(
        ["姓名", "手机", "工号", "身份证号", "更新时间", "年限"],
        ["张伟", 13800138000, "00123", 440301199001011234, FIRST_OF_MARCH, 2.5],
        [
            "李娜",
            "013900139000",
            7,
            "44030119900101123X",
            FIRST_OF_MARCH.replace(hour=9, minute=30),
            None,
        ],
    )
    _, rows = read(tmp_path, content, ".xlsx")
    assert [list(row.cells.values()) for row in rows] == [
        ["张伟", "13800138000", "00123", "4.40301199001011E+17", "2026-03-01", "2.5"],
        ["李娜", "013900139000", "7", "44030119900101123X", "2026-03-01 09:30:00", ""],
    ]
    assert [row.line for row in rows] == [2, 3]


def test_excel_with_a_title_an_empty_first_sheet_and_an_offset(tmp_path):
    content = workbook(["人才库"], ["姓名", "手机"], ["张伟", "1"], title="空", start=3)
    table, rows = read(tmp_path, content, ".xlsx")
    assert table.columns == ("姓名", "手机")
    assert [(row.line, row.cells["姓名"]) for row in rows] == [(5, "张伟")]


def test_excel_1904_dates(tmp_path):
    book = openpyxl.Workbook()
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    book.active.append(["姓名", "更新时间"])
    book.active.append(["张伟", FIRST_OF_MARCH])
    out = io.BytesIO()
    book.save(out)
    _, rows = read(tmp_path, out.getvalue(), ".xlsx")
    assert rows[0].cells["更新时间"] == "2026-03-01"


@pytest.mark.parametrize(
    ("content", "suffix", "code"),
    [
        (b"PK\x03\x04 broken", ".xlsx", "sheet-damaged"),
        (zipped({"a.txt": b"x"}), ".xlsx", "sheet-damaged"),
        (b"not excel", ".xls", "sheet-damaged"),
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


def test_json_lines(tmp_path):
    content = (
        '{"name": "张伟", "skills": ["Go", "SQL"], "years": 3.0, "x": null}\n\nbad\n{"name": "b"}\n'
    )
    table, rows = read(tmp_path, content.encode("utf-8-sig"), ".jsonl")
    assert table.columns == ("name", "skills", "years", "x")
    assert rows[0].cells == {"name": "张伟", "skills": "Go\nSQL", "years": "3", "x": ""}
    assert rows[1].reason.code == "not-json"
    assert (rows[1].line, rows[2].line) == (3, 4)


@pytest.mark.parametrize(
    ("number", "text"),
    [(1.0, "1"), (-3.0, "-3"), (0.1, "0.1"), (999999999999999.0, "999999999999999"),
     (1e15, "1E+15"), (1.39e10, "13900000000")],
)  # fmt: skip
def test_numbers(number, text):
    assert number_text(number) == text
