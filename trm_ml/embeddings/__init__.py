"""Texts to vectors: the encoders, their files, centring, and the vectors of the lexicon."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from trm_ml.embeddings.encoder import Encoder


def load_encoder(model_dir: Path) -> "Encoder":
    """Return the default encoder, converting its packaged weights once if that is still to do.

    Args:
        model_dir: the folder that holds models; the encoder gets a folder of its own in it.

    Raises:
        ModelMissing: the weights are missing or altered, or the converted files are damaged.
    """
    from trm_ml.embeddings import centring, model_files
    from trm_ml.embeddings.encoder import E5Encoder

    folder = model_files.converted(model_dir)
    return E5Encoder(folder, centring.load("e5", E5Encoder.dim))
