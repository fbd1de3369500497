"""Rows into facts: numbers that a spreadsheet has damaged, and numbers that only look strange."""

from datetime import date

import pytest

from core.profile import rules
from serving.intake.people import RowReader
from trm_ml.extract.lexicon import Lexicon

MAPPING = {"编号": "external_id", "姓名": "name", "手机": "phone"}


@pytest.fixture(scope="module")
def reader():
    return RowReader(Lexicon.load(), today=date(2026, 6, 1))


def read(reader, **cells):
    found = reader.read(cells, MAPPING)
    return found, [(field, why.code) for field, why in found.warnings]


@pytest.mark.parametrize("damaged", ["1.39E+10", "1.38001E+10", "1.39e10", "１.３９Ｅ＋１０"])
def test_a_rounded_phone_is_lost_and_says_so(reader, damaged):
    found, said = read(reader, 姓名="张伟", 手机=damaged)
    assert found.facts.phones == ()
    assert said == [("phone", "damaged-number")]


@pytest.mark.parametrize(
    ("written", "dialled"),
    [
        ("13800138000.0", ["+8613800138000"]),
        ("１３８００１３８０００", ["+8613800138000"]),
        ("0086 13800138000", ["+8613800138000"]),
        ("13800138000（微信同号）", ["+8613800138000"]),
        ("(0755)26001234", ["+8675526001234"]),
        ("0755-26001234转801", ["+8675526001234"]),
        ("13800138000/13900139000", ["+8613800138000", "+8613900139000"]),
        ("13800138000；13900139000", ["+8613800138000", "+8613900139000"]),
        ("\u202d13800138000\u202c", ["+8613800138000"]),
    ],
)
def test_a_phone_is_understood_as_it_is_written(reader, written, dialled):
    found, said = read(reader, 姓名="张伟", 手机=written)
    assert [rules.normal_phone(item) for item in found.facts.phones] == dialled
    assert said == []


def test_an_id_that_was_rounded_is_no_id(reader):
    found, said = read(reader, 编号="2.02601E+14", 姓名="张伟", 手机="13800138000")
    assert (found.external_id, said) == ("", [("external_id", "damaged-number")])
    found, said = read(reader, 编号="7E5", 姓名="张伟", 手机="13800138000")
    assert (found.external_id, said) == ("7E5", [])
