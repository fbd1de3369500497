"""Everything that is measured of a ranker, as JSON values: for card, MLflow and gate."""

import hashlib
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from trm_ml.embeddings.encoder import Encoder
from trm_ml.evaluate import coverage, faithfulness, leaks
from trm_ml.evaluate import ranker as evaluation
from trm_ml.evaluate.bootstrap import mean_interval, paired
from trm_ml.extract.lexicon import Lexicon
from trm_ml.features import FEATURES, compute
from trm_ml.features.people import PeopleColumns
from trm_ml.features.position import Preparer
from trm_ml.ranking import sufficiency
from trm_ml.ranking.dataset import numbered
from trm_ml.ranking.fallback import RuleRanker
from trm_ml.ranking.file_task import candidate_of, position_of
from trm_ml.ranking.model import Ranker
from trm_ml.ranking.sample import dealt
from trm_ml.ranking.trial import Trial

Said = Callable[[str, int, int], None]
Rows = npt.NDArray[np.float32]
NAMES = tuple(feature.name for feature in FEATURES)
PAIRS_WRITTEN = date(2026, 11, 23)
RANKER = "ranker"
DELETED_A_JOB = 8
HUNDRED, THOUSAND = 100, 1000
DEALS = 5
MATTERS = 0.3


@dataclass(frozen=True, slots=True)
class Bench:
    """What text is read and compared with; ``pairs`` is the folder of the hand-made pairs."""

    lexicon: Lexicon
    encoder: Encoder
    preparer: Preparer
    pairs: Path


class Harness:
    """Measures rankers on one trial; the trial's features are computed once."""

    def __init__(self, bench: Bench, trial: Trial, *, seed: int, said: Said) -> None:
        self._bench, self._seed, self._said = bench, seed, said
        self.trial = trial
        self._rows = evaluation.rows_of(trial, bench.preparer)
        self._texts: dict[str, list[float]] = {}

    def people(self) -> npt.NDArray[np.int64]:
        """Return the numbers of the people who judge."""
        ids = (one.candidate.talent_id for one in self.trial.people)
        return np.asarray([numbered(talent_id) for talent_id in ids], dtype=np.int64)

    def measured(self, ranker: Ranker, others: Mapping[str, Ranker]) -> dict[str, Any]:
        """Measure a ranker beside others and the rules; beside its parts too after `parts`."""
        rankers = {RANKER: ranker, **others, "rules": RuleRanker()}
        values = {name: self.ndcg(one) for name, one in rankers.items()} | self._texts
        whole = evaluation.compared(values, against=RANKER, seed=self._seed)
        shares, wrong = self.pairs(ranker)
        return {
            "trial": _trial_name(self.trial),
            "jobs": len(self.trial.jobs),
            "people": len(self.trial.people),
            "ndcg_by_job": {name: list(one) for name, one in values.items()},
            "ndcg": {name: str(one) for name, one in whole.ndcg.items()},
            "lead": {name: str(one) for name, one in whole.won.items()},
            "sources": self._by_source(values),
            "pairs": shares,
            "pairs_wrong": wrong,
            "deletion": asdict(
                faithfulness.deletion(
                    ranker, self._seen_by(ranker), a_job=DELETED_A_JOB, seed=self._seed
                )
            ),
            "abstention": self._abstention(ranker),
            **self._laws(ranker),
        }

    def parts(self) -> None:
        """Measure BM25, dense and fusion on the texts: embeds every CV and job once."""
        found = evaluation.parts(
            [f"{job.position.title}\n{job.position.text}" for job in self.trial.jobs],
            [one.text for one in self.trial.people],
            self._bench.encoder,
            progress=lambda done, total: self._said("embedding", done, total),
        )
        self._texts = {
            name: evaluation.ndcg(self.trial.utilities, scores) for name, scores in found.items()
        }

    def ndcg(self, ranker: Ranker) -> list[float]:
        """Return nDCG@10 by job."""
        return evaluation.ndcg(self.trial.utilities, evaluation.ranked(ranker, self._rows, NAMES))

    def fit(
        self, ranker: Ranker, *, most: int = 20_000
    ) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        """Return the fit shown of people of the trial and their utility, an even part of both."""
        scores = np.concatenate(evaluation.ranked(ranker, self._rows, NAMES))
        step = max(len(scores) // most, 1)
        return ranker.fit(scores[::step]), self.trial.utilities.ravel()[::step]

    def left_out(
        self, ranker: Ranker, without: Mapping[str, tuple[Ranker, Sequence[str]]]
    ) -> dict[str, Any]:
        """Compare a ranker with ones that never saw some sources, on the jobs of those sources."""
        whole, rules = self.ndcg(ranker), self.ndcg(RuleRanker())
        found: dict[str, Any] = {}
        for name, (other, sources) in without.items():
            values = self.ndcg(other)
            at = [row for row, source in enumerate(self.trial.sources) if source in sources]
            blind = [values[row] for row in at]
            seen, ruled = [whole[row] for row in at], [rules[row] for row in at]
            found[name] = {
                "jobs": len(at),
                "with": str(mean_interval(seen, seed=self._seed)),
                "without": str(mean_interval(blind, seed=self._seed)),
                "loss": str(paired(seen, blind, seed=self._seed).interval),
                "lead_over_rules": str(paired(blind, ruled, seed=self._seed).interval),
            }
        return found

    def shuffled(self, blind: Ranker) -> dict[str, float]:
        """Judge a ranker that learned dealt-out labels: on dealt-out ones, and on the true ones.

        On dealt-out labels it must be at chance. On the true ones it is not: the directions that
        every column must keep are knowledge by themselves.
        """
        worth = self.trial.utilities
        sizes = np.full(len(worth), worth.shape[1])
        scores = evaluation.ranked(blind, self._rows, NAMES)
        found = [
            evaluation.ndcg(worth.ravel()[dealt(sizes, seed)].reshape(worth.shape), scores)
            for seed in range(self._seed, self._seed + DEALS)
        ]
        return {
            "ndcg": round(float(np.mean(found)), 4),
            "chance": round(leaks.chance(worth, seed=self._seed), 4),
            "directions_alone": round(float(np.mean(evaluation.ndcg(worth, scores))), 4),
        }

    def pairs(self, ranker: Ranker) -> tuple[dict[str, float], dict[str, list[str]]]:
        """Return the share of hand-made pairs that are right, and the others' ids, by language."""
        shares: dict[str, float] = {}
        wrong: dict[str, list[str]] = {}
        for language, found in self._pairs().items():
            shares[language], wrong[language] = evaluation.right(found, self._judge(ranker))
        return shares, wrong

    def pairs_of_parts(self) -> dict[str, dict[str, float]]:
        """Return the share of hand-made pairs that each part orders rightly, by language."""
        shares: dict[str, dict[str, float]] = {}
        for language, pairs in self._pairs().items():
            texts = [text for pair in pairs for text in (pair.better, pair.worse)]
            scores = evaluation.parts(
                [f"{pair.title}\n{pair.job}" for pair in pairs], texts, self._bench.encoder
            )
            for name, found in scores.items():
                won = [one[2 * at] > one[2 * at + 1] for at, one in enumerate(found)]
                shares.setdefault(name, {})[language] = float(np.mean(won))
        return shares

    def _pairs(self) -> dict[str, list[evaluation.Pair]]:
        paths = {language: self._bench.pairs / f"{language}.jsonl" for language in ("zh", "en")}
        return {
            language: evaluation.load_pairs(path)
            for language, path in paths.items()
            if path.is_file()
        }

    def _judge(self, ranker: Ranker) -> Callable[[evaluation.Pair], tuple[float, float]]:
        lexicon = self._bench.lexicon

        def judged(pair: evaluation.Pair) -> tuple[float, float]:
            position = position_of({"title": pair.title, "text": pair.job}, lexicon)
            both = [
                candidate_of({"text": text}, lexicon, today=PAIRS_WRITTEN)
                for text in (pair.better, pair.worse)
            ]
            people = PeopleColumns.build(both, lexicon)
            rows = compute(self._bench.preparer.prepare(position), people, np.arange(2))
            [scores] = evaluation.ranked(ranker, [rows], NAMES)
            return float(scores[0]), float(scores[1])

        return judged

    def _by_source(self, values: Mapping[str, Sequence[float]]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for source in sorted(set(self.trial.sources)):
            at = [row for row, name in enumerate(self.trial.sources) if name == source]
            here = {name: [one[row] for row in at] for name, one in values.items()}
            told = evaluation.compared(here, against=RANKER, seed=self._seed)
            found[source] = {
                "jobs": len(at),
                "ndcg": {name: str(one) for name, one in told.ndcg.items()},
                "lead": {name: str(one) for name, one in told.won.items()},
            }
        return found

    def _abstention(self, ranker: Ranker) -> dict[str, Any]:
        """Return risk by coverage: over people who tell enough and people who tell little.

        Pairs where both the fit shown and the truth are low are left out: most are strangers to
        the job, of whom nothing need be known to be right.
        """
        errors, known = [], []
        for number, job in enumerate(self.trial.jobs):
            prepared = self._bench.preparer.prepare(job.position)
            everybody = np.arange(len(self.trial.thin_columns))
            thin = compute(prepared, self.trial.thin_columns, everybody)
            scores = evaluation.ranked(ranker, [self._rows[number], thin], NAMES)
            worth = (self.trial.utilities[number], self.trial.thin_utilities[number])
            columns = (self.trial.columns, self.trial.thin_columns)
            for raw, true, people in zip(scores, worth, columns, strict=True):
                fit = ranker.fit(raw)
                matter = np.maximum(fit, true) >= MATTERS
                errors.append(np.abs(fit - true)[matter])
                known.append(sufficiency.known_share(job.position, people)[matter])
        told = coverage.curve(
            np.concatenate(errors), np.concatenate(known), least=sufficiency.LEAST
        )
        return asdict(told)

    def _seen_by(self, ranker: Ranker) -> list[Rows]:
        chosen = [NAMES.index(feature.name) for feature in ranker.features]
        return [np.ascontiguousarray(one[:, chosen]) for one in self._rows]

    def _laws(self, ranker: Ranker) -> dict[str, Any]:
        """Measure additivity, the direction of every column, and how long a scoring takes."""
        seen = self._seen_by(ranker)
        some = np.concatenate(seen)[:: max(len(seen) * len(seen[0]) // 2000, 1)]
        raw = ranker.raw(some)
        gap = float(np.abs(ranker.contributions(some).sum(axis=1) - raw).max())
        tried, broken = 0, 0
        for column, feature in enumerate(ranker.features):
            higher = some.copy()
            higher[:, column] = np.minimum(higher[:, column] + 1, feature.high)
            known = ~np.isnan(some[:, column])
            tried += int(known.sum())
            broken += int((ranker.raw(higher)[known] < raw[known] - 1e-12).sum())
        thousand = np.resize(some, (THOUSAND, some.shape[1]))
        return {
            "additivity_gap": gap,
            "monotone_tried": tried,
            "monotone_breaks": broken,
            "ms_a_thousand": _took(lambda: ranker.raw(thousand)),
            "ms_explain_hundred": _took(lambda: ranker.contributions(thousand[:HUNDRED])),
        }


def _took(call: Callable[[], object]) -> float:
    """Return the median of five runs, in milliseconds."""
    took = []
    for _ in range(5):
        begun = time.perf_counter()
        call()
        took.append(1000 * (time.perf_counter() - begun))
    return round(float(np.median(took)), 2)


def _trial_name(trial: Trial) -> str:
    told = trial.utilities.tobytes() + "\n".join(one.text for one in trial.people).encode()
    return hashlib.sha256(told).hexdigest()[:16]
