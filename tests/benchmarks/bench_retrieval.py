"""Retrieval at scale: recall against exact search, latency beside bare floors, memory, opening.

``python -m tests.benchmarks.bench_retrieval 100000`` prints the rows of one scale.
"""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import faiss
import numpy as np
from scipy.sparse import csc_array

from core.pool.rules import parse
from serving.settings import Settings
from tests.benchmarks import retrieval_world
from tests.benchmarks.retrieval_world import Texts
from trm_ml.embeddings.index.faiss import probes_for
from trm_ml.extract.lexicon import Lexicon
from trm_ml.ranking.generations import Generation, Generations
from trm_ml.ranking.lexical import query_of
from trm_ml.ranking.population import RETRIEVED, Change, Population
from trm_ml.ranking.retrieval import retrieve, wanted_of
from trm_ml.ranking.segment import Person

CACHE = Path("var/bench")
K = 100
TIMER = time.thread_time  # the machine is shared: CPU time of the searching thread
SHARES = (None, 0.5, 0.1, 0.01)


@dataclass(frozen=True)
class Row:
    """One measured figure; ``floor`` is the bare engine on the same arrays in the same run."""

    name: str
    value: float
    unit: str
    floor: float | None = None
    note: str = ""
    extra: dict[str, float] = field(default_factory=dict)


def run(scale: int, *, cache: Path = CACHE, rounds: int = 3) -> list[Row]:
    """Measure one scale; the world is kept under ``cache`` for the next run."""
    settings = Settings()
    data = settings.data_dir if settings.data_dir.is_dir() else None
    given = retrieval_world.texts(cache, settings.models, data)
    root = cache / f"retrieval-{scale}"
    started = time.perf_counter()
    fresh = not Generations(root).current()
    retrieval_world.build(root, given, scale)
    rows: list[Row] = []
    if fresh:
        rows.append(Row("build of the index", time.perf_counter() - started, "s"))
    size = sum(path.stat().st_size for path in root.rglob("*") if path.is_file())
    rows.append(Row("files of a generation", size / 1e6, "MB"))
    rows += _opening(root, given)
    generation = Generations(root).open(encoder_id=given.encoder_id)
    generation.sealed.verify()
    population = Population.of(
        generation.segment, Lexicon.load(), dim=given.vectors.shape[1], change=0, encoder_id=""
    )
    for share in SHARES:
        rows += _recall(population, given, share)
    for share in SHARES:
        rows += _latency(population, generation, given, share, rounds)
    rows += _changes(population, given)
    return rows


def _mask(population: Population, share: float | None) -> np.ndarray:
    if share is None:
        return population.mask(None)
    chosen = np.random.default_rng(7).random(population.size) < share
    return population.mask(None) & chosen


def _recall(population: Population, given: Texts, share: float | None) -> list[Row]:
    """Recall at 100 of the served candidates and of the vector index alone, of exact search."""
    mask, found, served = _mask(population, share), [], []
    vectors = population.segments[0].vectors
    allowed = None if share is None else mask
    everybody = np.flatnonzero(mask)
    exact = _exact(vectors, given.queries, everybody)
    for at, query in enumerate(given.queries):
        truth = set(exact[at].tolist())
        hits = vectors.search(query, RETRIEVED, allowed=allowed).rows[:K]
        found.append(len(truth & set(hits.tolist())) / len(truth))
        rows = population.retrieve(given.positions[at], query, mask=mask).rows
        served.append(len(truth & set(rows.tolist())) / len(truth))
    name = f"recall@{K} of exact, {_named(share)}"
    return [
        Row(f"{name}, vectors alone", float(np.mean(found)), "", extra={"min": min(found)}),
        Row(f"{name}, served", float(np.mean(served)), "", extra={"min": min(served)}),
    ]


def _exact(vectors: object, queries: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """Return the exact best of ``rows`` for each query, block by block."""
    store = vectors._store  # type: ignore[attr-defined]  # the raw arrays
    best = np.full((len(queries), K), -np.inf, np.float32)
    names = np.full((len(queries), K), -1)
    for start in range(0, len(rows), 50_000):
        block = rows[start : start + 50_000]
        scores = queries @ store.take(block).T
        both = np.concatenate([best, scores], axis=1)
        who = np.concatenate([names, np.broadcast_to(block, scores.shape)], axis=1)
        top = np.argpartition(-both, K, axis=1)[:, :K]
        best, names = np.take_along_axis(both, top, 1), np.take_along_axis(who, top, 1)
    return names


def _latency(
    population: Population, generation: Generation, given: Texts, share: float | None, rounds: int
) -> list[Row]:
    mask = _mask(population, share)
    stages: dict[str, list[float]] = {}
    totals: list[float] = []
    walls: list[float] = []
    for position, query in _questions(given, rounds):
        wall, started = time.perf_counter(), TIMER()
        parts, wanted = population._parts(mask), wanted_of(position)
        answer = retrieve(parts, wanted, query, k=RETRIEVED, timer=TIMER)
        totals.append(1000 * (TIMER() - started))
        walls.append(1000 * (time.perf_counter() - wall))
        for name, spent in answer.timings_ms.items():
            stages.setdefault(name, []).append(spent)
    dense = _dense_floor(population, given, mask, share, rounds)
    words = _lexical_floor(population, given, rounds)
    where = _named(share)
    if "dense" not in stages:  # a filter that leaves no more than are retrieved: all are scored
        return [_timed(f"retrieval, {where}", totals, dense)]
    lexical = np.add(stages["terms"], stages["lexical"])
    return [
        _wall(f"retrieval as waited for, {where}", walls),
        _timed(f"dense stage, {where}", stages["dense"], dense),
        _timed(f"lexical stage (words and concepts), {where}", lexical, words),
        _timed(f"retrieval, {where}", totals, np.add(dense[: len(words)], words[: len(dense)])),
    ]


def _questions(given: Texts, rounds: int) -> list[tuple[object, np.ndarray]]:
    return list(zip(given.positions, given.queries, strict=True)) * rounds


def _dense_floor(
    population: Population, given: Texts, mask: np.ndarray, share: float | None, rounds: int
) -> list[float]:
    """Time the bare engine: the same lists, probes, selector and number of neighbours."""
    index = population.segments[0].vectors
    bare = getattr(index, "_index", None)
    if bare is None:
        vectors = np.ascontiguousarray(index._store.base)  # type: ignore[attr-defined]
        return _spent(lambda query: np.argpartition(-(vectors @ query), RETRIEVED), given, rounds)
    part = 1.0 if share is None else float(mask.mean())
    wanted = RETRIEVED + RETRIEVED // 2
    probes = probes_for(bare.nlist, part, wanted, len(mask))
    bits = np.packbits(mask, bitorder="little")
    selector = faiss.IDSelectorBitmap(bits) if share is not None else None
    params = faiss.SearchParametersIVF(sel=selector, nprobe=probes)
    return _spent(lambda query: bare.search(query[None, :], wanted, params=params), given, rounds)


def _lexical_floor(population: Population, given: Texts, rounds: int) -> list[float]:
    """Time the bare scan: the same postings already side by side, one sum and one cut."""
    postings, spent = population.segments[0].text, []
    for position in given.positions:
        query = query_of(wanted_of(position).words, postings.frequency, postings.size)
        scan = postings.scan(query)
        rows, ends = scan.touched, np.array([0, len(scan.touched)], np.int32)
        ones, weight = np.ones(len(rows), np.float32), np.ones(1, np.float32)
        started = TIMER()
        sums = csc_array((ones, rows, ends), shape=(postings.size, 1)) @ weight
        found = sums[rows]
        np.partition(found, max(0, len(found) - RETRIEVED))
        spent.append(1000 * (TIMER() - started))
    return spent * rounds


def _spent(call: Callable[[np.ndarray], object], given: Texts, rounds: int) -> list[float]:
    spent: list[float] = []
    for _, query in _questions(given, rounds):
        started = TIMER()
        call(query)
        spent.append(1000 * (TIMER() - started))
    return spent


def _timed(name: str, ours: object, floor: object) -> Row:
    mine, bare = np.asarray(ours), np.asarray(floor)
    extra = {"p95": float(np.quantile(mine, 0.95)), "floor p95": float(np.quantile(bare, 0.95))}
    return Row(name, float(np.median(mine)), "CPU-ms", float(np.median(bare)), "p50", extra)


def _wall(name: str, spent: list[float]) -> Row:
    extra = {"p95": float(np.quantile(spent, 0.95))}
    return Row(name, float(np.median(spent)), "ms", None, "p50, wall", extra)


def _changes(population: Population, given: Texts) -> list[Row]:
    """Take in 1,000 changed people, text embedding excluded, and 10 at a time."""
    rng = np.random.default_rng(5)
    rows = rng.choice(population.size, 1_000, replace=False)
    names = population.talent_ids(rows)
    changes = []
    for name in names:
        at = int(rng.integers(len(given.people)))
        candidate = _candidate(name, given.people[at])
        changes.append(Change(name, Person(candidate, given.vectors[at])))
    started, cpu = time.perf_counter(), time.process_time()
    population.apply(changes, change=1)
    rows_ = [Row("1,000 changed people taken in", time.process_time() - cpu, "CPU-s")]
    started = time.perf_counter()
    grown = population
    for at in range(20):
        grown = grown.apply(changes[at : at + 1], change=at)
    return [*rows_, Row("one changed person taken in", 50 * (time.perf_counter() - started), "ms")]


def _candidate(name: str, text: str) -> object:
    from core.pool.types import Candidate

    return Candidate(talent_id=name, text=text, years=3.0)


def _opening(root: Path, given: Texts) -> list[Row]:
    """Open the index in a new process: start to first answer, and its anonymous memory."""
    script = (
        "import sys; from pathlib import Path; from tests.benchmarks import bench_retrieval as b;"
        "b.open_and_answer(Path(sys.argv[1]), sys.argv[2], sys.argv[3])"
    )
    query = root.parent / "query.npy"
    np.save(query, given.queries[0])
    started = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", script, str(root), given.encoder_id, str(query)],
        check=True,
        capture_output=True,
        text=True,
    )
    spent = time.perf_counter() - started
    told = json.loads(done.stdout)
    return [
        Row("start of a process to its first answer", spent, "s", note="imports, checksums"),
        Row("opening alone", told["open_s"], "s"),
        Row("anonymous memory after a hundred answers", told["anonymous_mb"], "MB"),
    ]


def open_and_answer(root: Path, encoder_id: str, query: str) -> None:
    """Open, answer, and print what it took (run in a process of its own)."""
    from core.pool.types import Position

    started = time.perf_counter()
    generation = Generations(root).open(encoder_id=encoder_id)
    generation.sealed.verify_in_background()
    opened = time.perf_counter() - started
    population = Population.of(
        generation.segment, Lexicon.load(), dim=generation.manifest.dim, change=0, encoder_id=""
    )
    vector, rule = np.load(query), parse("years >= 5")
    for at in range(100):
        position = Position("req", "算法工程师", "负责机器学习算法 Python deep learning")
        mask = population.mask(rule if at % 2 else None)
        population.retrieve(position, vector, mask=mask)
        if at == 0:
            first = time.perf_counter() - started
    lines = Path("/proc/self/status").read_text().splitlines()
    [anonymous] = [int(line.split()[1]) for line in lines if line.startswith("RssAnon")]
    told = {"open_s": opened, "first_s": first, "anonymous_mb": anonymous / 1000}
    print(json.dumps(told))


def _named(share: float | None) -> str:
    return "no filter" if share is None else f"filter leaving {share:.0%}"


if __name__ == "__main__":
    for row in run(int(sys.argv[1])):
        floor = "" if row.floor is None else f"  floor {row.floor:.2f}"
        more = "  ".join(f"{name} {value:.3f}" for name, value in row.extra.items())
        print(f"{row.name:60} {row.value:10.3f} {row.unit:6}{floor}  {more}  {row.note}")
