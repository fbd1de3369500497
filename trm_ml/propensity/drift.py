"""Which columns move with time: they say when a row was made rather than whom it is about.

A rate of the market or the month is nearly the same for everybody at one time. However many rows
there are, only as many lessons about it were learned as it had values, and what comes next is
often a value never seen.
"""

import numpy as np
import numpy.typing as npt

from trm_ml.propensity.splits import Order, latest
from trm_ml.propensity.table import Column, Frame, Kind, Rows
from trm_ml.propensity.values import Floats

#: Of two stretches that share a quarter or less, one cannot teach about the other.
STRANGE = 0.75
#: Of a column's variation; above it the time of a row tells most of the column.
CLOCK = 0.6
_BLOCKS = 10
_BINS = 20
_FEWEST = 50


def distance(column: Column, other: Column) -> float:
    """Return the total variation distance of two columns in [0, 1]; numbers by twentieths.

    Levels of which few rows are seen differ by chance; columns of texts and of as many levels as
    rows are not compared and give 0.
    """
    if column.kind is Kind.TEXT:
        return 0.0
    one, two = _codes(column, column), _codes(other, column)
    size = int(max(one.max(initial=0), two.max(initial=0))) + 1
    if size > len(one) / 2:
        return 0.0
    shares = np.bincount(one, minlength=size) / len(one)
    others = np.bincount(two, minlength=size) / len(two)
    return float(np.abs(shares - others).sum() / 2)


def strangers(frame: Frame, other: Frame) -> frozenset[str]:
    """Return the columns of the file of which two stretches of rows have little in common."""
    if frame.rows < _FEWEST or other.rows < _FEWEST:
        return frozenset()
    return frozenset(
        column.source
        for column, beside in zip(frame.columns, other.columns, strict=True)
        if distance(column, beside) > STRANGE
    )


def drifting(frame: Frame, order: Order) -> frozenset[str]:
    """Return the columns that follow the clock, or whose latest fifth is strange to the rest."""
    early, late = latest(order)
    if order.times is None or frame.rows < _FEWEST:
        return frozenset()
    blocks = np.array_split(np.argsort(order.times, kind="stable"), _BLOCKS)
    clocks = {column.source for column in frame.columns if explained(column, blocks) > CLOCK}
    return strangers(frame.take(early), frame.take(late)) | clocks


def explained(column: Column, blocks: list[Rows]) -> float:
    """Return the share of a column's variation that lies between blocks of rows, in [0, 1].

    Variance of ranks for numbers, Gini impurity for levels; 0 for texts.
    """
    if column.kind is Kind.TEXT:
        return 0.0
    if column.kind is Kind.NUMBER:
        known, code = np.unique(column.values, return_inverse=True)
        counts = np.bincount(code, minlength=len(known))
        values: Floats = (np.cumsum(counts) - counts / 2)[code]
        spread = [float(values[block].var()) for block in blocks]
        total = float(values.var())
    else:
        spread = [_impurity(column.values[block]) for block in blocks]
        total = _impurity(column.values)
    within = float(np.average(spread, weights=[len(block) for block in blocks]))
    return 1 - within / total if total > 0 else 0.0


def _impurity(codes: npt.NDArray[np.int32]) -> float:
    return 1 - float(((np.bincount(codes) / len(codes)) ** 2).sum())


def _codes(column: Column, cut_by: Column) -> npt.NDArray[np.int64]:
    if column.kind is Kind.CATEGORY:
        return column.values.astype(np.int64)
    there = cut_by.values[np.isfinite(cut_by.values)]
    edges = np.unique(np.quantile(there, np.linspace(0, 1, _BINS + 1))) if len(there) else there
    # beyond the first and the last edge is apart: a value never seen before is a stranger
    codes = np.where(
        column.values < edges[0] if len(edges) else False,
        0,
        np.where(
            column.values > edges[-1] if len(edges) else False,
            len(edges) + 1,
            np.searchsorted(edges[1:-1], column.values, side="right") + 1,
        ),
    )
    return np.where(np.isfinite(column.values), codes, len(edges) + 2).astype(np.int64)
