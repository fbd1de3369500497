"""What must hold for any text at all."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from trm_ml.extract.cv import read_cv
from trm_ml.extract.deidentify import deidentify
from trm_ml.extract.folding import fold, plain
from trm_ml.extract.jd import read_jd
from trm_ml.extract.lexicon import Lexicon
from trm_ml.extract.spans import extract_spans

LEXICON = Lexicon.load()
TODAY = date(2026, 6, 1)
PIECES = st.sampled_from(
    [
        "姓名：王芳",
        "男",
        "28岁",
        "Python",
        "C++",
        "机器學習",
        "２０１９．０３－至今",
        "工作经历",
        "\n",
        " | ",
        "，",
        "星河有限公司",
        "工程师",
        "Education",
        "Skills",
        "B.Sc.",
        "she",
        "jane@example.com",
        "138-0013-8000",
        "优先",
        "3年以上",
        "😀",
        "é",
        "ﬁ",
        "\u200b",
        "本科",
        "深圳",
        ".",
    ]
)
TEXTS = st.one_of(
    st.lists(PIECES, max_size=25).map(" ".join),
    st.lists(PIECES, max_size=25).map("".join),
    st.text(max_size=120),
)


@given(TEXTS)
@settings(max_examples=150, deadline=None)
def test_hits_stand_where_they_say_and_never_overlap(text: str) -> None:
    last = 0
    for hit in LEXICON.find_skills(text):
        assert last <= hit.start < hit.end <= len(text)
        assert fold(text[hit.start : hit.end]).text.strip()
        last = hit.end


@given(TEXTS)
@settings(max_examples=150, deadline=None)
def test_reading_changes_no_length_and_spans_hold(text: str) -> None:
    assert len(plain(text)) == len(text)
    facts = read_cv(text, LEXICON, today=TODAY)
    assert len(facts.text) == len(text)
    for fact in (*facts.skills, *facts.employments, *facts.educations, *facts.languages):
        for span in fact.evidence:
            assert facts.text[span.start : span.end] == span.text
    assert len(read_jd(text, LEXICON).text) == len(text)


@given(TEXTS)
@settings(max_examples=100, deadline=None)
def test_reading_twice_gives_the_same(text: str) -> None:
    assert read_cv(text, LEXICON, today=TODAY) == read_cv(text, LEXICON, today=TODAY)
    assert extract_spans(text, LEXICON) == extract_spans(text, LEXICON)


@given(TEXTS, st.sampled_from(["Python", "会计核算", "Kubernetes", "焊接"]))
@settings(max_examples=100, deadline=None)
def test_a_skill_on_a_line_of_its_own_never_removes_another(text: str, skill: str) -> None:
    before = {fact.skill_id for fact in read_cv(text, LEXICON, today=TODAY).skills}
    after = {fact.skill_id for fact in read_cv(f"{text}\n\n{skill}\n", LEXICON, today=TODAY).skills}
    assert before <= after


@given(TEXTS)
@settings(max_examples=100, deadline=None)
def test_contact_data_never_comes_through(text: str) -> None:
    shown = deidentify(f"{text}\n联系 jane.roe@example.com 13912345678")
    assert "jane.roe" not in shown
    assert "13912345678" not in shown
