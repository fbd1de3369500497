"""The schema of the database: which revision it is at, and bringing it to ours."""

import sqlite3
import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import Script, ScriptDirectory
from sqlalchemy import Connection

import core.migrations
from core.db import Database
from core.errors import Refused


class SchemaNewer(Refused):
    """The database was made by a newer TRM."""

    code = "schema-newer"


@dataclass(frozen=True, slots=True)
class SchemaState:
    """``current`` is the database's revision, empty for an empty one; ``wanted`` is ours."""

    current: str
    wanted: str
    is_newer: bool


def state(db: Database) -> SchemaState:
    """Return the revision of the database and the one this program needs."""
    scripts = ScriptDirectory.from_config(_config())
    wanted = scripts.get_current_head() or ""
    with db.engine.connect() as connection:
        current = MigrationContext.configure(connection).get_current_revision() or ""
    known = {script.revision for script in scripts.walk_revisions()}
    return SchemaState(current, wanted, is_newer=bool(current) and current not in known)


def migrate(db: Database, *, backups: Path, now: datetime) -> Path | None:
    """Bring the database to our revision, after a backup, and return where the backup is.

    Returns:
        ``None`` if there was nothing to lose (a new database), nothing to do, or no file to copy
        (PostgreSQL: take a ``pg_dump`` first).

    Raises:
        SchemaNewer: this program is older than the database.
    """
    before = state(db)
    if before.is_newer:
        raise SchemaNewer(
            "The database was made by a newer TRM; install that version, or restore a backup.",
            current=before.current,
            wanted=before.wanted,
        )
    if before.current == before.wanted:
        return None
    saved = back_up(db, backups, now=now) if before.current and db.is_sqlite else None
    _run(db, "upgrade", "head")
    return saved


def revisions() -> list[str]:
    """Return every revision we know, the first one first."""
    scripts = ScriptDirectory.from_config(_config())
    return [script.revision for script in scripts.walk_revisions()][::-1]


def upgrade(db: Database, revision: str) -> None:
    """Bring the database forward to a revision."""
    _run(db, "upgrade", revision)


def downgrade(db: Database, revision: str) -> None:
    """Bring the database back to an earlier revision."""
    _run(db, "downgrade", revision)


def back_up(db: Database, backups: Path, *, now: datetime) -> Path:
    """Write a copy of a SQLite database as of one moment, and check that it can be opened."""
    backups.mkdir(parents=True, exist_ok=True)
    copy = backups / f"trm-{now:%Y%m%dT%H%M%SZ}.db"
    unfinished = copy.with_suffix(".unfinished")
    unfinished.unlink(missing_ok=True)
    source = sqlite3.connect(str(db.engine.url.database))
    try:
        source.execute("VACUUM INTO ?", (str(unfinished),))
    finally:
        source.close()
    check = sqlite3.connect(unfinished)
    try:
        verdict = check.execute("PRAGMA integrity_check").fetchone()[0]
    finally:
        check.close()
    if verdict != "ok":
        raise Refused(f"The backup at {unfinished} cannot be read back; nothing was changed.")
    unfinished.rename(copy)
    return copy


def write_revision(message: str) -> Path:
    """Write the revision that leads from the last one to the tables as they are declared now."""
    scripts = ScriptDirectory.from_config(_config())
    number = len(list(scripts.walk_revisions())) + 1
    with tempfile.TemporaryDirectory() as scratch:
        db = Database(f"sqlite:///{Path(scratch) / 'scratch.db'}")
        if number > 1:
            _run(db, "upgrade", "head")
        with db.engine.begin() as connection:
            written = command.revision(
                _config(connection), message, autogenerate=True, rev_id=f"{number:04d}"
            )
        db.close()
    assert isinstance(written, Script)
    return Path(written.path)


def _run(db: Database, name: str, revision: str) -> None:
    with db.engine.connect() as connection:
        _enforce_foreign_keys(db, connection, on=False)
        try:
            with connection.begin():
                getattr(command, name)(_config(connection), revision)
        finally:
            _enforce_foreign_keys(db, connection, on=True)


def _enforce_foreign_keys(db: Database, connection: Connection, *, on: bool) -> None:
    # batch mode copies whole tables, which foreign keys would refuse half way; said to the driver,
    # because inside of a transaction SQLite ignores it
    driver = connection.connection.driver_connection
    if db.is_sqlite and driver is not None:
        driver.execute(f"PRAGMA foreign_keys={'ON' if on else 'OFF'}")


def _config(connection: object = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(core.migrations.__file__).parent))
    config.attributes["connection"] = connection
    return config
