"""Nearest neighbours of a query among the people's vectors, behind one protocol.

`BACKENDS` names every engine; the contract suite runs over all of them. A new one is a module with
a class that satisfies `VectorIndex` and a line here.
"""

from trm_ml.embeddings.index.base import VectorIndex as VectorIndex
from trm_ml.embeddings.index.exact import ExactIndex
from trm_ml.embeddings.index.faiss import FaissIndex

BACKENDS: dict[str, type[ExactIndex] | type[FaissIndex]] = {
    "exact": ExactIndex,
    "faiss": FaissIndex,
}
EXACT_UP_TO = 50_000


def backend_for(size: int) -> str:
    """Name the backend for a population: up to 50,000 vectors a matrix product is fast enough.

    Example:
        >>> backend_for(2_000), backend_for(1_000_000)
        ('exact', 'faiss')
    """
    return "exact" if size <= EXACT_UP_TO else "faiss"
