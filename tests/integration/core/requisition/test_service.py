"""Jobs, stored shortlists and decisions on a real database."""

import math
from dataclasses import replace
from datetime import timedelta

import pytest

from core import audit, outbox
from core.access.repository import accounts
from core.access.types import Account, AccountState, Preferences, Team
from core.actor import Actor, Role
from core.errors import NotFound, Stale
from core.pool.types import Match, MatchList, Position, Reason, Requirement, RequirementKind
from core.profile.types import Span
from core.requisition import rules, service
from core.requisition.repository import jobs, shortlists
from core.requisition.types import (
    JobEdit,
    JobStatus,
    NewDecision,
    NewJob,
    NewShortlist,
    NewVersion,
    Origin,
    Verdict,
)

SKILL = RequirementKind.SKILL
ADMIN = Actor("acc_admin", "Ada", frozenset({Role.ADMIN}))
NORTH = Actor("acc_north", "Nora", frozenset({Role.RECRUITER}), frozenset({"team_n"}))
SOUTH = Actor("acc_south", "Sun", frozenset({Role.RECRUITER}), frozenset({"team_s"}))
BOSS = Actor("acc_boss", "Bo", frozenset({Role.HIRING_MANAGER}), frozenset({"team_n"}))
PARSED = Position(
    "",
    "算法工程师",
    "会 Python",
    "zh",
    (
        Requirement(SKILL, "esco:python", "Python", span=Span(2, 8, "Python")),
        Requirement(SKILL, "esco:sql", "SQL", must=False),
    ),
)
NEW = NewJob("算法工程师", "会 Python，SQL 优先", PARSED, "team_n", "acc_boss")


def match(talent_id, rank, raw=0.1 + 0.2):
    return Match(
        talent_id,
        0.75,
        raw,
        rank,
        (
            Reason(
                "skill-must-met", "skills", 0.1 + 0.7, {"skill": "Python", "n": 2}, ("esco:python",)
            ),
        ),
        (PARSED.requirements[1],),
        (Reason("skill-add", "skills", 0.3, {"skill": "SQL"}),),
        (1.0 / 3.0, math.nan, -0.0, 5e-324),
        (0.1, 0.2, 1e-17, 0.0, 0.3),
    )


ANSWER = MatchList(
    (match("tal_b", 1), match("tal_a", 2, -7.25)),
    "ranker-7",
    ("f1", "f2", "f3", "f4"),
    40,
    12,
    ("no-known-skill",),
    {"rank": 1.25},
)


@pytest.fixture
def at(clock):
    return clock.now()


@pytest.fixture
def session(db, at):
    """A writing session on a workspace with two teams and the hiring manager."""
    with db.write() as session:
        for team in ("team_n", "team_s"):
            accounts.add_team(session, Team(team, team, at))
        boss = Account(
            BOSS.account_id,
            "bo@example.org",
            "Bo",
            AccountState.ACTIVE,
            Role.HIRING_MANAGER,
            BOSS.team_ids,
            Preferences(),
            at,
        )
        accounts.add_account(session, boss, password_hash=None)
        yield session


@pytest.fixture
def job(session, at):
    return service.create_job(session, NORTH, NEW, now=at)


def test_a_job_comes_back_as_it_was_opened(session, job):
    again = jobs.get(session, NORTH, job.id)
    assert again == job
    assert again.jd.parsed.requirements == PARSED.requirements
    assert (again.version, again.jd.number, again.status) == (1, 1, JobStatus.OPEN)


def test_another_team_finds_nothing_anywhere(session, job, at):
    shortlist = service.store_shortlist(
        session, NORTH, job.id, NewShortlist(PARSED, "", 2, ANSWER), now=at
    )
    for attempt in (
        lambda: jobs.get(session, SOUTH, job.id),
        lambda: jobs.versions(session, SOUTH, job.id),
        lambda: shortlists.get(session, SOUTH, shortlist.id),
        lambda: service.edit_job(session, SOUTH, job.id, JobEdit(), expected_version=1, now=at),
        lambda: service.add_version(session, SOUTH, job.id, NewVersion("x", PARSED), now=at),
        lambda: service.decide(
            session, SOUTH, shortlist.id, NewDecision("tal_a", Verdict.ACCEPT), now=at
        ),
    ):
        with pytest.raises(NotFound):
            attempt()
    assert jobs.page(session, SOUTH).total == 0
    assert shortlists.page(session, SOUTH)[2] == 0
    assert shortlists.count(session, SOUTH) == 0
    assert shortlists.decisions(session, SOUTH, shortlist.id) == []
    assert jobs.open_jobs(session, SOUTH) == []
    assert sum(jobs.counts(session, SOUTH).values()) == 0


def test_the_hiring_manager_sees_their_own_job_and_no_other(session, job, at):
    other = service.create_job(session, NORTH, replace(NEW, hiring_manager_id=None), now=at)
    assert [one.id for one in jobs.page(session, BOSS).jobs] == [job.id]
    with pytest.raises(NotFound):
        jobs.get(session, BOSS, other.id)


def test_pages_go_through_every_job_once(session, at):
    made = [
        service.create_job(session, NORTH, NEW, now=at + timedelta(minutes=n)).id for n in range(7)
    ]
    seen, cursor = [], ""
    while True:
        page = jobs.page(session, NORTH, cursor=cursor, limit=3)
        assert page.total == 7
        seen += [one.id for one in page.jobs]
        if page.next_cursor is None:
            break
        cursor = page.next_cursor
    assert seen == made[::-1]


def test_a_percent_sign_in_the_search_is_a_percent_sign(session, job, at):
    service.create_job(session, NORTH, replace(NEW, title="100% remote"), now=at)
    assert [one.title for one in jobs.page(session, NORTH, q="100%").jobs] == ["100% remote"]
    assert jobs.page(session, NORTH, q="%%").total == 0


def test_manual_edits_survive_a_new_version_where_they_still_make_sense(session, job, at):
    go = Requirement(SKILL, "esco:go", "Go", must=True, weight=2.0)
    wanted = (replace(PARSED.requirements[0], must=False), go)
    edited = service.edit_job(
        session, NORTH, job.id, JobEdit(requirements=wanted), expected_version=1, now=at
    )
    assert edited.version == 2
    assert edited.jd == job.jd  # what was read stays as it was read
    reread = replace(PARSED, requirements=(PARSED.requirements[0],))
    after = service.add_version(
        session, NORTH, job.id, NewVersion("会 Python", reread, "算法专家"), now=at
    )
    assert (after.title, after.jd.number, after.version) == ("算法专家", 2, 3)
    assert [
        (one.requirement.key, one.requirement.must, one.origin) for one in rules.wanted_of(after)
    ] == [
        ("esco:python", False, Origin.EDITED),
        ("esco:go", True, Origin.ADDED),
    ]
    assert [one.number for one in jobs.versions(session, NORTH, job.id)] == [2, 1]
    assert jobs.get(session, NORTH, job.id) == after


def test_a_stale_edit_changes_nothing(session, job, at):
    service.edit_job(session, NORTH, job.id, JobEdit(title="A"), expected_version=1, now=at)
    with pytest.raises(Stale):
        service.edit_job(session, NORTH, job.id, JobEdit(title="B"), expected_version=1, now=at)
    assert jobs.get(session, NORTH, job.id).title == "A"


def test_an_edit_that_changes_nothing_tells_nobody(session, job, at):
    head = outbox.head(session)
    edit = JobEdit(title=job.title, requirements=PARSED.requirements)
    assert service.edit_job(session, NORTH, job.id, edit, expected_version=1, now=at) == job
    assert outbox.head(session) == head


def test_a_job_is_not_given_to_a_team_one_does_not_belong_to(session, job, at):
    for actor, team in ((NORTH, "team_s"), (ADMIN, "team_nowhere")):
        with pytest.raises(service.TeamUnknown):
            service.create_job(session, actor, replace(NEW, team_id=team), now=at)
    with pytest.raises(service.TeamUnknown):
        service.edit_job(
            session, NORTH, job.id, JobEdit(team_id="team_s"), expected_version=1, now=at
        )


def test_a_hiring_manager_must_be_somebody_who_can_sign_in(session, job, at):
    with pytest.raises(service.ManagerUnknown):
        service.create_job(session, NORTH, replace(NEW, hiring_manager_id="acc_nobody"), now=at)
    edit = JobEdit(hiring_manager_id="acc_nobody")
    with pytest.raises(service.ManagerUnknown):
        service.edit_job(session, NORTH, job.id, edit, expected_version=1, now=at)


def test_a_nonsensical_requirement_is_refused(session, job, at):
    years = Requirement(RequirementKind.YEARS, "many", "many")
    with pytest.raises(service.RequirementInvalid) as caught:
        service.edit_job(
            session, NORTH, job.id, JobEdit(requirements=(years,)), expected_version=1, now=at
        )
    assert "many" in caught.value.detail


def test_the_same_arrival_comes_once_and_a_new_text_is_a_new_version(session, at):
    new = replace(NEW, source="site", external_id="42")
    first = service.arrive(session, ADMIN, new, now=at)
    second = service.arrive(session, ADMIN, new, now=at)
    third = service.arrive(session, ADMIN, replace(new, text="other"), now=at)
    assert [one.outcome.value for one in (first, second, third)] == [
        "created",
        "unchanged",
        "updated",
    ]
    assert first.job.id == second.job.id == third.job.id
    assert third.job.jd.number == 2


def test_a_stored_shortlist_comes_back_bit_for_bit(session, job, at):
    position = rules.position_of(job)
    new = NewShortlist(position, 'city = "深圳"', 2, ANSWER, considered=40)
    made = service.store_shortlist(session, NORTH, job.id, new, now=at)
    again = shortlists.get(session, NORTH, made.id)
    for was, now in zip(ANSWER.matches, again.rows, strict=True):
        assert [one.hex() for one in now.features] == [one.hex() for one in was.features]
        assert [one.hex() for one in now.contributions] == [one.hex() for one in was.contributions]
        assert (now.raw.hex(), now.score.hex()) == (was.raw.hex(), was.score.hex())
        assert (now.reasons, now.missing, now.changes) == (was.reasons, was.missing, was.changes)
    assert again.position == position
    assert (again.model_version, again.feature_names, again.notices, again.where) == (
        "ranker-7",
        ("f1", "f2", "f3", "f4"),
        ("no-known-skill",),
        'city = "深圳"',
    )
    assert (again.considered, again.retrieved, again.timings_ms) == (40, 12, {"rank": 1.25})


def test_decisions_are_only_added_and_change_nothing_else(session, job, at):
    made = service.store_shortlist(
        session, NORTH, job.id, NewShortlist(PARSED, "", 2, ANSWER), now=at
    )
    before = repr((jobs.get(session, NORTH, job.id), shortlists.get(session, NORTH, made.id)))
    service.decide(session, BOSS, made.id, NewDecision("tal_a", Verdict.MAYBE), now=at)
    last = service.decide(
        session,
        NORTH,
        made.id,
        NewDecision("tal_a", Verdict.REJECT, " wants Berlin ", profile_opened=True),
        now=at,
    )
    history = shortlists.decisions(session, NORTH, made.id)
    assert [(one.verdict, one.decided_by, one.shown_rank) for one in history] == [
        (Verdict.MAYBE, "acc_boss", 2),
        (Verdict.REJECT, "acc_north", 2),
    ]
    assert shortlists.latest_decisions(session, NORTH, made.id) == {"tal_a": last}
    assert (last.reason, last.profile_opened) == ("wants Berlin", True)
    now = (jobs.get(session, NORTH, job.id), shortlists.get(session, NORTH, made.id))
    assert repr(now) == before
    (summary,), following, total = shortlists.page(session, NORTH, job_id=job.id)
    assert (summary.people, summary.decided, summary.accepted, following, total) == (
        2,
        1,
        0,
        None,
        1,
    )


def test_nobody_is_rejected_without_a_reason_or_off_the_list(session, job, at):
    made = service.store_shortlist(
        session, NORTH, job.id, NewShortlist(PARSED, "", 2, ANSWER), now=at
    )
    with pytest.raises(service.ReasonMissing):
        service.decide(session, NORTH, made.id, NewDecision("tal_a", Verdict.REJECT), now=at)
    with pytest.raises(NotFound):
        service.decide(session, NORTH, made.id, NewDecision("tal_z", Verdict.ACCEPT), now=at)


def test_every_verb_is_told_and_written_into_the_audit_log_without_words(session, job, at):
    service.edit_job(
        session, NORTH, job.id, JobEdit(status=JobStatus.PAUSED), expected_version=1, now=at
    )
    service.add_version(session, NORTH, job.id, NewVersion("other", PARSED), now=at)
    made = service.store_shortlist(
        session, NORTH, job.id, NewShortlist(PARSED, "", 2, ANSWER), now=at
    )
    service.decide(
        session, NORTH, made.id, NewDecision("tal_a", Verdict.REJECT, "secret words"), now=at
    )
    names = ["job.opened", "job.changed", "jd.versioned", "shortlist.made", "decision.recorded"]
    assert [fact.name for fact in outbox.since(session, 0)] == names
    entries = audit.page(session)
    assert [entry.action for entry in entries] == names[::-1]
    assert {entry.actor_id for entry in entries} == {"acc_north"}
    assert "secret words" not in repr(entries)
    assert entries[0].details["model_version"] == "ranker-7"


def test_the_demo_goes_and_real_jobs_stay(session, job, at):
    service.create_job(session, ADMIN, replace(NEW, invented=True), now=at)
    assert service.delete_invented(session, ADMIN, now=at) == 1
    assert [one.id for one in jobs.page(session, ADMIN).jobs] == [job.id]
