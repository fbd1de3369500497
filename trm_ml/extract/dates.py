"""Dates and periods as CVs write them, and working years with overlaps counted once."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

_MONTH_NAMES = (
    ("jan", "january"),
    ("feb", "february"),
    ("mar", "march"),
    ("apr", "april"),
    ("may",),
    ("jun", "june"),
    ("jul", "july"),
    ("aug", "august"),
    ("sep", "sept", "september"),
    ("oct", "october"),
    ("nov", "november"),
    ("dec", "december"),
)
_MONTHS = {name: number for number, names in enumerate(_MONTH_NAMES, start=1) for name in names}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_YEAR = r"(?:19[5-9]\d|20[0-4]\d)"
_POINT = (
    rf"(?:(?P<{{p}}y1>{_YEAR})\s*[年./-]\s*(?P<{{p}}m1>1[0-2]|0?[1-9])(?!\d)"
    r"(?:\s*[月./-]\s*(?:[12]\d|3[01]|0?[1-9])(?!\d)\s*日?)?\s*月?(?:份)?"
    rf"|(?P<{{p}}m2>1[0-2]|0?[1-9])\s*[/.-]\s*(?P<{{p}}y2>{_YEAR})(?!\d)"
    rf"|(?:[0-3]?\d(?:st|nd|rd|th)?\s+)?\b(?P<{{p}}m3>{_MONTH})\b\.?(?:\s+[0-3]?\d(?:st|nd|rd|"
    rf"th)?)?"
    rf"\s*[,'’.-]?\s*(?P<{{p}}y3>{_YEAR}|\d\d)(?!\d)"
    rf"|(?P<{{p}}y5>{_YEAR})\s*,?\s+(?P<{{p}}m5>{_MONTH})\b\.?(?!\s*,?\s*\d)"
    rf"|(?<!\d)(?P<{{p}}y4>{_YEAR})(?!\d)\s*年?)"
)
_NOW = (
    r"(?P<now>至今|现在|目前|今(?!年)"
    r"|present|now|current(?:ly)?|till\s+date|to\s+date|today|ongoing)"
)
_TO = r"\s*(?:[-–—~～―－]{1,3}|至|到|\bto\b|\buntil\b|\btill\b|\bthrough\b)\s*"
_RANGE = re.compile(
    rf"(?:\b(?:from|since)\s+)?{_POINT.format(p='a')}"
    rf"(?:{_TO}(?:{_NOW}|{_POINT.format(p='b')})|\s*(?P<now2>至今|以来))",
    re.IGNORECASE,
)
_SINCE = re.compile(rf"\b(?:since|from)\s+{_POINT.format(p='a')}", re.IGNORECASE)
_SINGLE = re.compile(_POINT.format(p="a"), re.IGNORECASE)
_SPACED = re.compile(  # a dash that was lost between two dates
    rf"(?P<ay4>{_YEAR})\s{{0,3}}(?:(?P<by4>{_YEAR})(?!\d)|(?<=\s){_NOW}\b)"
    rf"|(?P<am1>1[0-2]|0?[1-9])[/.](?P<ay1>{_YEAR})\s{{1,3}}"
    rf"(?:(?P<bm1>1[0-2]|0?[1-9])[/.](?P<by1>{_YEAR})(?!\d)|{_NOW.replace('now', 'now2', 1)}\b)"
    rf"|\b(?P<am3>{_MONTH})\b\.?\s*[,'’.-]?\s*(?P<ay3>{_YEAR})\s{{0,3}}"
    rf"(?:(?P<bm3>{_MONTH})\b\.?\s*[,'’.-]?\s*(?P<by3>{_YEAR})(?!\d)|"
    rf"{_NOW.replace('now', 'now3', 1)}\b)",
    re.IGNORECASE,
)
MIN_MONTHS = 1


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of time named in a text; dates are ``YYYY-MM`` or ``YYYY``, empty if unknown."""

    start: str
    end: str
    current: bool
    first: int
    last: int


def find_periods(text: str) -> list[Period]:
    """Return the periods a (plain) text names, in order; the offsets are ``first`` and ``last``.

    Example:
        >>> [(p.start, p.end, p.current) for p in find_periods("2019.03-2021.06 和 Mar 2020 – now")]
        [('2019-03', '2021-06', False), ('2020-03', '', True)]
    """
    found = [_period(hit) for hit in _RANGE.finditer(text)]
    taken = [(period.first, period.last) for period in found]
    for pattern in (_SINCE, _SPACED):
        for hit in pattern.finditer(text):
            if all(hit.end() <= first or hit.start() >= last for first, last in taken):
                open_end = pattern is _SINCE
                found.append(_period(hit, open_end=open_end))
                taken.append(hit.span())
    return sorted(found, key=lambda period: period.first)


def find_dates(text: str) -> list[Period]:
    """Return single dates, each as a period that only ends."""
    return [
        Period("", _point(hit, "a"), current=False, first=hit.start(), last=hit.end())
        for hit in _SINGLE.finditer(text)
    ]


def _period(hit: re.Match[str], *, open_end: bool = False) -> Period:
    current = open_end or any(_group(hit, name) for name in ("now", "now2", "now3"))
    start, end = _point(hit, "a"), "" if current else _point(hit, "b")
    if end and end < start[: len(end)]:
        start, end = end, start
    return Period(start, end, current, hit.start(), hit.end())


def _group(hit: re.Match[str], name: str) -> str:
    return (hit.groupdict().get(name) or "").strip()


def _point(hit: re.Match[str], prefix: str) -> str:
    for form in "12345":
        year = _group(hit, f"{prefix}y{form}")
        if not year:
            continue
        if len(year) == 2:
            year = ("19" if int(year) > 50 else "20") + year
        month = _group(hit, f"{prefix}m{form}").lower()
        if not month:
            return year
        number = _MONTHS.get(month) or int(month)
        return f"{year}-{number:02d}"
    return ""


def months_between(start: str, end: str, *, today: date) -> tuple[int, int] | None:
    """Return a period as month numbers ``[first, after the last)``, or None if it has no start.

    A year alone means its January as a start and its December as an end; a period that has no end,
    or one in the future, ends this month.
    """
    if not start:
        return None
    this = today.year * 12 + today.month
    first = _month_number(start, 1)
    last = _month_number(end, 12) + 1 if end else this
    last = min(max(last, first + MIN_MONTHS), max(this, first + MIN_MONTHS))
    return (first, last) if first <= this else None


def _month_number(when: str, default: int) -> int:
    year, _, month = when.partition("-")
    return int(year) * 12 + (int(month) if month else default)


def years_covered(periods: Iterable[tuple[str, str]], *, today: date) -> float | None:
    """Return the years that periods cover together, overlaps once; None when none has a start.

    Example:
        >>> years_covered([("2018-01", "2019-12"), ("2019-01", "2020-12")], today=date(2026, 1, 1))
        3.0
    """
    spans = [months_between(start, end, today=today) for start, end in periods]
    known = sorted(span for span in spans if span is not None)
    if not known:
        return None
    covered, reach = 0, 0
    for first, last in known:
        covered += max(0, last - max(first, reach))
        reach = max(reach, last)
    return round(covered / 12, 1)
