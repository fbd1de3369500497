"""How senior a title is, from 0 (intern) to 6 (executive)."""

import re

from trm_ml.extract.folding import folded

INTERN, JUNIOR, REGULAR, SENIOR, LEAD, DIRECTOR, EXECUTIVE = range(7)
UNKNOWN = -1

#: In this order: the first that matches decides.
_LEVELS: tuple[tuple[int, re.Pattern[str]], ...] = (
    (
        INTERN,
        re.compile(
            r"实习|见习|\bintern(ship)?\b|\btrainee\b|\bapprentice\b|学徒|\bworking student\b"
        ),
    ),
    (
        SENIOR,
        re.compile(
            r"(总裁|总经理|ceo|董事长|总监)(办公室)?(特别)?助理|\bassistant (director|"
            r"vice president|professor)\b|总助"
        ),
    ),
    (
        JUNIOR,
        re.compile(
            r"助理(?!.*(经理|总监|总裁))|\bjunior\b|\bjr\b\.?|初级|\bentry[- ]level\b|"
            r"\bgraduate\b|管培生|管理培训生|储备干部|\btrainee\b|\bassistant (?!manager|"
            r"director|vice|professor|superintend)|\bassistant$|\bassociate (?!director|"
            r"professor|vice|partner)"
        ),
    ),
    (
        DIRECTOR,
        re.compile(
            r"\b(associate|deputy|assistant) (vice president|director)\b|副总监|"
            r"\bassociate professor\b|副教授|\bexecutive director\b"
        ),
    ),
    (
        EXECUTIVE,
        re.compile(
            r"\bc[efotmiohps]o\b|\bchief\b(?! (accountant|engineer|nurse|editor))|"
            r"\bvice[- ]president\b|\b[se]?vp\b|\bpresident\b|\bfounder\b|"
            r"\bco-?founder\b|\bmanaging director\b|\bmanaging partner\b|\bowner\b|"
            r"\bgeneral manager\b|总裁|董事|总经理|首席(?!工程师|编辑)|创始人|"
            r"合伙人|副总(?!监|工|编|裁)|常务副总|老板|局长|总会计师|法人代表"
        ),
    ),
    (
        DIRECTOR,
        re.compile(
            r"总监|\bdirector\b|\bhead of\b|\bhead\b$|院长|校长|部长|处长|厂长|总工(程师)?|"
            r"总建筑师|总编|事业部负责人|部门负责人|"
            r"\bpartner\b|\bprincipal of\b|\bchief (accountant|engineer|nurse|editor)\b|首席|"
            r"教授|\bprofessor\b|\bdean\b"
        ),
    ),
    (
        REGULAR,
        re.compile(  # managers of things, not of people
            r"^(?!.*(高级|资深|senior|\bsr\b|lead|principal|group)).*(产品经理|项目经理|"
            r"客户经理|大堂经理|理财经理|投资经理|销售经理助理|渠道经理|"
            r"\bproduct manager\b|\bproject manager\b|\baccount manager\b|\bcase manager\b|"
            r"\bproduct marketing manager\b|客服经理助理)"
        ),
    ),
    (
        SENIOR,
        re.compile(
            r"(高级|资深|senior|\bsr\b\.?).*(产品经理|项目经理|客户经理|product manager|"
            r"project manager|account manager)"
        ),
    ),
    (
        LEAD,
        re.compile(
            r"经理|主管|主任|\bmanager\b|\blead\b|\bleader\b|\bprincipal\b|\bstaff (software |"
            r"data |machine |research )?(engineer|scientist|developer)\b|"
            r"\bsupervisor\b|组长|班长|负责人|\barchitect\b|架构师|专家|资深|店长|科长|队长|"
            r"\bforeman\b|\bsuperintendent\b|护士长|厨师长|主编|主治|领班|总管|站长|"
            r"\bexpert\b|\bteam head\b|\bsuperviser\b"
        ),
    ),
    (
        SENIOR,
        re.compile(r"高级|\bsenior\b|\bsr\b\.?|\biii\b|\bspecialist\b.*\bsenior\b|中高级|讲师"),
    ),
)
_ROLE = re.compile(r"[\w]")
_STRIP = re.compile(
    r"^(高级|资深|初级|中级|中高级|初中级|实习|见习|助理|副|首席|兼职|储备|主任|特级|一级|"
    r"二级|三级|senior|sr\.?|junior|jr\.?|"
    r"mid-?level|entry[- ]level|graduate|associate|assistant|deputy|lead|principal|staff|"
    r"chief|head of|intern(?:ship)?|trainee|"
    r"experienced|certified|global|regional|international|group|vp of|director of|"
    r"manager of)(?=\s|[^a-z\s])\s*"
)
_STRIP_END = re.compile(
    r"\s*(实习生?|岗位?|专员岗|intern(?:ship)?|trainee|（?见习）?|(?<=工程师)助理|\bi{1,3}\b)$"
)


def level_of(title: str) -> int:
    """Return the seniority of a title, 0 (intern) … 6 (executive); -1 when there is no title.

    Example:
        >>> [level_of(title) for title in ("Java实习生", "算法工程师", "Senior Developer", "CTO")]
        [0, 2, 3, 6]
    """
    plain = folded(title)
    if not _ROLE.search(plain):
        return UNKNOWN
    for level, pattern in _LEVELS:
        if pattern.search(plain):
            return level
    return REGULAR


def without_seniority(title: str) -> str:
    """Take the marks of seniority off a folded title; never leaves it empty."""
    before, core = "", title
    while core != before:
        before = core
        shorter = _STRIP_END.sub("", _STRIP.sub("", core)).strip()
        core = shorter if len(shorter) > 1 else core
    return core
