"""What a comparison of two records says about one field: a level of agreement and its rarity."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from trm_ml.dedupe.columns import Ints, Keys
from trm_ml.dedupe.similarity import Floats

Levels = npt.NDArray[np.int8]
MISSING = -1


@dataclass(frozen=True, slots=True)
class Scale:
    """The levels of agreement a field knows, from conflict (0) to sameness (the last).

    Attributes:
        field: the field's name, as in the reasons.
        kind: which wording belongs to it.
        levels: short English names of the levels, lowest first.
        prior: how often records of one person show each level, before anything was learned.
    """

    field: str
    kind: str
    levels: Sequence[str]
    prior: Sequence[float]

    @property
    def top(self) -> int:
        """Return the highest level: the values are the same."""
        return len(self.levels) - 1


@dataclass(frozen=True, slots=True)
class Evidence:
    """One field of many pairs.

    Attributes:
        scale: what the levels mean.
        levels: int8 of shape (pairs,); -1 where either side is missing.
        share: float32 of shape (pairs,): the share of records that hold the agreed value, in
            (0, 1]; nan below the top level.
    """

    scale: Scale
    levels: Levels
    share: Floats


class Column(Protocol):
    """A field of all records, ready to be compared and to give block keys."""

    @property
    def scales(self) -> Sequence[Scale]:
        """Return the scales of its evidence, in order."""
        ...

    def compare(self, left: Ints, right: Ints) -> list[Evidence]:
        """Compare pairs of rows; one `Evidence` a scale."""
        ...

    def block_keys(self) -> "list[BlockKey]":
        """Return the values under which like records may meet."""
        ...


@dataclass(frozen=True, slots=True)
class BlockKey:
    """A key under which records meet.

    Attributes:
        name: where it comes from.
        values: uint64 of shape (entries,); equal keys meet.
        rows: int32 of shape (entries,): the record of each entry. A record may have several.
        exact: whether it names a whole value that few people share (phone, e-mail).
    """

    name: str
    values: Keys
    rows: Ints
    exact: bool = False


def shares(counts: npt.NDArray[np.integer], codes: Ints) -> Floats:
    """Return the share of records that hold each of these values."""
    total = max(int(counts.sum()), 1)
    found: Floats = (counts[codes] / total).astype(np.float32)
    return found
