"""CVs → facts, zh and en."""

from datetime import UTC, date, datetime

import pytest

from core.profile.types import EducationLevel, Facts
from trm_ml.extract.candidate import to_candidate
from trm_ml.extract.cv import read_cv
from trm_ml.extract.lexicon import Lexicon

LEXICON = Lexicon.load()
TODAY = date(2026, 6, 1)
NOW = datetime(2026, 6, 1, 8, tzinfo=UTC)
ZH = """姓名：陈晓东    性别：男    年龄：28
电话：138-0013-8000  邮箱：chenxd@example.com
现居住地：深圳市南山区
求职意向：Java开发工程师  期望城市：深圳/广州
教育背景
2016.09-2020.06  武汉大学  计算机科学与技术  本科
工作经历
2020.07-至今  星河科技（深圳）有限公司  后端开发工程师
1、负责微服务架构设计，使用Spring Boot、Redis、Kafka
2、不熟悉Rust
2019.07—2019.12 银河技术有限公司 | 软件开发实习生
负责自动化测试
专业技能
熟练Java、Python，了解Docker；英语六级；普通话流利
证书：PMP
"""
EN = """Jane Q. Doe
Senior Software Engineer
jane.doe@example.com | +1 415 555 0101 | San Francisco, CA
Summary
10+ years of experience in machine learning.
Experience
Acme Technologies Inc. — Senior Software Engineer
Mar 2019 – Present
- Built pipelines in Python and Spark
Globex Corp | Software Engineer | Jul 2015 - Feb 2019
- React, GraphQL
Education
2011 - 2015 B.Sc. in Computer Science, Stanford University
Skills
Python, Java, C++, Go, Kubernetes
Languages: English (native), Mandarin (fluent)
"""


def read(text: str) -> Facts:
    return read_cv(text, LEXICON, today=TODAY)


def skills(facts: Facts) -> set[str]:
    return {skill.name for skill in facts.skills}


def test_a_chinese_cv() -> None:
    facts = read(ZH)
    assert (facts.name, facts.emails, facts.phones) == (
        "陈晓东",
        ("chenxd@example.com",),
        ("13800138000",),
    )
    assert facts.place.city == "深圳"
    assert [place.city for place in facts.desired_places] == ["深圳", "广州"]
    assert facts.headline == "Java开发工程师"
    now, before = facts.employments
    assert (now.title, now.company, now.start, now.current) == (
        "后端开发工程师",
        "星河科技(深圳)有限公司",
        "2020-07",
        True,
    )
    assert (before.title, before.start, before.end) == ("软件开发实习生", "2019-07", "2019-12")
    (course,) = facts.educations
    assert (course.school, course.level, course.major) == (
        "武汉大学",
        EducationLevel.BACHELOR,
        "计算机科学与技术",
    )
    assert facts.years == 5.9  # the internship does not count
    assert {"Java", "Spring Boot", "Redis", "Kafka", "Docker"} <= skills(facts)
    assert "Rust" not in skills(facts)
    assert {language.code for language in facts.languages} == {"en", "zh"}
    assert facts.certificates == ("PMP",)


def test_an_english_cv() -> None:
    facts = read(EN)
    assert (facts.name, facts.headline) == ("Jane Q. Doe", "Senior Software Engineer")
    assert facts.place.city == "San Francisco"
    assert [(post.title, post.start, post.end) for post in facts.employments] == [
        ("Senior Software Engineer", "2019-03", ""),
        ("Software Engineer", "2015-07", "2019-02"),
    ]
    assert facts.years == 10.9
    (course,) = facts.educations
    assert (course.school, course.level, course.major) == (
        "Stanford University",
        EducationLevel.BACHELOR,
        "Computer Science",
    )
    assert {"Go", "Apache Spark", "Kubernetes", "C++"} <= skills(facts)
    assert {language.code: language.level for language in facts.languages} == {
        "en": "native",
        "zh": "fluent",
    }


@pytest.mark.parametrize("text", [ZH, EN, ZH.replace(":", "："), EN.upper()])
def test_every_span_holds_in_the_text(text: str) -> None:
    facts = read(text)
    assert len(facts.text) == len(text)
    spans = [
        span
        for fact in (*facts.skills, *facts.employments, *facts.educations, *facts.languages)
        for span in fact.evidence
    ]
    assert spans
    for span in spans:
        assert facts.text[span.start : span.end] == span.text == text[span.start : span.end]


@pytest.mark.parametrize("title", ["硬件工程师(总监)", "护士(总监)"])
def test_a_bracket_at_the_end_of_a_title_is_closed(title: str) -> None:
    text = ZH.replace("后端开发工程师", title)
    assert read_cv(text, LEXICON, today=TODAY).employments[0].title == title


def test_repeating_a_skill_adds_nothing() -> None:
    once = read(ZH)
    often = read(ZH + "Python " * 50)
    assert skills(once) == skills(often)
    assert [skill.skill_id for skill in once.skills] == [skill.skill_id for skill in often.skills]


@pytest.mark.parametrize("more", ["熟悉Rust语言", "Kubernetes", "会计核算", "welding", "C"])
@pytest.mark.parametrize("text", [ZH, EN])
def test_adding_a_skill_never_removes_one(text: str, more: str) -> None:
    assert skills(read(text)) <= skills(read(f"{text}\n{more}\n"))


@pytest.mark.parametrize("text", ["", "\n\n", "……", "😀🙂", "1" * 5000, "a b c\n" * 3000])
def test_what_says_nothing_gives_no_facts_and_no_error(text: str) -> None:
    facts = read(text)
    assert (facts.employments, facts.years) == ((), None)


def test_a_two_hundred_page_cv_is_read() -> None:
    facts = read(ZH + "负责数据分析平台的建设与运营，熟悉Python。\n" * 8_000)
    assert facts.name == "陈晓东"
    assert len(facts.employments) == 2


def test_a_candidate_has_what_matching_needs_and_no_name() -> None:
    candidate = to_candidate("t1", read(ZH), LEXICON, now=NOW)
    assert candidate.titles == ("后端开发工程师", "软件开发实习生")
    assert (candidate.level, candidate.education, candidate.city, candidate.region) == (
        2,
        EducationLevel.BACHELOR,
        "深圳",
        "华南",
    )
    assert candidate.months_since_active == 0.0
    assert "陈晓东" not in repr(candidate)
    assert "13800138000" not in repr(candidate)
    assert len(set(candidate.skills)) == len(candidate.skills)


def test_a_candidate_without_a_text_is_read_from_single_facts() -> None:
    facts = Facts(name="李四", headline="会计", skills=read("会计核算").skills)
    candidate = to_candidate("t2", facts, LEXICON, now=NOW)
    assert "会计" in candidate.text
    assert candidate.years is None
    assert candidate.months_since_active is None


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("Java工程师，5年工作经验，本科", 5.0),
        ("分析师，工作经验：7年", 7.0),
        ("Twelve years' experience with Java", 12.0),
        ("I have 6,5 years of experience in the industry", 6.5),
        ("Work experience for almost 10 years", 10.0),
        ("4 years as a Linux developer", 4.0),
        ("The company celebrates 25 years in business", None),
    ],
)
def test_stated_years_are_read_however_they_are_written(text: str, years: float | None) -> None:
    assert read(text).years == years


def test_a_name_in_front_of_a_title_is_not_shown_with_it() -> None:
    facts = read("ARVELO KRINGSTAD FULL STACK DEVELOPER with 1+ year experience\nPython, Go")
    assert facts.headline == "FULL STACK DEVELOPER"
    assert read("Embedded Linux Engineer\nC, C++").headline == "Embedded Linux Engineer"
