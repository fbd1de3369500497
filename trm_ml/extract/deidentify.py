"""Text that says what somebody can do, and nothing of who they are (TRUST M1)."""

from core.profile.types import Facts
from trm_ml.extract.folding import plain
from trm_ml.extract.naming import find_emails, find_name, find_phones
from trm_ml.extract.redaction import Known, redactions, removed


def known_of(text: str, facts: Facts | None = None) -> Known:
    """Return a person's own values from their facts, or, where those are silent, from a text."""
    emails = find_emails(text)
    phones = find_phones(text)
    name = facts.name if facts is not None else ""
    if not name:
        found = find_name(text)
        name = found.text if found else ""
    if facts is not None:
        emails = tuple(dict.fromkeys((*facts.emails, *emails)))
        phones = tuple(dict.fromkeys((*facts.phones, *phones)))
    return Known(name, emails, phones)


def deidentify(text: str, facts: Facts | None = None) -> str:
    """Return a text without names, contact data and protected attributes.

    What is hidden: by labelled field (姓名, Date of birth …), then by pattern (28岁, 138 0013 8000,
    she), then by the person's own known values (name in any order or pinyin, mail local part).
    Swapping any such value for another of its kind gives the same result, bit for bit.

    Example:
        >>> deidentify("张伟 | 男 | 28岁 | 汉语教师，女装行业三年")
        '汉语教师,女装行业三年'
    """
    flat = plain(text)
    return removed(flat, redactions(flat, known_of(flat, facts)))
