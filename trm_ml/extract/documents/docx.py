"""DOCX into text in document order: headers, paragraphs, tables, text boxes; not what is hidden."""

import io
from collections.abc import Iterator
from typing import Any
from zipfile import ZipFile

from lxml import etree  # type: ignore[import-untyped]

from trm_ml.extract.documents.kinds import open_zip, read_entry
from trm_ml.extract.documents.tidy import tidy
from trm_ml.extract.documents.types import Document, Flag, Kind
from trm_ml.extract.documents.why import UnusableFile, Why

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SKIPPED = frozenset(
    {
        f"{_W}del", f"{_W}instrText", f"{_W}delText", f"{_W}rPr", f"{_W}pPr", f"{_W}tblPr",
        "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
    }
)  # fmt: skip
_TINY_HALF_POINTS = 4
_MAX_PART = 30_000_000
_Element = Any


def read_docx(content: bytes) -> Document:
    """Read a DOCX file.

    Raises:
        Unusable: damaged, protected, or built to do harm.
    """
    with open_zip(content) as archive:
        styles = _styles(archive)
        names = archive.namelist()
        headers = sorted(name for name in names if name.startswith("word/header"))
        footers = sorted(name for name in names if name.startswith("word/footer"))
        reader = _Reader(styles)
        texts: list[str] = []
        for name in (*headers, "word/document.xml", *footers):
            part = "".join(reader.walk(_parse(archive, name), on_colour=False))
            if part.strip() and part not in texts:
                texts.append(part)
        title = _title(archive) if "docProps/core.xml" in names else ""
    text, split = tidy("\n".join(texts))
    flags = reader.flags | ({Flag.ZERO_WIDTH} if split else set())
    return Document(text, Kind.DOCX, 0, tuple(sorted(flags)), title)


def _parse(archive: ZipFile, name: str) -> _Element:
    content = read_entry(archive, name, limit=_MAX_PART)
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise UnusableFile(Why.DOCX_ENTITIES)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        return etree.parse(io.BytesIO(content), parser).getroot()
    except etree.XMLSyntaxError as error:
        raise UnusableFile(Why.DOCX_DAMAGED) from error


def _styles(archive: ZipFile) -> dict[str, _Element]:
    if "word/styles.xml" not in archive.namelist():
        return {}
    root = _parse(archive, "word/styles.xml")
    found = {}
    for style in root.iter(f"{_W}style"):
        properties = style.find(f"{_W}rPr")
        if properties is not None:
            found[style.get(f"{_W}styleId")] = properties
    return found


def _title(archive: ZipFile) -> str:
    root = _parse(archive, "docProps/core.xml")
    element = root.find("{http://purl.org/dc/elements/1.1/}title")
    return tidy(element.text or "")[0] if element is not None else ""


class _Reader:
    """Walks the elements in order and remembers why text was left out."""

    def __init__(self, styles: dict[str, _Element]) -> None:
        self.styles = styles
        self.flags: set[Flag] = set()

    def walk(self, element: _Element, *, on_colour: bool) -> Iterator[str]:
        """Yield what can be seen; ``on_colour`` means that white would be readable here."""
        tag = element.tag
        if not isinstance(tag, str) or tag in _SKIPPED:
            return
        if tag == f"{_W}r":
            yield from self._run(element, on_colour=on_colour)
            return
        if tag == f"{_W}txbxContent":
            on_colour = True  # a shape has its own fill
            yield "\n"
        painted = on_colour or _painted(element)
        if tag == f"{_W}tc":
            yield "".join(self._children(element, on_colour=painted)).strip("\n")
            yield " "
            return
        yield from self._children(element, on_colour=painted)
        if tag in {f"{_W}p", f"{_W}tr"}:
            yield "\n"

    def _children(self, element: _Element, *, on_colour: bool) -> Iterator[str]:
        for child in element:
            yield from self.walk(child, on_colour=on_colour)

    def _run(self, run: _Element, *, on_colour: bool) -> Iterator[str]:
        flag = self._hidden(run, on_colour=on_colour)
        for child in run:
            if child.tag == f"{_W}t":
                text = child.text or ""
                if flag is None:
                    yield text
                elif text.strip():
                    self.flags.add(flag)
            elif child.tag in {f"{_W}tab", f"{_W}noBreakHyphen"}:
                yield "-" if child.tag.endswith("Hyphen") else " "
            elif child.tag in {f"{_W}br", f"{_W}cr"}:
                yield "\n"
            else:
                yield from self.walk(child, on_colour=on_colour)

    def _hidden(self, run: _Element, *, on_colour: bool) -> Flag | None:
        own = run.find(f"{_W}rPr")
        chain = [own] if own is not None else []
        names = (_style(own, "rStyle"), _style(run.getparent().find(f"{_W}pPr"), "pStyle"))
        chain += [self.styles[name] for name in names if name in self.styles]
        if _on(_first(chain, "vanish")) or _on(_first(chain, "webHidden")):
            return Flag.VANISHED_TEXT
        size = _value(_first(chain, "sz"))
        if size.isdigit() and int(size) < _TINY_HALF_POINTS:
            return Flag.TINY_TEXT
        colour = _value(_first(chain, "color")).upper()
        shaded = on_colour or any(_painted_by(properties) for properties in chain)
        if _is_white(colour) and not shaded:
            return Flag.WHITE_TEXT
        return None


def _first(chain: list[_Element], name: str) -> _Element | None:
    for properties in chain:
        found = properties.find(f"{_W}{name}")
        if found is not None:
            return found
    return None


def _style(properties: _Element | None, name: str) -> str:
    return _value(properties.find(f"{_W}{name}")) if properties is not None else ""


def _value(element: _Element | None) -> str:
    return (element.get(f"{_W}val") or "") if element is not None else ""


def _on(element: _Element | None) -> bool:
    return element is not None and _value(element).lower() not in {"0", "false", "off"}


def _is_white(colour: str) -> bool:
    if len(colour) != 6:
        return False
    try:
        return all(int(colour[at : at + 2], 16) >= 0xF5 for at in (0, 2, 4))
    except ValueError:
        return False


def _painted(element: _Element) -> bool:
    for name in ("pPr", "tcPr", "tblPr"):
        properties = element.find(f"{_W}{name}")
        if properties is not None and _painted_by(properties):
            return True
    return False


def _painted_by(properties: _Element) -> bool:
    if properties.find(f"{_W}highlight") is not None:
        return True
    shade = properties.find(f"{_W}shd")
    if shade is None:
        return False
    fill = (shade.get(f"{_W}fill") or "auto").upper()
    themed = shade.get(f"{_W}themeFill") is not None
    return themed or (fill not in {"AUTO", ""} and not _is_white(fill))
