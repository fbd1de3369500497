"""Invented people and ads drawn from the taxonomies, and small edits that make one fit less."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from core.pool.types import Candidate
from core.profile.types import EducationLevel
from trm_ml.extract.lexicon import Lexicon
from trm_ml.ranking.taxonomy import Role
from trm_ml.ranking.truth import Ad, Person
from trm_ml.ranking.wording import CERTIFICATES, CITIES, LANGUAGES

Words = np.random.Generator
CODES = tuple(LANGUAGES)


@dataclass(frozen=True, slots=True)
class Invented:
    """A person: what is true of them, the words of their CV, and what was read from these."""

    truth: Person
    text: str
    candidate: Candidate


def person(role: Role, earlier: Sequence[Role], words: Words) -> Person:
    """Draw somebody of an occupation, maybe with earlier ones."""
    years = float(round(min(words.gamma(2.0, 3.5), 35.0), 0)) if words.random() > 0.12 else 0.5
    posts = (role, *(earlier if years >= 4 else ()))
    skills = set(_some(role.essential, words, words.uniform(0.35, 1.0), 14))
    skills |= set(_some(role.optional, words, words.uniform(0.0, 0.4), 6))
    skills |= set(_some(role.tools, words, words.uniform(0.1, 0.6), 8))
    for other in posts[1:]:
        skills |= set(_some(other.essential, words, 0.2, 4))
    languages = frozenset(code for code in CODES[2:] if words.random() < 0.08)
    home = frozenset(CODES[:2][index] for index in (0, 1) if words.random() < 0.45)
    held = words.integers(0, len(CERTIFICATES), size=int(words.random() < 0.35))
    return Person(
        roles=tuple(post.row for post in posts),
        groups=tuple(post.group for post in posts),
        skills=frozenset(skills),
        years=years,
        level=_level(years, words),
        education=int(words.choice([0, 1, 2, 3, 4, 5], p=[0.06, 0.1, 0.18, 0.42, 0.2, 0.04])),
        languages=languages | home,
        certificates=frozenset(int(number) for number in held),
        city=int(words.integers(0, len(CITIES))) if words.random() < 0.8 else -1,
    )


def ad(role: Role, words: Words) -> Ad:
    """Draw a job of an occupation; every kind of requirement is left out at times."""
    must = set(_some(role.essential, words, words.uniform(0.2, 0.6), 7))
    must |= set(_some(role.tools, words, 0.3, 3))
    nice = set(_some(role.optional, words, 0.3, 4)) - must if words.random() < 0.6 else set()
    years = float(words.choice([0, 1, 2, 3, 5, 8, 10], p=[0.2, 0.1, 0.14, 0.24, 0.2, 0.08, 0.04]))
    asks_language = words.random() < 0.25
    asks_certificate = words.random() < 0.25
    return Ad(
        role=role.row,
        group=role.group,
        must=frozenset(must),
        nice=frozenset(nice),
        years=years,
        level=_level(years, words) if words.random() < 0.7 else 2,
        education=int(words.choice([0, 1, 2, 3, 4], p=[0.3, 0.05, 0.2, 0.33, 0.12])),
        languages=frozenset([str(words.choice(CODES))]) if asks_language else frozenset(),
        certificates=frozenset([int(words.integers(0, len(CERTIFICATES)))])
        if asks_certificate
        else frozenset(),
        city=int(words.integers(0, len(CITIES))) if words.random() < 0.6 else -1,
    )


def suited(who: Person, job: Ad, words: Words) -> Person:
    """Give somebody most of what a job asks, so that good matches are not left to chance."""
    share = words.uniform(0.5, 1.0)
    skills = who.skills | set(_some(tuple(sorted(job.must)), words, share, 30))
    skills |= set(_some(tuple(sorted(job.nice)), words, words.random(), 10))
    papers = job.certificates if words.random() < 0.7 else frozenset[int]()
    spoken = job.languages if words.random() < 0.7 else frozenset[str]()
    near = job.city if words.random() < 0.5 else who.city
    return replace(
        who,
        skills=frozenset(skills),
        years=max(who.years, job.years) if words.random() < 0.6 else who.years,
        education=max(who.education, job.education) if words.random() < 0.7 else who.education,
        certificates=who.certificates | papers,
        languages=who.languages | spoken,
        city=near,
    )


def twin(one: Invented, job: Ad, lexicon: Lexicon, words: Words) -> Invented | None:
    """Return the same person with one thing less (or more), in truth and as read; None if not so.

    Pairs that differ in one thing only teach what each thing is worth.
    """
    makers: tuple[Callable[[Invented, Ad, Lexicon, Words], Invented | None], ...] = (
        _without_skill,
        _without_skill,
        _with_skill,
        _fewer_years,
        _fewer_years,
        _less_education,
        _lower_level,
        _without_language,
        _without_certificate,
        _elsewhere,
    )
    return makers[int(words.integers(len(makers)))](one, job, lexicon, words)


def _without_skill(one: Invented, job: Ad, lexicon: Lexicon, words: Words) -> Invented | None:
    read = {lexicon.skills.row_of(skill): skill for skill in one.candidate.skills}
    shared = sorted((job.must | job.nice) & one.truth.skills & set(read))
    if not shared:
        return None
    dropped = set(_some(tuple(shared), words, words.uniform(0.2, 1.0), len(shared)))
    kept = tuple(skill for row, skill in read.items() if row not in dropped)
    truth = replace(one.truth, skills=one.truth.skills - dropped)
    return Invented(truth, one.text, replace(one.candidate, skills=kept))


def _with_skill(one: Invented, job: Ad, lexicon: Lexicon, words: Words) -> Invented | None:
    lacking = sorted((job.must | job.nice) - one.truth.skills)
    if not lacking:
        return None
    added = _some(tuple(lacking), words, words.uniform(0.2, 1.0), len(lacking))
    skills = (*one.candidate.skills, *(lexicon.skills.ids[row] for row in added))
    truth = replace(one.truth, skills=one.truth.skills | set(added))
    return Invented(truth, one.text, replace(one.candidate, skills=tuple(dict.fromkeys(skills))))


def _fewer_years(one: Invented, job: Ad, lexicon: Lexicon, words: Words) -> Invented | None:
    del job, lexicon
    if one.truth.years < 1 or one.candidate.years is None:
        return None
    years = float(np.round(one.truth.years * words.uniform(0.0, 0.7), 1))
    read = years if words.random() < 0.85 else None
    candidate = replace(one.candidate, years=read)
    return Invented(
        replace(one.truth, years=years if read is not None else 0.0), one.text, candidate
    )


def _less_education(one: Invented, job: Ad, lexicon: Lexicon, words: Words) -> Invented | None:
    del job, lexicon
    if one.truth.education < 2 or not one.candidate.education:
        return None
    level = int(words.integers(0, one.truth.education))
    candidate = replace(one.candidate, education=EducationLevel(level))
    return Invented(replace(one.truth, education=level), one.text, candidate)


def _lower_level(one: Invented, job: Ad, lexicon: Lexicon, words: Words) -> Invented | None:
    del job, lexicon
    if one.truth.level < 1 or one.candidate.level < 1:
        return None
    level = int(words.integers(0, one.truth.level))
    return Invented(replace(one.truth, level=level), one.text, replace(one.candidate, level=level))


def _without_language(one: Invented, job: Ad, lexicon: Lexicon, words: Words) -> Invented | None:
    del lexicon, words
    shared = job.languages & one.truth.languages
    if not shared:
        return None
    kept = tuple(code for code in one.candidate.languages if code not in shared)
    truth = replace(one.truth, languages=one.truth.languages - shared)
    return Invented(truth, one.text, replace(one.candidate, languages=kept))


def _without_certificate(one: Invented, job: Ad, lexicon: Lexicon, words: Words) -> Invented | None:
    del lexicon, words
    if not job.certificates & one.truth.certificates:
        return None
    truth = replace(one.truth, certificates=frozenset())
    return Invented(truth, one.text, replace(one.candidate, certificates=()))


def _elsewhere(one: Invented, job: Ad, lexicon: Lexicon, words: Words) -> Invented | None:
    del lexicon
    if one.truth.city != job.city or job.city < 0:
        return None
    candidate = replace(one.candidate, city="", province="", region="", desired_cities=())
    if words.random() < 0.5:
        candidate = replace(candidate, country="")
    return Invented(replace(one.truth, city=-1), one.text, candidate)


def _level(years: float, words: Words) -> int:
    usual = 0 if years < 0.75 else 1 if years < 2 else 2 if years < 5 else 3 if years < 9 else 4
    return int(np.clip(usual + words.choice([-1, 0, 0, 0, 1]), 0, 6))


def _some(rows: tuple[int, ...], words: Words, share: float, most: int) -> list[int]:
    """Draw about ``share`` of rows, at least one if there is any, at most ``most``."""
    if not rows:
        return []
    count = int(np.clip(round(share * len(rows)), 1, most))
    chosen = words.choice(len(rows), size=min(count, len(rows)), replace=False)
    return [rows[int(index)] for index in chosen]
