"""A linear chain of labels: weights learned by CRFsuite, decoded here, saved as plain arrays."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

OUTSIDE = "O"


@dataclass(frozen=True)
class LinearChain:
    """Scores of labels by feature and of each label after another.

    ``weights`` is ``(features, labels)`` and ``steps`` ``(labels, labels)``, both float32.
    ``leaning`` is taken from the score of the outside label: above 0 it finds more, less surely.
    """

    labels: tuple[str, ...]
    rows: Mapping[str, int]
    weights: npt.NDArray[np.float32]
    steps: npt.NDArray[np.float32]
    leaning: float = 0.0

    def mark(self, features: Sequence[Sequence[str]]) -> list[str]:
        """Return the best label of each token (Viterbi); ties go to the first label."""
        if not features:
            return []
        scores = np.stack([self._score(seen) for seen in features])
        if OUTSIDE in self.labels:
            scores[:, self.labels.index(OUTSIDE)] -= self.leaning
        best = scores[0]
        came: list[npt.NDArray[np.intp]] = []
        for score in scores[1:]:
            reached = best[:, None] + self.steps
            came.append(reached.argmax(axis=0))
            best = reached.max(axis=0) + score
        path = [int(best.argmax())]
        for back in reversed(came):
            path.append(int(back[path[-1]]))
        return [self.labels[index] for index in reversed(path)]

    def _score(self, seen: Sequence[str]) -> npt.NDArray[np.float32]:
        known = [row for row in map(self.rows.get, seen) if row is not None]
        total: npt.NDArray[np.float32] = self.weights[known].sum(axis=0)
        return total

    @classmethod
    def learned(
        cls,
        labels: Sequence[str],
        states: Mapping[tuple[str, str], float],
        steps: Mapping[tuple[str, str], float],
    ) -> "LinearChain":
        """Build one from weights by ``(feature, label)`` and ``(label, next label)``."""
        order = tuple(sorted(labels))
        where = {label: column for column, label in enumerate(order)}
        names = sorted({feature for feature, _ in states})
        rows = {name: row for row, name in enumerate(names)}
        weights = np.zeros((len(names), len(order)), dtype=np.float32)
        for (feature, label), value in states.items():
            weights[rows[feature], where[label]] = value
        moves = np.zeros((len(order), len(order)), dtype=np.float32)
        for (before, after), value in steps.items():
            moves[where[before], where[after]] = value
        return cls(order, rows, weights, moves)

    def packed(self) -> bytes:
        """Return the chain as one compressed file of arrays; weights in half precision."""
        names = sorted(self.rows, key=lambda name: self.rows[name])
        told = io.BytesIO()
        np.savez_compressed(
            told,
            labels=np.frombuffer("\n".join(self.labels).encode(), dtype=np.uint8),
            names=np.frombuffer("\n".join(names).encode(), dtype=np.uint8),
            weights=self.weights.astype(np.float16),
            steps=self.steps,
            leaning=np.float32(self.leaning),
        )
        return told.getvalue()

    @classmethod
    def unpacked(cls, raw: bytes) -> "LinearChain":
        """Read what `packed` wrote.

        Raises:
            ValueError: the bytes are not a chain.
        """
        try:
            with np.load(io.BytesIO(raw), allow_pickle=False) as arrays:
                labels = tuple(arrays["labels"].tobytes().decode().split("\n"))
                names = arrays["names"].tobytes().decode().split("\n")
                weights = arrays["weights"].astype(np.float32)
                steps, leaning = arrays["steps"], float(arrays["leaning"])
        except (KeyError, OSError, ValueError, zipfile.BadZipFile) as error:
            raise ValueError(f"not a chain of labels: {error}") from error
        if weights.shape != (len(names), len(labels)) or steps.shape != (len(labels), len(labels)):
            raise ValueError("not a chain of labels: its arrays do not fit together")
        return cls(labels, {name: row for row, name in enumerate(names)}, weights, steps, leaning)
