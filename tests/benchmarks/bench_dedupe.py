"""Dedupe at scale on the invented bilingual population: quality, processor time, memory, arrivals.

``python -m tests.benchmarks.bench_dedupe 100000 [--splink PYTHON]`` prints the rows of one scale.
The second interpreter is one that has Splink; without it the row says so.
"""

import argparse
import json
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from tests.benchmarks.bench_retrieval import Row
from tests.benchmarks.dedupe_world import World, make
from trm_ml.dedupe.arrivals import Register
from trm_ml.dedupe.engine import Deduped, deduplicate
from trm_ml.dedupe.fields import guess
from trm_ml.dedupe.names import take_apart
from trm_ml.dedupe.proposals import propose
from trm_ml.dedupe.weights import Weights

ARRIVALS = 300
Places = npt.NDArray[np.int64]


def run(scale: int, *, splink: Path | None = None) -> list[Row]:
    """Measure one scale."""
    world = make(scale)
    table = {name: pa.array(cells) for name, cells in world.table.items()}
    before = _anonymous_mb()
    started = time.process_time()
    found = deduplicate(table, guess(table))
    spent = time.process_time() - started
    rows = [
        Row("dedupe", spent, "CPU-s", extra={"memory MB": _anonymous_mb(peak=True) - before}),
        *_quality(world, found),
        *_arrivals(world, found),
    ]
    rows.append(_splink(world, splink))
    return rows


def _quality(world: World, found: Deduped) -> Iterator[Row]:
    precision, recall = pairwise(found.cluster, world.person)
    f1 = 2 * precision * recall / (precision + recall)
    yield Row("cluster F1 (pairs)", f1, "", extra={"precision": precision, "recall": recall})
    right = world.person[found.left] == world.person[found.right]
    yield Row("blocking recall", right.sum() / pairs_in(world.person), "",
              extra={"estimated": found.blocking_recall})  # fmt: skip
    made = propose(found)
    true, sure = world.person[made.left] == world.person[made.right], made.automatic
    hits, all_sure = int((true & sure).sum()), int(sure.sum())
    yield Row("automatic band: precision", hits / max(all_sure, 1), "",
              extra={"at least (95 %)": lower_bound(hits, all_sure), "pairs": all_sure})  # fmt: skip
    asked = np.unique(np.r_[made.left[~sure], made.right[~sure]])
    yield Row("review band: share of records", len(asked) / len(world.person), "",
              extra={"pairs": int((~sure).sum()), "true of them": float(true[~sure].mean())})  # fmt: skip


def _arrivals(world: World, found: Deduped) -> Iterator[Row]:
    """Check the last records against all before them."""
    assert isinstance(found.model, Weights)
    start = len(world.person) - ARRIVALS
    known = {name: pa.array(cells[:start]) for name, cells in world.table.items()}
    started = time.process_time()
    register = Register(known, guess(known), found.model)
    built = time.process_time() - started
    spent, there, hit, wrong = [], 0, 0, 0
    for row in range(start, len(world.person)):
        record = {name: cells[row] for name, cells in world.table.items()}
        began = time.thread_time()
        matches = register.matches(record, least=0.9)
        spent.append(1e3 * (time.thread_time() - began))
        right = [world.person[match.row] == world.person[row] for match in matches]
        known_too = bool((world.person[:start] == world.person[row]).any())
        there, hit, wrong = there + known_too, hit + any(right), wrong + len(right) - sum(right)
    yield Row("one arrival", float(np.median(spent)), "CPU-ms", extra={
        "p95": float(np.quantile(spent, 0.95)), "found": hit / max(there, 1), "wrong": wrong,
        "build CPU-s": built, "keys MB": register.nbytes / 1e6})  # fmt: skip


def pairwise(cluster: npt.NDArray[np.integer], person: Places) -> tuple[float, float]:
    """Return precision and recall over all pairs of records."""
    both = np.unique(
        cluster.astype(np.int64) * (int(person.max()) + 1) + person, return_counts=True
    )[1]
    hits = int((both * (both - 1) // 2).sum())
    return hits / max(pairs_in(cluster), 1), hits / max(pairs_in(person), 1)


def pairs_in(groups: npt.NDArray[np.integer]) -> int:
    """Return how many pairs of records share a group."""
    sizes = np.unique(groups, return_counts=True)[1].astype(np.int64)
    return int((sizes * (sizes - 1) // 2).sum())


def lower_bound(hits: int, of: int) -> float:
    """Return the lower end of Wilson's 95 % interval of a share."""
    if not of:
        return 0.0
    share, z = hits / of, 1.96
    spread = z * np.sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    return float((share + z * z / (2 * of) - spread) / (1 + z * z / of))


def _splink(world: World, python: Path | None) -> Row:
    if python is None:
        return Row("Splink beside", float("nan"), "", note="not installed")
    with tempfile.TemporaryDirectory() as folder:
        given, out = Path(folder) / "in.parquet", Path(folder) / "out.csv"
        frame = pd.DataFrame(world.table)
        frame["row"] = np.arange(len(frame))
        frame["reading"] = [_reading(name) for name in world.table["name"]]
        frame.to_parquet(given)
        script = Path(__file__).with_name("splink_beside.py")
        answer = subprocess.run([python, script, given, out], capture_output=True, text=True)
        if answer.returncode:
            return Row("Splink beside", float("nan"), "", note=answer.stderr.strip()[-200:])
        told = json.loads(answer.stdout.splitlines()[-1])
        clusters = pd.read_csv(out).sort_values("row")["cluster_id"].to_numpy()
    precision, recall = pairwise(clusters, world.person)
    return Row(f"Splink {told['version']} beside: CPU-s", told["cpu_s"], "CPU-s", extra={
        "F1": 2 * precision * recall / max(precision + recall, 1e-9), "precision": precision,
        "recall": recall, "memory MB": told["rss_mb"]})  # fmt: skip


def _reading(name: str) -> str:
    """Give Splink the names as our own reading, in one order: it has no pinyin of its own."""
    parts = take_apart(name)
    return " ".join(sorted((parts.surname, parts.joined)))


def _anonymous_mb(*, peak: bool = False) -> float:
    """Return resident memory that is no page cache; the peak counts files that are mapped, too."""
    wanted = "VmHWM:" if peak else "RssAnon:"
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(wanted):
            return int(line.split()[1]) / 1024
    return 0.0


def main() -> None:
    """Print the rows of the scales that were asked for."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("scale", type=int, nargs="+")
    asked.add_argument("--splink", type=Path, help="an interpreter that has Splink")
    given = asked.parse_args()
    for scale in given.scale:
        for row in run(scale, splink=given.splink):
            more = ", ".join(f"{name} {value:,.4f}" for name, value in row.extra.items())
            print(
                f"{scale:,} · {row.name}: {row.value:,.4f} {row.unit} {more} {row.note}", flush=True
            )


if __name__ == "__main__":
    main()
