"""Text as the extractor compares it: folded characters and coded tokens, offsets kept.

A text is never changed. What is matched is a *shadow* of it: compatibility forms resolved, accents
and case dropped, traditional characters simplified; then cut into Latin words and single Chinese
characters, each coded as one character, so that one automaton over strings finds both.
"""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

DATA = resources.files("trm_ml.extract") / "data"
BREAK = "\x00"  # a token no label contains: comma, full stop, bracket
UNKNOWN = "\x01"  # a word no label contains
FIRST_CODE = 0xF0000  # private-use plane 15: one code a known word
CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
_TOKEN = re.compile(
    rf"(?P<cjk>[{CJK}])"
    r"|(?P<word>(?<![a-z0-9])\.net\b"
    r"|[a-z]{2,}(?=[0-9]+(?![^\W_]))"  # python3, html5: the number is a word of its own
    rf"|[^\W_{CJK}]+(?:\+\+|\#|(?:&[^\W_{CJK}]+)+)?)"
    r"|(?P<amp>&)"
    rf"|(?P<stop>[,;:!?。、|•·…()\[\]{{}}<>「」【】《》\u2022\u25cf\u25a0\u2713\uf0b7\t]|\.(?=\s|$)"
    rf"|\n\s*\n|/(?=\s*[{CJK}])|(?<=[{CJK}])\s*/)"
)


class _Fold(dict[int, str]):
    """What each character is compared as; filled on demand, for `str.translate`."""

    def __init__(self, simplified: Mapping[str, str]) -> None:
        super().__init__()
        self._simplified = simplified
        self.stretched: set[str] = set()  # characters that fold to none or to several

    def __missing__(self, code: int) -> str:
        char = chr(code)
        parts = unicodedata.normalize("NFKD", char).lower()
        plain = "".join(part for part in parts if not unicodedata.combining(part))
        if "\uac00" <= char <= "\ud7af" or "\u3040" <= char <= "\u30ff":
            plain = char  # hangul and kana are not taken apart
        folded = "".join(self._simplified.get(part, part) for part in plain)
        self[code] = folded
        if len(folded) != 1:
            self.stretched.add(char)
        return folded


@lru_cache(maxsize=1)
def _folds() -> _Fold:
    pairs = (DATA / "simplified.txt").read_text(encoding="utf-8").split()
    return _Fold({pair[0]: pair[1] for pair in pairs})


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text and, if any character changed its length, where each came from."""

    text: str
    origin: Sequence[int] | None = None

    def at(self, position: int) -> int:
        """Return the offset in the original text of a position in the folded one."""
        return position if self.origin is None else self.origin[position]


def fold(text: str) -> Folded:
    """Fold a text for comparison; see the module for what that means.

    Example:
        >>> fold("ＪＡＶＡ 機器學習").text
        'java 机器学习'
    """
    if text.isascii():
        return Folded(text.lower())
    table = _folds()
    folded = text.translate(table)
    if table.stretched.isdisjoint(text):
        return Folded(folded)
    origin: list[int] = []
    for index, char in enumerate(text):
        origin.extend([index] * len(table[ord(char)]))
    origin.append(len(text))
    return Folded(folded, origin)


def folded(text: str) -> str:
    """Return only the folded text, single-spaced: the key under which names are looked up."""
    return " ".join(fold(text).text.split())


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """Cut English endings, so that ``managing budgets`` meets ``manage budget``.

    Example:
        >>> [stem(word) for word in ("managing", "managed", "manage", "policies", "css", "java")]
        ['manag', 'manag', 'manag', 'policy', 'css', 'java']
    """
    word = singular(word)
    if len(word) > 5 and word.endswith("ing") and any(vowel in word[:-3] for vowel in "aeiouy"):
        word = _undouble(word[:-3])
    elif len(word) > 4 and word.endswith("ed") and any(vowel in word[:-2] for vowel in "aeiouy"):
        word = _undouble(word[:-2])
    return word[:-1] if len(word) > 4 and word.endswith("e") else word


@lru_cache(maxsize=200_000)
def singular(word: str) -> str:
    """Return an English plural's singular, anything else as it is."""
    if len(word) <= 3 or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "ches", "shes", "xes")):
        return word[:-2]
    return word[:-1]


def _undouble(word: str) -> str:
    return word[:-1] if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "lsz" else word


@dataclass(frozen=True, slots=True)
class Tokens:
    """A text as coded tokens, one character each in ``codes``; offsets are of the folded text."""

    codes: str
    words: Sequence[str]
    starts: Sequence[int]
    ends: Sequence[int]

    def first_at_or_after(self, position: int) -> int:
        """Return the index of the first token that starts at or after a folded position."""
        return bisect_left(self.starts, position)


def tokenise(folded_text: str, codes: Mapping[str, str]) -> Tokens:
    """Cut a folded text into tokens, coded by a vocabulary of stems. O(length)."""
    words: list[str] = []
    coded: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for found in _TOKEN.finditer(folded_text):
        word = found.group()
        kind = found.lastgroup
        if kind == "cjk":
            code = word
        elif kind == "stop":
            code = BREAK
        else:
            word = "and" if kind == "amp" else word
            code = codes.get(stem(word), UNKNOWN)
        words.append(word)
        coded.append(code)
        starts.append(found.start())
        ends.append(found.end())
    return Tokens("".join(coded), words, starts, ends)


def folded_words(folded_text: str) -> list[str]:
    """Cut an already folded text into words and characters, without stops."""
    found = _TOKEN.finditer(folded_text)
    return [
        "and" if hit.lastgroup == "amp" else hit.group() for hit in found if hit.lastgroup != "stop"
    ]


def label_words(label: str) -> list[str]:
    """Cut a label the way a text is cut: folded words and characters, without stops.

    Example:
        >>> label_words("C/C++ 开发")
        ['c', 'c++', '开', '发']
    """
    return folded_words(fold(label).text)


def plain(text: str) -> str:
    """Return a text of the same length with full-width signs and traditional characters resolved.

    Unlike `fold` it keeps the case, and every position means the same place in both.

    Example:
        >>> plain("２０１９年 工作經歷：")
        '2019年 工作经历:'
    """
    return text.translate(_narrow())


@lru_cache(maxsize=1)
def _narrow() -> dict[int, str]:
    pairs = (DATA / "simplified.txt").read_text(encoding="utf-8").split()
    table = {ord(pair[0]): pair[1] for pair in pairs}
    table.update({code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)})
    spaces = "\u00a0\u2002\u2003\u2009\u200b\u3000\ufeff\r"
    table.update({ord(space): " " for space in spaces})
    return table
