"""Every column that points at a person says what becomes of its rows."""

import pytest

from core.db import Base
from core.subject.rules import REFERENCES
from core.subject.types import Fate
from tests.conftest import load_tables

POINTED_AT = {"talent", "source_record"}
NAMES = {"talent_id", "subject_id", "subject", "talent_number", "other_number", "record_number"}
NOT_A_PERSON = {"erasure.erased_id"}  # the request itself, which outlives them


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


@pytest.mark.parametrize("table", ["audit_entry", "outbox"])
def test_what_is_kept_names_nobody(table):
    [fate] = [one.erase for one in REFERENCES if one.table == table]
    assert fate is Fate.KEEP
