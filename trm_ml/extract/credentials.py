"""Languages with their level, and certificates, as CVs and job ads name them."""

import re
from typing import NamedTuple

_LANGUAGES = {
    "en": "英语|英文|english",
    "zh": "普通话|国语|汉语|中文|mandarin|chinese|putonghua",
    "yue": "粤语|广东话|白话|cantonese",
    "ja": "日语|日文|japanese",
    "ko": "韩语|韩文|朝鲜语|korean",
    "de": "德语|德文|german",
    "fr": "法语|法文|french",
    "es": "西班牙语|西语|spanish",
    "pt": "葡萄牙语|葡语|portuguese",
    "ru": "俄语|俄文|russian",
    "ar": "阿拉伯语|arabic",
    "it": "意大利语|italian",
    "th": "泰语|thai",
    "vi": "越南语|vietnamese",
    "id": "印尼语|印度尼西亚语|indonesian",
    "ms": "马来语|malay",
    "hi": "印地语|hindi",
    "he": "希伯来语|hebrew",
    "nl": "荷兰语|dutch",
    "pl": "波兰语|polish",
    "tr": "土耳其语|turkish",
    "sv": "瑞典语|swedish",
    "uk": "乌克兰语|ukrainian",
    "mr": "marathi",
    "gu": "gujarati",
    "ta": "tamil",
    "te": "telugu",
    "bn": "bengali",
    "ur": "urdu",
    "kn": "kannada",
    "pa": "punjabi",
    "hu": "匈牙利语|hungarian",
    "cs": "捷克语|czech",
    "sk": "斯洛伐克语|slovak",
    "ro": "罗马尼亚语|romanian",
    "bg": "保加利亚语|bulgarian",
    "el": "希腊语|greek",
    "da": "丹麦语|danish",
    "no": "挪威语|norwegian",
    "fi": "芬兰语|finnish",
    "hr": "克罗地亚语|croatian",
    "sr": "塞尔维亚语|serbian",
    "be": "白俄罗斯语|belarusian",
    "kk": "哈萨克语|kazakh",
    "fa": "波斯语|farsi|persian",
    "sw": "斯瓦希里语|swahili",
    "ml": "malayalam",
}
_NAME = "|".join(f"(?P<{code}>{names})" for code, names in _LANGUAGES.items())
_LATIN_BOUND = r"(?<![A-Za-z])"
_LEVEL_ZH = (
    r"(?:听说读写(?:流利|熟练|能力)?|读写流利|口语(?:流利|熟练|良好)?|四级|六级|专业?[四八]级|"
    r"[四六八]级|二级甲等|一级乙等|二级乙等|"
    r"流利|熟练|精通|良好|母语|标准|一般|优秀|工作语言|C[12]|B[12]|A[12]|N[1-5])"
)
_LEVEL_EN = (
    r"(?:native(?: speaker| level)?|mother tongue|bilingual|fluent|proficient|advanced|"
    r"upper[- ]intermediate|intermediate|basic|"
    r"conversational|business(?: level)?|working(?: proficiency)?|professional(?: working)?|"
    r"full professional|beginner|elementary|"
    r"good|excellent|[ABC][12])"
)
_SPOKEN = re.compile(
    rf"(?:(?P<before>{_LEVEL_EN}|流利的?|熟练的?|精通|良好的?)\s*(?:in |level |working |"
    rf"written and spoken |spoken and written |oral and written |written |spoken |command of |"
    rf"knowledge of )*)?"
    rf"{_LATIN_BOUND}(?:{_NAME})(?![A-Za-z]|教学|教育|国际|文学|专业|老师|教师|翻译|系|导游|角|"
    rf"版|网站)"
    rf"(?:\s*(?:水平|能力|[:：(（\-–—,，/]|is|level|等级|成绩|达到|通过|大学|国家|"
    rf"听说)*\s*(?P<after>{_LEVEL_ZH}|{_LEVEL_EN}))?",
    re.IGNORECASE,
)
_TESTS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "en",
        re.compile(
            r"\bCET[- ]?[468](?:\s*[(（:：]?\s*\d{3})?|英语[（(]?(?:CET)?[四六][)）]?级|"
            r"大学英语[四六]级|国家英语[四六]级|[四六]级(?:证书|英语)|\bTEM[- ]?[48]\b|"
            r"专[四八](?![\u4e00-\u9fff])|英语专业[四八]级",
            re.I,
        ),
    ),
    (
        "en",
        re.compile(
            r"(?:\bIELTS\b|雅思)\s*[:：(（]?\s*(?:\d(?:\.\d)?)?(?:分)?|(?:\bTOEFL\b|"
            r"托福)\s*(?:iBT)?\s*[:：(（]?\s*(?:\d{2,3})?(?:分)?|\bTOEIC\b\s*[:：]?\s*\d{0,3}|"
            r"\bGRE\b\s*\d{3}|\bBEC\b(?:高级|中级|\s(?:Higher|Vantage))?|\bPTE\b|\bCATTI\b",
            re.I,
        ),
    ),
    (
        "ja",
        re.compile(
            r"日语\s*[（(]?N?[1-5一二三]级?[)）]?|\bJLPT\s*N?[1-5]\b|\bN[12]\b(?=级|证书|水平|"
            r"以上|及)|日语能力[考试]*\s*N?[1-5]",
            re.I,
        ),
    ),
    (
        "zh",
        re.compile(
            r"普通话(?:水平)?(?:测试)?(?:等级)?[（(:：\s]*(?:[一二三]级?[甲乙]等?|标准|流利)|"
            r"\bHSK\s*[1-6]\b",
            re.I,
        ),
    ),
    ("ko", re.compile(r"\bTOPIK\s*[1-6]?\b|韩语[一二三四五六]级", re.I)),
    ("de", re.compile(r"\bTestDaF\b|德福|德语[四八]级", re.I)),
    ("fr", re.compile(r"\b(?:TEF|TCF|DELF|DALF)\b(?:\s*[ABC][12])?|法语[四八]级", re.I)),
)
_LICENSED = (
    r"(?:registered nurse|RN|LPN|LVN|nursing|nurse|medical|teaching|teacher['’]?s?|driver['’]?s?|"
    r"driving|pharmacist|pharmacy|electrician['’]?s?|law|real estate|professional engineer|"
    r"practical nurse)"
)
_CERTIFICATE = re.compile(
    r"\b(?:CPA|ACCA|CFA|FRM|CMA|CIA|CISA|CISM|CISSP|CISP|PMP|PgMP|PMI-ACP|NPDP|CSM|CSPO|"
    r"PRINCE2|ITIL(?: v?\d| Foundation)?|TOGAF|CCNA|CCNP|CCIE|HCIA|HCIP|HCIE|RHCE|RHCSA|OCP|"
    r"OCM|OCA|OCJP|SCJP|MCSE|MCSA|MCP|"
    r"CKA|CKAD|CEH|OSCP|COMPTIA [A-Z+]+|SHRM-?[CS]P|PHR|SPHR|CIPD|FCCA|CFP|AFP|CAIA|"
    r"LEED(?: AP| GA)?|NISP|CDGA|CDA|ISTQB|CPIM|CSCP|CPSM|APICS)\b"
    r"|\b(?:(?:AWS|Azure|Google|Microsoft|Oracle|Cisco|Salesforce|SAP|Red Hat|VMware|Scrum|IBM) )?"
    r"Certified (?:[A-Z][\w+-]*[ –-]{1,3}){0,4}(?:Engineer|Architect|Practitioner|Associate|"
    r"Professional|Analyst|Developer|Administrator|Specialist|Master|Accountant|Manager|"
    r"Programmer|Consultant|Auditor|Planner|Examiner|Fundamentals)\b"
    r"|\b(?:six sigma|lean six sigma)\s(?:green|black|yellow)\sbelt\b"
    r"|(?:注册会计师|注册税务师|注册建筑师|注册结构工程师|注册电气工程师|注册安全工程师|"
    r"注册造价工程师|注册城乡规划师|资产评估师|税务师|精算师|特许金融分析师|金融风险管理师|"
    r"国际注册内部审计师|一级建造师|二级建造师|一级造价工程师|二级造价工程师|造价工程师|"
    r"监理工程师|"
    r"消防工程师|注册消防工程师|法律职业资格(?:证书?)?|律师(?:执业|资格)证书?|司法考试|"
    r"教师资格证书?|(?:高中|初中|小学|幼儿园|幼师)教师资格证?书?|护士(?:执业|资格)证书?|"
    r"(?:执业)?医师(?:资格|执业)证书?|执业药师(?:资格证书?)?|执业医师|主管护师|"
    r"会计从业资格证书?|会计证|(?:初级|中级|高级)会计(?:师|职称|证书?|资格证)?|(?:初级|中级|"
    r"高级)(?:经济师|审计师|统计师|工程师职称|职称)|证券从业(?:资格)?证?书?|"
    r"基金从业(?:资格)?证?书?|银行从业(?:资格)?证?书?|期货从业(?:资格)?证?书?|"
    r"保险代理人资格证|"
    r"人力资源管理师|心理咨询师证?|营养师证|健康管理师证|导游证|育婴师证|保育员证|(?:低压|"
    r"高压)?电工(?:操作)?证|焊工证|叉车证|特种作业(?:操作)?证|安全员证?[ABC]?证?|驾驶证|驾照|"
    r"[ABC][12]照|健康证|报关员?证|"
    r"全国计算机(?:等级)?(?:考试)?[一二三四]级(?:证书)?|"
    r"计算机(?:等级)?(?:考试)?[一二三四]级(?:证书)?|软考(?:[初中高]级)?|软件设计师|"
    r"系统架构设计师|系统集成项目管理工程师|信息系统项目管理师|网络工程师证|六西格玛(?:绿带|"
    r"黑带)|PMP证书?|ISO\s?\d{4,5}(?:内审员)?)"
    r"|[\u4e00-\u9fff]{2,8}(?:资格证书?|执业证书?|从业证书?|上岗证书?)"
    r"|[\u4e00-\u9fff]{1,6}(?:[员师士工]|操作|作业|等级|技能|职称)证(?!明|券|据|件|实|人)书?"
    r"|(?<=持)[\u4e00-\u9fffA-Z]{1,8}?证(?!明|券|据|件|实|人|上岗)书?"
    r"|[ABC][12](?:驾驶证|驾照|本)"
    rf"|\b(?i:{_LICENSED} (?:practice )?(?:licen[sc]e|certificate|credential))s?\b"
    r"|\b(?i:licensed (?:practical nurse|vocational nurse|electrician|pharmacist|plumber))\b"
    r"|\b(?:RN|LPN|LVN|CNA|CDL|BLS|ACLS|PALS|NCLEX(?:-RN|-PN)?|QTS|PGCE|NEBOSH|IOSH)\b"
)
# Other names of the same paper, so that one who has it is not asked for it in other words.
_SAME: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("护士执业资格证", re.compile(r"^护士(?:执业)?(?:资格)?证书?$")),
    ("教师资格证", re.compile(r"^教师(?:资格)?证书?$")),
    ("驾驶证", re.compile(r"^(?:机动车)?(?:驾驶证|驾照)$")),
    (
        "RN licence",
        re.compile(
            r"^(?:RN|NCLEX-RN|(?:RN|registered nurse|nursing|nurse)( practice)? licen[sc]e)s?$",
            re.I,
        ),
    ),
    ("driving licence", re.compile(r"^(?:driver'?s?|driving) licen[sc]e$", re.I)),
)
# What a match may begin with that is not part of the name of the paper.
_LEAD = re.compile(
    r"^(?:持证?有?|具有|具备|拥有|获得?|取得|考取|须|需要?|必须|应|已|并|和|及|或|有(?!色)|"
    r"者|相关|有效的?|以及|的)+"
)
_DENIED_BEFORE = re.compile(
    r"(?:不会|不懂|不通|不具备|无需|不需要?|不要求|没有?|未(?:通过|考|取得|持|获)?|无(?!障碍))"
    r"[^,，。;；:：.\n]{0,8}$"
    r"|\b(?:no|not|non|nor|without|cannot|can['’]t|don['’]t|doesn['’]t)\s+(?!only\b)"
    r"(?:(?:speak|know|read|hold|have|need|require|yet|any|much|an?|knowledge|command|of|in|level|"
    r"spoken|written|fluent|native|proficient|basic|valid|current|active|or|and|"
    r"[A-Za-z]+ (?:or|nor))\s+)*$",
    re.I,
)
_DENIED_AFTER = re.compile(
    r"\s*(?:(?:水平|能力)?(?:不限|不要求|不作要求|无要求|不会|不懂|不好|较差|零基础)"
    r"|(?:language |skills? )?(?:is |are )?not (?:required|needed|necessary|spoken|held)\b"
    r"|\s*[:：]\s*(?:无|none|no)\b)",
    re.I,
)
_TOO_VAGUE = (
    "身份",
    "学历",
    "学位",
    "毕业",
    "资格证",
    "职业资格证",
    "从业资格证",
    "上岗证",
    "相关证",
)
_REACH = 60  # characters before a name in which a denial of it can stand


class Spoken(NamedTuple):
    """A language named in a text: BCP 47 code, level as written, offsets."""

    code: str
    level: str
    start: int
    end: int


class Certificate(NamedTuple):
    """A certificate named in a text, by its one name where it has several, with offsets."""

    text: str
    start: int
    end: int


def find_languages(text: str) -> list[Spoken]:
    """Return languages and language tests in a (plain) text, in order; tests win over names.

    A language that the text denies (不会英语, no French) is not among them.
    """
    found = [
        Spoken(code, " ".join(hit.group().split()), hit.start(), hit.end())
        for code, pattern in _TESTS
        for hit in pattern.finditer(text)
    ]
    taken = sorted((spoken.start, spoken.end) for spoken in found)
    for hit in _SPOKEN.finditer(text):
        code = next(code for code in _LANGUAGES if hit.group(code) is not None)
        if any(hit.start() < end and hit.end() > start for start, end in taken):
            continue
        level = " ".join((hit.group("after") or hit.group("before") or "").split()).lower()
        found.append(Spoken(code, level, hit.start(), hit.end()))
    said = [spoken for spoken in found if not _denied(text, spoken.start, spoken.end)]
    return sorted(said, key=lambda spoken: spoken.start)


def find_certificates(text: str) -> list[Certificate]:
    """Return the certificates a (plain) text names and does not deny, in order.

    Example:
        >>> [paper.text for paper in find_certificates("持施工员证，无驾照")]
        ['施工员证']
    """
    found = []
    for hit in _CERTIFICATE.finditer(text):
        written = hit.group().rstrip()
        name = _LEAD.sub("", written)
        name = name if len(name) > 2 or name == written else written
        start = hit.start() + len(written) - len(name)
        if name.startswith(_TOO_VAGUE) or _denied(text, start, hit.end()):
            continue
        found.append(Certificate(_one_name(name), start, start + len(name)))
    return found


def _one_name(name: str) -> str:
    return next((one for one, pattern in _SAME if pattern.match(name)), name)


def _denied(text: str, start: int, end: int) -> bool:
    before = _DENIED_BEFORE.search(text, max(0, start - _REACH), start)
    return before is not None or _DENIED_AFTER.match(text, end) is not None
