"""From a table to clusters: block, compare, weigh, cluster. The one door into the engine."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.errors import Unusable
from trm_ml.dedupe import weights as weighing
from trm_ml.dedupe.blocking import Candidates, candidates, recall_estimate
from trm_ml.dedupe.clusters import Pairs, cluster, strongest_link, unmet
from trm_ml.dedupe.columns import Ints
from trm_ml.dedupe.evidence import Column, Evidence
from trm_ml.dedupe.fields import Table, columns_of
from trm_ml.dedupe.labels import Labels
from trm_ml.dedupe.pair_model import PairModel, learn
from trm_ml.dedupe.similarity import Floats
from trm_ml.dedupe.weights import Weights


class NothingToCompare(Unusable):
    """No record has a value in any column."""

    code = "nothing-to-compare"


NO, REVIEW, MERGE = 0, 1, 2
BANDS = ("no", "review", "merge")
REVIEW_FROM = 0.5
REVIEW_SHARE = 0.02  # of the records, at most, are put before a person
_CHUNK = 1 << 19
Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Deduped:
    """The answer for a table of ``n`` records.

    Attributes:
        cluster: int32 of shape (n,): the smallest row of each record's cluster.
        strongest: float32 of shape (n,): probability of its best link inside, 1 if alone.
        left, right: int32 of shape (pairs,): the pairs compared.
        probability: float32 in [0, 1].
        band: int8: `NO`, `REVIEW` or `MERGE`.
        blocking_recall: estimated share of true pairs that were compared at all.
        model: what scored the pairs.
        columns: what was compared.
    """

    cluster: Ints
    strongest: Floats
    left: Ints
    right: Ints
    probability: Floats
    band: npt.NDArray[np.int8]
    blocking_recall: float
    model: Weights | PairModel
    columns: Sequence[Column]


def deduplicate(
    table: Table,
    mapping: Mapping[str, Sequence[str]],
    *,
    labels: Labels | None = None,
    threshold: float = 0.9,
    seed: int = 20,
    progress: Progress = lambda _step: None,
) -> Deduped:
    """Find which records of a table are one person.

    Args:
        table: cells by column, "" where missing; all columns of one length.
        mapping: field → columns, see `trm_ml.dedupe.fields`.
        labels: verdicts to learn from; they also bind: a judged match is joined, a judged
            difference is not.
        threshold: probability from which a lone pair is joined.
        seed: of everything drawn at random.
        progress: told the name of each step.

    Raises:
        NothingToCompare: all cells are empty.
    """
    rows = len(next(iter(table.values())))
    progress("read")
    columns = columns_of(table, mapping)
    if not columns:
        raise NothingToCompare("No column holds a value that could be compared.")
    progress("block")
    found = _with_judged(candidates(columns, rows), labels)
    progress("compare")
    evidence = compared(columns, found.left, found.right)
    progress("learn")
    weights = weighing.fit(columns, rows, found, evidence, seed=seed)
    model: Weights | PairModel = weights
    if labels is not None:
        model = _learned(weights, labels, found.left, found.right, evidence, seed) or model
    odds = model.log_odds(evidence)
    recall = recall_estimate(found.met, probability_of(odds))
    progress("cluster")
    pairs = _with_unmet(Pairs(found.left, found.right, odds), columns, model, rows)
    bound = _bound(pairs, labels)
    clusters = cluster(bound, rows, threshold=threshold)
    likely = probability_of(pairs.log_odds)
    return Deduped(
        clusters,
        probability_of(strongest_link(pairs, clusters)),
        pairs.left,
        pairs.right,
        likely,
        _bands(pairs, likely, clusters),
        recall,
        model,
        columns,
    )


def _with_judged(found: Candidates, labels: Labels | None) -> Candidates:
    """Compare also what was judged: a verdict binds whether or not a key brought the pair up."""
    if labels is None or not len(labels.left):
        return found
    packed = found.left.astype(np.int64) << 32 | found.right
    judged = labels.left.astype(np.int64) << 32 | labels.right
    more = np.setdiff1d(judged, packed)
    every = np.concatenate([packed, more])
    order = np.argsort(every, kind="stable")
    met = np.concatenate([found.met, np.zeros(len(more), np.int32)])
    return Candidates(
        (every[order] >> 32).astype(np.int32),
        (every[order] & 0xFFFFFFFF).astype(np.int32),
        met[order],
    )


def compared(columns: Sequence[Column], left: Ints, right: Ints) -> list[Evidence]:
    """Compare pairs in every column, a part at a time."""
    parts = [
        weighing.compare(columns, left[start : start + _CHUNK], right[start : start + _CHUNK])
        for start in range(0, max(len(left), 1), _CHUNK)
    ]
    if len(parts) == 1:
        return parts[0]
    return [
        Evidence(
            same[0].scale,
            np.concatenate([one.levels for one in same]),
            np.concatenate([one.share for one in same]),
        )
        for same in zip(*parts, strict=True)
    ]


def probability_of(log_odds: Floats) -> Floats:
    """Return probabilities, float32 in [0, 1]."""
    likely: Floats = (1 / (1 + np.exp(-np.clip(log_odds, -80, 80)))).astype(np.float32)
    return likely


def _learned(
    weights: Weights,
    labels: Labels,
    left: Ints,
    right: Ints,
    evidence: Sequence[Evidence],
    seed: int,
) -> PairModel | None:
    match = labels.on(left, right)
    known = np.flatnonzero(~np.isnan(match))
    judged = [Evidence(one.scale, one.levels[known], one.share[known]) for one in evidence]
    person = np.where(labels.groups >= 0, labels.groups, np.arange(len(labels.groups)))
    return learn(judged, weights, match[known], person[left[known]].astype(np.int32), seed=seed)


def _with_unmet(
    pairs: Pairs, columns: Sequence[Column], model: Weights | PairModel, rows: int
) -> Pairs:
    """Compare also what no key brought together but likely pairs connect."""
    left, right = unmet(pairs, rows, most=max(len(pairs), 1_000))
    if not len(left):
        return pairs
    odds = model.log_odds(compared(columns, left, right))
    return Pairs(
        np.concatenate([pairs.left, left]),
        np.concatenate([pairs.right, right]),
        np.concatenate([pairs.log_odds, odds]),
    )


def _bound(pairs: Pairs, labels: Labels | None) -> Pairs:
    """Let verdicts bind."""
    if labels is None:
        return pairs
    match = labels.on(pairs.left, pairs.right)
    odds = np.where(match >= 0.99, np.inf, np.where(match <= 0.01, -np.inf, pairs.log_odds))
    return Pairs(pairs.left, pairs.right, odds.astype(np.float32))


def _bands(pairs: Pairs, likely: Floats, clusters: Ints) -> npt.NDArray[np.int8]:
    """Say which pairs are joined, and which of the others a person should look at."""
    joined = clusters[pairs.left] == clusters[pairs.right]
    band = np.where(joined, MERGE, NO).astype(np.int8)
    doubtful = np.flatnonzero(~joined & (likely >= REVIEW_FROM))
    doubtful = doubtful[np.argsort(-likely[doubtful], kind="stable")]
    most = max(1, int(REVIEW_SHARE * len(clusters)))
    asked = np.unique(np.c_[pairs.left, pairs.right][doubtful].ravel(), return_index=True)[1]
    if len(asked) > most:  # stop before the first pair that would ask about one record too many
        doubtful = doubtful[: np.sort(asked)[most] // 2]
    band[doubtful] = REVIEW
    return band
