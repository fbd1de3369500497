"""The labels: what they put first, and that more is never worse."""

from dataclasses import replace

import numpy as np
import pytest

from trm_ml.ranking.truth import COARSE, GRADES, Ad, Person, grade, utility

JOB = Ad(
    role=5,
    group="2512",
    must=frozenset({1, 2, 3}),
    nice=frozenset({4}),
    years=5,
    level=3,
    education=3,
    languages=frozenset({"en"}),
    certificates=frozenset({0}),
    city=2,
)
IDEAL = Person(
    roles=(5,),
    groups=("2512",),
    skills=frozenset({1, 2, 3, 4}),
    years=8,
    level=3,
    education=4,
    languages=frozenset({"en", "zh"}),
    certificates=frozenset({0}),
    city=2,
)


def test_the_ideal_is_nearly_one_and_a_stranger_nearly_nothing():
    stranger = Person((9,), ("5120",), frozenset({77}), 0, 0, 0)
    assert utility(JOB, IDEAL) > 0.95
    assert utility(JOB, stranger) < 0.05


def test_same_occupation_beats_same_group_beats_related_beats_other():
    worth = [
        utility(JOB, replace(IDEAL, roles=(role,), groups=(group,)))
        for role, group in ((5, "2512"), (6, "2512"), (6, "2519"), (6, "2166"), (6, "5120"))
    ]
    assert worth == sorted(worth, reverse=True)
    assert len(set(worth)) == 5


@pytest.mark.parametrize(
    "less",
    [
        {"skills": frozenset({1, 2, 4})},
        {"skills": frozenset({1, 2, 3})},
        {"years": 2.0},
        {"level": 1},
        {"education": 2},
        {"languages": frozenset({"zh"})},
        {"certificates": frozenset()},
        {"city": 7},
    ],
)
def test_each_thing_asked_counts(less: dict):
    assert utility(JOB, replace(IDEAL, **less)) < utility(JOB, IDEAL)


def test_what_is_not_asked_does_not_count():
    free = replace(
        JOB, education=0, languages=frozenset(), certificates=frozenset(), city=-1, level=-1
    )
    poor = replace(
        IDEAL, education=0, languages=frozenset(), certificates=frozenset(), city=0, level=0
    )
    assert utility(free, poor) == utility(free, IDEAL)


def test_more_is_never_worse():
    rng = np.random.default_rng(4)
    for _ in range(500):
        person = Person(
            roles=(int(rng.integers(3, 8)),),
            groups=(str(rng.choice(["2512", "2519", "2166", "5120"])),),
            skills=frozenset(rng.integers(1, 6, 2).tolist()),
            years=float(rng.integers(0, 12)),
            level=int(rng.integers(0, 6)),
            education=int(rng.integers(0, 6)),
        )
        before = utility(JOB, person)
        for more in (
            {"skills": person.skills | {int(rng.integers(1, 6))}},
            {"years": person.years + 1},
            {"level": person.level + 1},
            {"education": person.education + 1},
            {"certificates": frozenset({0, 3})},
            {"languages": frozenset({"en", "fr"})},
            {"roles": (*person.roles, 5), "groups": (*person.groups, "2512")},
        ):
            assert utility(JOB, replace(person, **more)) >= before


def test_grades_cover_the_scale():
    assert [grade(0.0), grade(1.0), grade(0.5)] == [0, GRADES - 1, GRADES // 2]
    assert grade(0.999, COARSE) == COARSE - 1
