"""Measures how names are matched, on the shared sets that no model was trained on.

The weights of the fused signals were chosen with these figures in view (the card of the title head
says so), so they flatter a little; the parts kept aside elsewhere are the test.

``python -m trm_ml.evaluate.names --data DIR [--task talentclef-zh …] [--sample 3000]``

Each figure comes with its bootstrap interval, and ours with its gain over both floors taken in
the same run: character TF-IDF, and the plain encoder with centring.
"""

import argparse
import csv
import gzip
import io
import random
import sys
import zipfile
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from trm_ml.embeddings import load_encoder, rank_kinds
from trm_ml.embeddings.encoder import Encoder
from trm_ml.embeddings.pairs import best_first, scores
from trm_ml.evaluate import bootstrap, runs

_TOP = 1000
_SEED = 11
Run = dict[str, list[tuple[str, float]]]


@dataclass(frozen=True)
class NameTask:
    """Queries and documents with judgements.

    Attributes:
        documents: id to alternative names.
        same: for each query the documents that are written exactly alike.
    """

    name: str
    kind: rank_kinds.RankKind
    metrics: tuple[str, ...]
    queries: Mapping[str, str]
    documents: Mapping[str, Sequence[str]]
    relevant: Mapping[str, frozenset[str]]
    same: Mapping[str, frozenset[str]] = field(default_factory=dict)


def talentclef(data: Path, language: str) -> NameTask:
    """Read the shared half of TalentCLEF, ``chinese`` or ``english``."""
    folder = data / "talentclef2025_taskA" / language
    queries, titles = (_pairs(folder / f"{name}.tsv") for name in ("queries", "corpus_elements"))
    relevant: dict[str, set[str]] = defaultdict(set)
    for line in (folder / "qrels.tsv").read_text("utf-8").splitlines():
        query, _, document, _ = line.split("\t")
        relevant[query].add(document)
    return NameTask(
        f"talentclef-{language}",
        "title",
        ("MAP", "MRR", "hit@1", "hit@10"),
        queries,
        {name: [title] for name, title in titles.items()},
        {query: frozenset(found) for query, found in relevant.items()},
        {
            query: frozenset(name for name, title in titles.items() if title == asked)
            for query, asked in queries.items()
        },
    )


def jobbert(data: Path, sample: int) -> NameTask:
    """Read JobBERT's vacancy titles, a seeded sample of the distinct, against ESCO's labels."""
    rows = _table(gzip.decompress((data / "jobbert_titles/titles.csv.gz").read_bytes()))
    relevant: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        relevant[row["vacancyTitle"]].add(row["conceptUri"])
    chosen = sorted(relevant)
    if sample < len(chosen):
        chosen = random.Random(_SEED).sample(chosen, sample)  # noqa: S311
    return NameTask(
        "jobbert",
        "title",
        ("MRR", "hit@1", "hit@5", "hit@10"),
        {title: title for title in chosen},
        _esco_labels(data, "occupations"),
        {title: frozenset(relevant[title]) for title in chosen},
    )


def skills(data: Path, part: str) -> NameTask:
    """Read the sentences of ``house`` or ``tech`` against ESCO's preferred skill labels."""
    folder = data / "skill_extraction_esco"
    labels = (folder / "skills_en_label.txt").read_text("utf-8").splitlines()
    relevant: dict[str, set[str]] = defaultdict(set)
    known = set(labels)
    for row in _table((folder / f"{part}_validation_annotations.csv").read_bytes()):
        if row["label"] in known:
            relevant[row["sentence"]].add(row["label"])
    return NameTask(
        f"skills-{part}",
        "skill",
        ("RP@5", "RP@10", "MRR"),
        {sentence: sentence for sentence in relevant},
        {label: [label] for label in labels if label},
        {sentence: frozenset(found) for sentence, found in relevant.items()},
    )


def ours(task: NameTask, encoder: Encoder) -> Run:
    """Rank as ``trm file rank`` does."""
    return _rank(task, rank_kinds.comparison(task.kind, encoder))


def plain(task: NameTask, encoder: Encoder) -> Run:
    """Rank by the cosine of the default encoder with centring."""
    return _rank(task, rank_kinds.comparison("text", encoder))


def char_tfidf(task: NameTask, _encoder: Encoder) -> Run:
    """Rank by character TF-IDF fitted on the documents at hand, as the data's own baselines do."""
    import numpy as np
    from sklearn.feature_extraction.text import TfidfVectorizer

    chinese = task.name.endswith("chinese")
    kind, sizes = ("char", (1, 3)) if chinese else ("char_wb", (2, 4))
    ids = sorted(task.documents)
    names = [name for document in ids for name in task.documents[document]]
    counts = np.array([len(task.documents[document]) for document in ids], np.int64)
    vectors = TfidfVectorizer(analyzer=kind, ngram_range=sizes)
    table = vectors.fit_transform(names).T.tocsr()
    starts = np.cumsum(counts) - counts
    run = {}
    for query, text in task.queries.items():
        likeness = (vectors.transform([text]) @ table).toarray()[0]
        run[query] = best_first(ids, np.maximum.reduceat(likeness, starts), _TOP)
    return run


SYSTEMS: dict[str, Callable[[NameTask, Encoder], Run]] = {
    "char TF-IDF": char_tfidf,
    "plain encoder, centred": plain,
    "trm file rank": ours,
}
TASKS: dict[str, Callable[[Path, int], NameTask]] = {
    "talentclef-zh": lambda data, _sample: talentclef(data, "chinese"),
    "talentclef-en": lambda data, _sample: talentclef(data, "english"),
    "jobbert": jobbert,
    "skills-house": lambda data, _sample: skills(data, "house"),
    "skills-tech": lambda data, _sample: skills(data, "tech"),
}


def _rank(task: NameTask, compare: rank_kinds.Comparison) -> Run:
    ids, asked = sorted(task.documents), list(task.queries)
    documents = compare.documents([task.documents[name] for name in ids])
    queries = compare.queries([task.queries[query] for query in asked])
    found = scores(queries, documents, compare.weights)
    return {asked[row]: best_first(ids, values, _TOP) for row, values in found}


def report(task: NameTask, encoder: Encoder, systems: Sequence[str]) -> list[str]:
    """Return the lines that tell how each system does, and ours against the others."""
    lines = [f"{task.name}: {len(task.queries)} queries, {len(task.documents)} documents"]
    measured = {}
    main = task.metrics[0]
    for system in systems:
        run = SYSTEMS[system](task, encoder)
        measured[system] = runs.measure(run, task.relevant)
        told = [
            f"{metric} {bootstrap.mean_interval(measured[system].values[metric], seed=_SEED)}"
            for metric in task.metrics
        ]
        if task.same:
            left = runs.measure(run, task.relevant, ignored=task.same).values[main]
            told.append(
                f"{main} without identical titles {bootstrap.mean_interval(left, seed=_SEED)}"
            )
        lines.append(f"  {system:24} " + "  ".join(told))
    for system in systems[:-1]:
        best, other = measured[systems[-1]].values[main], measured[system].values[main]
        gain = bootstrap.paired(best, other, seed=_SEED)
        lines.append(f"  {systems[-1]} over {system}: {main} {gain.interval}")
    return lines


def _pairs(path: Path) -> dict[str, str]:
    lines = path.read_text("utf-8").splitlines()[1:]
    return dict(line.split("\t", 1) for line in lines if line)


def _table(raw: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline="")))


def _esco_labels(data: Path, kind: str) -> dict[str, list[str]]:
    archive = data / "esco_v1.1.1" / "esco_v1.1.1_classification_en_csv.zip"
    with zipfile.ZipFile(archive) as opened:
        rows = _table(opened.read(f"{kind}_en.csv"))
    return {
        row["conceptUri"]: list(
            dict.fromkeys([row["preferredLabel"], *filter(None, row["altLabels"].split("\n"))])
        )
        for row in rows
    }


def main() -> None:
    """Print the figures of the chosen tasks."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the shared data sets")
    parser.add_argument("--models", type=Path, default=Path(sys.prefix) / "share/trm/models")
    parser.add_argument("--task", choices=list(TASKS), action="append")
    parser.add_argument("--system", choices=list(SYSTEMS), action="append")
    parser.add_argument("--sample", type=int, default=3000, help="JobBERT titles; 0 takes all")
    arguments = parser.parse_args()
    encoder = load_encoder(arguments.models)
    for name in arguments.task or TASKS:
        task = TASKS[name](arguments.data, arguments.sample or sys.maxsize)
        for line in report(task, encoder, arguments.system or list(SYSTEMS)):
            sys.stdout.write(line + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
