"""What a run proposes: few pairs, each with its evidence, out of clusters and doubtful pairs.

Of a cluster only the likeliest pairs that hold it together are proposed, one less than it has
records, so that fifty thousand records of one person make no billion of pairs.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array
from scipy.sparse.csgraph import minimum_spanning_tree

from trm_ml.dedupe.columns import Ints
from trm_ml.dedupe.engine import REVIEW_FROM, REVIEW_SHARE, Deduped, compared
from trm_ml.dedupe.evidence import Evidence
from trm_ml.dedupe.pair_model import PairModel
from trm_ml.dedupe.similarity import Floats
from trm_ml.dedupe.weights import Weights

AUTOMATIC_FROM = 0.95  # measured: docs/quality.md
ASKED_LEAST = 100  # records that may be put before a person, however few there are

Places = npt.NDArray[np.intp]
# field, level, weight, share of the records that hold the value (None below sameness)
Finding = tuple[str, str, float, float | None]


@dataclass(frozen=True, slots=True)
class Proposals:
    """Pairs worth a decision, in the order of their rows.

    Attributes:
        left, right: int32 of shape (pairs,), ``left`` < ``right``.
        probability: float32 in [0, 1].
        automatic: bool: so likely that nobody needs to be asked.
        findings: what each field says of each pair, the weightiest first.
    """

    left: Ints
    right: Ints
    probability: Floats
    automatic: npt.NDArray[np.bool_]
    findings: Sequence[Sequence[Finding]]

    def __len__(self) -> int:
        return len(self.left)


def propose(found: Deduped) -> Proposals:
    """Choose the pairs of a run that are worth a decision."""
    joined = found.cluster[found.left] == found.cluster[found.right]
    held = _holding(found, np.flatnonzero(joined))
    sure = held[found.probability[held] >= AUTOMATIC_FROM]
    doubtful = np.flatnonzero(~joined & (found.probability >= REVIEW_FROM))
    asked = np.concatenate([np.setdiff1d(held, sure), _one_a_meeting(found, doubtful)])
    asked = _at_most(found, asked)
    chosen = np.sort(np.concatenate([sure, asked]))
    left, right = found.left[chosen], found.right[chosen]
    order = np.lexsort((right, left))
    chosen, left, right = chosen[order], left[order], right[order]
    weights = found.model.weights if isinstance(found.model, PairModel) else found.model
    return Proposals(
        left,
        right,
        found.probability[chosen],
        np.isin(chosen, sure),
        findings(weights, compared(found.columns, left, right)),
    )


def findings(weights: Weights, evidence: Sequence[Evidence]) -> list[list[Finding]]:
    """Return what each field says of each pair, the weightiest first; missing ones say nothing."""
    pairs: list[list[Finding]] = [[] for _ in evidence[0].levels] if evidence else []
    for place, one in enumerate(evidence):
        weight, share = weights.of(place, one).tolist(), one.share.tolist()
        there = np.flatnonzero(one.levels >= 0).tolist()
        levels, names = one.levels.tolist(), one.scale.levels
        for pair in there:
            known = None if np.isnan(share[pair]) else float(f"{share[pair]:.4g}")
            level = names[levels[pair]]
            pairs[pair].append((one.scale.field, level, round(weight[pair], 4), known))
    for told in pairs:
        told.sort(key=lambda one: (-abs(one[2]), one[0]))
    return pairs


def _holding(found: Deduped, joined: Places) -> Places:
    """Return the likeliest pairs that hold the clusters together."""
    rows = len(found.cluster)
    # a tree takes the lightest edges, and an edge without weight is none: from 1, the likeliest
    weight = 2.0 - found.probability[joined].astype(np.float64)
    graph = coo_array((weight, (found.left[joined], found.right[joined])), shape=(rows, rows))
    tree = minimum_spanning_tree(graph.tocsr()).tocoo()
    low = np.minimum(tree.row, tree.col).astype(np.int64)
    packed = found.left[joined].astype(np.int64) << 32 | found.right[joined]
    order = np.argsort(packed, kind="stable")
    wanted = low << 32 | np.maximum(tree.row, tree.col)
    kept: Places = joined[order[np.searchsorted(packed[order], wanted)]]
    return kept


def _one_a_meeting(found: Deduped, doubtful: Places) -> Places:
    """Keep of several doubtful pairs of the same two clusters the likeliest."""
    order = doubtful[np.argsort(-found.probability[doubtful], kind="stable")]
    one, other = found.cluster[found.left[order]], found.cluster[found.right[order]]
    met = np.minimum(one, other).astype(np.int64) << 32 | np.maximum(one, other)
    kept: Places = order[np.sort(np.unique(met, return_index=True)[1])]
    return kept


def _at_most(found: Deduped, asked: Places) -> Places:
    """Keep the likeliest as long as not too many records are asked about."""
    order = asked[np.argsort(-found.probability[asked], kind="stable")]
    most = max(ASKED_LEAST, int(REVIEW_SHARE * len(found.cluster)))
    rows = np.c_[found.left[order], found.right[order]].ravel()
    first = np.sort(np.unique(rows, return_index=True)[1])
    if len(first) > most:
        order = order[: int(first[most]) // 2]
    return order
