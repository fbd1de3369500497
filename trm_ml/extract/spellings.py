"""How a person's own name, address and number may be spelled inside their CV."""

import re
from collections.abc import Iterator
from functools import lru_cache

from trm_ml.extract.folding import CJK, DATA
from trm_ml.extract.naming import COMPOUND_SURNAMES

_GENERIC_MAILBOXES = frozenset(
    ("info", "contact", "hr", "admin", "resume", "mail", "email", "office", "jobs", "hello")
)
Patterns = Iterator[re.Pattern[str]]


@lru_cache(maxsize=4096)
def spellings(
    name: str, emails: tuple[str, ...], phones: tuple[str, ...]
) -> tuple[re.Pattern[str], ...]:
    """Return what finds a person's own values in a (plain) text, however they are written."""
    patterns = [*_of_phones(phones), *_of_mailboxes(emails)]
    if re.search(rf"[{CJK}]", name):
        patterns.extend(_of_chinese_name("".join(re.findall(rf"[{CJK}]", name))))
    latin = re.findall(r"[A-Za-z\u00c0-\u024f][\w'’-]*", re.sub(rf"[{CJK}]", " ", name))
    if latin:
        patterns.extend(_of_latin_name(tuple(latin)))
    return tuple(patterns)


@lru_cache(maxsize=1)
def _ordinary() -> frozenset[str]:
    """Return names that are everyday or domain words too: standing alone they are not a name."""
    return frozenset((DATA / "own" / "ordinary_names.txt").read_text(encoding="utf-8").split())


def _of_phones(phones: tuple[str, ...]) -> Patterns:
    for phone in phones:
        digits = re.sub(r"\D", "", phone)[-11:]
        if len(digits) >= 7:
            yield re.compile(r"(?<!\d)(?:\+?86[ -]?)?" + r"[ -]?".join(digits) + r"(?!\d)")


def _of_mailboxes(emails: tuple[str, ...]) -> Patterns:
    for email in emails:
        local = email.split("@", 1)[0]
        if len(local) >= 3 and local.lower() not in _GENERIC_MAILBOXES:
            yield re.compile(rf"(?<![A-Za-z0-9]){re.escape(local)}(?![A-Za-z0-9])", re.I)


def _of_chinese_name(name: str) -> Patterns:
    size = 2 if name.startswith(COMPOUND_SURNAMES) else 1
    surname, given = name[:size], name[size:]
    if not given:
        return
    titles = "(?:先生|女士|小姐|同学|同志|老师)"
    yield re.compile(r"\s?".join(map(re.escape, name)) + f"{titles}?")
    yield re.compile(rf"(?<![{CJK}])[小老阿]{surname}(?![{CJK}])|{surname}{titles}|{surname}某某?")
    if len(given) > 1:
        yield re.compile(rf"(?<![{CJK}]){given}{titles}?(?![{CJK}])|{given}{titles}")
    yield from _of_pinyin(surname, given)


def _of_pinyin(surname: str, given: str) -> Patterns:
    from pypinyin import lazy_pinyin  # loads large tables, and only Chinese names need them

    last = "".join(lazy_pinyin(surname)).lower()
    first = r"[\s'’-]?".join(lazy_pinyin(given)).lower()
    if last.isascii() and last.isalpha():
        gap = r"[\s,._-]{0,2}"
        both = rf"(?:{last}{gap}{first}|{first}{gap}{last})"
        yield re.compile(rf"(?<![A-Za-z]){both}(?![A-Za-z])", re.I)


def _of_latin_name(tokens: tuple[str, ...]) -> Patterns:
    gap = r"[\s.,_-]{0,3}"
    words = [re.escape(token) for token in tokens]
    for order in _orders(tokens, words):
        yield re.compile(rf"(?<![A-Za-z]){gap.join(order)}(?:'s|’s)?(?![A-Za-z])", re.I)
    for token, word in zip(tokens, words, strict=True):
        if len(token) > 1 and token.lower() not in _ordinary():
            forms = f"{word}|{re.escape(token.capitalize())}|{re.escape(token.upper())}"
            yield re.compile(rf"(?<![A-Za-z])(?:{forms})(?:'s|’s)?(?![A-Za-z])")


def _orders(tokens: tuple[str, ...], words: list[str]) -> Iterator[list[str]]:
    """Yield the orders a name of several words is written in."""
    if len(words) < 2:
        return
    yield from (words, words[::-1], [words[-1], *words[:-1]])
    yield [rf"{tokens[0][0]}\.", words[-1]]
    if len(words) > 2:
        yield from ([words[0], words[-1]], [words[-1], words[0]])
        yield [words[0], rf"{tokens[1][0]}\.?", words[-1]]
