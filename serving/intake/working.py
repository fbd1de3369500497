"""The work of a run: rows and documents in batches, each batch one transaction with its verdicts.

A batch begins where the run's ``done`` stands and always has the same size, so a run that was
killed and goes on cuts the same batches as one that was not, and ends in the same state.
"""

from collections import Counter
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Protocol

from sqlalchemy.orm import Session

from core.actor import Actor
from core.errors import Conflict
from core.intake import repository
from core.intake.types import (
    Counts,
    ImportKind,
    ImportRun,
    Outcome,
    Reason,
    RowVerdict,
    RunStatus,
)
from core.jobs import Progress
from core.profile import service as profile
from core.profile.types import Arrival, IngestResult, NewAttachment
from core.requisition import service as requisition
from core.requisition.repository import jobs as requisitions
from core.requisition.types import Job, NewJob
from serving.intake import inputs
from serving.intake.mapping import without_protected
from serving.intake.people import Read, RowReader, arrival_of, rounded_id
from serving.intake.reasons import of_file, reason
from serving.intake.rows import InputUnusable
from serving.intake.vacancies import job_of_document, job_of_row
from serving.wiring import Parts
from trm_ml.extract.documents.reader import DocumentReader
from trm_ml.extract.documents.types import Document
from trm_ml.extract.documents.why import UnusableFile

ROWS_A_BATCH = 1_000
DOCUMENTS_A_BATCH = 20
_SAMPLE_ROWS = 20
_SAMPLE_DOCUMENTS = 3
_MEDIA_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "html": "text/html",
    "text": "text/plain",
}


class Report(Protocol):
    """Is told how far a run is."""

    def __call__(self, done: int, total: int | None = None, note: str = "") -> None:
        """Take note."""
        ...


@dataclass(frozen=True, slots=True)
class Item:
    """One row or document, read: something to take in, or why not."""

    line: int
    cells: dict[str, str]
    arrival: Arrival | None = None
    job: NewJob | None = None
    refused: Reason | None = None
    warning: tuple[str, Reason] | None = None


class Work:
    """Does one run."""

    def __init__(self, parts: Parts, actor: Actor, run: ImportRun, path: Path) -> None:
        self._parts = parts
        self._actor = actor
        self._run = run
        self._path = path
        self._memory = profile.Memory()
        self._cv_columns = {name for name, to in run.mapping.items() if to == "cv_text"}
        self._reader = RowReader(parts.lexicon(), today=parts.clock.now().date())

    def run(self, progress: Progress | None = None, *, report: Report | None = None) -> ImportRun:
        """Do what is left of the run; ``progress`` is a background job's, ``report`` anybody's."""
        tell = report or progress
        try:
            self._count()
            for batch in self._batches():
                self._take(batch)
                if tell is not None:
                    tell(self._run.done, self._run.total)
        except InputUnusable as error:
            return self._end(RunStatus.FAILED, progress, error.reason)
        return self._end(RunStatus.DONE, progress)

    def sample(self, session: Session, *, now: datetime) -> tuple[RowVerdict, ...]:
        """Say what would become of the first rows."""
        size = _SAMPLE_ROWS if self._run.columns else _SAMPLE_DOCUMENTS
        with closing(self._items(keep_files=False)) as items:
            batch = list(islice(items, size))
        if not batch:
            raise InputUnusable(reason("no-rows"))
        return tuple(self._judge(session, batch, now=now))

    def _count(self) -> None:
        if self._run.total is not None:
            return
        if self._run.columns:
            table = inputs.table_of(self._path, self._run.file_name, self._run.kind)
            total = sum(1 for _ in table.rows())
        else:
            total = inputs.count_entries(self._path, self._run.file_name)
        self._run = replace(self._run, total=total)

    def _batches(self) -> Iterator[list[Item]]:
        size = ROWS_A_BATCH if self._run.columns else DOCUMENTS_A_BATCH
        with closing(self._items(keep_files=not self._run.dry_run)) as items:
            while batch := list(islice(items, size)):
                yield batch

    def _items(self, *, keep_files: bool) -> Generator[Item, None, None]:
        if self._run.columns:
            yield from self._rows()
        else:
            yield from self._documents(keep_files=keep_files)

    def _rows(self) -> Iterator[Item]:
        mapping = self._run.mapping
        table = inputs.table_of(self._path, self._run.file_name, self._run.kind)
        id_column = next((name for name, to in mapping.items() if to == "external_id"), "")
        first_lines: dict[str, int] = {}
        for number, row in enumerate(without_protected(table.rows())):
            own_id = row.cells.get(id_column, "") if id_column else ""
            own_id = "" if rounded_id(own_id) else own_id
            earlier = first_lines.setdefault(own_id, row.line) if own_id else row.line
            if number < self._run.done:
                continue
            if row.reason is not None:
                yield Item(row.line, row.cells, refused=row.reason)
            elif earlier != row.line:
                why = reason("repeated-id", id=own_id, line=earlier)
                yield Item(row.line, row.cells, refused=why, warning=("external_id", why))
            elif self._run.kind is ImportKind.JOBS:
                yield self._vacancy(row.line, row.cells, mapping)
            else:
                yield self._person(row.line, row.cells, mapping)

    def _person(self, line: int, cells: dict[str, str], mapping: dict[str, str]) -> Item:
        read = self._reader.read(cells, mapping)
        if isinstance(read, Reason):
            return Item(line, cells, refused=read)
        return self._arrived(line, cells, read, None)

    def _arrived(
        self, line: int, cells: dict[str, str], read: Read, file: NewAttachment | None
    ) -> Item:
        run = self._run
        # A CV's text is kept as the text of the record, without what may not be kept (ID numbers …)
        raw = {name: cells[name] for name in cells if name not in self._cv_columns}
        arrival = arrival_of(read, source=run.source, raw=raw, file=file, team_id=run.team_id)
        return Item(line, cells, arrival, warning=read.warnings[0] if read.warnings else None)

    def _vacancy(self, line: int, cells: dict[str, str], mapping: dict[str, str]) -> Item:
        run = self._run
        job = job_of_row(
            cells, mapping, self._parts.lexicon(), source=run.source, team_id=run.team_id
        )
        if isinstance(job, Reason):
            return Item(line, cells, refused=job)
        return Item(line, cells, job=_named(job))

    def _documents(self, *, keep_files: bool) -> Generator[Item, None, None]:
        entries = inputs.entries_of(self._path, self._run.file_name)
        with DocumentReader() as reader:
            for entry in entries:
                if entry.number <= self._run.done:
                    continue
                cells = {"file": entry.name}
                try:
                    if entry.error is not None:
                        raise entry.error
                    document = reader.read(entry.content)
                except UnusableFile as error:
                    yield Item(entry.number, cells, refused=of_file(error))
                    continue
                yield self._document(entry, document, keep_files=keep_files)

    def _document(self, entry: inputs.Entry, document: Document, *, keep_files: bool) -> Item:
        cells = {"file": entry.name}
        sha256 = inputs.digest(entry.content)
        run = self._run
        if run.kind is ImportKind.JOBS:
            job = job_of_document(
                document, entry.name, self._parts.lexicon(), source=run.source,
                external_id="#" + sha256, team_id=run.team_id,
            )  # fmt: skip
            if isinstance(job, Reason):
                return Item(entry.number, cells, refused=job)
            return Item(entry.number, cells, job=job)
        read = self._reader.read_document(document)
        file = NewAttachment(
            file_name=entry.name.rsplit("/", 1)[-1],
            media_type=_MEDIA_TYPES[document.kind.value],
            size_bytes=len(entry.content),
            sha256=sha256,
            stored_as=self._parts.attachments.put(entry.content) if keep_files else "",
        )
        return self._arrived(entry.number, cells, read, file)

    def _take(self, batch: Sequence[Item]) -> None:
        now = self._parts.clock.now()
        with self._parts.db.write() as session:
            self._fence(session)
            if self._run.dry_run:
                verdicts = self._judge(session, batch, now=now)
                unused: list[str] = []
            else:
                verdicts, unused = self._ingest(session, batch, now=now)
            repository.add_rows(session, self._run.id, verdicts)
            self._run = repository.save(
                session,
                replace(
                    self._run,
                    status=RunStatus.RUNNING,
                    counts=_added(self._run.counts, verdicts),
                    done=self._run.done + len(batch),
                    note="",
                ),
            )
        for name in unused:
            self._parts.attachments.remove(name)

    def _fence(self, session: Session) -> None:
        there = repository.get(session, self._actor, self._run.id)
        if there.done != self._run.done or there.status is not RunStatus.RUNNING:
            raise Conflict("somebody else goes on with this import", import_id=self._run.id)
        self._run = replace(self._run, version=there.version)

    def _judge(self, session: Session, batch: Sequence[Item], *, now: datetime) -> list[RowVerdict]:
        arrivals = [item.arrival for item in batch if item.arrival is not None]
        results = iter(
            profile.preview_many(
                session,
                self._actor,
                arrivals,
                now=now,
                memory=self._memory,
                gate=self._parts.gate,
            )
        )
        verdicts = []
        for item in batch:
            if item.arrival is not None:
                verdicts.append(_of_person(item, next(results), keep=False))
            elif item.job is not None:
                verdicts.append(_of_job(item, _job_outcome(session, item.job)))
            else:
                verdicts.append(_refusal(item))
        return verdicts

    def _ingest(
        self, session: Session, batch: Sequence[Item], *, now: datetime
    ) -> tuple[list[RowVerdict], list[str]]:
        arrivals = [item.arrival for item in batch if item.arrival is not None]
        gate = self._parts.gate
        results = iter(profile.ingest_many(session, self._actor, arrivals, now=now, gate=gate))
        verdicts, unused = [], []
        for item in batch:
            if item.arrival is not None:
                result = next(results)
                verdicts.append(_of_person(item, result, keep=True))
                if item.arrival.attachment is not None and not result.changed:
                    unused.append(item.arrival.attachment.stored_as)
            elif item.job is not None:
                arrived = requisition.arrive(session, self._actor, item.job, now=now)
                outcome = _JOB_OUTCOMES[arrived.outcome]
                verdicts.append(_of_job(item, outcome, arrived.job))
            else:
                verdicts.append(_refusal(item))
        return verdicts, unused

    def _end(
        self, status: RunStatus, progress: Progress | None, error: Reason | None = None
    ) -> ImportRun:
        now = self._parts.clock.now()
        with self._parts.db.write() as session:
            self._fence(session)
            ended = replace(self._run, status=status, error=error, finished_at=now, note="")
            self._run = repository.save(session, ended)
            if progress is not None:
                progress.finish(session)
        return self._run


_JOB_OUTCOMES = {
    requisition.Outcome.CREATED: Outcome.NEW,
    requisition.Outcome.UPDATED: Outcome.UPDATE,
    requisition.Outcome.UNCHANGED: Outcome.UNCHANGED,
}


def _named(job: NewJob) -> NewJob:
    if job.external_id:
        return job
    return replace(job, external_id="#" + inputs.digest(f"{job.title}\n{job.text}".encode()))


def _job_outcome(session: Session, job: NewJob) -> Outcome:
    known = requisitions.by_arrival(session, job.source, job.external_id)
    if known is None:
        return Outcome.NEW
    same = (known.jd.text, known.title) == (job.text, job.title)
    return Outcome.UNCHANGED if same else Outcome.UPDATE


def _of_person(item: Item, result: IngestResult, *, keep: bool) -> RowVerdict:
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


def _of_job(item: Item, outcome: Outcome, kept: Job | None = None) -> RowVerdict:
    assert item.job is not None
    if kept is None:
        return RowVerdict(item.line, outcome, item.job.title)
    return RowVerdict(item.line, outcome, item.job.title, kept.id, record_id=kept.jd.id)


def _refusal(item: Item) -> RowVerdict:
    field = item.warning[0] if item.warning else ""
    return RowVerdict(
        item.line, Outcome.REFUSED, item.cells.get("file", ""), "", field, item.refused, item.cells
    )


def _added(counts: Counts, verdicts: Sequence[RowVerdict]) -> Counts:
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
