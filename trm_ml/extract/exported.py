"""CVs as job boards export them: a title, then blocks of ``company - …`` and ``description - …``.

The dates of the posts are lost in such a file; the first block is the post the title is of.
"""

import re
from collections.abc import Sequence

from trm_ml.extract.dates import Period, find_periods
from trm_ml.extract.fields import MAX_FIELD, is_label, is_title, title_of
from trm_ml.extract.posts import Post
from trm_ml.extract.sections import Line

_COMPANY = re.compile(r"^company\s+-\s*(?P<value>.*)$", re.IGNORECASE)
_DESCRIPTION = re.compile(r"^description\s+-\s*(?P<value>.*)$", re.IGNORECASE)
_SKILL = re.compile(r"^.{1,80}?-\s*exp\w{3,8}\s*-\s*(?:(?P<months>\d{1,3})|less than \d) ", re.I)
_STUDY = re.compile(
    r"\b(?:19|20)\d\d\b|(?i:\b(?:university|college|institute|school|board|diploma|"
    r"bachelor|b\.?e|b\.?tech|b\.?com|m\.?c\.?a|mba|s\.?s\.?c|h\.?s\.?c)\b)"
)
MAX_TITLE = 100
HEAD_LINES = 4  # of a block, that may say what the post was and when


def read_exported(parts: Sequence[Line]) -> list[Post]:
    """Return the posts of an exported CV, in the order of the text; none for any other CV."""
    starts = [i for i in range(len(parts) - 1) if _opens_block(parts, i)]
    if not starts:
        return []
    posts: list[Post] = []
    for start, end in zip(starts, [*starts[1:], len(parts)], strict=True):
        post = _block(parts[start:end])
        if posts and (not post.company or _folded(post.company) == _folded(posts[-1].company)):
            _join(posts[-1], post)
        else:
            posts.append(post)
    _name_first(posts[0], parts[: starts[0]])
    return [post for post in posts if post.title or post.company]


def stated_months(text: str) -> int:
    """Return the longest time that an exported CV gives for a skill, in months; 0 if none."""
    told = (_SKILL.match(line) for line in text.split("\n"))
    return max((int(hit.group("months") or 0) for hit in told if hit), default=0)


def _opens_block(parts: Sequence[Line], index: int) -> bool:
    following = _DESCRIPTION.match(parts[index + 1].text)
    return _COMPANY.match(parts[index].text + " ") is not None and following is not None


def _folded(name: str) -> str:
    return re.sub(r"[\W_]+|pvt|ltd|limited|private", "", name.lower())


def _block(block: Sequence[Line]) -> Post:
    first = block[0]
    hit = _COMPANY.match(first.text + " ")
    name = (hit.group("value") if hit else "").strip(" .,-")
    post = Post(start=first.start, end=block[-1].end)
    if name and len(name) <= 2 * MAX_FIELD and not (is_label(name) or is_title(name)):
        at = first.start + first.text.find(name)
        post.company, post.company_at = name, (at, at + len(name))
    for number, line in enumerate(block[1:]):
        text = line.text
        described = _DESCRIPTION.match(text) if number == 0 else None
        offset = line.start + (described.start("value") if described else 0)
        text = described.group("value").strip() if described else text
        if number < HEAD_LINES:
            _read_head(post, text, offset)
        if text:
            post.lines.append(text)
    return post


def _read_head(post: Post, text: str, offset: int) -> None:
    periods = find_periods(text)
    if periods and post.period is None and len(text) <= 2 * MAX_TITLE:
        post.period = periods[0]
    title = title_of(text) if len(text) <= MAX_FIELD else ""
    if title and not post.title and not periods:
        at = offset + max(text.find(title), 0)
        post.title, post.title_at = title, (at, at + len(title))


def _join(last: Post, more: Post) -> None:
    """Add a block of the same employer, or one without a name, to the post above it."""
    last.lines += more.lines
    last.end = more.end
    last.title, last.title_at = (
        (last.title, last.title_at) if last.title else (more.title, more.title_at)
    )
    last.period = _both(last.period, more.period)


def _both(one: Period | None, other: Period | None) -> Period | None:
    if one is None or other is None:
        return one or other
    current = one.current or other.current
    return Period(
        min(one.start, other.start),
        "" if current else max(one.end, other.end),
        current,
        one.first,
        one.last,
    )


def _name_first(post: Post, before: Sequence[Line]) -> None:
    """Give the first post the title that stands above its block, and say that it still lasts."""
    found = _title_above(before)
    if found is not None:
        title, at = found
        post.title, post.title_at = title, (at, at + len(title))
    if post.period is None:
        post.period = Period("", "", current=True, first=0, last=0)


def _title_above(before: Sequence[Line]) -> tuple[str, int] | None:
    """Find the title: the last lines above the skills, the second often with the employer."""
    above = [line for line in before if not _SKILL.match(line.text + " ")][-2:]
    said = [(title_of(_front(line)), line) for line in above]
    titles = [(title, line.start + line.text.find(title)) for title, line in said if title]
    if titles:
        wider = titles[-1][0].lower() in titles[0][0].lower()
        return titles[0] if wider else titles[-1]
    for line in above:
        front = _front(line)
        if front and len(line.text) <= MAX_FIELD and not _STUDY.search(line.text):
            return front, line.start + line.text.find(front)
    return None


def _front(line: Line) -> str:
    return re.split(r"\s+-\s+", line.text, maxsplit=1)[0].strip(" .,-")
