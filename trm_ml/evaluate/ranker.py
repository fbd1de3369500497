"""How good a ranker is: on occupations it never saw, against its parts, on hand-made pairs."""

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from trm_ml.embeddings.encoder import Encoder
from trm_ml.evaluate.bootstrap import Interval, mean_interval, paired
from trm_ml.evaluate.metrics import ndcg_at
from trm_ml.features import compute
from trm_ml.features.position import Preparer
from trm_ml.ranking.lexical import tokens
from trm_ml.ranking.model import Ranker
from trm_ml.ranking.trial import Trial
from trm_ml.ranking.truth import COARSE, grade

Scores = npt.NDArray[np.float64]
K1, B = 1.2, 0.75
RRF = 60
CUT = 10


@dataclass(frozen=True, slots=True)
class Comparison:
    """nDCG@10 of each system over the same jobs; ``won`` is the difference to the ranker's."""

    ndcg: Mapping[str, Interval]
    won: Mapping[str, Interval]
    values: Mapping[str, Sequence[float]]


def rows_of(trial: Trial, preparer: Preparer) -> list[npt.NDArray[np.float32]]:
    """Return the features of everybody for each job of the trial, float32 (people, features)."""
    everybody = np.arange(len(trial.columns))
    return [compute(preparer.prepare(job.position), trial.columns, everybody) for job in trial.jobs]


def ranked(
    ranker: Ranker, rows: Sequence[npt.NDArray[np.float32]], names: Sequence[str]
) -> list[Scores]:
    """Return the ranker's raw score of everybody for each job."""
    chosen = [names.index(feature.name) for feature in ranker.features]
    return [ranker.raw(np.ascontiguousarray(one[:, chosen])) for one in rows]


def ndcg(utilities: Scores, scores: Sequence[Scores]) -> list[float]:
    """Return nDCG@10 by job: five grades of the utility, exponential gain, ties by number."""
    values: list[float] = []
    for worth, given in zip(utilities, scores, strict=True):
        grades = [float(grade(one, COARSE)) for one in worth]
        order = np.lexsort((np.arange(len(given)), -given))
        values.append(ndcg_at(CUT, [grades[int(index)] for index in order], grades))
    return values


def compared(values: Mapping[str, Sequence[float]], *, against: str, seed: int) -> Comparison:
    """Return every system's mean over the same jobs with intervals, and the lead of ``against``."""
    ndcgs = {name: mean_interval(found, seed=seed) for name, found in values.items()}
    won = {
        name: paired(values[against], found, seed=seed).interval
        for name, found in values.items()
        if name != against
    }
    return Comparison(ndcgs, won, values)


def parts(
    queries: Sequence[str],
    documents: Sequence[str],
    encoder: Encoder | None,
    *,
    progress: Callable[[int, int], None] | None = None,
) -> dict[str, list[Scores]]:
    """Return the scores of the ranker's parts on plain text: BM25, dense, and their fusion."""
    lexical = bm25(queries, documents)
    if encoder is None:
        return {"bm25": lexical}
    texts = encoder.encode(documents, kind="passage", progress=progress)
    asked = encoder.encode(queries, kind="query")
    dense = [np.asarray(texts @ vector, dtype=np.float64) for vector in asked]
    fused = [_fused(one, other) for one, other in zip(lexical, dense, strict=True)]
    return {"bm25": lexical, "dense": dense, "fusion": fused}


def bm25(queries: Sequence[str], documents: Sequence[str]) -> list[Scores]:
    """Return BM25 scores over CJK bigrams and Latin words, float64 (documents,) a query.

    Source: Robertson and Zaragoza 2009, The probabilistic relevance framework, k1 1.2, b 0.75.
    """
    bags = [Counter(tokens(text)) for text in documents]
    lengths = np.asarray([sum(bag.values()) for bag in bags], dtype=np.float64)
    held = Counter(term for bag in bags for term in bag)
    norm = K1 * (1 - B + B * lengths / max(lengths.mean(), 1e-9))
    found: list[Scores] = []
    for query in queries:
        scores = np.zeros(len(documents))
        for term, times in Counter(tokens(query)).items():
            if not held[term]:
                continue
            rarity = np.log(1 + (len(bags) - held[term] + 0.5) / (held[term] + 0.5))
            counts = np.asarray([bag[term] for bag in bags], dtype=np.float64)
            scores += times * rarity * counts * (K1 + 1) / (counts + norm)
        found.append(scores)
    return found


@dataclass(frozen=True, slots=True)
class Pair:
    """A job and two CVs of which everybody would take the first."""

    id: str
    axis: str
    title: str
    job: str
    better: str
    worse: str


def load_pairs(path: Path) -> list[Pair]:
    """Read hand-made pairs, one JSON object a line."""
    lines = path.read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines if line.strip()]
    fields = ("id", "axis", "title", "job", "better", "worse")
    return [Pair(**{name: row[name] for name in fields}) for row in rows]


def right(
    pairs: Sequence[Pair], score: Callable[[Pair], tuple[float, float]]
) -> tuple[float, list[str]]:
    """Return the share of pairs whose better CV scores strictly higher, and the ids of the rest."""
    wrong = []
    for pair in pairs:
        better, worse = score(pair)
        if not better > worse:
            wrong.append(pair.id)
    return 1 - len(wrong) / len(pairs), wrong


def _fused(one: Scores, other: Scores) -> Scores:
    """Return the sum of reciprocal ranks of two scores (Cormack et al. 2009)."""
    total = np.zeros(len(one))
    for scores in (one, other):
        ranks = np.empty(len(scores))
        ranks[np.lexsort((np.arange(len(scores)), -scores))] = np.arange(1, len(scores) + 1)
        total += 1 / (RRF + ranks)
    return total
