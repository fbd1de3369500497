"""What is true of an invented person and an invented job, and how well they fit: the labels.

The labels are distant supervision, not the judgement of a recruiter: the same occupation is better
than the same group, that better than a related one, and within each the one who meets more of what
is asked. The model card says so.
"""

from dataclasses import dataclass

import numpy as np

GRADES = 16
COARSE = 5


@dataclass(frozen=True, slots=True)
class Person:
    """An invented person; ``groups`` are the ISCO-08 unit groups of every post, newest first.

    ``education`` and ``level`` count as in `Candidate`; languages are BCP 47, places by number.
    """

    roles: tuple[int, ...]
    groups: tuple[str, ...]
    skills: frozenset[int]
    years: float
    level: int
    education: int
    languages: frozenset[str] = frozenset()
    certificates: frozenset[int] = frozenset()
    city: int = -1


@dataclass(frozen=True, slots=True)
class Ad:
    """An invented or real job as the labels see it; -1, 0 or empty where nothing is asked."""

    role: int
    group: str
    must: frozenset[int]
    nice: frozenset[int] = frozenset()
    years: float = 0.0
    level: int = -1
    education: int = 0
    languages: frozenset[str] = frozenset()
    certificates: frozenset[int] = frozenset()
    city: int = -1


#: What each part is worth; nearness of occupation and cover of must-haves carry most.
OCCUPATION, MUST, NICE, YEARS, LEVEL = 3.4, 3.2, 0.8, 2.4, 0.8
EDUCATION, LANGUAGE, CERTIFICATE, PLACE, SENIOR = 1.2, 1.0, 1.0, 0.35, 0.25
_NEARNESS = (0.0, 0.08, 0.2, 0.38, 0.62)


def utility(ad: Ad, person: Person) -> float:
    """Return how well a person fits, in [0, 1]; never less for one more skill, year or paper.

    A part that the job does not ask is left out. Years, papers and place count little for somebody
    who can do nothing of the job.
    """
    role, cover = _role(ad, person), _cover(ad.must, person.skills)
    core = OCCUPATION * role + MUST * cover
    most = OCCUPATION + MUST
    able = 0.35 + 0.65 * core / most
    rest, rest_most = SENIOR * min(np.log1p(person.years) / 3.0, 1.0), SENIOR
    for worth, asked, met in (
        (NICE, bool(ad.nice), _cover(ad.nice, person.skills)),
        (YEARS, ad.years > 0, min(person.years / max(ad.years, 1e-9), 1.0) ** 1.5),
        (LEVEL, ad.level >= 0, max(1 + min(person.level - ad.level, 0) / 3, 0.0)),
        (EDUCATION, ad.education > 0, _education(ad, person)),
        (LANGUAGE, bool(ad.languages), _cover(ad.languages, person.languages)),
        (CERTIFICATE, bool(ad.certificates), _cover(ad.certificates, person.certificates)),
        (PLACE, ad.city >= 0, float(person.city == ad.city)),
    ):
        if asked:
            rest += worth * met
            rest_most += worth
    return float((core + able * rest) / (most + rest_most))


def grade(worth: float, grades: int = GRADES) -> int:
    """Return a grade 0..grades - 1 of a utility in [0, 1]."""
    return min(int(worth * grades), grades - 1)


def _role(ad: Ad, person: Person) -> float:
    if ad.role >= 0 and ad.role in person.roles:
        return 1.0
    if not ad.group:
        return 0.0
    shared = [_prefix(ad.group, group) for group in person.groups]
    return _NEARNESS[max(shared, default=0)]


def _prefix(one: str, other: str) -> int:
    depth = 0
    while depth < min(len(one), len(other), 4) and one[depth] == other[depth]:
        depth += 1
    return depth


def _education(ad: Ad, person: Person) -> float:
    return max(1 - 0.5 * max(ad.education - person.education, 0), 0.0)


def _cover(asked: frozenset[int] | frozenset[str], held: frozenset[int] | frozenset[str]) -> float:
    return len(asked & held) / len(asked) if asked else 0.0
