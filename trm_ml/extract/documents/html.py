"""HTML and MHTML into text, without what a browser would not show."""

import email
import email.policy
import re
from collections.abc import Iterator
from html.parser import HTMLParser

from trm_ml.extract.documents.decoding import decode
from trm_ml.extract.documents.tidy import tidy
from trm_ml.extract.documents.types import Document, Flag, Kind
from trm_ml.extract.documents.why import UnusableFile, Why

_SKIPPED = frozenset({"script", "style", "noscript", "template", "svg", "object", "iframe"})
_VOID = frozenset(
    {"br", "img", "hr", "meta", "link", "input", "col", "area", "base", "embed", "source", "wbr"}
)
_BLOCK_NAMES = (
    "address article aside blockquote br caption dd div dl dt fieldset figure footer form h1 h2 h3 "
    "h4 h5 h6 header hr li main nav ol p pre section table tr ul title"
)
_BLOCKS = frozenset(_BLOCK_NAMES.split())
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]+)", re.IGNORECASE)
_WHITE = re.compile(
    r"(?:^|;)color:(?:#fff(?:fff)?|white|rgba?\(255,255,255(?:,[\d.]+)?\))(?:;|!|$)"
)
_BACKGROUND = re.compile(
    r"background(?:-color|-image)?:(?!(?:#fff(?:fff)?|white|none|transparent)(?:;|!|$))"
)
_TINY = re.compile(r"font-size:(?:0|[01](?:\.\d+)?(?:px|pt)|0?\.\d+(?:px|pt|em|rem))(?:;|!|$)")
_OFF = re.compile(r"(?:left|right|top|text-indent|margin-left):-\d{3,}")
_GONE = re.compile(r"display:none|visibility:hidden|opacity:0(?:\.0+)?(?:;|!|$)|clip:rect\(0")
_MAX_DEPTH = 500


def read_html(content: bytes) -> Document:
    """Read an HTML or MHTML file."""
    text = _html_of(content)
    page = _Page(_css(text))
    page.feed(text)
    page.close()
    body, split = tidy("".join(page.parts))
    flags = set(page.flags) | ({Flag.ZERO_WIDTH} if split else set())
    return Document(body, Kind.HTML, 0, tuple(sorted(flags)), tidy("".join(page.title))[0])


def _html_of(content: bytes) -> str:
    head = content[:4096].lower()
    if b"mime-version:" in head and b"text/html" in content:
        message = email.message_from_bytes(content, policy=email.policy.default)
        for part in message.walk():
            if part.get_content_type() == "text/html":
                payload = part.get_payload(decode=True)
                content = payload if isinstance(payload, bytes) else content
                break
    declared = _CHARSET.search(content[:4096])
    if declared is not None:
        name = declared[1].decode("ascii").lower()
        name = "gb18030" if name in {"gb2312", "gbk", "x-gbk"} else name
        try:
            return content.decode(name)
        except (LookupError, UnicodeDecodeError):
            pass
    return decode(content).text


def _css(text: str) -> dict[str, str]:
    rules: dict[str, str] = {}
    for sheet in _sheets(text):
        for rule in sheet.split("}")[:-1]:
            before, brace, body = rule.rpartition("{")
            for selector in before.rpartition("{")[2].split(",") if brace else ():
                name = selector.strip().lower()
                if re.fullmatch(r"[.#]?[\w-]+", name):
                    rules[name] = rules.get(name, "") + ";" + _compact(body)
    return rules


def _sheets(text: str) -> Iterator[str]:
    """Yield the style sheets of a page; by hand, for a pattern looks again from every start."""
    lowered = text.lower()
    at = 0
    while (start := lowered.find("<style", at)) >= 0:
        opened, end = lowered.find(">", start), lowered.find("</style>", start)
        if opened < 0 or end < 0:
            return
        yield text[opened + 1 : end]
        at = end + 8


def _compact(style: str) -> str:
    return re.sub(r"\s+", "", style).lower()


class _Page(HTMLParser):
    """Collects what is visible; a stack of open tags says why something is not."""

    def __init__(self, css: dict[str, str]) -> None:
        super().__init__(convert_charrefs=True)
        self.css = css
        self.parts: list[str] = []
        self.title: list[str] = []
        self.flags: set[Flag] = set()
        self.open: list[tuple[str, Flag | None, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open a tag."""
        if tag in _BLOCKS:
            self.parts.append("\n")
        if tag in {"td", "th"}:
            self.parts.append(" ")
        if tag in _VOID:
            return
        if len(self.open) >= _MAX_DEPTH:
            raise UnusableFile(Why.NESTED)
        flag, painted = self._look(tag, {name: value or "" for name, value in attrs})
        self.open.append((tag, flag, painted))

    def handle_endtag(self, tag: str) -> None:
        """Close a tag and those left open in it."""
        names = [name for name, _, _ in self.open]
        if tag in names:
            del self.open[len(names) - 1 - names[::-1].index(tag) :]
        if tag in _BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        """Keep text that can be seen."""
        names = {name for name, _, _ in self.open}
        if "title" in names:
            self.title.append(data)
            return
        if names & _SKIPPED or "head" in names:
            return
        hidden = next((flag for _, flag, _ in self.open if flag is not None), None)
        if hidden is None:
            self.parts.append(data if "pre" in names else re.sub(r"\s+", " ", data))
        elif data.strip():
            self.flags.add(hidden)

    def _look(self, tag: str, attrs: dict[str, str]) -> tuple[Flag | None, bool]:
        names = [tag, *("." + name for name in attrs.get("class", "").lower().split())]
        names.append("#" + attrs.get("id", "").lower())
        style = ";".join(
            [*(self.css.get(name, "") for name in names), _compact(attrs.get("style", ""))]
        )
        if tag == "font" and attrs.get("color"):
            style += ";color:" + _compact(attrs["color"])
        painted = bool(_BACKGROUND.search(style)) or "bgcolor" in attrs
        on_colour = painted or any(was for _, _, was in self.open)
        if _GONE.search(style) or "hidden" in attrs:
            return Flag.INVISIBLE_TEXT, painted
        if _TINY.search(style):
            return Flag.TINY_TEXT, painted
        if _OFF.search(style):
            return Flag.OFF_PAGE, painted
        if _WHITE.search(style) and not on_colour:
            return Flag.WHITE_TEXT, painted
        return None, painted
