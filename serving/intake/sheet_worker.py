"""The process that opens a workbook: it may read that one file, within limits, and nothing else.

A workbook of two cells can claim seventeen billion, and the reader makes room for all of them; here
that ends this process and not the service. Out comes one JSON value a line: what protects it, then
rows in portions, then ``{"end": true}``, or ``{"refused": code}``.
"""

import datetime
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from serving.intake.delimited import MAX_CELL
from serving.intake.rows import clean
from trm_ml.extract.documents import sandbox

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

MEMORY_BYTES = 1_500_000_000
CPU_S = 120
_PORTION = 500_000
_WHOLE_DIGITS = 15


def main() -> None:
    """Write the rows of the workbook that the arguments name."""
    path = Path(sys.argv[2])
    from python_calamine import CalamineError, PasswordError

    needed = [*sandbox.needed_by_python(), Path(__file__).parents[1], path]
    _say({"protections": sandbox.enter(needed, memory_bytes=MEMORY_BYTES, cpu_s=CPU_S)})
    try:
        for portion in _portions(_rows(path)):
            _say(portion)
        _say({"end": True})
    except PasswordError:
        _say({"refused": "sheet-password"})
    except (CalamineError, OSError):
        _say({"refused": "sheet-damaged"})
    except MemoryError:
        _say({"refused": "sheet-too-large"})


def _say(value: object) -> None:
    sys.stdout.buffer.write(json.dumps(value).encode() + b"\n")
    sys.stdout.buffer.flush()


def _rows(path: Path) -> Iterator[list[str] | str]:
    """Yield the cells of each row; of a row that is too long its beginning alone."""
    from python_calamine import CalamineWorkbook

    sheet = _seen(CalamineWorkbook.from_path(str(path)))
    for row in sheet.iter_rows() if sheet is not None else ():
        cells = [cell_text(cell) for cell in row]
        yield cells if sum(map(len, cells)) <= MAX_CELL else "".join(cells)[:1000]


def _portions(rows: Iterator[list[str] | str]) -> Iterator[list[list[str] | str]]:
    portion: list[list[str] | str] = []
    size = 0
    for row in rows:
        portion.append(row)
        size += len(row) + sum(map(len, row))
        if size >= _PORTION:
            yield portion
            portion, size = [], 0
    yield portion


def _seen(book: "CalamineWorkbook") -> "CalamineSheet | None":
    """Return the first sheet with rows; hidden ones (lists for drop-downs) only if all are."""
    from python_calamine import SheetVisibleEnum

    named = sorted(book.sheets_metadata, key=lambda item: item.visible != SheetVisibleEnum.Visible)
    sheets = (book.get_sheet_by_name(item.name) for item in named)
    return next((sheet for sheet in sheets if sheet.total_height > 0), None)


def cell_text(cell: Any) -> str:
    """Return what a cell shows, as text."""
    if isinstance(cell, str):
        return clean(cell)
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, int | float):
        return number_text(cell)
    if isinstance(cell, datetime.datetime):
        return (
            cell.isoformat(sep=" ") if cell.time() != datetime.time() else cell.date().isoformat()
        )
    return str(cell)


def number_text(number: float) -> str:
    """Return a spreadsheet's number as text; beyond 15 digits it is no longer exact, and says so.

    Example:
        >>> number_text(13800138000.0), number_text(2.5), number_text(440301199001011234.0)
        ('13800138000', '2.5', '4.40301199001011E+17')
    """
    if number == int(number) if abs(number) < 10**308 else False:
        whole = str(int(number))
        if len(whole.lstrip("-")) <= _WHOLE_DIGITS:
            return whole
        return re.sub(r"\.?0+E", "E", f"{number:.14E}")
    return repr(number)
