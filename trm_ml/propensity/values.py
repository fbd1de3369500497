"""Reads cells: what counts as missing, as a number, as a day, as a yes or no."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from functools import partial

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

MISSING = frozenset(
    ["", "na", "n/a", "n.a.", "nan", "nat", "null", "nil", "none", "?", "-", "--", "#n/a", "\\n"]
)
YES = frozenset(["1", "1.0", "yes", "true", "是"])
NO = frozenset(["0", "0.0", "no", "false", "否"])

_SPACES = re.compile(r"\s+")
_NUMBER = re.compile(
    r"(?P<bound>[<>≤≥~≈]=?)?\s*[$€£¥￥]?\s*"
    r"(?P<number>[-+]?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d*)?(?:e[-+]?\d+)?)\s*"
    r"(?P<plus>\+)?\s*(?P<percent>%)?"
)
_YEAR_FIRST = re.compile(
    r"(\d{4})[-/.年](\d{1,2})(?:[-/.月](\d{1,2})日?)?月?"
    r"(?:[t ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?)?\s*(z|[+-]\d{2}:?\d{2})?"
)
_EIGHT_DIGITS = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})")
_YEAR_LAST = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})(?:[ ,]+(\d{1,2}):(\d{2}).*)?")
_LAST_DIGITS = re.compile(r"(\d+)\D*$")
#: Nearly all cells must read as one kind before a column is taken for it.
ENOUGH = 0.9
_A_DAY_S = 86_400.0


def folded(cell: str) -> str:
    """Return a cell as it is compared: one width, one case, single spaces; "" if missing.

    Example:
        >>> folded(" Yes "), folded("ＮＡ"), folded("是")
        ('yes', '', '是')
    """
    text = _SPACES.sub(" ", unicodedata.normalize("NFKC", cell)).strip().casefold()
    return "" if text in MISSING else text


def number(text: str) -> float:
    """Return the number a folded cell says, nan if it says none.

    An open bound (``>20``, ``10+``) stands just beyond its number, so that it differs from it.

    Example:
        >>> number("1,234.5"), number("12%"), number(">20") > 20, number("b12")
        (1234.5, 0.12, True, nan)
    """
    found = _NUMBER.fullmatch(text)
    if found is None or not re.search(r"\d", found["number"]):
        return float("nan")
    try:
        value = float(found["number"].replace(",", ""))
    except ValueError:
        return float("nan")
    beyond = 0.01 * max(abs(value), 1.0)
    if found["plus"] or (found["bound"] or "")[:1] in (">", "≥"):
        value += beyond
    elif (found["bound"] or "")[:1] in ("<", "≤"):
        value -= beyond
    return value / 100 if found["percent"] else value


def day(text: str, *, month_first: bool = False) -> float:
    """Return the day a folded cell says, in days since 1970 (the hour as a fraction), or nan.

    Example:
        >>> day("1970-01-02"), day("02.01.1970"), day("1970年1月2日"), day("B12")
        (1.0, 1.0, 1.0, nan)
    """
    if found := _YEAR_FIRST.fullmatch(text):
        year, month, date, hour, minute, second, zone = found.groups()
        moment = _moment(year, month, date or "1", hour, minute, second)
        return moment - _offset(zone)
    if found := _EIGHT_DIGITS.fullmatch(text):
        return _moment(*found.groups())
    if found := _YEAR_LAST.fullmatch(text):
        first, second_, year, hour, minute = found.groups()
        date, month = (second_, first) if month_first else (first, second_)
        century = "" if len(year) == 4 else "19" if year > "69" else "20"
        return _moment(century + year, month, date, hour, minute)
    return float("nan")


def last_digits(text: str) -> float:
    """Return the last run of digits of a cell as a number, or nan.

    Example:
        >>> last_digits("b00012"), last_digits("week")
        (12.0, nan)
    """
    found = _LAST_DIGITS.search(text)
    return float(found[1]) if found else float("nan")


def read_with(reader: Callable[[str], float], cells: Sequence[str]) -> Floats:
    """Read each distinct folded cell once; float64 (n,), nan where it says nothing."""
    known = {cell: reader(cell) for cell in set(cells)}
    values = np.asarray([known[cell] for cell in cells], dtype=np.float64)
    values[~np.isfinite(values)] = np.nan
    return values


def days(cells: Sequence[str]) -> Floats:
    """Read a column of days; which of day and month stands first is what fits more cells."""
    day_first = read_with(day, cells)
    month_first = read_with(partial(day, month_first=True), cells)
    fits_better = np.isfinite(month_first).sum() > np.isfinite(day_first).sum()
    return month_first if fits_better else day_first


def share_read(values: Floats, cells: Sequence[str]) -> float:
    """Return the share of the cells that are not missing and were read; 0 if all are missing."""
    there = np.asarray([bool(cell) for cell in cells], dtype=bool)
    return float(np.isfinite(values[there]).mean()) if there.any() else 0.0


def moments(cells: Iterable[str]) -> Floats:
    """Read the time of each row: a number, an ISO day, or text that ends in digits; else nan."""
    texts = [folded(cell) for cell in cells]
    for values in (read_with(number, texts), days(texts)):
        if share_read(values, texts) >= ENOUGH:
            return values
    return read_with(last_digits, texts)


def truths(cells: Iterable[str], *, positive: str | None = None) -> Floats:
    """Read labels as 1 and 0, nan for what is neither.

    Args:
        cells: as they came.
        positive: the value that is 1; every other value is then 0.

    Example:
        >>> truths([" YES", "否", "", "maybe"]).tolist()
        [1.0, 0.0, nan, nan]
        >>> truths(["hired", "left", ""], positive="Hired").tolist()
        [1.0, 0.0, nan]
    """
    wanted = None if positive is None else folded(positive)

    def truth(text: str) -> float:
        if wanted is not None:
            return float(text == wanted) if text else float("nan")
        return 1.0 if text in YES else 0.0 if text in NO else float("nan")

    return read_with(truth, [folded(cell) for cell in cells])


def _moment(
    year: str,
    month: str,
    date: str,
    hour: str | None = None,
    minute: str | None = None,
    second: str | None = None,
) -> float:
    try:
        moment = datetime(
            int(year), int(month), int(date), int(hour or 0), int(minute or 0), int(second or 0),
            tzinfo=UTC,
        )  # fmt: skip
    except ValueError:
        return float("nan")
    return moment.timestamp() / _A_DAY_S


def _offset(zone: str | None) -> float:
    if not zone or zone == "z":
        return 0.0
    digits = zone[1:].replace(":", "")
    share = (int(digits[:2]) * 60 + int(digits[2:])) / 1440
    return share if zone[0] == "+" else -share
