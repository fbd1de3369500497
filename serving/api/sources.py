"""Sources: what their rows mean, and rows that a program sends."""

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Path, Response

from core.actor import Permission
from core.intake.types import ImportKind, Outcome, RowVerdict
from core.profile.types import Channel
from core.relation import repository, sources
from core.relation.types import Source
from serving.answers import answer, documented, operation_id, page
from serving.api.languages import LanguageDep
from serving.deps import ActorDep, NowDep, PartsDep, ReadingDep, SessionDep, require
from serving.intake import source_rows
from serving.intake.mapping import fields_of
from serving.messages import Language
from serving.schemas.common import Page
from serving.schemas.sources import RowsBody, RowsOut, SourceSettings, SourceSettingsOut

router = APIRouter(prefix="/sources", tags=["imports"], generate_unique_id_function=operation_id)
imports = require(Permission.IMPORT_WRITE)
Name = Annotated[
    str, Path(min_length=1, max_length=100, pattern=r"^[^\s\x00]([^\x00]*[^\s\x00])?$")
]


@router.get(
    "", response_model=Page[SourceSettingsOut], dependencies=[imports], responses=documented()
)
def list_sources_set_up(session: ReadingDep) -> Response:
    """List the sources that were set up, by name."""
    found = repository.sources(session)
    return page([_source(one) for one in found], next_cursor=None, total=len(found))


@router.get(
    "/{name}", response_model=SourceSettingsOut, dependencies=[imports], responses=documented(404)
)
def read_source(session: ReadingDep, name: Name) -> Response:
    """Return how a source is set up."""
    found = sources.get(session, name)
    return answer(_source(found), version=found.version)


@router.put(
    "/{name}",
    response_model=SourceSettingsOut,
    dependencies=[require(Permission.WORKSPACE_WRITE)],
    responses=documented(),
)
def set_source(
    session: SessionDep, actor: ActorDep, now: NowDep, name: Name, body: SourceSettings
) -> Response:
    """Set a source up, or change it: its channel, what its columns mean, whose its people are."""
    made = sources.put(
        session,
        actor,
        name,
        body.channel,
        mapping=body.mapping,
        fields=fields_of(ImportKind.TALENTS, body.channel),
        team_id=body.team_id,
        ownership_days=body.ownership_days,
        now=now,
    )
    return answer(_source(made), version=made.version)


@router.post(
    "/{name}/rows", response_model=RowsOut, dependencies=[imports], responses=documented(404)
)
def take_in_rows(  # noqa: PLR0913  what a route needs it asks for by name
    parts: PartsDep,
    session: SessionDep,
    actor: ActorDep,
    language: LanguageDep,
    now: NowDep,
    name: Name,
    body: RowsBody,
) -> Response:
    """Take in rows of a source, all in one transaction; the same row again changes nothing."""
    source = sources.get(session, name)
    verdicts = source_rows.take_in(parts, session, actor, source, body.rows, now=now)
    refused = sum(one.outcome is Outcome.REFUSED for one in verdicts)
    return answer({"items": [_verdict(one, language) for one in verdicts], "refused": refused})


def _source(one: Source) -> dict[str, Any]:
    return {**asdict(one), "fields": list(fields_of(ImportKind.TALENTS, Channel(one.channel)))}


def _verdict(one: RowVerdict, language: Language) -> dict[str, Any]:
    said = (one.reason.zh if language == "zh" else one.reason.en) if one.reason else ""
    return {
        "row": one.line,
        "outcome": one.outcome,
        "talent_id": one.subject_id,
        "field": one.field,
        "code": one.reason.code if one.reason else "",
        "reason": said,
    }
