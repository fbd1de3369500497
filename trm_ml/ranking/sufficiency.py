"""Whether enough is known of a person to show a score for a job, or too little to say."""

import numpy as np
import numpy.typing as npt

from core.pool.types import Position, RequirementKind
from trm_ml.features.people import PeopleColumns

#: Of the kinds of facts that a job asks for, the share that must be known of a person.
LEAST = 0.5
FEW_SKILLS = 3


def known_share(position: Position, people: PeopleColumns) -> npt.NDArray[np.float64]:
    """Return the share of what a job asks that is known, good or bad, of each person, in [0, 1].

    Skills count as known from three named, one or two by the part; the occupation counts always,
    since every job has one. Years, education, languages and place count where they are asked.
    """
    skills = np.minimum(np.diff(people.skills.starts) / FEW_SKILLS, 1.0)
    titled = (np.diff(people.titles.starts) > 0).astype(np.float64)
    parts = [skills, titled]
    if position.min_years is not None:
        parts.append(np.isfinite(people.years).astype(np.float64))
    if position.education:
        parts.append((people.education > 0).astype(np.float64))
    if position.of_kind(RequirementKind.LANGUAGE):
        parts.append((np.diff(people.languages.starts) > 0).astype(np.float64))
    if position.of_kind(RequirementKind.PLACE):
        parts.append((people.country > 0).astype(np.float64))
    return np.asarray(np.mean(parts, axis=0), dtype=np.float64)


def enough(position: Position, people: PeopleColumns) -> npt.NDArray[np.bool_]:
    """Return for whom a score may be shown; of the others the product says that it cannot tell."""
    return np.asarray(known_share(position, people) >= LEAST)
