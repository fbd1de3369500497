"""Which field each column of a table is, how its cells are cleaned and compared.

The known fields have comparisons of their own; any other column is compared as text.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, combinations

import numpy as np

from trm_ml.dedupe.columns import Coded, Ints, at, folded_all, is_missing
from trm_ml.dedupe.date_column import BIRTH_YEAR, DateColumn, read_dates
from trm_ml.dedupe.evidence import Column, Scale
from trm_ml.dedupe.name_column import NameColumn
from trm_ml.dedupe.names import NameParts, joined_name, take_apart
from trm_ml.dedupe.similarity import Floats
from trm_ml.dedupe.value_column import (
    Grade,
    ValueColumn,
    by_digits,
    by_edits,
    by_halves,
    by_nothing,
    by_text,
    head,
    words,
)
from trm_ml.extract.folding import folded

Table = Mapping[str, Sequence[str]]
Clean = Callable[[list[str]], list[str]]

FIELDS = (
    "name", "first_name", "last_name", "birth_date", "birth_year", "phone", "email", "company",
    "title", "city", "birth_place", "postcode", "gender", "id_number", "address",
)  # fmt: skip

# Names under which tables hold the fields, folded and without signs.
ALIASES: dict[str, str] = {
    alias: field
    for field, aliases in {
        "name": "name fullname personname candidatename 姓名 名字 候选人 员工姓名",
        "first_name": "firstname givenname forename given first 名",
        "last_name": "lastname surname familyname last family 姓 姓氏",
        "birth_date": "birthdate dateofbirth dob birthday born 出生日期 生日 出生年月",
        "birth_year": "birthyear yearofbirth yob 出生年份 出生年",
        "phone": "phone phonenumber mobile mobilephone tel telephone cell "
        "电话 手机 手机号 手机号码 联系电话 电话号码",
        "email": "email emailaddress mail 邮箱 电子邮箱 电子邮件 邮件",
        "company": "company employer organisation organization firm 公司 单位 雇主 工作单位 现公司",
        "title": "title jobtitle position occupation job profession 职位 职务 岗位 职业",
        "city": "city town suburb location 城市 所在地 现居地 地点 所在城市",
        "birth_place": "birthplace placeofbirth 出生地 籍贯",
        "postcode": "postcode postalcode zip zipcode postcodefake 邮编 邮政编码",
        "gender": "gender sex 性别",
        "id_number": "idnumber idcard nationalid ssn socsecid passport "
        "身份证 身份证号 证件号 身份证号码",
        "address": "address address1 street streetaddress 地址 住址 联系地址",
    }.items()
    for alias in aliases.split()
}
_SIGNS = re.compile(r"[\W_]+")
_BETWEEN = re.compile(r"[;；|\n、]+")
SEVERAL = 3  # values of a telephone, address or number that are compared of one cell
_LEGAL = re.compile(
    r"\b(?:inc|incorporated|corp|corporation|co|company|ltd|limited|llc|llp|plc|gmbh|ag|kg|se|sa|nv|bv|"
    r"spa|srl|sarl|ab|as|oy|kk|pte|pty|group|holdings?)\b\.?|(?:股份|有限|责任|集团|公司|总公司|分公司)+"
)
_WOMAN = frozenset(("f", "female", "woman", "w", "女", "女性", "女士", "girl"))
_MAN = frozenset(("m", "male", "man", "男", "男性", "先生", "boy"))


@dataclass(frozen=True, slots=True)
class Kind:
    """How a field is cleaned and compared."""

    clean: Clean
    grade: Grade
    levels: Sequence[str]
    prior: Sequence[float]
    parts: Callable[[str], Sequence[str]] | None = None
    exact: bool = False


def field_of(column: str) -> str | None:
    """Return the known field that a column's name stands for.

    Example:
        >>> field_of("Given Name"), field_of("手机号"), field_of("hobby")
        ('first_name', 'phone', None)
    """
    return ALIASES.get(_SIGNS.sub("", folded(column)))


def columns_of(table: Table, mapping: Mapping[str, Sequence[str]]) -> list[Column]:
    """Make the columns ready to compare.

    Args:
        table: cells of each column, all of one length; "" is missing.
        mapping: field → its columns in ``table``. A field that is not one of `FIELDS` is compared
            as text. Of several columns for one field each is compared by itself.
    """
    made: list[Column] = []
    names = _names(table, mapping)
    if names is not None:
        made.append(names)
    for field, columns in mapping.items():
        if field in ("name", "first_name", "last_name"):
            continue
        for column in columns:
            label = _label(field, column, columns)
            made.append(_column(field, label, table[column]))
    return [column for column in made if _has_values(column)]


def _label(field: str, column: str, columns: Sequence[str]) -> str:
    known = field.replace("_", " ") if field in FIELDS else column
    return known if len(columns) == 1 else column


def _has_values(column: Column) -> bool:
    if isinstance(column, ValueColumn | DateColumn):
        return bool(column.values.values)
    return not isinstance(column, NameColumn) or bool((column.codes >= 0).any())


def _column(field: str, label: str, cells: Sequence[str]) -> Column:
    if field == "birth_date":
        dates = Coded.of(cells, lambda values: read_dates(folded_all(values)))
        return DateColumn(dates)
    kind = KINDS.get(field, TEXT)
    scale = (
        BIRTH_YEAR
        if field == "birth_year"
        else Scale(label, _wording(field), kind.levels, kind.prior)
    )
    first, others = _several(Coded.of(cells, lambda values: values), kind)
    return ValueColumn(scale, first, kind.grade, parts=kind.parts, exact=kind.exact, others=others)


def _several(cells: Coded, kind: Kind) -> tuple[Coded, list[Ints]]:
    """Clean the values of cells; a cell of an exact kind may hold several.

    The counts are those of all values together: a number that ten people hold in any place is
    shared by ten.
    """
    if not kind.exact or not any(_BETWEEN.search(value) for value in cells.values):
        return Coded.recoded(cells.codes, kind.clean(cells.values)), []
    split = [_BETWEEN.split(value)[:SEVERAL] for value in cells.values]
    flat = Coded.of(list(chain.from_iterable(split)), kind.clean)
    sizes = np.array([len(pieces) for pieces in split], np.int64)
    cell = np.repeat(np.arange(len(split)), sizes)
    place = np.arange(len(cell)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    table = np.full((max(len(split), 1), SEVERAL), -1, np.int32)
    table[cell, place] = flat.codes
    for later, earlier in combinations(reversed(range(SEVERAL)), 2):  # a value counts once
        table[table[:, later] == table[:, earlier], later] = -1
    sides = [at(table[:, place], cells.codes, -1) for place in range(SEVERAL)]
    held = np.concatenate(sides)
    counts = np.bincount(held[held >= 0], minlength=len(flat.values)).astype(np.int32)
    return Coded(sides[0], flat.values, counts), sides[1:]


def _wording(field: str) -> str:
    return field if field in KINDS else "text"


def _names(table: Table, mapping: Mapping[str, Sequence[str]]) -> NameColumn | None:
    """Make one column of names from a whole name, its parts, or both.

    The parts are believed where there are both; a whole name fills what they leave open.
    """
    whole = [table[column] for column in mapping.get("name", ())[:1]]
    first = [table[column] for column in mapping.get("first_name", ())[:1]]
    last = [table[column] for column in mapping.get("last_name", ())[:1]]
    if not (whole or first or last):
        return None
    rows = len(next(iter(table.values())))
    blank = [""] * rows
    cells = [
        f"{name}\x1f{given}\x1f{family}"
        for name, given, family in zip(
            whole[0] if whole else blank, first[0] if first else blank, last[0] if last else blank,
            strict=True,
        )
    ]  # fmt: skip
    coded = Coded.of(cells, list)
    parts = [_name(*value.split("\x1f")) for value in coded.values]
    known = np.array([part != NameParts() for part in parts], bool)
    return NameColumn(np.where(known[coded.codes], coded.codes, -1).astype(np.int32), parts)


def _name(name: str, first: str, last: str) -> NameParts:
    name, first, last = ("" if is_missing(text) else text for text in (name, first, last))
    if first.strip() and last.strip():
        return joined_name(first, last)
    if name.strip():
        return take_apart(name)
    return joined_name(first, last)


def _companies(values: list[str]) -> list[str]:
    cleaned = []
    for value in folded_all(values):
        bare = " ".join(_SIGNS.sub(" ", _LEGAL.sub(" ", value)).split())
        cleaned.append(bare or value)
    return cleaned


def _spaced(values: list[str]) -> list[str]:
    return [" ".join(_SIGNS.sub(" ", value).split()) or value for value in folded_all(values)]


def _phones(values: list[str]) -> list[str]:
    return [clean_phone(value) for value in folded_all(values)]


_FLOATED = re.compile(r"^(\d+)\.0+$")
_DAMAGED = re.compile(r"^\d(?:\.\d+)?e\+?\d+$")
_EXTENSION = re.compile(r"(?:ext|x|转|#).*$")


def clean_phone(value: str) -> str:
    """Return a folded telephone number as national digits; "" if too little of it is left.

    Example:
        >>> clean_phone("+86 138-0013-8000"), clean_phone("13800138000.0"), clean_phone("1.39e+10")
        ('13800138000', '13800138000', '')
    """
    if _DAMAGED.match(value.replace(" ", "")):
        return ""
    floated = _FLOATED.match(value)
    digits = re.sub(r"\D", "", floated.group(1) if floated else _EXTENSION.sub("", value))
    for prefix in ("0086", "86"):
        rest = digits.removeprefix(prefix)
        if rest != digits and len(rest) >= 10:
            digits = rest
            break
    if len(digits) == 11 and value.strip().startswith("+1"):
        digits = digits[1:]  # North America; a Chinese mobile begins with 1 too, without the plus
    digits = digits.lstrip("0")
    return digits if len(digits) >= 6 and len(set(digits)) > 1 else ""


def _emails(values: list[str]) -> list[str]:
    return [clean_email(value) for value in folded_all(values)]


def clean_email(value: str) -> str:
    """Return a folded address without display name and tag; "" if it is none.

    Example:
        >>> clean_email("wei <wei.zhang+jobs@gmail.com>")
        'wei.zhang@gmail.com'
    """
    found = re.search(r"[^\s<>,;:()\"]+@[^\s<>,;:()\"]+", value.removeprefix("mailto:"))
    if not found:
        return ""
    user, _, domain = found.group().strip(".").partition("@")
    return f"{user.partition('+')[0]}@{domain.removesuffix('.')}"


def _genders(values: list[str]) -> list[str]:
    found = folded_all(values)
    return ["f" if v in _WOMAN else "m" if v in _MAN else v for v in found]


def _compact(values: list[str]) -> list[str]:
    return [_SIGNS.sub("", value) for value in folded_all(values)]


def _years(values: list[str]) -> list[str]:
    return [date[:4] for date in read_dates(folded_all(values))]


def _grade_years(column: ValueColumn, left: Ints, right: Ints) -> Floats:
    years = np.array([int(value) for value in column.values.values], np.int32)
    near: Floats = (abs(years[left] - years[right]) <= 1).astype(np.float32)
    return near


def _user(value: str) -> list[str]:
    return [value.partition("@")[0]]


_THREE = ("differ", "alike", "close", "same")
TEXT = Kind(
    _spaced, by_text, ("differ", "share", "alike", "close", "same"),
    (0.2, 0.07, 0.08, 0.1, 0.55), words,
)  # fmt: skip
KINDS: dict[str, Kind] = {
    "birth_year": Kind(_years, _grade_years, BIRTH_YEAR.levels, BIRTH_YEAR.prior),
    "phone": Kind(_phones, by_digits, _THREE, (0.25, 0.01, 0.09, 0.65), exact=True),
    "email": Kind(_emails, by_halves("@"), _THREE, (0.25, 0.02, 0.13, 0.6), _user, exact=True),
    "company": Kind(_companies, by_text, TEXT.levels, (0.3, 0.06, 0.07, 0.07, 0.5), words),
    "title": Kind(_spaced, by_text, TEXT.levels, (0.3, 0.1, 0.1, 0.05, 0.45), words),
    "city": Kind(_spaced, by_text, TEXT.levels, (0.2, 0.02, 0.03, 0.1, 0.65)),
    "birth_place": Kind(_spaced, by_text, TEXT.levels, (0.2, 0.02, 0.03, 0.1, 0.65)),
    "postcode": Kind(_compact, by_edits(0.66, 0.4), _THREE, (0.2, 0.05, 0.1, 0.65), head(3)),
    "gender": Kind(_genders, by_nothing, ("differ", "same"), (0.03, 0.97)),
    "id_number": Kind(_compact, by_edits(0.85, 0.6), _THREE, (0.03, 0.02, 0.1, 0.85), exact=True),
    "address": Kind(_spaced, by_text, TEXT.levels, (0.2, 0.05, 0.08, 0.17, 0.5), words),
}


def guess(columns: Iterable[str]) -> dict[str, list[str]]:
    """Guess a mapping from the names of the columns; unknown ones are compared as text."""
    mapping: dict[str, list[str]] = {}
    for column in columns:
        mapping.setdefault(field_of(column) or column, []).append(column)
    return mapping
