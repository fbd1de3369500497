"""Imports a file, or goes on with the import that was cut off: ``importer.py WORKSPACE FILE``."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from core.actor import SYSTEM
from core.db import Base
from core.intake import repository
from core.intake.types import ImportRun, RunStatus
from serving import wiring
from serving.intake import runs, working
from serving.intake.runs import NewRun
from serving.settings import Settings
from serving.wiring import Parts
from tests.conftest import load_tables

ROWS_A_BATCH = 100  # many small transactions: many places to be killed at


def parts_of(workspace: Path) -> Parts:
    """Open the workspace, made if it is not there."""
    load_tables()
    parts = wiring.build(Settings(workspace=workspace))
    Base.metadata.create_all(parts.db.engine)
    return parts


def main(workspace: Path, file: Path) -> None:
    """Do it to the end."""
    working.ROWS_A_BATCH = ROWS_A_BATCH
    parts = parts_of(workspace)
    parts.lexicon().occupation_of("算法工程师")
    print("importing", flush=True)
    run = _run(parts, file)
    working.Work(parts, SYSTEM, run, runs.path_of(parts, run)).run()
    print("done", flush=True)


def _run(parts: Parts, file: Path) -> ImportRun:
    with parts.db.write() as session:
        found, _, _ = repository.page(session, SYSTEM)
        for run in found:
            if run.status is RunStatus.RUNNING:
                return run
        with file.open("rb") as content:
            new = NewRun("talents", "ats", file.name)
            run = runs.create(parts, session, SYSTEM, new, content, now=parts.clock.now())
        return runs.begin(session, SYSTEM, run.id, now=parts.clock.now())


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
