"""What a ranker is trained on: rows of features in groups of one job, with grades."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, slots=True)
class Sample:
    """Rows of features in groups of one job. ``grades`` 0..15; ``sizes`` add up to the rows."""

    rows: npt.NDArray[np.float32]
    grades: npt.NDArray[np.int32]
    utilities: npt.NDArray[np.float64]
    sizes: npt.NDArray[np.int32]
    sources: tuple[str, ...]

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
        )
