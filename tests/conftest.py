"""Fixtures shared by every kind of test."""

import importlib
import os
import pkgutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

import core
from core.clock import FixedClock
from core.db import Base, Database

ROOT = Path(__file__).parents[1]

#: Run by an interpreter that has Splink, which the project does not.
collect_ignore = ["benchmarks/splink_beside.py"]


def load_tables() -> None:
    """Import every module that declares tables, so that the metadata is whole."""
    for module in pkgutil.walk_packages(core.__path__, "core."):
        if module.name.endswith((".tables", ".outbox", ".jobs", ".audit")):
            importlib.import_module(module.name)


@pytest.fixture(scope="session")
def data_dir() -> Path:
    """The shared data sets; tests that need them are reported as not run without them."""
    path = Path(os.environ.get("TRM_DATA_DIR", ROOT.parent / "shared" / "data"))
    if not path.is_dir():
        pytest.skip("not run: the shared data sets are not here (set TRM_DATA_DIR)")
    return path


@pytest.fixture(scope="session")
def model_dir() -> Path:
    """Where converted models live, the same as in production."""
    from serving.settings import Settings

    return Settings().models


@pytest.fixture
def clock() -> FixedClock:
    """A clock that stands at 2026-06-01 08:00 UTC until a test moves it."""
    return FixedClock(datetime(2026, 6, 1, 8, tzinfo=UTC))


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    """A fresh SQLite database with every table."""
    load_tables()
    database = Database(f"sqlite:///{tmp_path / 'trm.db'}")
    Base.metadata.create_all(database.engine)
    yield database
    database.close()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the full-size tests to ``make test-long``."""
    if os.environ.get("TRM_LONG") == "1":
        return
    skip = pytest.mark.skip(reason="full size: run by make test-long")
    for item in items:
        if "long" in item.keywords:
            item.add_marker(skip)
