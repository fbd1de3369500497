"""Columns that are not names or dates: numbers of contact and identity, places, free text."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product

import numpy as np
from scipy import sparse

from trm_ml.dedupe.columns import Coded, Ints, keys_of
from trm_ml.dedupe.evidence import MISSING, BlockKey, Evidence, Levels, Scale, shares
from trm_ml.dedupe.similarity import (
    FEW,
    Floats,
    cosine,
    cosine_of_few,
    edit_similarity,
    gram_matrix,
    on_distinct,
)

Grade = Callable[["ValueColumn", Ints, Ints], Floats]


@dataclass
class ValueColumn:
    """One field of all records.

    Attributes:
        scale: its levels of agreement.
        values: the cleaned values.
        grade: gives the level of pairs of different values.
        parts: gives the pieces of a value by which it may be found.
        exact: whether few people share one value.
        others: codes of further values of the rows, -1 where there is none.
    """

    scale: Scale
    values: Coded
    grade: Grade
    parts: Callable[[str], Sequence[str]] | None = None
    exact: bool = False
    others: Sequence[Ints] = ()
    scales: Sequence[Scale] = field(init=False)

    def __post_init__(self) -> None:
        self.scales = (self.scale,)

    def compare(self, left: Ints, right: Ints) -> list[Evidence]:
        """Compare the values of pairs of rows; of several values the pair that agrees best."""
        sides = [self.values.codes, *self.others]
        best: Evidence | None = None
        for one, other in product(sides, sides):
            found = self._compare(one[left], other[right])
            best = found if best is None else _better(best, found)
        assert best is not None
        return [best]

    def _compare(self, mine: Ints, theirs: Ints) -> Evidence:
        there = (mine >= 0) & (theirs >= 0)
        levels: Levels = np.full(len(mine), MISSING, np.int8)
        same = there & (mine == theirs)
        levels[same] = self.scale.top
        unlike = np.flatnonzero(there & ~same)
        if len(unlike):
            levels[unlike] = on_distinct(
                lambda a, b: self.grade(self, a, b),
                mine[unlike],
                theirs[unlike],
                len(self.values.values),
            )
        share = np.full(len(mine), np.nan, np.float32)
        share[same] = shares(self.values.counts, mine[same])
        return Evidence(self.scale, levels, share)

    @cached_property
    def grams(self) -> sparse.csr_matrix:
        """Return the weighted n-grams of the distinct values."""
        return gram_matrix(self.values.values)

    @cached_property
    def lengths(self) -> Ints:
        """Return how long each distinct value is."""
        return np.array([len(value) for value in self.values.values], np.int32)

    def block_keys(self) -> list[BlockKey]:
        """Meet by the whole value and by its pieces."""
        sides = [self.values.codes, *self.others]
        there = [np.flatnonzero(codes >= 0).astype(np.int32) for codes in sides]
        rows = np.concatenate(there)
        codes = np.concatenate([side[held] for side, held in zip(sides, there, strict=True)])
        keys = keys_of(self.values.values)
        found = [BlockKey(self.scale.field, keys[codes], rows, self.exact)]
        if self.parts:
            found.append(self._part_keys(rows, codes))
        return found

    def _part_keys(self, rows: Ints, codes: Ints) -> BlockKey:
        assert self.parts
        pieces = [self.parts(value) for value in self.values.values]
        counts = np.array([len(piece) for piece in pieces], np.int64)
        keys = keys_of([part for piece in pieces for part in piece])
        starts = np.concatenate([[0], np.cumsum(counts)])
        many = counts[codes]
        ends = np.cumsum(many)
        where = np.arange(int(ends[-1]) if len(ends) else 0)
        where += np.repeat(starts[codes] - (ends - many), many)
        return BlockKey(
            f"part of {self.scale.field}", keys[where], np.repeat(rows, many), self.exact
        )


def _better(one: Evidence, other: Evidence) -> Evidence:
    """Take for each pair what agrees more; a rarer value of two that are the same."""
    wins = other.levels > one.levels
    wins |= (other.levels == one.levels) & (other.share < one.share)
    return Evidence(
        one.scale,
        np.where(wins, other.levels, one.levels).astype(np.int8),
        np.where(wins, other.share, one.share).astype(np.float32),
    )


def by_edits(near: float, alike: float) -> Grade:
    """Grade by the share of characters that agree: level 2 from ``near``, 1 from ``alike``."""

    def grade(column: ValueColumn, left: Ints, right: Ints) -> Floats:
        similar = edit_similarity(column.values.values, left, right, least=alike)
        return ((similar >= alike).astype(np.float32) + (similar >= near)).astype(np.float32)

    return grade


def by_text(column: ValueColumn, left: Ints, right: Ints) -> Floats:
    """Grade by edits of short values and by shared n-grams: levels 3, 2, 1, 0."""
    if len(left) <= FEW:
        similar = cosine_of_few(column.values.values, left, right)
    else:
        similar = cosine(column.grams, left, right)
    short = (column.lengths[left] <= 32) & (column.lengths[right] <= 32)
    edits = np.zeros(len(left), np.float32)
    edits[short] = edit_similarity(column.values.values, left[short], right[short], least=0.7)
    level = np.zeros(len(left), np.float32)
    level[similar >= 0.2] = 1
    level[(similar >= 0.45) | (edits >= 0.7)] = 2
    level[(similar >= 0.75) | (edits >= 0.85)] = 3
    return level


def by_nothing(_column: ValueColumn, left: Ints, _right: Ints) -> Floats:
    """Grade every difference as a conflict."""
    return np.zeros(len(left), np.float32)


def by_halves(separator: str) -> Grade:
    """Grade 2 if one side of the separator agrees and is telling, 1 if it is close."""

    def grade(column: ValueColumn, left: Ints, right: Ints) -> Floats:
        own = Coded.recoded(
            np.arange(len(column.values.values), dtype=np.int32),
            [value.partition(separator)[0] for value in column.values.values],
        )
        mine, theirs = own.codes[left], own.codes[right]
        similar = edit_similarity(column.values.values, left, right, least=0.7)
        names = mine == theirs
        level = (similar >= 0.7).astype(np.float32)
        level[names | (similar >= 0.85)] = 2
        return level

    return grade


def by_digits(column: ValueColumn, left: Ints, right: Ints) -> Floats:
    """Grade telephone numbers: 2 if the last eight digits agree or one digit differs, else 0."""
    tails = Coded.recoded(
        np.arange(len(column.values.values), dtype=np.int32),
        [value[-8:] for value in column.values.values],
    )
    similar = edit_similarity(column.values.values, left, right, least=0.8)
    level = np.zeros(len(left), np.float32)
    level[similar >= 0.8] = 1
    level[(tails.codes[left] == tails.codes[right]) | (similar >= 0.9)] = 2
    return level


def head(size: int) -> Callable[[str], list[str]]:
    """Return the first characters of a value as its only piece."""
    return lambda value: [value[:size]]


def words(value: str) -> list[str]:
    """Return the words of a text, Chinese ones as bigrams; each once."""
    if value.isascii():
        return list(dict.fromkeys(word for word in _split(value) if len(word) > 1))
    return list(dict.fromkeys(value[place : place + 2] for place in range(max(len(value) - 1, 1))))


def _split(value: str) -> list[str]:
    return "".join(char if char.isalnum() else " " for char in value).split()
