"""Both encoders side by side: two thirds of a dot product are e5's, one third is USE's."""

import math
from collections.abc import Sequence

import numpy as np

from trm_ml.embeddings import centring
from trm_ml.embeddings.centring import Kind
from trm_ml.embeddings.encoder import Encoder, Progress, Vector, encode_side_by_side
from trm_ml.embeddings.use_encoder import UseEncoder

_SHARES = (2 / 3, 1 / 3)


class TwoEncoders:
    """Unit vectors of short texts in which two encoders have their say."""

    def __init__(self, first: Encoder, second: Encoder) -> None:
        self.id = f"{first.id}+{second.id}"
        self.dim = first.dim + second.dim
        self._encoders = (first, second)

    @classmethod
    def load(cls, e5: Encoder) -> "TwoEncoders":
        """Return the default encoder with the packaged second one.

        Raises:
            ModelMissing: the second encoder or its means are missing or damaged.
        """
        return cls(e5, UseEncoder(centring.load("use", UseEncoder.dim)))

    def encode_one(self, text: str, *, kind: Kind) -> Vector:
        """Return float32 of shape (dim,), of unit length; zeros for blank text."""
        vectors = [encoder.encode_one(text, kind=kind) for encoder in self._encoders]
        parts = zip(_SHARES, vectors, strict=True)
        return np.concatenate([np.float32(math.sqrt(share)) * part for share, part in parts])

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
