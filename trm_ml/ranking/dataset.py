"""What the shipped ranker learns from: distant supervision, split by occupation and by source.

People and most jobs are invented from ESCO and O*NET, written out as text and read back by the
extractor; other jobs are real Chinese ads. Labels are those of `trm_ml.ranking.truth`.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from core.pool.types import Candidate, Position
from trm_ml.extract.candidate import to_candidate
from trm_ml.extract.cv import read_cv
from trm_ml.extract.jd import read_jd
from trm_ml.extract.lexicon import Lexicon
from trm_ml.features import compute
from trm_ml.features.people import PeopleColumns
from trm_ml.features.position import Preparer
from trm_ml.ranking import invention, real_ads
from trm_ml.ranking.invention import Invented
from trm_ml.ranking.sample import Sample
from trm_ml.ranking.taxonomy import Role, apart, roles
from trm_ml.ranking.truth import Ad, Person, grade, utility
from trm_ml.ranking.wording import Writer, titled

TODAY = date(2026, 6, 1)
NOW = datetime(2026, 6, 1, tzinfo=UTC)
Progress = Callable[[str, int, int], None]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is invented. ``held_out`` is the share of unit groups kept for the evaluation."""

    seed: int = 7
    roles: int = 290
    ads_a_role: int = 2
    people_a_role: int = 4
    listing_ads: int = 200
    text_ads: int = 140
    candidates: int = 40
    held_out: float = 0.2
    trial_roles: int = 90
    trial_ads: int = 40
    trial_people: int = 5


@dataclass(frozen=True, slots=True)
class Job:
    """A job with its truth; ``source`` says where its text comes from."""

    truth: Ad
    position: Position
    source: str


@dataclass(frozen=True, slots=True)
class Trial:
    """Jobs of occupations never trained on, against one pool of people never trained on.

    ``utilities`` float64 (jobs, people); texts are for the rankers that read text.
    """

    jobs: tuple[Job, ...]
    people: tuple[Invented, ...]
    columns: PeopleColumns
    utilities: npt.NDArray[np.float64]


@dataclass(slots=True)
class _Crowd:
    """Everybody of one data set, numbered; found again by role and by group."""

    people: list[Invented] = field(default_factory=list)
    by_role: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    by_group: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))

    def add(self, one: Invented) -> int:
        self.people.append(one)
        return len(self.people) - 1

    def join(self, one: Invented) -> None:
        number = self.add(one)
        self.by_role[one.truth.roles[0]].append(number)
        self.by_group[one.truth.groups[0][:3]].append(number)


class Maker:
    """Makes the training sample and the trial; the same plan gives the same bits."""

    def __init__(self, data: Path, lexicon: Lexicon, preparer: Preparer, plan: Plan) -> None:
        self._data = data
        self._lexicon = lexicon
        self._preparer = preparer
        self._plan = plan
        self._writer = Writer(lexicon)
        found = roles(data, lexicon)
        self._train_roles, self._trial_roles = apart(found, plan.held_out)
        self._filler = real_ads.sentences(data)

    def sample(self, progress: Progress | None = None) -> Sample:
        """Return the training sample."""
        plan = self._plan
        words = np.random.default_rng([plan.seed, 1])
        chosen = _drawn(self._train_roles, plan.roles, words)
        jobs = [self._job(role, words) for role in chosen for _ in range(plan.ads_a_role)]
        jobs += self._real_jobs(words)
        crowd = self._crowd(chosen, plan.people_a_role, words, progress)
        groups: list[tuple[Job, list[int]]] = []
        for number, job in enumerate(jobs):
            groups.append((job, self._candidates(job, crowd, words)))
            if progress:
                progress("jobs", number + 1, len(jobs))
        return self._featured(groups, crowd, progress)

    def trial(self, progress: Progress | None = None) -> Trial:
        """Return the jobs and the people of the occupations held out."""
        plan = self._plan
        words = np.random.default_rng([plan.seed, 2])
        chosen = _drawn(self._trial_roles, plan.trial_roles, words)
        jobs = [self._job(role, words) for role in chosen[: plan.trial_ads]]
        crowd = self._crowd(chosen, plan.trial_people, words, progress)
        for job in jobs:
            for number in crowd.by_role[job.truth.role][:2]:
                better = invention.suited(crowd.people[number].truth, job.truth, words)
                crowd.add(self._read(better, self._titles(better, words), words))
        columns = PeopleColumns.build((one.candidate for one in crowd.people), self._lexicon)
        worth = [[utility(job.truth, one.truth) for one in crowd.people] for job in jobs]
        return Trial(tuple(jobs), tuple(crowd.people), columns, np.asarray(worth))

    def _job(self, role: Role, words: np.random.Generator) -> Job:
        truth = invention.ad(role, words)
        language = "zh" if role.titles_zh and words.random() < 0.5 else "en"
        title = titled(_title(role, language, words), truth.level, language)
        filler = ""
        if language == "en" and self._filler:
            picked = words.integers(len(self._filler), size=2)
            filler = " ".join(self._filler[int(index)] for index in picked)
        text = self._writer.ad(truth, title, language, words, filler=filler)
        position = read_jd(text, self._lexicon, title=title)
        return Job(truth, position, f"taxonomy-{language}")

    def _real_jobs(self, words: np.random.Generator) -> list[Job]:
        plan, jobs = self._plan, []
        for source, found, count in (
            ("51job-listing", list(real_ads.listing(self._data)), plan.listing_ads),
            ("zhilian", [("", text) for _, text in real_ads.texts(self._data)], plan.text_ads),
        ):
            for title, text in _drawn(found, count, words):
                position = read_jd(text, self._lexicon, title=title)
                truth = real_ads.as_ad(position, self._lexicon)
                if truth.must or truth.nice:
                    jobs.append(Job(truth, position, source))
        return jobs

    def _crowd(
        self,
        chosen: Sequence[Role],
        count: int,
        words: np.random.Generator,
        progress: Progress | None,
    ) -> _Crowd:
        crowd = _Crowd()
        for number, role in enumerate(chosen):
            for _ in range(count):
                earlier = [other for other in _drawn(chosen, 1, words) if words.random() < 0.4]
                truth = invention.person(role, earlier, words)
                crowd.join(self._read(truth, self._titles(truth, words), words))
            if progress:
                progress("people", number + 1, len(chosen))
        return crowd

    def _titles(self, truth: Person, words: np.random.Generator) -> list[tuple[str, str]]:
        """Return a title a post in English and Chinese; the Chinese one may be empty."""
        named: list[tuple[str, str]] = []
        for place, row in enumerate(truth.roles):
            names = self._lexicon.occupations.names(row)
            english = [name for name in names if name.isascii()] or [""]
            chinese = [name for name in names if not name.isascii()] or [""]
            level = truth.level if place == 0 else 2
            pair = [
                titled(options[int(words.integers(len(options)))], level, language)
                for options, language in ((english, "en"), (chinese, "zh"))
            ]
            named.append((pair[0] if english[0] else "", pair[1] if chinese[0] else ""))
        return named

    def _read(
        self, truth: Person, titles: Sequence[tuple[str, str]], words: np.random.Generator
    ) -> Invented:
        chinese = all(zh for _, zh in titles) and words.random() < 0.5
        language = "zh" if chinese else "en"
        shown = [zh if chinese else en or zh for en, zh in titles]
        text = self._writer.cv(truth, shown, language, words)
        facts = read_cv(text, self._lexicon, today=TODAY)
        candidate = to_candidate(
            f"invented-{words.integers(1 << 40)}", facts, self._lexicon, now=NOW
        )
        return Invented(truth, text, candidate)

    def _candidates(self, job: Job, crowd: _Crowd, words: np.random.Generator) -> list[int]:
        """Pick people for a job: same occupation, same group, anybody, made to fit, and twins."""
        count = self._plan.candidates
        same = _drawn(crowd.by_role.get(job.truth.role, []), count // 6, words)
        near = _drawn(crowd.by_group.get(job.truth.group[:3], []), count // 6, words)
        others = [int(number) for number in words.integers(len(crowd.people), size=count // 4)]
        base = [*same, *near, *others]
        suits = [
            crowd.add(self._suited(crowd.people[number], job, words))
            for number in (*same[:2], *others[:2])
        ]
        twins: list[int] = []
        for _ in range(4 * count):
            if len(base) + len(suits) + len(twins) >= count:
                break
            origin = crowd.people[
                int(words.choice([*suits, *suits, *same, *near, *twins, *others]))
            ]
            twin = invention.twin(origin, job.truth, self._lexicon, words)
            if twin is not None:
                twins.append(crowd.add(twin))
        return list(dict.fromkeys([*base, *suits, *twins]))

    def _suited(self, one: Invented, job: Job, words: np.random.Generator) -> Invented:
        truth = invention.suited(one.truth, job.truth, words)
        if truth.roles[0] != job.truth.role >= 0 and words.random() < 0.5:
            truth = replace(
                truth,
                roles=(job.truth.role, *truth.roles),
                groups=(job.truth.group, *truth.groups),
            )
        return self._read(truth, self._titles(truth, words), words)

    def _featured(
        self,
        groups: Sequence[tuple[Job, list[int]]],
        crowd: _Crowd,
        progress: Progress | None,
    ) -> Sample:
        columns = PeopleColumns.build(_candidates_of(crowd.people), self._lexicon)
        rows, worth = [], []
        for number, (job, members) in enumerate(groups):
            prepared = self._preparer.prepare(job.position)
            rows.append(compute(prepared, columns, np.asarray(members)))
            worth += [utility(job.truth, crowd.people[member].truth) for member in members]
            if progress:
                progress("features", number + 1, len(groups))
        return Sample(
            np.concatenate(rows),
            np.asarray([grade(one) for one in worth], dtype=np.int32),
            np.asarray(worth),
            np.asarray([len(members) for _, members in groups], dtype=np.int32),
            tuple(job.source for job, _ in groups),
        )


def _candidates_of(people: Iterable[Invented]) -> Iterable[Candidate]:
    return (one.candidate for one in people)


def _title(role: Role, language: str, words: np.random.Generator) -> str:
    names = role.titles_zh if language == "zh" else role.titles_en
    return names[int(words.integers(len(names)))] if names else role.titles_zh[0]


def _drawn(options: Sequence[T], count: int, words: np.random.Generator) -> list[T]:
    size = min(count, len(options))
    if not size:
        return []
    chosen = words.choice(len(options), size=size, replace=False)
    return [options[int(index)] for index in chosen]
