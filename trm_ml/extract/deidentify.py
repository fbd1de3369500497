"""Text that says what somebody can do, and nothing of who they are (TRUST M1)."""

from functools import lru_cache
from typing import NamedTuple

from core.profile.types import Facts
from trm_ml.extract.folding import plain
from trm_ml.extract.naming import find_emails, find_name, find_phones
from trm_ml.extract.redaction import Known, fixed, redactions, removed, valued

SHORT = 1_000  # characters
_REMEMBERED = 24_576


def known_of(text: str, facts: Facts | None = None) -> Known:
    """Return a person's own values from their facts, or, where those are silent, from a text."""
    return _known(text, facts, find_emails(text), find_phones(text))


class _Whoever(NamedTuple):
    """What can be said of a text whoever it is about: ``left`` is all but the person's values."""

    flat: str
    emails: tuple[str, ...]
    phones: tuple[str, ...]
    left: str


def _known(
    text: str, facts: Facts | None, emails: tuple[str, ...], phones: tuple[str, ...]
) -> Known:
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
    whoever = _short(text) if len(text) <= SHORT else _read(text)
    known = _known(whoever.flat, facts, whoever.emails, whoever.phones)
    if not any(valued(whoever.flat, known)):
        return whoever.left
    return removed(whoever.flat, redactions(whoever.flat, known))


@lru_cache(maxsize=_REMEMBERED)
def _short(text: str) -> _Whoever:
    """Remember short texts: titles, and people who are read again when something happens."""
    return _read(text)


def _read(text: str) -> _Whoever:
    flat = plain(text)
    left = removed(flat, fixed(flat))
    return _Whoever(flat, find_emails(flat), find_phones(flat), left)
