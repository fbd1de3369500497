"""Exact search by a matrix product: the oracle of the tests, and the index of small workspaces."""

import json
from pathlib import Path
from typing import Self

import numpy as np

from trm_ml.embeddings.index.base import Hits, Mask, Rows, Touch, Vectors, top
from trm_ml.embeddings.index.store import VectorStore

_NOISE = 1e-5  # more than a matrix product's rounding of a unit inner product


class ExactIndex:
    """Compares the query with every vector that is allowed."""

    def __init__(self, dim: int) -> None:
        self.dim = dim
        self._store = VectorStore(np.empty((0, dim), np.float32))

    def __len__(self) -> int:
        """Count the rows that can be found."""
        return int(np.count_nonzero(self._store.alive))

    def build(self, vectors: Vectors) -> None:
        """Replace everything; the vectors are kept, not copied."""
        self._store = VectorStore(vectors)

    def upsert(self, rows: Rows, vectors: Vectors) -> None:
        """Add rows, or give them new vectors."""
        self._store.put(rows, vectors)

    def remove(self, rows: Rows) -> None:
        """Forget rows."""
        self._store.drop(rows)

    def search(self, query: Vectors, k: int, *, allowed: Mask | None = None) -> Hits:
        """Return at most ``k`` rows, best first, ties by row. Cost: all allowed rows."""
        return exact_search(self._store, query, self._store.living(allowed), k)

    def score(self, query: Vectors, rows: Rows) -> Vectors:
        """Return the inner products of rows that exist."""
        return self._store.score(query, rows)

    def save(self, directory: Path) -> None:
        """Write the vectors and which rows exist."""
        self._store.save(directory)
        (directory / "exact.json").write_text(json.dumps({"dim": self.dim}))

    @classmethod
    def open(cls, directory: Path, *, touch: Touch | None = None) -> Self:
        """Map what `save` wrote."""
        index = cls(int(json.loads((directory / "exact.json").read_text())["dim"]))
        index._store = VectorStore.open(directory, index.dim, touch=touch)
        return index


def exact_search(store: VectorStore, query: Vectors, rows: Rows, k: int) -> Hits:
    """Return the best ``k`` of ``rows``.

    A matrix product finds who can be among them; their scores are then computed row by row, which
    does not depend on the neighbours.
    """
    if k <= 0 or not len(rows):
        return Hits(np.empty(0, np.int64), np.empty(0, np.float32))
    rough = store.rough(query, rows)
    if k < len(rows):
        cut = np.partition(rough, len(rough) - k)[len(rough) - k]
        rows = rows[rough >= cut - _NOISE]
    return top(store.score(query, rows), rows, k)
