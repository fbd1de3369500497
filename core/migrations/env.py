"""Run by Alembic with a connection that was handed in; it reads no settings of its own."""

import importlib
import pkgutil

from alembic import context
from sqlalchemy import Connection

import core
from core.db import Base

_WITH_TABLES = (".tables", ".outbox", ".jobs", ".audit")


def load_tables() -> None:
    """Import every module that declares tables, so that the metadata is whole."""
    for module in pkgutil.walk_packages(core.__path__, "core."):
        if module.name.endswith(_WITH_TABLES) and "migrations" not in module.name:
            importlib.import_module(module.name)  # noqa: TID251  tables are found, not listed


def is_declared(name: str | None, kind: str, _parents: object) -> bool:
    """Tell whether a thing found in the database is one that tables declare; full text is not."""
    return not (kind == "table" and (name or "").startswith("talent_search"))


def run(connection: Connection) -> None:
    """Run the revisions that are asked for, in the caller's transaction."""
    load_tables()
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        compare_type=True,
        include_name=is_declared,
        user_module_prefix="core.db.",
    )
    context.run_migrations()


try:
    given = context.config.attributes.get("connection")
except (AttributeError, NameError):  # imported by a tool or a test, not run by Alembic
    given = None
if given is not None:
    run(given)
