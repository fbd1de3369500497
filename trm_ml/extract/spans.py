"""Every labelled span of a text: what `trm file extract` writes.

Labels: NAME, ORG (employer), SCHOOL, TITLE, EDU (level as named), DEGREE, MAJOR, SKILL, YEARS, LOC,
CERT, LANG. Offsets are code points of the unchanged text; spans of one label never overlap.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from trm_ml.extract.credentials import find_certificates, find_languages
from trm_ml.extract.education import find_degrees, find_majors, find_schools
from trm_ml.extract.folding import CJK, plain
from trm_ml.extract.lexicon import Lexicon
from trm_ml.extract.naming import find_name
from trm_ml.extract.tagging import SpanTagger, Tag

_LEVEL = re.compile(
    r"(?:在职|全日制|统招)?(?:博士后|博士|硕士|研究生|大学本科|本科|大学|大专|专科|中专|高中|"
    r"初中|高职|"
    r"技校)(?:研究生|班)?(?:学历|文化(?:程度)?)|"
    r"(?:博士|硕士|大学本科|本科|大专|专科|中专|高中)(?:研究生)?(?![士学位生导班])|"
    r"\b(?:Bachelor|Master|Doctor|Associate)(?:'s|s)?(?: degree)?\b|\bPh\.?D\b|\bMBA\b|"
    r"\bhigh school\b"
)
_DEGREE = re.compile(
    rf"[{CJK}]{{2,6}}(?:博士|硕士|学士)(?:研究生)?(?:学位)?|(?:博士|硕士|学士)学位|E?MBA(?:学位)?"
)
_LEAD = re.compile(
    r"^(?:\d{4}年?(?:\d{1,2}月)?(?:\d{1,2}日)?|[-—~至到、，,.：:（(]|先后|曾任|现任|历任|"
    r"曾担任|担任|兼任|现为|曾为|受聘为|受聘|聘为|就职于|任职于|供职于|服务于|"
    r"加入|毕业于|就读于|创办|创立|参与|负责|进入|调入|曾在|现在|任(?!丘)|在|于|及|和|与|兼|"
    r"为|是|并|从|自|起|年|月|日|后|其中|系|同时|以及|本人|今|获|享受)+"
)
_ORG = re.compile(
    rf"[{CJK}A-Za-z0-9（）()·&“”\"]{{2,40}}?(?:有限责任公司|股份有限公司|有限公司|总公司|"
    rf"分公司|子公司|公司|集团|事务所|银行(?:[{CJK}]{{2,8}}(?:支行|分行))?|"
    r"研究[院所]|设计院|科学院|医院|出版社|报社|电视台|工厂|总厂|厂|委员会|协会|学会|联合会|"
    r"基金会|研究会|商会|中心|工作室|(?:局|署|厅)(?=[、，。；\s]?(?:局长|副|科|处|主任|党))|"
    r"交易所|大学(?:[\u4e00-\u9fff]{1,8}系)?|学院|学校|党校|中学|门诊部|经营部|证券|信托|基金|保险|投资部|财政部|商务部)"
    rf"(?:[{CJK}]{{0,10}}?(?:研究[院所]|学院|分公司|分行|支行|研究中心|事业部|总部|董事会|"
    rf"监事会|委员会|实验室))*"
)
_ORG_EN = re.compile(
    r"\b(?:[A-Z][\w&.'’-]*\s+(?:of\s+|and\s+|&\s+)?){1,5}(?:Inc|Ltd|LLC|LLP|Corp|Corporation|"
    r"Company|GmbH|PLC|Pvt|Limited|Technologies|Bank|Hospital|Group)\b\.?(?:\s(?:Ltd|Limited|"
    r"Inc)\b\.?)?"
)
_CHUNK = re.compile(rf"[{CJK}A-Za-z0-9（）()·&“”\"'+#.-]{{2,}}")
_TITLE_END = re.compile(
    r"(?:工程师|高工|程序员|架构师|设计师|经理|主管|总监|专员|助理|顾问|代表|主任|会计师?|"
    r"出纳|文员|秘书|教师|老师|讲师|教授|护士|医生|医师|药师|律师|法务|编辑|记者|翻译|策划|"
    r"分析师|研究员|科学家|总裁|董事长?|监事|理事|合伙人|创始人|负责人|"
    r"[组店厂部科处院校队班所局行馆社站股会]长|理事长|秘书长|副主席|主席|书记|委员|导师|专家|"
    r"院士|经济师|统计师|审计师|评估师|总工|副总|技师|干部|工人|技术员|检验员|质检员|业务员|"
    r"销售员|科员|职员|客服|采购员|司机|厨师|服务员|导购|营业员|保安|实习生|管培生|培训师|"
    r"咨询师|规划师|造价师|建造师|法人代表|总编|参谋|政委)$"
)
_THE_EMPLOYER = re.compile(r"(?:本|该|总|股份|控股|集团)?(?:公司|集团)(?:董事会|监事会)?")
MAX_TITLE, MIN_EMPLOYER = 24, 3
_YEARS = re.compile(
    r"(?<![\d.])(?:\d{1,2}(?:\.\d)?|[一二两三四五六七八九十]{1,2})\s*(?:\+|"
    r"[-~至到–]\s*\d{1,2}|多|余)?\s*年(?:以上|及以上|左右)?(?:[^\s,，。;；\d]{0,12}?(?:经验|"
    r"工龄|从业))?(?=[^度月底前初级代\d]|$)(?<!\d{4}年)"
    r"|\b\d{1,2}(?:\.\d)?\s*(?:\+|[-–]\s*\d{1,2})?\s*\+?\s*(?:years?|"
    r"yrs?)(?:\s+(?:of\s+)?(?:[\w-]+\s+){0,3}experience)?\b",
    re.I,
)
_ZH_INTRO = re.compile(
    rf"^(?P<name>[{CJK}·]{{2,4}})(?:先生|女士|同志)?[，,:：](?:男|女|中国|汉|\d{{4}}|"
    rf"[{CJK}]{{2}}人|出生|生于|本科|硕士|博士|现任|大专)"
)
Finder = Callable[[str, Lexicon], Iterable["Mark"]]


class Mark(NamedTuple):
    """A labelled stretch before overlaps are settled; higher ``trust`` wins."""

    start: int
    end: int
    label: str
    norm: str | None = None
    kind: str = ""
    trust: int = 0


class LabelledSpan(NamedTuple):
    """A labelled span of a text; ``norm`` is an ESCO address."""

    start: int
    end: int
    label: str
    text: str
    norm: str | None
    kind: str

    def as_json(self) -> dict[str, str | int | None]:
        """Return the span as it is written; a kind that does not apply is null."""
        return {**self._asdict(), "kind": self.kind or None}


def extract_spans(
    text: str, lexicon: Lexicon, *, english: SpanTagger | None = None
) -> list[LabelledSpan]:
    """Return the spans of a text by rule and lexicon, in order.

    ``english`` is a tagger for the skill phrases of English sentences; what it finds replaces the
    lexicon's hits where both see something.
    """
    flat = plain(text)
    marks = [mark for find in FINDERS for mark in find(flat, lexicon)]
    marks += _skills(text, lexicon, english)
    return _settled(text, marks)


def tagged_spans(text: str, lexicon: Lexicon, tagger: SpanTagger) -> list[LabelledSpan]:
    """Return the spans a fitted tagger finds, with the addresses of skills and titles."""
    return _settled(text, [_mark(text, tag, lexicon) for tag in tagger.tag(text)])


def _mark(text: str, tag: Tag, lexicon: Lexicon) -> Mark:
    words = text[tag.start : tag.end]
    norm, kind = None, tag.kind
    if tag.label.upper() in ("SKILL", "KNOWLEDGE"):
        row = lexicon.skill_of(words)
        if row >= 0:
            norm = lexicon.skills.uri[row] or None
            kind = kind or lexicon.skills.kind[row].value
    elif tag.label.upper() == "TITLE":
        norm = _occupation_uri(words, lexicon)
    return Mark(tag.start, tag.end, tag.label, norm, kind, trust=1)


def _settled(text: str, marks: Iterable[Mark]) -> list[LabelledSpan]:
    """Keep the most trusted, then the longest, of overlapping spans of one label.

    A place inside the name of an employer or a school is part of that name.
    """
    kept: list[Mark] = []
    marks = list(marks)
    named = [mark for mark in marks if mark.label in ("ORG", "SCHOOL")]
    for mark in sorted(marks, key=lambda m: (-m.trust, m.start - m.end, m.start)):
        rivals = (other for other in kept if other.label == mark.label)
        inside = mark.label == "LOC" and any(n.start <= mark.start < n.end for n in named)
        if not inside and all(mark.end <= o.start or mark.start >= o.end for o in rivals):
            kept.append(mark)
    return [
        LabelledSpan(m.start, m.end, m.label, text[m.start : m.end], m.norm, m.kind)
        for m in sorted(kept)
    ]


def _occupation_uri(title: str, lexicon: Lexicon) -> str | None:
    row = lexicon.occupations.row_of(lexicon.occupation_of(title))
    return (lexicon.occupations.uri[row] or None) if row >= 0 else None


def _skills(text: str, lexicon: Lexicon, english: SpanTagger | None) -> list[Mark]:
    skills = lexicon.skills
    marks = [
        Mark(hit.start, hit.end, "SKILL", skills.uri[hit.row] or None, skills.kind[hit.row].value)
        for hit in lexicon.find_skills(text)
    ]
    if english is None or re.search(f"[{CJK}]", text):
        return marks
    phrases = [_mark(text, tag, lexicon) for tag in english.tag(text)]
    # In a sentence the tagger knows better what is asked for; the lists of a CV are the lexicon's.
    return [*phrases, *marks] if "\n" in text.strip() else phrases


def _name(flat: str, _: Lexicon) -> Iterator[Mark]:
    intro = _ZH_INTRO.match(flat)
    if intro:
        yield Mark(intro.start("name"), intro.end("name"), "NAME")
        return
    found = find_name(flat)
    if found is not None:
        yield Mark(found.start, found.end, "NAME")


def _organisations(flat: str, _: Lexicon) -> Iterator[Mark]:
    for hit in _ORG_EN.finditer(flat):
        yield Mark(hit.start(), hit.end(), "ORG")
    for start, chunk in _chunks(flat):
        employer = _employer_in(chunk)
        if employer:
            yield Mark(start + employer[0], start + employer[1], "ORG")


def _titles(flat: str, lexicon: Lexicon) -> Iterator[Mark]:
    uris = lexicon.occupations.uri
    for hit in lexicon.find_titles(flat):
        words = flat[hit.start : hit.end]
        if words.isascii() or (len(words) > 1 and _TITLE_END.search(words)):
            yield Mark(hit.start, hit.end, "TITLE", uris[hit.row] or None)
    for start, chunk in _chunks(flat):
        employer = _employer_in(chunk)
        lead = _LEAD.match(chunk)
        first = employer[1] if employer else lead.end() if lead else 0
        title = chunk[first:]
        if 2 <= len(title) <= MAX_TITLE and _TITLE_END.search(title):
            norm = _occupation_uri(title, lexicon)
            yield Mark(start + first, start + len(chunk), "TITLE", norm, trust=1)


def _chunks(flat: str) -> Iterator[tuple[int, str]]:
    """Yield the Chinese pieces of a text between its signs, with their offsets."""
    for hit in _CHUNK.finditer(flat):
        yield hit.start(), hit.group()


def _employer_in(chunk: str) -> tuple[int, int] | None:
    """Return where the employer stands that a piece begins with, after dates and verbs."""
    lead = _LEAD.match(chunk)
    start = lead.end() if lead else 0
    hit = _ORG.match(chunk, start)
    if hit is None or hit.end() - start < MIN_EMPLOYER:
        hit = _THE_EMPLOYER.match(chunk, start)
    return (start, hit.end()) if hit else None


def _studies(flat: str, _: Lexicon) -> Iterator[Mark]:
    for school in find_schools(flat):
        yield Mark(school.start, school.end, "SCHOOL")
    for major in find_majors(flat):
        yield Mark(major.start, major.end, "MAJOR")
    for hit in _LEVEL.finditer(flat):
        yield Mark(hit.start(), hit.end(), "EDU")
    for hit in _DEGREE.finditer(flat):
        yield Mark(hit.start(), hit.end(), "DEGREE")
    for degree in find_degrees(flat):
        if degree.text.isascii():
            yield Mark(degree.start, degree.end, "DEGREE")


def _others(flat: str, lexicon: Lexicon) -> Iterator[Mark]:
    for hit in _YEARS.finditer(flat):
        yield Mark(hit.start(), hit.end(), "YEARS")
    for place in lexicon.places.find(flat):
        yield Mark(place.start, place.end, "LOC")
    for paper in find_certificates(flat):
        yield Mark(paper.start, paper.end, "CERT")
    for spoken in find_languages(flat):
        if flat[spoken.start : spoken.end].strip():
            yield Mark(spoken.start, spoken.end, "LANG")


FINDERS: tuple[Finder, ...] = (_name, _organisations, _titles, _studies, _others)
