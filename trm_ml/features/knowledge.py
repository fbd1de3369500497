"""What a job is looked up in, put together from the lexicon, its vectors and the encoder."""

import numpy as np
import numpy.typing as npt

from trm_ml.embeddings.encoder import Encoder
from trm_ml.extract.lexicon import Lexicon
from trm_ml.extract.seniority import level_of
from trm_ml.features.position import Knowledge, Vectors
from trm_ml.features.ragged import Floats, Ints

ISCO_DIGITS = 4
SAME = 5


class LexiconRelations:
    """The lexicon's own relations between skills and between occupations."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._skills = lexicon.skills
        groups = [group if group.isdigit() else "" for group in lexicon.occupations.group]
        digits = [[group[:depth] for group in groups] for depth in range(1, ISCO_DIGITS + 1)]
        self._prefixes = [np.asarray(column) for column in digits]
        self._groups = np.asarray(lexicon.occupations.group)

    def neighbours(self, skill: int) -> tuple[Ints, Floats]:
        """Return the skills next to one, and how near they are, in (0, 1]."""
        return self._skills.adjacent(skill), self._skills.adjacent_weights(skill)

    def family(self, skill: int) -> Ints:
        """Return the skills of the same family."""
        return self._skills.same_family(skill)

    def depth(self, occupation: int) -> npt.NDArray[np.int8]:
        """Return how closely every occupation is related to one, 5 (the same) to 0 (not)."""
        out = np.zeros(len(self._groups), dtype=np.int8)
        for column in self._prefixes:
            if column[occupation]:
                out += column == column[occupation]
        out[self._groups == self._groups[occupation]] = ISCO_DIGITS
        out[occupation] = SAME
        return out


def knowledge(lexicon: Lexicon, vectors: Vectors, encoder: Encoder | None = None) -> Knowledge:
    """Put together what jobs are looked up in; without an encoder titles have no vectors."""

    def vector_of(name: str) -> npt.NDArray[np.float32]:
        assert encoder is not None
        return encoder.encode_one(name, kind="query")

    return Knowledge(
        rows=lexicon,
        vectors=vectors,
        relations=LexiconRelations(lexicon),
        occupation_of=lexicon.occupation_of,
        level_of=level_of,
        place_of=lexicon.place,
        region_of=lexicon.region,
        vector_of=None if encoder is None else vector_of,
    )
