"""A small local model for ``trm file rank``: texts whose document is known vote for new ones.

The nearest hundred examples of a query vote for their documents, each with the fourth power of
its likeness. A vote depends on the query and the examples alone, so a pair's score still does not
depend on the other documents.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import orjson

from trm_ml.embeddings.encoder import Progress
from trm_ml.embeddings.files import ModelMissing
from trm_ml.embeddings.pairs import Scores, Side, scores
from trm_ml.embeddings.rank_kinds import Comparison

_MANIFEST, _VECTORS = "examples.json", "examples.f4"
_NEAREST, _POWER = 100, 4
_SHARE = 0.6


@dataclass(frozen=True)
class Examples:
    """Texts with the ids of their documents, and the texts' vectors.

    Attributes:
        id: a hash of all that went in; the cache key.
        side: the texts, one name an entry, as the documents of a comparison.
    """

    id: str
    documents: tuple[str, ...]
    side: Side

    @classmethod
    def prepare(
        cls,
        folder: Path,
        compare: Comparison,
        pairs: Sequence[tuple[str, str]],
        *,
        progress: Progress | None = None,
    ) -> "Examples":
        """Return the model of these (text, document) pairs, from ``folder`` if it is there."""
        key = identity(compare, pairs)
        if (folder / _MANIFEST).is_file():
            kept = cls.open(folder, compare)
            if kept.id == key:
                return kept
        texts = [text for text, _ in pairs]
        side = compare.documents([[text] for text in texts], progress)
        folder.mkdir(parents=True, exist_ok=True)
        raw = side.dense.astype("<f4").tobytes()
        told = {"id": key, "comparison": compare.id, "pairs": pairs}
        told |= {"sha256": hashlib.sha256(raw).hexdigest(), "dim": side.dense.shape[1]}
        for name, content in ((_VECTORS, raw), (_MANIFEST, orjson.dumps(told))):
            aside = folder / f".{name}.part"
            aside.write_bytes(content)
            aside.replace(folder / name)
        return cls(key, tuple(document for _, document in pairs), side)

    @classmethod
    def open(cls, folder: Path, compare: Comparison) -> "Examples":
        """Return a model that `prepare` wrote.

        Raises:
            ModelMissing: it is missing or damaged, or made for another kind or encoder.
        """
        try:
            told: dict[str, Any] = orjson.loads((folder / _MANIFEST).read_bytes())
            raw = (folder / _VECTORS).read_bytes()
        except (OSError, ValueError) as error:
            raise ModelMissing(
                f"{folder} holds no model of examples. Give --examples to make one."
            ) from error
        if hashlib.sha256(raw).hexdigest() != told["sha256"]:
            raise ModelMissing(f"{folder / _VECTORS} is damaged: its checksum is wrong. Delete it.")
        if told["comparison"] != compare.id:
            raise ModelMissing(
                f"{folder} was made for {told['comparison']}, not for {compare.id}. "
                "Give --examples to make it anew."
            )
        texts = [text for text, _ in told["pairs"]]
        dense = np.frombuffer(raw, "<f4").reshape(len(texts), told["dim"]).astype(np.float32)
        side = compare.known_documents(dense, [[text] for text in texts])
        return cls(told["id"], tuple(document for _, document in told["pairs"]), side)

    def votes(self, likeness: Scores) -> dict[str, float]:
        """Return each document's share of the votes of one query's nearest examples.

        Args:
            likeness: the query's scores against the examples, 0.5 for unrelated ones.
        """
        strength = np.clip(2 * likeness - 1, 0, 1)
        kept = np.argsort(-strength, kind="stable")[:_NEAREST]
        shares = strength[kept] ** _POWER
        total = float(shares.sum())
        votes: dict[str, float] = {}
        for row, share in zip(kept.tolist(), shares.tolist(), strict=True):
            name = self.documents[row]
            votes[name] = votes.get(name, 0.0) + share / total if total > 0 else 0.0
        return votes

    def blend(self, queries: Side, compare: Comparison) -> list[dict[str, float]]:
        """Return the votes of every query, in order."""
        return [self.votes(row) for _, row in scores(queries, self.side, compare.weights)]


def with_votes(values: Scores, ids: Sequence[str], votes: dict[str, float]) -> Scores:
    """Return scores in which the votes count three fifths; a blank document stays at 0."""
    voted = np.array([votes.get(name, 0.0) for name in ids])
    mixed: Scores = (1 - _SHARE) * values + _SHARE * voted
    return np.where(values > 0, mixed, 0.0)


def identity(compare: Comparison, pairs: Sequence[tuple[str, str]]) -> str:
    """Return the hash that says whether a kept model is the one of these examples."""
    return hashlib.sha256(orjson.dumps([compare.id, list(pairs)])).hexdigest()[:16]
