import numpy as np

from tests.benchmarks.dedupe_world import make
from trm_ml.dedupe.date_column import BIRTH_DATE
from trm_ml.dedupe.engine import MERGE, compared, deduplicate
from trm_ml.dedupe.explain import WORDS, reasons
from trm_ml.dedupe.fields import KINDS, TEXT, columns_of, guess
from trm_ml.dedupe.name_column import GIVEN, SURNAME
from trm_ml.dedupe.weights import Weights


def test_every_level_has_words():
    kinds = [*KINDS.values(), TEXT]
    levels = {level for kind in kinds for level in kind.levels}
    levels |= {level for scale in (SURNAME, GIVEN, BIRTH_DATE) for level in scale.levels}
    assert levels == set(WORDS)


def test_reasons_add_up_to_the_probability_and_name_the_conflict():
    world = make(2_000)
    table = {name: list(cells) for name, cells in world.table.items()}
    for name, cells in {
        "name": ("张伟", "Zhang Wei"),
        "phone": ("13800138000", "138-0013-8000"),
        "birth_date": ("1988-02-01", "1979-11-20"),
    }.items():
        table[name][:2] = cells
    for name in ("email", "company", "title", "city"):
        table[name][:2] = ["", ""]
    mapping = guess(table)
    found = deduplicate(table, mapping)
    assert isinstance(found.model, Weights)
    pair = np.array([0], np.int32), np.array([1], np.int32)
    evidence = compared(columns_of(table, mapping), *pair)
    told = reasons(found.model, evidence, 0)
    total = sum(reason.weight for reason in told) + np.log(found.model.prior_odds)
    assert np.isclose(total, found.model.log_odds(evidence)[0], atol=1e-3)
    by_field = {reason.field: reason for reason in told}
    assert set(by_field) == {"surname", "given name", "phone", "birth date"}
    assert by_field["birth date"].weight < 0 < by_field["phone"].weight
    assert by_field["birth date"].zh == "出生日期不同"
    assert by_field["phone"].en.startswith("phone is the same")


def test_an_invented_population_is_found_without_labels():
    world = make(6_000)
    found = deduplicate(world.table, guess(world.table))
    same = world.person[found.left] == world.person[found.right]
    joined = found.band == MERGE
    _, counts = np.unique(world.person, return_counts=True)
    true_pairs = int((counts * (counts - 1) // 2).sum())
    assert same[joined].mean() >= 0.99
    assert (same & joined).sum() >= 0.9 * true_pairs
    assert same.sum() >= 0.98 * true_pairs
    assert found.blocking_recall >= 0.95


def test_the_same_name_with_another_phone_and_birth_year_is_another_person():
    world = make(2_000)
    table = {name: list(cells) for name, cells in world.table.items()}
    table["name"][:2] = ["张伟", "张伟"]
    table["phone"][:2] = ["13800138000", "13911112222"]
    table["birth_date"][:2] = ["1988-02-01", "1979-11-20"]
    for name in ("email", "company", "title", "city"):
        table[name][:2] = ["", ""]
    found = deduplicate(table, guess(table))
    assert found.cluster[0] != found.cluster[1]
