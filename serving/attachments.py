"""Files that came in, under random names in the workspace and outside of all that is served."""

import os
import re
import secrets
from pathlib import Path

from core.errors import NotFound

_NAME = re.compile(r"[0-9a-f]{32}")


class FolderStore:
    """Keeps each file under 32 random hex digits, in 256 folders."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def put(self, content: bytes) -> str:
        """Store ``content`` durably and return its name."""
        name = secrets.token_hex(16)
        path = self._path(name)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        unfinished = path.with_suffix(".unfinished")
        with unfinished.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        unfinished.rename(path)
        return name

    def read(self, stored_as: str) -> bytes:
        """Return the content, or raise `NotFound`."""
        try:
            return self._path(stored_as).read_bytes()
        except FileNotFoundError as error:
            raise NotFound("The file is no longer there.", stored_as=stored_as) from error

    def remove(self, stored_as: str) -> None:
        """Delete the content; a missing one is fine."""
        self._path(stored_as).unlink(missing_ok=True)

    def _path(self, name: str) -> Path:
        if not _NAME.fullmatch(name):
            raise NotFound("That is not the name of a file we keep.")
        return self._directory / name[:2] / name
