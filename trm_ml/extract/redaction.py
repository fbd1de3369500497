"""Which stretches of a text say who somebody is, or what must not count: found by label, pattern
and the person's own known values. Domain words (女装, 汉语, a work location) are never touched.
"""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from trm_ml.extract import sensitive
from trm_ml.extract.naming import EMAIL, PHONE
from trm_ml.extract.spellings import Sheet, spellings


class Redaction(NamedTuple):
    """A stretch of a text to be hidden; ``instead`` is what stands in its place when read.

    ``protected`` tells what may not even be kept (an ID number, a birth date, marital status) from
    what says who to talk to (a name, a telephone number).
    """

    start: int
    end: int
    instead: str = ""
    protected: bool = False


class Known(NamedTuple):
    """What is known of a person from elsewhere: any spelling of it in the text is hidden."""

    name: str = ""
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()


def redactions(text: str, known: Known) -> list[Redaction]:
    """Return what must be hidden in a (plain) text, in order and without overlaps.

    The text must be `folding.plain`; offsets then hold for the original as well.
    """
    return _merged([*_whoever(text), *valued(text, known)])


def fixed(text: str) -> list[Redaction]:
    """Return what must be hidden in a (plain) text whoever it is about."""
    return _merged(_whoever(text))


def _whoever(text: str) -> tuple[Redaction, ...]:
    return (*_by_label(text), *_by_contact(text), *_by_pattern(text), *_pronouns(text))


def _merged(found: Iterable[Redaction]) -> list[Redaction]:
    merged: list[Redaction] = []
    for item in sorted(found, key=lambda r: (r.start, -r.end, bool(r.instead))):
        if merged and item.start < merged[-1].end:
            last = merged[-1]
            if item.end > last.end:
                protected = last.protected or item.protected
                merged[-1] = Redaction(last.start, item.end, "", protected)
        elif item.end > item.start:
            merged.append(item)
    return merged


def _by_label(text: str) -> Iterator[Redaction]:
    for pattern in sensitive.LABELS:
        for hit in pattern.finditer(text):
            protected = sensitive.CONTACT_LABEL.match(hit.group("field")) is None
            yield Redaction(hit.start("field"), hit.end(), protected=protected)


def _by_contact(text: str) -> Iterator[Redaction]:
    for pattern in (EMAIL, PHONE, *sensitive.CONTACTS):
        for hit in pattern.finditer(text):
            yield Redaction(hit.start(), hit.end(), protected=pattern is sensitive.ID_NUMBER)


def _by_pattern(text: str) -> Iterator[Redaction]:
    for pattern in sensitive.PATTERNS:
        for hit in pattern.finditer(text):
            start, end = hit.span("hide") if "hide" in pattern.groupindex else hit.span()
            yield Redaction(start, end, protected=True)


def valued(text: str, known: Known) -> Iterator[Redaction]:
    """Yield what must be hidden in a (plain) text because it is one of the person's values."""
    sheet = Sheet.of(text)
    for spelling in spellings(known.name, known.emails, known.phones):
        for hit in spelling.found_in(sheet):
            yield Redaction(hit.start(), hit.end())


def _pronouns(text: str) -> Iterator[Redaction]:
    for hit in sensitive.PRONOUN.finditer(text):
        word = hit.group().lower()
        yield Redaction(hit.start(), hit.end(), sensitive.NEUTRAL.get(word, "TA"))


def blanked(text: str, found: Iterable[Redaction]) -> str:
    """Return a text of the same length in which what must be hidden is spaces.

    Line ends stay, so that lines keep their places.
    """
    parts: list[str] = []
    position = 0
    for item in found:
        hidden = text[item.start : item.end]
        parts.append(text[position : item.start])
        parts.append("".join("\n" if char == "\n" else " " for char in hidden))
        position = item.end
    parts.append(text[position:])
    return "".join(parts)


_TIDY = (
    (re.compile(r"[ \t\u3000\xa0]+"), " "),
    (re.compile(r"[(\[（【「<][ ,，、|/:：;；.-]*[)\]）】」>]"), ""),
    (re.compile(r" *\n[ \n]*"), "\n"),
    (re.compile(r"(?: ?[|,，、;；] ?){2,}"), " | "),
    (re.compile(r"(?m)^[ |,，、;；:：/·-]+|[ |,，、;；/·-]+$"), ""),
    (re.compile(r" {2,}"), " "),
    (re.compile(r" ([,，。.;；:：!?！？、)）])"), r"\1"),
    (re.compile(r"\n{2,}"), "\n"),
)


def removed(text: str, found: Iterable[Redaction]) -> str:
    """Return a text without what must be hidden, tidied so that no trace tells how much it was."""
    parts: list[str] = []
    position = 0
    for item in found:
        parts.append(text[position : item.start])
        parts.append(f" {item.instead} " if item.instead.isascii() else item.instead)
        position = item.end
    parts.append(text[position:])
    tidy = "".join(parts)
    before = None
    while before != tidy:
        before = tidy
        for pattern, instead in _TIDY:
            tidy = pattern.sub(instead, tidy)
    return tidy.strip()
