"""What a file is, told by its content, and why it cannot be read if it cannot."""

import io
import re
import stat
import zipfile

from trm_ml.extract.documents.types import MAX_BYTES, MAX_ENTRIES, MAX_UNPACKED, Kind
from trm_ml.extract.documents.why import UnusableFile, Why

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
        raise UnusableFile(Why.EMPTY)
    if len(content) > MAX_BYTES:
        raise UnusableFile(Why.TOO_LARGE, {"limit": MAX_BYTES // 1_000_000})
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
            raise UnusableFile(Why.PASSWORD)
        raise UnusableFile(Why.OLD_OFFICE)
    if content.startswith(b"{\\rtf"):
        raise UnusableFile(Why.RTF)
    if content.startswith(_PICTURES) or content[4:12] in {b"ftypheic", b"ftypmif1"}:
        raise UnusableFile(Why.PICTURE)
    if content.startswith((b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh")):
        raise UnusableFile(Why.ARCHIVE)
    if content.startswith((b"MZ", b"\x7fELF")):
        raise UnusableFile(Why.PROGRAM)


def _zipped(content: bytes) -> Kind:
    with open_zip(content) as archive:
        names = {item.filename for item in archive.infolist()}
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise UnusableFile(Why.MACROS)
    if "word/document.xml" in names:
        return Kind.DOCX
    if any(name.startswith("xl/") for name in names):
        raise UnusableFile(Why.SPREADSHEET)
    if any(name.startswith("ppt/") for name in names):
        raise UnusableFile(Why.PRESENTATION)
    raise UnusableFile(Why.ZIP)


def open_zip(content: bytes) -> zipfile.ZipFile:
    """Open an archive after checking what it claims of itself.

    Raises:
        Unusable: damaged, too many entries, too much content, or a name that leaves the archive.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise UnusableFile(Why.ZIP_DAMAGED) from error
    entries = archive.infolist()
    if len(entries) > MAX_ENTRIES:
        raise UnusableFile(Why.ZIP_ENTRIES, {"count": len(entries), "limit": MAX_ENTRIES})
    if sum(item.file_size for item in entries) > MAX_UNPACKED:
        raise UnusableFile(Why.ZIP_UNPACKED, {"limit": MAX_UNPACKED // 1_000_000})
    for item in entries:
        parts = item.filename.replace("\\", "/").split("/")
        if ".." in parts or parts[0] == "" or ":" in parts[0] or is_link(item):
            raise UnusableFile(Why.ZIP_OUTSIDE)
        if item.flag_bits & 0x1:
            raise UnusableFile(Why.PASSWORD)
    return archive


def is_link(item: zipfile.ZipInfo) -> bool:
    """Tell whether an entry is a symbolic link, which points wherever it likes."""
    return stat.S_ISLNK(item.external_attr >> 16)


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
                    raise UnusableFile(Why.ZIP_UNPACKED, {"limit": limit // 1_000_000})
                parts.append(part)
    except (zipfile.BadZipFile, OSError, EOFError, ValueError, NotImplementedError) as error:
        raise UnusableFile(Why.ZIP_DAMAGED) from error
    return b"".join(parts)
