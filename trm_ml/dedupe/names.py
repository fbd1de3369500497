"""A person's name taken apart, so that orders, scripts, short forms and spellings can be compared.

Chinese surnames are read by a table of their own (单 is Shan, 尉迟 is Yuchi); given names by
character. A Latin name keeps its tokens; which of them is the surname is a guess that the
comparison may turn round.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from trm_ml.extract.folding import CJK, fold

DATA = resources.files("trm_ml.dedupe") / "data"
_HAN = re.compile(rf"[{CJK}]")
_ASIDE = re.compile(r"\(([^)]*)\)|\"([^\"]*)\"|“([^”]*)”")
_WORD = re.compile(r"[^\W\d_]+(?:['’`][^\W\d_]+)*")
_CAPITALS = re.compile(r"[A-Z]{2,}")
_TITLES = frozenset(
    (
        "mr",
        "mrs",
        "ms",
        "miss",
        "mx",
        "dr",
        "prof",
        "professor",
        "sir",
        "dame",
        "lady",
        "lord",
        "rev",
        "reverend",
        "hon",
        "mme",
        "mlle",
        "herr",
        "frau",
        "madam",
    )
)
_SUFFIXES = frozenset(
    (
        "jr",
        "sr",
        "ii",
        "iii",
        "iv",
        "phd",
        "mba",
        "cpa",
        "pmp",
        "md",
        "esq",
        "obe",
        "mbe",
        "cbe",
        "bt",
        "bart",
    )
)
_BORN = frozenset(("nee", "née", "geb", "born"))
_PARTICLES = frozenset(
    (
        "van",
        "von",
        "der",
        "den",
        "de",
        "da",
        "di",
        "del",
        "la",
        "le",
        "bin",
        "bint",
        "al",
        "el",
        "ter",
        "ten",
        "dos",
        "du",
    )
)
_HONORIFIC = re.compile(r"(?<=.)(?:先生|女士|小姐|老师|同学|博士|教授|经理)$")
_UNKNOWN = 9_999  # behind every surname of the table
_SPELLINGS = {"lv": "lu", "nv": "nu", "lyu": "lu", "nyu": "nu", "lyue": "lue", "nyue": "nue"}


@dataclass(frozen=True, slots=True)
class NameParts:
    """A name taken apart; every text is folded and "" where it is unknown.

    Attributes:
        surname: the surname in Latin letters.
        given: the given names in Latin letters, in order.
        han: the name in simplified Chinese characters.
        han_surname: how many of those characters are the surname.
        aliases: further given names (in brackets, or a Latin name beside a Chinese one).
        other_surnames: further readings of the surname, or a name at birth.
        other_given: further readings of a Chinese given name, joined.
    """

    surname: str = ""
    given: tuple[str, ...] = ()
    han: str = ""
    han_surname: int = 0
    aliases: tuple[str, ...] = ()
    other_surnames: tuple[str, ...] = ()
    other_given: tuple[str, ...] = ()

    @property
    def joined(self) -> str:
        """Return the given names in one word: ``Xiao Ming`` is ``xiaoming``."""
        return "".join(self.given)


@lru_cache(maxsize=1)
def surname_readings() -> dict[str, tuple[str, ...]]:
    """Return each known Chinese surname with its readings, the usual one first."""
    return _table("surnames.txt")


@lru_cache(maxsize=1)
def _given_readings() -> dict[str, tuple[str, ...]]:
    return _table("given_readings.txt")


@lru_cache(maxsize=1)
def _romanised() -> dict[str, int]:
    """Return how a surname may be written in Latin letters: its place in the table."""
    told: dict[str, int] = {}
    for place, readings in enumerate(surname_readings().values()):
        told.setdefault(readings[0], place)
    for place, readings in enumerate(surname_readings().values()):
        for reading in readings[1:]:
            told.setdefault(reading, 1_000 + place)
    return told


@lru_cache(maxsize=1)
def nickname_groups() -> dict[str, frozenset[int]]:
    """Return the groups each name belongs to; those of one group may be one person."""
    groups: dict[str, set[int]] = {}
    for place, names in enumerate(_lines("nicknames.txt")):
        for name in names:
            groups.setdefault(name, set()).add(place)
    return {name: frozenset(places) for name, places in groups.items()}


def _lines(name: str) -> list[list[str]]:
    text = (DATA / name).read_text(encoding="utf-8")
    return [line.split() for line in text.splitlines() if line and not line.startswith("#")]


def _table(name: str) -> dict[str, tuple[str, ...]]:
    return {key: tuple(readings) for key, *readings in _lines(name)}


@lru_cache(maxsize=50_000)
def reading(char: str) -> str:
    """Return a character's usual reading without tone, itself if it has none.

    Example:
        >>> reading("伟"), reading("女")
        ('wei', 'nu')
    """
    from pypinyin.constants import PINYIN_DICT

    usual = PINYIN_DICT.get(ord(char), "").split(",")[0]
    plain = unicodedata.normalize("NFKD", usual)
    return "".join(part for part in plain if not unicodedata.combining(part)) or char


def take_apart(name: str) -> NameParts:
    """Take a name apart.

    Example:
        >>> take_apart("Wei ZHANG").surname, take_apart("尉遲恭").surname
        ('zhang', 'yuchi')
    """
    asides = [next(filter(None, found), "") for found in _ASIDE.findall(_narrowed(name))]
    bare = _ASIDE.sub(" ", _narrowed(name)) if asides else name
    if not bare.strip():
        bare, asides = " ".join(asides), []
    folded = fold(bare).text
    parts = _chinese(folded) if _HAN.search(folded) else _latin(bare, folded)
    return _with_asides(parts, asides) if asides else parts


def _narrowed(name: str) -> str:
    return name.replace("（", "(").replace("）", ")")


def joined_name(first: str, last: str) -> NameParts:
    """Take a name apart whose given name and surname stand in columns of their own."""
    surname, given = fold(last).text, fold(first).text
    if _HAN.search(surname) or (not surname.strip() and _HAN.search(given)):
        return _chinese(surname + given)
    words, family = _words(given), _words(surname)
    if not family:
        return NameParts(given=tuple(words))
    return NameParts("".join(family), tuple(words))


def _with_asides(parts: NameParts, asides: list[str]) -> NameParts:
    aliases, born = list(parts.aliases), list(parts.other_surnames)
    for aside in asides:
        folded = fold(aside).text
        if _HAN.search(folded):
            inner = _chinese(folded)
            if not parts.han:
                given = (*parts.aliases, *parts.given)
                parts = _with(inner, given, parts.surname)
                aliases, born = list(parts.aliases), list(parts.other_surnames)
            continue
        words = _words(folded)
        if words and words[0] in _BORN:
            born.extend(words[1:])
        else:
            aliases.extend(words)
    return _replaced(parts, aliases, born)


def _with(inner: NameParts, aliases: tuple[str, ...], surname: str) -> NameParts:
    others = (*inner.other_surnames, surname) if surname != inner.surname else inner.other_surnames
    return _replaced(inner, [*inner.aliases, *aliases], list(others))


def _replaced(parts: NameParts, aliases: list[str], surnames: list[str]) -> NameParts:
    return NameParts(
        parts.surname,
        parts.given,
        parts.han,
        parts.han_surname,
        tuple(dict.fromkeys(aliases)),
        tuple(dict.fromkeys(name for name in surnames if name)),
        parts.other_given,
    )


def _chinese(folded: str) -> NameParts:
    latin = [word for word in _words(_HAN.sub(" ", folded)) if len(word) > 1]
    pieces = re.findall(rf"[{CJK}]+", folded)
    if re.search(r"[·・•.]", folded) and len(pieces) > 1:  # a transcribed foreign name: given first
        given = tuple("".join(map(reading, piece)) for piece in pieces[:-1])
        surname = "".join(map(reading, pieces[-1]))
        return NameParts(surname, given, "".join(pieces), 0, tuple(latin))
    han = _HONORIFIC.sub("", "".join(pieces))
    size = 2 if len(han) > 2 and han[:2] in surname_readings() else 1
    readings = surname_readings().get(han[:size]) or ("".join(map(reading, han[:size])),)
    given, others = _given(han[size:])
    return NameParts(readings[0], given, han, size, tuple(latin), readings[1:], others)


def _given(han: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    table = _given_readings()
    syllables = [table[char][0] if char in table else reading(char) for char in han]
    others = []
    for place, char in enumerate(han):
        for other in table.get(char, ())[1:]:
            changed = [*syllables[:place], other, *syllables[place + 1 :]]
            others.append("".join(changed))
    return tuple(syllables), tuple(others)


def _words(folded: str) -> list[str]:
    return [
        _spelled(word.replace("'", "").replace("’", "").replace("`", ""))
        for word in _WORD.findall(folded)
        if word not in _TITLES and word not in _SUFFIXES
    ]


def _spelled(word: str) -> str:
    return _SPELLINGS.get(word, word)


def _latin(name: str, folded: str) -> NameParts:
    before, comma, after = folded.partition(",")
    if comma and _words(after) and _words(before):
        return NameParts("".join(_words(before)), tuple(_words(after)))
    words = _words(folded)
    if len(words) < 2:
        return NameParts(given=tuple(words))
    for born in _BORN.intersection(words):
        place = words.index(born)
        if 1 < place < len(words) - 1:
            parts = _split(words[:place], name)
            return _replaced(parts, [], words[place + 1 :])
    return _split(words, name)


def _split(words: list[str], name: str) -> NameParts:
    place = _surname_place(words, name)
    start = place
    while start > 1 and words[start - 1] in _PARTICLES and place == len(words) - 1:
        start -= 1
    surname = "".join(words[start : place + 1])
    return NameParts(surname, tuple(words[:start] + words[place + 1 :]))


def _surname_place(words: list[str], name: str) -> int:
    """Say which word is the surname: the one in capitals, a Chinese one in front, else the last."""
    capitals = _CAPITALS.findall(name) if not name.isupper() else []
    for place in (0, len(words) - 1):
        if len(capitals) == 1 and words[place] == capitals[0].lower():
            return place
    known = _romanised()
    if words[0] in known and words[0] not in nickname_groups() and all(map(is_pinyin, words[1:])):
        behind = known.get(words[-1], _UNKNOWN) if all(map(is_pinyin, words[:-1])) else _UNKNOWN
        return 0 if known[words[0]] <= behind else len(words) - 1
    return len(words) - 1


@lru_cache(maxsize=1)
def syllables() -> frozenset[str]:
    """Return every Pinyin syllable without tone."""
    from pypinyin.constants import PINYIN_DICT

    return frozenset(reading(chr(code)) for code in PINYIN_DICT if 0x4E00 <= code < 0x9FA6)


@lru_cache(maxsize=200_000)
def is_pinyin(word: str) -> bool:
    """Say whether a word can be cut into one to three Pinyin syllables."""
    return _cuts(word, 3)


def _cuts(word: str, most: int) -> bool:
    if word in syllables():
        return True
    if most == 1:
        return False
    heads = (cut for cut in range(1, min(len(word), 7)) if word[:cut] in syllables())
    return any(_cuts(word[cut:], most - 1) for cut in heads)
