"""Title and degree from a few lines of prose, where a longer CV has them under headings."""

import re

from core.profile.types import Education, Employment, Span
from trm_ml.extract.education import find_levels
from trm_ml.extract.fields import is_title
from trm_ml.extract.lexicon import Lexicon

SHORT = 600  # characters; a longer text has headings, or says nothing reliable without them
FIRST_CLAUSES = 2
LONGEST_TITLE = 60
_CLAUSE = re.compile(r"[，,。;；\n]|\.\s")


def is_prose(text: str) -> bool:
    """Tell whether a text is short enough to be a few lines without headings."""
    return len(text) <= SHORT


def is_sentence(text: str) -> bool:
    """Tell whether a text has several clauses, so that it is more than a title."""
    return _CLAUSE.search(text) is not None


def prose_posts(open_text: str, kept: str, lexicon: Lexicon) -> tuple[Employment, ...]:
    """Return the post that the first clauses of a short text name, if they name one.

    Example:
        >>> text = "前端工程师，5年工作经验，本科。"
        >>> [post.title for post in prose_posts(text, text, Lexicon.load())]
        ['前端工程师']
    """
    for piece, start in _first_clauses(open_text):
        if is_title(piece) or (len(piece) <= LONGEST_TITLE and lexicon.occupation_of(piece)):
            where = Span(start, start + len(piece), kept[start : start + len(piece)])
            known = lexicon.occupation_of(piece)
            return (Employment(title=piece, occupation_id=known, evidence=(where,)),)
    return ()


def prose_educations(open_text: str, kept: str) -> tuple[Education, ...]:
    """Return the highest level that a short text names, as a course of study."""
    found = find_levels(open_text)
    if not found:
        return ()
    level, where = max(found, key=lambda pair: pair[0])
    evidence = Span(where.start, where.end, kept[where.start : where.end])
    return (Education(level=level, evidence=(evidence,)),)


def _first_clauses(text: str) -> list[tuple[str, int]]:
    """Return the first clauses that say anything, with their offsets."""
    pieces: list[tuple[str, int]] = []
    position = 0
    for hit in [*_CLAUSE.finditer(text), None]:
        raw = text[position : hit.start() if hit else len(text)]
        if raw.strip():
            pieces.append((raw.strip(), position + len(raw) - len(raw.lstrip())))
        if len(pieces) == FIRST_CLAUSES or hit is None:
            break
        position = hit.end()
    return pieces
