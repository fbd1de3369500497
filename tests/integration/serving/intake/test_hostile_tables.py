"""Workbooks and archives built to do harm: refused in words or read, and the service stays small."""

import io
import resource
import socket
import struct
import time
import zipfile

import pytest

from serving.intake import inputs
from serving.intake.rows import InputUnusable
from serving.intake.tables import open_table
from tests.documents import zipped
from tests.unit.serving.intake.table_files import open_document, shared_inline

PEOPLE = [["姓名", "手机"], ["张伟", "1"]]
LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a0 "ha">'
    + "".join(f'<!ENTITY a{at} "{f"&a{at - 1};" * 10}">' for at in range(1, 10))
    + "]>"
)


def sheet(body, *, prolog="", rows=PEOPLE):
    """A good workbook whose sheet's XML is something else."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(shared_inline(rows))) as good,
        zipfile.ZipFile(out, "w", 8) as bad,
    ):
        for name in good.namelist():
            content = good.read(name)
            if name.endswith("sheet1.xml"):
                text = content.decode()
                at = text.index("<sheetData>")
                head, root = text[:at].split("?>", 1)
                content = f"{head}?>{prolog}{root}{body}</worksheet>".encode()
            bad.writestr(name, content)
    return out.getvalue()


def data(*cells):
    return "<sheetData>" + "".join(cells) + "</sheetData>"


def cell(at, text):
    row = at.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return f'<row r="{row}"><c r="{at}" t="inlineStr"><is><t>{text}</t></is></c></row>'


def repeated(rows, columns):
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(open_document(*PEOPLE))) as good,
        zipfile.ZipFile(out, "w", 8) as bad,
    ):
        for name in good.namelist():
            content = good.read(name)
            if name == "content.xml":
                filled = (
                    f'<table:table-row table:number-rows-repeated="{rows}"><table:table-cell '
                    f'table:number-columns-repeated="{columns}" office:value-type="string">'
                    "<text:p>x</text:p></table:table-cell></table:table-row></table:table>"
                )
                content = content.decode().replace("</table:table>", filled).encode()
            bad.writestr(name, content)
    return out.getvalue()


MANY = "too much memory"
WORKBOOKS = {
    "two cells at the far corners": (lambda _: sheet(data(cell("A1", "姓名"), cell("XFD1048576", "x"))), MANY),
    "a row beyond the last": (lambda _: sheet(data(cell("A1", "姓名"), cell("ZZZZZZ4294967295", "x"))), f"{MANY}|damaged|no rows"),
    "a billion rows declared, two there": (lambda _: sheet('<dimension ref="A1:XFD1000000000"/>' + data(cell("A1", "姓名"), cell("A2", "张伟"))), None),
    "16,384 columns of long text": (lambda _: sheet(data("<row>" + '<c t="inlineStr"><is><t>' .join([""] + ["x" * 300 + "</t></is></c>"] * 16_384) + "</row>", "<row><c t='inlineStr'><is><t>x</t></is></c></row>")), "|"),
    "a billion laughs": (lambda _: sheet(data(cell("A1", "&a9;"), cell("A2", "x")), prolog=LAUGHS), "damaged"),
    "an entity from outside": (lambda url: sheet(data(cell("A1", "姓名"), cell("A2", "&a;")), prolog=f'<!DOCTYPE x [<!ENTITY a SYSTEM "{url}">]>'), "damaged"),
    "XML 300,000 deep": (lambda _: sheet(data("<row>" * 300_000)), "damaged|no rows"),
    "a cell without end": (lambda _: sheet("<sheetData><row><c t='inlineStr'><is><t>" + "x" * 50_000_000), "damaged|no rows"),
    "17 billion filled cells repeated": (lambda _: repeated(1_048_576, 16_384), f"{MANY}|damaged"),
    "rows repeated below zero": (lambda _: repeated(-5, -5), f"{MANY}|damaged"),
    "an encrypted member": (lambda _: shared_inline(PEOPLE).replace(b"PK\x01\x02\x14\x00\x14\x00\x00\x00", b"PK\x01\x02\x14\x00\x14\x00\x01\x00").replace(b"PK\x01\x02\x14\x03\x14\x00\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01\x00"), "damaged"),
    "parts that are not there": (lambda _: zipped({"xl/workbook.xml": b"<workbook/>"}), "damaged"),
    "noise": (lambda _: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(range(256)) * 400, "damaged"),
}  # fmt: skip


@pytest.fixture(scope="module")
def listening():
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        yield f"http://127.0.0.1:{server.getsockname()[1]}/"
        with pytest.raises(TimeoutError):
            server.accept()


def rows_of(path):
    return [row.cells for row in open_table(path, ".xlsx", lambda cells: 0).rows()]


@pytest.mark.parametrize("name", list(WORKBOOKS))
def test_a_workbook_built_to_do_harm_costs_the_service_nothing(tmp_path, listening, name):
    make, refused = WORKBOOKS[name]
    path = tmp_path / "people.xlsx"
    path.write_bytes(make(listening))
    before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic()
    said = ""
    try:
        found = rows_of(path)
    except InputUnusable as error:
        said, found = error.reason.en, []
    assert time.monotonic() - began < 120
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 300_000  # KiB
    if refused is None:
        assert said == ""
        assert len(str(found)) < 1000
    elif refused != "|":
        assert any(one in said for one in refused.split("|")), said
    path.write_bytes(shared_inline(PEOPLE))
    assert rows_of(path) == [{"姓名": "张伟", "手机": "1"}]


def archive(write):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", 8) as made:
        made.writestr("1.txt", "第一份")
        write(made)
        made.writestr("9.txt", "最后一份")
    return out.getvalue()


def named(name, *, link=False):
    def write(made):
        item = zipfile.ZipInfo(name)
        if link:
            item.create_system, item.external_attr = 3, 0o120777 << 16
        made.writestr(item, "/etc/passwd")

    return archive(write)


def second(content, at, value):
    """Change a field of the archive's second entry."""
    found = content.index(b"PK\x01\x02", content.index(b"PK\x01\x02") + 4) + at
    return content[:found] + value + content[found + len(value) :]


GOOD = named("2.txt")
ARCHIVES = {
    "../": (named("../../trm-escaped"), "zip-outside"),
    "absolute": (named("/tmp/trm-escaped"), "zip-outside"),
    "drive": (named("C:\\trm-escaped"), "zip-outside"),
    "link": (named("2.txt", link=True), "zip-outside"),
    "encrypted": (second(GOOD, 8, b"\x01\x00"), "password"),
    "unknown method": (second(GOOD, 10, b"\x63\x00"), "zip-damaged"),
    "wrong checksum": (second(GOOD, 16, b"\x00\x00\x00\x00"), "zip-damaged"),
    "points elsewhere": (second(GOOD, 42, b"\xff\xff\x00\x00"), "zip-damaged"),
    "30 MB": (archive(lambda made: made.writestr("2.txt", b"x" * 30_000_000)), "too-large"),
    "size of 4 GB": (second(GOOD, 24, struct.pack("<L", 0xFFFFFFF0)), None),
}


@pytest.mark.parametrize("name", list(ARCHIVES))
def test_one_bad_entry_of_an_archive_costs_itself_alone(tmp_path, name):
    content, why = ARCHIVES[name]
    path = tmp_path / "cvs.zip"
    path.write_bytes(content)
    entries = sorted(inputs.entries_of(path, "cvs.zip"), key=lambda entry: entry.name)
    assert len(entries) == 3
    good = {entry.content.decode() for entry in entries if entry.error is None}
    assert {"第一份", "最后一份"} <= good
    bad = [entry.error.why.value for entry in entries if entry.error is not None]
    assert bad == ([why] if why else [])
    assert [item.name for item in tmp_path.iterdir()] == ["cvs.zip"]
