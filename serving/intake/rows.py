"""What every table has: rows of text by column, and what a whole file can be refused for."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from core.errors import Unusable
from core.intake.types import Reason
from serving.intake.reasons import reason
from serving.spreadsheet import restored

HEADER_WITHIN = 10
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f\ufeff]")
_LINE_END = re.compile("\r*\n|\r+|[\x0b\x0c]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f\ufeff]")
_KEPT_AS_TEXT = re.compile('="([^"]*)"')


class InputUnusable(Unusable):
    """A whole file that cannot be imported; ``reason`` says why in both languages."""

    code = "import-unusable"

    def __init__(self, why: Reason) -> None:
        super().__init__(why.en, reason=why.code, zh=why.zh)
        self.reason = why


@dataclass(frozen=True, slots=True)
class Row:
    """One row: cells by column; with ``reason`` it is broken, and ``cells`` hold what was there."""

    line: int
    cells: dict[str, str] = field(default_factory=dict)
    reason: Reason | None = None


class Table(Protocol):
    """A table that can be walked again and again."""

    columns: tuple[str, ...]
    encoding: str

    def rows(self) -> Iterator[Row]:
        """Walk the rows from the first."""
        ...


class KnowsHeaders(Protocol):
    """Tells how many of some cells are known names of columns."""

    def __call__(self, cells: Sequence[str]) -> int:
        """Return the number."""
        ...


def column_names(cells: Sequence[str]) -> tuple[str, ...]:
    """Return names for every column: empty ones are numbered, repeated ones counted.

    Example:
        >>> column_names(["姓名", "", "手机", "手机"])
        ('姓名', 'column 2', '手机', '手机 (2)')
    """
    names: list[str] = []
    for number, cell in enumerate(cells, 1):
        name = cell.strip() or f"column {number}"
        count = 1
        while name in names:
            count += 1
            name = f"{cell.strip() or f'column {number}'} ({count})"
        names.append(name)
    return tuple(names)


def find_header(first: Sequence[list[str]], known: KnowsHeaders) -> tuple[int, list[str]]:
    """Return the number of the header among the first rows: titles may stand above it."""
    filled = [at for at, cells in enumerate(first) if any(cells)]
    if not filled:
        raise InputUnusable(reason("no-rows"))
    best = max(filled, key=lambda at: (known(first[at]), -at))
    at = best if known(first[best]) >= 2 else filled[0]
    cells = list(first[at])
    while cells and not cells[-1]:
        cells.pop()
    return at, cells


def row_of(line: int, columns: Sequence[str], cells: Sequence[str], why: Reason | None) -> Row:
    """Return a row by its columns; a header that comes again (two exports in one) is nobody."""
    if why is not None:
        return Row(line, {"": cells[0] if cells else ""}, why)
    extra = [cell for cell in cells[len(columns) :] if cell]
    named = dict(zip(columns, map(_meant, cells), strict=False))
    if len(columns) > 1 and tuple(cells[: len(columns)]) == tuple(columns):
        return Row(line, named, reason("repeated-header"))
    if extra:
        named[""] = " | ".join(extra)
        return Row(line, named, reason("too-many-cells", count=len(cells), limit=len(columns)))
    return Row(line, named)


def clean(text: str) -> str:
    r"""Return a cell without the blanks around it and the signs that nothing shows.

    A soft line break (Word's vertical tab) and any line end become a new line; other control
    signs, which neither PostgreSQL nor Excel would take, and a second byte order mark go.

    Example:
        >>> clean("\ufeff张伟\x00 "), clean("a\r\r\nb\x0bc")
        ('张伟', 'a\nb\nc')
    """
    if _UNSEEN.search(text):
        text = _CONTROL.sub("", _LINE_END.sub("\n", text))
    return text.strip()


def _meant(cell: str) -> str:
    """Return what a cell says: the text of ``="00123"``, which keeps its zeros in Excel."""
    if cell.startswith('="') and (kept := _KEPT_AS_TEXT.fullmatch(cell)):
        return kept[1]
    return restored(cell)
