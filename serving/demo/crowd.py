"""A crowd for large demos: people drawn from those whose CVs were really written.

A CV each for more than `WRITTEN` people would take hours to read and to embed. Above that, `BASES`
people are written, and each gives `VARIANTS` careers: their own, and others with other employers
and a few skills of their colleagues. A drawn person has one of these under another name, in another
place, with a year more or less and propensities of their own. Good for load and for looks, useless
for quality figures: the vector of a career is that of its base, moved by seeded noise.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.profile.types import Facts, Place, SkillFact
from serving.demo import names
from serving.demo.people import Truth, propensities
from trm_ml.embeddings.encoder import unit
from trm_ml.extract.lexicon import Lexicon

WRITTEN = 20_000
BASES = 1_000
VARIANTS = 16
NOISE = 0.35  # length of the noise beside a unit vector: a cosine of about 0.94
_OTHERS = 2
_LOOKS = 5 * 10**9
_CAREERS = 6 * 10**9

Vector = NDArray[np.float32]


class Base(NamedTuple):
    """A written person: facts with the truth behind them, and the vector of the CV."""

    facts: Facts
    truth: Truth
    vector: Vector


class Career(NamedTuple):
    """What a drawn person may have done; no name, no place, no text."""

    facts: Facts
    truth: Truth
    vector: Vector


@dataclass(frozen=True, slots=True)
class Drawn:
    """A drawn person."""

    number: int
    language: str
    facts: Facts
    truth: Truth

    def truth_row(self) -> dict[str, object]:
        """Return the truth as plain values, to be kept beside the workspace."""
        return {"number": self.number, "email": self.facts.emails[0], **asdict(self.truth)}


class Crowd:
    """Draws people from the careers that some bases give."""

    def __init__(self, bases: Sequence[Base], lexicon: Lexicon, *, seed: int) -> None:
        colleagues: dict[str, list[SkillFact]] = {}
        for base in bases:
            colleagues.setdefault(base.truth.profession, []).extend(base.facts.skills)
        self._lexicon = lexicon
        self._seed = seed
        self.careers = tuple(
            career
            for number, base in enumerate(bases)
            for career in _careers(
                base,
                list(dict.fromkeys(_bare(colleagues[base.truth.profession]))),
                np.random.default_rng([seed, _CAREERS + number]),
            )
        )

    def draw(self, number: int) -> Drawn:
        """Return drawn person ``number``; the same for the same seed and bases."""
        rng = np.random.default_rng([self._seed, _LOOKS + number])
        facts, truth, _ = self.careers[int(rng.integers(len(self.careers)))]
        language = "zh" if rng.random() < 0.65 else "en"
        identity = names.identity(rng, number, language)
        city = names.CITIES[int(np.searchsorted(_CITY_STEPS, rng.random()))]
        more = float(rng.integers(-1, 2))
        years = None if facts.years is None else max(0.0, facts.years + more)
        engagement, drift, uplift = propensities(rng)
        return Drawn(
            number,
            language,
            replace(
                facts,
                name=identity.name,
                emails=(identity.email,),
                phones=(identity.phone,) if identity.phone else (),
                place=self._lexicon.place(city.zh) or Place(city.zh),
                years=years,
            ),
            replace(
                truth,
                years=max(0.0, truth.years + more),
                engagement=engagement,
                drift=drift,
                uplift=uplift,
            ),
        )


_CITY_STEPS = np.cumsum(names.CITY_SHARES)[:-1]


def _bare(skills: Sequence[SkillFact]) -> list[SkillFact]:
    return [replace(skill, evidence=()) for skill in skills]


def _careers(base: Base, colleagues: list[SkillFact], rng: np.random.Generator) -> list[Career]:
    """Return what one base gives; none of it points into a text."""
    facts = replace(
        base.facts,
        text="",
        skills=tuple(_bare(base.facts.skills)),
        employments=tuple(replace(post, evidence=()) for post in base.facts.employments),
        educations=tuple(replace(course, evidence=()) for course in base.facts.educations),
        languages=tuple(replace(spoken, evidence=()) for spoken in base.facts.languages),
    )
    plain = Career(facts, base.truth, _moved(base.vector, rng))
    return [plain, *(_variant(plain, base, colleagues, rng) for _ in range(1, VARIANTS))]


def _variant(
    plain: Career, base: Base, colleagues: list[SkillFact], rng: np.random.Generator
) -> Career:
    own = list(plain.facts.skills)
    for _ in range(min(_OTHERS, len(own) - 1)):
        own.pop(int(rng.integers(len(own))))
    new = [colleagues[int(at)] for at in rng.integers(len(colleagues), size=_OTHERS)]
    skills = tuple({skill.name: skill for skill in (*own, *new)}.values())
    posts = tuple(
        replace(post, company=names.company(rng).of("en" if post.company.isascii() else "zh"))
        for post in plain.facts.employments
    )
    return Career(
        replace(plain.facts, skills=skills, employments=posts),
        replace(plain.truth, skills=tuple(skill.name for skill in skills)),
        _moved(base.vector, rng),
    )


def _moved(vector: Vector, rng: np.random.Generator) -> Vector:
    noise = rng.normal(size=len(vector)).astype(np.float32)
    return unit(vector + np.float32(NOISE) * unit(noise))
