"""Who a CV is about: name, e-mail addresses and telephone numbers. Never used for matching."""

import re
from typing import NamedTuple

from trm_ml.extract.folding import CJK
from trm_ml.extract.places import Places
from trm_ml.extract.sections import heading

SURNAMES = frozenset(
    "王李张刘陈杨黄赵周吴徐孙马朱胡郭何林罗高郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜"
    "崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤康易乔赖文葛"
    "樊兰殷施洪邢安齐颜庄章鲁倪庞牛俞翟聂焦耿关苗温左柴柯鲍包祝欧华梅单涂游申裴岳舒凌霍路柳解靳阎娄甘管蓝裘冉屈"
    "詹骆卓童岑费应卫封尤房卞桑丛盛宁冷米伍项司连傅卜原边季纪曲褚缪简饶沙谷成邬蒲车阳景晏鞠符冀桂代容栾古闵滕凤"
    "窦迟寇麦卿邰车隋臧池鄢敖初荣巩练佟匡牟戚丰揭阮郎郁仲楚商祁吉宫褟"
)
COMPOUND_SURNAMES = (
    "欧阳",
    "司马",
    "上官",
    "诸葛",
    "东方",
    "皇甫",
    "尉迟",
    "公孙",
    "慕容",
    "司徒",
    "令狐",
    "夏侯",
    "端木",
    "南宫",
)
EMAIL = re.compile(r"[A-Za-z0-9_][\w.+%-]*@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+", re.ASCII)
PHONE = re.compile(
    r"(?<![\d.])(?:\+?\(?86\)?[\s-]?)?1[3-9]\d[\s-]?\d{4}[\s-]?\d{4}(?!\d)"
    r"|(?<!\d)(?:\(0\d{2,3}\)|0\d{2,3})[\s-]?\d{7,8}(?:-\d{1,5})?(?!\d)"
    r"|(?<!\d)[48]00[\s-]?\d{3}[\s-]?\d{4}(?!\d)"
    r"|\+\d{1,3}[\s.-]?(?:\(?\d{1,4}\)?[\s.-]?){2,5}\d{2,4}(?!\d)"
    r"|(?<![\d.])\(?\d{3}\)?[\s.-]\d{3}[\s.-]\d{4}(?!\d)"
    r"|(?<![\d.])\d{5}[\s-]\d{5,6}(?!\d)|(?<![\d.])[6-9]\d{9}(?![\d.])"
)
_LABELLED = re.compile(
    r"(?:(?:^|[\n|;,\t]|\s{2,})\s*|^.{0,12}\s)"
    r"(?:姓\s*名|名\s*字|中文名|(?i:full name|candidate name|applicant name|name))"
    r"\s*(?:[:=]|\s-\s|(?<=[名字])\s|(?<=[名字])\n)\s*(?P<name>[^\n|;:/()\d]{2,40})",
    re.MULTILINE,
)
_OF_SOMETHING_ELSE = re.compile(  # Project Name: …, Father's Name: …
    r"(?i)\b(?:project|company|client|customer|employer|organi[sz]ation|firm|bank|college|school|"
    r"university|institute|module|product|application|course|team|file|user|domain|host|server|"
    r"database|site|building|father|mother|spouse|husband|wife|guardian|nick|screen)(?:['’]?s)?\s+"
    r"(?:full )?name\s*(?:[:=]|\s-\s)\s*$"
)
_TITLED = re.compile(
    rf"^\s*(?:个人)?(?:求职)?简历\s*[-_—:|]*\s*(?P<after>[{CJK}]{{2,4}})\s*$"
    rf"|^\s*(?P<before>[{CJK}]{{2,4}})\s*(?:的|[-_—|])?\s*(?:个人|求职)?简历"
    r"|^\s*(?i:resume|curriculum vitae|cv)\s*(?i:of|for|-|:|–)\s*(?P<en>[A-Z][^\n|,\d]{3,40})",
    re.MULTILINE,
)
_ZH_NAME = re.compile(rf"^[{CJK}](?:\s?[{CJK}·]){{1,11}}$")
_EN_NAME = re.compile(
    r"^(?:(?:Mr|Mrs|Ms|Miss|Dr|Prof)\.?\s+)?"
    r"[A-Z][a-zA-Z'’-]*\.?(?:\s+(?:[A-Z][a-zA-Z'’-]*\.?|de|van|von|der|bin|al|da|la|di)){1,4}"
    r"(?:,?\s+(?:PhD|MBA|CPA|PMP|Jr\.?|Sr\.?|II|III))?$"
)
_HONORIFIC = re.compile(r"^(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof)\.?\s+|(?:先生|女士|小姐)$")
_NOT_A_NAME = re.compile(
    r"(?i)\b(?:resume|curriculum|vitae|profile|summary|developer|engineer|manager|analyst|designer|"
    r"consultant|director|officer|specialist|assistant|architect|administrator|scientist|intern|"
    r"lead|head|software|data|java|python|web|senior|junior|full|stack|project|sales|marketing|"
    r"university|college|institute|school|limited|ltd|inc|company|technologies|solutions|skills?|"
    r"experience|education|personal|information|contact|objective|computer|science|business|"
    r"accountant|teacher|nurse|advocate|testing|operations|human|resources|street|road|city|"
    r"professional|technical|key|core|bachelor|master|degree|languages?|years?|with|and|the|"
    r"of|in|dba|qa|sdet|oracle|registered|licensed|certified|technician|electrician|representative|"
    r"coordinator|supervisor|secretary|receptionist|physician|pharmacist|lecturer|trainer|recruiter|"
    r"translator|journalist|mechanic|operator|surveyor|inspector|auditor|attorney|programmer|tester|"
    r"trainee|apprentice|planner|strategist|cashier|midwife|paramedic|instructor|researcher|"
    r"diploma|secondary|certificate|commerce|arts|engineering|mechanical|electrical|b\.? ?tech|"
    r"b\. ?com|h\.? ?s\.? ?c|s\.? ?s\.? ?c|b\.?e|board|operating|systems?|tools|description|"
    r"cell|mobile|phone|e-?mail|telegram|whatsapp|linkedin|github|thesis|semi-english|aggregate|"
    r"summary|frameworks?|databases?|llc|pvt|bo|it)\b"
    r"|^(?:\w\s){2,}\w?$"
)
_TITLE_END = re.compile(
    r"(?:工程师|经理|主管|专员|简历|设计|开发|会计|教师|助理|总监|信息|大学|公司|意向|评价|经历)$"
)
# 施工员 and 高级电工 begin with a surname too; after a label it would be a name all the same.
_TRADE = re.compile(
    r"^(?:高级|安全|施工|金融|方案|项目)|(?:[^师]师|员|岗|护士|医生|司机|实习生)$"
    r"|(?:[电焊钳木车技普瓦员施职]工|司炉工)$"
)
_PIECES = re.compile(r"\s*[|/,，;；\t]\s*|\s{2,}|\s+-\s+|\s[–—]\s")
# What stands beside a name on its line: gender, age, a number, an address.
_PERSONAL = re.compile(
    r"(?<![^\s|/,;])[男女](?![^\s|/,;])|\d{2}岁|@|1[3-9]\d{9}|\D1[3-9]\d[ -]\d{4}"
)
_HEADED = re.compile(r"^(?:CONTACTS?|RESUME|CV|PROFILE)\s+(?=[A-Z]{2,} [A-Z]{2,})")
FIRST_LINES, MAX_ZH_NAME = 4, 12


class Name(NamedTuple):
    """A person's name and where it stands in the (plain) text."""

    text: str
    start: int
    end: int


def find_emails(text: str) -> tuple[str, ...]:
    """Return the e-mail addresses in a (plain) text, lower case, each once."""
    return tuple(dict.fromkeys(hit.group().lower().rstrip(".") for hit in EMAIL.finditer(text)))


def find_phones(text: str) -> tuple[str, ...]:
    """Return the telephone numbers in a (plain) text as digits (``+`` kept), each once."""
    found = (re.sub(r"[^\d+]", "", hit.group()) for hit in PHONE.finditer(text))
    return tuple(dict.fromkeys(number for number in found if len(number) >= 7))


def find_name(text: str) -> Name | None:
    """Return the name a (plain) CV text gives: by label, by its title, or on its first lines."""
    for hit in _LABELLED.finditer(text[:4000]):
        if _OF_SOMETHING_ELSE.search(text, hit.start(), hit.start("name")):
            continue
        found = _cleaned(hit.group("name"), hit.start("name"))
        if found and _is_name(found.text, labelled=True):
            return found
    for hit in _TITLED.finditer(text[:600]):
        which = hit.lastgroup or ""
        found = _cleaned(hit.group(which), hit.start(which))
        if found and _is_name(found.text, labelled=False):
            return found
    return _on_first_lines(text)


def _on_first_lines(text: str) -> Name | None:
    position, seen = 0, 0
    for line in text.split("\n"):
        if line.strip():
            seen += 1
            found = _leading_name(line, position)
            if found or seen == FIRST_LINES:
                return found
        position += len(line) + 1
    return None


def _leading_name(line: str, position: int) -> Name | None:
    if heading(line.strip()) is not None:
        return None
    whole = _cleaned(line, position)
    if whole and _is_name(whole.text, labelled=False):
        return whole
    first = _PIECES.split(line.strip(), maxsplit=1)[0]
    pieces = [first, first.split(" ", 1)[0]] if re.match(rf"[{CJK}]", first) else [first]
    personal = _PERSONAL.search(line, len(first)) is not None
    for piece in pieces:
        found = _cleaned(piece, position + line.find(piece)) if piece else None
        if found and _is_name(found.text, labelled=personal):
            return found
    return None


def _cleaned(raw: str, start: int) -> Name | None:
    """Cut a raw value down to the name at its front."""
    value = _PIECES.split(raw.strip(), maxsplit=1)[0].strip(" .:：*#_-—'\"“”【】[]")
    value = _HEADED.sub("", re.sub(r"\s*\(.*$", "", value))
    run = re.match(rf"(?:[{CJK}] ){{1,3}}[{CJK}](?![{CJK}])|[{CJK}·]+", value)
    if run:
        value = run.group()
    honoured = _HONORIFIC.sub("", value).strip()
    if not honoured:
        return None
    at = start + raw.find(honoured)
    return Name(honoured, at, at + len(honoured))


def _is_place(value: str) -> bool:
    found = Places.load().find(value)
    return len(found) == 1 and len(found[0].place.city) >= len(value) - 1


def _is_name(value: str, *, labelled: bool) -> bool:
    tight = value.replace(" ", "")
    if _ZH_NAME.match(value):
        known = tight[0] in SURNAMES or tight.startswith(COMPOUND_SURNAMES)
        fits = 2 <= len(tight) <= (MAX_ZH_NAME if labelled or "·" in tight else 4)
        free = labelled or not _TRADE.search(tight)
        return fits and free and (known or labelled) and not _TITLE_END.search(tight)
    if _NOT_A_NAME.search(value) or len(value) > 40 or (not labelled and _is_place(value)):
        return False
    if labelled and re.match(r"^[^\W\d_]", value):
        return bool(re.fullmatch(r"[^\W\d_][\w .'’·-]*", value))
    return bool(_EN_NAME.match(value))
