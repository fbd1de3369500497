"""How people look to a reader."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.pool.types import Reason, Requirement, RequirementKind
from core.profile.types import (
    Education,
    EducationLevel,
    Employment,
    Facts,
    LanguageFact,
    Place,
    SkillFact,
    Span,
    Talent,
)
from serving.schemas.talents import TalentCard, TalentOut
from serving.views import evidence, matches, people

AT = datetime(2026, 6, 1, tzinfo=UTC)
TEXT = "Li Na, li@x.org\nPython at Acme since 2019.\nMSc"


def span(word, source="src_1"):
    return Span(TEXT.index(word), TEXT.index(word) + len(word), word, source)


FACTS = Facts(
    name="Li Na",
    emails=("li@x.org",),
    summary="call 13800138000",
    employments=(
        Employment("Engineer", "Acme", "2019", "", current=True, evidence=(span("Acme"),)),
        Employment("Intern", "Old"),
    ),
    educations=(
        Education(level=EducationLevel.BACHELOR),
        Education("TU", EducationLevel.MASTER, evidence=(span("MSc"),)),
    ),
    skills=tuple(
        SkillFact(f"id_{n}", f"S{n}", evidence=(span("Python"),) if n == 3 else ())
        for n in range(15)
    ),
    languages=(LanguageFact("en"),),
    certificates=("CET-6",),
    place=Place("深圳", "广东", "CN"),
    years=6.0,
    text=TEXT,
)
TALENT = Talent("tal_1", FACTS, {"name": "src_1"}, 3, AT, AT)


class Words:
    """A lexicon of one skill and one province."""

    now = AT + timedelta(days=92)

    def skill(self, skill_id):
        return ("三", "three") if skill_id == "id_3" else None

    def place(self, where):
        return (f"{where.city} · {where.province}", "Shenzhen, Guangdong")


names = Words()


def test_a_card_is_what_its_schema_says_and_holds_no_contact_data():
    card = people.card(TALENT, names)
    TalentCard.model_validate(card)
    assert set(card) == set(TalentCard.model_fields)
    assert (card["headline"], card["company"], card["education"]) == ("Engineer", "Acme", "master")
    assert len(card["skills"]) == 12
    assert card["skills"][3] == {"id": "id_3", "name": "S3", "en": "three", "zh": "三"}
    assert card["place"]["names"] == {"zh": "深圳 · 广东", "en": "Shenzhen, Guangdong"}
    assert "x.org" not in str(card)


@pytest.mark.parametrize(
    ("last", "facts", "said"),
    [
        (AT, FACTS, "active 3 months ago"),
        (AT + timedelta(days=61), FACTS, "active 1 month ago"),
        (AT + timedelta(days=90), FACTS, "active this month"),
        (AT - timedelta(days=800), FACTS, "active 2 years ago"),
        (None, FACTS, "no contact so far"),
        (AT, replace(FACTS, emails=()), "no contact data"),
    ],
)
def test_reachability_stands_beside_in_words(last, facts, said):
    card = people.card(replace(TALENT, facts=facts, last_active_at=last), names)
    reach = card["reachability"]
    assert reach["text"]["en"] == said
    assert (reach["score"] == 0) == (not reach["channels"])
    assert reach["last_active_at"] == last


@pytest.mark.parametrize("with_contact", [True, False])
def test_a_profile_is_what_its_schema_says(with_contact):
    full = people.full(TALENT, names, with_contact=with_contact)
    TalentOut.model_validate(full)
    assert set(full) == set(TalentOut.model_fields)
    assert len(full["skills"]) == 15
    assert ("13800138000" in str(full)) is with_contact
    assert full["contact_hidden"] is not with_contact


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a li.na@example.org b", "a ••••••••••••••••• b"),
        ("电话：138 0013 8000。", "电话：•••••••••••••。"),
        ("+86-755-1234 5678", "•••••••••••••••••"),
        ("2015-2019 TU", "2015-2019 TU"),
        ("2015.03-2019.06", "2015.03-2019.06"),
        ("grew sales by 120000 in 2019", "grew sales by 120000 in 2019"),
    ],
)
def test_contact_data_is_masked_and_dates_are_not(text, shown):
    assert people.masked(text) == shown


@given(st.text(max_size=60))
def test_masking_keeps_every_offset(text):
    hidden = people.masked(text)
    assert len(hidden) == len(text)
    assert all(a in (b, "•") for a, b in zip(hidden, text, strict=True))
    assert people.masked(hidden) == hidden


def test_evidence_is_found_by_skill_level_language_title_and_years():
    kinds = RequirementKind
    found = {
        (kinds.SKILL, "id_3"): ["Python"],
        (kinds.SKILL, "id_4"): [],
        (kinds.EDUCATION, "bachelor"): ["MSc"],
        (kinds.TITLE, "engineer"): ["Acme"],
        (kinds.YEARS, "5"): ["Acme"],
    }
    for (kind, key), words in found.items():
        spans = evidence.of_requirement(Requirement(kind, key, key), FACTS)
        assert [one.text for one in spans] == words, (kind, key)
    said = Reason("skills-some", "skills", 0.5, {}, ("id_4", "id_3", "id_3"))
    assert [one.text for one in evidence.of_reason(said, FACTS)] == ["Python"]


@pytest.mark.parametrize(
    ("kind", "key", "met"),
    [
        (RequirementKind.SKILL, "id_4", True),
        (RequirementKind.SKILL, "id_99", False),
        (RequirementKind.YEARS, "6", True),
        (RequirementKind.YEARS, "6.5", False),
        (RequirementKind.EDUCATION, "doctorate", False),
        (RequirementKind.PLACE, "广东", True),
        (RequirementKind.LANGUAGE, "de", False),
        (RequirementKind.CERTIFICATE, "cet-6", True),
    ],
)
def test_whether_a_requirement_is_met(kind, key, met):
    assert evidence.met(Requirement(kind, key, key), FACTS) is met


def test_nothing_known_is_neither_met_nor_unmet():
    for kind, key in (
        (RequirementKind.YEARS, "3"),
        (RequirementKind.EDUCATION, "master"),
        (RequirementKind.PLACE, "深圳"),
    ):
        assert evidence.met(Requirement(kind, key, key), Facts()) is None


def test_a_passage_comes_with_its_line_and_without_contact_data():
    (shown,) = evidence.shown([span("Python")], FACTS)
    assert (shown["before"], shown["after"]) == ("", " at Acme since 2019.")
    (foreign,) = evidence.shown([Span(0, 6, "Python", "src_2")], FACTS)
    assert (foreign["before"], foreign["after"]) == ("", "")
    long = Facts(text="x" * 50 + "Python" + "y" * 50)
    (cut,) = evidence.shown([Span(50, 56, "Python")], long)
    assert (cut["before"], cut["after"]) == ("…" + "x" * 40, "y" * 40 + "…")
    name = Span(0, 5, "Li Na", "src_1")
    assert "x.org" not in str(evidence.shown([name], FACTS))


def test_each_skill_is_proven_once_first_and_by_a_sentence_rather_than_a_list():
    text = "Skills: Python, SQL, Go, Rust, Java\nWrote Python for SQL engines. Moved Go services.\n"

    def at(word, nth=0):
        start = -1
        for _ in range(nth + 1):
            start = text.index(word, start + 1)
        return Span(start, start + len(word), word, "src_1")

    def skill(word, *spans):
        return SkillFact(word.casefold(), word, evidence=spans)

    facts = Facts(
        text=text,
        skills=(
            skill("Python", at("Python"), at("Python", 1)),
            skill("SQL", at("SQL"), at("SQL", 1)),
            skill("Go", at("Go"), at("Go", 1)),
            skill("Java", at("Java"), Span(0, 4, "Java", "src_2")),
        ),
    )
    said = Reason("skills-some", "skills", 0.5, {}, ("python", "sql", "go", "java"))
    shown = [(one.source_id, one.start) for one in evidence.of_reason(said, facts)]
    assert shown == [
        ("src_1", at("Python", 1).start),
        ("src_1", at("Go", 1).start),
        ("src_2", 0),
        ("src_1", at("Python").start),
    ]


def test_a_place_in_a_reason_is_named_in_both_languages_and_in_a_requirement_as_it_was_written():
    said = matches.reason(Reason("place-far", "place", -0.1, {"place": "深圳"}), FACTS, names)
    assert said["text"]["en"] == "Is in Shenzhen, Guangdong, not where the job is"
    asked = Requirement(RequirementKind.PLACE, "深圳", "深圳", span=Span(0, 8, "Shenzhen"))
    assert matches.requirement(asked)["label"] == "Shenzhen"
    assert matches.requirement(replace(asked, span=None))["label"] == "深圳"
