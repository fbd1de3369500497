"""Word clusters for the tagger: words that keep the same company in ESCO, O*NET and SkillSpan.

    python -m trm_ml.extract.build_clusters --data DIR

Positive pointwise mutual information in a window of three → truncated SVD → k-means at three sizes.
"""

import argparse
import gzip
import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from scipy import sparse
from sklearn.cluster import MiniBatchKMeans
from sklearn.decomposition import TruncatedSVD

from trm_ml.extract.lexicon_sources import esco, onet

TARGET = Path(__file__).parent / "data" / "clusters.txt.gz"
SIZES = (50, 200, 800)
DIMENSIONS, WINDOW, MIN_COUNT, SEED = 100, 3, 6, 7
_WORD = re.compile(r"[a-z0-9][\w+#./&'-]*[\w+#]|[a-z0-9]")


def texts(data: Path) -> Iterator[str]:
    """Yield the texts whose words are compared."""
    for row in esco(data, "skills_en.csv"):
        yield row["description"]
        yield from row["altLabels"].split("\n")
    for row in esco(data, "occupations_en.csv"):
        yield row["description"]
    for row in onet(data, "task_statements"):
        yield row["Task"]
    for row in onet(data, "occupation_data"):
        yield row["Description"]
    with gzip.open(data / "skillspan" / "train.jsonl.gz", "rt", encoding="utf-8") as stream:
        for line in stream:
            yield " ".join(json.loads(line)["tokens"])


def build(data: Path, target: Path = TARGET) -> None:
    """Write ``word cluster50 cluster200 cluster800`` lines."""
    cut = [_WORD.findall(text.lower()) for text in texts(data)]
    counts = Counter(word for words in cut for word in words)
    vocabulary = sorted(word for word, count in counts.items() if count >= MIN_COUNT)
    vectors = _vectors(_company(cut, vocabulary))
    columns = [
        MiniBatchKMeans(size, random_state=SEED, n_init=3, batch_size=4096).fit_predict(vectors)
        for size in SIZES
    ]
    lines = [
        f"{word} {' '.join(str(column[row]) for column in columns)}"
        for row, word in enumerate(vocabulary)
    ]
    target.write_bytes(gzip.compress("\n".join(lines).encode(), 9, mtime=0))


def _company(cut: list[list[str]], vocabulary: list[str]) -> sparse.csr_matrix:
    where = {word: row for row, word in enumerate(vocabulary)}
    rows: list[np.ndarray] = []
    for words in cut:
        known = np.array([where.get(word, -1) for word in words])
        for step in range(1, WINDOW + 1):
            pairs = np.column_stack((known[:-step], known[step:]))
            rows.append(pairs[(pairs >= 0).all(axis=1)])
    pairs = np.concatenate(rows)
    ones = np.ones(len(pairs), dtype=np.float32)
    size = len(vocabulary)
    counts = sparse.csr_matrix((ones, (pairs[:, 0], pairs[:, 1])), shape=(size, size))
    both: sparse.csr_matrix = (counts + counts.T).tocsr()
    return both


def _vectors(company: sparse.csr_matrix) -> np.ndarray:
    totals = np.asarray(company.sum(axis=1)).ravel()
    found = company.tocoo()
    expected = totals[found.row] * totals[found.col] ** 0.75
    strength = np.log(found.data * (totals**0.75).sum() / np.maximum(expected, 1e-9))
    positive = sparse.csr_matrix((np.maximum(strength, 0), (found.row, found.col)), company.shape)
    vectors = TruncatedSVD(DIMENSIONS, random_state=SEED).fit_transform(positive)
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(norms, 1e-9))


def main() -> None:
    """Read the arguments and build."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the folder of shared data sets")
    build(parser.parse_args().data)


if __name__ == "__main__":
    main()
