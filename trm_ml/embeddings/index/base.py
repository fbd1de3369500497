"""What every vector index can do, and the values it speaks in."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple, Protocol, Self

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
Rows = NDArray[np.int64]
Mask = NDArray[np.bool_]
Touch = Callable[[Rows], None]


class Hits(NamedTuple):
    """What a search found: rows ``(m,)`` int64 and their inner products ``(m,)`` float32."""

    rows: Rows
    scores: Vectors


class VectorIndex(Protocol):
    """Finds the rows whose unit vectors have the largest inner product with a query.

    Rows are numbers from 0; the caller knows whom they mean. Scores are exact (float32 inner
    products of the stored vectors, computed row by row, so that a score does not depend on what
    else was found); best first, ties by row. The same vectors and calls give the same index.
    """

    dim: int

    def __len__(self) -> int:
        """Count the rows that can be found."""
        ...

    def build(self, vectors: Vectors) -> None:
        """Replace everything: row ``i`` is ``vectors[i]``, ``(n, dim)``; kept, not copied."""
        ...

    def upsert(self, rows: Rows, vectors: Vectors) -> None:
        """Add rows, or give them new vectors; the last one wins where a row is named twice."""
        ...

    def remove(self, rows: Rows) -> None:
        """Forget rows; unknown ones are ignored."""
        ...

    def search(self, query: Vectors, k: int, *, allowed: Mask | None = None) -> Hits:
        """Return at most ``k`` rows.

        Args:
            query: ``(dim,)``.
            k: how many; 0 gives none.
            allowed: by row; rows beyond its end are not allowed. ``None`` allows all.
        """
        ...

    def score(self, query: Vectors, rows: Rows) -> Vectors:
        """Return the inner products ``(m,)`` of rows that exist, in the order given."""
        ...

    def save(self, directory: Path) -> None:
        """Write the index; bytes of removed vectors are not written."""
        ...

    @classmethod
    def open(cls, directory: Path, *, touch: Touch | None = None) -> Self:
        """Read what `save` wrote, vectors memory-mapped.

        Args:
            directory: where it was saved.
            touch: called with the rows whose vectors are about to be read (checksums).
        """
        ...


def top(scores: Vectors, rows: Rows, k: int) -> Hits:
    """Return the best ``k``, ties by row.

    Example:
        >>> top(np.float32([1, 3, 3]), np.array([7, 9, 8]), 2).rows.tolist()
        [8, 9]
    """
    if k < len(rows):
        # every tie of the last one is kept, so that the row decides and not the partition
        cut = np.partition(scores, len(scores) - k)[len(scores) - k] if k else np.inf
        keep = np.flatnonzero(scores >= cut)
        scores, rows = scores[keep], rows[keep]
    order = np.lexsort((rows, -scores))[:k]
    return Hits(rows[order].astype(np.int64), scores[order].astype(np.float32))


def products(vectors: Vectors, query: Vectors) -> Vectors:
    """Return inner products ``(n,)``, each independent of the other rows (BLAS's are not)."""
    found: Vectors = np.einsum("ij,j->i", vectors, query.astype(np.float32, copy=False))
    return found
