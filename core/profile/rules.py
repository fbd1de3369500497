"""Who a person adds up to: normal forms, survivorship, search terms. Pure functions.

Survivorship, per field: what a person edited by hand wins over everything; else the newest source
that says something. Lists are the union of all sources, without repeats. Of several arrivals under
one id of one source, only the newest counts. What strangers say (`UNPROVED`: a public form, a
referral) only fills what no other source says, however new it is: it may add and never overwrite.
Nothing depends on the order of arrival.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from typing import Any

import phonenumbers

from core.profile.types import (
    Channel,
    Education,
    Employment,
    Facts,
    LanguageFact,
    SkillFact,
    SourceRecord,
    Span,
)

_NOTHING = Facts()
FIELDS = tuple(item.name for item in fields(Facts))
LISTS = ("emails", "phones", "employments", "educations", "skills", "languages", "certificates")
EDITED = "fields"
UNPROVED = frozenset({Channel.FORM, Channel.REFERRAL})
_EMAIL = re.compile(r"[^\s@<>,;:\"']+@[^\s@<>,;:\"']+\.[^\s@<>,;:\"'.]+")
_EXTENSION = re.compile(r"\s*(?:转|轉|分机|分機)\s*")
# ``13800138000.0`` (a column of numbers with a gap in it) and ``138…（微信同号）``
_NOT_DIALLED = re.compile(r"(?<=\d)\.0+$|\s*\([^()\d]*\)$")
_SCIENTIFIC = re.compile(r"\d(?:[.,]\d+)?[eE]\+?\d+")
_ACCENTS = re.compile("[\u0300-\u036f]+")
_SPACE = re.compile(r"\s+")
_CJK = (
    "\u3005\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
    "\U00020000-\U0003ffff"
)
_TERM = re.compile(rf"(?P<cjk>[{_CJK}]+)|(?P<word>[^\W_{_CJK}]+(?:[+#]++(?![A-Za-z0-9]))?)")


def normal_email(text: str) -> str:
    """Return the address in lower case, or ``""`` if it is none.

    Example:
        >>> normal_email(" Li.Na@Example.COM ")
        'li.na@example.com'
    """
    folded = unicodedata.normalize("NFKC", text).strip().removeprefix("mailto:").lower()
    return folded if _EMAIL.fullmatch(folded) else ""


@lru_cache(maxsize=4096)
def normal_phone(text: str, *, region: str = "CN") -> str:
    """Return the number in E.164, or ``""`` if it cannot be one; ``region`` is where it is local.

    Example:
        >>> normal_phone("138 0013 8000"), normal_phone("1.38E+10")
        ('+8613800138000', '')
    """
    folded = unicodedata.normalize("NFKC", text).strip()
    if damaged(folded):
        return ""
    folded = _NOT_DIALLED.sub("", _EXTENSION.sub(" ext ", folded))
    try:
        number = phonenumbers.parse(folded, region)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_valid_number(number):
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def damaged(text: str) -> bool:
    """Tell whether a spreadsheet has rounded this number (``1.39E+10``): digits are lost for good.

    Example:
        >>> damaged("1.39E+10"), damaged("13900000000")
        (True, False)
    """
    return _SCIENTIFIC.fullmatch(unicodedata.normalize("NFKC", text).strip()) is not None


def identifiers(facts: Facts) -> list[tuple[str, str]]:
    """Return the ``(kind, value)`` pairs that identify a person, in order, without repeats."""
    found = [("email", normal_email(item)) for item in facts.emails]
    found += [("phone", normal_phone(item)) for item in facts.phones]
    return list(dict.fromkeys(pair for pair in found if pair[1]))


def fold(text: str) -> str:
    """Return the form under which two names of one thing are equal: NFKC, one space, lower case."""
    return _SPACE.sub(" ", unicodedata.normalize("NFKC", text)).strip().casefold()


def skill_key(skill: SkillFact) -> str:
    """Return what makes two skills the same: the lexicon's id, else ``=`` and the folded name."""
    return skill.skill_id or "=" + fold(skill.name)


def with_source(facts: Facts, record_id: str) -> Facts:
    """Return the facts with every span naming the record it lies in."""

    def named(item: Any) -> Any:
        if not item.evidence:
            return item
        spans = (Span(span.start, span.end, span.text, record_id) for span in item.evidence)
        return replace(item, evidence=tuple(spans))

    return _each_with_evidence(facts, named)


def without_evidence(facts: Facts) -> Facts:
    """Return the facts without spans: what is written by hand is proved by no text."""
    return _each_with_evidence(facts, lambda item: replace(item, evidence=()))


def _each_with_evidence(facts: Facts, named: Callable[[Any], Any]) -> Facts:
    return replace(
        facts,
        skills=tuple(map(named, facts.skills)),
        employments=tuple(map(named, facts.employments)),
        educations=tuple(map(named, facts.educations)),
        languages=tuple(map(named, facts.languages)),
    )


# --- survivorship ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Derived:
    """Who the records add up to, and which record each field came from."""

    facts: Facts
    provenance: Mapping[str, str]


def derive(records: Iterable[SourceRecord]) -> Derived:
    """Derive a person from their source records, in whatever order they are given.

    Provenance names the record of a single value, and the newest contributing record of a list.
    """
    newest_first = sorted(current(records), key=_weight, reverse=True)
    by_hand = [record for record in newest_first if record.channel is Channel.MANUAL]
    values: dict[str, Any] = {}
    provenance: dict[str, str] = {}
    for name in FIELDS:
        chosen = _edited(name, by_hand, newest_first)
        if chosen is None:
            chosen = _survivor(name, newest_first)
        values[name], source = chosen
        if source:
            provenance[name] = source
    return Derived(Facts(**values), provenance)


def current(records: Iterable[SourceRecord]) -> list[SourceRecord]:
    """Return the newest record of each ``(source, external id)``, and all that have no such id."""
    newest: dict[tuple[str, str], SourceRecord] = {}
    for record in records:
        key = (record.source, record.external_id or record.id)
        known = newest.get(key)
        if known is None or _age(record) > _age(known):
            newest[key] = record
    return list(newest.values())


def _age(record: SourceRecord) -> tuple[Any, ...]:
    return (record.received_at, record.content_hash, record.source, record.external_id)


def _weight(record: SourceRecord) -> tuple[Any, ...]:
    return (record.channel not in UNPROVED, *_age(record))


def edited_fields(record: SourceRecord) -> frozenset[str]:
    """Return the fields that a record written by hand decides."""
    return frozenset(filter(None, record.raw.get(EDITED, "").split(",")))


def _edited(
    name: str, by_hand: Sequence[SourceRecord], newest_first: Sequence[SourceRecord]
) -> tuple[Any, str] | None:
    edit = next((record for record in by_hand if name in edited_fields(record)), None)
    if edit is None:
        return None
    value = getattr(edit.facts, name)
    if name not in LISTS:
        return value, edit.id
    # What a later source says anew is added; what was known at the edit and left out stays out.
    key = _KEYS[name]
    earlier = [record for record in newest_first if _age(record) <= _age(edit)]
    known = {key(item) for record in earlier for item in getattr(record.facts, name)}
    news = [
        item
        for record in newest_first
        if _age(record) > _age(edit) and record.channel is not Channel.MANUAL
        for item in getattr(record.facts, name)
        if key(item) not in known
    ]
    kept = {key(item) for item in value}
    proof = [item for record in newest_first for item in getattr(record.facts, name)]
    proved = [item for item in proof if key(item) in kept and hasattr(item, "evidence")]
    return _united(name, [*value, *news, *proved]), edit.id


def _survivor(name: str, newest_first: Sequence[SourceRecord]) -> tuple[Any, str]:
    if name in LISTS:
        items = [item for record in newest_first for item in getattr(record.facts, name)]
        source = next((record.id for record in newest_first if getattr(record.facts, name)), "")
        return _proved_first(name, _united(name, items), newest_first), source
    empty = getattr(_NOTHING, name)
    for record in newest_first:
        value = getattr(record.facts, name)
        if value != empty:
            return value, record.id
    return empty, ""


def _proved_first(
    name: str, united: tuple[Any, ...], records: Sequence[SourceRecord]
) -> tuple[Any, ...]:
    """Keep what strangers say from standing for the present post, or the first address."""
    key = _KEYS[name]
    proved = {
        key(item)
        for record in records
        if record.channel not in UNPROVED
        for item in getattr(record.facts, name)
    }
    return tuple(sorted(united, key=lambda item: key(item) not in proved)) if proved else united


def _united(name: str, items: list[Any]) -> tuple[Any, ...]:
    if len(items) < 2 and name not in {"emails", "phones"}:
        return tuple(items)
    if name == "employments":
        return _newest_first(_merged(items, _employment_key, _join_posts))
    if name == "educations":
        return _newest_first(_merged(items, _education_key, _join_courses))
    if name == "emails":
        return tuple(dict.fromkeys(normal_email(item) or item.strip() for item in items))
    if name == "phones":
        return tuple(dict.fromkeys(normal_phone(item) or item.strip() for item in items))
    return tuple(_merged(items, _KEYS[name], _join_evidence))


def _merged(
    items: Iterable[Any], key: Callable[[Any], Any], join: Callable[[Any, Any], Any]
) -> list[Any]:
    found: dict[Any, Any] = {}
    for item in items:
        name = key(item)
        found[name] = join(found[name], item) if name in found else item
    return list(found.values())


def _join_evidence(first: Any, second: Any) -> Any:
    if not hasattr(first, "evidence"):
        return first
    joined = tuple(dict.fromkeys((*first.evidence, *second.evidence)))
    changed: dict[str, Any] = {"evidence": joined}
    if isinstance(first, LanguageFact):
        changed["level"] = first.level or second.level
    return replace(first, **changed)


def _join_posts(first: Employment, second: Employment) -> Employment:
    return Employment(
        title=first.title or second.title,
        company=first.company or second.company,
        start=max(first.start, second.start, key=len),
        end=first.end or ("" if first.current else second.end),
        current=first.current or (second.current and not first.end),
        description=max(first.description, second.description, key=len),
        occupation_id=first.occupation_id or second.occupation_id,
        evidence=tuple(dict.fromkeys((*first.evidence, *second.evidence))),
    )


def _join_courses(first: Education, second: Education) -> Education:
    return Education(
        school=first.school or second.school,
        level=max(first.level, second.level),
        degree=first.degree or second.degree,
        major=first.major or second.major,
        start=max(first.start, second.start, key=len),
        end=max(first.end, second.end, key=len),
        evidence=tuple(dict.fromkeys((*first.evidence, *second.evidence))),
    )


def _employment_key(item: Employment) -> tuple[str, ...]:
    # One post in two sources: same employer and same year of start. Without dates the title tells.
    return (fold(item.company), item.start[:4]) if item.start else (
        fold(item.company), "", fold(item.title),
    )  # fmt: skip


def _education_key(item: Education) -> tuple[Any, ...]:
    return (fold(item.school), item.level, fold(item.major) if not item.level else "")


def _newest_first(items: list[Any]) -> tuple[Any, ...]:
    def age(item: Any) -> tuple[bool, str, str]:
        last = "9999" if getattr(item, "current", False) else item.end or item.start
        return (bool(last), last, item.start)

    return tuple(sorted(items, key=age, reverse=True))


_KEYS: dict[str, Callable[[Any], Any]] = {
    "emails": lambda item: normal_email(item) or item,
    "phones": lambda item: normal_phone(item) or item,
    "employments": _employment_key,
    "educations": _education_key,
    "skills": skill_key,
    "languages": lambda item: item.code.casefold(),
    "certificates": fold,
}


# --- columns and search ---------------------------------------------------------------------------


def latest_post(facts: Facts) -> Employment:
    """Return the present post, else the latest, else an empty one."""
    return facts.employments[0] if facts.employments else Employment()


def terms(text: str) -> list[str]:
    """Return the search terms of a text, in order: CJK bigrams and folded Latin words.

    A run of CJK signs gives its overlapping pairs and then its last sign alone, so that a phrase of
    pairs finds any substring and a prefix of one sign finds any sign.

    Example:
        >>> terms("算法工程师, C++")
        ['算法', '法工', '工程', '程师', '师', 'c++']
    """
    found: list[str] = []
    for match in _TERM.finditer(_plain(text)):
        run = match["cjk"]
        if run is None:
            found.append(match["word"])
        else:
            found.extend(run[at : at + 2] for at in range(len(run)))
    return found


def _plain(text: str) -> str:
    if text.isascii():
        return text.casefold()
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    return unicodedata.normalize("NFC", _ACCENTS.sub("", folded))


def query_phrases(text: str) -> list[tuple[tuple[str, ...], bool]]:
    """Return what must all be found for a query: phrases of terms, each with "prefix of a word".

    A single CJK sign, and the last Latin word (it may still be being typed), match by prefix.

    Example:
        >>> query_phrases("张 机器学习 pyth")
        [(('张',), True), (('机器', '器学', '学习'), False), (('pyth',), True)]
    """
    phrases: list[tuple[tuple[str, ...], bool]] = []
    words = unicodedata.normalize("NFKC", text).split()
    for number, word in enumerate(words):
        run: list[str] = []
        cjk = False
        for match in _TERM.finditer(word):
            found = terms(match[0])
            if (match["cjk"] is not None) != cjk and run:
                phrases.append((tuple(run), cjk and len(run[-1]) == 1))
                run = []
            cjk = match["cjk"] is not None
            run += found[:-1] if cjk and len(found) > 1 else found
        if run:
            last_word = not cjk and number == len(words) - 1
            phrases.append((tuple(run), last_word or (len(run[-1]) == 1 and cjk)))
    return phrases
