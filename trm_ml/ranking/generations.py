"""Generations of the index on disk: written aside, sealed, renamed, pointed to; two are kept.

``CURRENT`` names a generation and the SHA-256 of its manifest, the manifest seals every file: one
wrong bit anywhere is found before it is used. Whoever is killed while writing leaves a folder that
nothing points to.
"""

import hashlib
import json
import re
import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from filelock import FileLock

from core.errors import Unavailable
from trm_ml.ranking.sealed import (
    IndexRebuilding,
    SealedFolder,
    canonical,
    flush,
    seal_folder,
    seals_from_json,
    seals_to_json,
    write_through,
)
from trm_ml.ranking.segment import TOUCHED, Segment, open_segment

FORMAT = 2
KEPT = 2
CURRENT = "CURRENT"
MANIFEST = "manifest.json"
_POINTER = re.compile(r"(idx-[1-9][0-9]*) ([0-9a-f]{64})\n")


class IndexMissing(Unavailable):
    """No index has been built yet."""

    code = "index-missing"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation holds: people up to a change number, embedded by one encoder."""

    name: str
    people: int
    change: int
    encoder_id: str
    dim: int
    backend: str
    built_at: str
    bytes: int


@dataclass(frozen=True, slots=True)
class Generation:
    """One generation, opened: its manifest, its people, and the guard of its files."""

    manifest: Manifest
    segment: Segment
    sealed: SealedFolder


@dataclass(frozen=True, slots=True)
class Origin:
    """What the writer of a generation says about it."""

    change: int
    encoder_id: str
    dim: int
    backend: str
    people: int


class Generations:
    """The generations under one folder."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def build(self, write: Callable[[Path], Origin], *, now: datetime, kept: int = KEPT) -> str:
        """Write a new generation and switch to it.

        Args:
            write: writes the segment into the folder it is given.
            now: aware time, for the manifest.
            kept: how many generations stay, the new one included.

        Returns:
            The name of the new generation.
        """
        self.root.mkdir(parents=True, exist_ok=True)
        with FileLock(self.root / ".lock"):
            self._sweep()
            aside = self.root / f".building-{self._next()}"
            aside.mkdir()
            origin = write(aside)
            name = f"idx-{self._next()}"
            digest = _seal(aside, origin, now=now)
            aside.rename(self.root / name)
            flush(self.root)
            write_through(self.root / CURRENT, f"{name} {digest}\n".encode())
            self._forget(kept, name)
        return name

    def current(self) -> str:
        """Return the name of the generation in use, empty if there is none; cheap."""
        found = self._pointer()
        return found[0] if found else ""

    def open(self, *, encoder_id: str) -> Generation:
        """Open the generation in use.

        Raises:
            IndexMissing: there is none.
            IndexRebuilding: it is damaged, or of another encoder or format.
        """
        found = self._pointer()
        if found is None:
            if (self.root / CURRENT).exists():
                raise IndexRebuilding("the pointer to the index is damaged; it is being rebuilt")
            raise IndexMissing("no index has been built yet; run: trm index build")
        name, digest = found
        try:
            return self._open(name, digest, encoder_id)
        except (OSError, ValueError, KeyError) as error:
            raise IndexRebuilding(f"the index {name} cannot be read: {error}") from error

    def manifest(self) -> Manifest | None:
        """Return the manifest in use without opening the rest; ``None`` if missing or damaged."""
        found = self._pointer()
        if found is None:
            return None
        with suppress(OSError, ValueError, KeyError, IndexRebuilding):
            return _manifest(found[0], _read_manifest(self.root, *found))
        return None

    def verify(self) -> list[str]:
        """Compare every file of every kept generation; return what is wrong, one line a fault."""
        faults: list[str] = []
        found = self._pointer()
        if found is None:
            return ["CURRENT is missing or damaged"]
        for name in self.names():
            digest = found[1] if name == found[0] else None
            try:
                document = _read_manifest(self.root, name, digest)
                seals = seals_from_json(document["files"])
                SealedFolder(self.root / name, seals, touched=()).verify()
            except (OSError, ValueError, KeyError, IndexRebuilding) as error:
                faults.append(f"{name}: {error}")
        return faults if found[0] in self.names() else [*faults, f"{found[0]} is missing"]

    def names(self) -> list[str]:
        """Return the generations on disk, oldest first."""
        found = [path.name for path in self.root.glob("idx-*") if path.is_dir()]
        return sorted(found, key=_number)

    def _open(self, name: str, digest: str, encoder_id: str) -> Generation:
        document = _read_manifest(self.root, name, digest)
        manifest = _manifest(name, document)
        if document["format"] != FORMAT or manifest.encoder_id != encoder_id:
            raise IndexRebuilding(
                f"the index {name} was made by another encoder or version; it is being rebuilt"
            )
        seals = seals_from_json(document["files"])
        sealed = SealedFolder(self.root / name, seals, touched=TOUCHED)
        segment = open_segment(sealed, backend=manifest.backend, dim=manifest.dim)
        if len(segment) != manifest.people:
            raise IndexRebuilding(f"the index {name} does not hold the people it says")
        return Generation(manifest, segment, sealed)

    def _pointer(self) -> tuple[str, str] | None:
        with suppress(OSError, UnicodeDecodeError):
            found = _POINTER.fullmatch((self.root / CURRENT).read_bytes().decode("ascii"))
            return (found[1], found[2]) if found else None
        return None

    def _next(self) -> int:
        return max([_number(name) for name in self.names()], default=0) + 1

    def _sweep(self) -> None:
        for path in [*self.root.glob(".building-*"), *self.root.glob(".gone-*")]:
            shutil.rmtree(path)

    def _forget(self, kept: int, newest: str) -> None:
        for name in self.names()[:-kept]:
            if name != newest:
                # renamed first: nobody may find half a generation
                shutil.rmtree((self.root / name).rename(self.root / f".gone-{name}"))


def _seal(folder: Path, origin: Origin, *, now: datetime) -> str:
    seals = seal_folder(folder)
    document = {
        "format": FORMAT,
        "people": origin.people,
        "change": origin.change,
        "encoder_id": origin.encoder_id,
        "dim": origin.dim,
        "backend": origin.backend,
        "built_at": now.isoformat(),
        "files": seals_to_json(seals),
    }
    content = canonical(document)
    write_through(folder / MANIFEST, content)
    return hashlib.sha256(content).hexdigest()


def _read_manifest(root: Path, name: str, digest: str | None) -> dict[str, Any]:
    content = (root / name / MANIFEST).read_bytes()
    if digest is not None and hashlib.sha256(content).hexdigest() != digest:
        raise IndexRebuilding(f"the manifest of the index {name} is damaged; it is being rebuilt")
    document: dict[str, Any] = json.loads(content)
    return document


def _manifest(name: str, document: dict[str, Any]) -> Manifest:
    seals = seals_from_json(document["files"])
    return Manifest(
        name=name,
        people=document["people"],
        change=document["change"],
        encoder_id=document["encoder_id"],
        dim=document["dim"],
        backend=document["backend"],
        built_at=document["built_at"],
        bytes=sum(seal.size for seal in seals.values()),
    )


def _number(name: str) -> int:
    return int(name.removeprefix("idx-"))
