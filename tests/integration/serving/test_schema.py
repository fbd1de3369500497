"""The history of the schema: it leads to the declared tables, and back, with data in them."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text

from core.clock import FixedClock
from core.db import Base, Database
from core.migrations.env import is_declared
from serving import schema
from tests.conftest import load_tables


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path / 'empty.db'}")
    yield database
    database.close()


def differences(db: Database) -> list[object]:
    load_tables()
    with db.engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "include_name": is_declared}
        )
        return list(compare_metadata(context, Base.metadata))


def test_migrations_lead_to_the_declared_tables_and_back(
    empty_db: Database, tmp_path: Path, clock: FixedClock
):
    schema.migrate(empty_db, backups=tmp_path, now=clock.now())
    assert differences(empty_db) == []
    state = schema.state(empty_db)
    assert state.current == state.wanted != ""
    schema.downgrade(empty_db, "base")
    assert set(inspect(empty_db.engine).get_table_names()) == {"alembic_version"}


def test_every_revision_goes_up_and_down_and_up_with_data(
    empty_db: Database, tmp_path: Path, clock: FixedClock
):
    for revision in schema.revisions():
        schema.upgrade(empty_db, revision)
        with empty_db.write() as session:
            row = {"id": f"team_{revision}", "name": f"算法组 {revision}", "at": clock.now()}
            session.execute(text("INSERT INTO team VALUES (:id, :name, :at)"), row)
        tables = set(inspect(empty_db.engine).get_table_names())
        if revision != schema.revisions()[0]:
            schema.downgrade(empty_db, "-1")
            schema.upgrade(empty_db, revision)
        assert set(inspect(empty_db.engine).get_table_names()) == tables
    with empty_db.read() as session:
        names = session.execute(text("SELECT name FROM team ORDER BY id")).scalars().all()
    assert names == [f"算法组 {revision}" for revision in schema.revisions()]


def test_revisions_are_numbered_in_one_line():
    assert schema.revisions() == [f"{n:04d}" for n in range(1, len(schema.revisions()) + 1)]


def test_an_upgrade_is_backed_up_first(empty: Database, tmp_path: Path, clock: FixedClock):
    backups = tmp_path / "backups"
    assert schema.migrate(empty, backups=backups, now=clock.now()) is None
    schema.downgrade(empty, "-1")
    with empty.write() as session:
        session.execute(text("INSERT INTO team VALUES ('team_1', '算法组', '2026-06-01 08:00:00')"))
    saved = schema.migrate(empty, backups=backups, now=clock.now())
    assert saved is not None
    with closing(sqlite3.connect(saved)) as copy:
        assert copy.execute("SELECT name FROM team").fetchall() == [("算法组",)]
        (revision,) = copy.execute("SELECT version_num FROM alembic_version").fetchone()
    assert revision == schema.revisions()[-2]


def test_a_newer_schema_is_refused_and_left_alone(
    empty: Database, tmp_path: Path, clock: FixedClock
):
    schema.migrate(empty, backups=tmp_path, now=clock.now())
    with empty.write() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    assert schema.state(empty).is_newer
    with pytest.raises(schema.SchemaNewer, match="newer TRM"):
        schema.migrate(empty, backups=tmp_path / "backups", now=clock.now())
    assert not (tmp_path / "backups").exists()


def test_a_backup_holds_the_data_of_one_moment_and_can_be_opened(
    empty: Database, tmp_path: Path, clock: FixedClock
):
    schema.migrate(empty, backups=tmp_path / "backups", now=clock.now())
    assert not (tmp_path / "backups").exists()  # nothing was there to lose
    with empty.write() as session:
        session.execute(text("INSERT INTO team VALUES ('team_1', '算法组', '2026-06-01 08:00:00')"))
    saved = schema.back_up(empty, tmp_path / "backups", now=clock.now())
    with closing(sqlite3.connect(saved)) as copy:
        assert copy.execute("SELECT name FROM team").fetchall() == [("算法组",)]
    assert [file.name for file in saved.parent.iterdir()] == [saved.name]


def test_a_failing_migration_leaves_nothing_behind(
    empty: Database, tmp_path: Path, clock: FixedClock
):
    with empty.engine.begin() as connection:
        connection.execute(text("CREATE TABLE team (id TEXT)"))  # in the way of the first revision
    with pytest.raises(Exception, match="already exists"):
        schema.migrate(empty, backups=tmp_path, now=clock.now())
    assert set(inspect(empty.engine).get_table_names()) == {"team"}
