"""The list of an HR system: who joins, moves, leaves, comes back, and who is missing from it."""

from datetime import timedelta

import pytest

from core.actor import SYSTEM
from core.consent import keeping
from core.consent import service as consent
from core.consent.types import Purpose, Why
from core.consent.types import Stage as Clock
from core.profile import repository as profile
from core.relation import repository, service
from core.relation.types import Kind, Stage
from serving.intake import undoing
from serving.intake.rows import InputUnusable

HEADS = "工号,姓名,个人邮箱,手机,部门,岗位,入职日期,离职日期,状态,员工类型\n"
LI = "E1,李娜,li.na@example.com,13800138001,算法部,算法工程师,2019-03-01,,在职,正式\n"
WANG = "E2,王伟,wang.wei@example.com,13800138002,平台部,后端工程师,2020/7/15,,在职,正式\n"
ANN = "E3,Ann Lee,ann@example.com,13800138003,算法部,实习生,2026-05-06,,在职,实习\n"


@pytest.fixture
def hr(company):
    company.source("hr", "hr")
    return company


def days(company, number):
    company.parts.clock.move(timedelta(days=number))


def test_a_list_says_who_works_here_as_what_and_since_when(hr):
    run = hr.take_in(HEADS + LI + WANG + ANN, source="hr")
    assert (run.counts.created, run.counts.flagged) == (3, 0)
    found = {name: hr.stated(name) for name in ("李娜", "王伟", "Ann Lee")}
    assert {
        name: (one.kind, f"{one.since:%Y-%m-%d}", one.label) for name, [one] in found.items()
    } == {
        "李娜": (Kind.EMPLOYEE, "2019-03-01", "算法工程师 · 算法部"),
        "王伟": (Kind.EMPLOYEE, "2020-07-15", "后端工程师 · 平台部"),
        "Ann Lee": (Kind.INTERN, "2026-05-06", "实习生 · 算法部"),
    }
    post = hr.people()["李娜"].facts.employments[0]
    assert (post.company, post.title, post.start, post.current) == (
        "示例科技", "算法工程师", "2019-03", True,
    )  # fmt: skip
    assert hr.track("李娜").stage is Stage.EMPLOYEE
    assert hr.timeline("李娜") == [("employee.began", "2019-03-01", "算法工程师 · 算法部")]


def test_the_same_list_again_says_nothing_new(hr):
    hr.take_in(HEADS + LI + WANG, source="hr")
    days(hr, 1)
    again = hr.take_in(HEADS + LI + WANG, source="hr")
    assert again.counts.unchanged == 2
    assert len(hr.timeline("李娜")) == 1
    with hr.parts.db.read() as session:
        assert len(repository.of_person(session, SYSTEM, hr.people()["李娜"].id)) == 1


def test_who_moves_keeps_one_relationship_and_the_move_is_on_the_timeline(hr):
    hr.take_in(HEADS + LI, source="hr")
    days(hr, 30)
    hr.take_in(HEADS + LI.replace("算法工程师", "算法专家"), source="hr")
    [one] = hr.stated("李娜")
    assert (one.label, f"{one.since:%Y}") == ("算法专家 · 算法部", "2019")
    assert hr.timeline("李娜")[-1] == (
        "employee.moved", "2026-07-01", "算法工程师 · 算法部 → 算法专家 · 算法部",
    )  # fmt: skip
    assert hr.people()["李娜"].facts.employments[0].title == "算法专家"
    assert len(hr.people()["李娜"].facts.employments) == 1


def test_who_leaves_is_an_alumnus_whose_clock_runs_and_whose_answer_on_rehire_is_no(hr):
    hr.take_in(HEADS + LI, source="hr")
    days(hr, 30)
    hr.take_in(HEADS + LI.replace("01,,在职", "01,2026-06-20,离职"), source="hr")
    track = hr.track("李娜")
    assert (track.stage, f"{track.since:%Y-%m-%d}") == (Stage.ALUMNUS, "2026-06-20")
    assert hr.timeline("李娜")[-1][:2] == ("employee.ended", "2026-06-20")
    now, person = hr.parts.clock.now(), hr.people()["李娜"]
    assert not person.facts.employments[0].current
    with hr.parts.db.read() as session:
        rule = hr.parts.settings.retention
        clock, _ = keeping.clock_of(session, SYSTEM, person.id, rule=rule, now=now)
        said = consent.may(session, person.id, Purpose.REHIRE, at=now)
    assert (clock.due.ground, f"{clock.due.since:%Y-%m-%d}") == ("alumnus", "2026-06-20")
    assert clock.stage is Clock.KEPT
    assert said.why is Why.REFUSED


def test_somebody_who_comes_back_under_another_number_keeps_one_track(hr):
    hr.take_in(HEADS + LI.replace("01,,在职", "01,2022-03-31,离职"), source="hr")
    back = LI.replace("E1", "E77").replace("2019-03-01", "2026-05-20")
    hr.take_in(HEADS + back, source="hr")
    assert len(hr.people()) == 1
    track = hr.track("李娜")
    assert [step.stage for step in track.steps] == [Stage.EMPLOYEE, Stage.ALUMNUS, Stage.EMPLOYEE]
    assert track.boomerang
    with hr.parts.db.read() as session:
        rule, now = hr.parts.settings.retention, hr.parts.clock.now()
        clock, _ = keeping.clock_of(session, SYSTEM, hr.people()["李娜"].id, rule=rule, now=now)
    assert clock.due.on is None


def test_an_intern_who_is_taken_on_has_not_left(hr):
    hr.take_in(HEADS + ANN, source="hr")
    days(hr, 60)
    hr.take_in(HEADS + ANN.replace("实习生", "工程师").replace(",实习\n", ",正式\n"), source="hr")
    track = hr.track("Ann Lee")
    assert [step.stage for step in track.steps] == [Stage.INTERN, Stage.EMPLOYEE]
    assert f"{track.since:%Y-%m-%d}" == "2026-07-31"  # the list keeps the first day of all
    person = hr.people()["Ann Lee"]
    with hr.parts.db.read() as session:
        said = consent.may(session, person.id, Purpose.REHIRE, at=hr.parts.clock.now())
    assert said.why is Why.NEVER_ASKED


def test_who_is_missing_once_stays_and_who_is_missing_twice_has_left_and_may_be_back(hr):
    full = HEADS + LI + WANG + ANN
    hr.take_in(full, source="hr", complete=True)
    days(hr, 7)
    first = hr.take_in(HEADS + LI + ANN, source="hr", complete=True)
    assert first.absences == {"known": 3, "missing": 1, "ended": 0, "why": ""}
    assert hr.track("王伟").stage is Stage.EMPLOYEE
    with hr.parts.db.read() as session:
        [missing] = repository.missed(session, SYSTEM, limit=10)
    assert missing.talent_id == hr.people()["王伟"].id
    missed_on = hr.parts.clock.now()
    days(hr, 7)
    second = hr.take_in(HEADS + LI + ANN, source="hr", complete=True)
    assert second.absences == {"known": 3, "missing": 0, "ended": 1, "why": ""}
    track = hr.track("王伟")
    assert (track.stage, track.since) == (Stage.ALUMNUS, missed_on)
    assert hr.stated("王伟")[0].reason == "lacked by two complete lists of its source"
    days(hr, 7)
    hr.take_in(full, source="hr", complete=True)
    assert hr.track("王伟").stage is Stage.EMPLOYEE
    assert hr.track("王伟").steps[-1].since.year == 2020  # the list was wrong; nobody had left


def test_who_is_on_the_next_list_again_is_missing_anew_after_that(hr):
    for rows in (LI + WANG, LI, LI + WANG, LI):
        run = hr.take_in(HEADS + rows, source="hr", complete=True)
        days(hr, 7)
    assert run.absences["missing"] == 1
    assert hr.track("王伟").stage is Stage.EMPLOYEE


def test_a_list_that_was_cut_off_or_has_refused_rows_ends_nobodys_work(hr):
    crowd = "".join(
        f"E{n},员工{n},,1380013{n:04d},部门,工程师,2020-01-01,,在职,正式\n" for n in range(30)
    )
    hr.take_in(HEADS + crowd, source="hr", complete=True)
    for _ in range(2):
        days(hr, 7)
        half = hr.take_in(HEADS + "".join(crowd.splitlines(True)[:15]), source="hr", complete=True)
        assert half.absences["why"] == "too-many-missing"
        days(hr, 7)
        no_number = crowd.replace("E7,", ",")
        bad = hr.take_in(HEADS + no_number, source="hr", complete=True)
        assert bad.absences["why"] == "refused-rows"
        assert hr.reasons(bad) == [(9, "no-employee-number")]
    with hr.parts.db.read() as session:
        assert repository.missed(session, SYSTEM, limit=10) == []
    assert hr.track("员工7").stage is Stage.EMPLOYEE


def test_a_rehearsal_says_the_same_and_stores_nothing(hr):
    hr.take_in(HEADS + LI + WANG, source="hr", complete=True)
    days(hr, 7)
    rehearsed = hr.take_in(HEADS + LI, source="hr", complete=True, dry_run=True)
    assert rehearsed.absences == {"known": 2, "missing": 1, "ended": 0, "why": ""}
    with hr.parts.db.read() as session:
        assert repository.missed(session, SYSTEM, limit=10) == []


def test_a_front_desk_number_makes_no_one_person_of_two(hr):
    desk = (LI + WANG).replace("13800138001", "075526000000").replace("13800138002", "075526000000")
    run = hr.take_in(HEADS + desk, source="hr")
    assert run.counts.created == 2
    assert {code for _, code in hr.reasons(run)} == {"shared-contact"}
    assert [one.facts.phones for one in hr.people().values()] == [(), ()]


def test_what_contradicts_itself_is_refused_or_flagged_and_says_why(hr):
    run = hr.take_in(
        HEADS
        + LI.replace("2019-03-01,,在职", "2019-03-01,2018-01-01,离职")
        + WANG.replace("2020/7/15,,在职", "2020年7月15日,2021-02-01,在职")
        + ANN.replace("2026-05-06", "上周").replace(",实习\n", ",锦鲤\n"),
        source="hr",
    )
    assert sorted(hr.reasons(run)) == [
        (2, "leaves-before-joining"), (3, "left-yet-here"), (4, "strange-date"),
    ]  # fmt: skip
    assert hr.track("王伟").stage is Stage.ALUMNUS
    assert hr.stated("Ann Lee")[0].kind is Kind.EMPLOYEE


def test_only_a_list_of_employees_can_be_complete(hr):
    with pytest.raises(InputUnusable) as told:
        hr.take_in(HEADS + LI, source="elsewhere", complete=True)
    assert told.value.reason.code == "complete-not-hr"


def test_undoing_a_list_takes_back_what_it_stated(hr):
    run = hr.take_in(HEADS + LI, source="hr")
    hr.take_in("编号,姓名,邮箱\nA,李娜,li.na@example.com\n", source="ats")
    with hr.parts.db.write() as session:
        begun = undoing.begin(session, SYSTEM, run.id, now=hr.parts.clock.now())
    undoing.work(hr.parts, SYSTEM, begun)
    assert hr.stated("李娜") == []
    assert hr.track("李娜").stage is Stage.PROSPECT


def test_rows_of_a_program_mean_the_same_as_rows_of_a_file(hr):
    told = dict(zip(HEADS.strip().split(","), LI.strip().split(","), strict=True))
    [made] = hr.send("hr", told)
    assert made.outcome == "new"
    assert hr.stated("李娜")[0].label == "算法工程师 · 算法部"
    [again] = hr.send("hr", told)
    assert again.outcome == "unchanged"
    left, nobody = hr.send(
        "hr", told | {"离职日期": "2026-05-31", "状态": "离职"}, {"姓名": "无名"}
    )
    assert (left.outcome, nobody.outcome) == ("update", "refused")
    assert nobody.reason.code == "no-employee-number"
    assert hr.track("李娜").stage is Stage.ALUMNUS


def test_a_word_by_hand_holds_beside_that_of_sources_and_can_be_taken_back(hr):
    hr.take_in(HEADS + LI, source="hr")
    person, now = hr.people()["李娜"], hr.parts.clock.now()
    with hr.parts.db.write() as session:
        said = service.Statement(Kind.REFERRER, "", "", now)
        made = service.state(session, SYSTEM, person.id, said, now=now)
    assert {one.kind for one in hr.stated("李娜")} == {Kind.EMPLOYEE, Kind.REFERRER}
    with hr.parts.db.write() as session:
        service.take_back(session, SYSTEM, person.id, made.id, reason="typing error", now=now)
    assert {one.kind for one in hr.stated("李娜")} == {Kind.EMPLOYEE}
    with hr.parts.db.read() as session:
        assert len(repository.of_person(session, SYSTEM, person.id)) == 2
        assert profile.interactions_of(session, SYSTEM, person.id)
