"""What a ranker is trained on: rows of features in groups of one job, with grades."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, slots=True)
class Sample:
    """Rows of features in groups of one job. ``grades`` 0..15; ``sizes`` add up to the rows.

    ``persons`` int64 (rows,) tells who a row is about: every variant of a CV is the same person.
    """

    rows: npt.NDArray[np.float32]
    grades: npt.NDArray[np.int32]
    utilities: npt.NDArray[np.float64]
    sizes: npt.NDArray[np.int32]
    sources: tuple[str, ...]
    persons: npt.NDArray[np.int64]

    @property
    def fingerprint(self) -> str:
        """Return the SHA-256 of everything learned from."""
        parts = (self.rows.tobytes(), self.grades.tobytes(), self.sizes.tobytes())
        return hashlib.sha256(b"".join(parts)).hexdigest()

    def of_sources(self, wanted: Callable[[str], bool]) -> "Sample":
        """Return the groups whose source is wanted."""
        kept = np.asarray([wanted(source) for source in self.sources], dtype=bool)
        rows = np.repeat(kept, self.sizes)
        return Sample(
            self.rows[rows],
            self.grades[rows],
            self.utilities[rows],
            self.sizes[kept],
            tuple(source for source, keep in zip(self.sources, kept, strict=True) if keep),
            self.persons[rows],
        )

    def shuffled(self, seed: int) -> "Sample":
        """Return the same rows with the labels dealt out anew among the people of each job."""
        order = dealt(self.sizes, seed)
        return replace(self, grades=self.grades[order], utilities=self.utilities[order])


def dealt(sizes: npt.NDArray[np.integer], seed: int) -> npt.NDArray[np.int64]:
    """Return an order of all rows that moves none out of its group."""
    rng = np.random.default_rng(seed)
    keys = rng.random(int(sizes.sum()))
    groups = np.repeat(np.arange(len(sizes)), sizes)
    return np.lexsort((keys, groups)).astype(np.int64)
