import numpy as np
import pytest

from tests.benchmarks.dedupe_world import make
from trm_ml.dedupe.arrivals import Register
from trm_ml.dedupe.columns import keys_of
from trm_ml.dedupe.engine import deduplicate
from trm_ml.dedupe.fields import guess
from trm_ml.dedupe.weights import Weights

ARRIVALS = 120


@pytest.fixture(scope="module")
def world():
    return make(4_000)


def test_a_key_does_not_depend_on_its_neighbours():
    assert keys_of(["张伟", "a"])[0] == keys_of(["张伟", "a much longer text"])[0]
    assert keys_of(["a"])[0] != keys_of(["b"])[0]


def test_arrivals_find_their_person_and_hardly_anybody_else(world):
    mapping, start = guess(world.table), len(world.person) - ARRIVALS
    known = {name: cells[:start] for name, cells in world.table.items()}
    found = deduplicate(known, mapping)
    assert isinstance(found.model, Weights)
    register = Register(known, mapping, found.model)
    there = hit = wrong = 0
    for row in range(start, len(world.person)):
        record = {name: cells[row] for name, cells in world.table.items()}
        matches = register.matches(record, least=0.9)
        right = [world.person[match.row] == world.person[row] for match in matches]
        if np.isin(world.person[row], world.person[:start]):
            there += 1
            hit += any(right)
        wrong += len(right) - sum(right)
    assert there >= 20
    assert hit >= 0.85 * there
    assert wrong <= 2


def test_a_stranger_meets_nobody_and_an_empty_record_too(world):
    mapping = guess(world.table)
    found = deduplicate(world.table, mapping)
    assert isinstance(found.model, Weights)
    register = Register(world.table, mapping, found.model)
    assert (
        register.matches({"name": "Zbigniew Brzęczyszczykiewicz", "phone": "4915112345678"}) == []
    )
    assert register.matches({}) == []
