"""A run over everybody: read the people, find who may be one, refresh the queue in one go."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

import numpy as np
from sqlalchemy.orm import Session

from core import audit, jobs, outbox
from core.actor import SYSTEM, Actor
from core.identity import repository
from core.identity.repository import Verdict
from core.identity.types import Band, Finding, NewPair, Run
from core.ids import new_id
from core.jobs import JobName, Progress
from serving.duplicates import automatic, snapshot
from serving.duplicates.snapshot import MAPPING, Snapshot
from serving.indexing import Report, silent

if TYPE_CHECKING:
    from serving.wiring import Parts
    from trm_ml.dedupe.engine import Deduped
    from trm_ml.dedupe.labels import Labels

STEPS = ("read", "block", "compare", "learn", "cluster", "write")
KEY = "duplicates"


def enqueue(session: Session, actor: Actor, *, now: datetime) -> str:
    """Have a run made in the background; return the id of its job. One waits at a time."""
    payload = {"by": actor.account_id}
    return jobs.enqueue(session, JobName.FIND_DUPLICATES, payload, now=now, key=KEY)


def find_duplicates(parts: "Parts", payload: Mapping[str, Any], progress: Progress) -> None:
    """Run the job `FIND_DUPLICATES`."""
    find(parts, progress)


def find(parts: "Parts", report: Report = silent) -> Run:
    """Compare everybody, and make the open pairs of the queue what was found."""
    report(0, len(STEPS), STEPS[0])
    with parts.db.read() as session:
        change = outbox.head(session)
        told = repository.verdicts(session)
        kinds = snapshot.everybody(session)
    pairs: list[NewPair] = []
    largest, compared, recall, people = "", 0, 1.0, 0
    for one in sorted(kinds.values(), key=lambda one: len(one.numbers)):
        people += len(one.numbers)
        found = _deduped(one, told, report)
        if found is not None:
            pairs += proposed(one, found)
            compared += len(found.left)
            largest, recall = weights_of(found), found.blocking_recall
    report(len(STEPS) - 1, len(STEPS), STEPS[-1])
    now = parts.clock.now()
    run = Run(
        id=new_id("dru", now),
        at=now,
        change=change,
        checked=change,
        people=people,
        compared=compared,
        proposed=sum(pair.band is Band.MERGE for pair in pairs),
        to_review=sum(pair.band is Band.REVIEW for pair in pairs),
        verdicts=len(told),
        blocking_recall=round(recall, 4),
        weights=largest,
    )
    with parts.db.write() as session:
        repository.refresh(session, pairs, now=now)
        repository.add_run(session, run)
        counts = {"people": people, "proposed": run.proposed, "to_review": run.to_review}
        audit.record(session, SYSTEM, "duplicates.found", run.id, now=now, details=counts)
    if parts.settings.merge_duplicates:
        automatic.merge_proposed(parts, run)
    report(len(STEPS), len(STEPS), "")
    return run


def proposed(people: Snapshot, found: "Deduped") -> list[NewPair]:
    """Return the pairs of a run that are worth a decision."""
    from trm_ml.dedupe.proposals import propose

    chosen = propose(found)
    left, right = people.numbers[chosen.left].tolist(), people.numbers[chosen.right].tolist()
    told = zip(
        left, right, chosen.probability.tolist(), chosen.automatic.tolist(), chosen.findings,
        strict=True,
    )  # fmt: skip
    return [
        NewPair(one, other, probability, Band.MERGE if sure else Band.REVIEW, _findings(findings))
        for one, other, probability, sure, findings in told
    ]


def weights_of(found: "Deduped") -> str:
    """Return what a run learned, for the check of who comes in next."""
    from trm_ml.dedupe.pair_model import PairModel

    model = found.model
    return (model.weights if isinstance(model, PairModel) else model).as_json()


def _deduped(people: Snapshot, told: Sequence[Verdict], report: Report) -> "Deduped | None":
    from trm_ml.dedupe.engine import NothingToCompare, deduplicate

    if len(people.numbers) < 2:
        return None
    try:
        return deduplicate(
            people.table,
            MAPPING,
            labels=_labels(people, told),
            progress=lambda step: report(STEPS.index(step), len(STEPS), step),
        )
    except NothingToCompare:
        return None


def _labels(people: Snapshot, told: Sequence[Verdict]) -> "Labels | None":
    """Return the verdicts on people who are here; they bind, and teach if there are enough."""
    from trm_ml.dedupe.labels import Labels

    left = people.rows_of([one.talent_number for one in told])
    right = people.rows_of([one.other_number for one in told])
    here = (left >= 0) & (right >= 0)
    if not here.any():
        return None
    match = np.array([one.same for one in told], np.float32)
    return Labels.of_pairs(len(people.numbers), left[here], right[here], match[here])


def _findings(told: Sequence[tuple[str, str, float, float | None]]) -> tuple[Finding, ...]:
    return tuple(Finding(*one) for one in told)
