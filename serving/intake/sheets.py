"""Excel and ODS workbooks: the first sheet that a person sees and that has rows."""

import datetime
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from serving.intake.reasons import reason
from serving.intake.rows import (
    HEADER_WITHIN,
    InputUnusable,
    KnowsHeaders,
    Row,
    clean,
    column_names,
    find_header,
    row_of,
)

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

MAX_UNPACKED = 2_000_000_000
_WHOLE_DIGITS = 15


class Sheet:
    """The first sheet of an Excel or ODS workbook that is shown and has rows."""

    encoding = ""

    def __init__(self, path: Path, known: KnowsHeaders) -> None:
        self._path = path
        first = [cells for cells, _ in zip(self._cells(), range(HEADER_WITHIN), strict=False)]
        self._skipped, cells = find_header(first, known)
        self.columns = column_names(cells)

    def rows(self) -> Iterator[Row]:
        """Walk the rows from the first; a line is the row number that Excel shows."""
        for at, cells in enumerate(self._cells()):
            if at > self._skipped and any(cells):
                yield row_of(at + 1, self.columns, cells, None)

    def _cells(self) -> Iterator[list[str]]:
        from python_calamine import CalamineError, CalamineWorkbook, PasswordError

        try:
            check_unpacked(self._path)
            book = CalamineWorkbook.from_path(str(self._path))
            sheet = _seen(book)
            for cells in sheet.iter_rows() if sheet is not None else ():
                yield [_cell_text(cell) for cell in cells]
        except PasswordError as error:
            raise InputUnusable(reason("sheet-password")) from error
        except (CalamineError, OSError) as error:
            raise InputUnusable(reason("sheet-damaged")) from error


def _seen(book: "CalamineWorkbook") -> "CalamineSheet | None":
    """Return the first sheet with rows; hidden ones (lists for drop-downs) only if all are."""
    from python_calamine import SheetVisibleEnum

    named = sorted(book.sheets_metadata, key=lambda item: item.visible != SheetVisibleEnum.Visible)
    sheets = (book.get_sheet_by_name(item.name) for item in named)
    return next((sheet for sheet in sheets if sheet.total_height > 0), None)


def check_unpacked(path: Path) -> None:
    """Refuse a workbook that unpacks to more than it may, whatever it claims of itself."""
    if not zipfile.is_zipfile(path):
        return
    size = 0
    try:
        with zipfile.ZipFile(path) as archive:
            for item in archive.infolist():
                with archive.open(item) as file:
                    while part := file.read(1 << 20):
                        size += len(part)
                        if size > MAX_UNPACKED:
                            raise InputUnusable(reason("sheet-damaged"))
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError) as error:
        raise InputUnusable(reason("sheet-damaged")) from error


def _cell_text(cell: Any) -> str:
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
