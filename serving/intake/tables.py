"""Tables as rows of text: CSV and its kin, Excel, JSON lines. A broken row never stops the others.

Nothing is guessed into a number: identifiers stay text, and a number that a spreadsheet has already
rounded is passed on as it is, to be flagged.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

from serving.intake.delimited import Delimited
from serving.intake.reasons import reason
from serving.intake.rows import InputUnusable, KnowsHeaders, Row, Table, clean
from serving.intake.sheet_worker import number_text
from serving.intake.sheets import Sheet
from trm_ml.extract.documents.decoding import detect

_SHEETS = frozenset({".xlsx", ".xlsm", ".xls", ".ods"})
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\x09\x08\x10\x00")
_MARKS = (b"\xff\xfe", b"\xfe\xff")
_MARKUP = re.compile(rb"(?:\xef\xbb\xbf)?\s*<")
_LOOKED_AT = 4096
_HALF_SIGN = re.compile("[\ud800-\udfff]")


def open_table(path: Path, suffix: str, known: KnowsHeaders) -> Table:
    """Open a table by what it is, whatever its suffix says; only JSON lines are told by theirs.

    Raises:
        InputUnusable: the file as a whole cannot be read, or has no rows.
        UnusableFile: its encoding cannot be told.
    """
    with path.open("rb") as file:
        start = file.read(_LOOKED_AT)
        if start.startswith(_WORKBOOKS):
            return Sheet(path, known)
        if suffix in _SHEETS:
            # HR systems write a web page or plain text and call it .xls, so that Excel opens it
            if b"\x00" in start and not start.startswith(_MARKS):
                return Sheet(path, known)
            if _MARKUP.match(start):
                raise InputUnusable(reason("sheet-markup"))
        file.seek(0)
        encoding = detect(file)
    if suffix in {".jsonl", ".ndjson"}:
        return JsonLines(path, encoding)
    return Delimited(path, encoding, known)


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
                yield _json_row(number, line.strip())


def _json_row(number: int, line: str) -> Row:
    try:
        value = json.loads(line, parse_float=_as_written, parse_constant=_no_number)
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict):
        return Row(number, {"": clean(line[:1000])}, reason("not-json"))
    cells = {str(name): _json_text(cell) for name, cell in value.items()}
    if any(_HALF_SIGN.search(text) for pair in cells.items() for text in pair):
        return Row(number, {"": clean(line[:1000])}, reason("half-sign"))
    return Row(number, cells)


def _as_written(number: str) -> float | str:
    """Keep ``1.39E+10`` as it is: it was rounded, and must not look like a whole number again."""
    return number if "e" in number.lower() else float(number)


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"JSON knows no {name}")


def _json_text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, str):
        return clean(cell)
    if isinstance(cell, list):
        return "\n".join(_json_text(item) for item in cell)
    if isinstance(cell, dict):
        return json.dumps(cell, ensure_ascii=False)
    return number_text(cell) if isinstance(cell, float) else str(cell)
