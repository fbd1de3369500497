"""An ATS export, agencies, job boards, campus lists and events: what they state, and what is bad."""

import io
from datetime import timedelta

import openpyxl
import pytest

from core.actor import SYSTEM
from core.profile import repository as profile
from core.relation.repository import hiring, told
from core.relation.types import ApplicationStage, ClaimStanding, Kind, Stage
from serving.intake import undoing

ATS = "候选人编号,申请编号,姓名,邮箱,应聘职位,阶段,投递时间,阶段变更时间,面试时间,面试轮次,面试结果,面试评价,更新时间\n"
APPLIED = "C1,P1,赵敏,zhao@example.com,数据工程师,新投递,2026-04-01,,,,,,2026-04-01\n"
SECOND = "C1,P1,赵敏,zhao@example.com,数据工程师,二面,2026-04-01,2026-04-20,2026-04-22 14:30,二面,通过,回答很好 SECRET,2026-04-20\n"
REJECTED = (
    "C1,P1,赵敏,zhao@example.com,数据工程师,面试未通过,2026-04-01,2026-05-02,,,,,2026-05-02\n"
)


@pytest.fixture
def all_of_them(company):
    for channel in ("ats", "board", "campus", "event", "referral"):
        company.source(channel, channel)
    for agency in ("锐聘", "优猎"):
        company.source(agency, "agency", ownership_days=90)
    return company


def applied(company, name="赵敏"):
    with company.parts.db.read() as session:
        return hiring.applications_of(session, SYSTEM, company.people()[name].id)


def test_an_application_goes_through_its_stages_onto_the_timeline_and_ends(all_of_them):
    for rows in (APPLIED, SECOND, REJECTED):
        all_of_them.take_in(ATS + rows, source="ats")
    [one] = applied(all_of_them)
    assert (one.stage, one.stage_written) == (ApplicationStage.REJECTED, "面试未通过")
    assert f"{one.ended_at:%Y-%m-%d}" == "2026-05-02"
    assert sorted((day, kind) for kind, day, _ in all_of_them.timeline("赵敏")) == [
        ("2026-04-01", "application.submitted"),
        ("2026-04-20", "application.interview"),
        ("2026-04-22", "interview.held"),
        ("2026-04-22", "interview.result"),
        ("2026-05-02", "application.rejected"),
    ]
    track = all_of_them.track("赵敏")
    assert [step.stage for step in track.steps] == [Stage.APPLICANT, Stage.PROSPECT]
    with all_of_them.parts.db.read() as session:
        kept = [
            one.raw for one in profile.sources_of(session, SYSTEM, all_of_them.people()["赵敏"].id)
        ]
    assert "SECRET" not in str(kept)  # what an interviewer wrote is not ours to keep


def test_an_older_export_after_a_newer_one_and_the_same_again_change_nothing(all_of_them):
    for rows in (REJECTED, APPLIED, SECOND, REJECTED, APPLIED):
        all_of_them.take_in(ATS + rows, source="ats")
    [one] = applied(all_of_them)
    assert one.stage is ApplicationStage.REJECTED
    assert len(all_of_them.timeline("赵敏")) == 5
    assert all_of_them.track("赵敏").stage is Stage.PROSPECT


def test_a_stage_that_nobody_knows_is_kept_as_written_and_flagged(all_of_them):
    run = all_of_them.take_in(ATS + APPLIED.replace("新投递", "薛定谔"), source="ats")
    assert all_of_them.reasons(run) == [(2, "unknown-stage")]
    [one] = applied(all_of_them)
    assert (one.stage, one.stage_written, one.ended_at) == (
        ApplicationStage.UNKNOWN,
        "薛定谔",
        None,
    )
    assert all_of_them.track("赵敏").stage is Stage.APPLICANT
    nameless = all_of_them.take_in(ATS + APPLIED.replace("P1", ""), source="ats")
    assert all_of_them.reasons(nameless) == [(2, "no-application-number")]


def test_undoing_an_export_takes_its_applications_back(all_of_them):
    run = all_of_them.take_in(ATS + APPLIED, source="ats")
    all_of_them.take_in("编号,姓名,邮箱\nA,赵敏,zhao@example.com\n", source="elsewhere")
    with all_of_them.parts.db.write() as session:
        begun = undoing.begin(session, SYSTEM, run.id, now=all_of_them.parts.clock.now())
    undoing.work(all_of_them.parts, SYSTEM, begun)
    assert applied(all_of_them) == []
    assert all_of_them.track("赵敏").stage is Stage.PROSPECT


def submit(company, agency, number, mail="qian@example.com", name="钱勇", on="2026-05-01"):
    company.send(agency, {"推荐编号": number, "姓名": name, "邮箱": mail, "推荐时间": on})
    with company.parts.db.read() as session:
        person = next(one for one in company.people().values() if mail.lower() in one.facts.emails)
        return [(one.source, one.standing) for one in hiring.claims_of(session, SYSTEM, person.id)]


def test_the_first_agency_owns_somebody_unknown_until_its_period_ends(all_of_them):
    submit(all_of_them, "锐聘", "1")
    submit(all_of_them, "优猎", "1", mail="QIAN@example.com", name="Qian Yong", on="2026-05-02")
    claims = submit(all_of_them, "锐聘", "2", on="2026-05-20")
    assert claims == [
        ("锐聘", ClaimStanding.OWNER), ("优猎", ClaimStanding.SECOND), ("锐聘", ClaimStanding.REPEATED),
    ]  # fmt: skip
    assert len(all_of_them.people()) == 1
    all_of_them.parts.clock.move(timedelta(days=100))
    later = submit(all_of_them, "优猎", "2", on="2026-08-15")
    assert later[-1] == ("优猎", ClaimStanding.OWNER)
    assert submit(all_of_them, "优猎", "2", on="2026-08-15") == later  # the same again


def test_nobody_can_claim_whom_the_company_knew_from_elsewhere(all_of_them):
    all_of_them.take_in("编号,姓名,邮箱\nA,钱勇,qian@example.com\n", source="elsewhere")
    assert submit(all_of_them, "锐聘", "1") == [("锐聘", ClaimStanding.KNOWN)]
    [refused] = all_of_them.send("锐聘", {"推荐编号": "9", "姓名": "无名"})
    assert refused.reason.code == "agency-without-address"


def test_an_agents_own_number_on_every_row_makes_no_one_person_of_all(all_of_them):
    heads = "推荐编号,姓名,邮箱,手机\n"
    rows = "".join(f"{n},人选{n},p{n}@example.com,13900001111\n" for n in range(4))
    run = all_of_them.take_in(heads + rows, source="锐聘")
    assert run.counts.created == 4
    assert {code for _, code in all_of_them.reasons(run)} == {"shared-contact"}


def test_a_referral_names_another_person_and_never_the_referrer_themself(all_of_them):
    row = {"内推编号": "1", "姓名": "孙颖", "邮箱": "sun@example.com", "推荐人": "周杰",
           "推荐人邮箱": "Zhou@corp.example", "推荐理由": "同事"}  # fmt: skip
    [made] = all_of_them.send("referral", row)
    with all_of_them.parts.db.read() as session:
        [one] = told.referrals_of(session, SYSTEM, made.subject_id)
    assert one.referrer_id == all_of_them.people()["周杰"].id
    assert [one.kind for one in all_of_them.stated("周杰")] == [Kind.REFERRER]
    filled, nobody = all_of_them.send(
        "referral", row | {"内推编号": "2", "邮箱": "zhou@corp.example"}, row | {"推荐人邮箱": ""}
    )
    assert (filled.reason.code, nobody.reason.code) == ("refers-themself", "no-referrer")
    assert set(all_of_them.people()) == {"孙颖", "周杰"}
    with all_of_them.parts.db.read() as session:  # told by the referrer's own profile as well
        assert told.referrals_of(session, SYSTEM, one.referrer_id) == [one]


def test_a_campus_list_in_excel_and_an_event_say_what_they_know(all_of_them):
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (["2026届校园招聘"], ["学号", "姓名", "邮箱", "学校", "专业", "学历", "届"],
                ["20260101", "吴桐", "wu@example.com", "中山大学", "计算机", "硕士", 2026]):  # fmt: skip
        sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    run = all_of_them.take_in(file.getvalue(), source="campus", name="名单.xlsx")
    assert run.counts.created == 1
    [stated] = all_of_them.stated("吴桐")
    assert (stated.kind, stated.label) == (Kind.PROSPECT, "中山大学 · 2026")
    told_row = {
        "报名编号": "9",
        "姓名": "吴桐",
        "邮箱": "wu@example.com",
        "活动": "宣讲会",
        "报名时间": "2026-05-02",
    }
    all_of_them.send("event", told_row)
    all_of_them.send("event", told_row | {"是否到场": "是", "签到时间": "2026-05-10 19:05"})
    all_of_them.send("event", told_row | {"是否到场": "是", "签到时间": "2026-05-10 19:05"})
    assert all_of_them.timeline("吴桐") == [
        ("event.registered", "2026-05-02", "宣讲会"), ("event.attended", "2026-05-10", "宣讲会"),
    ]  # fmt: skip
    [nowhere] = all_of_them.send("event", {"姓名": "郑云", "邮箱": "z@example.com"})
    assert nowhere.reason.code == "no-event"


def test_a_board_without_a_job_brings_a_prospect_and_with_one_an_applicant(all_of_them):
    all_of_them.send("board", {"简历编号": "1", "姓名": "冯一", "邮箱": "f1@example.com"},
                     {"简历编号": "2", "姓名": "冯二", "邮箱": "f2@example.com", "应聘职位": "测试"})  # fmt: skip
    assert (all_of_them.track("冯一").stage, all_of_them.track("冯二").stage) == (
        Stage.PROSPECT, Stage.APPLICANT,
    )  # fmt: skip
