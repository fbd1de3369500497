"""Text as a reader would copy it: no signs without width, none private, no look-alike radicals."""

import re
import unicodedata

from trm_ml.extract.documents.mojibake import mended

_ZERO_WIDTH = re.compile(
    "[\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\U000e0000-\U000e007f]"
)
_INSIDE_WORD = re.compile(
    r"(?<=[^\W_])[\u200b-\u200f\u2060-\u2064\ufeff\U000e0000-\U000e007f]+(?=[^\W_])"
)
_JOINER = re.compile("[\u200c\u200d](?=[^\x00-\u02ff\u4e00-\u9fff])")
_SPLIT_WORDS = 5
_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff\u00ad\x00-\x08\x0b\x0c\x0e-\x1f\ufffc]")
_LOOK_ALIKE = re.compile("[\u2e80-\u2fdf\uf900-\ufaff\ufb00-\ufb06]")
_SPACES = re.compile("[ \u00a0\u2000-\u200a\u202f\u205f]+")
_EDGES = re.compile(r"[ \t]*\n[ \t]*")
_EMPTY_LINES = re.compile(r"\n{3,}")


def tidy(text: str) -> tuple[str, bool]:
    r"""Return clean text, and whether words were split by signs that nobody sees.

    Example:
        >>> tidy("Py\u200bthon\r\n\r\n\r\n\r\n⼯作")
        ('Python\n\n工作', False)
    """
    text = mended(text)
    split = len(_INSIDE_WORD.findall(text)) >= _SPLIT_WORDS
    joined = _JOINER.sub(lambda match: "\x1a" + match[0], text) if "\u200d" in text else text
    kept = "".join(
        part if at % 2 else _ZERO_WIDTH.sub("", part)
        for at, part in enumerate(re.split("(\x1a.)", joined))
    ).replace("\x1a", "")
    plain = _LOOK_ALIKE.sub(lambda match: unicodedata.normalize("NFKC", match[0]), kept)
    plain = _PRIVATE.sub("", plain.replace("\r\n", "\n").replace("\r", "\n").replace("\x0c", "\n"))
    plain = _EDGES.sub("\n", _SPACES.sub(" ", plain))
    return _EMPTY_LINES.sub("\n\n", plain).strip(), split
