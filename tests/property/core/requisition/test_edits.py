"""Edits of requirements: what is wanted is what is got, and a JD read again loses nothing made by hand."""

from hypothesis import given
from hypothesis import strategies as st

from core.pool.types import Match, Position, Reason, Requirement, RequirementKind
from core.profile.types import EducationLevel, Span
from core.requisition import rules, stored
from core.requisition.types import Origin

KEYS = st.sampled_from([f"skill_{n}" for n in range(6)])
NO_SPAN = st.none()
NUMBERS = st.floats(allow_nan=True, allow_infinity=True)
SPANS = st.none() | st.builds(Span, st.integers(0, 9), st.integers(9, 99), st.text(max_size=5))


@st.composite
def requirements(draw, spans=NO_SPAN):
    """Draw a list without repeats."""
    keys = draw(st.lists(KEYS, unique=True))
    return [
        Requirement(
            RequirementKind.SKILL,
            key,
            key.upper(),
            must=draw(st.booleans()),
            weight=draw(st.sampled_from([0.5, 1.0, 2.0])),
            span=draw(spans),
        )
        for key in keys
    ]


def meaning(needs):
    return {(need.key, need.must, need.weight) for need in needs}


@given(requirements(), requirements())
def test_what_is_wanted_is_what_is_asked_for(parsed, wanted):
    applied = [one.requirement for one in rules.apply(parsed, rules.edits_of(parsed, wanted))]
    assert meaning(applied) == meaning(wanted)
    assert rules.edits_of(parsed, parsed) == []


@given(requirements(), requirements(), requirements())
def test_a_new_jd_keeps_every_edit_of_what_it_still_names(first, wanted, second):
    edits = rules.edits_of(first, wanted)
    kept = rules.carry(edits, second)
    asked = {one.requirement.key: one for one in rules.apply(second, kept)}
    named = {need.key for need in second}
    for edit in edits:
        if edit.added:
            assert asked[edit.key].requirement.must is edit.must  # never lost
        elif edit.key in named and edit.dropped:
            assert edit.key not in asked
        elif edit.key in named:
            assert asked[edit.key].origin is Origin.EDITED
    assert rules.carry(kept, second) == kept


@given(requirements(SPANS), st.text(max_size=20), st.sampled_from(EducationLevel), NUMBERS)
def test_a_position_survives_storage(needs, text, education, years):
    if years != years:
        years = None
    position = Position("job_1", text, text, "zh", tuple(needs), years, education)
    assert stored.position_from_json(stored.position_to_json(position)) == position


@given(st.lists(NUMBERS))
def test_numbers_survive_storage_bit_for_bit(numbers):
    again = stored.numbers_from_bytes(stored.numbers_to_bytes(numbers))
    assert [one.hex() for one in again] == [one.hex() for one in numbers]


@given(st.floats(allow_nan=False), st.lists(KEYS), requirements(SPANS))
def test_an_explanation_survives_storage(contribution, keys, missing):
    said = Reason("skills-some", "skills", contribution, {"held": 2, "names": "甲"}, tuple(keys))
    match = Match("tal_1", 0.5, 0.1, 1, (said,), tuple(missing), (said,))
    kept = stored.match_to_json(match)
    assert tuple(map(stored.reason_from_json, kept["reasons"])) == (said,)
    assert tuple(map(stored.requirement_from_json, kept["missing"])) == tuple(missing)
