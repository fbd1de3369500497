"""Posts somebody held: employer, title and period, read line by line."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from trm_ml.extract.dates import Period, find_dates, find_periods
from trm_ml.extract.fields import (
    MAX_FIELD,
    is_employer,
    is_title,
    may_be_employer,
    title_of,
    title_then_employer,
)
from trm_ml.extract.places import Places
from trm_ml.extract.sections import Line, Part

_LABEL_TITLE = re.compile(
    r"^(?:职\s*位|职务|岗位|担任职务|担任|所任职位|工作岗位|职位名称|(?i:title|position|"
    r"designation|role|job title))(?:名称)?\s*(?:[:=]|\s-\s)\s*(?P<value>.+)$"
)
_LABEL_EMPLOYER = re.compile(
    r"^(?:公司(?:名称)?|单位(?:名称)?|工作单位|雇主|企业名称|(?i:company(?: name)?|employer|"
    r"organi[sz]ation|client))\s*(?:[:=]|\s?-\s)\s*(?P<value>.+)$"
)
_SPLIT = re.compile(
    r"\s*[|\t;；•●]\s*|\s{2,}|\s+[-–—]+\s+|[,，]\s*|(?<=[)）])\s+|\s*[—–]\s*|(?<=公司) |"
    r"(?<=[\u4e00-\u9fff])[ ](?=[\u4e00-\u9fffA-Z])|\s+at\s+|\s@\s|[/](?=[\u4e00-\u9fff])|:\s+|"
    r"(?<=[a-z]{3})(?<!(?i:pvt))\.\s+(?=[A-Z])"
)
_BULLET = re.compile(r"^(?:[-•●▪■◆·*➢✓○◦]|\uf0b7|\d{1,2}[.、)]|[(（]\d+[)）])\s*")
_ASIDE = re.compile(r"\([^()\u4e00-\u9fff]*\)")  # (Rehovot, Israel)
_AT = re.compile(r"\s+(?:at|@)\s", re.IGNORECASE)
LOOK_AROUND, UNDATED_LINES = 2, 4


@dataclass(slots=True)
class Post:
    """A post while it is read; offsets are of the text."""

    period: Period | None = None
    title: str = ""
    company: str = ""
    title_at: tuple[int, int] = (0, 0)
    company_at: tuple[int, int] = (0, 0)
    start: int = 0
    end: int = 0
    lines: list[str] = field(default_factory=list)
    sure: bool = False  # the company has a word of companies, or stands after "at"


class _Piece(NamedTuple):
    """A part of a line between separators."""

    text: str
    start: int
    after_at: bool


def read_posts(lines: Sequence[Line]) -> list[Post]:
    """Return the posts of a CV in the order of the text."""
    posts: list[Post] = []
    mine = [line for line in lines if line.part is Part.WORK]
    for index, line in enumerate(mine):
        if _opens(line, posts):
            posts.append(_open(mine, index))
        elif posts:
            _continue(posts[-1], line)
    found = [post for post in posts if post.title or post.company or post.period]
    return found or _undated(mine)


def _undated(mine: Sequence[Line]) -> list[Post]:
    """Return the post that the first lines of the work part name, when no line has a date."""
    head = mine[:UNDATED_LINES]
    for index, line in enumerate(head):
        if not _is_field(line) or _BULLET.match(line.text):
            continue
        post = Post(start=line.start, end=line.end)
        for named in head[index : index + 2]:
            if _is_field(named):
                _read_line(post, named, period=False)
        if post.title:
            return [post]
    return []


def _opens(line: Line, posts: Sequence[Post]) -> bool:
    if _LABEL_EMPLOYER.match(line.text):
        return not (posts and not posts[-1].company and not posts[-1].lines)
    if len(line.text) > 160 or (_BULLET.match(line.text) and len(line.text) > 80):
        return False
    if find_periods(line.text):
        last = posts[-1] if posts else None
        return not (last and last.period is None and len(last.lines) <= LOOK_AROUND)
    return False


def _open(lines: Sequence[Line], index: int) -> Post:
    line = lines[index]
    post = Post(start=line.start, end=line.end)
    _read_line(post, line)
    before = lines[index - 1] if index else None
    if before and not (post.title and post.company) and _names_the_post(before, line):
        bare = not post.title and not post.company
        _read_line(post, before, period=False)
        above = lines[index - 2] if index > 1 else None
        if bare and post.title and not post.company and above and _names_the_post(above, before):
            _read_line(post, above, period=False)
    return post


def _names_the_post(before: Line, line: Line) -> bool:
    """Tell whether the line right above a dated one is its employer or title."""
    bare = _is_field(before) and not _BULLET.match(before.text)
    return bare and before.end + 2 >= line.start and not find_periods(before.text)


def _continue(post: Post, line: Line) -> None:
    post.end = line.end
    near = len(post.lines) < LOOK_AROUND
    labelled = _LABEL_TITLE.match(line.text) or _LABEL_EMPLOYER.match(line.text)
    short = _is_field(line) and not _BULLET.match(line.text)
    if labelled or (near and short and not (post.title and post.company and post.period)):
        _read_line(post, line)
    post.lines.append(line.text)


def _is_field(line: Line) -> bool:
    return len(line.text) <= MAX_FIELD and not line.text.endswith(("。", "；", ";", "."))


def _read_line(post: Post, line: Line, *, period: bool = True) -> None:
    for pattern, name in ((_LABEL_TITLE, "title"), (_LABEL_EMPLOYER, "company")):
        hit = pattern.match(line.text)
        if hit and (name == "company" or is_title(hit.group("value").strip()[:MAX_FIELD])):
            _set(
                post, name, hit.group("value").strip()[:MAX_FIELD], line.start + hit.start("value")
            )
            return
    text = line.text
    if period and post.period is None:
        found = find_periods(text) or [one for one in find_dates(text) if len(text) < MAX_FIELD]
        if found:
            post.period = found[0]
            gap = " " * (found[0].last - found[0].first - 2)
            text = text[: found[0].first] + " |" + gap + text[found[0].last :]
    text = _ASIDE.sub(lambda aside: " " * len(aside.group()), text)
    for piece in _pieces(text, line.start):
        _place(post, piece)


def _pieces(text: str, offset: int) -> list[_Piece]:
    pieces, position, after_at = [], 0, False
    for hit in [*_SPLIT.finditer(text), None]:
        raw = text[position : hit.start() if hit else len(text)]
        value = _closed(_BULLET.sub("", raw.strip()).strip(" ()（）:：,，.-–—【】[]*"), raw)
        if value and len(value) <= MAX_FIELD and not _is_place(value):
            pieces.append(_Piece(value, offset + position + raw.find(value), after_at))
        if hit:
            position, after_at = hit.end(), _AT.match(hit.group()) is not None
    return pieces


def _closed(value: str, raw: str) -> str:
    """Give a piece the bracket back that it opened and its end was stripped of (护士(总监))."""
    for opening, closing in ("()", "（）"):
        if value.count(opening) > value.count(closing) and value + closing in raw:
            return value + closing
    return value


def _is_place(piece: str) -> bool:
    """Tell whether a piece is the name of a city or a country and nothing more."""
    found = Places.load().find(piece)
    return bool(found) and sum(hit.end - hit.start for hit in found) >= len(piece) - 2


def _without_place(piece: str) -> str:
    """Take a place off the end of a piece (Oracle developer Perm)."""
    found = Places.load().find(piece)
    last = found[-1] if found else None
    return piece[: last.start].strip() if last and last.end == len(piece) else piece


def _place(post: Post, piece: _Piece) -> None:
    joined = title_then_employer(piece.text)
    if joined is not None:
        title, employer = joined
        cut = piece.text.rfind(employer)
        _place(post, _Piece(title, piece.start, after_at=False))
        _place(post, _Piece(employer, piece.start + cut, after_at=True))
        return
    title = "" if piece.after_at else title_of(_without_place(piece.text))
    if title and not post.title:
        _set(post, "title", title, piece.start + piece.text.find(title))
        return
    sure = piece.after_at or is_employer(piece.text)
    if title and not sure:
        return
    if sure and not post.sure:
        post.company = ""
    if not post.company and (sure or may_be_employer(piece.text)):
        _set(post, "company", piece.text, piece.start)
        post.sure = sure


def _set(post: Post, name: str, value: str, at: int) -> None:
    if getattr(post, name):
        return
    setattr(post, name, value)
    setattr(post, f"{name}_at", (at, at + len(value)))
    post.start, post.end = min(post.start, at), max(post.end, at + len(value))
