"""Bytes into text without ever guessing a sign: a byte order mark, UTF-8, GB18030, Big5, UTF-16.

GB18030 accepts almost every pair of bytes, so an encoding after UTF-8 must also make sense: it is
taken only if what it gives looks like text. When nothing does, the file is refused; no sign is ever
replaced.
"""

import codecs
import re
from collections import Counter
from dataclasses import dataclass
from typing import BinaryIO

from trm_ml.extract.documents.why import UnusableFile, Why

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Each with the share of common signs below which what it gives is no Chinese text: Japanese bytes
# make some common signs as Big5, and any Latin text makes many as UTF-16. Code page 950 has
# what Windows adds to Big5 (恒 裏 粧), the Hong Kong set what Cantonese needs (喺 佢 嘅).
_LEGACY = (
    ("gb18030", 0.5),
    ("big5", 0.5),
    ("cp950", 0.5),
    ("big5hkscs", 0.5),
    ("utf-16-le", 0.9),
    ("utf-16-be", 0.9),
)
_OPENED_AS = {
    "utf-8": "utf-8-sig",
    "utf-16-le": "utf-16",
    "utf-16-be": "utf-16",
    "utf-32-le": "utf-32",
    "utf-32-be": "utf-32",
}
_ASCII = re.compile("[\x20-\x7e\r\n\t]+")
_SAMPLE = 200_000
_PLAIN_SHARE = 0.6
_TELLING_BYTES = 20
_FOUR_BYTES = "\U00020000"
_STRANGE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ue000-\uf8ff\ufffd\ufffe\uffff\U000f0000-\U0010ffff]"
)
_LETTER = re.compile(r"[^\W\d_\uff21-\uff5a]")  # full-width Latin letters tell nothing
_GOES_ON = re.compile("[a-z]{2}")
_IN_A_WORD = re.compile("(?<![^\x00-\x7f])[^\x00-\x7f](?=[a-z]{2})")
_COMMON = re.compile("[\u4e00-\u9fff]")


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text and the encoding it was in."""

    text: str
    encoding: str


def decode(content: bytes) -> Decoded:
    r"""Decode the bytes of a text or table file.

    Raises:
        Unusable: no encoding gives sensible text.

    Example:
        >>> decode("姓名,城市\n张伟,深圳\n".encode("gb18030")).encoding
        'gb18030'
    """
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _marked(content[len(mark) :], encoding)
    if b"\x00" in content[:_SAMPLE]:
        return _utf16(content)
    text = _strict(content, "utf-8")
    if text is not None:
        return Decoded(text, "utf-8")
    found = [
        (sense, -rank, encoding, text)
        for rank, (encoding, least) in enumerate(_LEGACY)
        if (text := _strict(content, encoding)) is not None
        and not _STRANGE.search(text[:_SAMPLE])
        and (sense := _sense(text)) >= least
    ]
    if not found:
        raise UnusableFile(Why.ENCODING)
    _, _, encoding, text = max(found)
    return Decoded(text, encoding)


def detect(file: BinaryIO) -> str:
    """Return the codec of a file of any size after checking every byte of it, and rewind it.

    The name may carry a mark (``utf-8-sig``), so that opening with it drops the mark.

    Raises:
        UnusableFile: no encoding gives sensible text.
    """
    head = file.read(_SAMPLE)
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            if _foreign_signs(file, encoding) is None:
                raise UnusableFile(Why.FALSE_MARK, {"encoding": encoding.upper()})
            return _OPENED_AS.get(encoding, encoding)
    if b"\x00" in head:
        encoding = _utf16(head[: len(head) // 2 * 2]).encoding
        if _foreign_signs(file, encoding) is None:
            raise UnusableFile(Why.ENCODING)
        return encoding
    if _foreign_signs(file, "utf-8") is not None:
        return "utf-8"
    found = [
        (sense, -rank, encoding)
        for rank, (encoding, least) in enumerate(_LEGACY)
        if (signs := _foreign_signs(file, encoding)) is not None
        and not _STRANGE.search(signs)
        and (sense := _sense(signs)) >= least
    ]
    if not found:
        raise UnusableFile(Why.ENCODING)
    return max(found)[2]


def _foreign_signs(file: BinaryIO, encoding: str) -> str | None:
    """Decode a whole file; return a sample of what is not ASCII, ``None`` if it does not decode."""
    decoder = codecs.getincrementaldecoder(encoding)()
    file.seek(0)
    signs: list[str] = []
    kept = 0
    try:
        while part := file.read(1 << 20):
            text = decoder.decode(part)
            if kept < _SAMPLE:
                signs.append(_ASCII.sub(_gap, text))
                kept += len(signs[-1])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return None
    finally:
        file.seek(0)
    return "".join(signs).lstrip("\ufeff").rstrip(" \x1a")  # 1A is how DOS ended a file


def _gap(ascii_run: re.Match[str]) -> str:
    """Shorten a run of ASCII to what `_sense` asks of it: does a word go on here?"""
    return "aa" if _GOES_ON.match(ascii_run.group()) else " "


def _marked(content: bytes, encoding: str) -> Decoded:
    text = _strict(content, encoding)
    if text is None:
        raise UnusableFile(Why.FALSE_MARK, {"encoding": encoding.upper()})
    return Decoded(text, encoding)


def _utf16(content: bytes) -> Decoded:
    even, odd = content[0:_SAMPLE:2].count(0), content[1:_SAMPLE:2].count(0)
    order = ("utf-16-be", "utf-16-le") if even > odd else ("utf-16-le", "utf-16-be")
    for encoding in order:
        text = _strict(content, encoding)
        if text is not None and not _STRANGE.search(text[:_SAMPLE]) and _is_plain(text[:_SAMPLE]):
            return Decoded(text, encoding)
    raise UnusableFile(Why.ENCODING)


def _strict(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return None


def _sense(text: str) -> float:
    # How common are the signs? A wrong decoder turns common Chinese signs into rare ones. The
    # signs of GB 2312's first level, and Big5's, are a test that needs no table of our own.
    signs = Counter(sign for sign in _LETTER.findall(text[:_SAMPLE]) if not sign.isascii())
    common = sum(count for sign, count in signs.items() if _is_common(sign))
    if _is_alphabet(signs):
        return 0.0
    # Ä, read as the first half of a Chinese sign, swallows a letter and stands in the word's front.
    broken = len(_IN_A_WORD.findall(text[:_SAMPLE]))
    return (common - broken) / signs.total() if signs else 0.0


def _is_alphabet(signs: Counter[str]) -> bool:
    """Tell whether signs are Cyrillic or Greek letters two by two: all their bytes lie at the top.

    Of the bytes of Chinese text about two thirds do.
    """
    raw = b"".join(sign.encode("gb18030") * count for sign, count in signs.items())
    return len(raw) >= _TELLING_BYTES and sum(byte >= 0xC0 for byte in raw) >= 0.95 * len(raw)


def _is_plain(text: str) -> bool:
    signs = Counter(sign for sign in text if not sign.isspace())
    known = sum(count for sign, count in signs.items() if sign.isascii() or _is_common(sign))
    return known >= _PLAIN_SHARE * signs.total()


def _is_common(sign: str) -> bool:
    if sign >= _FOUR_BYTES:  # nothing but a rare sign makes such bytes
        return True
    if not _COMMON.match(sign):
        return False
    for encoding, first, last in (("gb2312", 0xB0, 0xD7), ("big5", 0xA4, 0xC6)):
        try:
            lead = sign.encode(encoding)[0]
        except UnicodeEncodeError:
            continue
        if first <= lead <= last:
            return True
    return False
