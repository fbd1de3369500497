"""A worker of its own process, whose jobs leave one fact each; run, and killed, by the tests."""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from core import outbox
from core.jobs import JobName, Progress
from serving import wiring
from serving.settings import Settings
from serving.wiring import Parts
from serving.worker import Worker

LEASE_S = 2
EFFECT = "test.worked"


def work(parts: Parts, payload: Mapping[str, Any], progress: Progress) -> None:
    """Leave one fact and end the job, in one transaction."""
    progress(0, 1)
    with parts.db.write() as session:
        outbox.append(session, EFFECT, progress.job_id, dict(payload), now=parts.clock.now())
        progress.finish(session)


def parts_of(workspace: str, database_url: str) -> Parts:
    """Return the parts of the test's workspace."""
    return wiring.build(Settings(workspace=Path(workspace), database_url=database_url))


if __name__ == "__main__":
    Worker(
        parts_of(sys.argv[1], sys.argv[2]),
        owner=sys.argv[3],
        tasks={JobName.BUILD_INDEX: work},
        lease_s=LEASE_S,
        poll_s=0.05,
    ).run()
