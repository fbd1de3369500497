"""Any sentence-transformers model in the default encoder's place; needs the ``train`` extra."""

from collections.abc import Sequence

import numpy as np

from trm_ml.embeddings.centring import Centring, Kind, none
from trm_ml.embeddings.encoder import Progress, Vector, encode_side_by_side, unit
from trm_ml.embeddings.files import ModelMissing

_CURE = "pip install 'trm[train]'"


class SentenceTransformersEncoder:
    """A model of the sentence-transformers library, one text a call.

    Its vectors are centred only if means are handed in; `trm_ml.embeddings.centring.estimate`
    makes them. Another model has another ``id``, so a workspace embeds everything anew.
    """

    def __init__(
        self,
        name: str,
        *,
        prefixes: dict[Kind, str] | None = None,
        centring: Centring | None = None,
    ) -> None:
        try:
            from sentence_transformers import SentenceTransformer
        except ImportError as error:
            raise ModelMissing(
                f"The model {name} needs sentence-transformers, which is not installed: {_CURE}"
            ) from error
        self._model = SentenceTransformer(name, device="cpu")
        self.dim = int(self._model.get_sentence_embedding_dimension())
        self._prefixes = prefixes or {}
        self._centring = centring or none(self.dim)
        self.id = f"st-{name}+{self._centring.id}"

    def raw_one(self, text: str, *, kind: Kind) -> Vector:
        """Return the unit vector before centring, float32 of shape (dim,)."""
        prefixed = self._prefixes.get(kind, "") + text
        return unit(np.asarray(self._model.encode(prefixed), np.float32))

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
