"""Scores of pairs of short texts, none of which depends on what else is compared.

A side of the comparison is a list of entries, each with one or more names (alternative names of a
document, windows of a sentence); the best pair of names counts. Products are taken in blocks of
one fixed shape, so that a pair's bits do not depend on how many others stand beside it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from trm_ml.embeddings.encoder import Vector

Scores = npt.NDArray[np.float64]

if TYPE_CHECKING:
    from scipy import sparse

_QUERY_BLOCK, _DOCUMENT_BLOCK = 64, 512
_DECIMALS = 6


@dataclass(frozen=True)
class Side:
    """One side of a comparison.

    Attributes:
        dense: float32 of shape (names, dim), unit rows or zeros.
        grams: sparse float32 of shape (names, columns), unit rows or empty.
        starts: int64 of shape (entries,), where each entry's names begin; none is without a name.
        blank: bool of shape (entries,), entries that have no text at all.
    """

    dense: Vector
    grams: "sparse.csr_matrix[Any]"
    starts: npt.NDArray[np.int64]
    blank: npt.NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.starts)


@dataclass(frozen=True)
class Weights:
    """How much each likeness counts; they sum to 1."""

    dense: float
    grams: float


def scores(queries: Side, documents: Side, weights: Weights) -> Iterator[tuple[int, Scores]]:
    """Yield ``(query, scores)`` in order; scores are float64 of shape (documents,) in [0, 1].

    0.5 is what unrelated texts get; a blank text on either side gets 0.
    """
    padded = _padded(documents.dense, _DOCUMENT_BLOCK)
    transposed = documents.grams.T.tocsr()
    ends = np.append(queries.starts[1:], len(queries.dense))
    for first, last in _blocks(queries.starts, ends):
        start, end = queries.starts[first], ends[last - 1]
        likeness = (
            weights.dense * _product(queries.dense[start:end], padded)[:, : len(documents.dense)]
        )
        if weights.grams:
            likeness += weights.grams * (queries.grams[start:end] @ transposed).toarray()
        best = np.maximum.reduceat(likeness, documents.starts, axis=1)
        best = np.maximum.reduceat(best, queries.starts[first:last] - start, axis=0)
        for query in range(first, last):
            yield query, _finished(best[query - first], documents.blank, blank=queries.blank[query])


def best_first(ids: Sequence[str], values: Scores, top: int) -> list[tuple[str, float]]:
    """Return the best ``top`` documents, score falling, ties by id.

    Args:
        ids: document ids in rising order.
        values: float64 of shape (documents,).
        top: how many.
    """
    if top < len(values):
        cut = np.partition(values, len(values) - top)[len(values) - top]
        kept = np.flatnonzero(values >= cut)
    else:
        kept = np.arange(len(values))
    order = kept[np.argsort(-values[kept], kind="stable")][:top]
    return [(ids[row], float(values[row])) for row in order]


def _finished(likeness: Vector, blank_documents: npt.NDArray[np.bool_], *, blank: bool) -> Scores:
    if blank:
        return np.zeros(len(likeness))
    halved: Scores = (1.0 + likeness.astype(np.float64)) / 2.0
    values = halved.clip(0.0, 1.0).round(_DECIMALS)
    values[blank_documents] = 0.0
    return values


def _blocks(
    starts: npt.NDArray[np.int64], ends: npt.NDArray[np.int64]
) -> Iterator[tuple[int, int]]:
    """Yield ranges of whole queries that hold about a block of names each."""
    first = 0
    for query in range(len(starts)):
        if ends[query] - starts[first] >= _QUERY_BLOCK or query == len(starts) - 1:
            yield first, query + 1
            first = query + 1


def _padded(rows: Vector, multiple: int) -> Vector:
    missing = -len(rows) % multiple
    return np.ascontiguousarray(np.pad(rows, ((0, missing), (0, 0))), np.float32)


def _product(left: Vector, right: Vector) -> Vector:
    """Return ``left @ right.T`` in blocks of one shape; ``right`` is padded already."""
    padded = _padded(left, _QUERY_BLOCK)
    out = np.empty((len(padded), len(right)), np.float32)
    for row in range(0, len(padded), _QUERY_BLOCK):
        for column in range(0, len(right), _DOCUMENT_BLOCK):
            rows, columns = slice(row, row + _QUERY_BLOCK), slice(column, column + _DOCUMENT_BLOCK)
            out[rows, columns] = padded[rows] @ right[columns].T
    return out[: len(left)]
