"""Verdicts that people have given: which pairs of records are one person and which are not."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from trm_ml.dedupe.columns import Ints


@dataclass(frozen=True, slots=True)
class Labels:
    """What is known of some pairs.

    Attributes:
        left, right: int32 of shape (verdicts,), ``left`` < ``right``: pairs that were judged.
        match: float32 in [0, 1]: how sure the judge was that they are one person.
        groups: int32 of shape (rows,): the known cluster of each row, -1 where unknown.
    """

    left: Ints
    right: Ints
    match: npt.NDArray[np.float32]
    groups: Ints

    @classmethod
    def of_pairs(
        cls, rows: int, left: Ints, right: Ints, match: npt.NDArray[np.float32]
    ) -> "Labels":
        """Keep judged pairs; of several verdicts on one pair the mean counts."""
        low, high = np.minimum(left, right).astype(np.int64), np.maximum(left, right)
        packed, back = np.unique(low << 32 | high, return_inverse=True)
        mean = np.bincount(back, match) / np.bincount(back)
        return cls(
            (packed >> 32).astype(np.int32),
            (packed & 0xFFFFFFFF).astype(np.int32),
            mean.astype(np.float32),
            np.full(rows, -1, np.int32),
        )

    @classmethod
    def of_clusters(cls, names: Sequence[str]) -> "Labels":
        """Keep the known cluster of each row; "" is unknown."""
        distinct = {name: place for place, name in enumerate(sorted({*names} - {""}))}
        groups = np.array([distinct.get(name, -1) for name in names], np.int32)
        none = np.zeros(0, np.int32)
        return cls(none, none, np.zeros(0, np.float32), groups)

    def on(self, left: Ints, right: Ints) -> npt.NDArray[np.float32]:
        """Return what is known of pairs: a match in [0, 1], nan where nothing is."""
        mine, theirs = self.groups[left], self.groups[right]
        known = np.full(len(left), np.nan, np.float32)
        both = (mine >= 0) & (theirs >= 0)
        known[both] = mine[both] == theirs[both]
        if len(self.left):
            packed = left.astype(np.int64) << 32 | right
            judged = self.left.astype(np.int64) << 32 | self.right
            place = np.minimum(np.searchsorted(judged, packed), len(judged) - 1)
            hit = judged[place] == packed
            known[hit] = self.match[place[hit]]
        return known
