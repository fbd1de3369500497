"""Imports: a file comes in, its columns are shown and corrected, then it runs in the background."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, File, Form, Query, Response, UploadFile
from pydantic import Field
from sqlalchemy.orm import Session

from core.actor import Permission
from core.intake.types import ImportRun, Reason, RowVerdict
from serving.answers import IfMatch, answer, check_version, documented, operation_id, page
from serving.api.languages import LanguageDep
from serving.deps import ActorDep, NowDep, PartsDep, ReadingDep, SessionDep, require
from serving.intake import runs, undoing
from serving.intake.mapping import fields_of
from serving.intake.reasons import absences_told
from serving.messages import Language
from serving.schemas.common import Body, Page, Reference
from serving.schemas.imports import ImportChanges, ImportOut, RejectedOut

router = APIRouter(prefix="/imports", tags=["imports"], generate_unique_id_function=operation_id)
allowed = require(Permission.IMPORT_WRITE)


class ImportQuery(Body):
    """Where in the list of runs."""

    cursor: Reference | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50


class RejectedQuery(Body):
    """Where in the refused rows: after which line."""

    cursor: Annotated[str, Field(pattern=r"^[0-9]{1,12}$")] | None = None
    limit: Annotated[int, Field(ge=1, le=1_000)] = 200


@router.post(
    "", status_code=201, response_model=ImportOut, dependencies=[allowed], responses=documented(413)
)
def create_import(  # noqa: PLR0913  what a route needs it asks for by name
    parts: PartsDep,
    session: SessionDep,
    actor: ActorDep,
    language: LanguageDep,
    now: NowDep,
    file: Annotated[UploadFile, File(description="CSV, XLSX, JSONL, a CV, a JD, or a zip of them")],
    kind: Annotated[Literal["talents", "jobs"], Form()],
    source: Annotated[
        str, Form(min_length=1, max_length=100, pattern=r"^[^\s\x00]([^\x00]*[^\s\x00])?$")
    ],
    dry_run: Annotated[bool, Form()] = False,
    complete: Annotated[
        bool, Form(description="the list names every employee of its source (channel `hr`)")
    ] = False,
) -> Response:
    """Take in a file, guess what its columns mean, and wait for the start."""
    run = runs.create(
        parts,
        session,
        actor,
        runs.NewRun(kind, source, file.filename or "", dry_run=dry_run, complete=complete),
        file.file,
        now=now,
    )
    return answer(_run(session, run, language), status=201, version=run.version)


@router.get("", response_model=Page[ImportOut], dependencies=[allowed], responses=documented())
def list_imports(
    session: ReadingDep,
    actor: ActorDep,
    language: LanguageDep,
    query: Annotated[ImportQuery, Query()],
) -> Response:
    """List import runs, newest first."""
    found, following, total = runs.page(
        session, actor, cursor=query.cursor or "", limit=query.limit
    )
    return page([_run(session, run, language) for run in found], next_cursor=following, total=total)


@router.get(
    "/{import_id}", response_model=ImportOut, dependencies=[allowed], responses=documented(404)
)
def read_import(
    session: ReadingDep, actor: ActorDep, language: LanguageDep, import_id: str
) -> Response:
    """Return a run: its columns, a sample of verdicts, how far it is."""
    run = runs.get(session, actor, import_id)
    return answer(_run(session, run, language), version=run.version)


@router.patch(
    "/{import_id}",
    response_model=ImportOut,
    dependencies=[allowed],
    responses=documented(404, 409, 412, 428),
)
def change_import(  # noqa: PLR0913
    parts: PartsDep,
    session: SessionDep,
    actor: ActorDep,
    language: LanguageDep,
    expected: IfMatch,
    import_id: str,
    body: ImportChanges,
) -> Response:
    """Correct what the columns mean before the start; the sample is judged anew."""
    check_version(expected, runs.get(session, actor, import_id).version)
    run = runs.change(parts, session, actor, import_id, mapping=body.mapping, dry_run=body.dry_run)
    return answer(_run(session, run, language), version=run.version)


@router.post(
    "/{import_id}/start",
    status_code=202,
    response_model=ImportOut,
    dependencies=[allowed],
    responses=documented(404, 409),
)
def start_import(
    session: SessionDep, actor: ActorDep, language: LanguageDep, now: NowDep, import_id: str
) -> Response:
    """Start a run in the background; `GET` it again to see how far it is."""
    run = runs.start(session, actor, import_id, now=now)
    return answer(_run(session, run, language), status=202, version=run.version)


@router.post(
    "/{import_id}/undo",
    status_code=202,
    response_model=ImportOut,
    dependencies=[allowed],
    responses=documented(404, 409),
)
def undo_import(
    session: SessionDep, actor: ActorDep, language: LanguageDep, now: NowDep, import_id: str
) -> Response:
    """Take a whole run back in the background; people whom others know keep the rest.

    Asking again changes nothing.
    """
    run = undoing.start(session, actor, import_id, now=now)
    return answer(_run(session, run, language), status=202, version=run.version)


@router.get(
    "/{import_id}/rejected",
    response_model=Page[RejectedOut],
    dependencies=[allowed],
    responses=documented(404),
)
def list_rejected(
    parts: PartsDep,
    session: ReadingDep,
    actor: ActorDep,
    language: LanguageDep,
    import_id: str,
    query: Annotated[RejectedQuery, Query()],
) -> Response:
    """List the refused rows as they came, each with its reason."""
    after = int(query.cursor or 0)
    found, total = runs.rejected(
        parts, session, actor, import_id, after_line=after, limit=query.limit
    )
    following = str(found[-1].line) if len(found) == query.limit else None
    return page([_rejected(row, language) for row in found], next_cursor=following, total=total)


def _run(session: Session, run: ImportRun, language: Language) -> dict[str, Any]:
    return {
        "id": run.id,
        "kind": run.kind,
        "source": run.source,
        "file_name": run.file_name,
        "status": run.status,
        "dry_run": run.dry_run,
        "columns": [
            {
                "column": column.column,
                "field": column.field,
                "guessed": column.guessed,
                "samples": list(column.samples),
            }
            for column in run.columns
        ],
        "fields": list(fields_of(run.kind, run.channel)),
        "sample": [_verdict(verdict, language) for verdict in run.sample],
        "counts": {
            "total": run.counts.total,
            "created": run.counts.created,
            "updated": run.counts.updated,
            "unchanged": run.counts.unchanged,
            "refused": run.counts.refused,
            "flagged": run.counts.flagged,
        },
        "done": run.done,
        "total": run.total,
        "note": run.note,
        "error": _reason(run.error, language),
        "background_id": run.job_id,
        "version": run.version,
        "created_at": run.created_at,
        "finished_at": run.finished_at,
        "undone_at": run.undone_at,
        "channel": run.channel,
        "complete": run.complete,
        "absences": _absences(run, language),
        "why_no_undo": _reason(undoing.why_not(session, run), language),
    }


def _absences(run: ImportRun, language: Language) -> dict[str, Any] | None:
    return absences_told(run, language) if run.absences is not None else None


def _verdict(verdict: RowVerdict, language: Language) -> dict[str, Any]:
    return {
        "line": verdict.line,
        "name": verdict.name,
        "verdict": verdict.outcome,
        "subject_id": verdict.subject_id,
        "field": verdict.field,
        "reason": _reason(verdict.reason, language),
    }


def _rejected(verdict: RowVerdict, language: Language) -> dict[str, Any]:
    return {
        "line": verdict.line,
        "field": verdict.field,
        "reason": _reason(verdict.reason, language),
        "row": dict(verdict.row),
    }


def _reason(reason: Reason | None, language: Language) -> str:
    if reason is None:
        return ""
    return reason.zh if language == "zh" else reason.en
