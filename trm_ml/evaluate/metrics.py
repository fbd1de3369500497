"""Measures of rankings, spans and contacts, each with its source; pure functions.

A ranking's gains come best first: 1 for relevant and 0 for not, or grades. ``relevant`` is how
many relevant documents exist, found or not. A query without an answer counts 0.
"""

import math
from collections.abc import Iterable, Sequence


def average_precision(hits: Sequence[bool], relevant: int) -> float:
    """Return the mean, over the relevant documents, of the precision where each stands.

    A relevant document that is not in the ranking adds 0; without relevant documents it is 0.

    Source: Manning, Raghavan, Schütze 2008, Introduction to Information Retrieval, §8.4.

    Example:
        >>> average_precision([True, False, True], relevant=2)
        0.8333333333333333
    """
    if relevant <= 0:
        return 0.0
    found, total = 0, 0.0
    for rank, hit in enumerate(hits, start=1):
        if hit:
            found += 1
            total += found / rank
    return total / relevant


def reciprocal_rank(hits: Sequence[bool]) -> float:
    """Return 1 / the rank of the first relevant document, 0 without one.

    Source: Voorhees 1999, the TREC-8 question answering track.

    Example:
        >>> reciprocal_rank([False, True, True]), reciprocal_rank([False])
        (0.5, 0.0)
    """
    return next((1 / rank for rank, hit in enumerate(hits, start=1) if hit), 0.0)


def hit_at(k: int, hits: Sequence[bool]) -> float:
    """Return 1 if a relevant document stands among the first ``k``, else 0.

    Example:
        >>> hit_at(1, [False, True]), hit_at(2, [False, True])
        (0.0, 1.0)
    """
    return float(any(hits[:k]))


def recall_at(k: int, hits: Sequence[bool], relevant: int) -> float:
    """Return the share of the relevant documents that stand among the first ``k``.

    Example:
        >>> recall_at(2, [True, False, True], relevant=4)
        0.25
    """
    return sum(hits[:k]) / relevant if relevant > 0 else 0.0


def r_precision_at(k: int, hits: Sequence[bool], relevant: int) -> float:
    """Return the relevant among the first ``k`` over min(k, relevant): RP@k.

    Source: Chalkidis et al. 2019, Large-scale multi-label text classification on EU legislation.

    Example:
        >>> r_precision_at(5, [True, False, True, False, False], relevant=2)
        1.0
    """
    return sum(hits[:k]) / min(k, relevant) if relevant > 0 else 0.0


def ndcg_at(k: int, gains: Sequence[float], ideal: Sequence[float] | None = None) -> float:
    """Return discounted gain over the best that was possible, with gain 2^grade - 1.

    Args:
        k: how many ranks count.
        gains: grades, best-ranked first.
        ideal: grades of all documents, if the ranking lacks some; any order.

    Source: Burges et al. 2005, Learning to rank using gradient descent (exponential gain).

    Example:
        >>> ndcg_at(3, [2, 0, 1]) < ndcg_at(3, [2, 1, 0]) == 1.0
        True
    """
    best = _discounted(sorted(gains if ideal is None else ideal, reverse=True)[:k])
    return _discounted(gains[:k]) / best if best > 0 else 0.0


def _discounted(gains: Iterable[float]) -> float:
    gained = (math.pow(2.0, gain) - 1.0 for gain in gains)
    return math.fsum(gain / math.log2(rank + 1) for rank, gain in enumerate(gained, start=1))


Span = tuple[int, int, str]


def span_scores(
    predicted: Iterable[Iterable[Span]], expected: Iterable[Iterable[Span]]
) -> dict[str, float]:
    """Return precision, recall and F1 over all texts; a span counts if all of it is right.

    Args:
        predicted: for each text the spans (start, end exclusive, label) found.
        expected: for each text, in the same order, the true ones.

    Source: Tjong Kim Sang and De Meulder 2003, CoNLL-2003 (micro-averaged exact match).

    Example:
        >>> span_scores([[(0, 2, "SKILL"), (3, 4, "ORG")]], [[(0, 2, "SKILL")]])
        {'precision': 0.5, 'recall': 1.0, 'f1': 0.6666666666666666}
    """
    right = found = true = 0
    for given, wanted in zip(predicted, expected, strict=True):
        given_set, wanted_set = set(given), set(wanted)
        right += len(given_set & wanted_set)
        found += len(given_set)
        true += len(wanted_set)
    precision = right / found if found else 0.0
    recall = right / true if true else 0.0
    both = precision + recall
    return {
        "precision": precision,
        "recall": recall,
        "f1": 2 * precision * recall / both if both else 0.0,
    }
