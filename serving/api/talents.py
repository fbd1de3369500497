"""People: found, read, written down, edited, and what hangs on them."""

from dataclasses import replace
from datetime import timedelta
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Query, Response
from pydantic import Field

from core.access import fields
from core.actor import Permission
from core.errors import NotFound, Refused, Unusable
from core.profile import repository as profile
from core.profile import service
from core.profile.types import (
    Facts,
    Interaction,
    Sort,
    Talent,
)
from serving import by_hand, matching
from serving.answers import (
    IfMatch,
    answer,
    check_version,
    documented,
    operation_id,
    page,
)
from serving.deps import (
    ActorDep,
    NowDep,
    PartsDep,
    ReadingDep,
    SessionDep,
    VeilDep,
    require,
)
from serving.schemas.common import Body, Page, Reference, When
from serving.schemas.shortlists import JobsForTalentOut
from serving.schemas.talents import (
    AttachmentOut,
    InteractionBody,
    InteractionOut,
    NewTalentBody,
    SourceOut,
    TalentCard,
    TalentFields,
    TalentOut,
    TextOut,
)
from serving.veil import Veil
from serving.views import matches, people
from serving.views.lists import Lists
from serving.views.naming import Naming
from serving.wiring import Parts
from trm_ml.extract.documents.stripping import stripped

router = APIRouter(prefix="/talents", tags=["people"], generate_unique_id_function=operation_id)
reads = require(Permission.PEOPLE_READ)
writes = require(Permission.PEOPLE_WRITE)
AHEAD = timedelta(days=2)


class TalentQuery(Body):
    """Whom to look for, and in what order."""

    q: Annotated[
        str, Field(max_length=300, pattern=r"^[^\x00]*$", description="words that must all occur")
    ] = ""
    where: Annotated[
        str, Field(max_length=2_000, description='a filter, e.g. `city = "深圳" and years >= 3`')
    ] = ""
    sort: Sort = Sort.UPDATED
    cursor: Annotated[str, Field(max_length=600)] | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50


class InteractionQuery(Body):
    """Which part of a timeline."""

    before: When | None = None
    limit: Annotated[int, Field(ge=1, le=500)] = 100


class TextQuery(Body):
    """Which source."""

    source_id: Reference


@router.get("", response_model=Page[TalentCard], dependencies=[reads], responses=documented())
def list_talents(
    parts: PartsDep,
    session: ReadingDep,
    actor: ActorDep,
    veil: VeilDep,
    query: Annotated[TalentQuery, Query()],
) -> Response:
    """List the people the caller may see: full text, a filter, an order, pages."""
    veil.check_search(query.q)
    rule = matching.read_rule(query.where)
    found = profile.page(
        session,
        actor,
        q=query.q,
        where=matching.conditions(parts, rule),
        sort=query.sort,
        cursor=query.cursor or "",
        limit=query.limit,
    )
    names = Naming(parts.lexicon, parts.clock.now())
    items = [people.card(veil.talent(talent), names) for talent in found.items]
    return page(items, next_cursor=found.next_cursor, total=found.total, more=found.more)


@router.post(
    "", status_code=201, response_model=TalentOut, dependencies=[writes], responses=documented(409)
)
def create_talent(
    parts: PartsDep,
    session: SessionDep,
    actor: ActorDep,
    veil: VeilDep,
    now: NowDep,
    body: NewTalentBody,
) -> Response:
    """Write a person down by hand; with `text`, a pasted résumé, the rest is read from it."""
    if not actor.sees_team(body.team_id):
        raise Refused("There is no such team among yours.", team_id=body.team_id)
    read = by_hand.read_cv(parts, body.text, now=now) if body.text else Facts()
    facts = replace(read, **by_hand.changes(parts, body))
    made = service.create(
        session,
        actor,
        facts,
        now=now,
        team_id=body.team_id,
        owner_id=actor.account_id,
        gate=parts.gate,
    )
    if made.refused:
        raise Unusable(made.refused)
    talent = profile.get(session, actor, made.talent_id)
    return _answer(parts, veil, talent, status=201)


@router.get(
    "/{talent_id}", response_model=TalentOut, dependencies=[reads], responses=documented(404)
)
def read_talent(
    parts: PartsDep, session: ReadingDep, actor: ActorDep, veil: VeilDep, talent_id: str
) -> Response:
    """Return a person with every fact and where each came from."""
    return _answer(parts, veil, profile.get(session, actor, talent_id))


@router.patch(
    "/{talent_id}",
    response_model=TalentOut,
    dependencies=[writes],
    responses=documented(404, 409, 412, 428),
)
def change_talent(  # noqa: PLR0913  what a route needs it asks for by name
    parts: PartsDep,
    session: SessionDep,
    actor: ActorDep,
    veil: VeilDep,
    now: NowDep,
    expected: IfMatch,
    talent_id: str,
    body: TalentFields,
) -> Response:
    """Edit facts by hand; what is edited wins over every source until it is undone."""
    by_hand.check_unmasked(body)
    version = check_version(expected, profile.get(session, actor, talent_id).version)
    talent = service.edit(
        session, actor, talent_id, by_hand.changes(parts, body), now=now, expected_version=version
    )
    return _answer(parts, veil, talent)


@router.post(
    "/{talent_id}/undo",
    response_model=TalentOut,
    dependencies=[writes],
    responses=documented(404, 409),
)
def undo_talent_edit(
    parts: PartsDep,
    session: SessionDep,
    actor: ActorDep,
    veil: VeilDep,
    now: NowDep,
    talent_id: str,
) -> Response:
    """Take back the latest edit by hand."""
    return _answer(parts, veil, service.undo(session, actor, talent_id, now=now))


@router.get(
    "/{talent_id}/interactions",
    response_model=Page[InteractionOut],
    dependencies=[reads],
    responses=documented(404),
)
def list_interactions(
    session: ReadingDep,
    actor: ActorDep,
    veil: VeilDep,
    talent_id: str,
    query: Annotated[InteractionQuery, Query()],
) -> Response:
    """List what happened with a person, latest first, strictly before `before`."""
    found = profile.interactions_of(
        session, actor, talent_id, before=query.before, limit=query.limit
    )
    talent = profile.get(session, actor, talent_id)
    items = [people.interaction(veil.interaction(one, talent)) for one in found]
    return page(items, next_cursor=None, total=len(items))


@router.post(
    "/{talent_id}/interactions",
    status_code=201,
    response_model=InteractionOut,
    dependencies=[writes],
    responses=documented(404),
)
def add_interaction(
    session: SessionDep, actor: ActorDep, now: NowDep, talent_id: str, body: InteractionBody
) -> Response:
    """Write down something that happened; it cannot be changed afterwards."""
    at = body.at or now
    if at > now + AHEAD:
        raise Unusable("Something that happened cannot lie in the future.", field="at")
    happened = Interaction(
        id="",
        talent_id=talent_id,
        kind=body.kind,
        direction=body.direction,
        channel=body.channel,
        at=at,
        known_at=now,
        summary=body.summary,
        actor_id=actor.account_id,
    )
    made = service.record_interaction(session, actor, happened, now=now)
    return answer(people.interaction(made), status=201)


@router.get(
    "/{talent_id}/attachments",
    response_model=Page[AttachmentOut],
    dependencies=[reads],
    responses=documented(404),
)
def list_attachments(
    session: ReadingDep, actor: ActorDep, veil: VeilDep, talent_id: str
) -> Response:
    """List the stored files of a person, newest version first."""
    found = profile.attachments_of(session, actor, talent_id)
    talent = profile.get(session, actor, talent_id)
    items = [people.attachment(veil.attachment(one, talent)) for one in found]
    return page(items, next_cursor=None, total=len(items))


@router.get(
    "/{talent_id}/attachments/{attachment_id}",
    response_class=Response,
    dependencies=[writes],
    responses={
        200: {
            "description": "The file, without what it tells of whoever made it.",
            "content": {"application/octet-stream": {"schema": {"type": "string"}}},
        },
        **documented(404),
    },
)
def download_attachment(
    parts: PartsDep,
    session: ReadingDep,
    actor: ActorDep,
    veil: VeilDep,
    talent_id: str,
    attachment_id: str,
) -> Response:
    """Download a stored file without its metadata; only for who may write: it has contact data."""
    veil.check_file()
    file = profile.attachment(session, actor, attachment_id)
    if file.talent_id != talent_id:
        raise NotFound("there is no such attachment", attachment_id=attachment_id)
    content = stripped(parts.attachments.read(file.stored_as))
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(file.file_name, safe='')}",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "sandbox; default-src 'none'",
    }
    return Response(content, headers=headers, media_type="application/octet-stream")


@router.get(
    "/{talent_id}/sources",
    response_model=Page[SourceOut],
    dependencies=[reads],
    responses=documented(404),
)
def list_sources(session: ReadingDep, actor: ActorDep, veil: VeilDep, talent_id: str) -> Response:
    """List every arrival a person is derived from, newest first."""
    found = profile.sources_of(session, actor, talent_id)
    talent = profile.get(session, actor, talent_id)
    items = [people.source(veil.source(one, talent)) for one in found]
    return page(items, next_cursor=None, total=len(items))


@router.get(
    "/{talent_id}/text",
    response_model=TextOut,
    dependencies=[reads],
    responses=documented(404),
)
def read_text(
    session: ReadingDep,
    actor: ActorDep,
    veil: VeilDep,
    talent_id: str,
    query: Annotated[TextQuery, Query()],
) -> Response:
    """Return the text that the spans of one source refer to; offsets count code points.

    What the reader may not see is masked: contact data, salary, an ID number, health, who somebody
    is by birth; in blind mode also name and school.
    """
    known = {record.id for record in profile.sources_of(session, actor, talent_id)}
    if query.source_id not in known:
        raise NotFound("there is no such source of this person", source_id=query.source_id)
    text = profile.source_text(session, actor, query.source_id)
    shown = veil.about(text, profile.get(session, actor, talent_id))
    return answer({"source_id": query.source_id, "text": shown})


@router.get(
    "/{talent_id}/jobs",
    response_model=JobsForTalentOut,
    dependencies=[reads, require(Permission.JOBS_READ)],
    responses=documented(404, 503),
)
def list_jobs_for_talent(
    parts: PartsDep, session: ReadingDep, actor: ActorDep, veil: VeilDep, talent_id: str
) -> Response:
    """Score a person for the open jobs the caller may see, best first."""
    found = matching.jobs_for(parts, session, actor, profile.get(session, actor, talent_id))
    talent = veil.talent(profile.get(session, actor, talent_id))
    return answer(
        {
            "items": Lists(Naming(parts.lexicon, parts.clock.now())).jobs(found.matches, talent),
            "notices": matches.notices(found.notices),
        }
    )


def _answer(parts: Parts, veil: Veil, talent: Talent, *, status: int = 200) -> Response:
    content = people.full(
        veil.talent(talent),
        Naming(parts.lexicon, parts.clock.now()),
        with_contact=veil.sees(fields.Field.CONTACT),
    )
    return answer(content, status=status, version=talent.version)
