"""A job description cut into clauses, each with how much it counts."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum
from functools import lru_cache


class Weight(Enum):
    """How much what a clause names counts."""

    MUST = 1.0
    NICE = 0.5
    MENTIONED = 0.4  # in the duties only: what the work is about, not what is asked for
    IGNORED = 0.0  # benefits, about the company, how to apply


@dataclass(frozen=True, slots=True)
class Clause:
    """A piece of a JD; ``start`` is its offset, ``emphasis`` near 1 scales its weight.

    ``any_of`` is the part of the text in which one of several things is enough; ``opening`` says
    that the clause stands above the first heading of a JD that has some.
    """

    text: str
    start: int
    weight: Weight
    emphasis: float = 1.0
    any_of: tuple[int, int] = (0, 0)
    opening: bool = False

    def is_alternative(self, start: int, end: int) -> bool:
        """Tell whether something in the clause is only one of several ways to satisfy it."""
        if self.any_of[0] <= start and end <= self.any_of[1]:
            return True
        if any(first <= start and end <= last for first, last in _or_lists(self.text)):
            return True
        before = _OR_BEFORE.search(self.text, max(0, start - 16), start)
        return before is not None or _OR_AFTER.match(self.text, end) is not None

    def is_field_of_study(self, start: int, end: int) -> bool:
        """Tell whether something in the clause only says what may have been studied."""
        if _FIELD_AFTER.match(self.text, end) or _FIELD_BEFORE.search(self.text, 0, start):
            return True
        return any(
            hit.start("fields") <= start and end <= hit.end("fields")
            for hit in _DEGREE_IN.finditer(self.text)
        )


_FIELD_AFTER = re.compile(  # 计算机、电子等相关专业
    r"[^,，。;；:]{0,30}专业(?!知识|技能|能力|工具|软件|术语|技术|人|化|性)"
    r"|[\u4e00-\u9fff、/,，]{0,48}?(?:相关|类)专业"
)
_FIELD_BEFORE = re.compile(r"专业(?:要求|方向|限制)?\s*:[^,，。;；]{0,40}$")
_DEGREE_IN = re.compile(
    r"(?:\bdegrees?|\bbachelor(?:['’]?s)?|\bmaster(?:['’]?s)?|\bph\.?d\.?|\b[BM]\.?Sc\.?|\b[BM]\.?A\.?|"
    r"\b[BM]\.?S\.?|\bdiploma|\bmajor(?:ing|ed)?|\bqualification)(?: degree)?,? (?:in|of) "
    r"(?P<fields>.*?)"
    r"(?=,? (?:and |plus |with )?(?:at least|\d|experience|knowledge|strong|proven|proficien\w*|"
    r"with|plus|required|preferred)\b|\.\s+[A-Z]|[;\n]|$)",
    re.I,
)
_OR_BEFORE = re.compile(r"(?:或者?|\bor|\beither)(?:\s|熟悉|了解|掌握|精通|熟练)*$", re.I)
_OR_AFTER = re.compile(
    r"\s*(?:等?(?:语言|框架|技术|开发|经验)?\s*(?:或者?(?!以上)|,?\s+or\b))", re.I
)
_OR = re.compile(r"(?:[,、]\s*)?(?:\b(?:and/)?or\b|或者?(?!以上|多|更))\s*", re.I)
_LISTED = re.compile(r"[,、]\s*")
_LEADS_IN = re.compile(  # what stands before the first member of a list
    r"(?:\b(?:in|with|of|as|like|using|including|either|e\.g\.?|knows?|and|for)\b|[:：(（]|如|"
    r"熟悉|熟练(?:使用|掌握|运用)?|掌握|精通|了解|使用过?|具备|具有|擅长|有|会)\s*",
    re.I,
)
MAX_MEMBER = 40
_ANY_OF = re.compile(
    r"(?:其中|任意|任何|至少|以上|之|的)?(?:一|1|两|2)(?:种|门|个|项|款)(?:以上|及以上|或以上|"
    r"或多种|或几种|或者多种)?(?:编程|开发|主流|脚本)?(?:语言|框架|技术|工具|数据库)?|之一|"
    r"任一|任选|中的一"
    r"|\b(?:at least )?one (?:or more )?(?:of(?: the following)?|scripting|programming)\b|"
    r"\bany of\b|\beither\b|\bor (?:similar|equivalent|another|other)\b",
    re.I,
)
_NICE = re.compile(
    r"优先|加分|更佳|为佳|者佳|尤佳|最好|非必须|非必需|不是必须|有利|锦上添花|更好|择优"
    r"|\bprefer(?:red|able|ably|ence)?\b|\bnice[- ]to[- ]have\b|\bbonus\b|\b(?:is |are |"
    r"would be |an? (?:big |huge |strong |added )?)(?:plus|advantage|asset)\b|"
    r"\bdesir(?:able|ed)\b|\bideally\b|\badvantageous\b|\boptional\b|\bplus\b(?!\s*(?:\d|years))",
    re.I,
)
_STRONG = re.compile(
    r"精通|深入|扎实|熟练|丰富|资深|\bexpert|\bstrong\b|\bdeep\b|\bextensive\b|\badvanced\b|"
    r"\bproficien|\bsolid\b",
    re.I,
)
_WEAK = re.compile(
    r"了解|接触过|有所了解|\bfamiliar|\bexposure to\b|\bbasic\b|\bunderstanding of\b|\bawareness\b",
    re.I,
)
_SECTIONS: tuple[tuple[Weight, str], ...] = (
    (
        Weight.NICE,
        r"加分(?:项|条件)?|优先(?:条件|考虑|项|录取)|(?:preferred|desired|additional|"
        r"bonus) (?:qualifications?|skills?|requirements?|experience|points?)|"
        r"nice[- ]to[- ]haves?|bonus points?|pluses|good to have|would be (?:a )?plus|"
        r"preferred",
    ),
    (
        Weight.MUST,
        r"(?:任职|岗位|职位|应聘|招聘|能力|技能|技术|基本|学历|经验|素质|资格|专业|具体|人员|"
        r"必备|入职)(?:能力|任职|基本)?(?:要求|资格|条件|需求|技能)(?:与条件|描述)?|任职(?:资格|条件|要求|标准)|"
        r"应聘条件|我们希望你|希望你|你需要(?:具备)?|对你的要求|我们需要你|要求|资格要求|"
        r"你具备|岗位需求|"
        r"(?:minimum|basic|required|key|job|position|essential|core|"
        r"mandatory)?\s*(?:qualifications?|requirements?)(?: and skills)?|required skills?|"
        r"skills? required|what (?:you(?:'|’)ll (?:need|bring)|we(?:'|’)re looking for|"
        r"we look for|we require)|must[- ]haves?|who you are|about you|"
        r"your (?:profile|skills|background|qualifications)|skills(?: and|"
        r" &) (?:qualifications|experience)|education(?: and| &) experience|"
        r"experience required|desired candidate profile|you have|competenc(?:ies|e)",
    ),
    (
        Weight.MENTIONED,
        r"(?:岗位|工作|职位|主要|职务|具体)(?:职责|内容|描述|任务|责任|范围|介绍|目标)|职责(?:描述|"
        r"范围|要求)?|工作职责及内容|你(?:将)?(?:要|会|负责)(?:做|的)?|你的(?:工作|职责)|"
        r"我们做什么|(?:key |main |primary |core |job )?(?:responsibilit(?:ies|y)|duties)|"
        r"(?:job |role |position )?(?:description|summary|overview|purpose)|what you(?:'|"
        r"’)ll do|what you will do|the role|about the (?:role|job|position)|your (?:role|"
        r"tasks|mission|responsibilities)|in this role",
    ),
    (
        Weight.IGNORED,
        r"(?:薪资|薪酬|公司|员工|福利|岗位|企业)?(?:福利|待遇)(?:待遇|保障|体系|说明)?|"
        r"薪资(?:待遇|结构|范围|福利)|薪酬(?:福利|待遇)?|我们(?:提供|能给你|的优势)|"
        r"公司(?:介绍|简介|地址|网址|主页|背景|概况)|关于我们|企业(?:介绍|简介)|"
        r"[\u4e00-\u9fff]{2,12}(?:介绍|简介)(?=[:：])|(?:职位|岗位|美食|团队|薪资)诱惑|联系(?:方式|"
        r"人|我们)|工作时间|上班时间|工作地[点址]|应聘方式|简历投递|投递|面试(?:地点|流程)|"
        r"发展(?:空间|前景)|晋升|培训(?:机会|体系)|职能类别|关键字|"
        r"(?:benefits?|perks)(?: and perks)?|what we offer|we offer|why (?:join|"
        r"work)[^:\n]{0,20}|about (?:us|the company|our company)|company (?:overview|"
        r"description|profile)|how to apply|compensation|salary|equal opportunity[^:\n]{0,20}|"
        r"our offer|contact",
    ),
)
_HEADING = re.compile(
    r"(?:(?<=\n)|^|(?<=[。；;.!！】\])）])|"
    r"(?<=  )|(?<=[=*_~-]{3})|(?=(?:任职|岗位|职位|应聘)[\u4e00-\u9fff]{2,5}[:：]))[^\S\n]*"
    r"(?P<mark>[【\[<《■◆●★*#-]*\s*(?:[一二三四五六七八]、|\d[.、)]\s*)?)"
    + "(?:"
    + "|".join(f"(?P<{weight.name}>{words})" for weight, words in _SECTIONS)
    + ")"
    + r"\s*(?P<close>[】\]>》*]?\s*(?:\([^)\n]{1,30}\))?\s*"
    r"(?:[:：】]|(?=\n)|(?=  )|$|(?=\s*(?:1[、.．)）]|[(（]1[)）]|①))))",
    re.I,
)
_ITEM = re.compile(
    r"\n+|[。；;!！]+|(?<!\d)(?=\d{1,2}[、．)）](?!\d))|(?<![\d.a-zA-Z])(?=\d{1,2}\.(?![\d]))|"
    r"(?<=[\u4e00-\u9fff)）])[ \u3000]+(?=[\u4e00-\u9fff])|"
    r"(?<=[\w)）])[ \u3000]+(?=(?:熟悉|熟练|掌握|精通|了解|具备|具有|擅长)[\u4e00-\u9fffA-Za-z])|"
    r"(?=[(（]\d{1,2}[)）])|(?=[①②③④⑤⑥⑦⑧⑨⑩])|(?<=[a-z)])\.\s+(?=[A-Z])|[•●■◆★▪·]\s"
)
_COMMA = re.compile(r"[,，]")
_DEMAND = re.compile(
    r"(?<=[,，])\s*(?:并|且|同时|至少|能够?|对)?(?:熟悉|熟练|掌握|精通|了解|具备|具有|擅长|有|会)"
    r"|(?<=[,，.])\s*(?:and |with )?(?:experience|knowledge|familiarity|proficien\w+)\b",
    re.I,
)
_EXAMPLES = re.compile(r"如|例如|比如|包括|\bsuch as\b|\be\.g\b|\bincluding\b|[:：(（]", re.I)
# A label with its value and nothing more: what comes on the next line goes on where the last
# section stopped.
_ONE_LINE = re.compile(
    r"[^\w\n]*(?:工作地[点址]|工作时间|上班时间|薪资(?:范围|待遇)?|职能类别|关键字|salary)"
    r"\s*[:：][^\S\n]*[^\s][^\n]{0,60}\n",
    re.I,
)


@lru_cache(maxsize=1024)
def _or_lists(text: str) -> tuple[tuple[int, int], ...]:
    """Return where a text lists what may stand for each other: sales, marketing or consulting."""
    return tuple((_list_start(text, hit.start()), hit.start()) for hit in _OR.finditer(text))


def _list_start(text: str, end: int) -> int:
    """Go back over the members of a list that ends with "or", to the first one."""
    separators = [hit.span() for hit in _LISTED.finditer(text, 0, end)]
    stop = end
    for before, after in reversed([(0, 0), *separators]):
        member = text[after:stop]
        leads = list(_LEADS_IN.finditer(member))
        if leads:
            return after + leads[-1].end()
        if len(member) > MAX_MEMBER:
            return stop
        stop = before
    return 0


def clauses(text: str) -> Iterator[Clause]:
    """Cut a (plain) JD into clauses and weigh them by their section and their words.

    A JD without any heading for its requirements counts as all requirements.
    """
    marks = list(_HEADING.finditer(text))
    asks = any(mark.group(Weight.MUST.name) or mark.group(Weight.NICE.name) for mark in marks)
    opening = Weight.MENTIONED if asks else Weight.MUST
    bounds = [0, *(mark.start() for mark in marks), len(text)]
    weight, above = opening, asks
    for index in range(len(bounds) - 1):
        start, end = bounds[index], bounds[index + 1]
        if index:
            mark = marks[index - 1]
            blank = len(mark.group()) - len(mark.group().lstrip())
            if line := _ONE_LINE.match(text, mark.start() + blank, end):
                yield from _marked(_items(text, line.end(), end, weight), opening=above)
                continue
            weight, start, above = _section(mark), mark.end(), False
            if weight is Weight.MENTIONED and not asks:
                weight = Weight.MUST
        yield from _marked(_items(text, start, end, weight), opening=above)


def _marked(found: Iterator[Clause], *, opening: bool) -> Iterator[Clause]:
    return (replace(clause, opening=opening) for clause in found)


def _section(mark: re.Match[str]) -> Weight:
    return next(weight for weight, _ in _SECTIONS if mark.group(weight.name) is not None)


def _items(text: str, start: int, end: int, section: Weight) -> Iterator[Clause]:
    position = start
    for hit in [*_ITEM.finditer(text, start, end), None]:
        stop = hit.start() if hit else end
        if stop > position and text[position:stop].strip():
            yield from _split(text, position, stop, section)
        position = hit.end() if hit else end


def _split(text: str, start: int, end: int, section: Weight) -> Iterator[Clause]:
    """Cut an item at its commas only where one part is wished for and another demanded."""
    item = text[start:end]
    any_of = _any_of(item)
    if section is not Weight.MUST or not _NICE.search(item):
        yield Clause(item, start, section, _emphasis(item), any_of)
        return
    position = start
    for hit in [*_COMMA.finditer(text, start, end), None]:
        stop = hit.start() if hit else end
        piece = text[position:stop]
        if piece.strip():
            weight = Weight.NICE if _NICE.search(piece) else section
            ahead = position - start
            reach = (max(0, any_of[0] - ahead), max(0, any_of[1] - ahead))
            yield Clause(piece, position, weight, _emphasis(piece), reach)
        position = hit.end() if hit else end


def _any_of(item: str) -> tuple[int, int]:
    """Return the part of an item whose members are alternatives, ``(0, 0)`` if there is none.

    It begins at the demand it belongs to (熟悉SQL，掌握至少一门脚本语言) and ends at the comma,
    unless examples follow (如Java、Python; such as Java, Python).
    """
    hit = _ANY_OF.search(item)
    if hit is None:
        return (0, 0)
    demands = [mark.start() for mark in _DEMAND.finditer(item, 0, hit.end())]
    comma = _COMMA.search(item, hit.end())
    listed = comma is None or _EXAMPLES.search(item, hit.end(), comma.end() + 12)
    end = len(item) if comma is None or listed else comma.start()
    if comma is not None and listed:
        later = _DEMAND.search(item, comma.end())
        end = later.start() if later else len(item)
    return (demands[-1] if demands else 0, end)


def _emphasis(text: str) -> float:
    if _STRONG.search(text):
        return 1.2
    return 0.7 if _WEAK.search(text) else 1.0
