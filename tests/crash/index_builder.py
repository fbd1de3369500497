"""Builds one generation of the small world, for tests that kill it: ``index_builder.py ROOT SEED``."""

import sys
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.retrieval_world import DIM, TinyLexicon, people
from trm_ml.ranking.generations import Generations, Origin
from trm_ml.ranking.segment import build_segment, save_segment

COUNT = 1_500


def build(root: Path, seed: int) -> str:
    segment = build_segment(people(COUNT, seed=seed), TinyLexicon(), DIM)
    print("building", flush=True)

    def write(folder: Path) -> Origin:
        save_segment(segment, folder)
        return Origin(change=seed, encoder_id="tiny", dim=DIM, backend="exact", people=COUNT)

    return Generations(root).build(write, now=datetime(2026, 6, 1, tzinfo=UTC))


if __name__ == "__main__":
    print(build(Path(sys.argv[1]), int(sys.argv[2])), flush=True)
