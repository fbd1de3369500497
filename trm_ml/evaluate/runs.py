"""Rankings in TREC's form: ``qid Q0 docid rank score tag``, and their evaluation."""

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from core.errors import Unusable
from trm_ml.evaluate import metrics

Scored = Sequence[tuple[str, float]]
_FIELDS = 6
_COUNTED = 1000


class RunUnusable(Unusable):
    """A line of a run is not of TREC's form."""

    code = "run-unusable"


@dataclass(frozen=True)
class Measured:
    """One value a query, in the order of the queries, for each metric."""

    queries: tuple[str, ...]
    values: dict[str, tuple[float, ...]]

    def mean(self, metric: str) -> float:
        """Return a metric's mean over the queries; 0 without queries."""
        found = self.values[metric]
        return sum(found) / len(found) if found else 0.0


def ranked(scored: Iterable[tuple[str, float]], top: int) -> list[tuple[str, float]]:
    """Return the best ``top``, score falling, ties by id.

    Example:
        >>> ranked([("b", 0.5), ("a", 0.5), ("c", 0.9)], top=2)
        [('c', 0.9), ('a', 0.5)]
    """
    return sorted(scored, key=lambda pair: (-pair[1], pair[0]))[:top]


def lines(query: str, scored: Scored, *, tag: str) -> Iterator[str]:
    r"""Yield the run's lines of one query; scores in their shortest form that reads back the same.

    Example:
        >>> list(lines("q1", [("d7", 0.25)], tag="trm"))
        ['q1 Q0 d7 1 0.25 trm\n']
    """
    for rank, (document, score) in enumerate(scored, start=1):
        yield f"{query} Q0 {document} {rank} {float(score)!r} {tag}\n"


def read(text: Iterable[str]) -> dict[str, list[tuple[str, float]]]:
    """Return each query's documents with scores, best first, ties by id.

    Raises:
        RunUnusable: a line has not six fields, a score is no number, or a document stands twice.
    """
    run: dict[str, dict[str, float]] = defaultdict(dict)
    for number, line in enumerate(text, start=1):
        if not line.strip():
            continue
        fields = line.split()
        if len(fields) != _FIELDS:
            raise RunUnusable(f"Line {number} of the run has {len(fields)} fields, not {_FIELDS}.")
        query, document, score = fields[0], fields[2], _number(fields[4])
        if score is None or document in run[query]:
            what = "its score is not a number" if score is None else f"{document} stands twice"
            raise RunUnusable(f"Line {number} of the run cannot be used: {what}.")
        run[query][document] = score
    return {query: ranked(found.items(), top=len(found)) for query, found in run.items()}


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def measure(
    run: Mapping[str, Scored],
    relevant: Mapping[str, frozenset[str]],
    *,
    ignored: Mapping[str, frozenset[str]] | None = None,
) -> Measured:
    """Measure a run against judgements; a query without an answer counts 0.

    Args:
        run: for each query its documents, best first; the first 1,000 count.
        relevant: for each query the relevant documents; these queries are measured.
        ignored: for each query documents taken out of ranking and judgements alike.
    """
    values: dict[str, list[float]] = defaultdict(list)
    for query, wanted in relevant.items():
        out = (ignored or {}).get(query, frozenset())
        left = wanted - out
        hits = [name in left for name, _ in run.get(query, ()) if name not in out][:_COUNTED]
        for metric, function in METRICS.items():
            values[metric].append(function(hits, len(left)))
    return Measured(tuple(relevant), {metric: tuple(found) for metric, found in values.items()})


METRICS: dict[str, Callable[[list[bool], int], float]] = {
    "MAP": metrics.average_precision,
    "MRR": lambda hits, _relevant: metrics.reciprocal_rank(hits),
    "hit@1": lambda hits, _relevant: metrics.hit_at(1, hits),
    "hit@5": lambda hits, _relevant: metrics.hit_at(5, hits),
    "hit@10": lambda hits, _relevant: metrics.hit_at(10, hits),
    "recall@100": lambda hits, relevant: metrics.recall_at(100, hits, relevant),
    "RP@5": lambda hits, relevant: metrics.r_precision_at(5, hits, relevant),
    "RP@10": lambda hits, relevant: metrics.r_precision_at(10, hits, relevant),
}
