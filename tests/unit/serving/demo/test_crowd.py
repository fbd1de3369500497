"""The crowd of a large demo: drawn careers, names and truths of their own, listed vectors."""

from dataclasses import replace
from datetime import UTC, date, datetime

import numpy as np
import pytest

from serving.demo import crowd
from serving.demo.crowd import Base, Crowd
from serving.demo.history import invent_history
from serving.demo.people import invent
from trm_ml.embeddings.encoder import unit
from trm_ml.extract.cv import read_cv
from trm_ml.extract.lexicon import Lexicon

TODAY = date(2026, 6, 1)
NOW = datetime(2026, 6, 1, tzinfo=UTC)
NUMBERS = range(20_000, 20_400)


@pytest.fixture(scope="module")
def bases() -> list[Base]:
    rng = np.random.default_rng(1)
    lexicon = Lexicon.load()
    return [
        Base(
            read_cv(person.text, lexicon, today=TODAY),
            person.truth,
            unit(rng.normal(size=384).astype(np.float32)),
        )
        for person in invent(12, seed=3, today=TODAY)
    ]


@pytest.fixture(scope="module")
def drawn_from(bases: list[Base]) -> Crowd:
    return Crowd(bases, Lexicon.load(), seed=3)


def test_the_same_seed_draws_the_same_people(bases: list[Base], drawn_from: Crowd) -> None:
    again, other = (Crowd(bases, Lexicon.load(), seed=seed) for seed in (3, 4))
    assert [again.draw(n) for n in NUMBERS] == [drawn_from.draw(n) for n in NUMBERS]
    assert other.draw(20_001) != drawn_from.draw(20_001)


def test_each_base_gives_different_careers_with_vectors_near_its_own(
    bases: list[Base], drawn_from: Crowd
) -> None:
    assert len(drawn_from.careers) == len(bases) * crowd.VARIANTS
    told = {(c.facts.skills, c.facts.employments, c.facts.educations) for c in drawn_from.careers}
    assert len(told) > 0.9 * len(drawn_from.careers)
    for number, career in enumerate(drawn_from.careers):
        near = float(career.vector @ bases[number // crowd.VARIANTS].vector)
        assert 0.85 < near < 0.99
        assert float(np.linalg.norm(career.vector)) == pytest.approx(1)


def test_nothing_of_a_base_points_into_its_cv_or_tells_its_name(drawn_from: Crowd) -> None:
    for number in NUMBERS:
        facts = drawn_from.draw(number).facts
        items = (*facts.skills, *facts.employments, *facts.educations, *facts.languages)
        assert facts.text == ""
        assert not any(item.evidence for item in items)


def test_drawn_people_have_addresses_places_and_propensities_of_their_own(
    drawn_from: Crowd,
) -> None:
    people = [drawn_from.draw(number) for number in NUMBERS]
    assert len({person.facts.emails for person in people}) == len(people)
    assert len({person.facts.place.city for person in people}) > 8
    assert len({person.truth.engagement for person in people}) > 0.9 * len(people)
    assert all(person.facts.years is None or person.facts.years >= 0 for person in people)
    assert {p.truth_row()["email"] for p in people} == {p.facts.emails[0] for p in people}


def test_the_history_of_the_drawn_follows_their_own_truth(drawn_from: Crowd) -> None:
    person = drawn_from.draw(20_003)
    keen, silent = (
        replace(person, truth=replace(person.truth, engagement=share, drift=1e-6))
        for share in (0.95, 0.0)
    )
    replies = [
        sum(event.kind == "email.replied" for event in invent_history(one, seed=3, now=NOW))
        for one in (keen, silent)
    ]
    assert replies[0] > replies[1] == 0
