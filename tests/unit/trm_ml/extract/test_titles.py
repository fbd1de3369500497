"""Titles: occupation and seniority; places and regions."""

import pytest

from core.profile.types import Place
from trm_ml.extract.lexicon import Lexicon
from trm_ml.extract.seniority import level_of, without_seniority

LEXICON = Lexicon.load()


@pytest.mark.parametrize(
    ("title", "occupation"),
    [
        ("高级Java开发工程师", "software developer"),
        ("Java工程师（双休）", "software developer"),
        ("Sr. Software Engineer II", "software developer"),
        ("算法工程师（NLP方向）", "ICT intelligent systems designer"),
        ("资深数据分析师-上海", "data analyst"),
        ("财务总监", "financial manager"),
        ("Marketing Manager, EMEA", "marketing manager"),
        ("人事专员/行政", "human resources officer"),
        ("Registered Nurse", "nurse responsible for general care"),
        ("机械设计工程师 急聘 双休", "mechanical engineer"),
        ("Senior Frontend Engineer (m/f/d)", "user interface developer"),
        ("测试开发工程师", "software tester"),
        ("会计助理", "accounting assistant"),
    ],
)
def test_a_title_means_its_occupation(title: str, occupation: str) -> None:
    row = LEXICON.occupations.row_of(LEXICON.occupation_of(title))
    assert row >= 0
    assert LEXICON.occupations.en[row] == occupation


@pytest.mark.parametrize("title", ["", "   ", "xyzzy", "12345", "🙂", "!!!"])
def test_no_title_means_no_occupation(title: str) -> None:
    assert LEXICON.occupation_of(title) == ""


@pytest.mark.parametrize(
    ("title", "level"),
    [
        ("Java开发实习生", 0),
        ("Software Engineering Intern", 0),
        ("初级会计", 1),
        ("行政助理", 1),
        ("Junior Developer", 1),
        ("算法工程师", 2),
        ("产品经理", 2),
        ("Product Manager", 2),
        ("Account Manager", 2),
        ("Data Analyst", 2),
        ("高级工程师", 3),
        ("Senior Accountant", 3),
        ("高级产品经理", 3),
        ("总经理助理", 3),
        ("资深设计师", 4),
        ("财务主管", 4),
        ("销售经理", 4),
        ("Engineering Manager", 4),
        ("Lead Engineer", 4),
        ("架构师", 4),
        ("研发总监", 5),
        ("Head of Design", 5),
        ("Director of Sales", 5),
        ("副总裁", 6),
        ("VP Engineering", 6),
        ("CTO", 6),
        ("总经理", 6),
        ("Chief Executive Officer", 6),
        ("", -1),
        ("  ", -1),
    ],
)
def test_levels_run_from_intern_to_executive(title: str, level: int) -> None:
    assert level_of(title) == level


@pytest.mark.parametrize("title", ["高级", "senior", "主管", "intern", "资深高级"])
def test_taking_seniority_off_never_leaves_nothing(title: str) -> None:
    assert without_seniority(title)


@pytest.mark.parametrize(
    ("text", "city", "region"),
    [
        ("深圳市南山区", "深圳", "华南"),
        ("上海-浦东新区", "上海", "华东"),
        ("Beijing, China", "北京", "华北"),
        ("Xi'an", "西安", "西北"),
        ("湖北省武汉市", "武汉", "华中"),
        ("成都", "成都", "西南"),
        ("沈阳", "沈阳", "东北"),
        ("Hong Kong", "香港", "华南"),
        ("San Francisco, CA, USA", "San Francisco", "海外"),
        ("旧金山", "San Francisco", "海外"),
        ("ＳＨＥＮＺＨＥＮ", "深圳", "华南"),
    ],
)
def test_a_place_and_its_region(text: str, city: str, region: str) -> None:
    place = LEXICON.place(text)
    assert place is not None
    assert (place.city, LEXICON.region(place)) == (city, region)


def test_a_city_lies_in_every_region_that_names_it() -> None:
    place = LEXICON.place("深圳")
    assert place is not None
    assert {"华南", "大湾区", "珠三角"} <= set(LEXICON.places.regions(place))
    assert LEXICON.places.region_named("South China") == "华南"


def test_a_province_has_no_city_and_the_unknown_no_place() -> None:
    assert LEXICON.place("广东省") == Place("", "广东", "中国")
    assert LEXICON.place("Atlantis") is None
    assert LEXICON.place("") is None
    assert [hit.place.city for hit in LEXICON.places.find("毕业于武汉大学，在南京工作")] == ["南京"]
