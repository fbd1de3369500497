"""Vectors of the lexicon's names that came with the code, so that a new machine need not embed.

A name is found by a hash of its text, so a lexicon that gained a name embeds that one only. Int8 a
component, scaled to the largest and brought back to unit length: the cosine to the float vector is
above .9999. Made by ``python -m trm_ml.embeddings.package_names``.
"""

import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from trm_ml.embeddings.encoder import Vector
from trm_ml.embeddings.files import packaged_bytes

FILE = "lexicon_names.npz"
Keys = npt.NDArray[np.uint64]


@dataclass(frozen=True)
class PackagedNames:
    """``keys`` uint64 of shape (n,), rising; ``codes`` int8 of shape (n, dim)."""

    encoder_id: str
    keys: Keys
    codes: npt.NDArray[np.int8]

    @property
    def id(self) -> str:
        """Return a name that changes with any vector."""
        return hashlib.sha256(self.keys.tobytes() + self.codes.tobytes()).hexdigest()[:16]

    def find(self, names: Sequence[str]) -> npt.NDArray[np.int64]:
        """Return the row of each name, -1 for one that is not in the table."""
        wanted = keys_of(names)
        if not len(self.keys):
            return np.full(len(names), -1)
        at = np.minimum(np.searchsorted(self.keys, wanted), len(self.keys) - 1)
        return np.where(self.keys[at] == wanted, at, -1)

    def vectors(self, rows: npt.NDArray[np.int64]) -> Vector:
        """Return unit float32 of shape (len(rows), dim); a row of zeros stays one."""
        return _unit(self.codes[rows].astype(np.float32))


@cache
def packaged() -> PackagedNames:
    """Return the table that came with the code.

    Raises:
        ModelMissing: it is missing or damaged.
    """
    with np.load(io.BytesIO(packaged_bytes(FILE)), allow_pickle=False) as table:
        return PackagedNames(str(table["encoder_id"]), table["keys"], table["codes"])


def keys_of(names: Sequence[str]) -> Keys:
    """Return 64 bits of the SHA-256 of each name."""
    digests = b"".join(hashlib.sha256(name.encode()).digest()[:8] for name in names)
    return np.frombuffer(digests, "<u8").astype(np.uint64)


def packed(encoder_id: str, names: Sequence[str], vectors: Vector) -> dict[str, Any]:
    """Return the arrays of a table of distinct names and their unit vectors."""
    keys = keys_of(names)
    order = np.argsort(keys)
    largest = np.abs(vectors).max(axis=1, keepdims=True)
    codes = np.rint(vectors / np.where(largest > 0, largest, 1) * 127).astype(np.int8)
    return {"encoder_id": np.str_(encoder_id), "keys": keys[order], "codes": codes[order]}


def _unit(vectors: Vector) -> Vector:
    length = np.sqrt(np.square(vectors, dtype=np.float64).sum(axis=1, keepdims=True))
    return (vectors / np.where(length > 0, length, 1)).astype(np.float32)
