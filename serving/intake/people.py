"""Rows and documents into arrivals: facts with their evidence, and warnings where in doubt."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from core.intake.types import Reason
from core.profile import rules
from core.profile.types import (
    Arrival,
    Channel,
    Education,
    Employment,
    Facts,
    LanguageFact,
    NewAttachment,
    Place,
    SkillFact,
    SkillKind,
    Span,
)
from serving.intake.reasons import reason
from trm_ml.extract.documents.types import Document
from trm_ml.extract.education import level_of

if TYPE_CHECKING:
    from trm_ml.extract.lexicon import Lexicon

_LIST = re.compile(r"[,，、;；/|\n\t]+")
_CONTACTS = re.compile(r"[,，、;；|\n\t]+|\s/\s|\s{2,}")
_BETWEEN_NUMBERS = re.compile(r"(?<=\d{7})/(?=\+?\d{7})")
_YEARS = re.compile(r"(\d+(?:\.\d+)?)")
_FRESH = re.compile(r"应届|无经验|在校|fresh|graduate|none", re.IGNORECASE)
_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})(?:[-/.月](\d{1,2}))?")
_MAX_ITEM = 120
_LANGUAGES = {
    "en": "英语 英文 english",
    "zh": "中文 汉语 普通话 国语 chinese mandarin",
    "yue": "粤语 广东话 cantonese",
    "ja": "日语 日文 japanese",
    "ko": "韩语 韩文 朝鲜语 korean",
    "fr": "法语 法文 french",
    "de": "德语 德文 german",
    "es": "西班牙语 西语 spanish",
    "ru": "俄语 俄文 russian",
    "pt": "葡萄牙语 葡语 portuguese",
    "it": "意大利语 italian",
    "ar": "阿拉伯语 arabic",
    "th": "泰语 thai",
    "vi": "越南语 vietnamese",
    "id": "印尼语 indonesian",
    "ms": "马来语 malay",
    "hi": "印地语 hindi",
}
_LANGUAGE_OF = {name: code for code, names in _LANGUAGES.items() for name in names.split()}
_IN_TEXT = (
    "headline", "title", "company", "school", "major", "education", "skills", "languages",
    "certificates", "summary",
)  # fmt: skip


@dataclass(slots=True)
class Read:
    """What was read from a row: facts, the source's id and time, and warnings by field."""

    facts: Facts
    external_id: str = ""
    at: datetime | None = None
    warnings: list[tuple[str, Reason]] = field(default_factory=list)


class RowReader:
    """Reads rows of one file; remembers what repeats (skills, titles, places) between rows."""

    def __init__(self, lexicon: "Lexicon", *, today: date) -> None:
        self._lexicon = lexicon
        self._today = today
        self._skill = lru_cache(maxsize=50_000)(self._look_up_skills)
        self._occupation = lru_cache(maxsize=50_000)(lexicon.occupation_of)
        self._place = lru_cache(maxsize=20_000)(self._look_up_place)
        self._level = lru_cache(maxsize=5_000)(level_of)

    def read(
        self,
        cells: Mapping[str, str],
        mapping: Mapping[str, str],
        *,
        without: frozenset[str] = frozenset(),
    ) -> Read | Reason:
        """Read one row; a `Reason` says why there is nobody in it.

        Addresses in ``without`` belong to several people of the list, and so tell nobody apart.
        """
        values = by_field(cells, mapping)
        cv = "\n\n".join(values.get("cv_text", ()))
        text = cv or _composed(cells, mapping)
        base = self._read_cv(cv) if cv else Facts(text=text)
        read = Read(base, first(values, "external_id"), time_of(first(values, "updated")))
        emails = self._emails(values.get("email", ()), read)
        phones = self._phones(values.get("phone", ()), read)
        if rounded_id(read.external_id):  # many people would share it
            why = reason("damaged-number", value=read.external_id)
            read.external_id, read.warnings = "", [*read.warnings, ("external_id", why)]
        emails, phones = _apart(emails, phones, without, read)
        read.facts = replace(
            base,
            name=first(values, "name") or base.name,
            emails=emails or base.emails,
            phones=phones or base.phones,
            headline=first(values, "headline") or base.headline,
            summary="\n".join(values.get("summary", ())) or base.summary,
            place=self._place(first(values, "city")) if "city" in values else base.place,
            desired_places=self._places(first(values, "desired_city")) or base.desired_places,
            years=_years(first(values, "years"), base.years),
            skills=self._skills(values.get("skills", ()), text) + base.skills,
            employments=self._employments(values, text) or base.employments,
            educations=self._educations(values, text) or base.educations,
            languages=_languages(first(values, "languages")) or base.languages,
            certificates=_items(values.get("certificates", ())) or base.certificates,
        )
        facts = read.facts
        if not (facts.name or facts.emails or facts.phones or cv):
            return reason("no-identity")
        return read

    def read_document(self, document: Document) -> Read:
        """Read a CV; hidden text is a warning."""
        read = Read(self._read_cv(document.text))
        shown = [flag.value for flag in document.flags if flag.value != "scanned"]
        if shown:
            read.warnings.append(("cv_text", reason("hidden-text", flags=", ".join(shown))))
        return read

    def _read_cv(self, text: str) -> Facts:
        from trm_ml.extract.cv import read_cv

        return read_cv(text, self._lexicon, today=self._today)

    def _emails(self, values: Sequence[str], read: Read) -> tuple[str, ...]:
        found = []
        for item in _contacts(values):
            if normal := rules.normal_email(item):
                found.append(normal)
            else:
                read.warnings.append(("email", reason("strange-email", value=item)))
        return tuple(dict.fromkeys(found))

    def _phones(self, values: Sequence[str], read: Read) -> tuple[str, ...]:
        found = []
        for item in _numbers(values):
            if rules.damaged(item):
                read.warnings.append(("phone", reason("damaged-number", value=item)))
                continue
            if not rules.normal_phone(item):
                read.warnings.append(("phone", reason("strange-phone", value=item)))
            found.append(item)
        return tuple(dict.fromkeys(found))

    def _skills(self, values: Sequence[str], text: str) -> tuple[SkillFact, ...]:
        found: dict[str, SkillFact] = {}
        for item in _items(values):
            at = text.find(item)
            for skill_id, name, kind, start, end in self._skill(item):
                proof = (
                    (Span(at + start, at + end, text[at + start : at + end]),) if at >= 0 else ()
                )
                skill = SkillFact(skill_id, name, SkillKind(kind), proof)
                found.setdefault(rules.skill_key(skill), skill)
        return tuple(found.values())

    def _look_up_skills(self, item: str) -> tuple[tuple[str, str, str, int, int], ...]:
        """Return ``(id, name, kind, start, end)``; an unknown skill keeps its own name."""
        skills = self._lexicon.skills

        def known(row: int, start: int, end: int) -> tuple[str, str, str, int, int]:
            label = skills.en[row] or skills.zh[row]
            return (skills.ids[row], label, str(skills.kind[row]), start, end)

        whole = self._lexicon.skill_of(item)
        if whole >= 0:
            return (known(whole, 0, len(item)),)
        hits = self._lexicon.find_skills(item)
        if not hits:
            return (("", item, SkillKind.KNOWLEDGE.value, 0, len(item)),)
        return tuple(known(hit.row, hit.start, hit.end) for hit in hits)

    def _employments(
        self, values: Mapping[str, Sequence[str]], text: str
    ) -> tuple[Employment, ...]:
        title, company = first(values, "title"), first(values, "company")
        if not (title or company):
            return ()
        return (
            Employment(
                title=title,
                company=company,
                start=month_of(first(values, "started")),
                current=True,
                occupation_id=self._occupation(title) if title else "",
                evidence=_proof(text, title or company),
            ),
        )

    def _educations(self, values: Mapping[str, Sequence[str]], text: str) -> tuple[Education, ...]:
        school, level = first(values, "school"), first(values, "education")
        major = first(values, "major")
        if not (school or level or major):
            return ()
        proof = _proof(text, school or level or major)
        return (Education(school, self._level(level), major=major, evidence=proof),)

    def _look_up_place(self, text: str) -> Place:
        if not text:
            return Place()
        return self._lexicon.place(text) or Place(city=text[:_MAX_ITEM])

    def _places(self, text: str) -> tuple[Place, ...]:
        return tuple(dict.fromkeys(self._place(item) for item in _items([text])))


def arrival_of(
    read: Read,
    *,
    source: str,
    raw: Mapping[str, str],
    file: NewAttachment | None = None,
    team_id: str | None = None,
    channel: Channel = Channel.IMPORT,
) -> Arrival:
    """Return the arrival of a row, or of a file."""
    return Arrival(
        source=source,
        channel=Channel.CV if file is not None and channel is Channel.IMPORT else channel,
        facts=read.facts,
        external_id=read.external_id,
        raw=raw,
        at=read.at,
        content_sha256=file.sha256 if file is not None else "",
        attachment=file,
        team_id=team_id,
    )


def _apart(
    emails: tuple[str, ...], phones: tuple[str, ...], without: frozenset[str], read: Read
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    kept = []
    for name, those in (("email", emails), ("phone", phones)):
        kept.append(tuple(one for one in those if normal_contact(one) not in without))
        if len(kept[-1]) < len(those):
            read.warnings.append((name, reason("shared-contact")))
    return kept[0], kept[1]


def normal_contact(text: str) -> str:
    """Return an address or a number in its normal form, or ``""``."""
    return rules.normal_email(text) or rules.normal_phone(text)


def contacts_of(cells: Mapping[str, str], mapping: Mapping[str, str]) -> set[str]:
    """Return the addresses and numbers of a row, in their normal form."""
    values = by_field(cells, mapping)
    found = _contacts([*values.get("email", ()), *values.get("phone", ())])
    return {normal for normal in map(normal_contact, found) if normal}


def by_field(cells: Mapping[str, str], mapping: Mapping[str, str]) -> dict[str, list[str]]:
    """Return the filled cells of a row by the field they are read as."""
    found: dict[str, list[str]] = {}
    for column, name in mapping.items():
        value = cells.get(column, "")
        if value:
            found.setdefault(name, []).append(value)
    return found


def _composed(cells: Mapping[str, str], mapping: Mapping[str, str]) -> str:
    """Write a row as text, so that its facts have something to point at; no contact data in it."""
    return "\n".join(
        f"{column}: {cells[column]}"
        for column, name in mapping.items()
        if name in _IN_TEXT and cells.get(column)
    )


def first(values: Mapping[str, Sequence[str]], name: str) -> str:
    """Return the first value of a field, or ``""``."""
    found = values.get(name)
    return found[0] if found else ""


def _contacts(values: Iterable[str]) -> list[str]:
    return [item.strip() for value in values for item in _CONTACTS.split(value) if item.strip()]


def rounded_id(text: str) -> bool:
    """Tell whether an id is a number that a spreadsheet has rounded, so that many people share it.

    A spreadsheet always writes the plus; ``7E5`` may be meant.

    Example:
        >>> rounded_id("2.02601E+14"), rounded_id("7E5")
        (True, False)
    """
    return "+" in text and rules.damaged(text)


def _numbers(values: Iterable[str]) -> list[str]:
    """Return telephone numbers one by one; a slash between two whole numbers divides them."""
    return [part for item in _contacts(values) for part in _BETWEEN_NUMBERS.split(item)]


def _items(values: Iterable[str]) -> tuple[str, ...]:
    parts = (item.strip() for value in values for item in _LIST.split(value))
    return tuple(dict.fromkeys(item for item in parts if item and len(item) <= _MAX_ITEM))


def _proof(text: str, value: str) -> tuple[Span, ...]:
    at = text.find(value) if value else -1
    return (Span(at, at + len(value), value),) if at >= 0 else ()


def _years(text: str, known: float | None) -> float | None:
    """Return the least number of years that a text promises.

    Example:
        >>> _years("3-5年", None), _years("应届生", None), _years("", 2.0)
        (3.0, 0.0, 2.0)
    """
    found = _YEARS.search(text)
    if found:
        years = float(found[1])
        return years if years <= 60 else known
    return 0.0 if text and _FRESH.search(text) else known


def month_of(text: str) -> str:
    """Return ``YYYY-MM`` of a date, or ``""``."""
    found = _DATE.search(text)
    return f"{found[1]}-{int(found[2]):02d}" if found and 1 <= int(found[2]) <= 12 else ""


def time_of(text: str) -> datetime | None:
    """Return the time that a cell says, in UTC where it names no zone; ``None`` if it is none."""
    try:
        at = datetime.fromisoformat(text.replace("/", "-"))
    except ValueError:
        return None
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


def _languages(text: str) -> tuple[LanguageFact, ...]:
    found: dict[str, LanguageFact] = {}
    for item in _items([text]):
        lowered = item.casefold()
        for name, code in _LANGUAGE_OF.items():
            if name in lowered:
                level = item[len(name) :] if lowered.startswith(name) else ""
                found.setdefault(code, LanguageFact(code, level.strip(" ()（）:：-")))
    return tuple(found.values())
