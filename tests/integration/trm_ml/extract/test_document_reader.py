"""The reading process: it answers, it is limited, it is replaced."""

import io
import subprocess
import sys
import time
import zipfile
import zlib
from pathlib import Path

import pytest

from core.errors import Unusable
from tests.documents import docx, lines, pdf, zipped
from trm_ml.extract.documents.reader import DocumentReader
from trm_ml.extract.documents.types import Kind


@pytest.fixture(scope="module")
def reader():
    with DocumentReader() as found:
        yield found


def test_it_reads_and_says_what_protects_it(reader):
    assert {"limits", "hook"} <= set(reader.start())
    assert reader.read(pdf([lines(["张伟", "Python"])])).text == "张伟\nPython"
    assert reader.read(docx("李娜")).kind is Kind.DOCX


@pytest.mark.skipif(sys.platform != "linux", reason="kernel protections are Linux's")
def test_linux_adds_what_the_kernel_offers(reader):
    assert set(reader.start()) & {"namespaces", "landlock", "seccomp"}


ESCAPE = """
import sys
sys.path.insert(0, sys.argv[1])
from pathlib import Path
from trm_ml.extract.documents import sandbox
held = sandbox.enter([Path(sys.prefix), Path(sys.base_prefix), Path("/usr"), Path("/lib")])
import os, socket, subprocess, ctypes
libc = ctypes.CDLL(None, use_errno=True)
tries = {
    "socket": lambda: socket.socket(),
    "connect": lambda: socket.create_connection(("127.0.0.1", 9)),
    "program": lambda: subprocess.run(["/bin/true"]),
    "fork": os.fork,
    "write": lambda: open(sys.argv[2] + "/new", "w"),
    "write without a hook": lambda: os.write(os.open(sys.argv[2] + "/new", os.O_CREAT | os.O_WRONLY), b"x"),
    "delete": lambda: os.unlink(sys.argv[2] + "/there"),
    "memory": lambda: bytearray(2_000_000_000),
}
for name, attempt in tries.items():
    try:
        attempt()
        print("escaped by", name)
    except (OSError, MemoryError):
        pass
if "seccomp" in held and libc.socket(2, 1, 0) >= 0:
    print("escaped by libc socket")
if "landlock" in held:
    try:
        open(sys.argv[2] + "/there").read()
        print("escaped by read")
    except OSError:
        pass
print("end")
"""


def test_what_the_reading_process_cannot_do(tmp_path):
    (tmp_path / "there").write_text("secret")
    root = str(Path(__file__).parents[4])
    done = subprocess.run(
        [sys.executable, "-c", ESCAPE, root, str(tmp_path)], capture_output=True, text=True
    )
    assert done.stdout == "end\n", done.stderr
    assert (tmp_path / "there").read_text() == "secret"
    assert not (tmp_path / "new").exists() or not (tmp_path / "new").read_bytes()


def encrypted() -> bytes:
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf([lines(["secret"])]))))
    writer.encrypt("password", algorithm="AES-256")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def flate_bomb() -> bytes:
    bomb = zlib.compress(zlib.compress(b"0" * 600_000_000, 9), 9)
    raw = pdf([lines(["x"])])
    page = f"<< /Length {len(bomb)} /Filter [/FlateDecode /FlateDecode] >>\nstream\n".encode()
    at = raw.index(b"<< /Length")
    return raw[:at] + page + bomb + raw[raw.index(b"\nendstream", at) :]


def laughs() -> bytes:
    levels = "".join(f'<!ENTITY a{at} "{f"&a{at - 1};" * 10}">' for at in range(1, 10))
    xml = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a0 "ha">{levels}]><x>&a9;</x>'
    return zipped({"word/document.xml": xml.encode()})


def entity_file() -> bytes:
    xml = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'
    return zipped({"word/document.xml": xml.encode()})


def nested_zip(levels: int = 6) -> bytes:
    content = b"0" * 10_000_000
    for _ in range(levels):
        content = zipped({"a.zip": content})
    return content


def many_entries() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for at in range(10_000):
            archive.writestr(f"word/{at}", b"")
    return out.getvalue()


def million_pages() -> bytes:
    return pdf([lines(["x"])]).replace(b"/Kids [", b"/Kids [" + b"7 0 R " * 1_000_000)


BOMBS = {
    "password": (encrypted, "password"),
    "flate": (flate_bomb, "memory|time|damaged|no text"),
    "laughs": (laughs, "entities"),
    "external entity": (entity_file, "entities"),
    "nested zip": (nested_zip, "ZIP"),
    "entries": (many_entries, "entries"),
    "pages": (million_pages, "pages"),
    "deep xml": (
        lambda: zipped({"word/document.xml": b"<a>" * 100_000}), "damaged|nested",
    ),
    "large": (lambda: b"x" * 21_000_000, "larger"),
    "deep arrays": (lambda: b"%PDF-1.4\n1 0 obj\n" + b"[" * 500_000, "damaged|nested|time|no pages"),
    "huge unpacked": (lambda: docx("x" * 60_000_000), "unpacks|more than|memory|damaged"),
}  # fmt: skip


@pytest.mark.parametrize("name", list(BOMBS))
def test_bombs_are_refused_in_time_and_the_next_document_is_read(reader, name):
    make, words = BOMBS[name]
    content = make()
    began = time.monotonic()
    with pytest.raises(Unusable, match=words):
        reader.read(content)
    assert time.monotonic() - began < 21
    assert reader.read("还在".encode()).text == "还在"


def test_a_document_that_takes_too_long_is_given_up():
    with DocumentReader(wall_s=0.05) as impatient:
        impatient.start()
        with pytest.raises(Unusable, match="seconds"):
            impatient.read(pdf([lines(["x"] * 40)] * 90))
        assert impatient.read(b"short").text == "short"
