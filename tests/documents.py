"""Small files made in code: PDFs written by hand, DOCX, archives."""

import io
import zipfile
import zlib
from collections.abc import Iterable, Sequence

A4 = (595, 842)


def pdf(
    contents: Sequence[str | bytes],
    *,
    resources: str = "",
    objects: Sequence[bytes] = (),
    catalog: str = "",
    pages: int | None = None,
) -> bytes:
    """A PDF with one content stream a page. Fonts: /F1 Helvetica, /F2 a Chinese one (UCS-2 codes).

    Objects 1–6 are catalog, pages, fonts; ``objects`` are numbered from 7.
    """
    first = 7 + len(objects)
    count = pages or len(contents)
    kids = " ".join(f"{first + 2 * at} 0 R" for at in range(len(contents)))
    spare = first + 2 * len(contents)
    kids += "".join(f" {spare + at} 0 R" for at in range(count - len(contents)))
    body: list[bytes] = [
        f"<< /Type /Catalog /Pages 2 0 R {catalog} >>".encode(),
        f"<< /Type /Pages /Kids [{kids}] /Count {count} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H"
        b" /DescendantFonts [5 0 R] >>",
        b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo"
        b" << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> /FontDescriptor 6 0 R /DW 1000 >>",
        b"<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [0 -200 1000 900]"
        b" /ItalicAngle 0 /Ascent 900 /Descent -200 /StemV 80 >>",
        *objects,
    ]
    for content in contents:
        raw = content.encode("latin-1") if isinstance(content, str) else content
        packed = zlib.compress(raw)
        body.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {A4[0]} {A4[1]}] /Contents "
            f"{len(body) + 2} 0 R /Resources << /Font << /F1 3 0 R /F2 4 0 R >> {resources} >> >>".encode()
        )
        body.append(
            f"<< /Length {len(packed)} /Filter /FlateDecode >>\nstream\n".encode()
            + packed
            + b"\nendstream"
        )
    body += [b"<< /Type /Page /Parent 2 0 R >>"] * (count - len(contents))
    return _assembled(body)


def _assembled(body: Sequence[bytes]) -> bytes:
    out = io.BytesIO(b"%PDF-1.7\n")
    out.seek(0, io.SEEK_END)
    offsets = []
    for number, item in enumerate(body, 1):
        offsets.append(out.tell())
        out.write(f"{number} 0 obj\n".encode() + item + b"\nendobj\n")
    start = out.tell()
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    out.write(
        f"xref\n0 {len(body) + 1}\n0000000000 65535 f \n{table}trailer\n"
        f"<< /Size {len(body) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()
    )
    return out.getvalue()


def line(
    text: str, x: float, y: float, *, size: float = 11, before: str = "", mode: int = 0
) -> str:
    """Operators that write one line; Chinese goes to the Chinese font."""
    if text.isascii():
        shown = "(" + text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)") + ")"
        font = "F1"
    else:
        shown, font = "<" + text.encode("utf-16-be").hex() + ">", "F2"
    return f"q {before} BT /{font} {size} Tf {mode} Tr 1 0 0 1 {x} {y} Tm {shown} Tj ET Q\n"


def lines(texts: Iterable[str], *, x: float = 60, top: float = 780, step: float = 16) -> str:
    """Lines from the top of the page."""
    return "".join(line(text, x, top - at * step) for at, text in enumerate(texts))


def docx(*paragraphs: str, xml: str = "", extra: dict[str, bytes] | None = None) -> bytes:
    """A DOCX of plain paragraphs and raw body XML."""
    body = "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in paragraphs) + xml
    parts = {
        "[Content_Types].xml": b"<Types/>",
        "word/document.xml": (
            '<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/'
            f'wordprocessingml/2006/main"><w:body>{body}</w:body></w:document>'
        ).encode(),
        **(extra or {}),
    }
    return zipped(parts)


def run(text: str, properties: str) -> str:
    """A paragraph of one run with properties."""
    return f"<w:p><w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r></w:p>"


def zipped(parts: dict[str, bytes]) -> bytes:
    """A ZIP archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()
