from datetime import date

import pytest

from core.pool.types import RequirementKind
from trm_ml.extract.cv import read_cv
from trm_ml.extract.jd import read_jd
from trm_ml.extract.lexicon import Lexicon
from trm_ml.extract.naming import find_name

LEXICON = Lexicon.load()
TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("text", "title", "level"),
    [
        ("前端工程师，5年工作经验，本科。熟练使用Vue.js。", "前端工程师", "BACHELOR"),
        ("张伟，前端工程师，5年工作经验，硕士。", "前端工程师", "MASTER"),
        ("施工员，4年工作经验，大专，持施工员证。", "施工员", "DIPLOMA"),
        ("Oracle DBA, 8 years of experience, PostgreSQL.", "Oracle DBA", "UNKNOWN"),
        (
            "Registered nurse, 5 years of experience. Bachelor's degree.",
            "Registered nurse",
            "BACHELOR",
        ),
    ],
)
def test_a_few_lines_give_title_and_degree(text: str, title: str, level: str) -> None:
    facts = read_cv(text, LEXICON, today=TODAY)
    assert [post.title for post in facts.employments] == [title]
    assert facts.headline == title
    assert max((one.level.name for one in facts.educations), default="UNKNOWN") == level
    for one in (*facts.employments, *facts.educations):
        for where in one.evidence:
            assert facts.text[where.start : where.end] == where.text != ""


@pytest.mark.parametrize(
    "text", ["施工员，3年", "高级电工，3年", "安全员，3年", "Oracle DBA, 3 years"]
)
def test_a_trade_is_no_name(text: str) -> None:
    assert find_name(text) is None


@pytest.mark.parametrize("text", ["施文，3年", "姓名:安全", "Tim Cook\nCEO", "高建国\n电工"])
def test_a_name_is_still_one(text: str) -> None:
    assert find_name(text) is not None


def test_a_bare_place_line_of_a_jd_is_its_place() -> None:
    found = read_jd("施工员。要求：3年经验。地点：西安。", LEXICON).of_kind(RequirementKind.PLACE)
    assert [need.key for need in found] == ["西安"]
    assert not read_jd("面试地点：西安", LEXICON).of_kind(RequirementKind.PLACE)


@pytest.mark.parametrize(
    ("text", "must", "nice"),
    [
        ("任职要求：\n熟练掌握Python、MySQL；\n熟悉Redis者优先。", {"Python", "MySQL"}, {"Redis"}),
        ("岗位要求：精通Java，了解Kafka加分。", {"Java"}, {"Kafka"}),
        ("Requirements:\n- Proficient in Python\n- Docker is a plus", {"Python"}, {"Docker"}),
        ("任职要求：\n计算机、数学、统计等相关专业；\n掌握Python。", {"Python"}, set()),
        ("Requirements:\n- A degree in Computer Science or similar\n- Python", {"Python"}, set()),
        (
            "Requirements:\n- Bachelor's degree in Statistics, experience with Python",
            {"Python"},
            set(),
        ),
        ("测试\n工作地点：广州\n2年经验\n1、熟悉Python；", {"Python"}, set()),
    ],
)
def test_what_must_be_and_what_is_welcome(text: str, must: set[str], nice: set[str]) -> None:
    needs = read_jd(text, LEXICON).of_kind(RequirementKind.SKILL)
    assert must <= {need.label for need in needs if need.must} <= must | {"测试"}
    assert {need.label for need in needs if not need.must} == nice


@pytest.mark.parametrize("name", ["project management", "accounting", "Python", "公关"])
def test_a_named_skill_is_the_one_that_texts_give(name: str) -> None:
    assert LEXICON.skill_of(name) in {hit.row for hit in LEXICON.find_skills(f"skills: {name}")}
