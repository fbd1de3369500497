"""What a file is, told by its content, and why it cannot be read if it cannot."""

import io
import re
import zipfile

from core.errors import Unusable
from trm_ml.extract.documents.types import MAX_BYTES, MAX_ENTRIES, MAX_UNPACKED, Kind

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"II*\x00", b"MM\x00*", b"BM", b"RIFF")
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|meta|table|div|p|h[1-6])\b", re.IGNORECASE)
_MHTML = re.compile(
    rb"^(?:from|mime-version|content-type|subject|date):", re.IGNORECASE | re.MULTILINE
)
_CHUNK = 1 << 20


def kind_of(content: bytes) -> Kind:
    """Return the kind of a file.

    Raises:
        Unusable: empty, too large, or nothing that can be read; the sentence says what to do.
    """
    if not content.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        raise Unusable("the file is empty")
    if len(content) > MAX_BYTES:
        raise Unusable(f"the file is larger than {MAX_BYTES // 1_000_000} MB")
    if b"%PDF-" in content[:1024]:
        return Kind.PDF
    if content.startswith(b"PK\x03\x04"):
        return _zipped(content)
    _refuse_known(content)
    head = content[:4096].replace(b"\x00", b"")
    if _HTML.search(head) or (_MHTML.match(head) and b"text/html" in content):
        return Kind.HTML
    return Kind.TEXT


def _refuse_known(content: bytes) -> None:
    if content.startswith(_OLE):
        if _ENCRYPTED in content:
            raise Unusable("the file is protected by a password; save it without one")
        raise Unusable("the file is in an old Office format (.doc, .xls); save it as DOCX or PDF")
    if content.startswith(b"{\\rtf"):
        raise Unusable("the file is RTF; save it as DOCX or PDF")
    if content.startswith(_PICTURES) or content[4:12] in {b"ftypheic", b"ftypmif1"}:
        raise Unusable("the file is a picture and has no text; send the CV as text")
    if content.startswith((b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh")):
        raise Unusable("the file is an archive of a kind that is not read; use ZIP")
    if content.startswith((b"MZ", b"\x7fELF")):
        raise Unusable("the file is a program, not a document")


def _zipped(content: bytes) -> Kind:
    with open_zip(content) as archive:
        names = {item.filename for item in archive.infolist()}
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise Unusable("the file contains macros; save it without them, as DOCX or PDF")
    if "word/document.xml" in names:
        return Kind.DOCX
    if any(name.startswith("xl/") for name in names):
        raise Unusable("the file is a spreadsheet, not a document")
    if any(name.startswith("ppt/") for name in names):
        raise Unusable("the file is a presentation; save it as PDF")
    raise Unusable("the file is a ZIP archive, not a document")


def open_zip(content: bytes) -> zipfile.ZipFile:
    """Open an archive after checking what it claims of itself.

    Raises:
        Unusable: damaged, too many entries, too much content, or a name that leaves the archive.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise Unusable("the ZIP archive is damaged") from error
    entries = archive.infolist()
    if len(entries) > MAX_ENTRIES:
        raise Unusable(f"the archive has {len(entries)} entries; at most {MAX_ENTRIES} are read")
    if sum(item.file_size for item in entries) > MAX_UNPACKED:
        raise Unusable(f"the archive unpacks to more than {MAX_UNPACKED // 1_000_000} MB")
    for item in entries:
        parts = item.filename.replace("\\", "/").split("/")
        if ".." in parts or parts[0] == "" or ":" in parts[0]:
            raise Unusable("the archive has an entry that points outside itself")
        if item.flag_bits & 0x1:
            raise Unusable("the archive is protected by a password; save it without one")
    return archive


def read_entry(archive: zipfile.ZipFile, name: str, *, limit: int = MAX_UNPACKED) -> bytes:
    """Unpack one entry, counting what really comes out.

    Raises:
        Unusable: it is damaged, or holds more than ``limit`` bytes whatever it claims.
    """
    parts: list[bytes] = []
    size = 0
    try:
        with archive.open(name) as file:
            while part := file.read(_CHUNK):
                size += len(part)
                if size > limit:
                    raise Unusable(f"the archive unpacks to more than {limit // 1_000_000} MB")
                parts.append(part)
    except (zipfile.BadZipFile, OSError, EOFError, ValueError, NotImplementedError) as error:
        raise Unusable("the ZIP archive is damaged") from error
    return b"".join(parts)
