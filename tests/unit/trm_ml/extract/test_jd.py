"""Job descriptions → requirements: must-have against nice-to-have, spans, nothing protected."""

import pytest

from core.pool.types import Position, RequirementKind
from core.profile.types import EducationLevel
from trm_ml.extract.jd import read_jd
from trm_ml.extract.lexicon import Lexicon

LEXICON = Lexicon.load()
ZH = """岗位职责：
1、负责推荐系统的设计；
任职要求：
1、本科及以上学历，3年以上后端开发经验；
2、精通Java，熟悉Spring Boot；
3、熟悉Python或Go语言；
4、有Kafka经验者优先；
5、责任心强，英语四级；
加分项：Kubernetes
福利待遇：五险一金，带薪培训，Photoshop课程
工作地点：深圳
"""
EN = """Data Engineer
Responsibilities
Build dashboards.
Minimum qualifications
BS degree in Computer Science.
4 years of experience with SQL. Knowledge of Python.
Preferred qualifications
Experience with Tableau and Kafka.
Benefits
Free yoga and Photoshop training.
"""


def read(text: str, title: str = "") -> Position:
    return read_jd(text, LEXICON, title=title)


def labels(position: Position, *, must: bool) -> set[str]:
    return {
        LEXICON.skills.en[LEXICON.skills.row_of(need.key)]
        for need in position.of_kind(RequirementKind.SKILL, must=must)
    }


def test_a_chinese_jd() -> None:
    position = read(ZH, "Java开发工程师")
    must, nice = labels(position, must=True), labels(position, must=False)
    assert {"Java", "Spring Boot"} <= must
    assert {
        "Kafka",
        "Kubernetes",
        "Python",
        "recommender systems",
        "sense of responsibility",
    } <= nice
    assert not {"Photoshop", "employee training"} & (must | nice)
    assert (position.min_years, position.education, position.language) == (
        3.0,
        EducationLevel.BACHELOR,
        "zh",
    )
    assert [need.key for need in position.of_kind(RequirementKind.LANGUAGE)] == ["en"]
    assert [need.key for need in position.of_kind(RequirementKind.PLACE)] == ["深圳"]


def test_an_english_jd() -> None:
    position = read(EN)
    assert position.title == "Data Engineer"
    assert {"SQL", "Python"} <= labels(position, must=True)
    assert {"Tableau", "Kafka"} <= labels(position, must=False)
    assert (position.min_years, position.education, position.language) == (
        4.0,
        EducationLevel.BACHELOR,
        "en",
    )


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("3年以上工作经验", 3.0),
        ("3-5年相关工作经验", 3.0),
        ("两年以上开发经验", 2.0),
        ("at least 5 years of experience", 5.0),
        ("5+ years in sales", 5.0),
        ("1 年以上经验；5年以上行业背景", 5.0),
        ("公司成立10年", None),
        ("经验不限", None),
        ("4.3年以上数据分析经验", 3.0),
    ],
)
def test_years_asked_for(text: str, years: float | None) -> None:
    assert read(f"任职要求：\n{text}").min_years == years


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("本科及以上学历", EducationLevel.BACHELOR),
        ("硕士或本科", EducationLevel.BACHELOR),
        ("大专以上", EducationLevel.DIPLOMA),
        ("博士学历", EducationLevel.DOCTORATE),
        ("本科以上学历，硕士优先", EducationLevel.BACHELOR),
        ("Master's degree required", EducationLevel.MASTER),
        ("学历不限", EducationLevel.UNKNOWN),
    ],
)
def test_education_asked_for(text: str, level: EducationLevel) -> None:
    assert read(f"任职要求：\n{text}").education is level


def test_spans_hold_in_the_jd() -> None:
    for text in (ZH, EN):
        position = read(text)
        assert len(position.text) == len(text)
        for need in position.requirements:
            if need.span is not None:
                assert position.text[need.span.start : need.span.end] == need.span.text


@pytest.mark.parametrize(
    "wording",
    [
        "限女性",
        "男女不限",
        "25-35岁",
        "年龄35岁以下",
        "已婚已育优先",
        "本地户口优先",
        "形象气质佳",
        "身高165以上",
        "female only",
        "aged 25-35",
    ],
)
def test_protected_wording_and_contacts_are_stripped(wording: str) -> None:
    text = f"任职要求：熟悉Java，{wording}，联系 13800138000 hr@example.com"
    position = read(text)
    assert wording not in position.text
    assert "13800138000" not in position.text
    assert "hr@example.com" not in position.text
    assert len(position.text) == len(text)


def test_each_thing_is_asked_for_once_and_must_wins() -> None:
    position = read("任职要求：\n熟悉Java；Java、Java；有Java经验优先")
    skills = position.of_kind(RequirementKind.SKILL)
    assert len(skills) == 1
    assert skills[0].must


@pytest.mark.parametrize("text", ["", "  \n ", "招人啦！！！", "😀"])
def test_a_jd_that_says_nothing_asks_for_nothing(text: str) -> None:
    assert read(text).requirements == ()


def test_only_the_list_of_alternatives_is_a_choice() -> None:
    text = "任职要求：\n1、熟悉MySQL，掌握至少一门语言，如Java、Python；\n2、精通Linux，熟悉Kafka"
    position = read(text)
    assert {"MySQL", "Linux", "Kafka"} <= labels(position, must=True)
    assert {"Java", "Python"} <= labels(position, must=False)


def test_items_without_any_sign_between_them_are_cut_at_the_space() -> None:
    text = (
        "任职要求: 熟悉Redis数据库调优 熟练使用一种以上脚本语言，如Perl或Python 熟悉Kafka消息队列"
    )
    position = read(text)
    assert {"Redis", "Kafka"} <= labels(position, must=True)
    assert {"Perl", "Python"} <= labels(position, must=False)


def test_a_line_of_conditions_above_the_headings_counts_where_the_text_says_nothing() -> None:
    lines = (
        "后端工程师\n工作地点：广州\n3-4年经验，大专，招2人\n岗位职责：写代码\n任职要求：精通Java"
    )
    position = read(lines)
    assert (position.min_years, position.education) == (3.0, EducationLevel.DIPLOMA)
    stated = read(lines + "；本科以上学历，5年以上工作经验")
    assert (stated.min_years, stated.education) == (5.0, EducationLevel.BACHELOR)


def test_perks_in_a_title_are_no_skills_and_a_language_is_a_language() -> None:
    perks = read("任职要求：精通Java", "高级Java工程师（提成+社保+定期旅游+双休）")
    assert labels(perks, must=True) == {"Java"}
    spoken = read("Minimum qualifications\nSQL", "Account Strategist (Hungarian)")
    assert [need.key for need in spoken.of_kind(RequirementKind.LANGUAGE)] == ["hu"]
    assert labels(spoken, must=True) == {"SQL"}


def test_what_a_company_says_of_itself_is_not_asked_for() -> None:
    text = (
        "任职要求：精通Java。========星河软件中心介绍：我们有机器人平台，使用Hadoop。美食诱惑：西餐"
    )
    position = read(text)
    assert labels(position, must=True) | labels(position, must=False) == {"Java"}


@pytest.mark.parametrize(
    ("text", "must", "choice"),
    [
        (
            "Minimum qualifications\n3 years in recruiting, marketing, or consulting. SQL.",
            {"SQL"},
            {"recruitment", "marketing"},
        ),
        (
            "Minimum qualifications\nKnowledge of Kafka and Docker, Java, Python or Scala",
            {"Kafka"},
            {"Java", "Python", "Scala"},
        ),
        ("任职要求：精通MySQL，熟悉Java、Python或Go语言", {"MySQL"}, {"Java", "Python", "Go"}),
    ],
)
def test_every_member_of_a_list_with_or_is_a_choice(
    text: str, must: set[str], choice: set[str]
) -> None:
    position = read(text)
    needed, wished = labels(position, must=True), labels(position, must=False)
    assert must <= needed
    assert choice <= wished
    assert not choice & needed


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("任职要求：博士研究生学历", EducationLevel.DOCTORATE),
        ("任职要求：硕士研究生以上学历", EducationLevel.MASTER),
        ("Minimum qualifications\nMS degree in Computer Science", EducationLevel.MASTER),
        ("Minimum qualifications\nMS Office", EducationLevel.UNKNOWN),
    ],
)
def test_a_degree_is_read_by_its_own_words(text: str, level: EducationLevel) -> None:
    assert read(text).education is level


@pytest.mark.parametrize(
    ("line", "title", "occupation"),
    [
        (
            "Customer Experience Data Scientist, Google Cloud",
            "Customer Experience Data Scientist",
            "data scientist",
        ),
        (
            "Regional Sales Manager - Europe and Asia, Hardware",
            "Regional Sales Manager",
            "sales manager",
        ),
        ("数据分析师（深圳）", "数据分析师", "data analyst"),
    ],
)
def test_a_title_ends_where_it_begins_to_say_where(line: str, title: str, occupation: str) -> None:
    read = read_jd(f"{line}\n\nResponsibilities:\nAnalyse data with Python.", LEXICON)
    assert read.title == title
    [need] = read.of_kind(RequirementKind.TITLE)
    assert LEXICON.occupations.en[LEXICON.occupations.row_of(need.key)] == occupation
