"""Bytes of a text file to text: byte-order mark, UTF-8, GB18030, Big5, else refused.

A wrong guess would ruin names in silence, so a legacy encoding is taken only when what comes out
reads like Chinese, and undecodable bytes are never replaced.
"""

import codecs
from dataclasses import dataclass
from functools import cache

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAMPLE = 200_000
_PLAUSIBLE = 0.7


@dataclass
class Undecodable(Exception):
    """The bytes are in no encoding we know; the sentence in both languages."""

    en: str
    zh: str


def decode(raw: bytes) -> str:
    """Return the text of a file.

    Raises:
        Undecodable: the bytes break their own byte-order mark's encoding, or fit none we know.

    Example:
        >>> decode("简历".encode("gb18030")), decode("簡歷與職缺".encode("big5"))
        ('简历', '簡歷與職缺')
    """
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            return _marked(raw[len(mark) :], encoding)
    text = _strictly(raw, "utf-8")
    if text is None:
        text = _best_legacy(raw)
    if text is None or "\x00" in text[:_SAMPLE]:
        raise Undecodable(
            en="the encoding is neither UTF-8, GB18030, UTF-16 with a mark, nor Big5.",
            zh="编码不是 UTF-8、GB18030、带标记的 UTF-16 或 Big5。",
        )
    return text


def _marked(raw: bytes, encoding: str) -> str:
    text = _strictly(raw, encoding)
    if text is None:
        raise Undecodable(
            en=f"it says that it is {encoding}, and holds bytes that are not.",
            zh=f"文件标记为 {encoding},但包含不属于该编码的字节。",
        )
    return text


def _strictly(raw: bytes, encoding: str) -> str | None:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        return None


def _best_legacy(raw: bytes) -> str | None:
    candidates = [
        (_plausibility(text, encoding), text)
        for encoding in ("gb18030", "big5")
        if (text := _strictly(raw, encoding)) is not None
    ]
    share, best = max(candidates, default=(0.0, ""), key=lambda pair: pair[0])
    return best if share >= _PLAUSIBLE else None


def _plausibility(text: str, encoding: str) -> float:
    foreign = [character for character in text[:_SAMPLE] if character > "\x7f"]
    common = _common_characters(encoding)
    return sum(character in common for character in foreign) / max(1, len(foreign))


@cache
def _common_characters(encoding: str) -> frozenset[str]:
    """Return the characters a standard lists as common: its signs and its first level."""
    if encoding == "big5":
        leads, trails = list(range(0xA1, 0xC7)), [*range(0x40, 0x7F), *range(0xA1, 0xFF)]
    else:
        leads, trails = [*range(0xA1, 0xA4), *range(0xB0, 0xD8)], list(range(0xA1, 0xFF))
    pairs = (bytes((lead, trail)) for lead in leads for trail in trails)
    return frozenset("".join(pair.decode(encoding, "ignore") for pair in pairs))
