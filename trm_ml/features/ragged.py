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
        starts, where = self.places(rows)
        return Ragged(starts, np.asarray(self.values[where], dtype=np.int32))

    def places(self, rows: Ints) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Return where the values of the rows asked for stand: new ``starts``, and places."""
        first = self.starts[rows]
        lengths = self.starts[np.asarray(rows) + 1] - first
        starts = np.zeros(len(lengths) + 1, dtype=np.int64)
        np.cumsum(lengths, out=starts[1:])
        return starts, np.repeat(first - starts[:-1], lengths) + np.arange(starts[-1])

    def owners(self) -> npt.NDArray[np.int64]:
        """Return for each value the row it stands in."""
        return np.repeat(np.arange(len(self)), np.diff(self.starts))

    def with_added(self, rows: Ints, values: Ints) -> "Ragged":
        """Return the same rows with one value more in some of them, each row named once at most.

        Rows whose values rise keep rising.
        """
        if not len(rows):
            return self
        first, stop = self.starts[rows], self.starts[np.asarray(rows) + 1]
        held = Ragged(np.append(0, np.cumsum(stop - first)), self.take(rows).values)
        below = held.values < np.repeat(values, stop - first)
        places = first + np.bincount(held.owners()[below], minlength=len(rows))
        more = np.zeros(len(self.starts), dtype=np.int64)
        more[np.asarray(rows) + 1] = 1
        grown = np.insert(self.values, places, np.asarray(values, dtype=np.int32))
        return Ragged(self.starts + np.cumsum(more), grown)

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
        worth = table[self.values].astype(np.float64)
        some = np.flatnonzero(worth)  # the others add nothing
        owner, worth = self.owners()[some], worth[some]
        order = np.argsort(owner + (1 - worth) * 0.5)
        first = np.searchsorted(owner, owner)  # rows stay together in the order
        best = order[np.arange(len(order)) - first < count]
        total = np.bincount(owner[best], weights=worth[best], minlength=len(self))
        return total.astype(np.float32)


@dataclass(frozen=True, slots=True)
class Credits:
    """What each of s values is worth for each of r needs, in (0, 1]; nothing is not written down.

    Value ``v`` helps with the needs ``needs.row(v)``, as much as ``worth`` says beside them.
    """

    needs: Ragged
    worth: Floats
    count: int

    @classmethod
    def of(cls, columns: Sequence[tuple[Ints, Floats]], size: int) -> "Credits":
        """Put together one column a need: the values that help with it (once each), and how much.

        Args:
            columns: values below ``size`` and their worth, both of shape (m,), for each need.
            size: s.
        """
        values = np.concatenate([np.empty(0, np.int32), *(rows for rows, _ in columns)])
        worth = np.concatenate([np.empty(0, np.float32), *(worth for _, worth in columns)])
        need = np.repeat(np.arange(len(columns)), [len(rows) for rows, _ in columns])
        order = np.argsort(values, kind="stable")
        starts = np.zeros(size + 1, dtype=np.int64)
        np.cumsum(np.bincount(values.astype(np.int64), minlength=size), out=starts[1:])
        needs = Ragged(starts, need[order].astype(np.int32))
        return cls(needs, worth[order].astype(np.float32), len(columns))

    def best(self, rows: Ragged) -> Floats:
        """Return for each need the most that a value of each row is worth, float32 (r, n).

        0 where none is worth anything. Cost: the values that are worth something, not all.
        """
        helps = np.diff(self.needs.starts) > 0
        some = np.flatnonzero(helps[rows.values])
        starts, where = self.needs.places(rows.values[some])
        owner = np.repeat(rows.owners()[some], np.diff(starts))
        out = np.zeros(self.count * len(rows), dtype=np.float32)
        np.maximum.at(out, self.needs.values[where] * len(rows) + owner, self.worth[where])
        return out.reshape(self.count, len(rows))

    def most(self, values: Ints, first: int, stop: int) -> Floats:
        """Return the most that each value is worth for the needs ``first`` to ``stop``, (m,)."""
        starts, where = self.needs.places(values)
        owner, need = np.repeat(np.arange(len(values)), np.diff(starts)), self.needs.values[where]
        chosen = (need >= first) & (need < stop)
        out = np.zeros(len(values), dtype=np.float32)
        np.maximum.at(out, owner[chosen], self.worth[where][chosen])
        return out
