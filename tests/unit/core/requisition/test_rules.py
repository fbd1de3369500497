"""What a job asks for after the recruiter's edits, and who sees it."""

import pytest

from core.actor import Actor, Role
from core.pool.types import Position, Requirement, RequirementKind
from core.profile.types import EducationLevel
from core.requisition import rules
from core.requisition.types import NewDecision, Origin, Verdict

SKILL, YEARS, EDUCATION = (
    RequirementKind.SKILL,
    RequirementKind.YEARS,
    RequirementKind.EDUCATION,
)
PYTHON = Requirement(SKILL, "esco:python", "Python", must=True)
SQL = Requirement(SKILL, "esco:sql", "SQL", must=False, weight=0.5)
FIVE_YEARS = Requirement(YEARS, "5", "5 years")
MASTER = Requirement(EDUCATION, "master", "硕士")
PARSED = [PYTHON, SQL, FIVE_YEARS, MASTER]


def labels(wanted):
    return [(one.requirement.key, one.requirement.must, one.origin.value) for one in wanted]


def test_an_unchanged_list_makes_no_edits():
    assert rules.edits_of(PARSED, PARSED) == []


def test_edits_turn_the_parsed_list_into_the_wanted_one():
    wanted = [
        Requirement(SKILL, "esco:sql", "SQL", must=True, weight=2.0),
        FIVE_YEARS,
        Requirement(SKILL, "esco:go", "Go", must=False),
        MASTER,
    ]
    applied = rules.apply(PARSED, rules.edits_of(PARSED, wanted))
    assert labels(applied) == [
        ("esco:sql", True, "edited"),
        ("5", True, "parsed"),
        ("master", True, "parsed"),
        ("esco:go", False, "added"),
    ]
    assert applied[0].requirement.weight == 2.0


def test_an_edit_keeps_the_span_of_what_was_read():
    from dataclasses import replace

    from core.profile.types import Span

    read = replace(PYTHON, span=Span(3, 9, "Python"))
    edits = rules.edits_of([read], [Requirement(SKILL, "esco:python", "", must=False)])
    (wanted,) = rules.apply([read], edits)
    assert wanted.requirement.span == Span(3, 9, "Python")
    assert wanted.requirement.label == "Python"


def test_a_new_jd_lets_go_of_edits_of_what_it_no_longer_names():
    go = Requirement(SKILL, "esco:go", "Go", must=False)
    edits = rules.edits_of(PARSED, [Requirement(SKILL, "esco:sql", "SQL", must=True), go])
    new_jd = [Requirement(SKILL, "esco:python", "Python"), Requirement(SKILL, "esco:go", "Go")]
    kept = rules.carry(edits, new_jd)
    assert {(edit.key, edit.dropped, edit.added) for edit in kept} == {
        ("esco:python", True, False),
        ("esco:go", False, False),
    }
    assert labels(rules.apply(new_jd, kept)) == [("esco:go", False, Origin.EDITED.value)]


def test_what_was_added_by_hand_survives_a_jd_that_never_names_it():
    edits = rules.edits_of([], [PYTHON])
    assert labels(rules.apply([SQL], rules.carry(edits, [SQL]))) == [
        ("esco:sql", False, "parsed"),
        ("esco:python", True, "added"),
    ]


def test_dropping_the_years_drops_the_minimum_and_adding_some_sets_it():
    parsed = Position(
        "p", "t", "x", requirements=tuple(PARSED), min_years=5, education=EducationLevel.MASTER
    )
    without = rules.effective("j", "t", parsed, rules.edits_of(PARSED, [PYTHON]))
    assert (without.min_years, without.education) == (None, EducationLevel.UNKNOWN)
    wanted = [Requirement(YEARS, "3", "3"), Requirement(EDUCATION, "bachelor", "本科")]
    other = rules.effective("j", "t", parsed, rules.edits_of(PARSED, wanted))
    assert (other.min_years, other.education) == (3.0, EducationLevel.BACHELOR)
    same = rules.effective("j", "T", parsed, [])
    assert (same.min_years, same.education, same.title, same.id) == (
        5,
        EducationLevel.MASTER,
        "T",
        "j",
    )


@pytest.mark.parametrize("key", ["many", "-1", "71", "nan"])
def test_years_written_by_hand_must_be_a_sensible_number(key):
    assert rules.problems_of(Requirement(YEARS, key, key))


def test_an_unknown_education_is_refused_and_a_known_one_is_not():
    assert rules.problems_of(Requirement(EDUCATION, "phd-ish", ""))
    assert not rules.problems_of(Requirement(EDUCATION, "Doctorate", ""))


def test_only_a_rejection_needs_a_reason():
    assert rules.reasons_against(NewDecision("tal_1", Verdict.REJECT, "  "))
    assert not rules.reasons_against(NewDecision("tal_1", Verdict.REJECT, "no Go"))
    assert not rules.reasons_against(NewDecision("tal_1", Verdict.ACCEPT))


@pytest.mark.parametrize(
    ("role", "account", "teams", "team", "manager", "seen"),
    [
        (Role.ADMIN, "a", set(), "team_x", None, True),
        (Role.RECRUITER, "a", {"team_x"}, "team_x", None, True),
        (Role.RECRUITER, "a", {"team_y"}, "team_x", None, False),
        (Role.RECRUITER, "a", {"team_y"}, None, None, True),
        (Role.RECRUITER, "a", {"team_y"}, "team_x", "a", True),
        (Role.HIRING_MANAGER, "a", {"team_x"}, "team_x", None, False),
        (Role.HIRING_MANAGER, "a", {"team_x"}, None, "b", False),
        (Role.HIRING_MANAGER, "a", set(), "team_x", "a", True),
    ],
)
def test_who_sees_a_job(role, account, teams, team, manager, seen):
    actor = Actor(account, account, frozenset({role}), frozenset(teams))
    assert rules.visible(actor, team_id=team, hiring_manager_id=manager) is seen
