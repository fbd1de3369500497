"""A person does not depend on the order in which their sources arrived."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations

from hypothesis import given, settings
from hypothesis import strategies as st

from core.profile import codec, rules
from core.profile.types import (
    Channel,
    Education,
    EducationLevel,
    Employment,
    Facts,
    LanguageFact,
    Place,
    SkillFact,
    SourceRecord,
    Span,
)

TEXT = st.text(
    st.characters(exclude_categories=("Cs",), include_characters="𠮷😀\u200f'\"\n,"), max_size=12
)
WORD = st.sampled_from(
    ["", "Python", "python", "机器学习", "腾讯", "清华大学", "Go ", "ＧＯ", "C++"]
)
YEAR = st.sampled_from(["", "2015", "2015-03", "2019-07", "2022"])
SPANS = st.lists(st.builds(Span, st.integers(0, 9), st.integers(9, 20), WORD), max_size=2).map(
    tuple
)
FACTS = st.builds(
    Facts,
    name=TEXT,
    emails=st.lists(st.sampled_from(["a@x.cn", "A@X.cn", "b@x.cn", "broken"]), max_size=2).map(
        tuple
    ),
    phones=st.lists(
        st.sampled_from(["13800138000", "+86 138 0013 8000", "1.38E+10", "12"]), max_size=2
    ).map(tuple),
    headline=WORD,
    employments=st.lists(
        st.builds(Employment, WORD, WORD, YEAR, YEAR, st.booleans(), WORD, evidence=SPANS),
        max_size=3,
    ).map(tuple),
    educations=st.lists(
        st.builds(Education, WORD, st.sampled_from(EducationLevel), major=WORD, evidence=SPANS),
        max_size=2,
    ).map(tuple),
    skills=st.lists(
        st.builds(SkillFact, st.sampled_from(["", "s:1", "s:2"]), WORD, evidence=SPANS), max_size=4
    ).map(tuple),
    languages=st.lists(
        st.builds(LanguageFact, st.sampled_from(["en", "zh", "EN"]), WORD, SPANS), max_size=2
    ).map(tuple),
    certificates=st.lists(WORD, max_size=2).map(tuple),
    place=st.builds(Place, WORD, WORD),
    years=st.none() | st.floats(0, 50),
    text=TEXT,
)
NOW = datetime(2026, 6, 1, tzinfo=UTC)


@st.composite
def records(draw):
    found = []
    for at in range(draw(st.integers(1, 4))):
        manual = draw(st.booleans()) and at > 0
        fields = draw(st.lists(st.sampled_from(sorted(rules.FIELDS)), unique=True, min_size=1))
        record_id = f"src_{at}"
        found.append(
            SourceRecord(
                id=record_id,
                talent_id="tal_1",
                source=draw(st.sampled_from(["ats", "form"])),
                channel=Channel.MANUAL if manual else Channel.IMPORT,
                external_id=record_id if manual else draw(st.sampled_from(["", "7"])),
                content_hash=f"{at:064d}",
                received_at=NOW + timedelta(days=draw(st.integers(0, 2)), microseconds=at),
                raw={rules.EDITED: ",".join(fields)} if manual else {},
                facts=rules.with_source(draw(FACTS), record_id),
            )
        )
    return found


@given(records())
def test_the_order_of_arrival_does_not_matter(found):
    expected = rules.derive(found)
    assert all(rules.derive(order) == expected for order in permutations(found))


@given(records())
def test_deriving_again_from_the_result_changes_nothing(found):
    derived = rules.derive(found).facts
    bare = rules.without_evidence(derived)
    alone = SourceRecord("src_x", "tal_1", "x", Channel.IMPORT, "", "0", NOW, {}, bare)
    assert rules.derive([alone]).facts == bare


@given(FACTS)
def test_facts_survive_being_stored(facts):
    assert codec.load(codec.dump(facts), body=facts.text) == facts
    told = rules.with_source(facts, "src_1")
    sources: list[str] = []
    assert codec.load(codec.dump(told, sources), body=facts.text) == told
    assert codec.load(codec.dump(told), source_id="src_1", body=facts.text) == told


@given(records())
def test_one_record_alone_is_found_whole(found):
    first = replace(found[0], channel=Channel.IMPORT)
    derived = rules.derive([first]).facts
    assert derived.name == first.facts.name
    assert {rules.skill_key(item) for item in derived.skills} == {
        rules.skill_key(item) for item in first.facts.skills
    }


@given(TEXT, TEXT)
@settings(max_examples=300)
def test_every_part_of_a_chinese_run_is_found(before, after):
    needle = "机器学习"
    terms = rules.terms(before + needle + after)
    for size in (2, 3, 4):
        for at in range(len(needle) - size + 1):
            [(phrase, prefix)] = rules.query_phrases(needle[at : at + size])
            assert not prefix
            assert _holds(terms, phrase)


def _holds(terms, phrase):
    size = len(phrase)
    return any(tuple(terms[at : at + size]) == phrase for at in range(len(terms)))


@given(TEXT)
def test_terms_never_hold_what_a_query_language_could_read(text):
    for term in rules.terms(text):
        assert term
        assert not set(term) & set("\"'() :*&|!<>\\\0")
