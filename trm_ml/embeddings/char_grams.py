"""Character n-grams of short names, weighted by how rare they are in shipped licensed names.

The rarity comes from a packaged table, never from the texts at hand, so a pair's similarity does
not depend on what else is compared.
"""

import math
import re
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from trm_ml.embeddings.files import packaged_bytes

if TYPE_CHECKING:
    from scipy import sparse

_FILE = "gram_rarity.u1"
_DIMENSIONS = 1 << 20  # wide enough that two grams of one name hardly ever share a column
_BUCKETS = 1 << 16  # of the packaged table
_STEPS = 16.0  # of rarity to one natural logarithm
_RUN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+|[^\\W_]+[+#]*", re.UNICODE)
_CJK = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")


def grams(text: str) -> Iterator[str]:
    """Yield the 1- to 3-grams of Chinese runs and the 2- to 4-grams of other words.

    Example:
        >>> list(grams("工程 QA"))
        ['工', '程', '工程', ' q', 'qa', 'a ', ' qa', 'qa ', ' qa ']
    """
    for run in _RUN.findall(text.lower()):
        chinese = _CJK.match(run) is not None
        padded = run if chinese else f" {run} "
        for size in (1, 2, 3) if chinese else (2, 3, 4):
            for start in range(len(padded) - size + 1):
                yield padded[start : start + size]


@dataclass(frozen=True)
class CharGrams:
    """Turns names into sparse unit rows; ``rarity`` is float32 of shape (65536,), natural log."""

    rarity: npt.NDArray[np.float32]

    @classmethod
    def load(cls) -> "CharGrams":
        """Return the packaged table.

        Raises:
            ModelMissing: the file is missing or damaged.
        """
        steps = np.frombuffer(packaged_bytes(_FILE), np.uint8)
        return cls(steps.astype(np.float32) / np.float32(_STEPS))

    def matrix(self, texts: Sequence[str], *, squared: bool = True) -> "sparse.csr_matrix[Any]":
        """Return sparse unit rows, float32 of shape (n, 2^20); blank text is an empty row.

        Args:
            texts: the names.
            squared: count a gram by the root of its number, as repeated grams say little new.
        """
        from scipy import sparse

        starts, columns, weights = [0], [], []
        for text in texts:
            counted: dict[int, float] = {}
            for gram in grams(text):
                code = zlib.crc32(gram.encode("utf-8", "replace"))
                counted[code] = counted.get(code, 0.0) + 1.0
            row = np.fromiter(counted, np.int64, len(counted))
            counts = np.fromiter(counted.values(), np.float32, len(counted))
            weight = (np.sqrt(counts) if squared else counts) * self.rarity[row % _BUCKETS]
            length = math.sqrt(float(np.square(weight, dtype=np.float64).sum()))
            columns.append(row % _DIMENSIONS)
            weights.append(weight / np.float32(length or 1.0))
            starts.append(starts[-1] + len(row))
        data = np.concatenate(weights) if weights else np.zeros(0, np.float32)
        indices = np.concatenate(columns) if columns else np.zeros(0, np.int64)
        shape = (len(texts), _DIMENSIONS)
        return sparse.csr_matrix((data, indices.astype(np.int32), np.array(starts)), shape=shape)


def estimate(names: Iterable[str], folder: Path) -> Path:
    """Estimate the rarities on names and write the packaged table.

    Source: smoothed inverse document frequency, ln((1 + n) / (1 + df)) + 1.
    """
    found = np.zeros(_BUCKETS, np.int64)
    total = 0
    for name in names:
        total += 1
        codes = {zlib.crc32(gram.encode("utf-8", "replace")) % _BUCKETS for gram in grams(name)}
        found[list(codes)] += 1
    rarity = np.log((1 + total) / (1 + found)) + 1
    path = folder / _FILE
    path.write_bytes(np.clip(np.rint(rarity * _STEPS), 0, 255).astype(np.uint8).tobytes())
    return path
