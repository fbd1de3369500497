"""Levels of education and what stands around them: school, degree, major."""

import re
from typing import NamedTuple

from core.profile.types import EducationLevel

_LEVELS: tuple[tuple[EducationLevel, str], ...] = (
    (
        EducationLevel.DOCTORATE,
        r"博士后|博士(?:研究生)?|\bph\.?\s?d\b\.?|\bd\.?phil\b|\bdoctor(?:ate|al)\b|"
        r"\bdoctor of (?:philosophy|science|engineering)\b",
    ),
    (
        EducationLevel.MASTER,
        r"硕士|研究生(?!院|部|会)|\be?mba\b|\bmaster(?:'?s|s')?(?= degree|\s+of\b|\s+in\b|'s|"
        r",|\s+\(|\s*$| or| and|/)|\bmasters\b|\bMS\b(?= degree|/| in\b)|\bMA\b(?= degree|/)|"
        r"\bm\.?sc\b\.?|\bm\.? ?eng\b|\bm\.?tech\b|"
        r"\bm\.s\.|\bm\.a\.|\bmca\b|\bm\.?com\b|\bmfa\b|\bll\.?m\b|\bmpa\b|\bmpacc\b|\bpgdm\b|"
        r"\bpost[- ]?graduat(?:e|ion)\b|\bgraduate degree\b|\bm\.?e\.?(?= in\b)|"
        r"\badvanced degree\b",
    ),
    (
        EducationLevel.BACHELOR,
        r"本科|学士|\bbachelor(?:'?s|s')?\b|\bb\.?sc\b\.?|\bb\.? ?eng\b|\bb\.?tech\b|"
        r"\bb\.s\.?|\bb\.a\.?|\bbba\b|\bbca\b|\bb\.?com\b|\bll\.?b\b|\bmbbs\b|"
        r"\bb\.?e\.?(?= in\b|[ ,(.-]+[A-Z])|\bBA\b|\bBS\b|\bBE\b(?= )|"
        r"\bundergraduate degree\b|\bfour-year degree\b|\buniversity degree\b|"
        r"\bcollege degree\b|统招一本|一本|二本|全日制大学",
    ),
    (
        EducationLevel.DIPLOMA,
        r"大专|专科|高职|\bassociate(?:'?s)? degree\b|\bassociate of\b|\bdiploma\b|"
        r"\bpolytechnic\b|\bhnd\b|\bhigher national\b|\bvocational degree\b",
    ),
    (
        EducationLevel.SECONDARY,
        r"高中|中专|中技|职高|技校|初中|\bhigh[- ]school\b|\bsecondary school\b|\bged\b|"
        r"\bh\.?s\.?c\b|\bs\.?s\.?c\b|\ba-levels?\b|\bsecondary education\b",
    ),
)
_LEVEL = re.compile("|".join(f"(?P<L{level.value}>{words})" for level, words in _LEVELS), re.I)
_CASED = re.compile(r"^(?:BA|BS|BE|MA|MS|b\.?[sae]\.?)$", re.I)
_SCHOOL = re.compile(
    r"[\u4e00-\u9fffA-Za-z·()]{1,24}?(?:大学(?!生|本科|专科|英语|毕业)|(?:职业|技术|师范|专科|"
    r"医|商|理工|工程|财经|外国语|科技|管理|信息|中|文理|独立)?学院|高等专科学校|专科学校|"
    r"技工学校|职业学校|"
    r"党校|(?<![高初])中学(?!历)|研究生院|电大|中专学校|干校|军校|警校|财校|师范学校|学校|研究所|"
    r"科学院)(?:[\u4e00-\u9fff]{2,10}(?:学院|分校|校区))?"
    r"|(?:[A-Z][\w.&'’-]* (?:of |and |for |the |& |de )*){0,6}(?:University|College|"
    r"Institute|School|Academy|Polytechnic|Universit[éäy]t?|Vidyalaya|Technion)"
    r"(?:(?: of| for| at|,)(?: the)?(?: [A-Z][\w&'’-]*(?:,? (?:of|and|&) (?=[A-Z]))?)+)?"
    r"|\b(?:MIT|UCLA|UCSB|IIT [A-Z]\w+|ETH Zurich|LSE|NYU|USC|NUS|HKUST|HKU|CUHK)\b"
)
_DEGREE = re.compile(
    r"[\u4e00-\u9fff]{0,8}(?:博士|硕士|学士)(?:学位|研究生)?|(?:研究生|本科|大专|专科|中专|"
    r"高中|函授|自考|成人)(?:学历|文化)?|E?MBA|MPAcc"
    r"|(?:Bachelor|Master|Doctor|Associate)(?:'s|s)?(?: degree)?(?: of [A-Z]\w+(?: (?:and |"
    r"of )?[A-Z]\w+){0,3}| in [A-Z]\w+(?: (?:and |of )?[A-Z]\w+){0,4})?"
    r"|\b(?:Ph\.?D|M\.?Sc|B\.?Sc|B\.?Tech|M\.?Tech|B\.?Eng|M\.?Eng|BBA|MBA|B\.?Com|M\.?Com|"
    r"B\.E|M\.S|B\.S|B\.A|M\.A|MCA|BCA|LLB|LLM|MBBS)\b\.?"
)
_MAJOR = re.compile(
    r"(?:所学)?专业(?:名称)?\s*[:]\s*(?P<labelled>[^\n|;,。]{2,30})"
    r"|(?P<named>[\u4e00-\u9fff()与及]{2,16}?)专业(?!技能|知识|能力|经验|培训|素养|课程|技术|"
    r"人员|人士|化|性|水平|背景|基础|英语|证书|特长|资格|优先|毕业|[:])"
    r"|(?i:\b(?:major(?:ed|ing)?(?: in)?|specializ(?:ed|ation|ing)(?: in)?|"
    r"majors?)\s*[:]?\s+)(?P<en>[A-Z][A-Za-z&/ -]{2,40})"
    r"|(?:(?i:\bdegree|\bbachelor(?:'s)?|\bmaster(?:'s)?|\bph\.?d\.?|\bb\.?sc\.?|\bm\.?sc\.?|"
    r"\bb\.?tech\.?|\bm\.?tech\.?|\bb\.e\.?|\bm\.e\.?|\bdiploma)(?: of [A-Z]\w+)?,? in |"
    r"\b(?:Bachelor|Master|Doctor) of )"
    r"(?P<degree_in>[A-Z][A-Za-z&/-]*(?: (?:and |& |of )?[A-Z][A-Za-z&/-]*){0,4})"
)


class Found(NamedTuple):
    """Something found in a text, with the offsets of the plain text."""

    text: str
    start: int
    end: int


def find_levels(text: str) -> list[tuple[EducationLevel, Found]]:
    """Return the education levels a (plain) text names, in order."""
    found = []
    for hit in _LEVEL.finditer(text):
        word = hit.group()
        if _CASED.match(word.replace(".", "")) and not word[0].isupper():
            continue
        level = EducationLevel(int((hit.lastgroup or "L0")[1:]))
        found.append((level, Found(word, hit.start(), hit.end())))
    return found


def level_of(text: str) -> EducationLevel:
    """Return the highest level a (plain) text names, `EducationLevel.UNKNOWN` if none.

    Example:
        >>> level_of("统招本科及以上学历").name
        'BACHELOR'
    """
    return max((level for level, _ in find_levels(text)), default=EducationLevel.UNKNOWN)


def find_schools(text: str) -> list[Found]:
    """Return the schools a (plain) text names."""
    found = []
    for hit in _SCHOOL.finditer(text):
        name = hit.group().lstrip(" ,.·()")
        start = hit.end() - len(name)
        for lead in (
            "毕业于",
            "就读于",
            "毕业院校",
            "学历",
            "学校",
            "于",
            "至",
            "在",
            "年",
            "月",
            "日",
            "今",
        ):
            if name.startswith(lead) and len(name) > len(lead) + 2:
                start, name = start + len(lead), name[len(lead) :]
        name = re.sub(r"(?: (?:and|of|for|the|at|&|de)|,)+ *$", "", name)
        shorter = re.sub(r"^(?:[A-Z]{1,3} )+(?=[A-Z][a-z])", "", name)
        start, name = start + len(name) - len(shorter), shorter
        if len(name) >= 3 and name not in ("学校", "中学", "大学", "学院"):
            found.append(Found(name.rstrip(" ,"), start, start + len(name.rstrip(" ,"))))
    return found


def find_degrees(text: str) -> list[Found]:
    """Return degrees as they are named (工学硕士, Master of Science)."""
    return [Found(hit.group().strip(), hit.start(), hit.end()) for hit in _DEGREE.finditer(text)]


def find_majors(text: str) -> list[Found]:
    """Return fields of study, without the word for it."""
    found = []
    for hit in _MAJOR.finditer(text):
        name = hit.lastgroup or ""
        raw = hit.group(name)
        value = raw.strip(" ,.()")
        start = hit.start(name) + raw.find(value)
        for lead in (
            "毕业于",
            "学院",
            "大学",
            "就读",
            "攻读",
            "计算机等相关",
            "等相关",
            "相关",
            "主修",
        ):
            if lead in value and len(value) > len(lead):
                cut = value.rfind(lead) + len(lead)
                start, value = start + cut, value[cut:]
        if len(value) >= 2:
            found.append(Found(value, start, start + len(value)))
    return found
