"""A job description's text → what is asked for, must-have or nice-to-have, each with its span."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from core.pool.types import Position, Requirement, RequirementKind
from core.profile.types import EducationLevel, Span
from trm_ml.extract.credentials import find_certificates, find_languages
from trm_ml.extract.education import find_levels
from trm_ml.extract.fields import is_title
from trm_ml.extract.folding import CJK, plain
from trm_ml.extract.jd_clauses import Clause, Weight, clauses
from trm_ml.extract.lexicon import Lexicon
from trm_ml.extract.naming import find_emails, find_phones
from trm_ml.extract.redaction import Known, Redaction, blanked, redactions
from trm_ml.extract.sensitive import JOB_PATTERNS

MAX_YEARS = 20
SOFT = "soft skills"
SOFT_WEIGHT, CHOICE_WEIGHT = 0.3, 0.6
CONDITIONS_LINE = 60  # characters of a line that only says how long and which degree
_NUMERALS = {numeral: number for number, numeral in enumerate("一二三四五六七八九十", start=1)}
_NUMERALS["两"] = 2
_YEARS = re.compile(
    r"(?:(?<![\d.])|(?<=[;；。\n]\d\.)|(?<=^\d\.))(?P<n>\d{1,2}|"
    r"[一二两三四五六七八九十])\s*(?:\+|[-~至到—–]\s*(?:\d{1,2}|"
    r"[一二两三四五六七八九十])|多|余)?\s*(?:年|周年)"
    r"(?:\s*(?:以上|及以上|或以上|左右|以下|或更多))?[^,，。;；\n\d]{0,20}?(?:经验|经历|工作|"
    r"从业|背景|开发|设计|以上)"
    r"|(?:经验|年限)[^\d\n]{0,6}(?P<m>\d{1,2})\s*(?:[-~至]\s*\d{1,2})?\s*年"
    r"|(?<![\d.])(?P<e>\d{1,2})\s*(?:\+|[-–~]\s*\d{1,2}|\s+to\s+\d{1,2}|or more|"
    r"plus)?\s*\+?\s*(?:years?|yrs?)\b(?!\s*(?:old|of age|in business|history))",
    re.I,
)
_NO_YEARS = re.compile(r"(?:成立|历史|创立|公司|品牌|服务期|合同|质保|有效期)[^,，。;；\n]{0,6}$")
_PLACE = re.compile(
    r"(?:工作(?:地点|城市|地址)|(?<![\u4e00-\u9fff])地点(?=\s*:)|上班(?:地点|地址)|办公(?:地点|地址)|工作地|base(?:地)?|"
    r"(?i:(?:job |work )?locations?|based in|"
    r"office in))\s*[:：]?\s*(?P<places>[^\n;；。]{2,60})"
)
_TITLE_LINE = re.compile(
    r"^(?:职位名称|岗位名称|招聘职位|招聘岗位|职位|岗位|(?i:job title|position|title|"
    r"role))\s*[:：]\s*(?P<title>[^\n]{2,60})$",
    re.M,
)
_WHERE = re.compile(r",\s|\s[-–—|]\s|\s*[(（\[【]")
_CJK = re.compile(f"[{CJK}]")
_PERKS = re.compile(  # in the brackets of a title: 高级测试工程师(提成+社保+双休)
    r"[(（【\[][^)）】\]]*(?:提成|社保|双休|五险|六险|底薪|奖金|补贴|包吃|包住|旅游|年薪|月薪|高薪|期权|分红|"
    r"班车|下午茶)[^)）】\]]*[)）】\]]?"
)


def read_jd(text: str, lexicon: Lexicon, *, title: str = "") -> Position:
    """Read a job description.

    ``Position.text`` has the length of the given text, with contact data and protected wording
    (性别, 年龄, 婚育 …) blanked, so the spans hold in both. The id is left empty. A JD in which
    nothing is recognised gives a position without requirements.
    """
    flat = plain(text)
    hidden = _hidden(flat)
    open_text = blanked(flat, hidden)
    kept = blanked(text, hidden)
    named = _bare_title(title) or _title_in(open_text)
    found = list(_requirements(open_text, kept, lexicon))
    strongest = _strongest([*_title_requirements(named, lexicon), *found])
    return Position(
        id="",
        title=named,
        text=kept,
        language=language_of(flat or title),
        requirements=strongest,
        min_years=_most_years(strongest),
        education=_education_asked(strongest),
    )


def language_of(text: str) -> str:
    """Return ``zh`` when a fifth of the letters of a text are Chinese, else ``en``."""
    letters = sum(char.isalpha() for char in text)
    return "zh" if len(_CJK.findall(text)) > 0.2 * max(letters, 1) else "en"


def _hidden(flat: str) -> list[Redaction]:
    known = Known("", find_emails(flat), find_phones(flat))
    asked = [
        Redaction(*hit.span(), protected=True)
        for pattern in JOB_PATTERNS
        for hit in pattern.finditer(flat)
    ]
    # A JD has no person: its pronouns ("she or he will …") change nothing and may stay.
    found = [item for item in redactions(flat, known) if not item.instead]
    return _in_order([*found, *asked])


def _in_order(found: list[Redaction]) -> list[Redaction]:
    ordered: list[Redaction] = []
    for item in sorted(found):
        if ordered and item.start < ordered[-1].end:
            end = max(item.end, ordered[-1].end)
            ordered[-1] = ordered[-1]._replace(end=end)
        else:
            ordered.append(item)
    return ordered


def _bare_title(title: str) -> str:
    flat = plain(title)
    return " ".join(blanked(flat, _hidden(flat)).replace("()", "").split())[:120]


def _title_in(open_text: str) -> str:
    labelled = _TITLE_LINE.search(open_text)
    if labelled:
        return labelled.group("title").strip()
    for line in open_text.split("\n")[:3]:
        # "Data Scientist, Cloud Support (EMEA)": what follows says where, not what
        for said in (line.strip(), _WHERE.split(line.strip(), maxsplit=1)[0].strip()):
            if 2 <= len(said) <= 40 and is_title(said):
                return said
    return ""


class _Ask(NamedTuple):
    kind: RequirementKind
    key: str
    label: str
    start: int
    end: int
    factor: float = 1.0
    must: bool = True


def _requirements(open_text: str, kept: str, lexicon: Lexicon) -> Iterator[Requirement]:
    found: list[Requirement] = []
    above: list[Requirement] = []
    for clause in clauses(open_text):
        if clause.weight is Weight.IGNORED:
            continue
        for ask in _asks(clause, lexicon):
            must = clause.weight is Weight.MUST and ask.must
            found.append(_requirement(clause, ask, kept, must=must))
        if clause.opening and len(clause.text) <= CONDITIONS_LINE:
            asked = [*_years(clause), *_levels(clause)]
            above += [_requirement(clause, ask, kept, must=True) for ask in asked]
    told = {need.kind for need in found if need.must}
    yield from found
    # "3-5 years, bachelor" above the first heading holds where the text below says nothing.
    yield from (need for need in above if need.kind not in told)
    yield from _places(open_text, kept, lexicon)


def _requirement(clause: Clause, ask: _Ask, kept: str, *, must: bool) -> Requirement:
    start, end = clause.start + ask.start, clause.start + ask.end
    worth = max(clause.weight.value, float(must))
    weight = round(worth * ask.factor * clause.emphasis, 3)
    where = Span(start, end, kept[start:end])
    return Requirement(ask.kind, ask.key, ask.label, must=must, weight=weight, span=where)


def _asks(clause: Clause, lexicon: Lexicon) -> Iterator[_Ask]:
    spoken = find_languages(clause.text)
    yield from _skills(clause, lexicon, [(found.start, found.end) for found in spoken])
    if clause.weight is Weight.MENTIONED:
        return
    for found in spoken:
        label = clause.text[found.start : found.end].strip()
        yield _Ask(RequirementKind.LANGUAGE, found.code, label, found.start, found.end)
    for paper in find_certificates(clause.text):
        yield _Ask(RequirementKind.CERTIFICATE, paper.text, paper.text, paper.start, paper.end)
    yield from _years(clause)
    yield from _levels(clause)


def _skills(clause: Clause, lexicon: Lexicon, spoken: list[tuple[int, int]]) -> Iterator[_Ask]:
    skills = lexicon.skills
    for hit in lexicon.find_skills(clause.text):
        if any(hit.start < end and hit.end > start for start, end in spoken):
            continue
        if clause.is_field_of_study(hit.start, hit.end):
            continue
        soft = skills.family[hit.row] == SOFT
        label = clause.text[hit.start : hit.end]
        choice = clause.is_alternative(hit.start, hit.end)
        factor = SOFT_WEIGHT if soft else CHOICE_WEIGHT if choice else 1.0
        yield _Ask(
            RequirementKind.SKILL,
            skills.ids[hit.row],
            label,
            hit.start,
            hit.end,
            factor,
            must=not soft and not choice,
        )


def _years(clause: Clause) -> Iterator[_Ask]:
    for hit in _YEARS.finditer(clause.text):
        raw = hit.group("n") or hit.group("m") or hit.group("e")
        years = _NUMERALS.get(raw) or int(raw)
        if 0 < years <= MAX_YEARS and not _NO_YEARS.search(clause.text[: hit.start()]):
            label = clause.text[hit.start() : hit.end()]
            yield _Ask(RequirementKind.YEARS, str(years), label, hit.start(), hit.end())


def _levels(clause: Clause) -> Iterator[_Ask]:
    """Yield the lowest level a clause is content with (本科或硕士 asks for 本科)."""
    found = find_levels(clause.text)
    if found:
        level, where = min(found, key=lambda pair: pair[0])
        yield _Ask(RequirementKind.EDUCATION, level.name, where.text, where.start, where.end)


def _places(open_text: str, kept: str, lexicon: Lexicon) -> Iterator[Requirement]:
    for hit in _PLACE.finditer(open_text):
        offset = hit.start("places")
        for found in lexicon.places.find(hit.group("places")):
            name = found.place.city or found.place.province or found.place.country
            start, end = offset + found.start, offset + found.end
            where = Span(start, end, kept[start:end])
            yield Requirement(RequirementKind.PLACE, name, name, must=True, span=where)


def _title_requirements(title: str, lexicon: Lexicon) -> Iterator[Requirement]:
    if not title:
        return
    occupation = lexicon.occupation_of(title)
    if occupation:
        yield Requirement(RequirementKind.TITLE, occupation, title, must=True)
    core = _PERKS.sub(lambda perks: " " * len(perks.group()), title)
    spoken = find_languages(core)
    for found in spoken:
        label = core[found.start : found.end].strip()
        yield Requirement(RequirementKind.LANGUAGE, found.code, label, must=True)
    for hit in lexicon.find_skills(core):
        if any(hit.start < found.end and hit.end > found.start for found in spoken):
            continue
        label = title[hit.start : hit.end]
        yield Requirement(RequirementKind.SKILL, lexicon.skills.ids[hit.row], label, must=True)


def _strongest(found: list[Requirement]) -> tuple[Requirement, ...]:
    """Keep each thing asked for once: must before nice, then the heavier, then the first.

    Where it is kept from a title but a sentence names it too, the sentence gives the span.
    """
    best: dict[tuple[RequirementKind, str], Requirement] = {}
    for need in found:
        key = (need.kind, need.key)
        rival = best.get(key)
        if rival is None:
            best[key] = need
            continue
        stronger, other = rival, need
        if (need.must, need.weight) > (rival.must, rival.weight):
            stronger, other = need, rival
        best[key] = Requirement(
            stronger.kind,
            stronger.key,
            stronger.label,
            must=stronger.must,
            weight=stronger.weight,
            span=stronger.span or other.span,
        )
    return tuple(best.values())


def _most_years(needs: tuple[Requirement, ...]) -> float | None:
    asked = [float(n.key) for n in needs if n.kind is RequirementKind.YEARS and n.must]
    return max(asked, default=None)


def _education_asked(needs: tuple[Requirement, ...]) -> EducationLevel:
    asked = [EducationLevel[n.key] for n in needs if n.kind is RequirementKind.EDUCATION and n.must]
    return min(asked, default=EducationLevel.UNKNOWN)
