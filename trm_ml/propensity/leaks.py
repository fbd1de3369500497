"""Columns that know the answer: alone they tell it almost perfectly."""

from dataclasses import replace

import numpy as np

from trm_ml.propensity import measures
from trm_ml.propensity.encoding import crossfitted
from trm_ml.propensity.learners import Sample
from trm_ml.propensity.table import Column, Frame, Kind

TOO_GOOD = 0.98
_BINS = 50
_ROWS = 20_000


def alone(sample: Sample) -> dict[str, float]:
    """Return the AUC that each column reaches alone, on rows that its model had not seen."""
    if len(sample.answers) > _ROWS:
        rows = np.random.default_rng(sample.seed).permutation(len(sample.answers))[:_ROWS]
        sample = sample.take(np.sort(rows))
    frame = sample.frame
    levelled = Frame(tuple(_levelled(column) for column in frame.columns), frame.rows)
    odds = crossfitted(levelled, sample.answers, sample.groups, seed=sample.seed)
    return {name: measures.auc(values, sample.answers) for name, values in odds.items()}


def leaking(sample: Sample, at_least: float = TOO_GOOD) -> dict[str, float]:
    """Return the columns of the file that alone reach an AUC that is too good to be true."""
    sources = {column.name: column.source for column in sample.frame.columns}
    found = {sources[name]: value for name, value in alone(sample).items() if value >= at_least}
    return dict(sorted(found.items()))


def _levelled(column: Column) -> Column:
    """Return a number as fiftieths and missing; other columns unchanged."""
    if column.kind is not Kind.NUMBER:
        return column
    there = column.values[np.isfinite(column.values)]
    edges = np.unique(np.quantile(there, np.linspace(0, 1, _BINS + 1))) if len(there) else there
    codes = np.searchsorted(edges, column.values, side="left") + 1
    codes = np.where(np.isfinite(column.values), codes, 0).astype(np.int32)
    levels = ("", *(str(number) for number in range(len(edges) + 2)))
    return replace(column, kind=Kind.CATEGORY, values=codes, levels=levels)
