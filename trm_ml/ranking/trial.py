"""What judges a ranker: jobs of every source against one pool of people, all never trained on."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from trm_ml.features.people import PeopleColumns
from trm_ml.ranking import invention, real_ads
from trm_ml.ranking.author import Author, Crowd, Job, Progress, drawn
from trm_ml.ranking.invention import Invented
from trm_ml.ranking.taxonomy import Role
from trm_ml.ranking.truth import Person, utility


@dataclass(frozen=True, slots=True)
class TrialSize:
    """How many judge: roles held out, people a role, jobs invented by language and real a source.

    ``made_to_fit`` people are added a job, so that good matches are not left to chance; ``thin``
    people are written once more with most of what is true of them left out.
    """

    roles: int = 100
    people: int = 4
    invented: int = 50
    real: int = 40
    made_to_fit: int = 2
    thin: int = 150


@dataclass(frozen=True, slots=True)
class Trial:
    """Jobs and people never trained on; every job is judged against everybody.

    Invented jobs are of occupations never trained on; real ads are others than those trained on,
    and their occupation may be known. ``utilities`` float64 (jobs, people); texts are for the
    rankers that read text. ``thin`` are people whose CV says little, with ``thin_utilities``
    float64 (jobs, thin): they show what a score is worth that rests on little.
    """

    jobs: tuple[Job, ...]
    people: tuple[Invented, ...]
    columns: PeopleColumns
    utilities: npt.NDArray[np.float64]
    thin: tuple[Invented, ...]
    thin_columns: PeopleColumns
    thin_utilities: npt.NDArray[np.float64]

    @property
    def sources(self) -> tuple[str, ...]:
        """Return the source of each job."""
        return tuple(job.source for job in self.jobs)


def make_trial(
    author: Author, held: Sequence[Role], size: TrialSize, seed: int, progress: Progress | None
) -> Trial:
    """Make the trial; the same roles, size and seed give the same one."""
    words = np.random.default_rng([seed, 2])
    jobs = _invented_jobs(author, held, size, words)
    for source in real_ads.SOURCES:
        jobs += author.real_jobs(source, first=False, count=size.real, seed=seed)
    chosen = drawn(held, size.roles, words)
    crowd = author.crowd(chosen, size.people, words, progress)
    born = len(crowd.people)
    for number, job in enumerate(jobs):
        _make_fit(author, crowd, job, size.made_to_fit, born, words)
        if progress:
            progress("jobs", number + 1, len(jobs))
    thin = [
        author.read(_thinned(one.truth, words), words, same_as=one.candidate.talent_id)
        for one in drawn(crowd.people, size.thin, words)
    ]
    known = {one.candidate.talent_id: one.truth for one in reversed(crowd.people)}
    true = [replace(one, truth=known[one.candidate.talent_id]) for one in thin]
    return Trial(
        tuple(jobs),
        tuple(crowd.people),
        PeopleColumns.build((one.candidate for one in crowd.people), author.lexicon),
        _worth(jobs, crowd.people),
        tuple(true),
        PeopleColumns.build((one.candidate for one in true), author.lexicon),
        _worth(jobs, true),
    )


def _invented_jobs(
    author: Author, held: Sequence[Role], size: TrialSize, words: np.random.Generator
) -> list[Job]:
    """Invent jobs in English, and in Chinese of the occupations that have a Chinese name."""
    jobs: list[Job] = []
    for language in ("en", "zh"):
        able = [role for role in held if language == "en" or role.titles_zh]
        jobs += [
            author.job_in(language, role, invention.ad(role, words), words)
            for role in drawn(able, size.invented, words)
        ]
    return jobs


def _make_fit(
    author: Author, crowd: Crowd, job: Job, count: int, born: int, words: np.random.Generator
) -> None:
    """Add people made to fit a job: of its occupation if there are any, else of any."""
    near = crowd.by_role.get(job.truth.role, []) or crowd.by_group.get(job.truth.group[:3], [])
    others = [int(number) for number in words.integers(born, size=count)]
    for number in [*near[: count // 2], *others][:count]:
        crowd.add(author.suited(crowd.people[number], job, words))


def _thinned(truth: Person, words: np.random.Generator) -> Person:
    """Return what a CV tells that leaves most out: a title and little else, or skills only."""
    bare = replace(truth, education=0, languages=frozenset(), certificates=frozenset(), city=-1)
    if words.random() < 0.5:
        kept = drawn(sorted(truth.skills), 1, words)
        return replace(bare, skills=frozenset(kept), years=0.0)
    return replace(bare, roles=(), groups=(), years=0.0)


def _worth(jobs: Sequence[Job], people: Sequence[Invented]) -> npt.NDArray[np.float64]:
    return np.asarray([[utility(job.truth, one.truth) for one in people] for job in jobs])
