"""A CV's text → facts with evidence. Nothing protected is read or kept (TRUST P23)."""

import re
from collections.abc import Iterable, Sequence
from datetime import date

from core.profile.types import (
    Education,
    EducationLevel,
    Employment,
    Facts,
    LanguageFact,
    Place,
    SkillFact,
    Span,
)
from trm_ml.extract.credentials import find_certificates, find_languages
from trm_ml.extract.dates import find_periods, years_covered
from trm_ml.extract.education import find_degrees, find_levels, find_majors, find_schools
from trm_ml.extract.exported import read_exported, stated_months
from trm_ml.extract.fields import title_of
from trm_ml.extract.folding import plain
from trm_ml.extract.lexicon import Lexicon, SkillHit
from trm_ml.extract.naming import find_emails, find_name, find_phones
from trm_ml.extract.posts import Post, read_posts
from trm_ml.extract.prose import is_prose, is_sentence, prose_educations, prose_posts
from trm_ml.extract.redaction import Known, blanked, redactions, removed
from trm_ml.extract.sections import Line, Part, lines
from trm_ml.extract.seniority import INTERN, level_of

MAX_EVIDENCE = 5
MAX_SUMMARY = 1_000
MAX_YEARS = 50.0
_NUMERALS = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|"
    "sixteen|seventeen|eighteen|nineteen|twenty"
)
NUMBER_WORDS = {word: number for number, word in enumerate(_NUMERALS.split("|"), start=1)}
_NOT = re.compile(
    r"(?:不熟悉|不了解|不会|没有|无|未接触|尚未|缺乏|not familiar with|"
    r"no (?:prior )?experience (?:in|with|of)|without)"
    r"[^,，。;；.\n]{0,8}$",
    re.IGNORECASE,
)
_COUNTED = rf"\d{{1,2}}(?:[.,]\d)?|{_NUMERALS}"
_STATED_YEARS = re.compile(
    rf"(?<![\d.])(?<!\d,)(?<![A-Za-z])(?P<n>{_COUNTED})\s*(?:\+|多|"
    r"余)?\s*(?:年(?:以上)?(?:[^,，。;；\n\d]{0,12})?(?:经验|经历|工作)|"
    r"[- ]?years?(?:'|’)?\s+(?:of\s+)?(?:[\w/&-]+\s+){0,4}exp(?:[a-z]{3,7}e\b|\b)|"
    r"years?\s+(?:total\s+)?as\s+(?:an?\s+)?[a-z])",
    re.IGNORECASE,
)
_STATED_FOR = re.compile(
    r"\bexp[a-z]{3,7}e\s+(?:of|for)\s+(?:(?:over|more than|about|almost|at least)\s+)?"
    rf"(?P<n>{_COUNTED})\s*\+?\s*(?:years?|yrs?)\b",
    re.IGNORECASE,
)
_STATED_ZH = re.compile(
    r"(?:工作年限|工作经验|从业年限|经验年限|"
    r"years of experience)\s*[:：]\s*(?P<n>\d{1,2}(?:\.\d)?)",
    re.I,
)
_LIVES = re.compile(
    r"(?:现居住?(?:地|城市)?|居住地(?:址)?|所在(?:地|城市)|现所在地|目前(?:所在地|城市|"
    r"居住地)|城市|当前城市|"
    r"(?i:current location|location|based in|residence|city|lives in|"
    r"living in))\s*[:：]?\s*(?P<place>[^\n|;；,，]{2,40}(?:, ?[A-Z][\w .]{1,20}){0,2})"
)
_WISHES = re.compile(
    r"(?:期望(?:工作)?(?:城市|地点|地区|地)|意向(?:城市|地点|地区)|(?:期望)?工作(?:地点|城市|"
    r"地区)|目标城市|(?i:preferred locations?|willing to relocate to|desired locations?))"
    r"\s*[:：]?\s*(?P<places>[^\n|;；]{2,60})"
)
_WANTED_TITLE = re.compile(
    r"(?:求职意向|应聘(?:职位|岗位)|期望(?:职位|岗位|工作)|意向(?:岗位|职位)|目标职位|"
    r"(?i:desired position|position applied for|target position|"
    r"job title))\s*[:：]\s*(?P<title>[^\n|;；,，/]{2,40})"
)

_ONESELF = re.compile(
    r"\b(?:I(?: am|['’]?m)(?: working as)?|I work as|working as) (?:an? |the )?"
    r"(?P<title>[A-Za-z][\w+#./\s-]{3,60}?)(?=,|;|\.\s|\s(?:with|who|and|in|at|from|having)\b)",
    re.IGNORECASE,
)
NAME_WORDS = 2  # of a name that was not found, in front of a title on its line
OPENING = 1_500  # characters in which people say what they are


def read_cv(text: str, lexicon: Lexicon, *, today: date) -> Facts:
    """Read a CV; spans refer to ``Facts.text``, in which what may not be kept is blanked.

    Blanking keeps every offset, so the spans hold in the given text as well. ``today`` ends the
    posts that still last.
    """
    flat = plain(text)
    name = find_name(flat)
    known = Known(name.text if name else "", find_emails(flat), find_phones(flat))
    hidden = redactions(flat, known)
    open_text = blanked(flat, hidden)
    kept = blanked(text, [item for item in hidden if item.protected])
    parts = lines(open_text)
    exported = read_exported(parts)
    posts = exported or read_posts(parts) or _posts_anywhere(parts)
    employments = tuple(_employment(post, kept, lexicon) for post in posts)
    studied = [line for line in parts if not _holds_title(line, exported)]
    educations = tuple(read_educations(studied, kept))
    headline = exported[0].title if exported else ""
    headline = headline or _headline(open_text, parts, employments)
    headline = lexicon.without_strange_words(headline, NAME_WORDS)
    if is_prose(flat):
        if not employments and (not headline or (parts and is_sentence(parts[0].text))):
            employments = prose_posts(open_text, kept, lexicon)
            headline = employments[0].title if employments else headline
        educations = educations or prose_educations(open_text, kept)
    return Facts(
        name=known.name,
        emails=known.emails,
        phones=known.phones,
        headline=headline,
        summary=_summary(parts),
        employments=employments,
        educations=educations,
        skills=read_skills(open_text, kept, lexicon, _names_of(posts, educations)),
        languages=_languages(open_text, kept),
        certificates=tuple(dict.fromkeys(found.text for found in find_certificates(open_text))),
        place=_place(open_text, parts, lexicon),
        desired_places=_desired(open_text, lexicon),
        years=_years(open_text, employments, today=today),
        text=kept,
    )


def span(text: str, start: int, end: int) -> Span:
    """Return the span of ``text`` between two offsets."""
    return Span(start, end, text[start:end])


def read_skills(
    open_text: str, kept: str, lexicon: Lexicon, names: Iterable[tuple[int, int]] = ()
) -> tuple[SkillFact, ...]:
    """Return the skills of a blanked text, each once however often it is named, in first order.

    ``names`` are stretches (employers, schools) whose words are no evidence of a skill.
    """
    closed = list(names)
    spans: dict[int, list[Span]] = {}
    for hit in lexicon.find_skills(open_text):
        inside = any(start <= hit.start and hit.end <= end for start, end in closed)
        if inside or _NOT.search(open_text, max(0, hit.start - 40), hit.start):
            continue
        evidence = spans.setdefault(hit.row, [])
        if len(evidence) < MAX_EVIDENCE:
            evidence.append(span(kept, hit.start, hit.end))
    return tuple(_skill(row, evidence, lexicon) for row, evidence in spans.items())


def _skill(row: int, evidence: Sequence[Span], lexicon: Lexicon) -> SkillFact:
    skills = lexicon.skills
    return SkillFact(skills.ids[row], skills.en[row], skills.kind[row], tuple(evidence))


def negated(text: str, hit: SkillHit) -> bool:
    """Tell whether a text says that a skill is *not* there."""
    return _NOT.search(text, max(0, hit.start - 40), hit.start) is not None


def _names_of(posts: Sequence[Post], educations: Sequence[Education]) -> list[tuple[int, int]]:
    schools = [
        (where.start, where.end)
        for course in educations
        for where in course.evidence[:1]
        if course.school
    ]
    return [post.company_at for post in posts if post.company] + schools


def _holds_title(line: Line, posts: Sequence[Post]) -> bool:
    return any(line.start <= post.title_at[0] < line.end for post in posts if post.title)


def _posts_anywhere(parts: Sequence[Line]) -> list[Post]:
    """Read posts from lines that no heading claims, when the CV has no heading for work."""
    loose = [
        line._replace(part=Part.WORK)
        for line in parts
        if line.part not in (Part.WORK, Part.CERTIFICATES, Part.WISHES)
        and not (
            line.part is Part.EDUCATION and (find_schools(line.text) or find_levels(line.text))
        )
    ]
    return [post for post in read_posts(loose) if post.title and post.period]


def _is_study(text: str) -> bool:
    return bool(find_schools(text) or find_levels(text))


def _employment(post: Post, kept: str, lexicon: Lexicon) -> Employment:
    period = post.period
    return Employment(
        title=post.title,
        company=post.company,
        start=period.start if period else "",
        end=period.end if period else "",
        current=period.current if period else False,
        description="\n".join(post.lines),
        occupation_id=lexicon.occupation_of(post.title) if post.title else "",
        evidence=tuple(
            span(kept, *where) for where in (post.title_at, post.company_at) if where[1] > where[0]
        )
        or (span(kept, post.start, post.end),),
    )


def read_educations(parts: Sequence[Line], kept: str) -> list[Education]:
    """Return the courses of study, in the order of the text."""
    found: list[Education] = []
    for line in parts:
        if line.part is Part.EDUCATION or _looks_like_study(line):
            course = _course(line, kept)
            if course is None:
                continue
            if found and line.part is Part.EDUCATION and _completes(found[-1], course):
                found[-1] = _joined(found[-1], course)
            else:
                found.append(course)
    return found


def _looks_like_study(line: Line) -> bool:
    if line.part not in (Part.HEAD, Part.OTHER, Part.SUMMARY) or len(line.text) > 200:
        return False
    labelled = re.search(
        r"学\s*历|毕业(?:院校|学校|于)|教育程度|(?i:graduated|degree in)", line.text
    )
    return bool(labelled or (find_schools(line.text) and find_levels(line.text)))


def _course(line: Line, kept: str) -> Education | None:
    schools = find_schools(line.text)
    levels = find_levels(line.text)
    degrees = find_degrees(line.text)
    majors = find_majors(line.text)
    if not (schools or levels or majors):
        return None
    periods = find_periods(line.text)
    best = max((level for level, _ in levels), default=EducationLevel.UNKNOWN)
    marks = [*schools[:1], *(found for _, found in levels[:1]), *majors[:1]]
    return Education(
        school=schools[0].text if schools else "",
        level=best,
        degree=degrees[0].text if degrees else "",
        major=majors[0].text if majors else _bare_major(line.text),
        start=periods[0].start if periods else "",
        end=periods[0].end if periods else "",
        evidence=tuple(span(kept, line.start + m.start, line.start + m.end) for m in marks),
    )


_FIELD_OF_STUDY = re.compile(
    r"^[\u4e00-\u9fff()（）与及]{2,14}(?:学|工程|技术|管理|设计|科学|贸易|经济|语|文学|金融|"
    r"会计|营销|应用|制造|自动化|数学|物理|化学|软件|法律|新闻|艺术|医学|护理|电子|机械|"
    r"计算机|通信)$"
)


def _bare_major(text: str) -> str:
    for piece in re.split(r"[\s|,，/;；·\-—]+", text):
        if _FIELD_OF_STUDY.match(piece) and not find_schools(piece) and not find_levels(piece):
            return piece
    return ""


def _completes(last: Education, new: Education) -> bool:
    """Tell whether a line adds to the course above it rather than opening a new one."""
    clash = (new.school and last.school) or (new.level and last.level) or (new.start and last.start)
    return not clash


def _joined(last: Education, new: Education) -> Education:
    return Education(
        school=last.school or new.school,
        level=max(last.level, new.level),
        degree=last.degree or new.degree,
        major=last.major or new.major,
        start=last.start or new.start,
        end=last.end or new.end,
        evidence=last.evidence + new.evidence,
    )


def _languages(open_text: str, kept: str) -> tuple[LanguageFact, ...]:
    named: dict[str, LanguageFact] = {}
    for found in find_languages(open_text):
        last = named.get(found.code, LanguageFact(found.code))
        evidence = last.evidence
        if len(evidence) < MAX_EVIDENCE:
            evidence = (*evidence, span(kept, found.start, found.end))
        named[found.code] = LanguageFact(found.code, last.level or found.level, evidence)
    return tuple(named.values())


def _place(open_text: str, parts: Sequence[Line], lexicon: Lexicon) -> Place:
    for hit in _LIVES.finditer(open_text[:3_000]):
        place = lexicon.place(hit.group("place").split("  ")[0])
        if place is not None:
            return place
    for line in parts[:8]:
        if line.part is Part.HEAD and len(line.text) <= 80 and not _WISHES.search(line.text):
            found = lexicon.places.find(line.text)
            if found:
                return found[0].place
    return Place()


def _desired(open_text: str, lexicon: Lexicon) -> tuple[Place, ...]:
    wanted: dict[Place, None] = {}
    for hit in _WISHES.finditer(open_text):
        for found in lexicon.places.find(hit.group("places")):
            wanted.setdefault(found.place)
    return tuple(wanted)


def _headline(open_text: str, parts: Sequence[Line], employments: Sequence[Employment]) -> str:
    wanted = _WANTED_TITLE.search(open_text)
    if wanted:
        return re.split(r"\s{2,}|\t", wanted.group("title").strip())[0]
    for line in parts[:5]:
        title = title_of(line.text) if line.part is Part.HEAD else ""
        if title:
            return title
    current = [post.title for post in employments if post.current and post.title]
    held = current or [post.title for post in employments if post.title]
    return held[0] if held else _said_of_oneself(open_text)


def _said_of_oneself(open_text: str) -> str:
    """Return the title a CV gives in a sentence ("I work as a senior analyst, …")."""
    for hit in _ONESELF.finditer(open_text[:OPENING]):
        title = title_of(" ".join(hit.group("title").split()))
        if title:
            return title
    return ""


def _number(written: str) -> float:
    word = NUMBER_WORDS.get(written.lower())
    return float(written.replace(",", ".")) if word is None else float(word)


def _summary(parts: Sequence[Line]) -> str:
    text = "\n".join(line.text for line in parts if line.part is Part.SUMMARY)
    return removed(text[: 2 * MAX_SUMMARY], ())[:MAX_SUMMARY]


def _years(open_text: str, employments: Sequence[Employment], *, today: date) -> float | None:
    """Return working years: what the posts cover or what is stated, whichever is more."""
    worked = [post for post in employments if level_of(post.title) != INTERN]
    covered = years_covered(((post.start, post.end) for post in worked), today=today)
    stated = [
        _number(hit.group("n"))
        for pattern in (_STATED_YEARS, _STATED_FOR, _STATED_ZH)
        for hit in pattern.finditer(open_text)
    ]
    stated += [months / 12 for months in (stated_months(open_text),) if months]
    told = max((round(years, 1) for years in stated if years <= MAX_YEARS), default=None)
    if covered is None or told is None:
        return covered if told is None else told
    return max(covered, told)
