"""Text to vectors: the role every encoder plays, and the default one on ONNX Runtime.

No vector depends on its neighbours: one text a call, unpadded, one thread a call. Bulk encoding
runs as many calls side by side as there are cores; the runtime is safe to share between threads.
"""

import math
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
import numpy.typing as npt

from trm_ml.embeddings.centring import Centring, Kind
from trm_ml.embeddings.tokenizer import UnigramTokenizer

if TYPE_CHECKING:
    import onnxruntime

Vector = npt.NDArray[np.float32]
Progress = Callable[[int, int], None]

_WINDOW = 510  # pieces between the marks of begin and end
_WINDOWS = 4
_QUICK_BELOW = 40  # pieces; beyond it the exact graph is the faster one
_CHUNK = 16


class Encoder(Protocol):
    """Turns texts into unit vectors that can be compared across languages by their dot product."""

    @property
    def id(self) -> str:
        """Name of the model and everything else that shapes its vectors."""
        ...

    @property
    def dim(self) -> int:
        """Length of a vector."""
        ...

    def encode_one(self, text: str, *, kind: Kind) -> Vector:
        """Return float32 of shape (dim,), of unit length and centred; zeros for blank text."""
        ...

    def encode(
        self,
        texts: Sequence[str],
        *,
        kind: Kind,
        progress: Progress | None = None,
        workers: int | None = None,
    ) -> Vector:
        """Return float32 of shape (n, dim), row i bit for bit ``encode_one(texts[i])``.

        Args:
            texts: each distinct text is computed once.
            kind: what the texts are: ``query`` also for symmetric comparison.
            progress: told (done, total) distinct texts, from the calling thread.
            workers: calls side by side; the number of cores when left out.
        """
        ...


class E5Encoder:
    """multilingual-e5-small, 4-bit weights, 384 dimensions."""

    dim = 384

    def __init__(self, folder: Path, centring: Centring) -> None:
        self.id = f"{folder.name}+{centring.id}"
        self._centring = centring
        self._tokenizer = UnigramTokenizer.open(folder / "vocabulary.json")
        self._quick = _session(folder / "quick.onnx")
        self._exact = _session(folder / "exact.onnx")

    def raw_one(self, text: str, *, kind: Kind) -> Vector:
        """Return the unit vector before centring, float32 of shape (dim,).

        A text beyond one window is cut into up to four, whose means are weighted by their
        pieces, as the package's own engine does without the limit.
        """
        ids = self._tokenizer.ids(f"{kind}: {text}")[: _WINDOW * _WINDOWS]
        total = np.zeros(self.dim, np.float32)
        for start in range(0, len(ids), _WINDOW):
            window = ids[start : start + _WINDOW]
            total += np.float32(len(window)) * self._mean(window)
        return unit(total)

    def encode_one(self, text: str, *, kind: Kind) -> Vector:
        """Return float32 of shape (dim,), of unit length and centred; zeros for blank text."""
        if not text.strip():
            return np.zeros(self.dim, np.float32)
        return self._centring.apply(text, self.raw_one(text, kind=kind), kind=kind)

    def encode(
        self,
        texts: Sequence[str],
        *,
        kind: Kind,
        progress: Progress | None = None,
        workers: int | None = None,
    ) -> Vector:
        """Return float32 of shape (n, dim); see `Encoder.encode`."""
        return encode_side_by_side(
            lambda text: self.encode_one(text, kind=kind),
            texts,
            dim=self.dim,
            progress=progress,
            workers=workers,
        )

    def _mean(self, window: list[int]) -> Vector:
        ids = np.array([[self._tokenizer.bos, *window, self._tokenizer.eos]], np.int64)
        session = self._quick if len(window) <= _QUICK_BELOW else self._exact
        mean: Vector = session.run(None, {"ids": ids})[0]
        return mean


def encode_side_by_side(
    encode_one: Callable[[str], Vector],
    texts: Sequence[str],
    *,
    dim: int,
    progress: Progress | None = None,
    workers: int | None = None,
) -> Vector:
    """Encode each distinct text once on several threads; rows in the order of ``texts``."""
    from concurrent.futures import ThreadPoolExecutor

    row_of = {text: row for row, text in enumerate(dict.fromkeys(texts))}
    distinct = list(row_of)
    vectors = np.zeros((len(distinct), dim), np.float32)

    def chunk(start: int) -> int:
        part = distinct[start : start + _CHUNK]
        for row, text in enumerate(part, start=start):
            vectors[row] = encode_one(text)
        return len(part)

    done = 0
    with ThreadPoolExecutor(max_workers=workers or cores()) as pool:
        for count in pool.map(chunk, range(0, len(distinct), _CHUNK)):
            done += count
            if progress is not None:
                progress(done, len(distinct))
    return vectors[np.fromiter((row_of[text] for text in texts), np.int64, len(texts))]


def cores() -> int:
    """Return how many cores this process may use."""
    import os

    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity is not None else os.cpu_count() or 1


def unit(vector: Vector) -> Vector:
    """Return the vector at unit length; one without length stays zero.

    Example:
        >>> unit(np.array([3, 4], np.float32)).tolist()
        [0.6000000238418579, 0.800000011920929]
    """
    # Summed in numpy's fixed order: a library's dot product may depend on memory alignment.
    length = math.sqrt(float(np.square(vector, dtype=np.float64).sum()))
    return (vector / np.float32(length)).astype(np.float32) if length > 0 else vector


def _session(path: Path) -> "onnxruntime.InferenceSession":
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
