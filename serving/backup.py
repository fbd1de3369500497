"""Backups of a workspace, and bringing one back.

A backup is a folder: the database as of one moment, then the files that it names (they are written
once and never changed), keys, ledgers, models, and a manifest with the SHA-256 of each. It is read
back before it counts. A restore builds the workspace aside, replays every erasure that is known
here or there, puts what was on its way out in doubt, signs everybody out, and only then takes the
place of the old workspace, which is kept beside it.
"""

import hashlib
import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import orjson

from core.access.repository import credentials
from core.errors import Refused, Unusable
from core.outreach import repository as outreach
from core.subject import service
from serving import erasure, running, schema
from serving.settings import Settings

if TYPE_CHECKING:
    from serving.wiring import Parts

MANIFEST = "manifest.json"
DATABASE = "trm.db"
FORMAT = 1
# the index is built anew from the database, backups hold no backups, the database is copied apart
LEFT_OUT = frozenset({"index", "backups", DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm"})


class BackupDamaged(Unusable):
    """A backup that is not whole."""

    code = "backup-damaged"


class NotOurDatabase(Refused):
    """A database that is backed up with its own tools."""

    code = "not-our-database"


class BackupInside(Refused):
    """A backup that would hold itself."""

    code = "backup-inside"


@dataclass(frozen=True, slots=True)
class Backup:
    """A finished backup: where it is, how many rows each table has, how many bytes in all."""

    folder: Path
    rows: dict[str, int]
    size_bytes: int


@dataclass(frozen=True, slots=True)
class Restored:
    """A finished restore: who was erased again, and where the workspace before it lies."""

    erased: tuple[str, ...]
    in_doubt: int
    before: Path | None


def back_up(parts: "Parts", directory: Path) -> Backup:
    """Write a backup into a new folder below ``directory``; the service may go on meanwhile.

    Raises:
        NotOurDatabase: PostgreSQL has tools of its own.
        BackupInside: the folder lies inside of the workspace, and is not its ``backups``.
        BackupDamaged: what was written cannot be read back.
    """
    if not parts.db.is_sqlite:
        raise NotOurDatabase(
            "Back PostgreSQL up with pg_dump, and copy the workspace folder beside it."
        )
    now, home = parts.clock.now(), parts.paths.workspace
    inside = directory.resolve().is_relative_to(home.resolve())
    if inside and not directory.resolve().is_relative_to(parts.paths.backups.resolve()):
        raise BackupInside("A backup cannot lie among what it is a backup of; name another folder.")
    folder = directory / f"trm-backup-{now:%Y%m%dT%H%M%S%fZ}"
    aside = folder.with_name(f".{folder.name}.unfinished")
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(parents=True, mode=0o700)
    copy = schema.back_up(parts.db, aside, now=now)
    copy.rename(aside / DATABASE)
    shutil.copytree(
        home, aside, ignore=lambda at, names: _left_out(home, at, names), dirs_exist_ok=True
    )
    files = {path.relative_to(aside).as_posix(): _sha256(path) for path in _files(aside)}
    document = {
        "format": FORMAT,
        "made_at": now.isoformat(),
        "schema": schema.state(parts.db).current,
        "rows": _counts(aside / DATABASE),
        "files": files,
    }
    (aside / MANIFEST).write_bytes(orjson.dumps(document, option=orjson.OPT_INDENT_2))
    made = verify(aside)
    aside.rename(folder)
    return replace(made, folder=folder)


def verify(folder: Path) -> Backup:
    """Read a backup back: every file against its checksum, every table against its count.

    Raises:
        BackupDamaged: says what is missing or changed.
    """
    try:
        document = orjson.loads((folder / MANIFEST).read_bytes())
        files, rows = dict(document["files"]), dict(document["rows"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BackupDamaged(f"{folder} is no backup: its manifest cannot be read") from error
    if document.get("format") != FORMAT:
        raise BackupDamaged(f"{folder} was made by another version of TRM")
    for name, digest in files.items():
        path = folder / name
        if not path.is_file() or _sha256(path) != digest:
            raise BackupDamaged(f"the backup's file {name} is missing or not as it was written")
    if _counts(folder / DATABASE) != rows:
        raise BackupDamaged("the backup's database does not hold the rows it should")
    return Backup(folder, rows, sum(path.stat().st_size for path in _files(folder)))


def restore(folder: Path, settings: Settings, *, now: datetime) -> Restored:
    """Bring a backup back as the workspace of the settings.

    Raises:
        BackupDamaged: it is not whole; nothing was changed.
        NotOurDatabase: the settings name a database that is no file of the workspace.
        StillServed: somebody runs on the workspace.
        SchemaNewer: the backup was made by a newer TRM.
    """
    home = settings.workspace
    if settings.database_url != f"sqlite:///{home / DATABASE}":
        raise NotOurDatabase("Bring PostgreSQL back with its own tools, then run trm migrate.")
    verify(folder)
    home.mkdir(parents=True, exist_ok=True)
    with running.alone(home):
        aside = home.with_name(f".{home.name}.restoring")
        shutil.rmtree(aside, ignore_errors=True)
        shutil.copytree(folder, aside)
        (aside / MANIFEST).unlink()
        known = _erasures(home, aside)
        in_doubt = _made_safe(aside, settings, known, now=now)
        before = _swapped(home, aside, now=now)
    return Restored(known, in_doubt, before)


def _erasures(*workspaces: Path) -> tuple[str, ...]:
    """Return everybody who was erased, as far as any of the workspaces knows."""
    found = [one for home in workspaces for one in erasure.listed(erasure.ledger(home))]
    for home in workspaces:
        found += _erased_in(home / DATABASE)
    return tuple(dict.fromkeys(found))


def _erased_in(path: Path) -> list[str]:
    if not path.exists():
        return []
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as connection:
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
        if "erasure" not in tables:
            return []
        return [one for (one,) in connection.execute("SELECT erased_id FROM erasure")]


def _made_safe(aside: Path, settings: Settings, erased: tuple[str, ...], *, now: datetime) -> int:
    """Migrate the copy, erase again whoever was erased, hold what was going out; count that."""
    from serving import wiring

    there = settings.model_copy(
        update={"workspace": aside, "database_url": f"sqlite:///{aside / DATABASE}"}
    )
    parts = wiring.build(there)
    try:
        schema.migrate(parts.db, backups=aside / "backups", now=now)
        for talent_id in erased:
            with parts.db.write() as session:
                again = service.replay(session, talent_id, now=now)
            erasure.carry_out(parts, again.id)
        with parts.db.write() as session:
            credentials.drop_all_sessions(session)
            return outreach.doubt_all_open(session, now=now)
    finally:
        parts.db.close()


def _swapped(home: Path, aside: Path, *, now: datetime) -> Path | None:
    """Put the new workspace in place; return where the old one lies, ``None`` if it was empty."""
    before = None
    if any(path.name != running.LOCK for path in home.iterdir()):
        before = home.with_name(f"{home.name}.before-{now:%Y%m%dT%H%M%S%fZ}")
        home.rename(before)
    else:
        shutil.rmtree(home)
    aside.rename(home)
    return before


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file())


def _left_out(home: Path, at: str, names: list[str]) -> list[str]:
    top = Path(at) == home
    return [
        name
        for name in names
        if name.endswith((".unfinished", ".part", ".lock"))
        or (top and (name in LEFT_OUT or name.startswith(".")))
    ]


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _counts(path: Path) -> dict[str, int]:
    """Return the number of rows of each table of a database that is whole."""
    try:
        with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as connection:
            if connection.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
                raise BackupDamaged("the backup's database fails its integrity check")
            tables = connection.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
            ).fetchall()
            return {
                name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]  # noqa: S608
                for (name,) in sorted(tables)
            }
    except sqlite3.DatabaseError as error:
        raise BackupDamaged(f"the backup's database cannot be read: {error}") from error
