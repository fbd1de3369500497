"""Rules over columns."""

import numpy as np
import pytest

from core.errors import Unusable
from core.pool.rules import parse
from core.profile.types import EducationLevel
from tests.retrieval_world import TinyLexicon, people
from trm_ml.ranking import filters
from trm_ml.ranking.segment import Segment, build_segment

PEOPLE = people(400, seed=3)


@pytest.fixture(scope="module")
def segment() -> Segment:
    return build_segment(PEOPLE, TinyLexicon(), 16)


def passing(segment: Segment, rule: str) -> tuple[set[str], list[int]]:
    tests = filters.resolve(parse(rule), TinyLexicon(), known_places=segment.columns.place_names)
    alive = np.ones(len(segment), bool)
    mask, counts = filters.mask(tests, segment.columns, segment.concepts.holders, alive)
    return {one.decode() for one in segment.ids[mask]}, counts


@pytest.mark.parametrize(
    ("rule", "holds"),
    [
        ("city = 深圳", lambda c: c.city == "深圳"),
        ("city = Shenzhen", lambda c: c.city == "深圳"),
        ("city != SHENZHEN", lambda c: c.city not in {"", "深圳"}),
        ("city in (广州, london)", lambda c: c.city in {"广州", "London"}),
        ("region = 华南", lambda c: c.region == "华南"),
        ('region = "South China"', lambda c: c.region == "华南"),
        ("region = 广东", lambda c: c.province == "广东"),
        ("region = london", lambda c: c.city == "London"),
        ("years >= 5", lambda c: c.years is not None and c.years >= 5),
        ("years != 3", lambda c: c.years is not None and c.years != 3),
        ("years in (1, 2)", lambda c: c.years in {1.0, 2.0}),
        ("education >= 本科", lambda c: c.education >= EducationLevel.BACHELOR),
        ("education < master", lambda c: 0 < c.education < EducationLevel.MASTER),
        ("skill = 机器学习", lambda c: "trm:ml" in c.skills),
        ("skill = Machine-learning and skill = python", None),
        ("skill in (java, 'C++')", lambda c: {"trm:java", "trm:cpp"} & set(c.skills)),
        ("skill != trm:java", lambda c: c.skills and "trm:java" not in c.skills),
        ("language = 英语", lambda c: "en" in c.languages),
        ("language != zh", lambda c: c.languages and "zh" not in c.languages),
        (
            "城市=深圳 且 年限>=3 且 技能=python",
            lambda c: c.city == "深圳" and (c.years or 0) >= 3 and "trm:python" in c.skills,
        ),
    ],
)
def test_a_rule_lets_through_whom_it_says(segment: Segment, rule: str, holds: object) -> None:
    if holds is None:
        with pytest.raises(Unusable):
            passing(segment, rule)
        return
    expected = {one.candidate.talent_id for one in PEOPLE if holds(one.candidate)}  # type: ignore[operator]
    assert expected
    assert passing(segment, rule)[0] == expected


def test_counts_are_by_clause(segment: Segment) -> None:
    together, counts = passing(segment, "city = 深圳 and skill = java")
    assert counts == [
        len(passing(segment, "city = 深圳")[0]),
        len(passing(segment, "skill = java")[0]),
    ]
    assert len(together) < min(counts)


def test_failed_clauses_name_what_one_person_lacks(segment: Segment) -> None:
    rule = parse("city = 深圳 and skill = java and years >= 2")
    tests = filters.resolve(rule, TinyLexicon(), known_places=segment.columns.place_names)
    for row in range(0, 400, 7):
        one = PEOPLE[row].candidate
        expected = [
            text
            for text, ok in (
                ('city = "深圳"', one.city == "深圳"),
                ('skill = "java"', "trm:java" in one.skills),
                ("years >= 2", one.years is not None and one.years >= 2),
            )
            if not ok
        ]
        found = filters.failed(tests, segment.columns, row, segment.concepts.holders)
        assert list(found) == expected


@pytest.mark.parametrize(
    ("rule", "says"),
    [
        ("city = Shenzen", "shenzhen|no city is called 'Shenzen'"),
        ("city = Beijng", "no city is called 'Beijng'"),
        ("city = 广东", "is not a city; write region"),
        ("skill = pyton", "did you mean python"),
        ("language = klingon", "no language is called 'klingon'"),
        ('region = "sauth china"', "did you mean south china"),
    ],
)
def test_an_unknown_name_is_refused_with_the_nearest(
    segment: Segment, rule: str, says: str
) -> None:
    with pytest.raises(Unusable, match=says):
        passing(segment, rule)
