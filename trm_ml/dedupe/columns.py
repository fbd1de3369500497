"""Columns as codes: each distinct value is cleaned and compared once, however often it occurs."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from trm_ml.extract.folding import fold

Ints = npt.NDArray[np.int32]
Keys = npt.NDArray[np.uint64]

MISSING_WORDS = frozenset(
    (
        "-", "--", ".", "?", "/", "n/a", "na", "nan", "none", "null", "nil", "unknown", "unk",
        "not available", "无", "没有", "不详", "未知", "未填", "空", "暂无",
    )
)  # fmt: skip
FEW = 256  # cells up to which a table in memory of another kind costs more than it saves
_LINE = "\n"
_SPACES = re.compile(r"[^\S\n]+")


@dataclass(frozen=True, slots=True)
class Coded:
    """A column as codes into its distinct cleaned values.

    Attributes:
        codes: int32 of shape (rows,); -1 is a missing value.
        values: the distinct values; none of them is empty.
        counts: how many rows hold each value, int32 of shape (values,).
    """

    codes: Ints
    values: list[str]
    counts: Ints

    @classmethod
    def of(
        cls, cells: Sequence[str] | pa.Array, clean: Callable[[list[str]], list[str]]
    ) -> "Coded":
        """Clean the distinct cells of a column with ``clean`` and code the rows."""
        if isinstance(cells, list) and len(cells) <= FEW:
            known = {value: place for place, value in enumerate(dict.fromkeys(cells))}
            few = np.array([known[value] for value in cells], np.int32)
            return cls.recoded(few, clean(list(known)))
        array = cells if isinstance(cells, pa.Array) else pa.array(cells, pa.string())
        coded = array.dictionary_encode()
        raw = coded.dictionary.to_pylist()
        rows = coded.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int32)
        return cls.recoded(rows, clean(raw))

    @classmethod
    def recoded(cls, rows: Ints, cleaned: Sequence[str]) -> "Coded":
        """Join rows whose values were cleaned to the same text; "" becomes missing."""
        values, renamed = _distinct(cleaned)
        if "" in values:
            empty = values.index("")
            values.pop(empty)
            renamed = np.where(
                renamed == empty, -1, np.where(renamed > empty, renamed - 1, renamed)
            ).astype(np.int32)
        codes = at(renamed, rows, -1)
        counts = np.bincount(codes[codes >= 0], minlength=len(values)).astype(np.int32)
        return cls(codes, values, counts)

    @property
    def rows(self) -> int:
        """Return the number of rows."""
        return len(self.codes)

    def share(self) -> npt.NDArray[np.float32]:
        """Return each value's share of the rows that have one."""
        return (self.counts / max(int(self.counts.sum()), 1)).astype(np.float32)

    def mapped(self, name: Callable[[str], str]) -> "Coded":
        """Return the column with every value replaced by ``name(value)``."""
        return Coded.recoded(self.codes, [name(value) for value in self.values])


def _distinct(cleaned: Sequence[str]) -> tuple[list[str], Ints]:
    """Return the distinct values in the order they come, and the place of each among them."""
    if len(cleaned) <= FEW:
        known = {value: place for place, value in enumerate(dict.fromkeys(cleaned))}
        return list(known), np.array([known[value] for value in cleaned], np.int32)
    again = pa.array(cleaned, pa.string()).dictionary_encode()
    return again.dictionary.to_pylist(), again.indices.to_numpy(zero_copy_only=False).astype(
        np.int32
    )


def at(table: npt.NDArray[np.generic], rows: Ints, missing: int) -> npt.NDArray[np.int32]:
    """Look codes up in a table; code -1 gives ``missing``."""
    if not len(table):
        return np.full(len(rows), missing, np.int32)
    found: Ints = np.where(rows >= 0, table[np.maximum(rows, 0)], missing).astype(np.int32)
    return found


def folded_all(values: list[str]) -> list[str]:
    """Fold many values at once: width, case, accents, traditional characters, spaces.

    A value that only says that there is none ("n/a", "不详") becomes "".

    Example:
        >>> folded_all(["  Müller ", "張偉", "N/A"])
        ['muller', '张伟', '']
    """
    if not values:
        return []
    text = _LINE.join(value.replace(_LINE, " ").replace("\r", " ") for value in values)
    text = _SPACES.sub(" ", fold(text).text)
    cleaned = [line.strip() for line in text.split(_LINE)]
    assert len(cleaned) == len(values)
    return ["" if value in MISSING_WORDS else value for value in cleaned]


def is_missing(value: str) -> bool:
    """Say whether a cell is empty or only says that there is nothing."""
    return value.strip().lower() in MISSING_WORDS or not value.strip()


def keys_of(values: Sequence[str]) -> Keys:
    """Return a stable 64-bit key for each text, the same in every process."""
    if not values:
        return np.zeros(0, np.uint64)
    matrix = char_matrix(values, 48)
    key = np.full(matrix.shape[1], 0x9E3779B97F4A7C15, np.uint64)
    for row in matrix:  # nothing is mixed in after the end of a text: its neighbours do not matter
        key = np.where(row != 0, mix(key, row), key)
    return key


def mix(key: Keys, more: npt.NDArray[np.generic]) -> Keys:
    """Mix further whole numbers into keys (the finaliser of splitmix64)."""
    with np.errstate(over="ignore"):
        mixed = (key ^ more.astype(np.uint64)) * np.uint64(0xBF58476D1CE4E5B9)
        mixed ^= mixed >> np.uint64(29)
        mixed *= np.uint64(0x94D049BB133111EB)
        mixed ^= mixed >> np.uint64(32)
    return mixed


def char_matrix(values: Sequence[str], width: int) -> npt.NDArray[np.uint32]:
    """Return code points as uint32 of shape (longest ≤ ``width``, values), zero after the end."""
    longest = max(1, min(width, max((len(value) for value in values), default=1)))
    array = np.asarray(values, dtype=f"<U{longest}")
    points = array.view(np.uint32).reshape(len(values), longest)
    return np.ascontiguousarray(points.T)
