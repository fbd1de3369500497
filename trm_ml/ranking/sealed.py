"""Files with checksums: whole ones at once, large ones block by block as they are first touched."""

import hashlib
import json
import os
import threading
import time
import weakref
from collections.abc import Collection, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.errors import Unavailable

BLOCK = 64 * 1024  # a search touches scattered rows: a large block would be read for each of them
WORKERS = 2
LAZY_FROM = 8 * 1024 * 1024


class IndexRebuilding(Unavailable):
    """The index on disk is broken and is never used; a new one is being built."""

    code = "index-rebuilding"


@dataclass(frozen=True, slots=True)
class Seal:
    """What a file must be: its size, its SHA-256, and the SHA-256 of every block."""

    size: int
    sha256: str
    blocks: tuple[str, ...]

    @classmethod
    def of(cls, path: Path) -> "Seal":
        """Read a file once and seal it."""
        whole, blocks = hashlib.sha256(), []
        with path.open("rb") as file:
            while block := file.read(BLOCK):
                whole.update(block)
                blocks.append(hashlib.sha256(block).hexdigest())
        return cls(path.stat().st_size, whole.hexdigest(), tuple(blocks))


class SealedFile:
    """A file that is read only after the blocks in question have been compared with their seal."""

    def __init__(self, path: Path, seal: Seal) -> None:
        self.path = path
        self._seal = seal
        self._checked = np.zeros(len(seal.blocks), bool)
        self._sound = len(seal.blocks) == 0
        self.size = seal.size
        size = path.stat().st_size if path.exists() else -1
        if size != seal.size:
            raise IndexRebuilding(f"the index file {path.name} has {size} bytes, not {seal.size}")
        # held open: the generation may be deleted while somebody still reads it
        handle = os.open(path, os.O_RDONLY)
        self._handle = handle
        self.close = weakref.finalize(self, os.close, handle)

    def verify(self) -> None:
        """Compare every block that has not been compared yet. Raises `IndexRebuilding`."""
        for block in np.flatnonzero(~self._checked):
            self._verify(int(block))
        self._sound = True

    def verify_whole(self) -> None:
        """Compare the whole file at once, for one that is read whole. Raises `IndexRebuilding`."""
        with self.path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
        if found != self._seal.sha256:
            self.verify()  # says which block
            raise IndexRebuilding(
                f"the index file {self.path.name} is damaged; it is being rebuilt"
            )
        self._checked[:] = True
        self._sound = True

    def touch(self, start: int, stop: int) -> None:
        """Compare the blocks of a range of bytes. Raises `IndexRebuilding`."""
        if not self._sound and stop > start:
            self._touch(np.arange(start // BLOCK, (stop - 1) // BLOCK + 1))

    def touch_rows(self, rows: NDArray[np.int64], width: int) -> None:
        """Compare the blocks of rows of ``width`` bytes. Raises `IndexRebuilding`."""
        if not self._sound and len(rows):
            ends = np.concatenate([rows * width, rows * width + width - 1])
            self._touch(np.unique(ends // BLOCK))

    def _touch(self, blocks: NDArray[np.int64]) -> None:
        for block in blocks[~self._checked[blocks]]:
            self._verify(int(block))
        self._sound = bool(self._checked.all())

    def _verify(self, block: int) -> None:
        found = hashlib.sha256(os.pread(self._handle, BLOCK, block * BLOCK)).hexdigest()
        if found != self._seal.blocks[block]:
            raise IndexRebuilding(
                f"the index file {self.path.name} is damaged in its block {block}; "
                "it is being rebuilt from the database"
            )
        self._checked[block] = True


class SealedFolder:
    """A folder whose files are all sealed and compared with their seals when it is opened.

    Only large ones of ``touched`` (whose readers say which bytes they are about to read) are
    compared later: as they are touched, and all of it in the background. ``broken`` says what was
    wrong, once something was.
    """

    def __init__(self, folder: Path, seals: dict[str, Seal], *, touched: Collection[str]) -> None:
        self.folder = folder
        self.broken: str = ""
        self._files = {name: SealedFile(folder / name, seal) for name, seal in seals.items()}
        late = {name for name in touched if name in seals and seals[name].size >= LAZY_FROM}
        self._large = [self._files[name] for name in sorted(late)]
        early = [file for name, file in self._files.items() if name not in late]
        # hashing lets other threads run: the largest file does not wait for all the others
        with ThreadPoolExecutor(WORKERS) as pool:
            list(pool.map(SealedFile.verify_whole, sorted(early, key=lambda file: -file.size)))
        for file in early:
            file.close()

    def file(self, name: str) -> SealedFile:
        """Return one file by its path inside the folder."""
        return self._files[name]

    def verify(self) -> None:
        """Compare now what was not compared yet. Raises `IndexRebuilding`."""
        for file in self._large:
            file.verify()

    def check(self) -> None:
        """Raise `IndexRebuilding` if damage was found in the background."""
        if self.broken:
            raise IndexRebuilding(self.broken)

    def verify_in_background(self, *, after_s: float = 0.0) -> threading.Thread | None:
        """Compare the large files in a thread of their own; none is started if there are none.

        It waits ``after_s`` first: what is read before that is compared as it is touched anyway.
        """
        if not self._large:
            return None
        thread = threading.Thread(
            target=self._verify_large, args=(after_s,), name="index-checksums", daemon=True
        )
        thread.start()
        return thread

    def _verify_large(self, after_s: float) -> None:
        time.sleep(after_s)
        try:
            for file in self._large:
                file.verify()
        except (IndexRebuilding, OSError) as error:
            self.broken = str(error)


def seal_folder(folder: Path) -> dict[str, Seal]:
    """Write every file of a folder through to the disk and seal it, by path inside the folder."""
    seals: dict[str, Seal] = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            flush(path)
            seals[path.relative_to(folder).as_posix()] = Seal.of(path)
    for path in [*folder.rglob("*"), folder]:
        if path.is_dir():
            flush(path)
    return seals


def flush(path: Path) -> None:
    """Write a file or a folder's entries through to the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_through(path: Path, content: bytes) -> None:
    """Write a file aside, flush it and rename it into place."""
    aside = path.with_name(path.name + ".new")
    aside.write_bytes(content)
    flush(aside)
    aside.replace(path)
    flush(path.parent)


def seals_to_json(seals: dict[str, Seal]) -> dict[str, object]:
    """Turn seals into what a manifest holds."""
    return {
        name: {"size": seal.size, "sha256": seal.sha256, "blocks": list(seal.blocks)}
        for name, seal in seals.items()
    }


def seals_from_json(document: dict[str, dict[str, object]]) -> dict[str, Seal]:
    """Read what `seals_to_json` made."""
    return {
        name: Seal(int(str(one["size"])), str(one["sha256"]), _texts(one["blocks"]))
        for name, one in document.items()
    }


def _texts(values: object) -> tuple[str, ...]:
    assert isinstance(values, Iterable)
    return tuple(str(value) for value in values)


def canonical(document: dict[str, object]) -> bytes:
    """Return JSON bytes that depend on the content alone."""
    return json.dumps(document, sort_keys=True, ensure_ascii=False, indent=1).encode()
