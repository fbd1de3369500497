"""A small seeded world for tests of features and ranking: the real lexicon, made-up vectors."""

from dataclasses import replace
from functools import lru_cache

import numpy as np

from core.pool.types import Candidate, Position, Requirement, RequirementKind
from core.profile.types import EducationLevel
from trm_ml.bundle import Bundle
from trm_ml.extract.lexicon import Lexicon
from trm_ml.features import FEATURES, compute
from trm_ml.features.knowledge import knowledge
from trm_ml.features.people import PeopleColumns
from trm_ml.features.position import Preparer
from trm_ml.ranking.fallback import RuleRanker
from trm_ml.ranking.sample import Sample
from trm_ml.ranking.train import train
from trm_ml.ranking.truth import grade

CITIES = (
    ("深圳", "广东", "华南", "中国"),
    ("北京", "北京", "华北", "中国"),
    ("London", "", "", "英国"),
)
CERTIFICATES = ("PMP", "注册会计师", "护士执业证书", "CISSP")
LANGUAGES = ("zh", "en", "de", "ja")
TITLES = ("Java开发工程师", "护士", "Software developer", "会计", "Sales manager", "高级算法工程师")


def unit(rng: np.random.Generator, count: int, dim: int = 48) -> np.ndarray:
    """Return unit vectors that lie near each other in clusters."""
    centres = rng.normal(size=(max(count // 25, 1), dim))
    found = centres[rng.integers(0, len(centres), count)] + 0.6 * rng.normal(size=(count, dim))
    return (found / np.linalg.norm(found, axis=1, keepdims=True)).astype(np.float32)


class World:
    """The lexicon, and vectors that are the same in every run."""

    def __init__(self) -> None:
        rng = np.random.default_rng(20261123)
        self.lexicon = Lexicon.load()
        self.skills = unit(rng, len(self.lexicon.skills))
        self.occupations = unit(rng, len(self.lexicon.occupations))
        known = knowledge(self.lexicon, self)
        self.preparer = Preparer(replace(known, vector_of=self.vector_of))

    def vector_of(self, name: str) -> np.ndarray:
        """Return the vector of a name: between some skill, by its length, and its occupation."""
        row = self.lexicon.occupations.row_of(self.lexicon.occupation_of(name))
        both = self.skills[len(name) * 97 % len(self.skills)] + self.occupations[row]
        return both / np.linalg.norm(both)

    def skill_ids(self, rng: np.random.Generator, count: int) -> tuple[str, ...]:
        """Draw skills, most of them from a small corner so that jobs and people meet."""
        rows = rng.integers(0, 60, count)
        return tuple(dict.fromkeys(self.lexicon.skills.ids[row * 41] for row in rows))

    def candidate(self, seed: int) -> Candidate:
        """Draw somebody; anything may be missing."""
        rng = np.random.default_rng([1, seed])
        city, province, region, country = (
            CITIES[rng.integers(3)] if rng.random() < 0.8 else ("",) * 4
        )
        titles = tuple(str(rng.choice(TITLES)) for _ in range(rng.integers(0, 3)))
        occupations = tuple(filter(None, (self.lexicon.occupation_of(title) for title in titles)))
        return Candidate(
            talent_id=f"tal_{seed:05d}",
            text="",
            skills=self.skill_ids(rng, int(rng.integers(0, 20))),
            titles=titles,
            occupations=occupations,
            years=float(rng.integers(0, 25)) if rng.random() < 0.8 else None,
            level=int(rng.integers(-1, 7)),
            education=EducationLevel(int(rng.integers(0, 6))),
            majors=("计算机",) if rng.random() < 0.3 else (),
            languages=tuple(code for code in LANGUAGES if rng.random() < 0.4),
            certificates=tuple(name for name in CERTIFICATES if rng.random() < 0.3),
            city=city,
            province=province,
            region=region,
            country=country,
            desired_cities=("深圳",) if rng.random() < 0.2 else (),
            months_since_active=float(rng.integers(0, 40)) if rng.random() < 0.5 else None,
        )

    def position(self, seed: int) -> Position:
        """Draw a job; every kind of requirement is left out at times."""
        rng = np.random.default_rng([2, seed])
        needs = [
            Requirement(RequirementKind.SKILL, skill, skill, must=bool(rng.random() < 0.6))
            for skill in self.skill_ids(rng, int(rng.integers(0, 12)))
        ]
        for kind, names in (
            (RequirementKind.LANGUAGE, LANGUAGES),
            (RequirementKind.CERTIFICATE, CERTIFICATES),
            (RequirementKind.PLACE, [city for city, *_ in CITIES]),
        ):
            if rng.random() < 0.4:
                name = str(rng.choice(names))
                needs.append(Requirement(kind, name, name, must=bool(rng.random() < 0.7)))
        years = float(rng.integers(1, 11)) if rng.random() < 0.6 else None
        education = EducationLevel(int(rng.integers(0, 5)))
        if years:
            needs.append(Requirement(RequirementKind.YEARS, f"{years:g}", f"{years:g}"))
        if education:
            needs.append(Requirement(RequirementKind.EDUCATION, education.name, education.name))
        return Position(
            id=f"job_{seed}",
            title=str(rng.choice(TITLES)) if rng.random() < 0.8 else "",
            text="招聘计算机专业人才",
            language="zh",
            requirements=tuple(needs),
            min_years=years,
            education=education,
        )


@lru_cache(maxsize=1)
def world() -> World:
    """Return the world, made once a process."""
    return World()


def additions(one: Candidate, position: Position, seed: int) -> list[tuple[str, Candidate]]:
    """Return the same person with one true thing more, each way there is."""
    rng = np.random.default_rng([3, seed])
    asked = [need.key for need in position.of_kind(RequirementKind.SKILL)]
    skill = str(rng.choice(asked)) if asked else world().skill_ids(rng, 1)[0]
    papers = [need.key for need in position.of_kind(RequirementKind.CERTIFICATE)] or ["PMP"]
    spoken = [need.key for need in position.of_kind(RequirementKind.LANGUAGE)] or ["fr"]
    return [
        ("skill", replace(one, skills=(*one.skills, skill))),
        (
            "stranger skill",
            replace(one, skills=(*one.skills, world().lexicon.skills.ids[seed % 900])),
        ),
        ("year", replace(one, years=(one.years or 0.0) + 1)),
        ("certificate", replace(one, certificates=(*one.certificates, papers[0]))),
        ("language", replace(one, languages=(*one.languages, spoken[0]))),
        ("older title", replace(one, titles=(*one.titles, position.title or "会计"))),
        ("desired city", replace(one, desired_cities=(*one.desired_cities, "London"))),
    ]


def small_sample(jobs: int = 40, people: int = 40) -> Sample:
    """Return a seeded sample graded by the rules, enough to fit a few trees on."""
    here, rules = world(), RuleRanker()
    columns = PeopleColumns.build((here.candidate(seed) for seed in range(people)), here.lexicon)
    names = [feature.name for feature in FEATURES]
    chosen = [names.index(feature.name) for feature in rules.features]
    rows, worth = [], []
    for seed in range(jobs):
        found = compute(here.preparer.prepare(here.position(seed)), columns, np.arange(people))
        rows.append(found)
        worth.append(rules.fit(rules.raw(np.ascontiguousarray(found[:, chosen]))))
    utilities = np.concatenate(worth)
    return Sample(
        np.concatenate(rows),
        np.asarray([grade(one) for one in utilities], dtype=np.int32),
        utilities,
        np.full(jobs, people, dtype=np.int32),
        ("made-up",) * jobs,
        np.tile(np.arange(people), jobs),
    )


@lru_cache(maxsize=1)
def small_bundle() -> Bundle:
    """Return a ranker of 30 trees, trained once a process."""
    return train(small_sample(), seed=3, trees=30)
