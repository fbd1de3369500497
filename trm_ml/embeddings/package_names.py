"""Makes the packaged vectors of the lexicon's names.

``python -m trm_ml.embeddings.package_names MODEL_DIR``; names that are packaged already are kept.
"""

import sys
from pathlib import Path

import numpy as np
from tqdm import tqdm

from trm_ml.embeddings import files, load_encoder, packaged_names
from trm_ml.embeddings.lexicon_vectors import names_of, vectors_of
from trm_ml.extract.lexicon import Lexicon

_CHUNK = 512
_PROVENANCE = (
    "names of the lexicon (ESCO v1.1.1, O*NET 29.2, CSCO 2022 and our own words) through the "
    "default encoder; made by python -m trm_ml.embeddings.package_names"
)


def main() -> None:
    """Embed every name that is not packaged yet and write the table anew."""
    encoder = load_encoder(Path(sys.argv[1]))
    names = sorted(set(names_of(Lexicon.load())))
    chunks = [names[start : start + _CHUNK] for start in range(0, len(names), _CHUNK)]
    path = files.FOLDER / packaged_names.FILE
    known = packaged_names.packaged() if path.is_file() else None
    vectors = np.concatenate([vectors_of(chunk, encoder, known) for chunk in tqdm(chunks)])
    table = packaged_names.packed(encoder.id, names, vectors)
    np.savez(path, **table)
    files.record(packaged_names.FILE, _PROVENANCE)


if __name__ == "__main__":
    main()
