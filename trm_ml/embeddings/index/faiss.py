"""FAISS: inverted lists, chosen by size, with exact reranking; the only module that imports it."""

import json
from pathlib import Path
from types import ModuleType
from typing import Any, Self

import numpy as np

from trm_ml.embeddings.index.base import Hits, Mask, Rows, Touch, Vectors, top
from trm_ml.embeddings.index.exact import exact_search
from trm_ml.embeddings.index.store import VectorStore

SQ8_FROM = 300_000
EXACT_BELOW = 12_000
PROBES = 48
_SEED = 20_260_601
_POINTS_A_LIST = 50
_ROUNDS = 8
_ADD_BLOCK = 65_536
_HELD = 6


class FaissIndex:
    """IVF-Flat, or IVF-SQ8 from 300,000 vectors; it trains itself when built.

    Filters go down as a bitmap; the fewer a filter leaves, the more lists are probed, and when it
    leaves at most 12,000 the search is exact over them. What FAISS finds is reranked exactly.
    """

    def __init__(
        self, dim: int, *, kind: str | None = None, exact_below: int | None = None
    ) -> None:
        self.dim = dim
        self._kind = kind
        self._store = VectorStore(np.empty((0, dim), np.float32))
        self._index: Any = None
        self._exact_below = exact_below

    def __len__(self) -> int:
        """Count the rows that can be found."""
        return int(np.count_nonzero(self._store.alive))

    @property
    def lists(self) -> int:
        """Number of inverted lists; 0 when empty."""
        return 0 if self._index is None else int(self._index.nlist)

    def build(self, vectors: Vectors) -> None:
        """Train on a seeded sample and add every vector; they are kept for reranking."""
        self._store = VectorStore(vectors)
        self._index = None
        if len(vectors):
            self._index = _trained(vectors, self._kind or kind_for(len(vectors)))
            for at in range(0, len(vectors), _ADD_BLOCK):
                block = np.ascontiguousarray(vectors[at : at + _ADD_BLOCK])
                self._index.add_with_ids(block, np.arange(at, at + len(block)))

    def upsert(self, rows: Rows, vectors: Vectors) -> None:
        """Add rows, or give them new vectors; the lists stay as they were trained."""
        if not len(rows):
            return
        last = len(rows) - 1 - np.unique(rows[::-1], return_index=True)[1]
        rows, vectors = rows[last], np.ascontiguousarray(vectors[last], np.float32)
        if self._index is None:
            self._index = _trained(vectors, self._kind or kind_for(len(vectors)))
        else:
            self._index.remove_ids(rows)
        self._index.add_with_ids(vectors, rows)
        self._store.put(rows, vectors)

    def remove(self, rows: Rows) -> None:
        """Forget rows."""
        self._store.drop(rows)
        if self._index is not None and len(rows):
            self._index.remove_ids(rows)

    def search(self, query: Vectors, k: int, *, allowed: Mask | None = None) -> Hits:
        """Return at most ``k`` rows, best first, ties by row."""
        size = len(self._store.alive)
        count = len(self) if allowed is None else int(np.count_nonzero(allowed[:size]))
        if self._index is None or count <= max(self._exact_below or EXACT_BELOW, 2 * k):
            return exact_search(self._store, query, self._store.living(allowed), k)
        wanted = min(count, k + max(100, k // 2))
        params = self._parameters(count / max(1, size), wanted, allowed)
        _, found = self._index.search(query[None, :], wanted, params=params)
        rows = found[0][found[0] >= 0]
        return top(self._store.score(query, rows), rows, k)

    def score(self, query: Vectors, rows: Rows) -> Vectors:
        """Return the inner products of rows that exist."""
        return self._store.score(query, rows)

    def save(self, directory: Path) -> None:
        """Write the vectors, which rows exist, and the inverted lists."""
        self._store.save(directory)
        state = {
            "dim": self.dim,
            "lists": self.lists,
            "kind": self._kind,
            "exact_below": self._exact_below,
        }
        (directory / "faiss.json").write_text(json.dumps(state))
        if self._index is not None:
            _faiss().write_index(self._index, str(directory / "lists.faiss"))

    @classmethod
    def open(cls, directory: Path, *, touch: Touch | None = None) -> Self:
        """Read what `save` wrote; the lists into memory, the vectors mapped."""
        state = json.loads((directory / "faiss.json").read_text())
        index = cls(int(state["dim"]), kind=state["kind"], exact_below=state["exact_below"])
        index._store = VectorStore.open(directory, index.dim, touch=touch)
        if state["lists"]:
            index._index = _faiss().read_index(str(directory / "lists.faiss"))
        return index

    def _parameters(self, share: float, wanted: int, allowed: Mask | None) -> Any:
        faiss = _faiss()
        probes = probes_for(self.lists, share, wanted, len(self._store.alive))
        if allowed is None:
            return faiss.SearchParametersIVF(nprobe=probes)
        bits = np.packbits(allowed, bitorder="little")
        return faiss.SearchParametersIVF(sel=faiss.IDSelectorBitmap(bits), nprobe=probes)


def kind_for(size: int) -> str:
    """Say how vectors are kept in the lists: exactly, or as 8-bit codes when there are many."""
    return "flat" if size < SQ8_FROM else "sq8"


def lists_for(size: int) -> int:
    """Return the number of lists: a power of two near 2·√n, from 1 to 4096.

    Twice as many would find a query's neighbours no faster, and cost twice the time to build.

    Example:
        >>> lists_for(100_000), lists_for(1_000_000)
        (512, 2048)
    """
    return int(2 ** np.clip(np.round(np.log2(2 * np.sqrt(max(1, size)))), 0, 12))


def probes_for(lists: int, share: float, wanted: int, size: int) -> int:
    """Return how many lists to look into.

    More when a filter leaves a smaller share, and enough to hold six times what is wanted; lists
    cost little where the filter leaves little of them.

    Example:
        >>> probes_for(2048, 1.0, 1_500, 1_000_000), probes_for(2048, 0.1, 1_500, 1_000_000)
        (48, 185)
    """
    enough = np.ceil(lists * _HELD * wanted / max(1.0, share * size))
    return int(min(lists, max(PROBES * share**-0.3, enough)))


def _trained(vectors: Vectors, kind: str) -> Any:
    faiss = _faiss()
    dim, size = vectors.shape[1], len(vectors)
    lists = min(lists_for(size), size)
    quantizer = faiss.IndexFlatIP(dim)
    if kind == "flat":
        index = faiss.IndexIVFFlat(quantizer, dim, lists, faiss.METRIC_INNER_PRODUCT)
    else:
        code = faiss.ScalarQuantizer.QT_8bit
        index = faiss.IndexIVFScalarQuantizer(
            quantizer, dim, lists, code, faiss.METRIC_INNER_PRODUCT
        )
    index.cp.seed = _SEED
    index.cp.niter = _ROUNDS
    index.cp.min_points_per_centroid = 1
    index.cp.max_points_per_centroid = _POINTS_A_LIST
    sample = np.random.default_rng(_SEED).permutation(size)[: lists * _POINTS_A_LIST]
    index.train(np.ascontiguousarray(vectors[np.sort(sample)], np.float32))
    return index


def _faiss() -> ModuleType:
    import faiss  # heavy, and only some commands search

    return faiss
