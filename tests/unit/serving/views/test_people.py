"""How people look to a reader."""

from datetime import UTC, datetime

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
from serving.views import evidence, people

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


def names(skill_id):
    return ("三", "three") if skill_id == "id_3" else None


def test_a_card_is_what_its_schema_says_and_holds_no_contact_data():
    card = people.card(TALENT, names)
    TalentCard.model_validate(card)
    assert set(card) == set(TalentCard.model_fields)
    assert (card["headline"], card["company"], card["education"]) == ("Engineer", "Acme", "master")
    assert len(card["skills"]) == 12
    assert card["skills"][3] == {"id": "id_3", "name": "S3", "en": "three", "zh": "三"}
    assert "x.org" not in str(card)


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
