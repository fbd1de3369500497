"""Vectors of job titles: both encoders side by side, turned by a head learned on synonyms.

The head is one matrix, learned on the alternative titles of ESCO and O*NET and the aliases of
CSCO so that two names of one occupation come to lie near each other, in either language. It ships
as 8-bit numbers with one scale a column.
"""

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from trm_ml.embeddings import centring, title_text
from trm_ml.embeddings.centring import Kind
from trm_ml.embeddings.encoder import Encoder, Progress, Vector, encode_side_by_side, unit
from trm_ml.embeddings.files import packaged_bytes
from trm_ml.embeddings.use_encoder import UseEncoder

_FILE = "title_head.i1"
_E5, _USE = 384, UseEncoder.dim
_INPUT = _E5 + _USE
_LEVELS = 127.0
_SHARES = (0.667, 0.2, 0.133)  # of the head, of e5, of USE


@dataclass(frozen=True)
class TitleHead:
    """The learned turn: ``weights`` is float32 of shape (896, dim)."""

    id: str
    weights: Vector

    @classmethod
    def load(cls) -> "TitleHead":
        """Return the packaged head.

        Raises:
            ModelMissing: the file is missing or damaged.
        """
        raw = packaged_bytes(_FILE)
        columns = len(raw) // (_INPUT + 4)
        scales = np.frombuffer(raw, "<f4", columns).astype(np.float32)
        steps = np.frombuffer(raw, np.int8, offset=4 * columns).reshape(_INPUT, columns)
        name = "head-" + hashlib.sha256(raw).hexdigest()[:8]
        return cls(name, steps.astype(np.float32) * scales)

    @staticmethod
    def save(weights: Vector, folder: Path) -> Path:
        """Write a learned head where `load` finds it after packaging."""
        scales = np.abs(weights).max(axis=0) / np.float32(_LEVELS)
        steps: npt.NDArray[np.int8] = np.rint(weights / scales).astype(np.int8)
        path = folder / _FILE
        path.write_bytes(scales.astype("<f4").tobytes() + steps.tobytes())
        return path

    def apply(self, vector: Vector) -> Vector:
        """Return the turned vector, float32 of shape (dim,), of unit length."""
        # Not a library's matrix product: its order of summing may depend on memory alignment.
        return unit(np.einsum("i,ij->j", vector, self.weights, optimize=False))


class TitleEncoder:
    """Unit vectors of job titles; marks of ads are taken off first.

    Two thirds of a dot product are the head's, the rest the plain encoders': vacancy titles are
    rougher than the taxonomies the head has seen.
    """

    def __init__(self, e5: Encoder, use: Encoder, head: TitleHead) -> None:
        self.id = f"{e5.id}+{use.id}+{head.id}"
        self.dim = int(head.weights.shape[1]) + _INPUT
        self._encoders = (e5, use)
        self._head = head

    @classmethod
    def load(cls, e5: Encoder) -> "TitleEncoder":
        """Return the packaged title encoder on top of the default encoder.

        Raises:
            ModelMissing: the second encoder or a packaged file is missing or damaged.
        """
        use = UseEncoder(centring.load("use", UseEncoder.dim))
        return cls(e5, use, TitleHead.load())

    def encode_one(self, text: str, *, kind: Kind = "query") -> Vector:
        """Return float32 of shape (dim,), of unit length; zeros for blank text."""
        if not text.strip():
            return np.zeros(self.dim, np.float32)
        title = title_text.clean(text)
        e5, use = (encoder.encode_one(title, kind="query") for encoder in self._encoders)
        turned = self._head.apply(np.concatenate([e5, use]))
        parts = zip(_SHARES, (turned, e5, use), strict=True)
        return unit(np.concatenate([np.float32(math.sqrt(share)) * part for share, part in parts]))

    def encode(
        self,
        texts: Sequence[str],
        *,
        kind: Kind = "query",
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
