"""What a file tells about whoever made it, and how to take it out; runs in a process of its own.

Names of authors and editors, companies, dates, programs, paths of templates, who changed what and
the text they struck out, where a photo was taken. What the file shows stays as it is.
"""

import io
import json
import re
import struct
import sys
import zipfile
from collections.abc import Callable, Iterator
from typing import Any

from lxml import etree  # type: ignore[import-untyped]

from trm_ml.extract.documents import sandbox
from trm_ml.extract.documents.kinds import kind_of, open_zip, read_entry
from trm_ml.extract.documents.types import Kind
from trm_ml.extract.documents.why import UnusableFile, Why

GOOD, BAD = b"+", b"-"
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_EMPTY = {
    "docProps/core.xml": f'<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties"/>',
    "docProps/app.xml": f'<Properties xmlns="{_OFFICE}/extended-properties"/>',
    "docProps/custom.xml": f'<Properties xmlns="{_OFFICE}/custom-properties"/>',
}
_STRUCK_OUT = frozenset({"del", "moveFrom", "rsids", "rsidRoot"})
_PUT_IN = frozenset({"ins", "moveTo"})
_MARKS = re.compile(r"(?:\w+Change|moveFromRange(?:Start|End)|moveToRange(?:Start|End))$")
_WHO = frozenset({"author", "initials", "date", "dateUtc", "userId", "providerId"})
_ABOUT = ("/Metadata", "/PieceInfo", "/LastModified")
_ABOUT_NOTES = ("/T", "/M", "/CreationDate", "/NM")
_META = re.compile(
    rb"<meta\b[^>]*\bname\s*=\s*[\"']?(?:author|creator|generator|publisher|owner|dc\.creator|"
    rb"changed|created|changedby|progid|originator)\b[^>]*>|<!--.*?-->|<o:documentproperties>.*?"
    rb"</o:documentproperties>",
    re.IGNORECASE | re.DOTALL,
)
_MAX_PARTS = 500_000


def main() -> None:
    """Read a file from the input and write it out again without what it tells of its maker."""
    import pypdf

    _ = pypdf
    sandbox.enter(sandbox.needed_by_python())
    content = sys.stdin.buffer.read()
    try:
        answer = GOOD + without_metadata(content)
    except UnusableFile as error:
        answer = BAD + json.dumps([error.why.value, error.values]).encode()
    except MemoryError:
        answer = BAD + json.dumps([Why.MEMORY.value, {}]).encode()
    except RecursionError:
        answer = BAD + json.dumps([Why.NESTED.value, {}]).encode()
    sys.stdout.buffer.write(answer)


def without_metadata(content: bytes) -> bytes:
    """Return a file without what it tells of its maker; plain text tells nothing.

    Raises:
        UnusableFile: it is none of the kinds that we keep, or cannot be taken apart.
    """
    return _BY_KIND[kind_of(content)](content)


def _pdf(content: bytes) -> bytes:
    from pypdf import PdfReader, PdfWriter
    from pypdf.errors import PyPdfError

    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted:
            raise UnusableFile(Why.PASSWORD)
        for item in _parts(reader.root_object):
            _forget(item)
        # What nothing names any more is not copied: neither that, nor earlier states of the file.
        writer = PdfWriter()
        writer.clone_document_from_reader(reader)
        writer.metadata = None
        out = io.BytesIO()
        writer.write(out)
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        raise UnusableFile(Why.PDF_DAMAGED) from error
    return out.getvalue()


def _parts(root: Any) -> Iterator[Any]:
    """Walk every dictionary of a document once."""
    from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

    seen: set[int] = set()
    waiting: list[Any] = [root]
    while waiting:
        item = waiting.pop()
        if isinstance(item, IndirectObject):
            if item.idnum in seen:
                continue
            seen.add(item.idnum)
            item = item.get_object()
        if isinstance(item, DictionaryObject):
            yield item
            waiting.extend(item.values())
        elif isinstance(item, ArrayObject):
            waiting.extend(item)
        if len(seen) > _MAX_PARTS:
            raise UnusableFile(Why.PDF_PARTS)


def _forget(item: Any) -> None:
    from pypdf.generic import StreamObject

    names = (*_ABOUT, *_ABOUT_NOTES) if "/Subtype" in item and "/Rect" in item else _ABOUT
    is_field = "/FT" in item  # there /T is the name of a field of a form, not of a person
    for name in names:
        if name in item and not (is_field and name == "/T"):
            del item[name]
    if isinstance(item, StreamObject) and item.get("/Filter") in ("/DCTDecode", ["/DCTDecode"]):
        item._data = picture_without(item._data)


def _docx(content: bytes) -> bytes:
    out = io.BytesIO()
    with open_zip(content) as archive, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as kept:
        for name in dict.fromkeys(archive.namelist()):
            if name.endswith("/"):
                continue
            # no time, no system, no comment: nothing but the name and what is in it
            item = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            kept.writestr(item, _part(name, read_entry(archive, name)), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _part(name: str, content: bytes) -> bytes:
    if name in _EMPTY:
        return b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>' + _EMPTY[name].encode()
    if name == "word/_rels/settings.xml.rels":
        return _changed(content, _without_template)
    if name == "word/people.xml":
        return _changed(content, _emptied)
    if name.startswith("word/") and name.endswith(".xml"):
        return _changed(content, _without_traces)
    return picture_without(content)


def _changed(content: bytes, change: Callable[[Any], None]) -> bytes:
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise UnusableFile(Why.DOCX_ENTITIES)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise UnusableFile(Why.DOCX_DAMAGED) from error
    change(root)
    written: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return written


def _without_traces(root: Any) -> None:
    """Take every change as made: struck out text goes, text put in stays, nobody did it."""
    for element in list(root.iter(etree.Element)):
        parent, tag = element.getparent(), etree.QName(element)
        if tag.namespace == _W and parent is not None:
            if tag.localname in _STRUCK_OUT or _MARKS.fullmatch(tag.localname):
                _drop(parent, element)
                continue
            if tag.localname in _PUT_IN and len(element):
                _unwrap(parent, element)
                continue
            if tag.localname in _PUT_IN:  # the mark of a paragraph that was put in
                _drop(parent, element)
                continue
        _anonymous(element)


def _anonymous(element: Any) -> None:
    for name in list(element.attrib):
        local = etree.QName(name).localname
        if local.startswith("rsid"):
            del element.attrib[name]
        elif local in _WHO and etree.QName(name).namespace:
            # Word demands an author where there was one
            if local == "author":
                element.attrib[name] = ""
            else:
                del element.attrib[name]


def _drop(parent: Any, element: Any) -> None:
    if element.tail:
        before = element.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    parent.remove(element)


def _unwrap(parent: Any, element: Any) -> None:
    at = parent.index(element)
    for child in list(element):
        parent.insert(at, child)
        at += 1
    parent.remove(element)


def _without_template(root: Any) -> None:
    for element in root:
        if element.get("Type", "").endswith("/attachedTemplate"):
            element.set("Target", "Normal.dotm")  # it was a path with the name of an account in it


def _emptied(root: Any) -> None:
    for element in list(root):
        root.remove(element)


def picture_without(content: bytes) -> bytes:
    """Return a JPEG or PNG without its notes (EXIF with the place, XMP, IPTC); others as is."""
    if content.startswith(b"\xff\xd8"):
        return _jpeg(content)
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return _png(content)
    return content


def _jpeg(content: bytes) -> bytes:
    kept, at = [b"\xff\xd8"], 2
    while at + 4 <= len(content) and content[at] == 0xFF:
        mark = content[at + 1]
        if mark == 0xFF:  # padding
            at += 1
            continue
        if mark == 0xDA:  # the picture itself begins
            break
        (size,) = struct.unpack(">H", content[at + 2 : at + 4])
        is_note = mark == 0xFE or (0xE0 <= mark <= 0xEF and mark not in {0xE0, 0xE2, 0xEE})
        if not is_note:
            kept.append(content[at : at + 2 + size])
        at += 2 + size
    return b"".join([*kept, content[at:]])


def _png(content: bytes) -> bytes:
    kept, at = [content[:8]], 8
    while at + 12 <= len(content):
        size, kind = struct.unpack(">L4s", content[at : at + 8])
        if kind not in {b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME"}:
            kept.append(content[at : at + 12 + size])
        at += 12 + size
    return b"".join(kept)


def _html(content: bytes) -> bytes:
    return _META.sub(b"", content)


_BY_KIND: dict[Kind, Callable[[bytes], bytes]] = {
    Kind.PDF: _pdf,
    Kind.DOCX: _docx,
    Kind.HTML: _html,
    Kind.TEXT: lambda content: content,
}
