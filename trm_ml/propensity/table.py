"""A table of typed columns: numbers, categories and free text, from cells as they came."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

import numpy as np
import numpy.typing as npt

from trm_ml.features.grams import grams
from trm_ml.propensity import values
from trm_ml.propensity.values import Floats

Rows = npt.NDArray[np.intp]

_ID_NAME = re.compile(r"(?:^|[^a-z])(?:id|uuid|guid|no|number|index)$|编号$|序号$|号码$|^id$", re.I)
_UNIQUE = 0.95
_FEWEST_ROWS = 20
_TEXT_PIECES = 4
_TEXT_DISTINCT = 0.5
_TEXT_SAMPLE = 500
_WORDS_AMONG_NUMBERS = 0.01


class Kind(StrEnum):
    """What a column holds."""

    NUMBER = "number"
    CATEGORY = "category"
    TEXT = "text"


@dataclass(frozen=True)
class Column:
    """A typed column.

    Attributes:
        name: as it is called in reports.
        source: the column of the file it was made from.
        kind: what ``values`` holds: float64 with nan for missing, int32 level codes, or texts.
        levels: what each level code says; level 0 is "missing".
    """

    name: str
    source: str
    kind: Kind
    values: npt.NDArray[Any]
    levels: tuple[str, ...] = ()

    def take(self, rows: Rows) -> "Column":
        """Return the column of some rows."""
        return replace(self, values=self.values[rows])


@dataclass(frozen=True)
class Frame:
    """Columns of the same rows."""

    columns: tuple[Column, ...]
    rows: int

    def take(self, rows: Rows) -> "Frame":
        """Return some rows."""
        return Frame(tuple(column.take(rows) for column in self.columns), len(rows))

    def without(self, sources: frozenset[str]) -> "Frame":
        """Return the frame without what was made from some columns of the file."""
        kept = tuple(column for column in self.columns if column.source not in sources)
        return Frame(kept, self.rows)

    @property
    def sources(self) -> list[str]:
        """Return the columns of the file, each once, in order."""
        return list(dict.fromkeys(column.source for column in self.columns))


def typed(name: str, train: Sequence[str], predict: Sequence[str]) -> list[Column]:
    """Type a column by its training cells, and read the cells of both files, training first."""
    cells = [values.folded(cell) for cell in train]
    split = len(cells)
    cells += [values.folded(cell) for cell in predict]
    numbers = values.read_with(values.number, cells)
    if values.share_read(numbers[:split], cells[:split]) >= values.ENOUGH:
        return _of_numbers(name, numbers, cells, split)
    moments = values.days(cells)
    if values.share_read(moments[:split], cells[:split]) >= values.ENOUGH:
        return _of_days(name, moments)
    if _is_text(cells[:split]):
        return [Column(name, name, Kind.TEXT, np.asarray(cells, dtype=object))]
    return [_of_levels(name, name, cells)]


def is_constant(column: Column, train: int) -> bool:
    """Say whether the first ``train`` rows all say the same, or nothing."""
    head = column.values[:train]
    if column.kind is Kind.NUMBER:
        there = head[np.isfinite(head)]
        return there.size == 0 or (there.size == train and bool((there == there[0]).all()))
    return len(set(head.tolist())) <= 1


def is_identifier(column: Column, train: int) -> bool:
    """Say whether a column names its rows rather than describing them."""
    head = column.values[:train]
    if train < _FEWEST_ROWS or column.kind is Kind.TEXT:
        return False
    there = head[np.isfinite(head)] if column.kind is Kind.NUMBER else head[head > 0]
    if len(np.unique(there)) <= _UNIQUE * max(len(there), 1):
        return False
    if column.kind is Kind.CATEGORY:
        return len(there) > train / 2
    whole = bool((there == np.round(there)).all())
    counted = whole and there.max() - there.min() + 1 <= len(there) / _UNIQUE
    return counted or (whole and bool(_ID_NAME.search(column.name)))


def _of_numbers(name: str, numbers: Floats, cells: Sequence[str], split: int) -> list[Column]:
    found = [Column(name, name, Kind.NUMBER, numbers)]
    words = [
        "" if not cell else "#" if np.isfinite(value) else cell
        for cell, value in zip(cells, numbers, strict=True)
    ]
    strange = sum(word not in ("", "#") for word in words[:split])
    if strange >= max(_WORDS_AMONG_NUMBERS * split, 2):
        found.append(_of_levels(f"{name} (words)", name, words))
    return found


def _of_days(name: str, moments: Floats) -> list[Column]:
    whole = np.floor(moments)
    weekday = (whole + 3) % 7  # 1970-01-01 was a Thursday; 0 is Monday
    found = [
        Column(name, name, Kind.NUMBER, moments),
        Column(f"{name} (weekday)", name, Kind.NUMBER, weekday),
    ]
    hours = (moments - whole) * 24
    if np.nanmax(hours) > 0:
        found.append(Column(f"{name} (hour)", name, Kind.NUMBER, hours))
    return found


def _of_levels(name: str, source: str, cells: Sequence[str]) -> Column:
    known = {"": 0}
    codes = np.asarray([known.setdefault(cell, len(known)) for cell in cells], dtype=np.int32)
    return Column(name, source, Kind.CATEGORY, codes, tuple(known))


def _is_text(cells: Sequence[str]) -> bool:
    there = [cell for cell in cells if cell]
    distinct = list(dict.fromkeys(there))
    if len(distinct) < max(_TEXT_DISTINCT * len(there), _FEWEST_ROWS):
        return False
    sample = distinct[:: max(len(distinct) // _TEXT_SAMPLE, 1)]
    return float(np.mean([len(grams(cell)) for cell in sample])) >= _TEXT_PIECES
