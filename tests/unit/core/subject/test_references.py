"""Every column that points at a person says what becomes of its rows."""

import pytest
from sqlalchemy import UniqueConstraint

from core.db import Base
from core.subject.rules import REFERENCES
from core.subject.types import Fate, Join, Key, Part
from tests.conftest import load_tables

POINTED_AT = {"talent", "source_record"}
NAMES = {"talent_id", "subject_id", "subject", "talent_number", "other_number", "record_number"}
NOT_A_PERSON = {
    "erasure.erased_id",  # the request itself, which outlives them
    "account_identity.subject",  # of an account, as the company's own sign-in service names it
}


def pointing() -> set[str]:
    """Find the columns by foreign key and by name."""
    load_tables()
    found = set()
    for table in Base.metadata.tables.values():
        for column in table.columns:
            targets = {key.column.table.name for key in column.foreign_keys}
            if targets & POINTED_AT or column.name in NAMES or "talent" in column.name:
                found.add(f"{table.name}.{column.name}")
    return found - NOT_A_PERSON


def test_no_column_that_points_at_a_person_is_forgotten():
    stated = {f"{one.table}.{one.column}" for one in REFERENCES}
    assert pointing() <= stated


def test_every_reference_is_a_column_that_exists():
    load_tables()
    for one in REFERENCES:
        columns = Base.metadata.tables[one.table].columns
        assert {one.column, *one.unsaid} <= set(columns.keys()), one.table


def test_what_points_at_something_goes_before_it():
    load_tables()
    order = [one.table for one in REFERENCES if one.erase is Fate.DELETE]
    for table in dict.fromkeys(order):
        for key in Base.metadata.tables[table].foreign_keys:
            target = key.column.table.name
            if target in order and target != table:
                last = len(order) - 1 - order[::-1].index(table)
                assert last < order.index(target) or target == "talent", (table, target)


def test_every_reference_says_what_a_merge_and_its_undoing_do():
    assert [one.name for one in REFERENCES if one.merge is None or one.unmerge is None] == []


def test_what_moves_can_go_back_and_what_stays_need_not():
    for one in REFERENCES:
        back = one.unmerge in {Part.BACK, Part.BACK_OR_NAMED, Part.BACK_BY_SOURCE, Part.BACK_STRICT}
        assert one.moves == back, one.name
        assert (one.merge is Join.ANEW) == (one.unmerge is Part.ANEW), one.name


def test_what_moves_is_found_again_by_a_key_that_the_move_does_not_change():
    load_tables()
    for one in REFERENCES:
        if one.moves:
            assert one.column not in Base.metadata.tables[one.table].primary_key.columns, one.name


def test_what_may_be_there_already_does_not_simply_move():
    load_tables()
    for one in REFERENCES:
        table = Base.metadata.tables[one.table]
        rules = [key for key in table.constraints if isinstance(key, UniqueConstraint)]
        bound = any(one.column in rule.columns for rule in rules)
        assert bound == (one.merge is Join.MOVES_IF_FREE) or not one.moves, one.name


def test_what_a_row_follows_moves_too():
    load_tables()
    for one in REFERENCES:
        if one.follows is not None:
            assert one.follows.column in Base.metadata.tables[one.table].columns
            assert one.follows.key in Base.metadata.tables[one.follows.table].columns
            leaders = [other for other in REFERENCES if other.table == one.follows.table]
            assert any(other.moves or other.key is Key.RECORD_NUMBER for other in leaders)


@pytest.mark.parametrize("table", ["audit_entry", "outbox"])
def test_what_is_kept_names_nobody(table):
    [fate] = [one.erase for one in REFERENCES if one.table == table]
    assert fate is Fate.KEEP
