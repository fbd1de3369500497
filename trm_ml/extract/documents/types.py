"""What a document is once it has been read, and how large it may be."""

from dataclasses import dataclass
from enum import StrEnum

MAX_BYTES = 20_000_000
MAX_PAGES = 100
MAX_TEXT = 400_000
MAX_ENTRIES = 2_000
MAX_UNPACKED = 100_000_000
MAX_GLYPHS = 1_000_000


class Kind(StrEnum):
    """What a file is by its content, whatever it is called."""

    PDF = "pdf"
    DOCX = "docx"
    HTML = "html"
    TEXT = "text"


class Flag(StrEnum):
    """Something about a document that a person should know."""

    WHITE_TEXT = "white-text"
    TINY_TEXT = "tiny-text"
    OFF_PAGE = "off-page"
    INVISIBLE_TEXT = "invisible-text"
    COVERED_TEXT = "covered-text"
    HIDDEN_LAYER = "hidden-layer"
    VANISHED_TEXT = "vanished-text"
    ZERO_WIDTH = "zero-width"
    SCANNED = "scanned"


@dataclass(frozen=True, slots=True)
class Document:
    """Plain text in reading order; spans of facts count its code points.

    ``pages`` is 0 where the format has none. ``title`` is what the file calls itself, maybe empty.
    """

    text: str
    kind: Kind
    pages: int = 0
    flags: tuple[Flag, ...] = ()
    title: str = ""
