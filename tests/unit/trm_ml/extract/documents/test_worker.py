"""Reading by kind, in this process: what is seen is kept in order, what is hidden is dropped."""

import struct

import pytest

from core.errors import Unusable
from tests.documents import docx, line, lines, pdf, run, zipped
from trm_ml.extract.documents.types import Flag, Kind
from trm_ml.extract.documents.worker import read

VISIBLE = ["Wei Zhang", "Senior engineer at Example Ltd", "Python and SQL since 2015"]


def test_pdf_in_both_languages():
    found = read(pdf([lines(["Wei Zhang", "高级算法工程师", "Python、机器学习"])]))
    assert found.text == "Wei Zhang\n高级算法工程师\nPython、机器学习"
    assert (found.kind, found.pages, found.flags) == (Kind.PDF, 1, ())


def test_pdf_pages_follow_each_other():
    assert read(pdf([lines(["one"]), lines(["two"])])).text == "one\n\ntwo"


def test_pdf_columns_are_read_one_after_the_other():
    left = ["Contact", "a@example.com", "Skills", "Python", "SQL", "Docker"]
    right = [
        f"Responsible for the platform that serves part {at} of the company" for at in range(8)
    ]
    # painted row by row, as many editors do
    content = line("Wei Zhang", 60, 800, size=20)
    for at in range(8):
        if at < len(left):
            content += line(left[at], 60, 760 - 17 * at)
        content += line(right[at], 220, 760 - 15 * at)
    text = read(pdf([content])).text.split("\n")
    assert text[0] == "Wei Zhang"
    assert [item for item in text[1:] if item] == left + right


def test_pdf_dates_on_the_right_stay_with_their_line():
    rows = [("Example Ltd", "2019-2021"), ("Other AG", "2015-2019"), ("Third SA", "2011-2015"),
            ("Fourth", "2009-2011")]  # fmt: skip
    content = "".join(
        line(name, 60, 700 - 20 * at) + line(dates, 450, 700 - 20 * at)
        for at, (name, dates) in enumerate(rows)
    )
    assert read(pdf([content])).text.split("\n") == [f"{a} {b}" for a, b in rows]


def test_pdf_false_bold_counts_once():
    content = line("Python", 60, 700) + line("Python", 60.3, 700)
    assert read(pdf([content])).text == "Python"


GS = "/ExtGState << /G0 << /ca 0 >> >>"
OCG = {
    "resources": "/Properties << /P0 7 0 R >>",
    "objects": [b"<< /Type /OCG /Name (x) >>"],
    "catalog": "/OCProperties << /OCGs [7 0 R] /D << /OFF [7 0 R] >> >>",
}
HIDDEN = "Kubernetes expert"
TRICKS = [
    (line(HIDDEN, 60, 300, before="1 1 1 rg"), {}, Flag.WHITE_TEXT),
    (line(HIDDEN, 60, 300, before="1 g"), {}, Flag.WHITE_TEXT),
    (line(HIDDEN, 60, 300, before="0 0 0 0 k"), {}, Flag.WHITE_TEXT),
    (line(HIDDEN, 60, 300, before="0.97 0.99 1 rg"), {}, Flag.WHITE_TEXT),
    ("0 0 0.5 rg 50 290 300 30 re f\n" + line(HIDDEN, 60, 300, before="0 0 0.5 rg"), {},
     Flag.WHITE_TEXT),
    (line(HIDDEN, 60, 300, size=1), {}, Flag.TINY_TEXT),
    (line(HIDDEN, -900, 300), {}, Flag.OFF_PAGE),
    (line(HIDDEN, 60, 2000), {}, Flag.OFF_PAGE),
    (line(HIDDEN, 60, 300, mode=3), {}, Flag.INVISIBLE_TEXT),
    (line(HIDDEN, 60, 300, before="/G0 gs"), {"resources": GS}, Flag.INVISIBLE_TEXT),
    ("/OC /P0 BDC\n" + line(HIDDEN, 60, 300) + "EMC\n", OCG, Flag.HIDDEN_LAYER),
    (line(HIDDEN, 60, 300) + "1 g 50 290 300 30 re f\n", {}, Flag.COVERED_TEXT),
]  # fmt: skip


@pytest.mark.parametrize(("trick", "more", "flag"), TRICKS)
def test_pdf_hidden_text_is_dropped_and_flagged(trick, more, flag):
    found = read(pdf([lines(VISIBLE) + trick], **more))
    assert found.text == "\n".join(VISIBLE)
    assert found.flags == (flag,)


@pytest.mark.parametrize(
    "content",
    [
        "0 0 0.5 rg 0 0 200 842 re f\n" + line("Skills", 40, 700, before="1 1 1 rg"),
        "0.2 g 0 0 200 842 re f\n" + line("Skills", 40, 700, before="1 g"),
        line("Skills", 40, 700, before="0.6 0.6 0.6 rg"),
        "q 1 g 0 0 595 842 re f Q\n" + line("Skills", 40, 700),
    ],
)
def test_pdf_honest_design_is_not_flagged(content):
    found = read(pdf([content]))
    assert (found.text, found.flags) == ("Skills", ())


PICTURE = [
    b"<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray"
    b" /BitsPerComponent 8 /Length 1 >>\nstream\n\xff\nendstream"
]
SCAN = "q 595 0 0 842 0 0 cm /I0 Do Q\n"


def test_pdf_text_layer_of_a_scan_is_honest():
    content = SCAN + "".join(line(text, 60, 700, mode=3) for text in ["Wei Zhang, engineer"])
    found = read(pdf([content], resources="/XObject << /I0 7 0 R >>", objects=PICTURE))
    assert (found.text, found.flags) == ("Wei Zhang, engineer", (Flag.SCANNED,))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (pdf([SCAN], resources="/XObject << /I0 7 0 R >>", objects=PICTURE), "no text.*pictures"),
        (pdf([""]), "no text"),
        (pdf([lines(["x"])], pages=200), "200 pages"),
        (b"%PDF-1.4\nnot really", "damaged"),
        (b"", "empty"),
        (b"\xef\xbb\xbf  \r\n", "empty"),
        (b"\xff\xd8\xff\xe0 jpeg", "picture"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old word", "old Office"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "password"),
        (b"{\\rtf1 hello}", "RTF"),
        (b"Rar!\x1a\x07", "archive"),
        (b"MZ\x90\x00", "program"),
        (b"\x00\x01\x02\x03" * 50, "encoding"),
        (docx("x", extra={"word/vbaProject.bin": b"x"}), "macros"),
        (docx("x", extra={"../../etc/passwd": b"x"}), "outside"),
        (docx("x", extra={f"word/{at}.xml": b"" for at in range(2100)}), "entries"),
        (docx("x", extra={"word/a.bin": b"0" * 101_000_000}), "unpacks to more"),
        (zipped({"xl/workbook.xml": b"<x/>"}), "spreadsheet"),
        (zipped({"ppt/presentation.xml": b"<x/>"}), "presentation"),
        (zipped({"a.txt": b"x"}), "ZIP archive, not a document"),
        (b"PK\x03\x04 broken", "damaged"),
        (zipped({"word/document.xml": b"<w:document"}), "damaged"),
        (zipped({"word/document.xml": b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'}), "entities"),
        (b"<html>" + b"<div>" * 2000, "nested"),
        (b"x" * 500_000, "more than"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_says_why(content, words):
    with pytest.raises(Unusable, match=words):
        read(content)


def test_a_lying_archive_is_counted_not_believed():
    honest = docx("x" * 40_000_000)
    at = honest.index(b"PK\x01\x02", honest.index(b"word/document.xml") + 20)
    while honest[at + 46 : at + 63] != b"word/document.xml":
        at = honest.index(b"PK\x01\x02", at + 4)
    lying = honest[: at + 24] + struct.pack("<L", 1000) + honest[at + 28 :]
    with pytest.raises(Unusable):
        read(lying)


def test_docx_reads_in_order_and_keeps_what_is_shown():
    table = (
        "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>姓名</w:t></w:r></w:p></w:tc>"
        "<w:tc><w:p><w:r><w:t>张伟</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    )
    found = read(docx("Résumé", xml=table + "<w:p><w:r><w:t>end</w:t></w:r></w:p>"))
    assert found.text == "Résumé\n姓名 张伟\nend"
    assert found.flags == ()


@pytest.mark.parametrize(
    ("properties", "flag"),
    [
        ("<w:vanish/>", Flag.VANISHED_TEXT),
        ('<w:vanish w:val="1"/>', Flag.VANISHED_TEXT),
        ('<w:color w:val="FFFFFF"/>', Flag.WHITE_TEXT),
        ('<w:color w:val="fefefe"/>', Flag.WHITE_TEXT),
        ('<w:sz w:val="2"/>', Flag.TINY_TEXT),
    ],
)
def test_docx_hidden_text_is_dropped_and_flagged(properties, flag):
    found = read(docx("seen", xml=run("Kubernetes", properties)))
    assert (found.text, found.flags) == ("seen", (flag,))


@pytest.mark.parametrize(
    "properties",
    [
        '<w:vanish w:val="0"/>',
        '<w:color w:val="FFFFFF"/><w:shd w:fill="1F3864"/>',
        '<w:color w:val="FFFFFF"/><w:highlight w:val="blue"/>',
        '<w:color w:val="808080"/>',
        '<w:sz w:val="18"/>',
    ],
)
def test_docx_honest_design_is_not_flagged(properties):
    found = read(docx("seen", xml=run("Kubernetes", properties)))
    assert (found.text, found.flags) == ("seen\nKubernetes", ())


def test_docx_hidden_by_a_style():
    styles = (
        b'<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        b'<w:style w:styleId="h"><w:rPr><w:vanish/></w:rPr></w:style></w:styles>'
    )
    found = read(
        docx("seen", xml=run("x y", '<w:rStyle w:val="h"/>'), extra={"word/styles.xml": styles})
    )
    assert (found.text, found.flags) == ("seen", (Flag.VANISHED_TEXT,))


HTML = """<!DOCTYPE html><html><head><meta charset="utf-8"><title>简历</title>
<style>.x {{ display: none }} .dark {{ background: #123 }}</style><script>var a = 1</script></head>
<body><h1>张伟</h1><p>算法&nbsp;工程师</p>{}</body></html>"""


@pytest.mark.parametrize(
    ("markup", "flag"),
    [
        ('<p style="display: none">Go</p>', Flag.INVISIBLE_TEXT),
        ('<p class="x">Go</p>', Flag.INVISIBLE_TEXT),
        ('<p style="opacity:0">Go</p>', Flag.INVISIBLE_TEXT),
        ("<p hidden>Go</p>", Flag.INVISIBLE_TEXT),
        ('<p style="color:#FFF">Go</p>', Flag.WHITE_TEXT),
        ('<font color="white">Go</font>', Flag.WHITE_TEXT),
        ('<p style="font-size:1px">Go</p>', Flag.TINY_TEXT),
        ('<p style="position:absolute;left:-9999px">Go</p>', Flag.OFF_PAGE),
    ],
)
def test_html_hidden_text_is_dropped_and_flagged(markup, flag):
    found = read(HTML.format(markup).encode())
    assert (found.text, found.flags, found.title) == ("张伟\n\n算法 工程师", (flag,), "简历")


def test_html_honest_design_is_not_flagged():
    found = read(HTML.format('<div class="dark"><p style="color:white">Go</p></div>').encode())
    assert found.text.endswith("Go")
    assert found.flags == ()


def test_html_in_gbk_under_the_name_of_a_word_file():
    page = HTML.replace("utf-8", "gb2312").format(
        "<table><tr><td>手机</td><td>138</td></tr></table>"
    )
    assert read(page.encode("gbk")).text.endswith("手机 138")


def test_text_splits_of_zero_width_are_flagged():
    found = read("P\u200by\u200bt\u200bh\u200bo\u200bn 工程师".encode())
    assert (found.text, found.flags) == ("Python 工程师", (Flag.ZERO_WIDTH,))
