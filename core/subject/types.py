"""Values of the subject slice."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from core.errors import Conflict, Refused


class ErasedAlready(Conflict):
    """This person was, or is being, erased."""

    code = "erased-already"


class ErasureReasonMissing(Refused):
    """An erasure without a reason."""

    code = "erasure-reason"


class Key(StrEnum):
    """What a column holds that points at a person."""

    TALENT_ID = "talent_id"
    TALENT_NUMBER = "talent_number"
    RECORD_NUMBER = "record_number"


class Fate(StrEnum):
    """What becomes of a row when its person is erased."""

    DELETE = "delete"
    KEEP = "keep"  # it holds the random id of the person and nothing else of them


@dataclass(frozen=True, slots=True)
class Reference:
    """A column by which rows hang on a person, and what is done with those rows.

    ``export`` puts the rows into the copy that the person may ask for, without the columns in
    ``unsaid`` (numbers and hashes that mean nothing outside of the database).
    """

    table: str
    column: str
    key: Key
    erase: Fate = Fate.DELETE
    export: bool = True
    unsaid: tuple[str, ...] = ()


class Store(StrEnum):
    """A place that holds something of a person; an erasure has one step for each."""

    DATABASE = "database"
    ATTACHMENTS = "attachments"
    UPLOADS = "uploads"
    SEARCH = "search"
    INDEX = "index"
    LEDGER = "ledger"


@dataclass(frozen=True, slots=True)
class Erasure:
    """A request to erase a person: ``done`` says per store when it was done, ``error`` what failed.

    It is open until every store is done. ``pending`` are names of files that are still to go.
    """

    id: str
    talent_id: str
    reason: str
    requested_by: str
    requested_at: datetime
    due_at: datetime
    done: Mapping[str, str]
    pending: Mapping[str, list[str]]
    error: str
    finished_at: datetime | None

    @property
    def open_stores(self) -> tuple[Store, ...]:
        """The stores that still hold something, in the order they are emptied."""
        return tuple(store for store in Store if store.value not in self.done)


Rows = list[dict[str, Any]]
