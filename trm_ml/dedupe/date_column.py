"""Dates of birth, whole or in part, in the ways people and programs write them."""

import re
from collections.abc import Sequence

import numpy as np

from trm_ml.dedupe.columns import Coded, Ints, char_matrix, keys_of, mix
from trm_ml.dedupe.evidence import MISSING, BlockKey, Evidence, Levels, Scale, shares
from trm_ml.dedupe.similarity import Floats, edit_distance, on_distinct

BIRTH_DATE = Scale(
    "birth date",
    "date",
    ("differ", "near", "year", "digit", "swapped", "partial", "same"),
    (0.05, 0.03, 0.05, 0.10, 0.02, 0.02, 0.73),
)
BIRTH_YEAR = Scale("birth year", "year", ("differ", "near", "same"), (0.08, 0.07, 0.85))
_NUMBERS = re.compile(r"\d+")
_MONTH_NAMES = "janfebmaraprmayjunjulaugsepoctnovdec"
_MONTHS = {_MONTH_NAMES[3 * at : 3 * at + 3]: at + 1 for at in range(12)}
_MONTH = re.compile(r"\b(" + "|".join(_MONTHS) + r")[a-z]*\b")
_YEARS = range(1000, 2100)


def read_dates(values: Sequence[str]) -> list[str]:
    """Read folded dates as eight digits, 00 for what is not told; "" if none can be read.

    Whether 03/04 is in March or April is settled by the other dates of the column, where one of
    the two numbers is above 12; day first if nothing settles it.

    Example:
        >>> read_dates(["1990-05-03", "1990年5月", "13/05/1990", "may 3, 1990"])
        ['19900503', '19900500', '19900513', '19900503']
    """
    numbers = [_numbers(value) for value in values]
    short = [found for found in numbers if len(found) == 3 and len(found[2]) == 4]
    month_first = sum(int(found[1]) > 12 for found in short) > sum(
        int(found[0]) > 12 for found in short
    )
    return [_date(found, month_first=month_first) for found in numbers]


def _numbers(value: str) -> list[str]:
    named = _MONTH.search(value)
    if not named:
        return _NUMBERS.findall(value.partition("t")[0].partition(" 0")[0])
    found = _NUMBERS.findall(value)
    month = f"{_MONTHS[named.group(1)]:02d}"
    years = [number for number in found if len(number) == 4]
    days = [number for number in found if len(number) <= 2]
    return [*years[:1], month, *days[:1]] if years else []


def _date(found: list[str], *, month_first: bool) -> str:
    if not found:
        return ""
    first = found[0]
    if len(first) == 8 and int(first[:4]) in _YEARS:
        return first
    if len(first) == 6 and len(found) == 1 and int(first[:4]) in _YEARS:
        return f"{first}00"
    if len(first) == 4 and int(first) in _YEARS:
        month, day = (*found[1:3], "0", "0")[:2] if len(found) < 3 else found[1:3]
        return f"{first}{month[-2:]:0>2}{day[-2:]:0>2}"
    if len(found) >= 3 and len(found[2]) == 4 and len(first) <= 2 and len(found[1]) <= 2:
        day, month = (found[1], first) if month_first else (first, found[1])
        return f"{found[2]}{month:0>2}{day:0>2}"
    return ""


class DateColumn:
    """Dates of all records as eight digits."""

    def __init__(self, values: Coded) -> None:
        """Keep dates as `read_dates` gives them."""
        self.values = values
        self._digits = char_matrix(values.values, 8)
        numbers = np.array([int(value) for value in values.values], np.int64)
        self._year = (numbers // 10_000).astype(np.int32)
        self._month = (numbers // 100 % 100).astype(np.int32)
        self._day = (numbers % 100).astype(np.int32)

    @property
    def scales(self) -> Sequence[Scale]:
        """Return the scale of birth dates."""
        return (BIRTH_DATE,)

    def compare(self, left: Ints, right: Ints) -> list[Evidence]:
        """Compare the dates of pairs of rows."""
        mine, theirs = self.values.codes[left], self.values.codes[right]
        there = (mine >= 0) & (theirs >= 0)
        levels: Levels = np.full(len(left), MISSING, np.int8)
        share = np.full(len(left), np.nan, np.float32)
        if there.any():
            size = len(self.values.values)
            levels[there] = on_distinct(self._grade, mine[there], theirs[there], size)
            same = there & (levels == BIRTH_DATE.top)
            share[same] = shares(self.values.counts, mine[same])
        return [Evidence(BIRTH_DATE, levels, share)]

    def _grade(self, a: Ints, b: Ints) -> Floats:
        year = self._year[a] == self._year[b]
        month, day = self._month[a] == self._month[b], self._day[a] == self._day[b]
        part_month = month | (self._month[a] == 0) | (self._month[b] == 0)
        part_day = day | (self._day[a] == 0) | (self._day[b] == 0)
        level = np.zeros(len(a), np.float32)
        level[(abs(self._year[a] - self._year[b]) <= 1) | (month & day & (self._day[a] > 0))] = 1
        level[year] = 2
        level[edit_distance(self._digits[:, a], self._digits[:, b]) == 1] = 3
        swapped = year & (self._month[a] == self._day[b]) & (self._day[a] == self._month[b])
        level[swapped] = 4
        level[year & part_month & part_day] = 5
        whole = (self._month[a] > 0) & (self._day[a] > 0)
        level[(a == b) & whole] = 6
        return level

    def block_keys(self) -> list[BlockKey]:
        """Meet by the whole date, by its year and by month and day."""
        codes = self.values.codes
        rows = np.flatnonzero(codes >= 0).astype(np.int32)
        found = codes[rows]
        whole = (self._month[found] > 0) & (self._day[found] > 0)
        keys = keys_of(self.values.values)
        year = mix(np.full(len(rows), 7, np.uint64), self._year[found])
        # One wrong digit leaves two of year, month and day as they are.
        parts = [
            mix(np.full(len(rows), 8, np.uint64), self._year[found] * 100 + self._month[found]),
            mix(np.full(len(rows), 9, np.uint64), self._year[found] * 100 + self._day[found]),
            mix(np.full(len(rows), 10, np.uint64), self._month[found] * 100 + self._day[found]),
        ]
        return [
            BlockKey("birth date", keys[found[whole]], rows[whole]),
            BlockKey("part of birth date", np.concatenate([*(part[whole] for part in parts)]),
                     np.concatenate([rows[whole]] * 3)),
            BlockKey("birth year", year, rows),
        ]  # fmt: skip
