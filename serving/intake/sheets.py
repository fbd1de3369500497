"""Excel and ODS workbooks: the first sheet that a person sees and that has rows.

They are opened in a process of their own, see `serving.intake.sheet_worker`.
"""

import json
import subprocess
import sys
import zipfile
from collections.abc import Generator, Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import IO, Any

from core.errors import Unavailable
from serving.intake.delimited import MAX_CELL
from serving.intake.reasons import reason
from serving.intake.rows import (
    HEADER_WITHIN,
    InputUnusable,
    KnowsHeaders,
    Row,
    column_names,
    find_header,
    row_of,
)

MAX_UNPACKED = 2_000_000_000
_ROOT = Path(__file__).resolve().parents[2]
_PROGRAM = (
    "import sys; sys.path.insert(0, sys.argv[1]); "
    "from serving.intake.sheet_worker import main; main()"
)


class Sheet:
    """The first sheet of an Excel or ODS workbook that is shown and has rows."""

    encoding = ""

    def __init__(self, path: Path, known: KnowsHeaders) -> None:
        self._path = path
        check_unpacked(path)
        with closing(_read(path)) as found:
            first = [
                [] if isinstance(cells, str) else cells for cells in islice(found, HEADER_WITHIN)
            ]
        self._skipped, cells = find_header(first, known)
        self.columns = column_names(cells)

    def rows(self) -> Iterator[Row]:
        """Walk the rows from the first; a line is the row number that Excel shows."""
        with closing(_read(self._path)) as found:
            for at, cells in enumerate(found):
                if at <= self._skipped or not any(cells):
                    continue
                if isinstance(cells, str):
                    why = reason("too-long-cell", limit=MAX_CELL)
                    yield row_of(at + 1, self.columns, [cells], why)
                else:
                    yield row_of(at + 1, self.columns, cells, None)


def _read(path: Path) -> Generator[list[str] | str, None, None]:
    process = subprocess.Popen(  # noqa: S603  our own program, fixed arguments
        [sys.executable, "-s", "-B", "-c", _PROGRAM, str(_ROOT), str(path.resolve())],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd="/",
        env={"PYTHONUTF8": "1", "OPENBLAS_NUM_THREADS": "1"},
        start_new_session=True,
    )
    assert process.stdout is not None
    try:
        yield from _rows(process.stdout)
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def _rows(said: IO[bytes]) -> Iterator[list[str] | str]:
    if not said.readline():
        raise Unavailable("the process that reads spreadsheets does not start")
    for line in said:
        value: Any = json.loads(line)
        if isinstance(value, list):
            yield from value
        elif "refused" in value:
            raise InputUnusable(reason(value["refused"]))
        else:
            return
    # It ended without a word: the system took it at a limit, or its reader gave up for memory.
    raise InputUnusable(reason("sheet-too-large"))


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
