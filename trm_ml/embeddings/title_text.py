"""Job titles as people write them in ads, brought down to what names the work."""

import re
import unicodedata

_MARKS = re.compile(
    r"[(\[{【（〔][^)\]}】）〕]{0,40}[)\]}】）〕]"  # remarks in brackets
    r"|\b[mwfd]\s*/\s*[mwfd](\s*/\s*[mwfdx])?\b"  # (m/f/d) without them
    r"|[¥$€£]\s*[\d.,]+\s*[k万]?"  # pay
    r"|\d+(\.\d+)?[kw万千]?\s*[-~–至到]\s*\d+(\.\d+)?\s*[kw万千元]\S*"
    r"|(急聘|诚聘|高薪|急招|直聘|双休|五险一金|六险一金|包吃住|包吃|包住|周末双休|年底双薪)"
    r"|\b(urgent(ly)?|hiring|wanted|immediate(ly)?|vacancy|needed|walk[- ]?in)\b|[!！*#~★●◆]+",
    re.IGNORECASE,
)
_LEVELS = re.compile(
    r"\b(senior|sr|junior|jr|entry[- ]level|mid[- ]level|i{1,3}|iv|trainee|intern(ship)?)\b\.?"
    r"|(高级|资深|初级|中级|实习生?|见习|助理(?=工程师))",
    re.IGNORECASE,
)
_BRACKETS = re.compile(r"[()\[\]{}【】〔〕]+")
_NUMBERS = re.compile(r"\b\w*\d\w*\d\w*\b")  # of a vacancy, a phone, a year
_LONGEST_ACRONYM = 5
_SPACES = re.compile(r"\s+")
_ENDS = " -–—/|,，、:：;；.。·&+"


def clean(title: str) -> str:
    """Return a title without brackets, pay, calls and marks; the title itself if nothing is left.

    Example:
        >>> clean("URGENT!! Sales Executive (KL) m/f"), clean("【急聘】Java开发工程师 15k-25k")
        ('Sales Executive', 'Java开发工程师')
        >>> clean("(Nurse)")
        '(Nurse)'
    """
    folded = unicodedata.normalize("NFKC", title)
    kept = _tidy(_MARKS.sub(" ", folded)) or _tidy(folded)
    return kept.title() if kept.isupper() and len(kept) > _LONGEST_ACRONYM else kept


def forms(title: str) -> list[str]:
    """Return a title cleaned, and whole if its brackets say more; blank text as it is.

    Example:
        >>> forms("Senior Lecturer (Chinese Language)")
        ['Senior Lecturer', 'Senior Lecturer Chinese Language']
        >>> forms("Nurse"), forms(" ")
        (['Nurse'], [''])
    """
    whole = clean(_NUMBERS.sub(" ", _BRACKETS.sub(" ", unicodedata.normalize("NFKC", title))))
    return list(dict.fromkeys([clean(title), whole or clean(title)]))


def without_level(title: str) -> str:
    """Return a cleaned title without how senior it is, if anything else is left.

    Example:
        >>> without_level("Senior Data Engineer II"), without_level("高级会计")
        ('Data Engineer', '会计')
    """
    return _tidy(_LEVELS.sub(" ", title)) or title


def _tidy(text: str) -> str:
    return _SPACES.sub(" ", text).strip(_ENDS)
