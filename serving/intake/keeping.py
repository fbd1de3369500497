"""Uploads and their end: a file that was imported is deleted after the days an operator sets.

What it said goes with it: samples, and the contents of refused rows. What remains of the run is its
record, its counts, and for each row the verdict, by which it can be undone at any time: undoing
needs no file. The database forgets the file first and the disk loses it after that, so whoever is
killed in between leaves a file that no run names, and the next sweep takes it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from core import audit
from core.actor import SYSTEM
from core.errors import Conflict
from core.intake import repository
from core.intake.types import ImportRun, Reason
from core.jobs import Progress
from serving.intake.inputs import Shelf
from serving.intake.reasons import reason
from serving.wiring import Parts

# A run that was cut off can still go on; nobody's import lasts a week.
CUT_OFF_KEPT = timedelta(days=7)
STRAY_AFTER = timedelta(days=1)  # a file is there before its run is stored
_AT_ONCE = 100


class FileGone(Conflict):
    """The file of a run was deleted, so the run cannot begin, go on or be changed."""

    code = "import-file-gone"

    def __init__(self, run_id: str) -> None:
        why = reason("file-gone")
        super().__init__(f"{why.en}.", zh=why.zh, import_id=run_id)


@dataclass(frozen=True, slots=True)
class Kept:
    """What lies on the shelf: files of runs, the oldest of them, and files that nobody names."""

    files: int
    size_bytes: int
    oldest: datetime | None
    overdue: int
    strays: int


def shelf(parts: Parts) -> Shelf:
    """Return where files of runs are kept."""
    return Shelf(parts.paths.workspace / "imports")


def expire_uploads(parts: Parts, payload: Mapping[str, Any], progress: Progress) -> None:
    """Run the job `EXPIRE_UPLOADS`; doing it twice changes nothing."""
    for done, run in enumerate(_expired(parts), 1):
        shelf(parts).remove(run.stored_as)
        progress(done, None, "")
    for name in strays(parts):
        shelf(parts).remove(name)


def _expired(parts: Parts) -> Iterator[ImportRun]:
    """Yield runs whose time is over, each after the database has forgotten its file."""
    while True:
        now = parts.clock.now()
        with parts.db.write() as session:
            found = repository.with_old_files(session, **_limits(parts, now), limit=_AT_ONCE)
            for run in found:
                repository.forget_file(session, run, error=_cut_off())
                details = {"size_bytes": run.size_bytes, "sha256": run.sha256}
                audit.record(
                    session, SYSTEM, "import.file_deleted", run.id, now=now, details=details
                )
        if not found:
            return
        yield from found


def strays(parts: Parts) -> list[str]:
    """Return files that no run names, and that have lain there long enough for one to be stored."""
    before = parts.clock.now() - STRAY_AFTER
    there = shelf(parts).names(before=before)
    with parts.db.read() as session:
        return sorted(set(there) - repository.named_files(session, there))


def kept(parts: Parts) -> Kept:
    """Say what lies on the shelf."""
    now = parts.clock.now()
    with parts.db.read() as session:
        files, size, oldest = repository.kept_files(session)
        overdue = len(repository.with_old_files(session, **_limits(parts, now), limit=10_000))
    return Kept(files, size, oldest, overdue, len(strays(parts)))


def _limits(parts: Parts, now: datetime) -> dict[str, datetime]:
    days = timedelta(days=parts.settings.import_file_days)
    return {"before": now - days, "cut_off_before": now - max(days, CUT_OFF_KEPT)}


def _cut_off() -> Reason:
    return reason("file-gone")
