"""How a person's own name, address and number may be spelled inside their CV."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from trm_ml.extract.folding import CJK, DATA
from trm_ml.extract.naming import COMPOUND_SURNAMES

_GENERIC_MAILBOXES = frozenset(
    ("info", "contact", "hr", "admin", "resume", "mail", "email", "office", "jobs", "hello")
)
_TITLES = ("先生", "女士", "小姐", "同学", "同志", "老师")
_TITLE = f"(?:{'|'.join(_TITLES)})"


class Sheet(NamedTuple):
    """A (plain) text in the forms that keys are looked up in."""

    text: str
    flat: str
    digits: str

    @classmethod
    def of(cls, text: str) -> "Sheet":
        """Lay a text out."""
        return cls(text, flat(text), text.translate(_GAPS))


class Spelling(NamedTuple):
    """One way to write a value: a pattern, and what must be in a text for it to match there.

    Compiling costs far more than looking up a word, and hardly any text names its person twice.
    ``keys`` must all be in the text, in the form called ``form``; of ``one_of``, if any, one.
    """

    pattern: str
    keys: tuple[str, ...]
    form: str = "text"
    one_of: tuple[str, ...] = ()

    def found_in(self, sheet: Sheet) -> Iterator[re.Match[str]]:
        """Find every place where a text has it."""
        looked_up: str = getattr(sheet, self.form)
        if not all(key in looked_up for key in self.keys):
            return iter(())
        if self.one_of and not any(key in looked_up for key in self.one_of):
            return iter(())
        return re.compile(self.pattern, re.I if self.form == "flat" else 0).finditer(sheet.text)


def flat(text: str) -> str:
    """Return a text in which letters that `re.IGNORECASE` takes for equal are equal.

    Example:
        >>> flat("Lİſa"), flat("KıM")
        ('lisa', 'kim')
    """
    return text.lower().translate(_ALIKE)


def _key(text: str) -> tuple[str, ...]:
    """Return the key of a literal; none for alphabets whose cases have more than two forms."""
    return (flat(text),) if text and max(text) < "\u00b5" else ()


_ALIKE = str.maketrans({"ſ": "s", "ı": "i", "\u0307": ""})
_GAPS = str.maketrans("", "", " -")
Spellings = Iterator[Spelling]


@lru_cache(maxsize=4096)
def spellings(name: str, emails: tuple[str, ...], phones: tuple[str, ...]) -> tuple[Spelling, ...]:
    """Return what finds a person's own values in a (plain) text, however they are written."""
    return (*_of_phones(phones), *_of_mailboxes(emails), *_of_name(name))


@lru_cache(maxsize=4096)
def _of_name(name: str) -> tuple[Spelling, ...]:
    ways: list[Spelling] = []
    if _HAN.search(name):
        ways.extend(_of_chinese_name("".join(_HAN.findall(name))))
    latin = _LATIN.findall(_HAN.sub(" ", name))
    if latin:
        ways.extend(_of_latin_name(tuple(latin)))
    return tuple(ways)


_HAN = re.compile(rf"[{CJK}]")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f][\w'’-]*")


@lru_cache(maxsize=1)
def _ordinary() -> frozenset[str]:
    """Return names that are everyday or domain words too: standing alone they are not a name."""
    return frozenset((DATA / "own" / "ordinary_names.txt").read_text(encoding="utf-8").split())


def _of_phones(phones: tuple[str, ...]) -> Spellings:
    for phone in phones:
        digits = re.sub(r"\D", "", phone)[-11:]
        if len(digits) >= 7:
            pattern = r"(?<!\d)(?:\+?86[ -]?)?" + r"[ -]?".join(digits) + r"(?!\d)"
            yield Spelling(pattern, (digits,), "digits")


def _of_mailboxes(emails: tuple[str, ...]) -> Spellings:
    for email in emails:
        local = email.split("@", 1)[0]
        if len(local) >= 3 and local.lower() not in _GENERIC_MAILBOXES:
            pattern = rf"(?<![A-Za-z0-9]){re.escape(local)}(?![A-Za-z0-9])"
            yield Spelling(pattern, _key(local), "flat")


def _of_chinese_name(name: str) -> Spellings:
    size = 2 if name.startswith(COMPOUND_SURNAMES) else 1
    surname, given = name[:size], name[size:]
    if not given:
        return
    yield Spelling(r"\s?".join(map(re.escape, name)) + f"{_TITLE}?", tuple(name))
    called = rf"(?<![{CJK}])[小老阿]{surname}(?![{CJK}])|{surname}{_TITLE}|{surname}某某?"
    forms = [f"{before}{surname}" for before in "小老阿"]
    forms += [f"{surname}{after}" for after in (*_TITLES, "某")]
    yield Spelling(called, (surname,), one_of=tuple(forms))
    if len(given) > 1:
        alone = rf"(?<![{CJK}]){given}{_TITLE}?(?![{CJK}])|{given}{_TITLE}"
        yield Spelling(alone, (given,))
    yield from _of_pinyin(surname, given)


def _of_pinyin(surname: str, given: str) -> Spellings:
    from pypinyin import lazy_pinyin  # loads large tables, and only Chinese names need them

    last = "".join(lazy_pinyin(surname)).lower()
    syllables = lazy_pinyin(given)
    first = r"[\s'’-]?".join(syllables).lower()
    if last.isascii() and last.isalpha():
        gap = r"[\s,._-]{0,2}"
        both = rf"(?:{last}{gap}{first}|{first}{gap}{last})"
        keys = (last, *(key for syllable in syllables for key in _key(syllable)))
        yield Spelling(rf"(?<![A-Za-z]){both}(?![A-Za-z])", keys, "flat")


def _of_latin_name(tokens: tuple[str, ...]) -> Spellings:
    gap = r"[\s.,_-]{0,3}"
    words = [re.escape(token) for token in tokens]
    for order in _orders(tokens, words):  # the last word is in every order
        pattern = rf"(?<![A-Za-z]){gap.join(order)}(?:'s|’s)?(?![A-Za-z])"
        yield Spelling(pattern, _key(tokens[-1]), "flat")
    for token, word in zip(tokens, words, strict=True):
        if len(token) > 1 and token.lower() not in _ordinary():
            spelled = (token, token.capitalize(), token.upper())
            forms = f"{word}|{re.escape(spelled[1])}|{re.escape(spelled[2])}"
            pattern = rf"(?<![A-Za-z])(?:{forms})(?:'s|’s)?(?![A-Za-z])"
            yield Spelling(pattern, (), one_of=spelled)


def _orders(tokens: tuple[str, ...], words: list[str]) -> Iterator[list[str]]:
    """Yield the orders a name of several words is written in."""
    if len(words) < 2:
        return
    yield from (words, words[::-1], [words[-1], *words[:-1]])
    yield [rf"{tokens[0][0]}\.", words[-1]]
    if len(words) > 2:
        yield from ([words[0], words[-1]], [words[-1], words[0]])
        yield [words[0], rf"{tokens[1][0]}\.?", words[-1]]
