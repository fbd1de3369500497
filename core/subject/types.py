"""Values of the subject slice."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from core.errors import Conflict, Refused
from core.profile.types import SourceRecord, Talent


class ErasedAlready(Conflict):
    """This person was, or is being, erased."""

    code = "erased-already"


class ErasureReasonMissing(Refused):
    """An erasure without a reason."""

    code = "erasure-reason"


class MergeRefused(Refused):
    """These people cannot be made one; ``reasons`` say why."""

    code = "merge-refused"


class MergeReasonMissing(Refused):
    """A merge was to be undone without a reason."""

    code = "unmerge-reason"


class MergeUndone(Conflict):
    """This merge was undone before."""

    code = "merge-undone"


class SplitRefused(Conflict):
    """A merge cannot be undone now."""

    code = "unmerge-refused"


class Flaw(StrEnum):
    """Why people cannot be made one, in words for whoever asked."""

    SAME = "they are one already"
    NOBODY = "nobody is named to be merged"
    INVENTED = "one of them is invented and the other is not"
    ERASING = "one of them is being erased"
    UNDONE = "somebody took this merge apart before; only a person may repeat it"
    NO_REASON = "a merge needs a reason"
    CHOICE = "a value can only be chosen from one of them, for a field that can be edited"


class Key(StrEnum):
    """What a column holds that points at a person."""

    TALENT_ID = "talent_id"
    TALENT_NUMBER = "talent_number"
    RECORD_NUMBER = "record_number"


class Fate(StrEnum):
    """What becomes of a row when its person is erased."""

    DELETE = "delete"
    KEEP = "keep"  # it holds the random id of the person and nothing else of them


class Join(StrEnum):
    """What becomes of a row when its person is merged into another."""

    MOVES = "moves"  # it hangs on the person who stays from then on
    MOVES_IF_FREE = (
        "moves_if_free"  # but for what they have already: that stays, and is passed over
    )
    ANEW = "anew"  # it is derived again from the records of both
    STAYS = "stays"  # it keeps the old number, and is read with the person who stays
    HISTORY = "history"  # it says what was, and is never changed
    REDIRECTS = "redirects"  # it is what leads from the old id to the new one


class Part(StrEnum):
    """What becomes of a row when the merge is undone, and of one that came in between."""

    BACK = "back"  # what moved goes back; what came later stays
    BACK_OR_NAMED = "back_or_named"  # what came later goes to the side that is named
    BACK_BY_SOURCE = "back_by_source"  # what came later goes where its source leads
    BACK_STRICT = "back_strict"  # as named, and what was forbidden in between holds for both
    ANEW = "anew"  # it is derived again on both sides
    NOTHING = "nothing"  # it never left its place


@dataclass(frozen=True, slots=True)
class Follows:
    """A row that came in between goes with the row of ``table`` whose ``key`` its ``column`` is."""

    column: str
    table: str
    key: str


@dataclass(frozen=True, slots=True)
class Reference:
    """A column by which rows hang on a person, and what is done with those rows.

    ``export`` puts the rows into the copy that the person may ask for, without the columns in
    ``unsaid`` (numbers and hashes that mean nothing outside of the database). ``merge`` and
    ``unmerge`` must be said of each, and a test fails where they are not.
    """

    table: str
    column: str
    key: Key
    erase: Fate = Fate.DELETE
    export: bool = True
    unsaid: tuple[str, ...] = ()
    merge: Join | None = None
    unmerge: Part | None = None
    follows: Follows | None = None

    @property
    def name(self) -> str:
        """The column with its table."""
        return f"{self.table}.{self.column}"

    @property
    def moves(self) -> bool:
        """Tell whether a merge writes another person into the column."""
        return self.merge in {Join.MOVES, Join.MOVES_IF_FREE}


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


class Side(StrEnum):
    """Which of two people that were one: who stayed, or who was merged into them."""

    SURVIVOR = "survivor"
    MERGED = "merged"


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why two people are one: the words of whoever says so, and what a model gave.

    ``probability`` is in [0, 1], ``None`` where no model was asked; ``model_version`` is its name.
    """

    reason: str
    probability: float | None = None
    model_version: str = ""


PrimaryKey = tuple[int | str, ...]


@dataclass(frozen=True, slots=True)
class Lineage:
    """What a merge did, so that it can be taken apart: by ``table.column``, by primary key.

    ``moved`` are the rows that moved, ``own`` those that hung on who stays. ``earlier`` are the
    numbers that led to the merged person. ``records`` and ``entries`` are the last number of a
    source record, and of an entry of the ledger, before it. ``added`` are the entries the merge
    wrote into the ledger, ``choice`` the record of the values that were chosen, or empty.
    """

    moved: Mapping[str, list[PrimaryKey]]
    own: Mapping[str, list[PrimaryKey]]
    earlier: tuple[int, ...]
    records: int
    entries: int
    added: tuple[int, ...] = ()
    choice: str = ""


@dataclass(frozen=True, slots=True)
class Merge:
    """One person found to be another; undone when ``undone_at`` is set.

    ``survivor_id`` is who they were merged into then, who may have been merged since.
    """

    id: str
    survivor_id: str
    merged_id: str
    evidence: Evidence
    merged_at: datetime
    merged_by: str
    undone_at: datetime | None = None
    undone_by: str = ""
    undo_reason: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """People side by side: the fields in which they differ, and whom a merge would leave.

    ``survivor_id`` is the oldest of them, who would stay if nobody says otherwise. ``merged`` holds
    what would be derived of the records of all, with its provenance; ``sources`` all the records
    by id. ``reasons`` say why they could not be made one, and are mostly empty.
    """

    talents: tuple[Talent, ...]
    survivor_id: str
    merged: Talent
    differing: tuple[str, ...]
    sources: Mapping[str, SourceRecord]
    reasons: tuple[Flaw, ...]
