"""One training of the ranker from end to end: data, model, figures, card, files, record."""

import re
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from serving.models import Report, write_report
from trm_ml.bundle import Bundle
from trm_ml.evaluate import leaks
from trm_ml.evaluate.harness import NAMES, Bench, Harness
from trm_ml.features.knowledge import knowledge
from trm_ml.features.position import Preparer
from trm_ml.ranking.dataset import Maker, Plan
from trm_ml.ranking.model import LightGbmRanker, Ranker
from trm_ml.ranking.sample import Sample
from trm_ml.ranking.train import columns, train
from trm_ml.tracking.card import Figures, cards

if TYPE_CHECKING:
    from serving.wiring import Parts

PAIRS = Path(__file__).parents[1] / "tests" / "acceptance_pairs"
Said = Callable[[str, int, int], None]
#: What is left out of the training to see how the ranker does on jobs of an unseen kind.
LEFT_OUT = {
    "51job-listing": ("51job-listing",),
    "zhilian": ("zhilian",),
    "invented, Chinese": ("taxonomy-zh",),
    "invented, English": ("taxonomy-en",),
    "everything invented": ("taxonomy-zh", "taxonomy-en"),
}


@dataclass(frozen=True, slots=True)
class Trained:
    """What came of a training; ``plain`` is the same without taxonomy features.

    ``fit`` and ``worth`` float64 (n,): what is shown of people of the trial, and their utility.
    """

    bundle: Bundle
    plain: Bundle
    sample: Sample
    values: Mapping[str, Any]
    cards: Mapping[str, str]
    fit: npt.NDArray[np.float64]
    worth: npt.NDArray[np.float64]


class Training:
    """Trains and measures; everything heavy is built once."""

    def __init__(self, parts: "Parts", data: Path, plan: Plan, said: Said) -> None:
        lexicon, encoder = parts.lexicon(), parts.encoder()
        self.preparer = Preparer(knowledge(lexicon, parts.lexicon_vectors(), encoder))
        self._bench = Bench(lexicon, encoder, self.preparer, PAIRS)
        self._plan, self._said = plan, said
        self._maker = Maker(data, lexicon, self.preparer, plan)

    def run(
        self, *, now: datetime, with_parts: bool = True, champion: Ranker | None = None
    ) -> Trained:
        """Train both models and measure them.

        Args:
            now: goes into the card.
            with_parts: also measure BM25, dense and fusion on the texts (embeds every CV).
            champion: the ranker that serves, measured on the same jobs: the gate compares the two.
        """
        sample = self._maker.sample(self._said)
        bundle = train(sample, seed=self._plan.seed)
        plain = train(sample, seed=self._plan.seed, features=columns(taxonomy=False))
        harness = self.harness(with_parts=with_parts)
        leaks.check_apart(sample.persons, harness.people())
        values = self._figures(harness, sample, bundle, plain, champion)
        values["pairs_of_parts"] = harness.pairs_of_parts() if with_parts else {}
        values |= {"trained_at": now.isoformat(timespec="seconds")}
        told = harness.fit(LightGbmRanker(bundle))
        return Trained(bundle, plain, sample, values, self._cards(bundle, values), *told)

    def harness(self, *, with_parts: bool) -> Harness:
        """Return what measures a ranker on jobs and people that no training of this plan sees."""
        trial = self._maker.trial(self._said)
        made = Harness(self._bench, trial, seed=self._plan.seed, said=self._said)
        if with_parts:
            made.parts()
        return made

    def _figures(
        self,
        harness: Harness,
        sample: Sample,
        bundle: Bundle,
        plain: Bundle,
        champion: Ranker | None,
    ) -> dict[str, Any]:
        ranker, without = LightGbmRanker(bundle), LightGbmRanker(plain)
        others: dict[str, Ranker] = {"ranker without taxonomy features": without}
        others |= {"champion": champion} if champion else {}
        values = harness.measured(ranker, others)
        values["champion"] = champion.version if champion else ""
        values["pairs_without_taxonomy"], values["pairs_wrong_without_taxonomy"] = harness.pairs(
            without
        )
        values["left_out"] = harness.left_out(ranker, self._blind(sample))
        values["leaks"] = {
            "suspects": leaks.suspects(sample, NAMES),
            "shuffled": harness.shuffled(self._fitted(sample.shuffled(self._plan.seed))),
        }
        return values

    def _blind(self, sample: Sample) -> dict[str, tuple[Ranker, tuple[str, ...]]]:
        """Train once without each of the sources that the sample has, if others are left."""
        found: dict[str, tuple[Ranker, tuple[str, ...]]] = {}
        for number, (name, sources) in enumerate(LEFT_OUT.items()):
            rest = sample.of_sources(set(sample.sources).difference(sources).__contains__)
            if 0 < len(rest.sizes) < len(sample.sizes):
                found[name] = (self._fitted(rest), sources)
            self._said("left out", number + 1, len(LEFT_OUT))
        return found

    def _fitted(self, sample: Sample) -> Ranker:
        return LightGbmRanker(train(sample, seed=self._plan.seed))

    def _cards(self, bundle: Bundle, values: Mapping[str, Any]) -> dict[str, str]:
        return cards(
            Figures(
                version=bundle.version,
                trained_on=str(values["trained_at"])[:10],
                data=bundle.meta["data"],
                parameters=bundle.meta["parameters"],
                features=len(bundle.meta["features"]),
                values=values,
            )
        )


def save(trained: Trained, place: Path) -> Path:
    """Write model, figures, cards and the model without taxonomy features under ``place``."""
    trained.bundle.save(place)
    write_report(place, Report(trained.values, trained.cards))
    return place


def record(trained: Trained, place: Path, tracking_uri: str) -> str:
    """Record a training in MLflow, pictures and cards included; return the id of the run."""
    from trm_ml.tracking import pictures, runs

    ranker = LightGbmRanker(trained.bundle)
    chosen = [NAMES.index(feature.name) for feature in ranker.features]
    rows = trained.sample.rows[:: max(len(trained.sample.rows) // 1500, 1)][:, chosen]
    rows = np.ascontiguousarray(rows)
    values = trained.values
    with tempfile.TemporaryDirectory() as aside:
        drawn = pictures.draw(
            Path(aside),
            [feature.name for feature in ranker.features],
            gains=ranker.gains(),
            rows=rows,
            shares=ranker.contributions(rows),
        )
        drawn += pictures.draw_fit(
            Path(aside), fit=trained.fit, worth=trained.worth, abstention=values["abstention"]
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
            metrics=_numbers(values),
            artifacts=files,
        )
        return runs.record(run, tracking_uri)


def with_run(trained: Trained, run_id: str) -> Trained:
    """Return the same training, knowing its run."""
    return replace(trained, values={**trained.values, "run_id": run_id})


def _numbers(values: Mapping[str, Any]) -> dict[str, float]:
    """Return MLflow's metrics: each mean with its bounds, shares, gaps and times."""
    found: dict[str, float] = {}
    for name, told in values["ndcg"].items():
        found |= _interval(f"ndcg10_{name}", told)
    for name, told in values["lead"].items():
        found |= _interval(f"lead_over_{name}", told)
    for source, one in values["sources"].items():
        found |= _interval(f"ndcg10_on_{source}", one["ndcg"]["ranker"])
    for name, one in values["left_out"].items():
        found |= _interval(f"ndcg10_without_{name}", one["without"])
    for language, share in values["pairs"].items():
        found[f"pairs_right_{language}"] = share
    for name in ("additivity_gap", "monotone_breaks", "ms_a_thousand", "ms_explain_hundred"):
        found[name] = float(values[name])
    found["deletion_share"] = values["deletion"]["share"]
    found |= {f"shuffled_{name}": one for name, one in values["leaks"]["shuffled"].items()}
    found |= {
        f"risk_at_{coverage:.0%}".rstrip("%"): risk
        for coverage, risk in zip(
            values["abstention"]["coverage"], values["abstention"]["risk"], strict=True
        )
    }
    return found


def _interval(name: str, told: str) -> dict[str, float]:
    """Return the three numbers of a printed `trm_ml.evaluate.bootstrap.Interval`."""
    key = re.sub(r"[^a-z0-9]+", "_", name.lower())
    mean, low, high = (float(number) for number in re.findall(r"-?\d+\.\d+", told))
    return {key: mean, f"{key}_low": low, f"{key}_high": high}
