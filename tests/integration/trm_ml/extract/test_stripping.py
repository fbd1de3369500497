"""What a downloaded file still tells of whoever made it: nothing, and it shows what it showed."""

import io
import struct
import zipfile
import zlib

import pytest

from core.errors import Unusable
from tests.documents import docx, lines, pdf
from trm_ml.extract.documents.metadata import picture_without, without_metadata
from trm_ml.extract.documents.stripping import stripped
from trm_ml.extract.documents.worker import read

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
SECRET = "Geheim-Wang"
PLACE = b"Exif\x00\x00GPS 22.5431N 114.0579E " + SECRET.encode()


def jpeg():
    """A picture of one point with EXIF, IPTC and a comment in front of it."""
    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", (8, 8), (200, 30, 30)).save(out, "JPEG")
    plain = out.getvalue()
    notes = b"".join(
        bytes([0xFF, mark]) + struct.pack(">H", len(PLACE) + 2) + PLACE
        for mark in (0xE1, 0xED, 0xFE)
    )
    return plain[:2] + notes + plain[2:]


def png():
    from PIL import Image
    from PIL.PngImagePlugin import PngInfo

    notes = PngInfo()
    notes.add_text("Author", SECRET)
    notes.add_itxt("XML:com.adobe.xmp", SECRET, zip=True)
    out = io.BytesIO()
    Image.new("RGB", (8, 8), (200, 30, 30)).save(out, "PNG", pnginfo=notes)
    return out.getvalue()


def points(picture):
    from PIL import Image

    return Image.open(io.BytesIO(picture)).convert("RGB").tobytes()


def word_file():
    changes = (
        f'<w:p w:rsidR="00A1"><w:pPr><w:rPr><w:ins w:id="1" w:author="{SECRET}" w:date="2026-01-01T00:00:00Z"/>'
        "</w:rPr></w:pPr>"
        f'<w:ins w:id="2" w:author="{SECRET}" w:date="2026-01-01T00:00:00Z"><w:r><w:t>put in</w:t></w:r></w:ins>'
        f'<w:del w:id="3" w:author="{SECRET}"><w:r><w:delText>struck {SECRET}</w:delText></w:r></w:del>'
        f'<w:r><w:rPr><w:b/><w:rPrChange w:id="4" w:author="{SECRET}"><w:rPr/></w:rPrChange></w:rPr><w:t> stays</w:t></w:r></w:p>'
    )
    core = (
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>{SECRET}</dc:creator>'
        f"<cp:lastModifiedBy>{SECRET}</cp:lastModifiedBy></cp:coreProperties>"
    )
    related = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship '
        'Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate" '
        f'Target="file:///C:/Users/{SECRET}/Normal.dotm" TargetMode="External"/></Relationships>'
    )
    comment = f'<w:comments {W}><w:comment w:id="1" w:author="{SECRET}" w:initials="GW" w:date="2026-01-01T00:00:00Z"><w:p><w:r><w:t>a note</w:t></w:r></w:p></w:comment></w:comments>'
    people = f'<w15:people xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml"><w15:person w15:author="{SECRET}"/></w15:people>'
    extra = {
        "docProps/core.xml": core,
        "docProps/app.xml": f"<Properties><Company>{SECRET}</Company></Properties>",
        "docProps/custom.xml": f"<Properties><x>{SECRET}</x></Properties>",
        "word/_rels/settings.xml.rels": related,
        "word/settings.xml": f'<w:settings {W}><w:rsids><w:rsid w:val="00A1"/></w:rsids></w:settings>',
        "word/comments.xml": comment,
        "word/people.xml": people,
    }
    parts = {name: text.encode() for name, text in extra.items()}
    return docx(
        "张伟",
        xml=changes,
        extra=parts | {"word/media/image1.jpeg": jpeg(), "word/media/image2.png": png()},
    )


def pdf_file():
    xmp = f"<x:xmpmeta><dc:creator>{SECRET}</dc:creator></x:xmpmeta>".encode()
    packed = zlib.compress(xmp)
    picture = jpeg()
    objects = [
        f"<< /Type /Metadata /Subtype /XML /Length {len(packed)} /Filter /FlateDecode >>\nstream\n".encode()
        + packed
        + b"\nendstream",
        f"<< /Type /XObject /Subtype /Image /Width 8 /Height 8 /ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter /DCTDecode /Length {len(picture)} /Metadata 7 0 R >>\nstream\n".encode()
        + picture
        + b"\nendstream",
        f"<< /Type /Annot /Subtype /Text /Rect [0 0 9 9] /T ({SECRET}) /M (D:2026) /Contents (a note) >>".encode(),
        f"<< /Author ({SECRET}) /Creator (Word of {SECRET}) /Title (CV) >>".encode(),
    ]
    content = "q 20 0 0 20 9 9 cm /I0 Do Q\n" + lines(["张伟", "Python"])
    made = pdf(
        [content], resources="/XObject << /I0 8 0 R >>", objects=objects, catalog="/Metadata 7 0 R"
    )
    made = made.replace(b"/Parent 2 0 R /MediaBox", b"/Parent 2 0 R /Annots [9 0 R] /MediaBox")
    return made.replace(b"/Root 1 0 R", b"/Root 1 0 R /Info 10 0 R")


def everything(content):
    """All bytes of a file, unpacked as far as they can be."""
    found = [content]
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            found += [archive.read(name) for name in archive.namelist()]
    if content.startswith(b"%PDF"):
        from pypdf import PdfReader

        reader = PdfReader(io.BytesIO(content))
        numbers = {one for table in reader.xref.values() for one in table} | set(reader.xref_objStm)
        assert numbers, "the file has objects to look into"
        for number in sorted(numbers):
            item = reader.get_object(number)
            found.append(str(item).encode())
            if hasattr(item, "get_data"):
                found.append(item._data)
                found.append(item.get_data())
    return b"".join(found)


FILES = {"word": word_file, "pdf": pdf_file}


@pytest.mark.parametrize("kind", list(FILES))
def test_nothing_is_told_of_whoever_made_it(kind):
    content = FILES[kind]()
    assert SECRET.encode() in everything(content)
    bare = stripped(content)
    assert SECRET.encode() not in everything(bare)
    assert b"GPS" not in everything(bare)
    assert read(bare).text == read(content).text
    assert stripped(bare) is not None


def test_word_keeps_what_it_shows_and_takes_changes_as_made():
    bare = stripped(word_file())
    with zipfile.ZipFile(io.BytesIO(bare)) as archive:
        body = archive.read("word/document.xml").decode()
        assert archive.testzip() is None
        assert "a note" in archive.read("word/comments.xml").decode()
        assert points(archive.read("word/media/image1.jpeg")) == points(jpeg())
        assert {item.date_time for item in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert "put in" in body
    assert "struck" not in body
    assert "rsid" not in body
    assert "<w:b/>" in body
    assert "2026-01-01" not in everything(bare).decode("latin-1")


def test_a_pdf_keeps_its_pages_pictures_and_notes():
    from pypdf import PdfReader

    reader = PdfReader(io.BytesIO(stripped(pdf_file())))
    assert len(reader.pages) == 1
    assert reader.metadata is None or "/Author" not in reader.metadata
    assert reader.xmp_metadata is None
    note = reader.pages[0]["/Annots"][0].get_object()
    assert (note["/Contents"], "/T" in note, "/M" in note) == ("a note", False, False)
    [picture] = reader.pages[0].images
    assert points(picture.data) == points(jpeg())


@pytest.mark.parametrize("make", [jpeg, png])
def test_pictures_keep_every_point(make):
    bare = picture_without(make())
    assert SECRET.encode() not in bare
    assert points(bare) == points(make())


def test_pages_and_text():
    page = f'<html><head><meta name="Author" content="{SECRET}"></head><body><!-- {SECRET} --><p>张伟</p></body></html>'
    assert SECRET.encode() not in stripped(page.encode())
    assert "张伟" in stripped(page.encode()).decode()
    assert stripped("张伟".encode("gbk")) == "张伟".encode("gbk")


@pytest.mark.parametrize(
    "content",
    [b"%PDF-1.4\nnot really", docx("x")[:-40], b"PK\x03\x04", b"\xff\xd8\xff\xe0 jpeg", b""],
)
def test_what_cannot_be_taken_apart_says_why(content):
    with pytest.raises(Unusable) as caught:
        stripped(content)
    assert caught.value.zh != caught.value.en


def test_a_form_keeps_the_names_of_its_fields():
    from pypdf import PdfReader

    field = b"<< /Type /Annot /Subtype /Widget /FT /Tx /T (city) /Rect [0 0 9 9] >>"
    made = pdf([lines(["x"])], objects=[field], catalog="/AcroForm << /Fields [7 0 R] >>")
    made = made.replace(b"/Parent 2 0 R /MediaBox", b"/Parent 2 0 R /Annots [7 0 R] /MediaBox")
    assert "city" in (PdfReader(io.BytesIO(without_metadata(made))).get_fields() or {})
