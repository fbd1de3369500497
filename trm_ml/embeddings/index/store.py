"""The vectors behind an index: an unchanging base, changed rows beside it, removed rows blanked."""

from pathlib import Path
from typing import Self

import numpy as np

from trm_ml.embeddings.index.base import Mask, Rows, Touch, Vectors, products

VECTORS = "vectors.f32"
ALIVE = "alive.npy"
BLOCK = 65_536


class VectorStore:
    """Vectors by row; the base may be memory-mapped and is never written to."""

    def __init__(self, vectors: Vectors, alive: Mask | None = None, *, touch: Touch | None = None):
        self.base = vectors
        self.alive = np.ones(len(vectors), bool) if alive is None else alive
        self._touch = touch
        self._place = np.full(len(vectors), -1, np.int64)
        self._extra = np.empty((0, vectors.shape[1]), np.float32)
        self._blanked = alive is not None and not bool(alive.all())

    @property
    def dim(self) -> int:
        """Length of a vector."""
        return int(self.base.shape[1])

    @property
    def changed(self) -> bool:
        """Tell whether the base alone no longer says everything."""
        return self._blanked or len(self._extra) > 0

    def take(self, rows: Rows) -> Vectors:
        """Return the vectors of rows that exist, ``(m, dim)``, in the order given."""
        if len(self._extra) == 0:
            self._verify(rows)
            return np.asarray(self.base[rows])
        place = self._place[rows]
        out = np.empty((len(rows), self.dim), np.float32)
        old = place < 0
        self._verify(rows[old])
        out[old] = self.base[rows[old]]
        out[~old] = self._extra[place[~old]]
        return out

    def score(self, query: Vectors, rows: Rows) -> Vectors:
        """Return the inner products of rows that exist, in the order given."""
        return products(self.take(rows), query)

    def rough(self, query: Vectors, rows: Rows) -> Vectors:
        """Return inner products of ascending rows by matrix product, fast and not bit-exact."""
        if not self.changed and 2 * len(rows) > len(self.base):
            self._verify(rows)
            everyone: Vectors = self.base @ query
            return everyone[rows]
        blocks = [rows[at : at + BLOCK] for at in range(0, len(rows), BLOCK)]
        return np.concatenate([self.take(block) @ query for block in blocks])

    def whole(self) -> Vectors:
        """Return all vectors by row; removed ones are zero."""
        if not self.changed:
            self._verify(np.arange(len(self.base)))
            return self.base
        out = np.zeros((len(self.alive), self.dim), np.float32)
        rows = np.flatnonzero(self.alive)
        out[rows] = self.take(rows)
        return out

    def put(self, rows: Rows, vectors: Vectors) -> None:
        """Add or replace; the last one wins where a row is named twice."""
        if not len(rows):
            return
        size = max(len(self.alive), int(rows.max()) + 1)
        grown = size - len(self.alive)
        self.alive = np.concatenate([self.alive, np.zeros(grown, bool)])
        self._place = np.concatenate([self._place, np.full(grown, -1, np.int64)])
        self._place[rows] = len(self._extra) + np.arange(len(rows))
        self._extra = np.concatenate([self._extra, vectors.astype(np.float32)])
        self._blanked = True
        self.alive[rows] = True

    def drop(self, rows: Rows) -> None:
        """Forget rows."""
        known = rows[(rows >= 0) & (rows < len(self.alive))]
        if len(known):
            self.alive = self.alive.copy()
            self.alive[known] = False
            self._blanked = True

    def living(self, allowed: Mask | None) -> Rows:
        """Return the rows that exist and are allowed, ascending."""
        if allowed is None:
            return np.flatnonzero(self.alive)
        size = min(len(allowed), len(self.alive))
        return np.flatnonzero(allowed[:size] & self.alive[:size])

    def save(self, directory: Path) -> None:
        """Write the vectors, removed ones as zeros, and which rows exist."""
        path = directory / VECTORS
        if self.changed or not path.exists():
            self.whole().astype("<f4").tofile(path)
        np.save(directory / ALIVE, self.alive)

    @classmethod
    def open(cls, directory: Path, dim: int, *, touch: Touch | None = None) -> Self:
        """Map what `save` wrote."""
        alive = np.load(directory / ALIVE)
        if len(alive) == 0:
            return cls(np.empty((0, dim), np.float32), alive)
        path = directory / VECTORS
        vectors = np.memmap(path, "<f4", "r", shape=(len(alive), dim))
        return cls(np.asarray(vectors), alive, touch=touch)

    def _verify(self, rows: Rows) -> None:
        if self._touch is not None and len(rows):
            self._touch(rows)
