"""Tables as rows of text: CSV and its kin, Excel, JSON lines. A broken row never stops the others.

Nothing is guessed into a number: identifiers stay text, and a number that a spreadsheet has already
rounded is passed on as it is, to be flagged.
"""

import csv
import datetime
import io
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from core.errors import Unusable
from core.intake.types import Reason
from serving.intake.reasons import reason
from serving.spreadsheet import restored
from trm_ml.extract.documents.decoding import detect

DELIMITERS = ",\t;|"
MAX_CELL = 1_000_000
MAX_UNPACKED = 2_000_000_000
_MAX_QUOTED_LINES = 500
_SNIFFED = 30
_HEADER_WITHIN = 10
_WHOLE_DIGITS = 15


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


def open_table(path: Path, suffix: str, known: KnowsHeaders) -> Table:
    """Open a table by its suffix (``.csv`` ``.tsv`` ``.txt`` ``.xlsx`` ``.xls`` ``.jsonl``).

    Raises:
        InputUnusable: the file as a whole cannot be read, or has no rows.
        UnusableFile: its encoding cannot be told.
    """
    if suffix in {".xlsx", ".xlsm", ".xls", ".ods"}:
        return Sheet(path, known)
    with path.open("rb") as file:
        encoding = detect(file)
    if suffix in {".jsonl", ".ndjson"}:
        return JsonLines(path, encoding)
    return Delimited(path, encoding, known)


class Delimited:
    """CSV, TSV and the like."""

    def __init__(self, path: Path, encoding: str, known: KnowsHeaders) -> None:
        self.encoding = encoding
        self._path = path
        with self._open() as file:
            head = [line for line, _ in zip(file, range(_SNIFFED), strict=False)]
        self.delimiter = sniff(head)
        self._skipped, cells = self._header(known)
        self.columns = column_names(cells)

    def rows(self) -> Iterator[Row]:
        """Walk the rows from the first; lines are counted as an editor does."""
        with self._open() as file:
            records = _Records(file, self.delimiter)
            for at, (line, cells, why) in enumerate(records):
                if at <= self._skipped or (why is None and not any(cells)):
                    continue
                yield _row(line, self.columns, cells, why)

    def _header(self, known: KnowsHeaders) -> tuple[int, list[str]]:
        with self._open() as file:
            first = [
                cells
                for (_, cells, _), _ in zip(
                    _Records(file, self.delimiter), range(_HEADER_WITHIN), strict=False
                )
            ]
        return _find_header(first, known)

    def _open(self) -> io.TextIOWrapper:
        return io.TextIOWrapper(self._path.open("rb"), encoding=self.encoding, newline="")


class _Records:
    """Physical lines into records. A quotation mark left open costs its own line, not the rest."""

    def __init__(self, file: Iterable[str], delimiter: str) -> None:
        self._lines = _physical(file)
        self._delimiter = delimiter
        self._held: list[str] = []
        self._number = 0

    def __iter__(self) -> Iterator[tuple[int, list[str], Reason | None]]:
        while (line := self._next()) is not None:
            start, record = self._number, line
            if _is_open(record, self._delimiter):
                whole = self._joined(record)
                if whole is None:
                    yield start, [line.rstrip("\r\n")], reason("open-quote")
                    continue
                record = whole
            if len(record) > MAX_CELL:
                yield start, [record[:1000]], reason("too-long-cell", limit=MAX_CELL)
                continue
            cells = next(csv.reader([record], delimiter=self._delimiter), [])
            yield start, [cell.strip().replace("\r\n", "\n") for cell in cells], None

    def _next(self) -> str | None:
        line = self._held.pop(0) if self._held else next(self._lines, None)
        self._number += line is not None
        return line

    def _joined(self, first: str) -> str | None:
        taken = [first]
        while len(taken) < _MAX_QUOTED_LINES and (line := self._next()) is not None:
            taken.append(line)
            record = "".join(taken)
            if len(record) > MAX_CELL:
                break
            if '"' in line and not _is_open(record, self._delimiter):
                return record
        self._number -= len(taken) - 1
        self._held = taken[1:] + self._held
        return None


def _physical(file: Iterable[str]) -> Iterator[str]:
    # newline="" keeps line ends as they are; a lone carriage return (old Macs) ends a line too.
    for line in file:
        if "\x00" in line:
            line = line.replace("\x00", "")
        yield line


def _is_open(record: str, delimiter: str) -> bool:
    """Tell whether a quotation mark that opens a cell is not closed."""
    if '"' not in record:
        return False
    at, end = 0, len(record)
    while at < end:
        if record[at] == '"':
            at = record.find('"', at + 1)
            while at != -1 and record[at + 1 : at + 2] == '"':
                at = record.find('"', at + 2)
            if at == -1:
                return True
        following = record.find(delimiter, at)
        if following == -1:
            return False
        at = following + 1
    return False


def sniff(lines: Sequence[str]) -> str:
    """Return the delimiter that cuts the first lines most evenly.

    Example:
        >>> sniff(["a;b,c;d", "1;2,5;3"])
        ';'
    """

    def evenness(delimiter: str) -> tuple[float, int]:
        counts = [line.count(delimiter) for line in lines if line.strip()]
        if not counts or not max(counts):
            return (0.0, 0)
        usual = max(set(counts), key=counts.count)
        return (counts.count(usual) / len(counts) if usual else 0.0, usual)

    best = max(DELIMITERS, key=evenness)
    return best if evenness(best)[1] else ","


class Sheet:
    """The first sheet of an Excel or ODS workbook that has rows."""

    encoding = ""

    def __init__(self, path: Path, known: KnowsHeaders) -> None:
        self._path = path
        first = [cells for cells, _ in zip(self._cells(), range(_HEADER_WITHIN), strict=False)]
        self._skipped, cells = _find_header(first, known)
        self.columns = column_names(cells)

    def rows(self) -> Iterator[Row]:
        """Walk the rows from the first; a line is the row number that Excel shows."""
        for at, cells in enumerate(self._cells()):
            if at > self._skipped and any(cells):
                yield _row(at + 1, self.columns, cells, None)

    def _cells(self) -> Iterator[list[str]]:
        from python_calamine import CalamineError, CalamineWorkbook, PasswordError

        try:
            check_unpacked(self._path)
            book = CalamineWorkbook.from_path(str(self._path))
            for name in book.sheet_names:
                sheet = book.get_sheet_by_name(name)
                if sheet.total_height > 0:
                    for cells in sheet.iter_rows():
                        yield [_cell_text(cell) for cell in cells]
                    return
        except PasswordError as error:
            raise InputUnusable(reason("sheet-password")) from error
        except (CalamineError, OSError) as error:
            raise InputUnusable(reason("sheet-damaged")) from error


def check_unpacked(path: Path) -> None:
    """Refuse a workbook that unpacks to more than it may, whatever it claims of itself."""
    import zipfile

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


class JsonLines:
    """One JSON object a line; lists become lines of text."""

    def __init__(self, path: Path, encoding: str) -> None:
        self.encoding = encoding
        self._path = path
        names: dict[str, None] = {}
        for row, _ in zip(self.rows(), range(200), strict=False):
            if row.reason is None:
                names.update(dict.fromkeys(row.cells))
        self.columns = tuple(names)
        if not self.columns:
            raise InputUnusable(reason("no-rows"))

    def rows(self) -> Iterator[Row]:
        """Walk the rows from the first."""
        with self._path.open(encoding=self.encoding) as file:
            for number, line in enumerate(file, 1):
                if not line.strip():
                    continue
                try:
                    value = json.loads(line)
                except (ValueError, RecursionError):
                    value = None
                if isinstance(value, dict):
                    yield Row(number, {str(name): _json_text(cell) for name, cell in value.items()})
                else:
                    yield Row(number, {"": line.strip()[:1000]}, reason("not-json"))


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


def _find_header(first: Sequence[list[str]], known: KnowsHeaders) -> tuple[int, list[str]]:
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


def _row(line: int, columns: Sequence[str], cells: Sequence[str], why: Reason | None) -> Row:
    if why is not None:
        return Row(line, {"": cells[0] if cells else ""}, why)
    extra = [cell for cell in cells[len(columns) :] if cell]
    named = dict(zip(columns, map(restored, cells), strict=False))
    if extra:
        named[""] = " | ".join(extra)
        return Row(line, named, reason("too-many-cells", count=len(cells), limit=len(columns)))
    return Row(line, named)


def _cell_text(cell: Any) -> str:
    if isinstance(cell, str):
        return cell.strip()
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


def _json_text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, list):
        return "\n".join(_json_text(item) for item in cell)
    if isinstance(cell, dict):
        return json.dumps(cell, ensure_ascii=False)
    return number_text(cell) if isinstance(cell, float) else str(cell)
