"""The door: hands a file to the reading process and waits, but not for ever."""

import json
import os
import selectors
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from core.errors import Unavailable
from trm_ml.extract.documents.types import MAX_BYTES, Document, Flag, Kind
from trm_ml.extract.documents.why import UnusableFile, Why
from trm_ml.extract.documents.worker import HEADER

WALL_S = 20.0
_START_S = 60.0
_RETIRE_AFTER = 200
_ROOT = Path(__file__).resolve().parents[3]
_PROGRAM = (
    "import sys; sys.path.insert(0, sys.argv[1]); "
    "from trm_ml.extract.documents.worker import main; main()"
)


class DocumentReader:
    """Reads documents one after the other in one process, replaced when it dies or grows old.

    Not for several threads at once. Use as a context manager, or call `close`.
    """

    def __init__(self, *, wall_s: float = WALL_S) -> None:
        self._wall_s = wall_s
        self._process: subprocess.Popen[bytes] | None = None
        self._done = 0
        self.protections: tuple[str, ...] = ()

    def __enter__(self) -> "DocumentReader":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def read(self, content: bytes) -> Document:
        """Return the text of a PDF, DOCX, HTML or text file.

        Raises:
            UnusableFile: it cannot be read; the sentence says why and what to do.
            Unavailable: the reading process cannot be started.
        """
        if len(content) > MAX_BYTES:
            raise UnusableFile(Why.TOO_LARGE, {"limit": MAX_BYTES // 1_000_000})
        process = self._started()
        try:
            _pipe(process.stdin).write(HEADER.pack(len(content)) + content)
            _pipe(process.stdin).flush()
            answer = _receive(process, self._wall_s)
        except (BrokenPipeError, EOFError) as error:
            self.close()
            raise UnusableFile(Why.EXHAUSTED) from error
        except TimeoutError as error:
            self.close()
            raise UnusableFile(Why.TIME, {"limit": f"{self._wall_s:g}"}) from error
        self._done += 1
        if self._done >= _RETIRE_AFTER or answer.get("worn"):
            self.close()
        if "refused" in answer:
            raise UnusableFile(Why(answer["refused"]), answer.get("values"))
        return _document(answer["ok"])

    def start(self) -> tuple[str, ...]:
        """Start the process if need be, and return the names of what protects it."""
        self._started()
        return self.protections

    def close(self) -> None:
        """End the process."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    _close(pipe)

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is not None and self._process.poll() is None:
            return self._process
        self.close()
        self._process = subprocess.Popen(  # noqa: S603  our own program, fixed arguments
            [sys.executable, "-s", "-B", "-c", _PROGRAM, str(_ROOT)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd="/",
            env={"PYTHONUTF8": "1", "OPENBLAS_NUM_THREADS": "1"},
            start_new_session=True,
        )
        self._done = 0
        try:
            self.protections = tuple(_receive(self._process, _START_S)["protections"])
        except (EOFError, TimeoutError) as error:
            self.close()
            raise Unavailable("the process that reads documents does not start") from error
        return self._process


def _receive(process: subprocess.Popen[bytes], wall_s: float) -> dict[str, Any]:
    deadline = time.monotonic() + wall_s
    (length,) = HEADER.unpack(_exactly(process, HEADER.size, deadline))
    answer: dict[str, Any] = json.loads(_exactly(process, length, deadline))
    return answer


def _exactly(process: subprocess.Popen[bytes], size: int, deadline: float) -> bytes:
    file = _pipe(process.stdout).fileno()
    parts: list[bytes] = []
    with selectors.DefaultSelector() as selector:
        selector.register(file, selectors.EVENT_READ)
        while size:
            left = deadline - time.monotonic()
            if left <= 0 or not selector.select(left):
                raise TimeoutError
            part = os.read(file, min(size, 1 << 20))
            if not part:
                raise EOFError
            parts.append(part)
            size -= len(part)
    return b"".join(parts)


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    assert pipe is not None
    return pipe


def _close(pipe: IO[bytes]) -> None:
    try:
        pipe.close()
    except BrokenPipeError:
        return


def _document(row: Mapping[str, Any]) -> Document:
    return Document(
        text=row["text"],
        kind=Kind(row["kind"]),
        pages=row["pages"],
        flags=tuple(Flag(name) for name in row["flags"]),
        title=row["title"],
    )


def read_document(content: bytes, file_name: str = "") -> Document:
    """Read one file in a process of its own; for many, keep a `DocumentReader`.

    The kind is told by the content; ``file_name`` only names a document that has no title.

    Raises:
        UnusableFile: it cannot be read; the sentence says why and what to do.
    """
    with DocumentReader() as reader:
        document = reader.read(content)
    return document if document.title else replace(document, title=Path(file_name).stem)
