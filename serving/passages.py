"""Where a text speaks of a field that not everybody sees: by label, and by the form of the value.

What a CV says of protected attributes is blanked when it is read; these are for what people type
into summaries and notes, and for what may be kept but not shown to all: contact data and salary.
"""

import re
from collections.abc import Collection, Iterator
from functools import lru_cache

from core.access.fields import Field

MASK = "•"
_CONTACT = re.compile(
    r"[^\s@<>,;:\"'（(]+@[^\s@<>,;:\"'）)]+\.[A-Za-z]{2,}"
    r"|(?<!\d)\+?\d(?:[ \-().]{0,2}\d){6,14}(?!\d)"
)
_DATES = re.compile(r"(19|20)\d\d([.\-/ ]|年)")
_IS = r"\s*(?:[:：=]|是|为|\bis\b|\bwas\b|\bof\b)?\s*"
_AMOUNT = (
    r"[¥￥$€£]?\s?\d[\d,.]*\s?(?:[kKwW]\b|[万千]|元)?(?:\s*[-~–—至到]\s*[¥￥$€£]?\s?\d[\d,.]*"
    r"\s?(?:[kKwW]\b|[万千]|元)?)?(?:\s?(?:RMB|CNY|USD|EUR|GBP|HKD|元|欧元|美元))?"
    r"(?:\s*(?:[/每]|\bper\b|\ba\b|[x×*·])\s*(?:\d{1,2}\s*)?(?:年|月|薪|annum|year|month|yr|mo)?)?"
)
_PAY = (
    r"(?:(?:期望|目标|当前|目前|现|税前|税后|到手|基本)?(?:薪资|薪酬|月薪|年薪|工资|薪水|底薪|年包|"
    r"总包|待遇|收入)(?:要求|期望|范围|水平)?|(?:expected|current|desired|target|present|annual|"
    r"monthly|base)?\s*(?:\bsalary|\bcompensation|\bctc|\bremuneration|\bwages?)\b"
    r"(?: (?:expectations?|expected|requirements?|range))?)"
)
_SALARY = re.compile(
    rf"{_PAY}[^\n\d:：=]{{0,16}}{_IS}{_AMOUNT}"
    rf"|{_PAY}\s*[:：=]\s*[^\n,，。;；|]{{1,60}}"
    r"|(?<![\w.])\d{1,3}(?:\.\d)?\s?[kKwW万]?\s?[-~–—至到]\s?\d{1,3}(?:\.\d)?\s?(?:[kKwW]\b|万)"
    r"(?:\s?[x×*·/]\s?\d{0,2}\s?(?:薪|月|年|year|month)?)?"
    r"|(?<![\w.])\d[\d,.]*\s?(?:[kKwW万]|元|RMB|CNY|USD|EUR)\s?"
    r"(?:[/每]\s?|per |a )(?:月|年|month|year|annum)",
    re.I,
)
_ID_NUMBER = re.compile(
    r"(?<![\dXx])\d{17}[\dXx](?![\dXx])|(?<!\d)\d{15}(?!\d)"
    r"|(?:身份证(?:号码?|号)?|证件号码?|护照号?码?|passport(?: no\.?| number)?|national id"
    rf"|\bid (?:no\.?|number|card)|\bssn\b|social security(?: no\.?| number)?){_IS}"
    r"[A-Za-z]{0,2}\d[\dA-Za-z\- ]{4,20}",
    re.I,
)
_HEALTH = re.compile(
    r"(?:健康(?:状况|状态|情况)?|身体状况|(?:既往)?病史|残疾(?:情况|证|状况)?|血\s*型|"
    r"\bhealth(?: status| condition| notes?)?|\bdisabilit(?:y|ies)|\bmedical (?:history|condition)|"
    r"\bblood (?:group|type))\s*[:：=]\s*[^\n;；|。]{1,120}"
    r"|无(?:残疾|重大疾病|传染病)(?:史)?|(?:肢体|听力|视力|轻度|重度)残疾"
    r"|(?:乙肝|糖尿病|高血压)(?:携带者|患者|病史)|\b(?:physically )?(?:disabled|handicapped)\b"
    r"|\bwheelchair user\b|\bpregnant\b|怀孕|哺乳期",
    re.I,
)
_PERSONAL = re.compile(
    r"(?:性\s*别|年\s*龄|出生(?:年月日?|日期|时间|地|年份)?|生\s*日|民\s*族|"
    r"婚姻(?:状况|状态|情况)?|婚育(?:状况|情况)?|籍\s*贯|户籍(?:地|所在地)?|政治面貌|宗教(?:信仰)?|"
    r"家庭(?:住址|地址|情况)|住\s*址|\bgender|\bsex|\bage|\bdate of birth|\bd\.?o\.?b\.?|"
    r"\bbirth ?(?:date|day|place)|\bmarital status|\breligion|\bethnicity|\bnationality|"
    r"\bcitizenship|\bhome ?town|\bhome address)\s*[:：=]\s*[^\n;；|。]{1,60}"
    r"|(?:生于|出生于)[^，,。;；\n]{1,24}|\bborn (?:in|on) (?:\d|[A-Z])[\w ,]{1,24}"
    r"|(?:今年|现年)?\s*\d{2}\s*(?:周岁|岁)|\b\d{2}[ -]years?[ -]old\b"
    r"|(?:已婚|未婚|离异|丧偶)(?:[已未]育)?",
    re.I,
)
PATTERNS: dict[Field, re.Pattern[str]] = {
    Field.CONTACT: _CONTACT,
    Field.SALARY: _SALARY,
    Field.ID_NUMBER: _ID_NUMBER,
    Field.HEALTH: _HEALTH,
    Field.PERSONAL: _PERSONAL,
}
ORDER = tuple(PATTERNS)


def found(text: str, fields: Collection[Field]) -> Iterator[tuple[int, int]]:
    """Yield the stretches of a text that speak of one of the fields; they may overlap."""
    for field in ORDER:
        if field not in fields:
            continue
        for hit in PATTERNS[field].finditer(text):
            if field is not Field.CONTACT or not _DATES.match(hit.group()):
                yield hit.span()


@lru_cache(maxsize=4096)  # a shortlist is looked at again and again; its texts are not read anew
def masked(text: str, fields: frozenset[Field]) -> str:
    """Hide what speaks of the fields; every offset stays what it was.

    Example:
        >>> masked("期望薪资：35k，电话 138-0013-8000", frozenset({Field.SALARY}))
        '••••••••，电话 138-0013-8000'
    """
    return cover(text, found(text, fields))


def cover(text: str, stretches: Iterator[tuple[int, int]]) -> str:
    """Put the mask over stretches of a text; the ends of lines stay."""
    signs = list(text)
    for start, end in stretches:
        signs[start:end] = [sign if sign == "\n" else MASK for sign in signs[start:end]]
    return "".join(signs)
