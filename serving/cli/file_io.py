"""Reading and writing the plain files of ``trm file``: rows in, rows refused, one file out.

Nothing that came in is lost: a row that cannot be used is kept with its line, field and reason
in ``OUT.rejected.jsonl``. A file is written aside and renamed, so it is whole or not there.
"""

import csv
import gzip
import io
import json
import os
import tempfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import click

from serving.cli.exits import RowsRefused, Unreadable, Usage
from serving.cli.language import say
from trm_ml.extract.documents.decoding import decode
from trm_ml.extract.documents.why import UnusableFile

Record = dict[str, str]

_LIST_SEPARATOR = "\n"
_LARGEST_FIELD = 2**31 - 1


@dataclass(frozen=True)
class Rejected:
    """A row that cannot be used: where it stands, what is wrong, and what came in."""

    line: int
    field: str
    reason: str
    row: Record | str
    file: str = ""

    def as_json(self) -> str:
        """Return the row's line of ``OUT.rejected.jsonl``."""
        told = {
            "file": self.file,
            "line": self.line,
            "field": self.field,
            "reason": self.reason,
            "row": self.row,
        }
        return json.dumps(told, ensure_ascii=False)


@dataclass
class Rows:
    """The usable rows of a file with the lines they begin on, and the refused ones."""

    path: Path
    required: Sequence[str] = ()
    named_by_option: bool = False
    records: list[Record] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)

    def accept(self, line: int, record: Record) -> None:
        """Keep a usable row."""
        self.records.append(record)
        self.lines.append(line)

    def refuse(self, line: int, *, field: str, reason: str, row: Record | str) -> None:
        """Keep a row that cannot be used, with the reason."""
        self.rejected.append(Rejected(line, field, reason, row, self.path.name))

    def check_columns(self, there: Iterable[str]) -> None:
        """Raise if a required column is not among those that are there."""
        missing = sorted(set(self.required) - set(there))
        if missing:
            names = ", ".join(missing)
            kind = Usage if self.named_by_option else Unreadable
            raise kind(
                say(en=f"{self.path} has no column {names}.", zh=f"{self.path} 缺少列 {names}。")
            )

    def keep(self, test: Callable[[Record], tuple[str, str] | None]) -> None:
        """Refuse the rows for which ``test`` returns ``(field, reason)``."""
        records, lines = self.records, self.lines
        self.records, self.lines = [], []
        for line, record in zip(lines, records, strict=True):
            problem = test(record)
            if problem is None:
                self.accept(line, record)
            else:
                self.refuse(line, field=problem[0], reason=problem[1], row=record)


def read_rows(path: Path, required: Sequence[str] = (), *, named_by_option: bool = False) -> Rows:
    """Read a ``.csv``, ``.jsonl`` or ``.parquet`` file, each optionally ``.gz``.

    Every value becomes text: a missing one is ``""``, a list its items joined by line feeds, a
    number its shortest form. In JSON lines a row without a required field is refused alone.

    Args:
        path: the file; its ending says what it is.
        required: columns that must be there.
        named_by_option: the columns were named on the command line, so that a missing one is a
            usage error (2) rather than a file with nothing usable (3).

    Raises:
        Unreadable: the file cannot be opened or decoded, or holds no usable row.
        Usage: the ending is unknown, or a column named by an option is missing.
    """
    reader = _reader_of(path)
    rows = Rows(path, required, named_by_option)
    reader(_bytes_of(path), rows)
    if not rows.records:
        first = f" ({rows.rejected[0].reason})" if rows.rejected else ""
        raise Unreadable(
            say(
                en=f"{path} holds no usable row{first}.",
                zh=f"{path} 中没有可用的行{first}。",
            )
        )
    return rows


def write_text_atomically(path: Path, text: str | Iterable[str]) -> None:
    """Write UTF-8 text aside and rename it into place; on failure the old file stands.

    Raises:
        Usage: the folder does not exist or cannot be written.
    """
    chunks = [text] if isinstance(text, str) else text
    folder = path.parent
    try:
        handle, name = tempfile.mkstemp(dir=folder, prefix=f".{path.name}.", suffix=".part")
    except OSError as error:
        raise Usage(
            say(
                en=f"{path} cannot be written: {error.strerror}.",
                zh=f"无法写入 {path}:{error.strerror}。",
            )
        ) from error
    aside = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as stream:
            stream.writelines(chunks)
            stream.flush()
            os.fsync(stream.fileno())
        aside.chmod(0o644)
        aside.replace(path)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise


def rejected_path(out: Path) -> Path:
    """Return where the refused rows of ``out`` go."""
    return out.with_name(out.name + ".rejected.jsonl")


def finish(out: Path, rejected: Sequence[Rejected], *, strict: bool) -> None:
    """Keep the refused rows beside ``out``, count them on stderr, and be strict if asked.

    Raises:
        RowsRefused: there are refused rows and ``strict`` holds.
    """
    beside = rejected_path(out)
    if not rejected:
        beside.unlink(missing_ok=True)  # an earlier run's refusals are not this run's
        return
    write_text_atomically(beside, (row.as_json() + "\n" for row in rejected))
    told = say(
        en=f"{len(rejected)} rows refused; see {beside}.",
        zh=f"{len(rejected)} 行被拒绝,详见 {beside}。",
    )
    if strict:
        raise RowsRefused(told)
    click.echo(told, err=True)


def _reader_of(path: Path) -> Callable[[bytes, Rows], None]:
    name = path.name.lower().removesuffix(".gz")
    for ending, reader in READERS.items():
        if name.endswith(ending):
            return reader
    known = ", ".join(READERS)
    raise Usage(
        say(
            en=f"{path}: unknown kind of file. Use {known}, each optionally .gz.",
            zh=f"{path}:无法识别的文件类型,请使用 {known}(可加 .gz)。",
        )
    )


def _bytes_of(path: Path) -> bytes:
    try:
        raw = path.read_bytes()
        return gzip.decompress(raw) if path.name.lower().endswith(".gz") else raw
    except (OSError, EOFError, zlib.error) as error:
        why = getattr(error, "strerror", None) or str(error) or type(error).__name__
        raise Unreadable(
            say(en=f"{path} cannot be read: {why}.", zh=f"无法读取 {path}:{why}。")
        ) from error


def _decoded(raw: bytes, path: Path) -> str:
    try:
        return decode(raw).text
    except UnusableFile as error:
        raise Unreadable(
            say(
                en=f"{path}: {error.en} Save it as UTF-8 and try again.",
                zh=f"{path}:{error.zh}请另存为 UTF-8 后重试。",
            )
        ) from error


def _read_csv(raw: bytes, rows: Rows) -> None:
    csv.field_size_limit(_LARGEST_FIELD)
    source = list(io.StringIO(_decoded(raw, rows.path), newline=""))
    reader = csv.reader(source, strict=True)
    header = _header(reader, rows.path)
    rows.check_columns(header)
    end = reader.line_num
    while True:
        start, problem, cells = end, "", list[str]()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            problem = str(error)
        end = reader.line_num
        if not problem and cells and len(cells) != len(header):
            problem = say(
                en=f"has {len(cells)} fields, the header has {len(header)}",
                zh=f"有 {len(cells)} 个字段,而表头有 {len(header)} 个",
            )
        if problem:
            rows.refuse(start + 1, field="", reason=problem, row="".join(source[start:end]))
        elif any(cells):
            rows.accept(start + 1, dict(zip(header, cells, strict=True)))


def _header(reader: Iterator[list[str]], path: Path) -> list[str]:
    try:
        header = [name.strip() for name in next(reader, [])]
    except csv.Error as error:
        raise Unreadable(say(en=f"{path}: {error}.", zh=f"{path}:{error}。")) from error
    twice = sorted({name for name in header if header.count(name) > 1 and name})
    if twice:
        raise Unreadable(
            say(
                en=f"{path} has the column {twice[0]} more than once.",
                zh=f"{path} 的列 {twice[0]} 出现了多次。",
            )
        )
    return header


def _read_jsonl(raw: bytes, rows: Rows) -> None:
    for line, text in enumerate(_decoded(raw, rows.path).split("\n"), start=1):
        if not text.strip():
            continue
        try:
            value = json.loads(text)
        except (ValueError, RecursionError) as error:
            reason = say(en=f"not JSON: {error}", zh=f"不是有效的 JSON:{error}")
            rows.refuse(line, field="", reason=reason, row=text.rstrip("\r"))
            continue
        if not isinstance(value, dict):
            reason = say(en="not a JSON object", zh="不是 JSON 对象")
            rows.refuse(line, field="", reason=reason, row=text.rstrip("\r"))
            continue
        record = {name: _as_text(cell) for name, cell in value.items()}
        missing = next((name for name in rows.required if name not in record), None)
        if missing is None:
            rows.accept(line, record)
        else:
            reason = say(en="missing", zh="缺失")
            rows.refuse(line, field=missing, reason=reason, row=record)


def _read_parquet(raw: bytes, rows: Rows) -> None:
    import pyarrow as arrow
    import pyarrow.parquet as parquet

    try:
        table = parquet.read_table(io.BytesIO(raw))
    except (arrow.ArrowInvalid, arrow.ArrowNotImplementedError, OSError) as error:
        raise Unreadable(
            say(
                en=f"{rows.path} is not a Parquet file: {error}.",
                zh=f"{rows.path} 不是 Parquet 文件：{error}。",
            )
        ) from error
    rows.check_columns(table.column_names)
    for line, row in enumerate(table.to_pylist(), start=1):
        rows.accept(line, {name: _as_text(cell) for name, cell in row.items()})


def _as_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, (list, tuple)):
        return _LIST_SEPARATOR.join(_as_text(item) for item in value)
    if isinstance(value, (bool, dict)):
        return json.dumps(value, ensure_ascii=False)
    return str(value)


READERS: dict[str, Callable[[bytes, Rows], None]] = {
    ".csv": _read_csv,
    ".jsonl": _read_jsonl,
    ".parquet": _read_parquet,
}
