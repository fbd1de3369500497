"""The rule language: ``field op value`` joined by ``and`` (a later step adds the rest).

Fields: city, region, years, skill, education, language. Operators: ``=`` ``!=`` ``<`` ``<=`` ``>``
``>=`` and ``in (a, b)``. Values are bare words, numbers, or quoted with ``"`` or ``'``. 「且」 and
``AND`` read as ``and``; full-width signs read as their ASCII twins.
"""

import re
import unicodedata
from dataclasses import dataclass

from core.errors import Unusable
from core.profile.types import EducationLevel

MAX_CLAUSES = 50
TEXT_FIELDS = frozenset({"city", "region", "skill", "language"})
ORDERED_FIELDS = frozenset({"years", "education"})
OPERATORS = ("=", "!=", "<", "<=", ">", ">=", "in")
_ALIASES = {
    "城市": "city",
    "地区": "region",
    "区域": "region",
    "年限": "years",
    "经验": "years",
    "技能": "skill",
    "学历": "education",
    "语言": "language",
}
_EDUCATION = {
    "secondary": EducationLevel.SECONDARY,
    "高中": EducationLevel.SECONDARY,
    "中专": EducationLevel.SECONDARY,
    "diploma": EducationLevel.DIPLOMA,
    "大专": EducationLevel.DIPLOMA,
    "专科": EducationLevel.DIPLOMA,
    "bachelor": EducationLevel.BACHELOR,
    "本科": EducationLevel.BACHELOR,
    "master": EducationLevel.MASTER,
    "硕士": EducationLevel.MASTER,
    "doctorate": EducationLevel.DOCTORATE,
    "phd": EducationLevel.DOCTORATE,
    "博士": EducationLevel.DOCTORATE,
}
_CLAUSE = re.compile(
    r"""\s*(?P<field>[^\s=!<>()"',]+?)\s*
        (?P<op>!=|<=|>=|=|<|>|\bin\b)\s*
        (?P<value>\([^)]*\)|"[^"]*"|'[^']*'|[^\s"'()]+)\s*""",
    re.VERBOSE | re.IGNORECASE,
)
_AND = re.compile(r"(and\b|且|&&)\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Clause:
    """One comparison; ``values`` has one entry, or several for ``in``. Years are floats."""

    field: str
    op: str
    values: tuple[str | float, ...]

    def __str__(self) -> str:
        shown = [f'"{value}"' if isinstance(value, str) else f"{value:g}" for value in self.values]
        return f"{self.field} {self.op} " + (
            f"({', '.join(shown)})" if self.op == "in" else shown[0]
        )


@dataclass(frozen=True, slots=True)
class Rule:
    """Clauses that must all hold. A person whose field is unknown fails every clause on it."""

    clauses: tuple[Clause, ...]

    def __str__(self) -> str:
        return " and ".join(str(clause) for clause in self.clauses)


def parse(text: str) -> Rule:
    """Read a rule; its ``str`` reads back to the same rule.

    Raises:
        Unusable: says at which character and what was expected.

    Example:
        >>> str(parse("city=深圳 and years <= 5"))
        'city = "深圳" and years <= 5'
    """
    source = unicodedata.normalize("NFKC", text)
    clauses: list[Clause] = []
    at = 0
    while at < len(source):
        found = _CLAUSE.match(source, at)
        if found is None:
            raise _unusable(f"expected 'field op value' at character {at + 1}", text)
        clauses.append(_clause(found["field"], found["op"].lower(), found["value"], text))
        at = found.end()
        joint = _AND.match(source, at)
        if at < len(source) and joint is None:
            raise _unusable(f"expected 'and' at character {at + 1}", text)
        at = joint.end() if joint else at
        if joint and at >= len(source):
            raise _unusable("the rule ends with 'and'", text)
    if not clauses or len(clauses) > MAX_CLAUSES:
        raise _unusable(f"a rule has 1 to {MAX_CLAUSES} clauses", text)
    return Rule(tuple(clauses))


def _clause(field: str, op: str, value: str, text: str) -> Clause:
    name = _ALIASES.get(field, field.lower())
    if name not in TEXT_FIELDS | ORDERED_FIELDS:
        known = ", ".join(sorted(TEXT_FIELDS | ORDERED_FIELDS))
        raise _unusable(f"unknown field {field!r}; known are {known}", text)
    if name in TEXT_FIELDS and op not in {"=", "!=", "in"}:
        raise _unusable(f"{name} can be compared with =, != and in, not with {op}", text)
    parts = value[1:-1].split(",") if op == "in" else [value]
    cleaned = tuple(part.strip().strip("\"'").strip() for part in parts)
    if not all(cleaned):
        raise _unusable(f"a value of {name} is empty", text)
    return Clause(name, op, tuple(_value(name, part, text) for part in cleaned))


def _value(field: str, value: str, text: str) -> str | float:
    if field == "years":
        try:
            return float(value)
        except ValueError:
            raise _unusable(f"years needs a number, not {value!r}", text) from None
    if field == "education":
        level = _EDUCATION.get(value.lower())
        if level is None:
            raise _unusable(f"unknown education {value!r}; known are {', '.join(_EDUCATION)}", text)
        return level.name.lower()
    return value


def _unusable(what: str, text: str) -> Unusable:
    return Unusable(f"the rule cannot be read: {what}", rule=text)
