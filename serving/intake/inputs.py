"""What an import file is: a table, one document, or an archive of documents; and where it is kept.

A folder is packed into an archive first, so that every run has one file, which is kept.
"""

import gzip
import hashlib
import os
import secrets
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import BinaryIO, cast

from core.errors import NotFound
from core.intake.types import ImportKind
from core.profile.types import Channel
from serving.intake import mapping
from serving.intake.reasons import of_file, reason
from serving.intake.rows import InputUnusable, Table
from serving.intake.tables import open_table
from trm_ml.extract.documents.kinds import is_link
from trm_ml.extract.documents.types import MAX_BYTES
from trm_ml.extract.documents.why import UnusableFile, Why

TABLES = frozenset({".csv", ".tsv", ".tab", ".xlsx", ".xlsm", ".xls", ".ods", ".jsonl", ".ndjson"})
DOCUMENTS = frozenset(
    {".pdf", ".docx", ".txt", ".md", ".html", ".htm", ".mht", ".mhtml", ".doc", ".rtf"}
)
MAX_FILES = 100_000
MAX_UPLOAD = 2_000_000_000
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that was taken in."""

    stored_as: str
    sha256: str
    size_bytes: int


@dataclass(frozen=True, slots=True)
class Entry:
    """A document of an archive; ``error`` says why its bytes cannot be had."""

    number: int
    name: str
    content: bytes
    error: UnusableFile | None = None


class Shelf:
    """Where files of runs are kept, under random names, outside of all that is served."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def keep(self, file: BinaryIO) -> Kept:
        """Copy a file durably, in pieces.

        Raises:
            InputUnusable: it is empty or larger than `MAX_UPLOAD`.
        """
        self._directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        name = secrets.token_hex(16)
        unfinished = self._directory / f"{name}.unfinished"
        digest, size = hashlib.sha256(), 0
        try:
            with unfinished.open("xb") as out:
                while part := _read(file):
                    size += len(part)
                    if size > MAX_UPLOAD:
                        limit = MAX_UPLOAD // 1_000_000
                        raise InputUnusable(of_file(UnusableFile(Why.TOO_LARGE, {"limit": limit})))
                    digest.update(part)
                    out.write(part)
                out.flush()
                os.fsync(out.fileno())
            if not size:
                raise InputUnusable(of_file(UnusableFile(Why.EMPTY)))
            unfinished.rename(self._directory / name)
        finally:
            unfinished.unlink(missing_ok=True)
        return Kept(name, digest.hexdigest(), size)

    def path(self, stored_as: str) -> Path:
        """Return where a kept file lies, or raise `NotFound`."""
        path = self._directory / stored_as
        if not stored_as.isalnum() or not path.is_file():
            raise NotFound("the file of this import is no longer there")
        return path

    def names(self, *, before: datetime) -> list[str]:
        """Return the names of files that nobody has written to since; unfinished ones too."""
        if not self._directory.is_dir():
            return []
        latest = before.timestamp()
        with os.scandir(self._directory) as found:
            return [one.name for one in found if one.stat().st_mtime < latest]

    def remove(self, stored_as: str) -> None:
        """Delete a kept file; a missing one is fine."""
        (self._directory / stored_as).unlink(missing_ok=True)


def _read(file: BinaryIO) -> bytes:
    try:
        return file.read(_CHUNK)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise InputUnusable(of_file(UnusableFile(Why.ARCHIVE))) from error


def unpacked(file: BinaryIO, file_name: str) -> tuple[BinaryIO, str]:
    """Return the content of a gzipped file and its name without ``.gz``; any other as it is."""
    start = file.read(2)
    file.seek(0)
    if start != b"\x1f\x8b":
        return file, file_name
    return cast("BinaryIO", gzip.GzipFile(fileobj=file)), file_name.removesuffix(".gz")


def pack(folder: Path, out: BinaryIO) -> None:
    """Pack the documents of a folder, in the order of their paths, the same bytes every time."""
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for path in sorted(folder.rglob("*")):
            name = path.relative_to(folder).as_posix()
            if path.is_file() and not path.is_symlink() and not _is_ignored(name):
                archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), path.read_bytes())


def is_table(path: Path, file_name: str, kind: ImportKind) -> bool:
    """Tell whether a file is a table; a ``.txt`` is one if it looks like one and holds people."""
    suffix = suffix_of(file_name)
    if suffix in TABLES:
        return True
    if suffix in DOCUMENTS or is_archive(path, file_name) or kind is ImportKind.JOBS:
        return False
    with path.open("rb") as file:
        return not file.read(8).startswith((b"%PDF", b"PK\x03\x04", b"\xd0\xcf\x11\xe0"))


def is_archive(path: Path, file_name: str) -> bool:
    """Tell whether a file is an archive of documents."""
    suffix = suffix_of(file_name)
    return suffix == ".zip" or (suffix not in TABLES | DOCUMENTS and zipfile.is_zipfile(path))


def digest(content: bytes) -> str:
    """Return the SHA-256 of some content, in hex."""
    return hashlib.sha256(content).hexdigest()


def suffix_of(file_name: str) -> str:
    """Return the ending of a name, in lower case."""
    return PurePosixPath(file_name.replace("\\", "/")).suffix.lower()


def table_of(
    path: Path, file_name: str, kind: ImportKind, channel: Channel = Channel.IMPORT
) -> Table:
    """Open a table.

    Raises:
        InputUnusable: it cannot be read as one, or has no rows.
    """

    def known(cells: Sequence[str]) -> int:
        return mapping.known_headers(kind, cells, channel)

    try:
        return open_table(path, suffix_of(file_name), known)
    except UnusableFile as error:
        raise InputUnusable(of_file(error)) from error


def entries_of(path: Path, file_name: str) -> Iterator[Entry]:
    """Walk the documents of an archive by name, or the one document that the file is.

    Raises:
        InputUnusable: the archive is damaged, has too many files, or has none.
    """
    if not is_archive(path, file_name):
        yield Entry(1, file_name, path.read_bytes())
        return
    try:
        with zipfile.ZipFile(path) as archive:
            items = [item for item in archive.infolist() if not _is_skipped(item)]
            if not items:
                raise InputUnusable(reason("no-documents"))
            if len(items) > MAX_FILES:
                values = {"count": len(items), "limit": MAX_FILES}
                raise InputUnusable(of_file(UnusableFile(Why.ZIP_ENTRIES, values)))
            for number, item in enumerate(sorted(items, key=lambda item: item.filename), 1):
                yield _entry(archive, item, number)
    except zipfile.BadZipFile as error:
        raise InputUnusable(of_file(UnusableFile(Why.ZIP_DAMAGED))) from error


def count_entries(path: Path, file_name: str) -> int:
    """Return how many documents there are."""
    if not is_archive(path, file_name):
        return 1
    try:
        with zipfile.ZipFile(path) as archive:
            return sum(not _is_skipped(item) for item in archive.infolist())
    except zipfile.BadZipFile as error:
        raise InputUnusable(of_file(UnusableFile(Why.ZIP_DAMAGED))) from error


def _entry(archive: zipfile.ZipFile, item: zipfile.ZipInfo, number: int) -> Entry:
    name = entry_name(item)
    parts = name.replace("\\", "/").split("/")
    if ".." in parts or parts[0] == "" or ":" in parts[0] or is_link(item):
        return Entry(number, name, b"", UnusableFile(Why.ZIP_OUTSIDE))
    if item.flag_bits & 0x1:
        return Entry(number, name, b"", UnusableFile(Why.PASSWORD))
    try:
        with archive.open(item) as file:
            content = file.read(MAX_BYTES + 1)
    except (zipfile.BadZipFile, OSError, EOFError, ValueError, NotImplementedError):
        return Entry(number, name, b"", UnusableFile(Why.ZIP_DAMAGED))
    if len(content) > MAX_BYTES:
        limit = MAX_BYTES // 1_000_000
        return Entry(number, name, b"", UnusableFile(Why.TOO_LARGE, {"limit": limit}))
    return Entry(number, name, content)


def entry_name(item: zipfile.ZipInfo) -> str:
    """Return the name of an entry; archives made by Chinese Windows write it in GBK.

    Without the UTF-8 bit Python reads names as code page 437, which keeps every byte.
    """
    if item.flag_bits & 0x800:
        return item.filename
    try:
        raw = item.filename.encode("cp437")
    except UnicodeEncodeError:
        return item.filename
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return item.filename


def _is_skipped(item: zipfile.ZipInfo) -> bool:
    return item.is_dir() or _is_ignored(item.filename)


def _is_ignored(name: str) -> bool:
    last = name.rsplit("/", 1)[-1]
    return (
        name.startswith("__MACOSX/")
        or last.startswith((".", "~$"))
        or last.endswith(("Thumbs.db", ".rejected.jsonl"))
    )
