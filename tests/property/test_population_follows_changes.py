"""Whatever happens to people, the population says what a rebuilt one says, and leaks nobody."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from core.pool.rules import parse
from tests.retrieval_world import DIM, TinyLexicon, people, person, position, unit
from trm_ml.ranking.population import Change, Population
from trm_ml.ranking.segment import Person, build_segment

LEXICON = TinyLexicon()
BASE = build_segment(people(60), LEXICON, DIM)

step = st.tuples(st.integers(0, 80), st.integers(0, 3), st.booleans())


def start() -> Population:
    return Population.of(BASE, LEXICON, dim=DIM, change=0, encoder_id="tiny")


def rebuilt(living: dict[str, Person]) -> Population:
    segment = build_segment(list(living.values()), LEXICON, DIM)
    return Population.of(segment, LEXICON, dim=DIM, change=0, encoder_id="tiny")


@settings(max_examples=60, deadline=None)
@given(
    batches=st.lists(st.lists(step, min_size=1, max_size=6), max_size=8), seed=st.integers(0, 99)
)
def test_tail_and_tombstones_equal_a_rebuild(
    batches: list[list[tuple[int, int, bool]]], seed: int
) -> None:
    living = {one.candidate.talent_id: one for one in people(60)}
    now, removed = start(), set()
    for number, batch in enumerate(batches):
        changes = []
        for who, version, stays in batch:
            name = f"tal_{who:06d}"
            changes.append(Change(name, person(who, version=version) if stays else None))
            living.pop(name, None)
            removed.add(name)
            if stays:
                living[name] = person(who, version=version)
                removed.discard(name)
        now = now.apply(changes, change=number)
    fresh = rebuilt(living)
    vector = unit(np.random.default_rng(seed).normal(size=DIM))
    for rule in (None, parse("years >= 4"), parse("skill = java")):
        one = now.retrieve(position("java", "ml"), vector, mask=now.mask(rule), k=200)
        two = fresh.retrieve(position("java", "ml"), vector, mask=fresh.mask(rule), k=200)
        said = dict(zip(now.talent_ids(one.rows), one.dense.tolist(), strict=True))
        truth = dict(zip(fresh.talent_ids(two.rows), two.dense.tolist(), strict=True))
        assert said == truth
        assert not removed & set(said)
    assert len(now) == len(living) == len(now.rows_of(list(living))[now.rows_of(list(living)) >= 0])
    short = now.retrieve(position("ml"), vector, k=7)
    assert not removed & set(now.talent_ids(short.rows))
