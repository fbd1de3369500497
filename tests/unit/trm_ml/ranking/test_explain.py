import re
from dataclasses import replace

import numpy as np
import pytest

from core.pool.types import Match, Reason, RequirementKind
from tests.ranking_world import small_bundle, world
from trm_ml.features import Comparison, matrix
from trm_ml.features.people import PeopleColumns
from trm_ml.ranking.changes import changes, edits_of
from trm_ml.ranking.explain import Explainer, missing
from trm_ml.ranking.fallback import RuleRanker
from trm_ml.ranking.model import LightGbmRanker, Ranker
from trm_ml.ranking.naming import Naming
from trm_ml.ranking.reasons import SENTENCES, render

PEOPLE, JOBS = 30, 12


def ranker(kind: str) -> Ranker:
    return LightGbmRanker(small_bundle()) if kind == "lightgbm" else RuleRanker()


def told(kind: str, job: int) -> tuple[Comparison, list[Match]]:
    """Explain everybody for one job."""
    here, model = world(), ranker(kind)
    people = PeopleColumns.build((here.candidate(seed) for seed in range(PEOPLE)), here.lexicon)
    pair = Comparison(here.preparer.prepare(here.position(job)), people)
    rows = matrix(model.features, pair)
    raw, shares = model.raw(rows), model.contributions(rows)
    naming = Naming(here.lexicon.skills, here.lexicon.occupations)
    order = np.argsort(-raw, kind="stable")
    ranks = np.empty(PEOPLE, dtype=int)
    ranks[order] = np.arange(1, PEOPLE + 1)
    edits = edits_of(pair, range(PEOPLE), naming)
    cures = changes(pair, model, edits, raw=raw, ranks=ranks.tolist(), everybody=raw)
    explainer = Explainer(naming)
    return pair, [
        Match(
            str(at),
            0.5,
            float(raw[at]),
            int(ranks[at]),
            explainer.reasons(pair, at, features=model.features, shares=shares[at]),
            missing(pair, at),
            cures[at],
        )
        for at in range(PEOPLE)
    ]


@pytest.mark.parametrize("kind", ["lightgbm", "rules"])
@pytest.mark.parametrize("job", range(JOBS))
def test_words_match_the_sign_and_there_are_at_most_seven(kind: str, job: int):
    _, matches = told(kind, job)
    for match in matches:
        assert len(match.reasons) <= 7
        assert len({reason.group for reason in match.reasons}) == len(match.reasons)
        sizes = [abs(reason.contribution) for reason in match.reasons]
        assert sizes == sorted(sizes, reverse=True)
        for reason in match.reasons:
            assert SENTENCES[reason.code].sign == np.sign(reason.contribution), reason


@pytest.mark.parametrize("kind", ["lightgbm", "rules"])
@pytest.mark.parametrize("job", range(JOBS))
def test_every_sentence_reads_in_both_languages(kind: str, job: int):
    _, matches = told(kind, job)
    for match in matches:
        for reason in (*match.reasons, *match.changes):
            for language in ("zh", "en"):
                said = render(reason, language)
                assert said
                assert not re.search(r"[{}]|nan|None", said), said


@pytest.mark.parametrize("job", range(JOBS))
def test_proof_names_only_what_the_person_has(job: int):
    here = world()
    _, matches = told("lightgbm", job)
    for match in matches:
        person = here.candidate(int(match.talent_id))
        held = {
            *person.skills,
            *person.titles,
            *person.occupations,
            *person.languages,
            *person.certificates,
            *person.desired_cities,
            person.city.lower(),
            person.province,
            person.education.name,
        }
        for reason in match.reasons:
            assert set(reason.skills) <= held, (reason, person)


@pytest.mark.parametrize("job", range(JOBS))
def test_missing_is_what_the_job_requires_and_the_person_lacks(job: int):
    here = world()
    position = here.position(job)
    _, matches = told("lightgbm", job)
    for match in matches:
        person = here.candidate(int(match.talent_id))
        assert all(need.must for need in match.missing)
        for need in position.requirements:
            if need.kind is RequirementKind.SKILL and need.must:
                assert (need in match.missing) == (need.key not in person.skills)
            if need.kind is RequirementKind.YEARS:
                short = person.years is None or person.years < position.min_years
                assert (need in match.missing) == short


@pytest.mark.parametrize("kind", ["lightgbm", "rules"])
@pytest.mark.parametrize("job", range(0, JOBS, 3))
def test_what_would_change_the_rank_does(kind: str, job: int):
    here, model = world(), ranker(kind)
    pair, matches = told(kind, job)
    scores = np.array([match.raw for match in matches])
    for match in matches:
        for change in match.changes:
            assert change.contribution > 0
            assert change.values["to_rank"] < match.rank == change.values["from_rank"]
            if change.code != "add-years":
                continue
            person = here.candidate(int(match.talent_id))
            better = replace(person, years=pair.position.min_years)
            people = PeopleColumns.build([better], here.lexicon)
            raw = model.raw(matrix(model.features, Comparison(pair.position, people)))[0]
            assert raw - match.raw == pytest.approx(change.contribution)
            assert 1 + (scores > raw).sum() == change.values["to_rank"]
    assert all(len(match.changes) <= 3 for match in matches)


def test_somebody_can_be_lifted():
    assert any(match.changes for job in range(JOBS) for match in told("lightgbm", job)[1])


def test_the_best_sentence_is_said_for_all_skills_and_the_lack_is_named():
    here = world()
    position = here.position(2)
    skills = tuple(need.key for need in position.of_kind(RequirementKind.SKILL, must=True))
    assert len(skills) >= 2
    whole = replace(here.candidate(1), skills=skills)
    lacking = replace(whole, skills=("esco:none",))
    people = PeopleColumns.build([whole, lacking], here.lexicon)
    pair = Comparison(here.preparer.prepare(position), people)
    model = ranker("lightgbm")
    shares = model.contributions(matrix(model.features, pair))
    explainer = Explainer(Naming(here.lexicon.skills, here.lexicon.occupations))
    codes = [
        {
            reason.group: reason
            for reason in explainer.reasons(pair, at, features=model.features, shares=shares[at])
        }
        for at in (0, 1)
    ]
    assert codes[0]["skills"].code == "skills-all"
    assert codes[0]["skills"].skills == skills
    assert codes[1]["skills"].code == "skills-none"


def test_one_year_is_singular_in_english():
    reason = Reason("years-plenty", "experience", 0.2, {"years": 1.0})
    assert render(reason, "en") == "1 year of experience"
    assert render(replace(reason, values={"years": 11.0}), "en") == "11 years of experience"
    assert render(reason, "zh-CN") == "有 1 年工作经验"


def test_an_unknown_code_is_shown_as_it_is():
    assert render(Reason("from-a-newer-version", "skills", 1.0), "en") == "from-a-newer-version"
