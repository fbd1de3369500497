"""One training of the ranker from end to end: data, model, figures, card, files, record."""

import hashlib
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from serving.models import Report, write_report
from trm_ml.bundle import Bundle
from trm_ml.evaluate import ranker as evaluation
from trm_ml.features import FEATURES, compute
from trm_ml.features.knowledge import knowledge
from trm_ml.features.people import PeopleColumns
from trm_ml.features.position import Preparer
from trm_ml.ranking.dataset import Maker, Plan, Trial
from trm_ml.ranking.fallback import RuleRanker
from trm_ml.ranking.file_task import candidate_of, position_of
from trm_ml.ranking.model import LightGbmRanker, Ranker
from trm_ml.ranking.sample import Sample
from trm_ml.ranking.train import columns, train
from trm_ml.tracking.card import Figures, cards

if TYPE_CHECKING:
    from serving.wiring import Parts

PAIRS = Path(__file__).parents[1] / "tests" / "acceptance_pairs"
PAIRS_WRITTEN = date(2026, 11, 23)
NAMES = tuple(feature.name for feature in FEATURES)
Said = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Trained:
    """What came of a training; ``plain`` is the same without taxonomy features."""

    bundle: Bundle
    plain: Bundle
    sample: Sample
    values: Mapping[str, Any]
    cards: Mapping[str, str]


class Training:
    """Trains and measures; everything heavy is built once."""

    def __init__(self, parts: "Parts", data: Path, plan: Plan, said: Said) -> None:
        self._lexicon, self._encoder = parts.lexicon(), parts.encoder()
        self._vectors, self._said = parts.lexicon_vectors(), said
        known = knowledge(self._lexicon, self._vectors, self._encoder)
        self.preparer = Preparer(known)
        self._plan = plan
        self._maker = Maker(data, self._lexicon, self.preparer, plan)

    def run(self, *, now: datetime, with_parts: bool = True) -> Trained:
        """Train both models and measure them.

        Args:
            now: goes into the card.
            with_parts: also measure BM25, dense and fusion on the texts (embeds every CV).
        """
        sample = self._maker.sample(self._said)
        bundle = train(sample, seed=self._plan.seed)
        plain = train(sample, seed=self._plan.seed, features=columns(taxonomy=False))
        values = self.figures(bundle, plain, with_parts=with_parts)
        values |= {"trained_at": now.isoformat(timespec="seconds")}
        return Trained(bundle, plain, sample, values, self._cards(bundle, values))

    def figures(self, bundle: Bundle, plain: Bundle, *, with_parts: bool) -> dict[str, Any]:
        """Measure a model, and the one without taxonomy features beside it; JSON values."""
        without = LightGbmRanker(plain)
        others: dict[str, Ranker] = {"ranker without taxonomy features": without}
        values = self.measured(LightGbmRanker(bundle), others, with_parts=with_parts)
        values["pairs_without_taxonomy"], values["pairs_wrong_without_taxonomy"] = self.pairs(
            without
        )
        values["pairs_of_parts"] = self._pairs_of_parts() if with_parts else {}
        return values

    def measured(
        self,
        ranker: Ranker,
        others: Mapping[str, Ranker] | None = None,
        *,
        with_parts: bool = False,
    ) -> dict[str, Any]:
        """Measure a ranker on held-out occupations and hand-made pairs; JSON values."""
        trial = self._maker.trial(self._said)
        rows = evaluation.rows_of(trial, self.preparer)
        rankers: dict[str, Ranker] = {"ranker": ranker, **(others or {}), "rules": RuleRanker()}
        systems = {name: evaluation.ranked(one, rows, NAMES) for name, one in rankers.items()}
        if with_parts:
            systems |= self._parts(trial)
        found = evaluation.compared(trial, systems, against="ranker", seed=self._plan.seed)
        shares, wrong = self.pairs(ranker)
        return {
            "trial": _trial_name(trial),
            "jobs": len(trial.jobs),
            "people": len(trial.people),
            "ndcg_by_job": {name: list(one) for name, one in found.values.items()},
            "ndcg": {name: str(one) for name, one in found.ndcg.items()},
            "lead": {name: str(one) for name, one in found.won.items()},
            "pairs": shares,
            "pairs_wrong": wrong,
            **self._laws(ranker, rows),
        }

    def pairs(self, ranker: Ranker) -> tuple[dict[str, float], dict[str, list[str]]]:
        """Return the share of hand-made pairs that are right, and the others' ids, by language."""
        shares: dict[str, float] = {}
        wrong: dict[str, list[str]] = {}
        for language in ("zh", "en"):
            path = PAIRS / f"{language}.jsonl"
            if path.is_file():
                found = evaluation.load_pairs(path)
                shares[language], wrong[language] = evaluation.right(found, self._judge(ranker))
        return shares, wrong

    def _judge(self, ranker: Ranker) -> Callable[[evaluation.Pair], tuple[float, float]]:
        chosen = [NAMES.index(feature.name) for feature in ranker.features]

        def judged(pair: evaluation.Pair) -> tuple[float, float]:
            position = position_of({"title": pair.title, "text": pair.job}, self._lexicon)
            both = [
                candidate_of({"text": text}, self._lexicon, today=PAIRS_WRITTEN)
                for text in (pair.better, pair.worse)
            ]
            people = PeopleColumns.build(both, self._lexicon)
            rows = compute(self.preparer.prepare(position), people, np.arange(2))
            better, worse = ranker.raw(np.ascontiguousarray(rows[:, chosen]))
            return float(better), float(worse)

        return judged

    def _parts(self, trial: Trial) -> dict[str, list[evaluation.Scores]]:
        return evaluation.parts(
            [f"{job.position.title}\n{job.position.text}" for job in trial.jobs],
            [one.text for one in trial.people],
            self._encoder,
            progress=lambda done, total: self._said("embedding", done, total),
        )

    def _pairs_of_parts(self) -> dict[str, dict[str, float]]:
        shares: dict[str, dict[str, float]] = {}
        for language in ("zh", "en"):
            path = PAIRS / f"{language}.jsonl"
            if not path.is_file():
                continue
            pairs = evaluation.load_pairs(path)
            texts = [text for pair in pairs for text in (pair.better, pair.worse)]
            scores = evaluation.parts([f"{p.title}\n{p.job}" for p in pairs], texts, self._encoder)
            for name, found in scores.items():
                won = [one[2 * at] > one[2 * at + 1] for at, one in enumerate(found)]
                shares.setdefault(name, {})[language] = float(np.mean(won))
        return shares

    def _laws(self, ranker: Ranker, rows: Sequence[Any]) -> dict[str, Any]:
        """Measure additivity, the direction of every column, and the time of 1,000 people."""
        chosen = [NAMES.index(feature.name) for feature in ranker.features]
        some = np.concatenate(rows)[:: max(len(rows) * len(rows[0]) // 2000, 1), chosen]
        some = np.ascontiguousarray(some)
        raw = ranker.raw(some)
        gap = float(np.abs(ranker.contributions(some).sum(axis=1) - raw).max())
        tried, broken = 0, 0
        for column, feature in enumerate(ranker.features):
            higher = some.copy()
            higher[:, column] = np.minimum(higher[:, column] + 1, feature.high)
            known = ~np.isnan(some[:, column])
            tried += int(known.sum())
            broken += int((ranker.raw(higher)[known] < raw[known] - 1e-12).sum())
        thousand = np.resize(some, (1000, some.shape[1]))
        took = []
        for _ in range(5):
            begun = time.perf_counter()
            ranker.raw(thousand)
            took.append(1000 * (time.perf_counter() - begun))
        return {
            "additivity_gap": gap,
            "monotone_tried": tried,
            "monotone_breaks": broken,
            "ms_a_thousand": round(float(np.median(took)), 2),
        }

    def _cards(self, bundle: Bundle, values: Mapping[str, Any]) -> dict[str, str]:
        return cards(
            Figures(
                version=bundle.version,
                trained_on=str(values["trained_at"])[:10],
                data=bundle.meta["data"],
                parameters=bundle.meta["parameters"],
                features=len(bundle.meta["features"]),
                ndcg=values["ndcg"],
                lead=values["lead"],
                pairs=values["pairs"],
                pairs_without_taxonomy=values["pairs_without_taxonomy"],
                monotone_tried=values["monotone_tried"],
                monotone_breaks=values["monotone_breaks"],
                additivity_gap=values["additivity_gap"],
                ms_a_thousand=values["ms_a_thousand"],
            )
        )


def save(trained: Trained, place: Path) -> Path:
    """Write model, figures, cards and the model without taxonomy features under ``place``."""
    trained.bundle.save(place)
    write_report(place, Report(trained.values, trained.cards))
    return place


def record(trained: Trained, place: Path, tracking_uri: str) -> str:
    """Record a training in MLflow, pictures included; return the id of the run."""
    from trm_ml.tracking import pictures, runs

    ranker = LightGbmRanker(trained.bundle)
    chosen = [NAMES.index(feature.name) for feature in ranker.features]
    rows = trained.sample.rows[:: max(len(trained.sample.rows) // 1500, 1)][:, chosen]
    rows = np.ascontiguousarray(rows)
    metrics = _numbers(trained.values)
    with tempfile.TemporaryDirectory() as aside:
        drawn = pictures.draw(
            Path(aside),
            [feature.name for feature in ranker.features],
            gains=ranker.gains(),
            rows=rows,
            shares=ranker.contributions(rows),
        )
        files = [*drawn, *sorted(place.glob("card.*.md")), place / "report.json"]
        run = runs.Run(
            name=trained.bundle.version,
            bundle=trained.bundle,
            folder=place,
            parameters={
                **trained.bundle.meta["parameters"],
                "data_sha256": trained.sample.fingerprint,
                "rows": len(trained.sample.rows),
                "groups": len(trained.sample.sizes),
            },
            metrics=metrics,
            artifacts=files,
        )
        return runs.record(run, tracking_uri)


def with_run(trained: Trained, run_id: str) -> Trained:
    """Return the same training, knowing its run."""
    return replace(trained, values={**trained.values, "run_id": run_id})


def _numbers(values: Mapping[str, Any]) -> dict[str, float]:
    found: dict[str, float] = {}
    for name, by_job in values["ndcg_by_job"].items():
        key = "ndcg10_" + name.replace(" ", "_")
        found[key] = float(np.mean(by_job))
        low, high = values["ndcg"][name].split("[")[1].rstrip("]").split(",")
        found[key + "_low"], found[key + "_high"] = float(low), float(high)
    for language, share in values["pairs"].items():
        found[f"pairs_right_{language}"] = share
    for name in ("additivity_gap", "monotone_breaks", "ms_a_thousand"):
        found[name] = float(values[name])
    return found


def _trial_name(trial: Trial) -> str:
    told = trial.utilities.tobytes() + "\n".join(one.text for one in trial.people).encode()
    return hashlib.sha256(told).hexdigest()[:16]
