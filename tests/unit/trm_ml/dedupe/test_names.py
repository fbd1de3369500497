import csv
from pathlib import Path

import numpy as np
import pytest

from trm_ml.dedupe.columns import Coded
from trm_ml.dedupe.name_column import GIVEN, SURNAME, apart, name_column
from trm_ml.dedupe.names import joined_name, take_apart

_TEXT = (Path(__file__).parent / "name_pairs.csv").read_text(encoding="utf-8")
PAIRS = list(csv.DictReader(_TEXT.splitlines()))
CLOSE = {"close", "reading", "same"}
GIVEN_CLOSE = {"close", "initial", "short", "same"}


def levels(one: str, other: str) -> tuple[str, str]:
    column = name_column([one, other], take_apart)
    left, right = np.array([0], np.int32), np.array([1], np.int32)
    surname, given = column.compare(left, right)
    there = [surname.levels[0], given.levels[0]]
    assert there == [evidence.levels[0] for evidence in column.compare(right, left)]
    return (
        "missing" if there[0] < 0 else SURNAME.levels[there[0]],
        "missing" if there[1] < 0 else GIVEN.levels[there[1]],
    )


def test_the_table_is_large_enough():
    assert len(PAIRS) >= 200
    assert len({(pair["a"], pair["b"]) for pair in PAIRS}) == len(PAIRS)


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: f"{pair['a']} ~ {pair['b']}")
def test_names_of_one_person_agree_and_those_of_two_do_not(pair: dict[str, str]):
    surname, given = levels(pair["a"], pair["b"])
    assert (surname in CLOSE and given in GIVEN_CLOSE) == (pair["same"] == "1"), (surname, given)


@pytest.mark.parametrize("pair", [pair for pair in PAIRS if pair["same"] == "1"], ids=str)
def test_names_of_one_person_meet_under_a_key(pair: dict[str, str]):
    column = name_column([pair["a"], pair["b"]], take_apart)
    for key in column.block_keys():
        mine, theirs = (set(key.values[key.rows == row].tolist()) for row in (0, 1))
        if mine & theirs:
            return
    raise AssertionError("no key in common")


@pytest.mark.parametrize("pair", [pair for pair in PAIRS if pair["same"] == "1"], ids=str)
def test_one_persons_names_are_not_apart(pair: dict[str, str]):
    assert not apart(pair["a"], pair["b"])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("张伟", "李娜"),
        ("张建国", "张雨桐"),
        ("王磊", "Fang Wang"),
        ("Robert Smith", "陈静"),
        ("Robert Smith", "Peter Smith"),
        ("Michael Brown", "张伟"),
        ("張偉", "Li Na"),
    ],
)
def test_names_of_a_couple_a_family_and_the_next_owner_are_apart(one: str, other: str):
    assert apart(one, other)
    assert apart(other, one)


@pytest.mark.parametrize("other", ["", "  ", "张", "Zhang", "张先生"])
def test_a_name_that_says_too_little_parts_nobody(other: str):
    assert not apart("张伟", other)


def test_parts_in_columns_of_their_own_mean_the_same_as_the_whole():
    assert joined_name("伟", "张") == take_apart("张伟")
    assert joined_name("Wei", "Zhang").surname == take_apart("Wei Zhang").surname


@pytest.mark.parametrize("name", ["", "   ", "()", "123", "·", "𠮷", "先生", "(née)"])
def test_odd_names_are_taken_apart_without_harm(name: str):
    column = name_column([name, "张伟"], take_apart)
    column.compare(np.array([0], np.int32), np.array([1], np.int32))
    assert column.block_keys()


def test_a_rare_character_is_kept_as_itself():
    surname, given = levels("王𠮷", "王𠮷")
    assert (surname, given) == ("same", "same")
    assert levels("王𠮷", "王吉")[1] != "same"


def test_codes_count_only_what_is_there():
    coded = Coded.of(["a", "", "b", "a"], lambda values: values)
    assert coded.codes.tolist() == [0, -1, 1, 0]
    assert coded.counts.tolist() == [2, 1]
