"""The same tests on both databases."""

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from core.db import Base, Database
from tests import postgres
from tests.conftest import load_tables

_NUMBER = count(1)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """One PostgreSQL server for the whole run of this process."""
    with postgres.server() as url:
        yield url


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def empty_db(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database without any table, once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        yield from _opened(f"sqlite:///{tmp_path / 'any.db'}")
        return
    with postgres.database(request.getfixturevalue("postgres_server"), f"t{next(_NUMBER)}") as url:
        yield from _opened(url)


@pytest.fixture
def any_db(empty_db: Database) -> Database:
    """A fresh database with every table, once on SQLite and once on PostgreSQL."""
    load_tables()
    Base.metadata.create_all(empty_db.engine)
    return empty_db


def _opened(url: str) -> Iterator[Database]:
    database = Database(url)
    yield database
    database.close()
