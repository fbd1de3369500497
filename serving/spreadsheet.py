"""Cells that a spreadsheet takes for text, whatever a stranger wrote into them.

A cell that begins like a formula is a program on the reader's machine. It gets an apostrophe in
front, as one types it by hand to say "this is text"; what we wrote is read back as it was.
"""

import csv
import io
import re
from collections.abc import Iterable, Sequence

BOM = "\ufeff"  # without it Excel takes UTF-8 for the local code page
_FORMULA = re.compile(r"'*[=+\-@\t\r\n\x00＝＋－＠]")
_NEUTRAL = re.compile(r"'+[=+\-@\t\r\n\x00＝＋－＠]")


def neutral(text: str) -> str:
    """Return a cell that no spreadsheet runs; a telephone number stays readable.

    Example:
        >>> neutral("=1+1"), neutral("+86 138 0013 8000"), neutral("C++")
        ("'=1+1", "'+86 138 0013 8000", 'C++')
    """
    return "'" + text if _FORMULA.match(text) else text


def restored(text: str) -> str:
    """Return what a cell said before `neutral`.

    Example:
        >>> restored("'=1+1"), restored("'80s music"), restored("O'Neil")
        ('=1+1', "'80s music", "O'Neil")
    """
    return text[1:] if _NEUTRAL.match(text) else text


def to_csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Write a table as Excel opens it: UTF-8 with its mark, every cell neutral."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    for row in (header, *rows):
        writer.writerow([neutral(cell) for cell in row])
    return (BOM + out.getvalue()).encode("utf-8", "replace")
