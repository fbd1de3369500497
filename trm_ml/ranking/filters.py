"""Rules as masks over people's columns: names resolved once, then one comparison a clause."""

import difflib
import operator
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from core.errors import Unusable
from core.pool.rules import Clause, Rule
from core.profile.types import EducationLevel, Place
from trm_ml.extract.folding import folded
from trm_ml.features.people import PeopleColumns

Mask = NDArray[np.bool_]
Rows = NDArray[np.int64]

COMPARISONS: dict[str, Callable[[Any, Any], Any]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
REGIONS = {
    "north china": "华北",
    "northeast china": "东北",
    "east china": "华东",
    "central china": "华中",
    "south china": "华南",
    "southwest china": "西南",
    "northwest china": "西北",
    "hong kong, macao and taiwan": "港澳台",
}
LANGUAGES = {
    "en": ("english", "英语", "英文"),
    "zh": ("chinese", "mandarin", "中文", "汉语", "普通话", "国语"),
    "yue": ("cantonese", "粤语", "广东话"),
    "ja": ("japanese", "日语", "日文"),
    "ko": ("korean", "韩语", "韩文", "朝鲜语"),
    "fr": ("french", "法语", "法文"),
    "de": ("german", "德语", "德文"),
    "es": ("spanish", "西班牙语"),
    "pt": ("portuguese", "葡萄牙语"),
    "ru": ("russian", "俄语", "俄文"),
    "ar": ("arabic", "阿拉伯语"),
    "it": ("italian", "意大利语"),
    "nl": ("dutch", "荷兰语"),
    "pl": ("polish", "波兰语"),
    "hi": ("hindi", "印地语"),
    "th": ("thai", "泰语"),
    "vi": ("vietnamese", "越南语"),
    "id": ("indonesian", "印尼语", "印度尼西亚语"),
    "ms": ("malay", "马来语"),
    "tr": ("turkish", "土耳其语"),
    "sv": ("swedish", "瑞典语"),
    "cs": ("czech", "捷克语"),
    "he": ("hebrew", "希伯来语"),
}


class SkillNames(Protocol):
    """The lexicon's skills."""

    @property
    def ids(self) -> Sequence[str]:
        """Every id, by row."""
        ...

    @property
    def en(self) -> Sequence[str]:
        """English names, by row."""
        ...

    @property
    def zh(self) -> Sequence[str]:
        """Chinese names, by row, maybe empty."""
        ...

    def row_of(self, skill_id: str) -> int:
        """Return the row of an id, or -1."""
        ...


class Names(Protocol):
    """What resolving a rule needs of the lexicon."""

    @property
    def skills(self) -> SkillNames:
        """The skills."""
        ...

    def skill_of(self, name: str) -> int:
        """Return the row of the skill that a short text names, or -1."""
        ...

    def place(self, text: str) -> Place | None:
        """Return the place that a short text names."""
        ...


@dataclass(frozen=True, slots=True)
class Criterion:
    """A clause whose names are resolved: folded place names, language codes, skill ids, numbers."""

    clause: Clause
    keys: tuple[str, ...] = ()
    numbers: tuple[float, ...] = ()


def resolve(rule: Rule, names: Names, *, known_places: Iterable[str]) -> tuple[Criterion, ...]:
    """Resolve the names of a rule.

    Args:
        rule: as it was written.
        names: the lexicon.
        known_places: folded names of places that somebody lives in.

    Raises:
        Unusable: a name means nothing; the message offers the nearest ones.
    """
    places = frozenset(known_places)
    return tuple(_test(clause, names, places) for clause in rule.clauses)


def mask(
    tests: Iterable[Criterion], people: PeopleColumns, holders: Callable[[str], Rows], alive: Mask
) -> tuple[Mask, list[int]]:
    """Return who is alive and passes every test ``(n,)``, and how many pass each alone.

    Args:
        tests: of `resolve`.
        people: their columns.
        holders: the rows of the people who have a skill id.
        alive: by row.
    """
    every = alive.copy()
    counts: list[int] = []
    for test in tests:
        passed = one_mask(test, people, holders) & alive
        counts.append(int(np.count_nonzero(passed)))
        every &= passed
    return every, counts


def one_mask(test: Criterion, people: PeopleColumns, holders: Callable[[str], Rows]) -> Mask:
    """Return who passes one test ``(n,)``; a person whose field is unknown does not."""
    field, op = test.clause.field, test.clause.op
    if field in {"years", "education"}:
        return _ordered(test, people)
    if field == "skill":
        known = np.diff(people.skills.starts) > 0
        found = np.zeros(len(people), bool)
        for skill in test.keys:
            found[holders(skill)] = True
    elif field == "language":
        known = np.diff(people.languages.starts) > 0
        found = _speakers(test.keys, people)
    else:
        columns = ("city",) if field == "city" else ("city", "province", "region", "country")
        known, found = _placed(test.keys, people, columns)
    passed: Mask = known & ~found if op == "!=" else found
    return passed


def _ordered(test: Criterion, people: PeopleColumns) -> Mask:
    years = test.clause.field == "years"
    values: NDArray[Any] = people.years if years else people.education
    known = ~np.isnan(values) if years else values > EducationLevel.UNKNOWN
    if test.clause.op == "in":
        return np.asarray(known & np.isin(values, np.asarray(test.numbers, values.dtype)))
    return np.asarray(known & COMPARISONS[test.clause.op](values, test.numbers[0]))


def _placed(
    keys: Sequence[str], people: PeopleColumns, columns: Sequence[str]
) -> tuple[Mask, Mask]:
    wanted = np.array([bool(name) and name in keys for name in people.place_names], bool)
    known = np.zeros(len(people), bool)
    found = np.zeros(len(people), bool)
    for column in columns:
        codes = getattr(people, column)
        known |= codes > 0
        if wanted.any():
            found |= wanted[codes]
    return known, found


def _speakers(keys: Sequence[str], people: PeopleColumns) -> Mask:
    wanted = np.array([name.split("-")[0] in keys for name in people.language_names], bool)
    found = np.zeros(len(people), bool)
    if wanted.any():
        hits = np.flatnonzero(wanted[people.languages.values])
        found[np.searchsorted(people.languages.starts, hits, side="right") - 1] = True
    return found


def _test(clause: Clause, names: Names, places: frozenset[str]) -> Criterion:
    if clause.field == "years":
        return Criterion(clause, numbers=tuple(float(value) for value in clause.values))
    texts = [str(value) for value in clause.values]
    if clause.field == "education":
        return Criterion(
            clause, numbers=tuple(float(EducationLevel[text.upper()]) for text in texts)
        )
    if clause.field == "skill":
        return Criterion(clause, keys=tuple(_skill(text, names) for text in texts))
    if clause.field == "language":
        return Criterion(clause, keys=tuple(_language(text) for text in texts))
    return Criterion(
        clause, keys=tuple(_place(clause.field, text, names, places) for text in texts)
    )


def _place(field: str, text: str, names: Names, places: frozenset[str]) -> str:
    key = folded(text)
    if field == "region" and key in REGIONS:
        return REGIONS[key]
    place = names.place(text)
    if place is not None and (field == "region" or place.city):
        return folded(place.city or place.province or place.country)
    if place is None and (key in places or (field == "region" and key in REGIONS.values())):
        return key
    if place is not None:
        raise Unusable(f"{text!r} is not a city; write region = {text!r}", field=field, value=text)
    options = places | (set(REGIONS) | set(REGIONS.values()) if field == "region" else set())
    raise _unknown(field, text, key, options)


def _skill(text: str, names: Names) -> str:
    row = names.skills.row_of(text)
    row = names.skill_of(text) if row < 0 else row
    if row < 0:
        known = (folded(name) for name in (*names.skills.en, *names.skills.zh) if name)
        raise _unknown("skill", text, folded(text), known)
    return names.skills.ids[row]


def _language(text: str) -> str:
    key = folded(text)
    for code, known in LANGUAGES.items():
        if key in known or key.split("-")[0] == code:
            return code
    options = [*LANGUAGES, *(name for known in LANGUAGES.values() for name in known)]
    raise _unknown("language", text, key, options)


def _unknown(field: str, text: str, key: str, options: Iterable[str]) -> Unusable:
    near = difflib.get_close_matches(key, sorted(set(options) - {""}), n=3, cutoff=0.5)
    hint = f"; did you mean {', '.join(near)}?" if near else ""
    return Unusable(f"no {field} is called {text!r}{hint}", field=field, value=text, near=near)


def failed(
    tests: Iterable[Criterion], people: PeopleColumns, row: int, holders: Callable[[str], Rows]
) -> tuple[str, ...]:
    """Say which clauses one person fails, as they were written."""
    one = people.take(np.array([row]))

    def has(skill: str) -> Rows:
        return np.zeros(int(row in holders(skill)), np.int64)

    return tuple(str(test.clause) for test in tests if not one_mask(test, one, has)[0])
