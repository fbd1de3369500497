"""Makes the packaged language means.

``python -m trm_ml.embeddings.estimate_centring --data DIR --encoder e5|use``
"""

import argparse
import random
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Protocol

import numpy as np

from trm_ml.embeddings import centring, files, model_files, sources
from trm_ml.embeddings.encoder import E5Encoder, Vector, encode_side_by_side

_SHORT_SAMPLE, _LONG_SAMPLE = 1200, 500
_LONGEST = 1200  # characters of a long text


class Raw(Protocol):
    """Gives the vector of one text before centring."""

    def __call__(self, text: str, *, kind: centring.Kind) -> Vector:
        """Return a unit vector, float32 of shape (dim,)."""
        ...


def texts_by_source(data: Path, seed: int) -> dict[str, list[str]]:
    """Return a seeded sample of each licensed source, titles and long texts, zh and en."""
    occupations, skills = (
        sources.esco_names(data, "occupations"),
        sources.esco_names(data, "skills"),
    )
    onet, csco = sources.onet_names(data), sources.csco_names(data)
    short = {
        "ESCO titles": [name for entry in occupations for name in entry.names],
        "ESCO skills": [name for entry in skills for name in entry.names],
        "O*NET titles": [name for entry in onet for name in entry.names],
        "CSCO titles": [name for entry in csco for name in entry.names],
        "51job listing titles": sources.listing_titles(data),
    }
    long = {
        "ESCO descriptions": [entry.description for entry in occupations],
        "O*NET tasks": sources.onet_tasks(data),
        "CSCO definitions": [entry.description for entry in csco],
        "51job and Zhilian texts": sources.zhilian_texts(data),
    }
    chosen = {name: _sample(texts, _SHORT_SAMPLE, seed) for name, texts in short.items()}
    for name, texts in long.items():
        chosen[name] = [text[:_LONGEST] for text in _sample(texts, _LONG_SAMPLE, seed)]
    return chosen


def _sample(texts: Sequence[str], size: int, seed: int) -> list[str]:
    distinct = [text for text in dict.fromkeys(texts) if text.strip()]
    return random.Random(seed).sample(distinct, min(size, len(distinct)))  # noqa: S311


def means_of(raw: Raw, dim: int, samples: dict[str, list[str]]) -> Vector:
    """Return the means of both kinds, float32 of shape (2, 4, dim); every source counts alike."""
    texts = [text for sample in samples.values() for text in sample]
    weights = [1 / len(sample) for sample in samples.values() for _ in sample]
    means = []
    for kind in centring.KINDS:
        vectors = encode_side_by_side(partial(raw, kind=kind), texts, dim=dim, progress=_show)
        means.append(centring.estimate(texts, vectors, np.array(weights, np.float32)))
    return np.stack(means)


def _show(done: int, total: int) -> None:
    sys.stderr.write(f"\r{done}/{total}" + ("\n" if done == total else ""))


def main() -> None:
    """Estimate, write and record the means of every packaged encoder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the shared data sets")
    parser.add_argument("--models", type=Path, default=Path(sys.prefix) / "share/trm/models")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--encoder", choices=["e5", "use"], required=True)
    arguments = parser.parse_args()
    raw, dim = _raw_encoder(arguments.encoder, arguments.models)
    samples = texts_by_source(arguments.data, arguments.seed)
    path = centring.save(arguments.encoder, means_of(raw, dim, samples), files.FOLDER)
    files.record(
        path.name,
        f"means of {', '.join(samples)} (seed {arguments.seed}); {sources.ATTRIBUTION}; "
        "made by python -m trm_ml.embeddings.estimate_centring",
    )


def _raw_encoder(name: str, models: Path) -> tuple[Raw, int]:
    if name == "use":
        from trm_ml.embeddings.use_encoder import UseEncoder

        return UseEncoder(centring.none(UseEncoder.dim)).raw_one, UseEncoder.dim
    e5 = E5Encoder(model_files.converted(models), centring.none(E5Encoder.dim))
    return e5.raw_one, e5.dim


if __name__ == "__main__":
    main()
