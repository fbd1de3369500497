"""A job held against k people: what several features need, worked out once."""

from functools import cached_property

import numpy as np
import numpy.typing as npt

from trm_ml.features import grams
from trm_ml.features.people import PeopleColumns
from trm_ml.features.position import PreparedPosition, SkillNeeds
from trm_ml.features.ragged import Floats, Ragged

Bools = npt.NDArray[np.bool_]


class Comparison:
    """A prepared job and k people (already taken from the population)."""

    def __init__(self, position: PreparedPosition, people: PeopleColumns) -> None:
        self.position = position
        self.people = people

    def nothing(self) -> Floats:
        """Return the column of a feature the job does not ask for: all nan."""
        return np.full(len(self.people), np.nan, dtype=np.float32)

    @property
    def exact(self) -> Floats:
        """Skills held as asked: 1 or 0, shape (r, k)."""
        lot: Floats = self._credits[0]
        return lot

    @property
    def near(self) -> Floats:
        """Similarity in [0, 1] of the nearest skill held to each one asked, shape (r, k)."""
        lot: Floats = self._credits[1]
        return lot

    @property
    def adjacent(self) -> Floats:
        """Credit in [0, 1] for the skill itself, its neighbours or its family, shape (r, k)."""
        lot: Floats = self._credits[2]
        return lot

    @cached_property
    def _credits(self) -> Floats:
        best = self.needs.credits.best(self.people.skills)
        return best.reshape(3, len(self.needs.rows), len(self.people))

    def mean(self, values: Floats, chosen: Bools) -> Floats:
        """Return the weighted mean over the chosen skill requirements; nan column if none."""
        if not chosen.any():
            return self.nothing()
        weights = self.position.skills.weights[chosen]
        # one requirement after the other: BLAS, and numpy's own sum over a single person, add in an
        # order that depends on how many people are scored together, and so would the last bit
        total = np.add.accumulate(weights[:, None] * values[chosen], axis=0)[-1]
        return np.asarray(total / weights.sum(), dtype=np.float32)

    @property
    def needs(self) -> SkillNeeds:
        """The skills the job asks for."""
        return self.position.skills

    @cached_property
    def occupation_depth(self) -> Floats | None:
        """How closely their nearest occupation is related to the job's, 5 to 0, shape (k,)."""
        depths = self.position.occupation_depth
        return None if depths is None else self.people.occupations.best(depths.astype(np.float32))

    @cached_property
    def title_shares(self) -> tuple[Floats, Floats]:
        """Best share of the job title's words in one title of theirs, and best Dice overlap."""
        titles = self.people.titles
        used, rows = np.unique(titles.values, return_inverse=True)
        names = self.people.title_grams.take(used)
        recall, dice = grams.shares(self.position.position.title, names)
        local = Ragged(titles.starts, rows.astype(np.int32))
        return local.best(recall), local.best(dice)

    @cached_property
    def certificates(self) -> Floats:
        """Best share of each asked certificate's words in one of theirs, shape (c, k)."""
        held = self.people.certificates
        used, rows = np.unique(held.values, return_inverse=True)
        names = self.people.certificate_grams.take(used)
        wanted = [need.label or need.key for need in self.position.certificates]
        if not wanted:
            return np.zeros((0, len(self.people)), dtype=np.float32)
        table = np.stack([grams.recall(name, names) for name in wanted])
        return Ragged(held.starts, rows.astype(np.int32)).best(table)

    @cached_property
    def languages(self) -> Floats:
        """Asked languages spoken: 1 or 0, shape (l, k)."""
        names = self.people.language_names
        table = np.zeros((len(self.position.languages), len(names)), dtype=np.float32)
        for row, need in enumerate(self.position.languages):
            wanted = need.key.lower().split("-")[0]
            table[row] = [name.split("-")[0] == wanted for name in names]
        return self.people.languages.best(table)
