import numpy as np
import pytest

from core.errors import Unavailable
from core.pool.types import Candidate
from tests.ranking_world import world
from trm_ml.features import compute
from trm_ml.features.people import PeopleColumns


def columns(*seeds: int) -> PeopleColumns:
    here = world()
    return PeopleColumns.build((here.candidate(seed) for seed in seeds), here.lexicon)


def rows(people: PeopleColumns) -> np.ndarray:
    here = world()
    prepared = here.preparer.prepare(here.position(1))
    return compute(prepared, people, np.arange(len(people)))


def test_saved_and_opened_is_the_same(tmp_path):
    people = columns(*range(30))
    people.save(tmp_path)
    opened = PeopleColumns.open(tmp_path)
    assert isinstance(opened.years.base, np.memmap)
    assert opened.title_names == people.title_names
    np.testing.assert_array_equal(rows(opened), rows(people))


def test_nobody_can_be_saved_too(tmp_path):
    columns().save(tmp_path)
    assert len(PeopleColumns.open(tmp_path)) == 0


def test_missing_columns_say_so(tmp_path):
    with pytest.raises(Unavailable, match="missing"):
        PeopleColumns.open(tmp_path)


def test_columns_of_another_format_are_refused(tmp_path):
    columns(1).save(tmp_path)
    text = (tmp_path / "people.json").read_text().replace('"format": 1', '"format": 0')
    (tmp_path / "people.json").write_text(text)
    with pytest.raises(Unavailable, match="rebuild"):
        PeopleColumns.open(tmp_path)


def test_take_keeps_the_order_asked_for():
    people = columns(*range(20))
    np.testing.assert_array_equal(rows(people.take(np.array([7, 3, 7]))), rows(people)[[7, 3, 7]])


def test_joined_parts_are_as_if_built_together():
    apart = PeopleColumns.concat([columns(1, 2, 3), columns(4), columns(5, 6)])
    np.testing.assert_array_equal(rows(apart), rows(columns(1, 2, 3, 4, 5, 6)))


def test_compact_drops_only_names_nobody_uses():
    people = columns(*range(40)).take(np.array([2, 9]))
    small = people.compact()
    assert len(small.title_names) < len(people.title_names)
    assert small.place_names[0] == ""
    np.testing.assert_array_equal(rows(small), rows(people))


def test_unknown_ids_are_left_out_and_order_of_posts_kept():
    lexicon = world().lexicon
    first, second = lexicon.occupations.ids[40], lexicon.occupations.ids[7]
    one = Candidate(
        "a", "", skills=("esco:unknown",), occupations=(first, "csco:no", second, first)
    )
    people = PeopleColumns.build([one], lexicon)
    assert people.skills.row(0).tolist() == []
    assert people.occupations.row(0).tolist() == [40, 7]


def test_titles_keep_the_first_spelling_and_are_one_name():
    both = [
        Candidate("a", "", titles=("Java Developer",)),
        Candidate("b", "", titles=("java developer",)),
    ]
    people = PeopleColumns.build(both, world().lexicon)
    assert people.title_names == ("Java Developer",)
