"""A crowd for large demos: people drawn from those whose CVs were really written.

Beyond `WRITTEN` people a CV each would take hours to read and to embed. A drawn person has the
career of a written one under another name, in another place, with a year more or less; their text
is the same, so the vector is shared. Good for load and for looks, useless for quality figures.
"""

from dataclasses import replace

import numpy as np

from core.profile.types import Facts, Place
from serving.demo import names
from trm_ml.extract.lexicon import Lexicon

WRITTEN = 20_000


class Crowd:
    """Remembers the facts of the written people and draws others from them."""

    def __init__(self, lexicon: Lexicon, *, seed: int) -> None:
        self._lexicon = lexicon
        self._seed = seed
        self._known: list[Facts] = []

    def remember(self, facts: Facts) -> None:
        """Keep a written person's facts, without the text and the places in it."""
        self._known.append(
            replace(
                facts,
                text="",
                skills=tuple(replace(skill, evidence=()) for skill in facts.skills),
                employments=tuple(replace(post, evidence=()) for post in facts.employments),
                educations=tuple(replace(course, evidence=()) for course in facts.educations),
                languages=tuple(replace(spoken, evidence=()) for spoken in facts.languages),
            )
        )

    def draw(self, number: int) -> Facts:
        """Return the facts of drawn person ``number``; the same for the same seed."""
        rng = np.random.default_rng([self._seed, 5 * 10**9 + number])
        facts = self._known[int(rng.integers(len(self._known)))]
        identity = names.identity(rng, number, "zh" if rng.random() < 0.65 else "en")
        city = names.CITIES[rng.choice(len(names.CITIES), p=names.CITY_SHARES)]
        years = None if facts.years is None else max(0.0, facts.years + float(rng.integers(-1, 2)))
        return replace(
            facts,
            name=identity.name,
            emails=(identity.email,),
            phones=(identity.phone,) if identity.phone else (),
            place=self._lexicon.place(city.zh) or Place(city.zh),
            years=years,
        )
