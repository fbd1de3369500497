"""The secrets of a workspace: made at the first start, kept beside the database, never in it."""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from filelock import FileLock

_SIZE = 32


@dataclass(frozen=True, slots=True, repr=False)
class Keys:
    """``secret`` keys what the server must recognise again; ``audit`` signs the audit log.

    ``marks`` keys the hashes of addresses that are not to be contacted. It is a key of its own, for
    it must never change: with another one every such address would be forgotten.
    """

    secret: bytes
    audit: Ed25519PrivateKey
    marks: bytes


def load_keys(directory: Path) -> Keys:
    """Return the keys of a workspace, making the missing ones."""
    directory.mkdir(parents=True, exist_ok=True, mode=0o700)
    with FileLock(directory / ".lock"):
        secret = _read_or_make(directory / "server.key")
        audit = Ed25519PrivateKey.from_private_bytes(_read_or_make(directory / "audit.key"))
        marks = _read_or_make(directory / "marks.key")
    return Keys(secret, audit, marks)


def _read_or_make(path: Path) -> bytes:
    if not path.exists():
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(secrets.token_bytes(_SIZE))
    return path.read_bytes()
