"""One row of a run, read; and the verdicts on what became of it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from core.intake.types import Counts, Outcome, Reason, RowVerdict
from core.profile.types import Arrival, IngestResult
from core.requisition import service as requisition
from core.requisition.repository import jobs as requisitions
from core.requisition.types import Job, NewJob
from serving.intake import inputs
from serving.intake.channel_rows import NOTHING, Said
from serving.intake.reasons import reason


@dataclass(frozen=True, slots=True)
class Item:
    """One row or document, read: something to take in, or why not."""

    line: int
    cells: dict[str, str]
    arrival: Arrival | None = None
    job: NewJob | None = None
    refused: Reason | None = None
    warning: tuple[str, Reason] | None = None
    said: Said = NOTHING


JOB_OUTCOMES = {
    requisition.Outcome.CREATED: Outcome.NEW,
    requisition.Outcome.UPDATED: Outcome.UPDATE,
    requisition.Outcome.UNCHANGED: Outcome.UNCHANGED,
}


def named(job: NewJob) -> NewJob:
    """Return a job under the hash of what it says, where its source gives it no id."""
    if job.external_id:
        return job
    return replace(job, external_id="#" + inputs.digest(f"{job.title}\n{job.text}".encode()))


def job_outcome(session: Session, job: NewJob) -> Outcome:
    """Say what a job would become."""
    known = requisitions.by_arrival(session, job.source, job.external_id)
    if known is None:
        return Outcome.NEW
    same = (known.jd.text, known.title) == (job.text, job.title)
    return Outcome.UNCHANGED if same else Outcome.UPDATE


def of_person(item: Item, result: IngestResult, *, keep: bool) -> RowVerdict:
    """Say what became of a row of a person; ``keep`` is false if nothing was stored."""
    assert item.arrival is not None
    if result.kept_out:
        why = reason("kept-out")
        return RowVerdict(item.line, Outcome.REFUSED, field="email", reason=why, row=item.cells)
    if result.refused:
        values = {"id": item.arrival.external_id, "source": item.arrival.source}
        why = reason("source-taken", **values)
        return RowVerdict(
            item.line, Outcome.REFUSED, field="external_id", reason=why, row=item.cells
        )
    outcome = Outcome.NEW if result.created else Outcome.UPDATE
    field, why_flagged = item.warning or ("", None)
    if why_flagged is None and result.duplicates:
        field, why_flagged = "email", reason("possible-duplicate")
    return RowVerdict(
        line=item.line,
        outcome=outcome if result.changed else Outcome.UNCHANGED,
        name=item.arrival.facts.name,
        subject_id=result.talent_id if keep else "",
        record_id=result.source_record_id if keep else "",
        field=field,
        reason=why_flagged,
    )


def of_job(item: Item, outcome: Outcome, kept: Job | None = None) -> RowVerdict:
    """Say what became, or would become, of a row of a job."""
    assert item.job is not None
    if kept is None:
        return RowVerdict(item.line, outcome, item.job.title)
    return RowVerdict(item.line, outcome, item.job.title, kept.id, record_id=kept.jd.id)


def refusal(item: Item) -> RowVerdict:
    """Say why a row is not taken in; it is kept as it came."""
    field = item.warning[0] if item.warning else ""
    return RowVerdict(
        item.line, Outcome.REFUSED, item.cells.get("file", ""), "", field, item.refused, item.cells
    )


def added(counts: Counts, verdicts: Sequence[RowVerdict]) -> Counts:
    """Return the counts with more verdicts."""
    seen = Counter(item.outcome for item in verdicts)
    flagged = sum(
        item.reason is not None and item.outcome is not Outcome.REFUSED for item in verdicts
    )
    return Counts(
        created=counts.created + seen[Outcome.NEW],
        updated=counts.updated + seen[Outcome.UPDATE],
        unchanged=counts.unchanged + seen[Outcome.UNCHANGED],
        refused=counts.refused + seen[Outcome.REFUSED],
        flagged=counts.flagged + flagged,
    )
