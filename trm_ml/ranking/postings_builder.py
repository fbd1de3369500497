"""Collects documents row by row and turns them into postings; see `trm_ml.ranking.lexical`."""

import hashlib
import math
from array import array
from collections import Counter
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array, csr_array

from trm_ml.ranking.lexical import HEAD, IMPACT_UNIT, K1, Postings, term_hashes, tokens

B = 0.4
REFERENCE_LENGTH = 300  # terms; fixed, so that an impact depends on its own text alone
STOP_SHARE = 0.3
STOP_FROM = 10_000


class PostingsBuilder:
    """Collects documents row by row; equal documents are cut into terms once.

    ``keep_common`` keeps the postings of terms that most documents have.
    """

    def __init__(
        self, cut: Callable[[str], list[str]] = tokens, *, keep_common: bool = False
    ) -> None:
        self._cut = cut
        self._keep_common = keep_common
        self._documents: dict[bytes, int] = {}
        self._of_row = array("i")
        self._terms: dict[str, int] = {}
        self._ids = array("i")
        self._impacts = array("B")
        self._ends = array("q", [0])

    def add(self, document: str) -> None:
        """Add the document of the next row."""
        key = hashlib.blake2b(document.encode(errors="surrogatepass"), digest_size=16).digest()
        number = self._documents.setdefault(key, len(self._documents))
        self._of_row.append(number)
        if number == len(self._ends) - 1:
            self._index(self._cut(document))

    def build(self) -> Postings:
        """Turn documents into postings."""
        hashes = term_hashes(self._terms)
        order = np.argsort(hashes)
        place = np.empty(len(order), np.int32)
        place[order] = np.arange(len(order), dtype=np.int32)
        columns = place[np.frombuffer(self._ids, np.int32)] if self._ids else np.empty(0, np.int32)
        documents = csr_array(
            (np.frombuffer(self._impacts, np.uint8), columns, np.frombuffer(self._ends, np.int64)),
            shape=(len(self._documents), len(order)),
        )
        size = len(self._of_row)
        if size != len(self._documents):
            documents = documents[np.frombuffer(self._of_row, np.int32)]
        table = documents.tocsc()
        table.sort_indices()
        common = size >= STOP_FROM and not self._keep_common
        return _arranged(hashes[order], table, most=int(STOP_SHARE * size) if common else size)

    def _index(self, terms: list[str]) -> None:
        scale = K1 * (1 - B + B * len(terms) / REFERENCE_LENGTH)
        for term, count in Counter(terms).items():
            impact = count * (K1 + 1) / (count + scale)
            self._ids.append(self._terms.setdefault(term, len(self._terms)))
            self._impacts.append(max(1, min(255, math.floor(impact * IMPACT_UNIT + 0.5))))
        self._ends.append(len(self._ids))


def _arranged(vocabulary: NDArray[np.uint64], table: csc_array, *, most: int) -> Postings:
    counts = np.diff(table.indptr).astype(np.int32)
    keep = counts <= most
    kept = np.repeat(keep, counts)
    rows, impacts = table.indices[kept].astype(np.int32), table.data[kept].astype(np.uint8)
    starts = np.concatenate([[0], np.cumsum(np.where(keep, counts, 0))]).astype(np.int64)
    for at in np.flatnonzero(keep & (counts > HEAD)):
        part = slice(int(starts[at]), int(starts[at + 1]))
        strongest = np.argsort(255 - impacts[part], kind="stable")
        order = np.concatenate([np.sort(strongest[:HEAD]), np.sort(strongest[HEAD:])])
        rows[part], impacts[part] = rows[part][order], impacts[part][order]
    arrays = {
        "vocabulary": vocabulary,
        "counts": counts,
        "starts": starts,
        "rows": rows,
        "impacts": impacts,
    }
    return Postings(arrays, table.shape[0])
