"""The work of a run: rows and documents in batches, each batch one transaction with its verdicts.

A batch begins where the run's ``done`` stands and always has the same size, so a run that was
killed and goes on cuts the same batches as one that was not, and ends in the same state.
"""

from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy.orm import Session

from core.actor import Actor
from core.errors import Conflict
from core.intake import repository
from core.intake.types import ImportKind, ImportRun, Reason, RowVerdict, RunStatus
from core.jobs import Progress
from core.profile import service as profile
from core.profile.types import Channel, NewAttachment
from core.relation import absences
from core.relation import repository as relation
from core.relation.sources import OWNERSHIP_DAYS
from core.requisition import service as requisition
from serving.intake import inputs
from serving.intake.channel_rows import NOTHING, Said
from serving.intake.channels import OF_DOCUMENTS, said_of
from serving.intake.following import In, follow
from serving.intake.mapping import without_protected
from serving.intake.names import apart
from serving.intake.people import RowReader, arrival_of, rounded_id
from serving.intake.reasons import of_file, reason
from serving.intake.rows import InputUnusable, Table
from serving.intake.shared_contacts import shared_contacts
from serving.intake.source_rows import Origin, context_of, read_row
from serving.intake.vacancies import job_of_document, job_of_row
from serving.intake.verdicts import (
    JOB_OUTCOMES,
    Item,
    added,
    job_outcome,
    named,
    of_job,
    of_person,
    refusal,
)
from serving.wiring import Parts
from trm_ml.extract.documents.reader import DocumentReader
from trm_ml.extract.documents.types import Document
from trm_ml.extract.documents.why import UnusableFile

ROWS_A_BATCH = 1_000
DOCUMENTS_A_BATCH = 20
_SAMPLE_ROWS = 20
_SAMPLE_DOCUMENTS = 3
MEDIA_TYPES = {
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


def _origin_of(parts: Parts, run: ImportRun) -> Origin:
    with parts.db.read() as session:
        source = relation.source(session, run.source)
    days = source.ownership_days if source else OWNERSHIP_DAYS
    return Origin(run.source, run.channel, run.team_id, parts.settings.company_name, days)


class Work:
    """Does one run."""

    def __init__(self, parts: Parts, actor: Actor, run: ImportRun, path: Path) -> None:
        self._parts = parts
        self._actor = actor
        self._run = run
        self._path = path
        self._memory = profile.Memory(apart=apart)
        self._reader = RowReader(parts.lexicon(), today=parts.clock.now().date())
        self._shared: frozenset[str] | None = None
        self._origin = _origin_of(parts, run)
        self._seen: set[str] = set()

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
            table = self._table()
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

    def _table(self) -> Table:
        run = self._run
        return inputs.table_of(self._path, run.file_name, run.kind, run.channel)

    def _rows(self) -> Iterator[Item]:
        mapping = self._run.mapping
        table = self._table()
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
        now, without = self._parts.clock.now(), self._shared_contacts()
        return read_row(self._reader, line, cells, mapping, self._origin, now=now, without=without)

    def _shared_contacts(self) -> frozenset[str]:
        if self._shared is None:
            is_list = self._run.channel is not Channel.IMPORT
            rows = self._table().rows() if is_list else iter(())
            self._shared = shared_contacts(rows, self._run.mapping, self._run.channel)
        return self._shared

    def _vacancy(self, line: int, cells: dict[str, str], mapping: dict[str, str]) -> Item:
        run = self._run
        job = job_of_row(
            cells, mapping, self._parts.lexicon(), source=run.source, team_id=run.team_id
        )
        if isinstance(job, Reason):
            return Item(line, cells, refused=job)
        return Item(line, cells, job=named(job))

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
            media_type=MEDIA_TYPES[document.kind.value],
            size_bytes=len(entry.content),
            sha256=sha256,
            stored_as=self._parts.attachments.put(entry.content) if keep_files else "",
        )
        said: Said | Reason = NOTHING
        if run.channel in OF_DOCUMENTS:
            said = said_of(run.channel, {}, read, context_of(self._origin, now=run.created_at))
        if isinstance(said, Reason):
            return Item(entry.number, cells, refused=said)
        arrival = arrival_of(
            read, source=run.source, raw=cells, file=file, team_id=run.team_id, channel=run.channel
        )
        warning = read.warnings[0] if read.warnings else None
        return Item(entry.number, cells, arrival, warning=warning, said=said)

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
                    counts=added(self._run.counts, verdicts),
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
                result = next(results)
                self._seen.add(result.talent_id)
                verdicts.append(of_person(item, result, keep=False))
            elif item.job is not None:
                verdicts.append(of_job(item, job_outcome(session, item.job)))
            else:
                verdicts.append(refusal(item))
        return verdicts

    def _ingest(
        self, session: Session, batch: Sequence[Item], *, now: datetime
    ) -> tuple[list[RowVerdict], list[str]]:
        arrivals = [item.arrival for item in batch if item.arrival is not None]
        gate = self._parts.gate
        results = iter(
            profile.ingest_many(session, self._actor, arrivals, now=now, gate=gate, apart=apart)
        )
        verdicts, unused, taken_in = [], [], list[In]()
        for item in batch:
            if item.arrival is not None:
                result = next(results)
                verdicts.append(of_person(item, result, keep=True))
                if result.talent_id:
                    taken_in.append((result.talent_id, result.source_record_id, item.said))
                if item.arrival.attachment is not None and not result.changed:
                    unused.append(item.arrival.attachment.stored_as)
            elif item.job is not None:
                arrived = requisition.arrive(session, self._actor, item.job, now=now)
                outcome = JOB_OUTCOMES[arrived.outcome]
                verdicts.append(of_job(item, outcome, arrived.job))
            else:
                verdicts.append(refusal(item))
        follow(session, self._actor, taken_in, gate=gate, now=now)
        return verdicts, unused

    def _end(
        self, status: RunStatus, progress: Progress | None, error: Reason | None = None
    ) -> ImportRun:
        now = self._parts.clock.now()
        with self._parts.db.write() as session:
            self._fence(session)
            ended = replace(self._run, status=status, error=error, finished_at=now, note="")
            if self._run.complete and status is RunStatus.DONE:
                ended = replace(ended, absences=self._conclude(session, now=now))
            self._run = repository.save(session, ended)
            if progress is not None:
                progress.finish(session)
        return self._run

    def _conclude(self, session: Session, *, now: datetime) -> dict[str, Any]:
        """Say who is missing from a complete list, and who has left; a dry run stores nothing."""
        run = self._run
        refused = repository.count_refused(session, run.id)
        seen = self._seen if run.dry_run else repository.subjects_of(session, run.id)
        found = absences.conclude(
            session, self._actor, run.source, frozenset(seen), refused_rows=refused,
            listed_at=run.created_at, now=now, store=not run.dry_run,
        )  # fmt: skip
        return {
            "known": found.known,
            "missing": len(found.missing),
            "ended": len(found.ended),
            "why": found.why.value if found.why else "",
        }
