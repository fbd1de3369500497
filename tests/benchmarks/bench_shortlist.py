"""The main job at scale: a JD in, twenty explained people out, beside its bare floor.

The floor is the same engines on the same arrays with nothing around them: filtered vector search,
scan of postings, 1,000 rows through the trees, TreeSHAP for the 20 shown.
``python -m tests.benchmarks.bench_shortlist 100000`` prints the rows of one scale.
"""

import sys
import time
from pathlib import Path

import lightgbm
import numpy as np

from core.pool.rules import parse
from serving import settings, wiring
from tests.benchmarks import bench_retrieval as retrieval
from tests.benchmarks import retrieval_world
from tests.benchmarks.bench_retrieval import CACHE, Row
from trm_ml.bundle import load as load_bundle
from trm_ml.extract.lexicon import Lexicon
from trm_ml.matcher import Loaded, PopulationMatcher
from trm_ml.ranking.generations import Generations
from trm_ml.ranking.model import SHIPPED, LightGbmRanker
from trm_ml.ranking.population import RETRIEVED, Population

SHOWN = 20
WHERE = "years >= 3"


def run(scale: int, *, cache: Path = CACHE, rounds: int = 3) -> list[Row]:
    """Measure one scale: every stage, the whole without the encoder, and the floor."""
    parts = wiring.build(settings.load())
    data = parts.settings.data_dir if parts.settings.data_dir.is_dir() else None
    given = retrieval_world.texts(cache, parts.paths.models, data)
    root = cache / f"retrieval-{scale}"
    retrieval_world.build(root, given, scale)
    generation = Generations(root).open(encoder_id=given.encoder_id)
    generation.sealed.verify()
    population = Population.of(
        generation.segment, Lexicon.load(), dim=given.vectors.shape[1], change=0, encoder_id=""
    )
    bundle = load_bundle(SHIPPED)
    ranker = LightGbmRanker(bundle)
    matcher = PopulationMatcher(
        lambda: population,
        lambda: Loaded(ranker),
        parts.lexicon(),
        parts.lexicon_vectors(),
        parts.encoder(),
    )
    stages: dict[str, list[float]] = {}
    totals: list[float] = []
    for position in given.positions * rounds:
        told = matcher.match(position, where=parse(WHERE), limit=SHOWN).timings_ms
        for name, spent in told.items():
            stages.setdefault(name, []).append(spent)
        totals.append(sum(spent for name, spent in told.items() if name != "encode"))
    mask = population.mask(parse(WHERE))
    share = float(mask.mean())
    floor = np.add(
        retrieval._dense_floor(population, given, mask, share, 1),
        retrieval._lexical_floor(population, given, 1),
    ) + _model_floor(bundle.text, len(ranker.features))
    rows = [
        Row(
            f"shortlist of {SHOWN}, {WHERE}, JD embedded",
            float(np.median(totals)),
            "ms",
            float(np.median(floor)),
            f"p50 of {len(totals)}, wall",
            {
                "p95": float(np.quantile(totals, 0.95)),
                "floor p95": float(np.quantile(floor, 0.95)),
            },
        )
    ]
    for name, spent in stages.items():
        extra = {"p95": float(np.quantile(spent, 0.95))}
        rows.append(Row(f"  stage {name}", float(np.median(spent)), "ms", None, "", extra))
    return rows


def _model_floor(text: str, columns: int) -> float:
    """Return the median of predicting 1,000 rows and explaining 20, in ms, one thread."""
    booster = lightgbm.Booster(model_str=text)
    rows = np.random.default_rng(7).random((RETRIEVED, columns))
    spent = []
    for _ in range(20):
        started = time.perf_counter()
        booster.predict(rows, raw_score=True, num_threads=1)
        booster.predict(rows[:SHOWN], pred_contrib=True, num_threads=1)
        spent.append(1000 * (time.perf_counter() - started))
    return float(np.median(spent))


if __name__ == "__main__":
    for row in run(int(sys.argv[1])):
        floor = "" if row.floor is None else f"  floor {row.floor:.2f}"
        more = "  ".join(f"{name} {value:.2f}" for name, value in row.extra.items())
        print(f"{row.name:60} {row.value:10.2f} {row.unit:6}{floor}  {more}  {row.note}")
