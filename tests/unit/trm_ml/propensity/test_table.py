"""Columns are typed by what most of their cells say."""

import numpy as np
import pytest

from trm_ml.propensity import table
from trm_ml.propensity.protected import looks_protected
from trm_ml.propensity.table import Kind


@pytest.mark.parametrize(
    ("cells", "kinds"),
    [
        (["1", "2.5", "NA", "1,200"] * 5, [Kind.NUMBER]),
        ([">20", "<1", "5", "7"] * 5, [Kind.NUMBER]),
        (["2026-01-02", "2026/01/05"] * 5, [Kind.NUMBER, Kind.NUMBER]),
        (["1", "never", "2", ">4"] * 5, [Kind.CATEGORY]),
        (
            [*(str(number) for number in range(50)), "never", "never", "never"],
            [Kind.NUMBER, Kind.CATEGORY],
        ),
        (["Yes", "yes ", "NO"] * 5, [Kind.CATEGORY]),
        ([f"she said number {number} of many words" for number in range(40)], [Kind.TEXT]),
        ([f"这是第{number}位候选人写的一段自我介绍" for number in range(40)], [Kind.TEXT]),
    ],
)
def test_kinds(cells, kinds):
    assert [column.kind for column in table.typed("x", cells, [])] == kinds


def test_spellings_are_one_level():
    (column,) = table.typed("x", ["Yes", " yes", "ＹＥＳ", "", "NA"], ["no"])
    assert column.levels == ("", "yes", "no")
    assert column.values.tolist() == [1, 1, 1, 0, 0, 2]


def test_numbers_that_count_rows_are_names_and_others_not():
    def named(name, cells):
        (column,) = table.typed(name, [str(cell) for cell in cells], [])
        return table.is_identifier(column, len(cells))

    random = np.random.default_rng(1)
    assert named("nr", range(100, 200))
    assert named("person id", random.permutation(10_000)[:100])
    assert not named("salary", random.permutation(10_000)[:100])
    assert not named("share", random.random(100))
    assert not named("id", [1, 2, 3] * 30)


@pytest.mark.parametrize(
    "name",
    ["Gender", "sex", "AGE", "age_group", "Marital Status", "race", "首次登记年龄", "民族", "性 别",
     "dateOfBirth", "Candidate Native location", "firstname", "First Name", "名字", "Name"],
)  # fmt: skip
def test_protected(name):
    assert looks_protected(name)


@pytest.mark.parametrize(
    "name",
    ["page", "average", "language", "account_age", "Client name", "Position name", "essex", "message",
     "trace", "days_since_contact", "company", "employment_holes", "工作性质", "stage"],
)  # fmt: skip
def test_not_protected(name):
    assert not looks_protected(name)
