"""Rows of different lengths in two flat arrays, and the reductions features need over them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.integer]
Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Ragged:
    """Row ``i`` is ``values[starts[i]:starts[i + 1]]``.

    ``starts`` is int64 of shape (n + 1,), rising from 0; ``values`` is int32. Both may be memory
    mapped.
    """

    starts: npt.NDArray[np.int64]
    values: npt.NDArray[np.int32]

    @classmethod
    def of(cls, rows: Sequence[Sequence[int]]) -> "Ragged":
        """Pack lists of whole numbers."""
        starts = np.zeros(len(rows) + 1, dtype=np.int64)
        np.cumsum([len(row) for row in rows], out=starts[1:])
        flat = [value for row in rows for value in row]
        return cls(starts, np.asarray(flat, dtype=np.int32))

    @classmethod
    def joined(cls, parts: Sequence["Ragged"]) -> "Ragged":
        """Put the rows of several below each other."""
        lengths = np.concatenate([np.diff(part.starts) for part in parts])
        starts = np.zeros(len(lengths) + 1, dtype=np.int64)
        np.cumsum(lengths, out=starts[1:])
        values = np.concatenate([part.values for part in parts]).astype(np.int32, copy=False)
        return cls(starts, values)

    def __len__(self) -> int:
        return len(self.starts) - 1

    def take(self, rows: Ints) -> "Ragged":
        """Return the rows asked for, in that order; O(their length)."""
        first = self.starts[rows]
        lengths = self.starts[np.asarray(rows) + 1] - first
        starts = np.zeros(len(lengths) + 1, dtype=np.int64)
        np.cumsum(lengths, out=starts[1:])
        where = np.repeat(first - starts[:-1], lengths) + np.arange(starts[-1])
        return Ragged(starts, np.asarray(self.values[where], dtype=np.int32))

    def mapped(self, table: Ints) -> "Ragged":
        """Return the same rows with every value replaced by ``table[value]``."""
        return Ragged(self.starts, np.asarray(table[self.values], dtype=np.int32))

    def row(self, index: int) -> npt.NDArray[np.int32]:
        """Return one row."""
        return self.values[self.starts[index] : self.starts[index + 1]]

    def best(self, table: Floats) -> Floats:
        """Return per row the largest ``table[..., value]``, 0 for an empty row.

        Args:
            table: float32 of shape (values,) or (r, values), nothing below 0.

        Returns:
            float32 of shape (n,) or (r, n).
        """
        gathered = table[..., self.values]
        out = np.zeros((*table.shape[:-1], len(self)), dtype=np.float32)
        filled = np.flatnonzero(np.diff(self.starts))
        if len(filled):
            out[..., filled] = np.maximum.reduceat(gathered, self.starts[filled], axis=-1)
        return out

    def total(self, table: Floats) -> Floats:
        """Return per row the sum of ``table[value]``, 0 for an empty row; shape (n,)."""
        out = np.zeros(len(self), dtype=np.float32)
        filled = np.flatnonzero(np.diff(self.starts))
        if len(filled):
            out[filled] = np.add.reduceat(table[self.values], self.starts[filled])
        return out

    def largest(self, table: Floats, count: int) -> Floats:
        """Return per row the sum of its ``count`` largest ``table[value]``; shape (n,).

        A value added to a row never lowers it as long as the table lies in [0, 1].
        """
        owner = np.repeat(np.arange(len(self)), np.diff(self.starts))
        worth = table[self.values].astype(np.float64)
        order = np.argsort(owner + (1 - worth) * 0.5)
        place = np.arange(len(order)) - self.starts[owner]  # rows stay together in the order
        best = order[place < count]
        total = np.bincount(owner[best], weights=worth[best], minlength=len(self))
        return total.astype(np.float32)
