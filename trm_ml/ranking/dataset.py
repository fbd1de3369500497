"""What the shipped ranker learns from: distant supervision, split by occupation and by source.

People and most jobs are invented from ESCO and O*NET, written out as text and read back by the
extractor; other jobs are real Chinese ads. Labels are those of `trm_ml.ranking.truth`.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt

from trm_ml.extract.lexicon import Lexicon
from trm_ml.features import FEATURES, compute
from trm_ml.features.people import PeopleColumns
from trm_ml.features.position import PreparedPosition, Preparer
from trm_ml.ranking import invention, real_ads
from trm_ml.ranking.author import Author, Crowd, Job, Progress, drawn
from trm_ml.ranking.fallback import RuleRanker
from trm_ml.ranking.sample import Sample
from trm_ml.ranking.taxonomy import apart, roles
from trm_ml.ranking.trial import Trial, TrialSize, make_trial
from trm_ml.ranking.truth import grade, utility


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is invented. ``held_out`` is the share of unit groups kept for the evaluation.

    ``rivals`` people a job are added whom the order by rules puts first among ``looked_at`` of
    everybody: in use the ranker meets the best of many, not a few drawn by lot.
    """

    seed: int = 7
    roles: int = 290
    ads_a_role: int = 2
    people_a_role: int = 4
    listing_ads: int = 440
    text_ads: int = 440
    candidates: int = 40
    rivals: int = 30
    looked_at: int = 1_500
    held_out: float = 0.2
    trial: TrialSize = field(default_factory=TrialSize)


class Maker:
    """Makes the training sample and the trial; the same plan gives the same bits."""

    def __init__(self, data: Path, lexicon: Lexicon, preparer: Preparer, plan: Plan) -> None:
        self._lexicon = lexicon
        self._preparer = preparer
        self._plan = plan
        self._author = Author(data, lexicon)
        self._rules = RuleRanker()
        names = [feature.name for feature in FEATURES]
        self._ruled = [names.index(feature.name) for feature in self._rules.features]
        self._train_roles, self._trial_roles = apart(roles(data, lexicon), plan.held_out)

    def sample(self, progress: Progress | None = None) -> Sample:
        """Return the training sample."""
        plan = self._plan
        words = np.random.default_rng([plan.seed, 1])
        chosen = drawn(self._train_roles, plan.roles, words)
        jobs = [self._author.job(role, words) for role in chosen for _ in range(plan.ads_a_role)]
        jobs += self._real_jobs()
        crowd = self._author.crowd(chosen, plan.people_a_role, words, progress)
        groups: list[tuple[Job, list[int]]] = []
        for number, job in enumerate(jobs):
            groups.append((job, self._candidates(job, crowd, words)))
            if progress:
                progress("jobs", number + 1, len(jobs))
        return self._featured(groups, crowd, words, progress)

    def trial(self, progress: Progress | None = None) -> Trial:
        """Return jobs and people that the training never saw."""
        return make_trial(
            self._author, self._trial_roles, self._plan.trial, self._plan.seed, progress
        )

    def _real_jobs(self) -> list[Job]:
        """Return real ads to learn from, none of an occupation that is held out."""
        held = {role.group for role in self._trial_roles}
        counts = {"51job-listing": self._plan.listing_ads, "zhilian": self._plan.text_ads}
        jobs: list[Job] = []
        for source in real_ads.SOURCES:
            if source.taught:
                jobs += self._author.real_jobs(
                    source, first=True, count=counts[source.name], seed=self._plan.seed
                )
        return [job for job in jobs if job.truth.group not in held]

    def _candidates(self, job: Job, crowd: Crowd, words: np.random.Generator) -> list[int]:
        """Pick people for a job: same occupation, same group, anybody, made to fit, and twins."""
        count = self._plan.candidates
        same = drawn(crowd.by_role.get(job.truth.role, []), count // 6, words)
        near = drawn(crowd.by_group.get(job.truth.group[:3], []), count // 6, words)
        others = [int(number) for number in words.integers(len(crowd.people), size=count // 4)]
        base = [*same, *near, *others]
        suits = [
            crowd.add(self._author.suited(crowd.people[number], job, words))
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

    def _featured(
        self,
        groups: Sequence[tuple[Job, list[int]]],
        crowd: Crowd,
        words: np.random.Generator,
        progress: Progress | None,
    ) -> Sample:
        columns = PeopleColumns.build((one.candidate for one in crowd.people), self._lexicon)
        rows, worth, who, sizes = [], [], [], []
        for number, (job, drawn_ones) in enumerate(groups):
            prepared = self._preparer.prepare(job.position)
            members = self._with_rivals(prepared, columns, drawn_ones, words)
            rows.append(compute(prepared, columns, members))
            sizes.append(len(members))
            who += [numbered(crowd.people[member].candidate.talent_id) for member in members]
            worth += [utility(job.truth, crowd.people[member].truth) for member in members]
            if progress:
                progress("features", number + 1, len(groups))
        return Sample(
            np.concatenate(rows),
            np.asarray([grade(one) for one in worth], dtype=np.int32),
            np.asarray(worth),
            np.asarray(sizes, dtype=np.int32),
            tuple(job.source for job, _ in groups),
            np.asarray(who, dtype=np.int64),
        )

    def _with_rivals(
        self,
        prepared: PreparedPosition,
        columns: PeopleColumns,
        members: Sequence[int],
        words: np.random.Generator,
    ) -> npt.NDArray[np.int64]:
        """Add the people whom the order by rules puts first among many, ties by number."""
        count = min(self._plan.looked_at, len(columns))
        seen = np.sort(words.choice(len(columns), size=count, replace=False))
        scores = self._rules.raw(compute(prepared, columns, seen)[:, self._ruled])
        best = seen[np.argsort(-scores, kind="stable")[: self._plan.rivals]]
        return np.asarray(list(dict.fromkeys([*members, *best.tolist()])), dtype=np.int64)


def numbered(talent_id: str) -> int:
    """Return a number that stands for a person in arrays; the same in every process."""
    return int.from_bytes(hashlib.sha256(talent_id.encode()).digest()[:8], "big") >> 1
