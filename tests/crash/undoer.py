"""Undoes an import, or goes on with an undo that was cut off: ``undoer.py WORKSPACE RUN``."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from core.actor import SYSTEM
from core.intake import repository
from serving.intake import undoing
from tests.crash.importer import parts_of

RECORDS_A_BATCH = 10  # many small transactions: many places to be killed at


def main(workspace: Path, run_id: str) -> None:
    """Do it to the end."""
    repository._BATCH = RECORDS_A_BATCH
    repository.records_of.__kwdefaults__["limit"] = RECORDS_A_BATCH
    parts = parts_of(workspace)
    with parts.db.write() as session:
        run = undoing.begin(session, SYSTEM, run_id, now=parts.clock.now())
    print("undoing", flush=True)
    undoing.work(parts, SYSTEM, run, lambda done, total: print("batch", flush=True))
    print("done", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
