"""Terms, postings and scans."""

from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from trm_ml.ranking import lexical, postings_builder
from trm_ml.ranking.lexical import Postings, ids, query_of, tokens
from trm_ml.ranking.postings_builder import PostingsBuilder


def build(documents: list[str], **options: bool) -> Postings:
    builder = PostingsBuilder(**options)
    for document in documents:
        builder.add(document)
    return builder.build()


def zipf(count: int, *, seed: int) -> list[str]:
    rng = np.random.default_rng(seed)
    share = 1 / np.arange(1, 2_001)
    return [
        " ".join(
            f"w{at}" for at in rng.choice(2_000, int(rng.integers(5, 60)), p=share / share.sum())
        )
        for _ in range(count)
    ]


def find(postings: Postings, text: str, k: int, **where: object) -> tuple[np.ndarray, np.ndarray]:
    query = query_of(Counter(tokens(text)), postings.frequency, postings.size)
    scan = postings.scan(query, **where)  # type: ignore[arg-type]
    rows = scan.likely(k)
    scores = scan.score(rows)
    order = np.lexsort((rows, -scores))[:k]
    order = order[scores[order] > 0]
    return rows[order], scores[order]


def brute(documents: list[str], text: str) -> np.ndarray:
    """BM25 with whole-number impacts and weights, one document at a time."""
    frequency = Counter(term for one in documents for term in set(tokens(one)))
    wanted = Counter(tokens(text))
    weights = {}
    for term, count in wanted.items():
        known = frequency[term]
        if known:
            idf = np.log1p((len(documents) - known + 0.5) / (known + 0.5))
            weights[term] = min(1_023, round(idf * count * 2.2 / (count + 1.2) * 16))
    hashes = dict(zip(weights, lexical.term_hashes(weights).tolist(), strict=True))
    best = sorted(weights, key=lambda term: (-weights[term], hashes[term]))[: lexical.MAX_TERMS]
    weights = {term: weights[term] for term in best}
    scores = np.zeros(len(documents))
    for row, one in enumerate(documents):
        cut = tokens(one)
        for term, count in Counter(cut).items():
            impact = count * 2.2 / (count + 1.2 * (0.6 + 0.4 * len(cut) / 300))
            scores[row] += weights.get(term, 0) * max(1, int(impact * 255 / 2.2 + 0.5))
    return scores / (16 * 255 / 2.2)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("機器學習工程師", ["机器", "器学", "学习", "习工", "工程", "程师"]),
        ("ＪＡＶＡ　Java", ["java", "java"]),
        ("C++、C# 和 .NET Core", ["和", "c++", "c#", ".net", "core"]),
        ("node.js", ["node.js", "node", "js"]),
        ("CI/CD; React-Native", ["ci", "cd", "react-native", "react", "native"]),
        ("R", ["r"]),
        ("强", ["强"]),
        ("", []),
        ("  ,.;!  ", []),
    ],
)
def test_texts_are_cut_into_terms(text: str, expected: list[str]) -> None:
    assert tokens(text) == expected


def test_scores_are_those_of_the_formula() -> None:
    documents = zipf(300, seed=4)
    postings = build(documents)
    for text in zipf(10, seed=5):
        truth = brute(documents, text)
        rows, scores = find(postings, text, 20)
        expected = np.lexsort((np.arange(300), -truth))[:20]
        assert rows.tolist() == expected.tolist()
        np.testing.assert_allclose(scores, truth[expected], rtol=1e-5)


def test_a_score_does_not_depend_on_what_was_scanned(monkeypatch: pytest.MonkeyPatch) -> None:
    documents = zipf(3_000, seed=6)
    whole = build(documents)
    for module in (lexical, postings_builder):
        monkeypatch.setattr(module, "HEAD", 64)
    monkeypatch.setattr(lexical, "SCANNED", 900)
    split = build(documents)
    rng, kept = np.random.default_rng(8), 0
    for text in zipf(10, seed=7):
        query = query_of(Counter(tokens(text)), whole.frequency, whole.size)
        rows = rng.permutation(3_000)[:500]
        partial = split.scan(query)
        assert partial.rest
        monkeypatch.setattr(lexical, "SCANNED", 10**9)
        full = whole.scan(query)
        monkeypatch.setattr(lexical, "SCANNED", 900)
        np.testing.assert_array_equal(partial.score(rows), full.score(rows))
        kept += len(set(full.likely(10).tolist()) & set(partial.likely(50).tolist()))
    assert kept >= 60  # of 100, though only a tenth of the postings was read


@pytest.mark.parametrize("share", [0.5, 0.1, 0.01])
def test_filters_go_down_into_the_scan(share: float, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lexical, "_FEW", 40)
    documents = zipf(3_000, seed=9)
    postings = build(documents)
    allowed = np.random.default_rng(3).random(3_000) < share
    text = zipf(1, seed=10)[0]
    rows, scores = find(postings, text, 30, allowed=allowed, share=share)
    truth = np.where(allowed, brute(documents, text), 0)
    expected = np.lexsort((np.arange(3_000), -truth))[:30]
    expected = expected[truth[expected] > 0]
    assert rows.tolist() == expected.tolist()
    np.testing.assert_allclose(scores, truth[expected], rtol=1e-5)


def test_equal_documents_are_cut_once() -> None:
    seen: list[str] = []

    def cut(text: str) -> list[str]:
        seen.append(text)
        return tokens(text)

    builder = PostingsBuilder(cut)
    for text in ["java sql", "python", "java sql", "java sql", "python"]:
        builder.add(text)
    postings = builder.build()
    assert seen == ["java sql", "python"]
    assert postings.holders("java").tolist() == [0, 2, 3]
    assert postings.holders("python").tolist() == [1, 4]
    assert postings.holders("cobol").tolist() == []


def test_terms_that_most_have_keep_only_their_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postings_builder, "STOP_FROM", 100)
    documents = [f"the w{row % 7}" for row in range(200)]
    assert build(documents).holders("the").tolist() == []
    assert build(documents).frequency(lexical.term_hashes(["the"])).tolist() == [200]
    assert len(build(documents, keep_common=True).holders("the")) == 200


def test_survives_saving_and_opening(tmp_path: Path) -> None:
    documents = zipf(500, seed=20)
    postings = build(documents)
    postings.save(tmp_path)
    touched: list[tuple[int, int]] = []
    again = Postings.open(tmp_path)
    again.touch = lambda start, stop: touched.append((start, stop))
    one, two = find(postings, documents[3], 10), find(again, documents[3], 10)
    assert one[0].tolist() == two[0].tolist()
    assert touched


def test_nothing_to_find(tmp_path: Path) -> None:
    empty = build([])
    empty.save(tmp_path)
    for postings in (empty, Postings.open(tmp_path), build(["", ""])):
        rows, _ = find(postings, "java", 5)
        assert rows.tolist() == []
    assert find(build(["java"]), "", 5)[0].tolist() == []
    assert ids("") == []


@pytest.mark.parametrize("take", [1, 600, 4_000, 39_999, 40_000])
@pytest.mark.parametrize("kind", ["smooth", "same", "steps", "sorted"])
def test_the_cut_of_many_values_is_exact(take: int, kind: str) -> None:
    values = np.random.default_rng(take).random(40_000).astype(np.float32)
    values = {
        "smooth": values,
        "same": np.ones_like(values),
        "steps": np.round(values, 1),
        "sorted": np.sort(values),
    }[kind]
    assert lexical._cut(values, take) == np.sort(values)[-take]
