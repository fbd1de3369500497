"""The reading process: frames in, frames out, nothing else.

A frame is four bytes of length and that many bytes. In comes one file; out comes one JSON object,
either ``{"ok": {…}}`` or ``{"refused": "why", "values": {…}}``. The first frame out names what
protects it.
"""

import json
import logging
import struct
import sys
from dataclasses import asdict
from typing import BinaryIO

from trm_ml.extract.documents import sandbox
from trm_ml.extract.documents.decoding import decode
from trm_ml.extract.documents.kinds import kind_of
from trm_ml.extract.documents.tidy import tidy
from trm_ml.extract.documents.types import MAX_TEXT, Document, Flag, Kind
from trm_ml.extract.documents.why import UnusableFile, Why

HEADER = struct.Struct(">I")


def main() -> None:
    """Serve until the input ends."""
    logging.disable(logging.CRITICAL)
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    _load_readers()
    held = sandbox.enter(sandbox.needed_by_python())
    _send(sink, {"protections": held})
    while (content := receive(source)) is not None:
        sandbox.allow_cpu()
        _send(sink, _answer(content))


def receive(source: BinaryIO) -> bytes | None:
    """Read one frame; ``None`` at the end of the stream."""
    head = source.read(HEADER.size)
    if len(head) < HEADER.size:
        return None
    (length,) = HEADER.unpack(head)
    return source.read(length)


def read(content: bytes) -> Document:
    """Read a file of any kind that is known; only for use in the reading process and in tests.

    Raises:
        Unusable: it cannot be read; the sentence says why and what to do.
    """
    document = _READERS[kind_of(content)](content)
    if not document.text:
        raise UnusableFile(Why.NO_TEXT)
    if len(document.text) > MAX_TEXT:
        raise UnusableFile(Why.TOO_LONG, {"limit": MAX_TEXT})
    return document


def _answer(content: bytes) -> dict[str, object]:
    try:
        return {"ok": asdict(read(content))}
    except UnusableFile as error:
        return {"refused": error.why.value, "values": error.values}
    except MemoryError:
        return {"refused": Why.MEMORY.value, "worn": True}
    except RecursionError:
        return {"refused": Why.NESTED.value}


def _send(sink: BinaryIO, answer: dict[str, object]) -> None:
    body = json.dumps(answer).encode()
    sink.write(HEADER.pack(len(body)) + body)
    sink.flush()


def _read_text(content: bytes) -> Document:
    decoded = decode(content).text
    if len(decoded) > 10 * MAX_TEXT:  # no tidying makes a CV of it
        raise UnusableFile(Why.TOO_LONG, {"limit": MAX_TEXT})
    text, split = tidy(decoded)
    return Document(text, Kind.TEXT, 0, (Flag.ZERO_WIDTH,) if split else ())


def _read_pdf(content: bytes) -> Document:
    from trm_ml.extract.documents.pdf import read_pdf

    return read_pdf(content)


def _read_docx(content: bytes) -> Document:
    from trm_ml.extract.documents.docx import read_docx

    return read_docx(content)


def _read_html(content: bytes) -> Document:
    from trm_ml.extract.documents.html import read_html

    return read_html(content)


_READERS = {
    Kind.PDF: _read_pdf,
    Kind.DOCX: _read_docx,
    Kind.HTML: _read_html,
    Kind.TEXT: _read_text,
}


def _load_readers() -> None:
    # Imported before the limits hold: their cost is not the document's.
    from trm_ml.extract.documents import docx, html, pdf

    _ = (docx, html, pdf)
