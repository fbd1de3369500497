"""CSV and its kin: which sign divides the cells, and records out of lines."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path

from core.intake.types import Reason
from serving.intake.reasons import reason
from serving.intake.rows import (
    HEADER_WITHIN,
    KnowsHeaders,
    Row,
    clean,
    column_names,
    find_header,
    row_of,
)

DELIMITERS = ",\t;|"
MAX_CELL = 1_000_000
_MAX_QUOTED_LINES = 500
_SNIFFED = 30
_SEPARATOR = re.compile(r'\ufeff?"?sep=([,;\t|])"?[\r\n]*$')  # for Excel alone

csv.field_size_limit(2 * MAX_CELL)  # what is too long is refused by its own line, see _Records


class Delimited:
    """CSV, TSV and the like."""

    def __init__(self, path: Path, encoding: str, known: KnowsHeaders) -> None:
        self.encoding = encoding
        self._path = path
        with self._open() as file:
            head = [line for line, _ in zip(file, range(_SNIFFED), strict=False)]
        said = _SEPARATOR.match(head[0]) if head else None
        self._says = said is not None
        self.delimiter = said[1] if said else sniff(head, known)
        self._skipped, cells = self._header(known)
        self.columns = column_names(cells)

    def rows(self) -> Iterator[Row]:
        """Walk the rows from the first; lines are counted as an editor does."""
        with self._open() as file:
            records = _Records(file, self.delimiter)
            for at, (line, cells, why) in enumerate(records):
                if at <= self._skipped or (why is None and not any(cells)):
                    continue
                yield row_of(line, self.columns, cells, why)

    def _header(self, known: KnowsHeaders) -> tuple[int, list[str]]:
        with self._open() as file:
            first = [
                cells
                for (_, cells, _), _ in zip(
                    _Records(file, self.delimiter), range(HEADER_WITHIN), strict=False
                )
            ]
        if self._says:
            first[0] = []
        return find_header(first, known)

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
            yield start, [clean(cell) for cell in cells], None

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
        if "\x00" in line or "\x1a" in line:  # csv stops at a NUL; DOS ends a file with a 1A
            line = line.replace("\x00", "").replace("\x1a", "")
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


def sniff(lines: Sequence[str], known: KnowsHeaders | None = None) -> str:
    """Return the delimiter that cuts the first lines into known names, and then most evenly.

    Example:
        >>> sniff(["a;b,c;d", "1;2,5;3"])
        ';'
        >>> sniff(["a,b", '"x, y, z; z",1', '"y; y",2'])
        ','
    """

    def fitness(delimiter: str) -> tuple[int, float, int]:
        found = islice(_Records(lines, delimiter), _SNIFFED)
        rows = [cells for _, cells, why in found if why is None and any(cells)]
        counts = [len(cells) - 1 for cells in rows]
        if not counts or not max(counts):
            return (0, 0.0, 0)
        names = max(map(known, rows[:HEADER_WITHIN])) if known else 0
        usual = max(set(counts), key=counts.count)
        return (names, counts.count(usual) / len(counts) if usual else 0.0, usual)

    best = max(DELIMITERS, key=fitness)
    return best if max(fitness(best)) > 0 else ","
