"""One person through seven channels, in any order: one profile, seven source records, one track."""

from dataclasses import replace
from itertools import count

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.actor import SYSTEM
from core.content.types import Form, FormKind
from core.profile import repository as profile
from core.relation import service
from core.relation.repository import hiring
from serving.forms import submission
from serving.forms.taking_in import Sent, take_in

CHANNELS = ("board", "referral", "campus", "event", "agency", "hr", "ats", "form")
NUMBER = count(1)


def rows_of(n):
    """What each channel says of person ``n``: under many spellings, with one address in common."""
    mail, phone = f"li.na{n}@example.com", f"1380{n:07d}"
    return {
        "board": {"简历编号": f"B{n}", "姓名": "李娜", "邮箱": mail.upper(), "手机": phone,
                  "职位": "算法工程师", "公司": "甲公司", "应聘职位": "算法专家", "投递时间": "2025-03-02",
                  "更新时间": "2025-03-02"},
        "referral": {"内推编号": f"R{n}", "姓名": "Li Na", "邮箱": f" {mail} ", "推荐人": "王伟",
                     "推荐人邮箱": f"wang{n}@corp.example", "推荐理由": "很强", "更新时间": "2025-02-01"},
        "campus": {"学号": f"S{n}", "姓名": "李娜", "邮箱": mail, "学校": "中山大学", "专业": "统计学",
                   "学历": "硕士", "届": "2019", "更新时间": "2019-04-01"},
        "event": {"报名编号": f"E{n}", "姓名": "李 娜", "邮箱": mail, "活动": "算法沙龙",
                  "报名时间": "2024-09-01", "签到": "是", "更新时间": "2024-09-02"},
        "agency": {"推荐编号": f"A{n}", "姓名": "李娜", "邮箱": mail, "手机": f"+86 {phone}",
                   "技能": "Python, SQL", "城市": "深圳", "更新时间": "2025-05-01"},
        "hr": {"工号": f"H{n}", "姓名": "李娜", "个人邮箱": mail, "部门": "算法部", "岗位": "算法专家",
               "入职日期": "2025-06-03", "状态": "在职", "更新时间": "2025-06-03"},
        "ats": {"候选人编号": f"C{n}", "申请编号": f"P{n}", "姓名": "李娜", "邮箱": mail, "应聘职位": "算法专家",
                "阶段": "已入职", "投递时间": "2025-03-03", "阶段变更时间": "2025-06-03", "面试时间": "2025-04-01",
                "面试轮次": "一面", "更新时间": "2025-06-04"},
        "form": {"name": "Na Li", "email": mail, "phone": "", "city": "广州", "agreed": "yes"},
    }  # fmt: skip


def arrive(company, channel, n):
    told = rows_of(n)[channel]
    if channel != "form":
        [verdict] = company.send(channel, told)
        assert verdict.outcome in {"new", "update"}, verdict
        return
    now = company.parts.clock.now()
    form = Form("frm_1", FormKind.APPLY, "加入", "Join", "", "", "", None, "", "", True, 1, now, "")
    read = submission.read(form.kind, told)
    assert not read.errors
    take_in(company.parts, Sent(form, read, nonce=f"n{n}"), now=now)


def found_of(company, n):
    """Everything that is known of person ``n``, without what names the person or the moment."""
    with company.parts.db.read() as session:
        page = profile.page(session, SYSTEM, q=f"li.na{n}@example.com", limit=10)
        [person] = page.items
        sources = profile.sources_of(session, SYSTEM, person.id)
        track, stated = service.lifecycle_of(
            session, SYSTEM, person.id, now=company.parts.clock.now()
        )
        applied = hiring.applications_of(session, SYSTEM, person.id)
        told = sorted(
            (one.kind, one.at, one.summary)
            for one in profile.interactions_of(session, SYSTEM, person.id)
        )
    facts = person.facts
    return {
        "sources": sorted(one.channel for one in sources),
        "facts": (facts.name, facts.headline, facts.place, facts.years, len(facts.emails),
                  len(facts.phones), [one.name for one in facts.skills],
                  [(one.title, one.company, one.start, one.current) for one in facts.employments],
                  [(one.school, one.level, one.major) for one in facts.educations]),
        "track": [(step.stage, step.since) for step in track.steps],
        "stated": sorted((one.kind, one.since, one.label) for one in stated if not one.retracted_at),
        "applied": [(one.stage, one.job, one.applied_at, one.ended_at) for one in applied],
        "told": told,
    }  # fmt: skip


def test_the_order_in_which_channels_speak_changes_nothing(company):
    for channel in CHANNELS[:-1]:
        company.source(channel, channel)

    @settings(
        max_examples=12, deadline=None, database=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )  # fmt: skip
    @given(st.permutations(CHANNELS).map(lambda order: order[:7]))
    def any_order(order):
        one, other = next(NUMBER), next(NUMBER)
        for channel in order:
            arrive(company, channel, one)
        for channel in sorted(order):
            arrive(company, channel, other)
        found = found_of(company, one)
        assert len(found["sources"]) == 7
        assert found == found_of(company, other)

    any_order()


def test_what_a_stranger_says_never_wins_over_what_a_channel_says(company):
    company.source("hr", "hr")
    n = next(NUMBER)
    for channel in ("form", "hr"):
        arrive(company, channel, n)
    assert found_of(company, n)["facts"][0] == "李娜"
    assert replace(company.people()["李娜"].facts, text="").place.city == "广州"  # it fills a gap
