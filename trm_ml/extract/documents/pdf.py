"""PDF into text: what a reader of the page sees, in reading order."""

import io
from collections.abc import Iterable
from typing import Any

from pdfminer.pdfdocument import PDFDocument, PDFEncryptionError, PDFPasswordIncorrect
from pdfminer.pdfexceptions import PDFException
from pdfminer.pdfinterp import PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import PDFObjRef, resolve1
from pdfminer.psexceptions import PSException
from pdfminer.utils import decode_text

from trm_ml.extract.documents.pdf_glyphs import Glyph, Interpreter, Page, Paint
from trm_ml.extract.documents.pdf_layout import page_text
from trm_ml.extract.documents.tidy import tidy
from trm_ml.extract.documents.types import MAX_PAGES, Document, Flag, Kind
from trm_ml.extract.documents.why import UnusableFile, Why

_TINY_POINTS = 2.0
_LOW_CONTRAST = 0.06
_SCAN_SHARE = 0.15
_MIN_HIDDEN = 2
_MAX_REFERENCES = 200_000


def read_pdf(content: bytes) -> Document:
    """Read a PDF file.

    Raises:
        Unusable: damaged, protected, too long, or without text.
    """
    try:
        return _read(content)
    except (PDFPasswordIncorrect, PDFEncryptionError) as error:
        raise UnusableFile(Why.PASSWORD) from error
    except (PDFException, PSException, RecursionError) as error:
        raise UnusableFile(Why.PDF_DAMAGED) from error
    except (KeyError, TypeError, ValueError, IndexError, AttributeError, AssertionError) as error:
        # pdfminer meets broken files with whatever falls out of it; all of it means one thing.
        raise UnusableFile(Why.PDF_DAMAGED) from error


def _read(content: bytes) -> Document:
    if content.count(b" 0 R") > _MAX_REFERENCES:
        raise UnusableFile(Why.PDF_PARTS)
    document = PDFDocument(PDFParser(io.BytesIO(content)))
    pages = _pages(document)
    manager = PDFResourceManager()
    device = Page(manager, _layers_off(document))
    interpreter = Interpreter(manager, device)
    flags: set[Flag] = set()
    texts: list[str] = []
    pictures = unmapped = 0
    for page in pages:
        interpreter.process_page(page)
        visible = _visible(device.glyphs, device.paints, page.cropbox, page.mediabox, flags)
        texts.append(page_text(visible))
        pictures += any(paint.picture for paint in device.paints)
        unmapped += device.unmapped
    text, split = tidy("\n\n".join(texts))
    if split:
        flags.add(Flag.ZERO_WIDTH)
    if not text:
        raise _without_text(pictures, unmapped)
    return Document(text, Kind.PDF, len(pages), tuple(sorted(flags)), _title(document))


def _pages(document: PDFDocument) -> list[PDFPage]:
    pages = []
    for page in PDFPage.create_pages(document):
        pages.append(page)
        if len(pages) > MAX_PAGES:
            said = resolve1(resolve1(document.catalog.get("Pages", {})).get("Count"))
            count = said if isinstance(said, int) and said > MAX_PAGES else f"over {MAX_PAGES}"
            raise UnusableFile(Why.PDF_PAGES, {"count": count, "limit": MAX_PAGES})
    if not pages:
        raise UnusableFile(Why.PDF_NO_PAGES)
    return pages


def _without_text(pictures: int, unmapped: int) -> UnusableFile:
    if unmapped:
        return UnusableFile(Why.PDF_FONTS)
    if pictures:
        return UnusableFile(Why.PDF_PICTURES)
    return UnusableFile(Why.PDF_NO_TEXT)


def _layers_off(document: PDFDocument) -> frozenset[int]:
    properties = resolve1(document.catalog.get("OCProperties")) or {}
    default = resolve1(properties.get("D")) or {}
    off = resolve1(default.get("OFF")) or []
    return frozenset(item.objid for item in off if isinstance(item, PDFObjRef))


def _title(document: PDFDocument) -> str:
    for info in document.info:
        title: Any = resolve1(info.get("Title"))
        if isinstance(title, bytes):
            return tidy(decode_text(title))[0]
    return ""


def _visible(
    glyphs: list[Glyph], paints: list[Paint], cropbox: Any, mediabox: Any, flags: set[Flag]
) -> list[Glyph]:
    x0, y0, x1, y1 = cropbox
    box = (x0 - mediabox[0], y0 - mediabox[1], x1 - mediabox[0], y1 - mediabox[1])
    judged = [(glyph, _why_hidden(glyph, paints, box)) for glyph in glyphs]
    seen = [glyph for glyph, why in judged if why is None]
    layer = [glyph for glyph, why in judged if why is Flag.SCANNED]
    if _ink(seen) <= _SCAN_SHARE * _ink(layer) and _has_picture(paints):
        # A scan with the text that a reading machine laid under it: nobody hides anything.
        flags.add(Flag.SCANNED)
        return [*seen, *layer]
    if _ink(layer) >= _MIN_HIDDEN:
        flags.add(Flag.INVISIBLE_TEXT)
    for flag in set(Flag) - {Flag.SCANNED}:
        if _ink(glyph for glyph, why in judged if why is flag) >= _MIN_HIDDEN:
            flags.add(flag)
    return seen


def _ink(glyphs: Iterable[Glyph]) -> int:
    return sum(not glyph.text.isspace() for glyph in glyphs)


def _has_picture(paints: list[Paint]) -> bool:
    return any(paint.picture for paint in paints)


def _why_hidden(glyph: Glyph, paints: list[Paint], page: tuple[float, ...]) -> Flag | None:
    if glyph.invisible:
        return Flag.SCANNED
    if glyph.layer_off:
        return Flag.HIDDEN_LAYER
    if glyph.size < _TINY_POINTS:
        return Flag.TINY_TEXT
    if glyph.x1 < page[0] or glyph.x0 > page[2] or glyph.y > page[3] or glyph.y < page[1] - 1:
        return Flag.OFF_PAGE
    return _painted_away(glyph, paints)


def _painted_away(glyph: Glyph, paints: list[Paint]) -> Flag | None:
    under: Paint | None = None
    for paint in paints:
        if not paint.covers(glyph):
            continue
        if paint.order <= glyph.order:
            under = paint
        elif paint.picture:
            return Flag.SCANNED
        elif paint.rectangle and paint.colour is not None:
            return Flag.COVERED_TEXT
    if glyph.colour is None or (under is not None and under.colour is None):
        return None
    ground = under.colour if under is not None and under.colour is not None else (1.0, 1.0, 1.0)
    contrast = max(abs(one - other) for one, other in zip(glyph.colour, ground, strict=True))
    return Flag.WHITE_TEXT if contrast < _LOW_CONTRAST else None
