"""The track, what may be stated by hand, and what a complete list says by what it lacks."""

import itertools
from datetime import UTC, datetime, timedelta

import pytest

from core.consent.types import Relationship as Ground
from core.relation import rules
from core.relation.types import Flaw, Kind, Relationship, Stage, Statement, Why

NOW = datetime(2026, 6, 1, tzinfo=UTC)


def day(year, month=1, number=1):
    return datetime(year, month, number, tzinfo=UTC)


def rel(kind, since, until=None, **fields):
    values = {
        "id": f"rel_{kind}_{since:%Y%m%d}", "talent_id": "tal_1", "source": "hr", "key": "1",
        "label": "", "record_id": "", "stated_at": since, "recorded_at": since, "actor_id": "",
        "reason": "",
    }  # fmt: skip
    return Relationship(kind=kind, since=since, until=until, **{**values, **fields})


CAME = day(2026, 5)


def track(*found, came=CAME, at=NOW):
    return rules.lifecycle(found, came_at=came, at=at)


def test_who_stands_in_no_relationship_is_a_prospect_since_they_came_in():
    found = track()
    assert (found.stage, found.since, found.days) == (Stage.PROSPECT, day(2026, 5), 31)
    assert not found.boomerang


LIFE = (
    rel(Kind.INTERN, day(2018, 7), day(2018, 9)),
    rel(Kind.APPLICANT, day(2019, 3), day(2019, 5)),
    rel(Kind.EMPLOYEE, day(2019, 7), day(2022, 3)),
    rel(Kind.REFERRER, day(2020), day(2021)),
    rel(Kind.APPLICANT, day(2025, 1), day(2025, 3)),
    rel(Kind.EMPLOYEE, day(2025, 4), key="2"),
)
STEPS = [
    (Stage.INTERN, day(2018, 7)),
    (Stage.ALUMNUS, day(2018, 9)),
    (Stage.APPLICANT, day(2019, 3)),
    (Stage.ALUMNUS, day(2019, 5)),
    (Stage.EMPLOYEE, day(2019, 7)),
    (Stage.ALUMNUS, day(2022, 3)),
    (Stage.APPLICANT, day(2025, 1)),
    (Stage.ALUMNUS, day(2025, 3)),
    (Stage.EMPLOYEE, day(2025, 4)),
]


def test_a_boomerang_keeps_one_track_whatever_the_order_of_the_statements():
    for order in itertools.islice(itertools.permutations(LIFE), 200):
        found = track(*order, came=day(2026, 5))
        assert [(step.stage, step.since) for step in found.steps] == STEPS
        assert found.boomerang
        assert found.days == (NOW - day(2025, 4)).days
        assert not any(step.corrective for step in found.steps)


def test_an_intern_who_comes_back_as_employee_is_no_boomerang_and_neither_is_one_who_is_gone():
    intern = rel(Kind.INTERN, day(2018, 7), day(2018, 9))
    assert not track(intern, rel(Kind.EMPLOYEE, day(2019, 7))).boomerang
    assert not track(rel(Kind.EMPLOYEE, day(2019), day(2020))).boomerang
    assert track(rel(Kind.EMPLOYEE, day(2019), day(2020))).stage is Stage.ALUMNUS


def test_the_track_as_of_another_time_knows_nothing_of_later():
    assert track(*LIFE, at=day(2021)).stage is Stage.EMPLOYEE
    assert track(*LIFE, at=day(2021)).steps[-1].until is None
    assert track(*LIFE, at=day(2023)).stage is Stage.ALUMNUS


def test_a_statement_that_was_replaced_counts_for_nothing():
    gone = rel(Kind.EMPLOYEE, day(2019), retracted_at=day(2020))
    assert track(gone).stage is Stage.PROSPECT


def test_a_jump_that_does_not_happen_by_itself_is_marked():
    # nobody ever said that this alumnus worked here, and then they are somebody's prospect again
    found = track(rel(Kind.ALUMNUS, day(2019), day(2020)), came=day(2018))
    assert [(step.stage, step.corrective) for step in found.steps] == [
        (Stage.PROSPECT, False),
        (Stage.ALUMNUS, True),
        (Stage.PROSPECT, True),
    ]


def test_every_legal_change_is_between_two_stages_and_nobody_goes_back_to_prospect_but_applicants():
    assert all(one is not other for one, other in rules.LEGAL)
    assert {one for one, other in rules.LEGAL if other is Stage.PROSPECT} == {Stage.APPLICANT}
    assert all((one, Stage.EMPLOYEE) in rules.LEGAL for one in Stage if one is not Stage.EMPLOYEE)


def said(kind, since, until=None, reason=""):
    return Statement(kind, "manual", "", NOW, since=since, until=until, reason=reason)


@pytest.mark.parametrize(
    ("new", "there", "flaw"),
    [
        (said(Kind.EMPLOYEE, day(2020), day(2019)), (), Flaw.ENDS_FIRST),
        (said(Kind.EMPLOYEE, day(2030)), (), Flaw.TOO_FAR),
        (said(Kind.EMPLOYEE, day(2021)), (rel(Kind.EMPLOYEE, day(2020)),), Flaw.EMPLOYED_ALREADY),
        (
            said(Kind.EMPLOYEE, day(2019)),
            (rel(Kind.EMPLOYEE, day(2020), day(2021)),),
            Flaw.EMPLOYED_ALREADY,
        ),
        (said(Kind.ALUMNUS, day(2021)), (rel(Kind.EMPLOYEE, day(2020)),), Flaw.STILL_EMPLOYED),
        (said(Kind.ALUMNUS, day(2021)), (), Flaw.NEVER_EMPLOYED),
        (said(Kind.ALUMNUS, day(2021)), (rel(Kind.APPLICANT, day(2020)),), Flaw.NEVER_EMPLOYED),
    ],
)
def test_what_contradicts_is_refused_and_a_correction_with_its_reason_is_not(new, there, flaw):
    assert rules.flaws_of(new, there, corrective=False, now=NOW) == [flaw]
    corrected = Statement(new.kind, "manual", "", NOW, since=new.since, until=new.until, reason="x")
    left = rules.flaws_of(corrected, there, corrective=True, now=NOW)
    assert left == ([flaw] if flaw in {Flaw.ENDS_FIRST, Flaw.TOO_FAR} else [])


def test_a_correction_needs_a_reason_and_an_employment_after_another_needs_none():
    new = said(Kind.EMPLOYEE, day(2021))
    assert rules.flaws_of(new, (), corrective=True, now=NOW) == [Flaw.NO_REASON]
    before = (rel(Kind.EMPLOYEE, day(2019), day(2021)),)
    assert rules.flaws_of(new, before, corrective=False, now=NOW) == []


def test_the_clock_runs_by_work_of_any_kind_and_by_its_last_end():
    intern = rel(Kind.INTERN, day(2018, 7), day(2018, 9))
    [working] = rules.standings([rel(Kind.CONTRACTOR, day(2020)), intern])
    assert (working.relationship, working.since, working.ended) == (
        Ground.EMPLOYEE, day(2018, 7), None,
    )  # fmt: skip
    left = rules.standings([intern, rel(Kind.EMPLOYEE, day(2019), day(2022))])
    assert {(one.relationship, one.since, one.ended) for one in left} == {
        (Ground.EMPLOYEE, day(2018, 7), day(2022)),
        (Ground.ALUMNUS, day(2022), None),
    }
    announced = rules.standings([rel(Kind.EMPLOYEE, day(2019), day(2027))])
    assert announced[0].ended == day(2027)


def listed(count, missed=()):
    return [
        rel(Kind.EMPLOYEE, day(2020), id=f"r{n}", talent_id=f"t{n}",
            missed_at=day(2026, 4) if n in missed else None)
        for n in range(count)
    ]  # fmt: skip


def lacking(known, absent, refused_rows=0):
    seen = frozenset(one.talent_id for one in known) - {f"t{n}" for n in absent}
    return rules.absences(known, seen, refused_rows=refused_rows, listed_at=day(2026, 5))


def test_missing_once_is_pointed_out_and_missing_twice_has_left():
    found = lacking(listed(40, missed={1, 3}), {1, 2})
    assert (found.missing, found.ended, found.why) == (("r2",), ("r1",), None)


def test_a_list_that_lacks_too_many_or_has_refused_rows_concludes_nothing():
    assert lacking(listed(40), {1, 2, 3, 4}).why is None
    cut = lacking(listed(40, missed={1}), {1, 2, 3, 4, 5})
    assert (cut.missing, cut.ended, cut.why) == ((), (), Why.TOO_MANY)
    small = lacking(listed(5), {1, 2, 3})
    assert len(small.missing) == 3  # of few, three may leave at once
    assert lacking(listed(5), {1, 2, 3, 4}).why is Why.TOO_MANY
    assert lacking(listed(40), {1}, refused_rows=1).why is Why.REFUSED_ROWS
    assert lacking(listed(40), set(), refused_rows=1).why is None


def test_who_was_stated_after_the_list_was_made_is_not_missing_from_it():
    later = [rel(Kind.EMPLOYEE, day(2020), stated_at=day(2026, 5) + timedelta(days=1))]
    assert rules.absences(later, frozenset(), refused_rows=0, listed_at=day(2026, 5)).missing == ()
