"""Invented people: a latent truth first, then the CV that such a person would write."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from itertools import pairwise

import numpy as np

from core.profile.types import EducationLevel
from serving.demo import names
from serving.demo.cv import write_cv
from serving.demo.professions import Profession, Words, professions

# seniority, and the years at which people usually reach it
LEVELS = (
    (0, Words("实习", "Intern")),
    (1, Words("初级", "Junior")),
    (2, Words("", "")),
    (3, Words("高级", "Senior")),
    (4, Words("资深", "Lead")),
    (5, Words("总监", "Director")),
)
_EDUCATION = (
    (EducationLevel.DIPLOMA, 0.15),
    (EducationLevel.BACHELOR, 0.52),
    (EducationLevel.MASTER, 0.28),
    (EducationLevel.DOCTORATE, 0.05),
)


@dataclass(frozen=True, slots=True)
class Post:
    """One post of an invented career; months are counted from year 0."""

    title: Words
    company: Words
    start: int
    end: int
    current: bool
    skills: tuple[Words, ...]
    tasks: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class Truth:
    """What is true of an invented person; never shown, never a feature, only for checking models.

    ``engagement`` is the chance in [0, 1] to answer a fitting message; ``drift`` the monthly chance
    to fall silent; ``uplift`` by how much a message raises the chance to act.
    """

    profession: str
    level: int
    years: float
    skills: tuple[str, ...]
    engagement: float
    drift: float
    uplift: float
    relationship: str


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """An invented person: who they say they are, their CV, and the truth behind it."""

    number: int
    language: str
    name: str
    email: str
    phone: str
    city: Words
    education: EducationLevel
    posts: tuple[Post, ...]
    text: str
    truth: Truth

    def truth_row(self) -> dict[str, object]:
        """Return the truth as plain values, to be kept beside the workspace."""
        return {"number": self.number, "email": self.email, **asdict(self.truth)}


def invent(count: int, *, seed: int, today: date) -> Iterator[DemoPerson]:
    """Invent people one by one; the first ``n`` are the same whatever ``count`` is."""
    for number in range(count):
        yield _person(number, np.random.default_rng([seed, number]), today)


def propensities(rng: np.random.Generator) -> tuple[float, float, float]:
    """Draw the engagement, drift and uplift of somebody; see `Truth`."""
    shapes = ((1.6, 4.0), (1.2, 14.0), (1.2, 8.0))
    engagement, drift, uplift = (round(float(rng.beta(*shape)), 4) for shape in shapes)
    return engagement, drift, uplift


def _person(number: int, rng: np.random.Generator, today: date) -> DemoPerson:
    table = professions()
    profession = table[list(table)[rng.integers(len(table))]]
    language = "zh" if rng.random() < 0.65 else "en"
    years = round(float(min(rng.gamma(2.2, 3.0), 32.0)), 1)
    skills = _skills(rng, profession, years)
    identity = names.identity(rng, number, language)
    city = names.CITIES[rng.choice(len(names.CITIES), p=names.CITY_SHARES)]
    education = EducationLevel(
        int(rng.choice([e.value for e, _ in _EDUCATION], p=[p for _, p in _EDUCATION]))
    )
    posts = _career(rng, profession, years, skills, today)
    truth = Truth(
        profession.key,
        _level(years, rng),
        years,
        tuple(skill.en for skill in skills),
        *propensities(rng),
        str(
            rng.choice(
                ["prospect", "applicant", "alumnus", "intern", "referred"],
                p=[0.45, 0.3, 0.1, 0.08, 0.07],
            )
        ),
    )
    text = write_cv(
        rng,
        language=language,
        identity=identity,
        city=city,
        education=education,
        posts=posts,
        skills=skills,
        profession=profession,
        today=today,
    )
    return DemoPerson(
        number,
        language,
        identity.name,
        identity.email,
        identity.phone,
        city,
        education,
        posts,
        text,
        truth,
    )


def _skills(rng: np.random.Generator, profession: Profession, years: float) -> tuple[Words, ...]:
    core = [skill for skill in profession.core if rng.random() < 0.88]
    wanted = min(len(profession.more), 2 + int(rng.poisson(1.2 + min(years, 12) / 5)))
    more = [profession.more[i] for i in rng.permutation(len(profession.more))[:wanted]]
    table = professions()
    kin = table[profession.near[rng.integers(len(profession.near))]]
    borrowed = [skill for skill in kin.core if rng.random() < 0.15]
    seen: dict[str, Words] = {skill.en: skill for skill in (*core, *more, *borrowed)}
    return tuple(seen.values()) or profession.core[:1]


def _level(years: float, rng: np.random.Generator) -> int:
    reached = int(np.searchsorted([0.5, 2.0, 5.0, 9.0, 14.0], [years + rng.normal(0, 0.8)])[0])
    return min(reached, 4 + int(rng.random() < 0.3))


def _career(
    rng: np.random.Generator,
    profession: Profession,
    years: float,
    skills: tuple[Words, ...],
    today: date,
) -> tuple[Post, ...]:
    now = today.year * 12 + today.month - 1
    total = max(3, round(years * 12))
    parts = int(np.clip(1 + rng.poisson(years / 4.5), 1, 6))
    cuts = np.sort(rng.choice(np.arange(1, max(total, parts + 1)), parts - 1, replace=False))
    edges = [0, *cuts.tolist(), total]
    employed = rng.random() < 0.8
    posts = []
    for index, (begin, end) in enumerate(pairwise(edges)):
        home = profession if index or rng.random() > 0.2 else _kin(rng, profession)
        level = LEVELS[_level(end / 12, rng)][1]
        title = _title(home, level)
        used = tuple(skills[i] for i in rng.permutation(len(skills))[:4])
        tasks = tuple(home.tasks[i] for i in rng.permutation(len(home.tasks))[:2])
        last = index == parts - 1
        posts.append(
            Post(
                title,
                names.company(rng),
                now - total + begin,
                now - total + end,
                last and employed,
                used,
                tasks,
            )
        )
    return tuple(reversed(posts))


def _kin(rng: np.random.Generator, profession: Profession) -> Profession:
    return professions()[profession.near[rng.integers(len(profession.near))]]


def _title(profession: Profession, level: Words) -> Words:
    if level.en == "Director":
        return Words(f"{profession.title.zh}（{level.zh}）", f"Director, {profession.title.en}")
    return Words(f"{level.zh}{profession.title.zh}", f"{level.en} {profession.title.en}".strip())
