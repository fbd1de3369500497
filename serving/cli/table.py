"""Tables for the terminal, in which a Chinese character takes the two columns it is drawn in."""

import unicodedata
from collections.abc import Sequence


def width(text: str) -> int:
    """Return how many columns a text takes.

    Example:
        >>> width("算法 ML")
        7
    """
    return sum(_columns(sign) for sign in text)


def fitted(text: str, columns: int) -> str:
    """Cut or pad a text to exactly ``columns``; a cut one ends in ``…``.

    Example:
        >>> fitted("算法工程师", 6), fitted("ML", 4)
        ('算法… ', 'ML  ')
    """
    if width(text) > columns:
        kept, used = [], 0
        for sign in text:
            used += _columns(sign)
            if used > columns - 1:
                break
            kept.append(sign)
        text = "".join(kept) + "…"
    return text + " " * (columns - width(text))


def table(
    heads: Sequence[str], rows: Sequence[Sequence[str]], *, widest: Sequence[int]
) -> list[str]:
    """Return the lines of a table; a column is as wide as its content, at most ``widest``."""
    columns = [
        min(limit, max([width(head), *(width(row[at]) for row in rows)]))
        for at, (head, limit) in enumerate(zip(heads, widest, strict=True))
    ]
    lines = [heads, ["─" * size for size in columns], *rows]
    return [
        "  ".join(fitted(cell, size) for cell, size in zip(line, columns, strict=True)).rstrip()
        for line in lines
    ]


def _columns(sign: str) -> int:
    if unicodedata.combining(sign) or unicodedata.category(sign) in {"Cf", "Mn"}:
        return 0
    return 2 if unicodedata.east_asian_width(sign) in "WF" else 1
