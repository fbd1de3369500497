"""The parts of a CV by their headings, and its lines with their offsets."""

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple


class Part(StrEnum):
    """What a part of a CV is about."""

    HEAD = "head"
    EDUCATION = "education"
    WORK = "work"
    PROJECT = "project"
    SKILLS = "skills"
    LANGUAGES = "languages"
    CERTIFICATES = "certificates"
    SUMMARY = "summary"
    WISHES = "wishes"
    OTHER = "other"


class Line(NamedTuple):
    """A line of a text without its ends; offsets are of the text."""

    text: str
    start: int
    end: int
    part: Part


_HEADINGS: tuple[tuple[Part, str], ...] = (
    (
        Part.EDUCATION,
        r"教育(背景|经历|情况|程度|信息)?|学习经历|学历(信息|情况)?|毕业院校|"
        r"education(al)?( details| background| history| and training| & training|"
        r" qualifications?)?|academic( background| qualifications?| history| credentials|"
        r" profile)?|qualifications|studies|educational",
    ),
    (
        Part.WORK,
        r"(工作|任职|职业|从业|实习|实践|职位|主要工作)(经历|经验|履历|背景|历程|信息)|"
        r"工作及实习经历|实习|工作情况|履历|"
        r"((work|professional|employment|job|relevant|industry|career|working|practical|"
        r"internship|related|recent|research|it|military|teaching|volunteer|military) )*"
        r"(experiences?|expirience|history|employment)( details| summary| and [a-z ]{4,24})?|"
        r"employment( history| details|"
        r" record)?|work|career( history| summary| path)?|company details|internships?|"
        r"employment and experience|"
        r"professional background|positions? held|organi[sz]ational experience",
    ),
    (
        Part.PROJECT,
        r"项目(经历|经验|背景|介绍)|科研(经历|项目)|主要项目|研究经历|((personal|academic|key|"
        r"selected|side|major|professional) )?projects?( experience| details| undertaken|"
        r" handled)?|open[- ]source",
    ),
    (
        Part.SKILLS,
        r"(专业|职业|IT|个人|工作|计算机|核心|主要|掌握|技术|相关|其他)?技能(特长|清单|证书|"
        r"标签|描述|水平)?|技术栈|(技能|个人|专业)(特长|专长)|擅长(技能|领域)?|技术(能力|"
        r"特长)|专业能力|核心能力|掌握技能|"
        r"((technical|professional|core|key|computer|it|software|hard|soft|other|programming|"
        r"additional|relevant|personal|main|language|management) )*"
        r"(skills?|competenc(ies|es?)|expertise|proficienc(y|ies)|knowledge|"
        r"strengths)( details| set| summary| & tools| and tools| & technologies|"
        r" & competencies| and competencies| and abilities)?|skill ?sets?|technologies|"
        r"tech(nical)? (stack|summary|proficiency)|tools|"
        r"areas? of (expertise|interest)|computer (proficiency|literacy)",
    ),
    (
        Part.LANGUAGES,
        r"语言(能力|水平|技能)?|外语(能力|水平)?|((spoken|foreign) )?languages?( known|"
        r" skills)?|linguistic skills",
    ),
    (
        Part.CERTIFICATES,
        r"(资格|职业|技能|所获|专业|获得)?(证书|资质|认证)(情况|信息)?|荣誉(证书|奖项)?|"
        r"(所获)?(奖项|荣誉)|获奖(情况|经历|证书)?|certifi(cations?|cates?)( and licen[cs]es|"
        r" & training| and awards| details)?|licen[cs]es?( and certifications|"
        r" & certifications)?|"
        r"courses?( and certifications)?|trainings?( and certifications| & certifications)?|"
        r"awards?( and honou?rs| & achievements| and achievements)?|achievements|"
        r"honou?rs( and awards| & awards)?|accomplishments",
    ),
    (
        Part.SUMMARY,
        r"自我(评价|介绍|描述|总结|评估)|个人(优势|总结|简介|评价|描述|概述|综述|亮点)|"
        r"职业(概况|总结)|简介|((professional|career|executive|personal|profile|"
        r"qualifications?) )?"
        r"(summary|profile|overview|statement|objectives?)( of qualifications| statement)?|"
        r"about( me)?|objectives?|personal statement|synopsis|highlights",
    ),
    (
        Part.WISHES,
        r"求职(意向|意愿|期望|目标)|(职业|工作|岗位)(意向|期望|目标)|期望(工作|职位)?|"
        r"意向(岗位|职位)?|desired (position|job|role)|job (objective|preferences?)",
    ),
    (
        Part.HEAD,
        r"(个人|基本)(信息|资料|情况|简历)|联系(方式|信息)|简历|personal (information|details|"
        r"data|profile|dossier|particulars)|contact( information| details| info| me)?|resume|"
        r"curriculum vitae|cv",
    ),
    (
        Part.OTHER,
        r"(兴趣|业余|个人)?爱好|兴趣|(校园|在校|社团|社会|学生|组织|志愿者?|培训)(经历|活动|"
        r"实践|干部|服务|工作)|培训|社会实践|校内(职务|荣誉|经历)|论文|发表论文|专利|学术成果|"
        r"主修课程|相关课程|附件|作品(集|展示)?|其他(信息)?|"
        r"hobbies( and interests| & interests)?|interests?|publications?|patents?|references?|"
        r"declarations?|volunteer(ing)?( work)?|extra[- ]?curricular( activities)?|activities|"
        r"additional information|memberships?|affiliations|miscellaneous|others?",
    ),
)
_HEADING = re.compile(
    r"^[^\w\u4e00-\u9fff]*(?:[一二三四五六七八九十\d]{1,2}[、.)]\s*)?(?:"
    + "|".join(f"(?P<{part.value}>{words})" for part, words in _HEADINGS)
    + r")\s*[^\w\u4e00-\u9fff]*(?P<rest>.*)$",
    re.IGNORECASE,
)
_INLINE = re.compile(
    r"(?<=[a-z0-9.)\s])(Education Details|Skill Details|Company Details|"
    r"Experience Details)\s*(?=[\r\n])",
)
_SPACED = re.compile(r"(?<=[\u4e00-\u9fff])[ \u3000]+(?=[\u4e00-\u9fff])")
_TWIN = re.compile(r"(?:[\u4e00-\u9fff】\])]\s*|[/|]\s*)(?P<en>[A-Za-z][A-Za-z ]{1,24})$")
_INLINE_PARTS = (Part.SKILLS, Part.LANGUAGES, Part.CERTIFICATES, Part.SUMMARY, Part.EDUCATION)
_ASIDES, _LASTING = (Part.SKILLS, Part.LANGUAGES), (Part.WORK, Part.PROJECT)
_LETTERS = re.compile(r"^(?:[^\W\d_&] )+[^\W\d_&](?: {2,}(?:[^\W\d_&] )*[^\W\d_&])*$")
MAX_HEADING, MIN_CAPITALS = 34, 7


def lines(text: str) -> list[Line]:
    """Cut a (plain) text into lines and say which part of the CV each belongs to."""
    cut: list[Line] = []
    part = Part.HEAD
    for raw, start in _raw_lines(text):
        stripped = raw.strip()
        if not stripped:
            continue
        offset = start + len(raw) - len(raw.lstrip())
        found, mine = heading(stripped), part
        if found is not None:
            mine, rest = found
            # "Technologies: …" under a post says something of the post and ends nothing.
            part = part if rest and mine in _ASIDES and part in _LASTING else mine
            if not rest:
                continue
            offset, stripped = offset + stripped.rfind(rest), rest
        cut.append(Line(stripped, offset, offset + len(stripped), mine))
    return cut


def _raw_lines(text: str) -> Iterator[tuple[str, int]]:
    start = 0
    for hit in re.finditer(r"\n|$", text):
        line = text[start : hit.start()]
        inner = _INLINE.search(line + "\n")
        if inner:
            yield line[: inner.start()], start
            yield line[inner.start() :], start + inner.start()
        else:
            yield line, start
        start = hit.end()


def heading(line: str) -> tuple[Part, str] | None:
    """Return the part a heading opens and what follows on the line, or None for any other line."""
    tight = _SPACED.sub("", line) if len(line) <= MAX_HEADING else line
    if _LETTERS.match(line):  # W O R K  E X P E R I E N C E
        words = re.split(r" {2,}", line)
        tight = " ".join(word.replace(" ", "") for word in words)
    twin = _TWIN.search(tight)
    if twin and heading(twin.group("en")) is not None:
        tight = tight[: twin.start("en")]
    hit = _HEADING.match(tight)
    if hit is None:
        return None
    named = next(part for part, _ in _HEADINGS if hit.group(part.value) is not None)
    rest = hit.group("rest").strip()
    if not rest:
        return (named, "") if len(line) <= MAX_HEADING or tight != line else None
    marked = re.search(r"[:：]\s*$", tight[: hit.start("rest")]) is not None
    if marked:
        return (named, rest) if named in _INLINE_PARTS and rest in line else None
    return _in_capitals(named, tight[: hit.start("rest")].strip(), rest)


def _in_capitals(named: Part, title: str, rest: str) -> tuple[Part, str] | None:
    """Read a heading that shares its line, as the columns of a PDF give it: EXPERIENCE Django."""
    if not title.isupper() or len(title) < MIN_CAPITALS:
        return None
    beside = heading(rest) if rest.isupper() else None
    if beside is not None and not beside[1]:
        return (Part.WORK if Part.WORK in (named, beside[0]) else named), ""
    return (named, rest) if rest[0].isupper() and not rest.isupper() else None
