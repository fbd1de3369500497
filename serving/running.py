"""Who runs on a workspace: whoever serves it or works on it holds it, a restore is alone."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from core.errors import Conflict

LOCK = ".running"


class StillServed(Conflict):
    """The workspace is served, or worked on, by a running process."""

    code = "still-served"


@contextmanager
def held(workspace: Path) -> Iterator[None]:
    """Hold a workspace beside others who hold it; the system lets go when the process ends."""
    with (workspace / LOCK).open("a") as file:
        fcntl.flock(file, fcntl.LOCK_SH)
        yield


@contextmanager
def alone(workspace: Path) -> Iterator[None]:
    """Hold a workspace alone.

    Raises:
        StillServed: somebody else holds it.
    """
    with (workspace / LOCK).open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StillServed(
                "The workspace is in use; stop trm serve and trm worker first."
            ) from None
        yield
