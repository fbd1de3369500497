"""The packaged lexicon: what is in it, and what it finds."""

import itertools
import time

import pytest

from core.profile.types import SkillKind
from trm_ml.extract.lexicon import Lexicon

LEXICON = Lexicon.load()


def found(text: str) -> list[tuple[str, str]]:
    return [
        (LEXICON.skills.en[hit.row], text[hit.start : hit.end]) for hit in LEXICON.find_skills(text)
    ]


def names(text: str) -> set[str]:
    return {name for name, _ in found(text)}


def test_it_is_as_large_as_promised() -> None:
    skills = LEXICON.skills
    assert len(skills) >= 13_896
    assert sum(1 for row in range(len(skills)) if skills.zh[row]) >= 1_000
    assert len(LEXICON.occupations) >= 3_007
    assert sum(1 for name in LEXICON.occupations.zh if name) >= 400


def test_three_thousand_skills_are_found_by_their_own_name() -> None:
    skills = LEXICON.skills
    sample = range(0, len(skills), 2)
    right = sum(row in {hit.row for hit in LEXICON.find_skills(skills.en[row])} for row in sample)
    assert right * 2 >= 12_000


def test_every_chinese_name_is_found() -> None:
    skills = LEXICON.skills
    named = [row for row in range(len(skills)) if skills.zh[row]]
    missed = [skills.zh[row] for row in named if not LEXICON.find_skills(f"熟悉{skills.zh[row]}。")]
    assert len(missed) <= 0.02 * len(named), missed[:20]


def test_ids_are_unique_and_rows_lead_back() -> None:
    for table in (LEXICON.skills, LEXICON.occupations):
        assert len(set(table.ids)) == len(table)
        assert all(table.row_of(table.ids[row]) == row for row in range(0, len(table), 97))
        assert table.row_of("esco:nobody") == -1


@pytest.mark.parametrize(
    ("text", "name", "words"),
    [
        ("熟练掌握Python编程", "Python", "Python编程"),
        ("ＴｅｎｓｏｒＦｌｏｗ", "TensorFlow", "ＴｅｎｓｏｒＦｌｏｗ"),
        ("熟悉機器學習算法", "machine learning", "機器學習算法"),
        ("C/C++ 开发", "C++", "C++ 开发"),
        ("我们用C#和.NET", "C#", "C#"),
        ("managing budgets of 2 M", "manage budgets", "managing budgets"),
        ("problem-solving skills", "problem solving", "problem-solving"),
        ("会用excel、PPT", "Excel", "excel"),
        ("👩‍💻 Kubernetes 🚀", "Kubernetes", "Kubernetes"),
        ("proﬁcient in Kaﬂka? no, Kafka", "Kafka", "Kafka"),
    ],
)
def test_a_skill_is_found_where_it_stands(text: str, name: str, words: str) -> None:
    assert (name, words) in found(text)


@pytest.mark.parametrize(
    ("text", "absent"),
    [
        ("We go to market and rust never sleeps", {"Go", "Rust"}),
        ("I excel at word games", {"Excel", "Word"}),
        ("Javascripting is no word, nor is Javanese", {"Java"}),
        ("R & D department", {"R"}),
        ("I2C bus and B2C sales", {"C"}),
        ("he led the team", {"optoelectronic devices"}),
        ("in the spring the express train", {"Spring", "Node.js"}),
        ("人工智能学院", {"artificial intelligence"}),
        ("市场营销部", {"marketing"}),
    ],
)
def test_everyday_words_and_organisations_are_no_skills(text: str, absent: set[str]) -> None:
    assert not names(text) & absent


def test_ambiguous_words_count_in_company() -> None:
    assert {"Go", "Rust", "R"} <= names("Languages: Go, Rust, R, Python")


def test_hits_are_in_order_and_never_overlap() -> None:
    text = (
        "深度学习框架TensorFlow、自然语言处理NLP、C/C++、数据仓库建模，spring boot和spring cloud"
        * 20
    )
    hits = LEXICON.find_skills(text)
    assert all(left.end <= right.start for left, right in itertools.pairwise(hits))


def test_neighbours_are_near_first_and_never_oneself() -> None:
    skills = LEXICON.skills
    row = skills.en.index("PyTorch")
    near, weights = skills.adjacent(row), skills.adjacent_weights(row)
    assert skills.en.index("TensorFlow") in near
    assert row not in near
    assert all(left >= right for left, right in itertools.pairwise(weights))
    assert ((weights > 0) & (weights <= 1)).all()


def test_kinds_are_as_esco_divides_them() -> None:
    skills = LEXICON.skills
    assert skills.kind[skills.en.index("C++")] is SkillKind.KNOWLEDGE
    assert skills.kind[skills.en.index("manage budgets")] is SkillKind.ABILITY


def test_two_hundred_pages_take_seconds_not_minutes() -> None:
    page = (
        "负责数据分析与机器学习平台建设，使用Python、Spark，managing stakeholders across teams.\n"
        * 40
    )
    start = time.perf_counter()
    assert LEXICON.find_skills(page * 200)
    assert time.perf_counter() - start < 20


@pytest.mark.parametrize(
    "text", ["", " \n\t", "。，、", "\x00\x01", "😀" * 50, "\U000f0000\U000f0001"]
)
def test_text_without_skills_has_none(text: str) -> None:
    assert LEXICON.find_skills(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "产品优化工作",
        "熟悉国家政策",
        "协助产品经理",
        "创造价值",
        "物体检测",
        "结构化学习",
        "网络物理层",
    ],
)
def test_a_word_across_two_others_is_no_skill(text: str) -> None:
    names = {LEXICON.skills.zh[hit.row] for hit in LEXICON.find_skills(text)}
    assert not names & {"化工", "家政", "助产", "造价", "体检", "化学", "物理"}


def test_small_letters_count_in_a_list_and_not_in_a_sentence() -> None:
    def found(text: str) -> set[str]:
        return {LEXICON.skills.en[hit.row] for hit in LEXICON.find_skills(text)}

    assert {"Java", "Oracle Database", "SQL", "C", "C++"} <= found("java，oracle，sql，c，c++")
    assert not found("We go on, open, access and move swift")
    assert "Rust" not in found("removes rust, paint and oil from Java coffee machines")
