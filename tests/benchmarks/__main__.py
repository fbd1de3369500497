"""``make bench``: measures everything, each figure beside its floor, and writes the table down."""

import argparse
import os
import platform
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from tests.benchmarks import bench_encoder, bench_retrieval, bench_shortlist
from tests.benchmarks.bench_retrieval import Row

OUT = Path("docs/benchmarks.md")
PACKAGES = ("faiss-cpu", "onnxruntime", "lightgbm", "numpy", "scipy", "sqlalchemy")
HEAD = """# Benchmarks

Written by `make bench`. A figure stands beside its *floor*: the bare engine on the same arrays in the same run, with nothing around
it. Read the ratios; the machine may be shared. CPU-ms are processor time of the searching thread, ms are waited for.
Vectors and texts are drawn from a few thousand really embedded ones with seeded noise: nothing here says anything about quality on people.

"""


def main() -> None:
    """Run the benchmarks that were asked for."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--scale", type=int, action="append", help="people; 100000 and 1000000")
    asked.add_argument("--out", type=Path, default=OUT)
    given = asked.parse_args()
    text = HEAD + _machine()
    text += _table("Encoder", bench_encoder.run())
    for scale in given.scale or (100_000, 1_000_000):
        text += _table(f"Retrieval, {scale:,} people", bench_retrieval.run(scale))
        text += _table(f"Shortlist, {scale:,} people", bench_shortlist.run(scale))
    given.out.write_text(text, encoding="utf-8")
    print(f"written to {given.out}")


def _machine() -> str:
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    day = datetime.now(UTC).date().isoformat()
    python = platform.python_version()
    return f"{day} · {os.cpu_count()} cores · Python {python} · {packages}\n\n"


def _table(title: str, rows: list[Row]) -> str:
    lines = [f"## {title}\n", "| what | ours | floor | ratio | more |", "|---|---:|---:|---:|---|"]
    for row in rows:
        ours = f"{row.value:,.3f} {row.unit}".strip()
        floor = "" if row.floor is None else f"{row.floor:,.3f}"
        ratio = f"{row.value / row.floor:.2f}" if row.floor else ""
        more = [f"{name} {value:,.3f}" for name, value in row.extra.items()]
        more += [row.note] if row.note else []
        lines.append(f"| {row.name} | {ours} | {floor} | {ratio} | {', '.join(more)} |")
        print(lines[-1])
    return "\n".join(lines) + "\n\n"


if __name__ == "__main__":
    main()
