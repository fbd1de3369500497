"""UTF-8 that somebody read as Latin-1 or Windows-1252 (â€¢ for •, å·¥ä½œ for 工作), read again.

Only what cannot be meant is mended: a whole UTF-8 sequence whose sign is one that CVs use. An é, a
ü or a »…« that was meant to be there stays.
"""

import re

_ROUNDS = 3  # a text can have been misread more than once


def _bytes() -> dict[str, int]:
    """Return the byte of each sign that either reading can have made of a byte above 127."""
    signs = {chr(byte): byte for byte in range(0x80, 0x100)}
    for byte in range(0x80, 0xA0):
        sign = bytes([byte]).decode("cp1252", errors="ignore")
        if sign:
            signs[sign] = byte
    return signs


_BYTE = _bytes()
_NEXT = "[" + re.escape("".join(sign for sign, byte in _BYTE.items() if byte < 0xC0)) + "]"
_SEQUENCE = re.compile(
    f"[\u00c2\u00c3]{_NEXT}|[\u00e2-\u00e9\u00ef]{_NEXT}{{2}}|\u00f0\u0178{_NEXT}{{2}}|\u00f0\u009f{_NEXT}{{2}}"
)
_MEANT = re.compile(
    "[\u0080-\u00ff\u2010-\u2027\u202f-\u205e\u20a0-\u20bf\u2100-\u27bf\u3000-\u30ff\u3400-\u9fff"
    "\uf0a7-\uf0b7\ufeff\uff00-\uffef\U0001f300-\U0001faff]"
)


def mended(text: str) -> str:
    r"""Return a text in which misread UTF-8 is read rightly; anything else is left as it is.

    Example:
        >>> mended("â\x80¢ Python, naÃ¯ve, å·¥ä½\x9c, café »déjà«")
        '• Python, naïve, 工作, café »déjà«'
    """
    for _ in range(_ROUNDS):
        better = _SEQUENCE.sub(_read_again, text)
        if better == text:
            break
        text = better
    return text


def _read_again(match: re.Match[str]) -> str:
    wrong = match.group()
    try:
        right = bytes(_BYTE[sign] for sign in wrong).decode("utf-8")
    except UnicodeDecodeError:
        return wrong
    return right if _MEANT.fullmatch(right) else wrong
