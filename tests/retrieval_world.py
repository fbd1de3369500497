"""A small seeded world for the tests of retrieval: a lexicon of nine skills, people in zh and en."""

from dataclasses import dataclass

import numpy as np

from core.pool.types import Candidate, Position, Requirement, RequirementKind
from core.profile.types import EducationLevel, Place
from trm_ml.ranking.segment import Person

DIM = 16
SKILLS = {
    "java": ("Java", ""),
    "python": ("Python", ""),
    "cpp": ("C++", ""),
    "ml": ("machine learning", "机器学习"),
    "sql": ("SQL", ""),
    "sales": ("sales", "销售"),
    "audit": ("auditing", "审计"),
    "nursing": ("nursing", "护理"),
    "welding": ("welding", "焊接"),
}
OCCUPATIONS = ("developer", "analyst", "nurse", "welder", "seller")
CITIES = {
    "shenzhen": Place("深圳", "广东", "中国"),
    "guangzhou": Place("广州", "广东", "中国"),
    "beijing": Place("北京", "北京", "中国"),
    "london": Place("London", "England", "GB"),
}
REGION = {"深圳": "华南", "广州": "华南", "北京": "华北", "London": ""}


@dataclass(frozen=True)
class Concepts:
    ids: tuple[str, ...]
    en: tuple[str, ...] = ()
    zh: tuple[str, ...] = ()

    def row_of(self, concept_id: str) -> int:
        return self.ids.index(concept_id) if concept_id in self.ids else -1


class TinyLexicon:
    """Knows what the world is made of."""

    skills = Concepts(
        tuple(f"trm:{name}" for name in SKILLS),
        tuple(en for en, _ in SKILLS.values()),
        tuple(zh for _, zh in SKILLS.values()),
    )
    occupations = Concepts(tuple(f"esco:{name}" for name in OCCUPATIONS))

    def skill_of(self, name: str) -> int:
        for row, names in enumerate(SKILLS.values()):
            if name.strip().lower() in {one.lower() for one in names if one}:
                return row
        return -1

    def place(self, text: str) -> Place | None:
        wanted = text.strip().lower()
        for english, place in CITIES.items():
            if wanted in {english, place.city.lower()}:
                return place
            if wanted == place.province:
                return Place("", place.province, place.country)
        return None

    def region(self, place: Place) -> str:
        return REGION.get(place.city, "")


def unit(vectors: np.ndarray) -> np.ndarray:
    return (vectors / np.linalg.norm(vectors, axis=-1, keepdims=True)).astype(np.float32)


def person(number: int, *, seed: int = 0, version: int = 0) -> Person:
    """The person of a number; another version has other facts."""
    rng = np.random.default_rng([seed, number, version])
    names = list(SKILLS)
    first = int(rng.integers(0, len(names)))
    chosen = [names[(first + step) % len(names)] for step in range(int(rng.integers(0, 4)))]
    place = list(CITIES.values())[int(rng.choice(4, p=[0.4, 0.1, 0.3, 0.2]))]
    unknown = rng.random() < 0.1
    words = [SKILLS[name][int(rng.random() < 0.5)] or SKILLS[name][0] for name in chosen]
    filler = [f"word{int(at)}" for at in rng.integers(0, 80, 12)]
    return Person(
        Candidate(
            talent_id=f"tal_{number:06d}",
            text=" ".join([*words, *filler, "负责项目" if number % 3 else "project lead"]),
            skills=tuple(f"trm:{name}" for name in chosen),
            titles=(OCCUPATIONS[first % 5],),
            occupations=(f"esco:{OCCUPATIONS[first % 5]}",),
            years=None if unknown else float(rng.integers(0, 20)),
            education=EducationLevel(int(rng.integers(0, 6))),
            languages=(("zh",), ("zh", "en"), ("en",), ())[int(rng.integers(0, 4))],
            city="" if unknown else place.city,
            province="" if unknown else place.province,
            region="" if unknown else REGION[place.city],
            country="" if unknown else place.country,
        ),
        unit(np.eye(DIM)[first] + 0.4 * rng.normal(size=DIM)),
    )


def people(count: int, *, seed: int = 0) -> list[Person]:
    return [person(number, seed=seed) for number in range(count)]


def position(*skills: str, title: str = "developer", text: str = "") -> Position:
    """A job that needs skills, the first of them a must-have."""
    needs = tuple(
        Requirement(RequirementKind.SKILL, f"trm:{name}", SKILLS[name][0], must=at == 0)
        for at, name in enumerate(skills)
    )
    return Position(
        "req_1",
        title,
        text or f"{title} " + " ".join(SKILLS[name][0] for name in skills),
        requirements=needs,
    )
