"""What a column means: guessed from its name in Chinese or English, then from its values.

A column about a protected attribute or an identity number is known by name and never read or kept.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from itertools import islice

from core.intake.types import Column, ImportKind
from core.profile import rules
from core.profile.types import Channel
from serving.intake.reasons import reason
from serving.intake.rows import InputUnusable, Row, Table

_SAMPLES = 5
_LOOKED_AT = 200
_SHARE = 0.6
_NOISE = re.compile(r"[（(\[【].*?[)）\]】]|[\s_\-.:：*＊#/、\u200b-\u200f\u2060\ufeff]+")
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")


_TABLE = tomllib.loads(files("serving.intake").joinpath("headers.toml").read_text(encoding="utf-8"))
_NAMES: dict[str, dict[str, list[str]]] = {
    name: names for name, names in _TABLE.items() if isinstance(names, dict)
}


def fields_of(kind: ImportKind, channel: Channel = Channel.IMPORT) -> tuple[str, ...]:
    """Return the fields that a column can be read as, in rows of a channel."""
    return tuple(dict.fromkeys((*_NAMES[kind.value], *_of_channel(kind, channel))))


def _of_channel(kind: ImportKind, channel: Channel) -> Mapping[str, list[str]]:
    return _NAMES.get(channel.value, {}) if kind is ImportKind.TALENTS else {}


def key_of(header: str) -> str:
    """Return a header without case, spaces, brackets and marks.

    Example:
        >>> key_of("手机号码（必填）*"), key_of("Full_Name")
        ('手机号码', 'fullname')
    """
    plain = unicodedata.normalize("NFKC", header).casefold()
    return _NOISE.sub("", plain) or _NOISE.sub("", plain.replace("(", " ").replace(")", " "))


_PROTECTED_KEYS = frozenset(key_of(name) for name in _TABLE["protected"])


@lru_cache(maxsize=32)
def _by_key(kind: ImportKind, channel: Channel) -> Mapping[str, str]:
    """Return the field of each known header; a channel's own meaning goes before the usual one."""
    tables = (_NAMES[kind.value], _of_channel(kind, channel))
    return {key_of(name): field for names in tables for field, all_ in names.items()
            for name in all_}  # fmt: skip


def field_named(kind: ImportKind, header: str, channel: Channel = Channel.IMPORT) -> str:
    """Return the field that a header is the name of, or ``""``."""
    return _by_key(kind, channel).get(key_of(header), "")


def is_protected(header: str) -> bool:
    """Tell whether a column is about a protected attribute or an identity number."""
    return key_of(header) in _PROTECTED_KEYS


def known_headers(kind: ImportKind, cells: Sequence[str], channel: Channel = Channel.IMPORT) -> int:
    """Return how many cells are names of columns that are known, protected ones included."""
    keys = {key_of(cell) for cell in cells if cell}
    return len(keys & (_by_key(kind, channel).keys() | _PROTECTED_KEYS))


def guess(kind: ImportKind, table: Table, channel: Channel = Channel.IMPORT) -> tuple[Column, ...]:
    """Guess what the columns mean; a field is given to the first column that fits it best.

    Several columns of CV text, and of phones and e-mail addresses, may share their field.
    """
    seen = list(islice((row for row in table.rows() if row.reason is None), _LOOKED_AT))
    if not seen:
        raise InputUnusable(reason("no-rows"))
    taken: set[str] = set()
    columns = []
    for name in table.columns:
        values = [row.cells.get(name, "") for row in seen]
        field = "" if is_protected(name) else _guess(_by_key(kind, channel), kind, name, values)
        if field in taken and field not in _SHARED:
            field = ""
        taken.add(field)
        columns.append(Column(name, field, True, _samples(name, values)))
    return tuple(columns)


_SHARED = frozenset({"cv_text", "email", "phone", "skills", "summary", "text"})


def corrected(
    kind: ImportKind,
    columns: Sequence[Column],
    mapping: Mapping[str, str],
    channel: Channel = Channel.IMPORT,
) -> tuple[Column, ...]:
    """Return the columns with what a person says of them; an empty field leaves a column out.

    Raises:
        InputUnusable: there is no such column or field.
    """
    names, fields = {item.column for item in columns}, fields_of(kind, channel)
    for column, field in mapping.items():
        if column not in names:
            raise InputUnusable(reason("unknown-column", column=column, columns=_listed(names)))
        if field and field not in fields:
            raise InputUnusable(reason("unknown-field", field=field, fields=_listed(fields)))
    return tuple(
        Column(item.column, mapping[item.column], False, item.samples)
        if item.column in mapping
        else item
        for item in columns
    )


def check(kind: ImportKind, columns: Sequence[Column]) -> None:
    """Refuse a table of which nothing that tells anything would be read.

    Raises:
        InputUnusable: no column is mapped to a telling field.
    """
    telling = {"title", "text", "duties", "requirements"} if kind is ImportKind.JOBS else {
        "name", "email", "phone", "cv_text", "external_id",
    }  # fmt: skip
    if not telling & {item.field for item in columns}:
        names = [item.column for item in columns]
        raise InputUnusable(reason("no-known-columns", columns=_listed(names)))


def _guess(
    known_fields: Mapping[str, str], kind: ImportKind, name: str, values: Sequence[str]
) -> str:
    known = known_fields.get(key_of(name))
    if known is not None:
        return "" if known == "cv_text" and _are_numbers(values) else known
    if kind is ImportKind.JOBS:
        return ""
    filled = [value for value in values if value]
    if not filled:
        return ""
    if sum(bool(_EMAIL.fullmatch(value)) for value in filled) >= _SHARE * len(filled):
        return "email"
    if sum(bool(rules.normal_phone(value)) for value in filled) >= _SHARE * len(filled):
        return "phone"
    return ""


def _are_numbers(values: Sequence[str]) -> bool:
    filled = [value for value in values if value]
    return bool(filled) and all(value.isdigit() for value in filled)


def _samples(name: str, values: Sequence[str]) -> tuple[str, ...]:
    if is_protected(name):
        return ()
    short = (value if len(value) <= 80 else value[:79] + "…" for value in values if value)
    return tuple(islice(dict.fromkeys(short), _SAMPLES))


def _listed(names: object) -> str:
    shown = [str(name) for name in names] if isinstance(names, Sequence | set | dict) else []
    return ", ".join(shown[:30])


def without_protected(rows: Iterator[Row]) -> Iterator[Row]:
    """Leave protected columns out of rows, so that nothing of them is kept."""
    gone: dict[str, bool] = {}
    for row in rows:
        kept = {}
        for name, value in row.cells.items():
            if name not in gone:
                gone[name] = is_protected(name)
            if not gone[name]:
                kept[name] = value
        yield Row(row.line, kept, row.reason)
