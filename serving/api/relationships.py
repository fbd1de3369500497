"""How people stand to the company: the track, what it is derived from, and stating it by hand."""

from dataclasses import asdict, replace
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from core.actor import Permission
from core.profile import repository as profile
from core.relation import repository, service
from core.relation.repository import hiring, told
from core.relation.types import Application, Claim, Relationship, Statement
from serving.answers import answer, documented, operation_id, page
from serving.deps import ActorDep, NowDep, ReadingDep, SessionDep, VeilDep, require
from serving.schemas.common import Page
from serving.schemas.relationships import (
    ApplicationOut,
    ClaimOut,
    EndBody,
    MissingOut,
    ReferralOut,
    RelationshipBody,
    RelationshipOut,
    RelationshipsOut,
    TakeBackBody,
)

router = APIRouter(tags=["people"], generate_unique_id_function=operation_id)
reads = require(Permission.PEOPLE_READ)
writes = require(Permission.PEOPLE_WRITE)
_UNSAID = {"talent_id", "key", "record_id", "actor_id"}


@router.get(
    "/talents/{talent_id}/relationships",
    response_model=RelationshipsOut,
    dependencies=[reads],
    responses=documented(404),
)
def read_relationships(
    session: ReadingDep, actor: ActorDep, veil: VeilDep, now: NowDep, talent_id: str
) -> Response:
    """Say where a person is on the track, how long, and by whose word."""
    track, found = service.lifecycle_of(session, actor, talent_id, now=now)
    whom = profile.get(session, actor, talent_id)
    shown = [
        replace(one, label=veil.about(one.label, whom), reason=veil.about(one.reason, whom))
        for one in found
    ]
    return answer(
        {
            "talent_id": talent_id,
            "lifecycle": asdict(track),
            "relationships": [_relationship(one) for one in shown],
        }
    )


@router.post(
    "/talents/{talent_id}/relationships",
    status_code=201,
    response_model=RelationshipOut,
    dependencies=[writes],
    responses=documented(404),
)
def state_relationship(
    session: SessionDep, actor: ActorDep, now: NowDep, talent_id: str, body: RelationshipBody
) -> Response:
    """State a relationship by hand; it holds beside those that sources state."""
    said = Statement(
        kind=body.kind,
        source=service.MANUAL,
        key="",
        at=now,
        since=body.since,
        until=body.until,
        label=body.label.strip(),
        reason=body.reason,
    )
    made = service.state(session, actor, talent_id, said, corrective=body.corrective, now=now)
    return answer(_relationship(made), status=201)


@router.post(
    "/talents/{talent_id}/relationships/{relationship_id}/end",
    response_model=RelationshipOut,
    dependencies=[writes],
    responses=documented(404, 409),
)
def end_relationship(
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
    talent_id: str,
    relationship_id: str,
    body: EndBody,
) -> Response:
    """Say since when a relationship is over; a later word of its source takes this back."""
    ended = service.end(
        session, actor, talent_id, relationship_id, until=body.until, reason=body.reason, now=now
    )
    return answer(_relationship(ended))


@router.post(
    "/talents/{talent_id}/relationships/{relationship_id}/take-back",
    status_code=204,
    dependencies=[writes],
    responses=documented(404, 409),
)
def take_back_relationship(
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
    talent_id: str,
    relationship_id: str,
    body: TakeBackBody,
) -> Response:
    """Say that a statement was wrong; it stays on record and is believed no more."""
    service.take_back(session, actor, talent_id, relationship_id, reason=body.reason, now=now)
    return Response(status_code=204)


@router.get(
    "/talents/{talent_id}/applications",
    response_model=Page[ApplicationOut],
    dependencies=[reads],
    responses=documented(404),
)
def list_applications(session: ReadingDep, actor: ActorDep, talent_id: str) -> Response:
    """List the applications of a person as their ATS told them last, latest first."""
    found = hiring.applications_of(session, actor, talent_id)
    return page([_said(one) for one in found], next_cursor=None, total=len(found))


@router.get(
    "/talents/{talent_id}/claims",
    response_model=Page[ClaimOut],
    dependencies=[reads],
    responses=documented(404),
)
def list_claims(session: ReadingDep, actor: ActorDep, talent_id: str) -> Response:
    """List the agencies that submitted a person, who was first, and until when they own them."""
    found = hiring.claims_of(session, actor, talent_id)
    return page([_said(one) for one in found], next_cursor=None, total=len(found))


@router.get(
    "/talents/{talent_id}/referrals",
    response_model=Page[ReferralOut],
    dependencies=[reads],
    responses=documented(404),
)
def list_referrals(session: ReadingDep, actor: ActorDep, talent_id: str) -> Response:
    """List who suggested a person, and whom they suggested, latest first."""
    found = told.referrals_of(session, actor, talent_id)
    items = [
        {name: value for name, value in asdict(one).items() if name not in {"key", "record_id"}}
        for one in found
    ]
    return page(items, next_cursor=None, total=len(items))


@router.get(
    "/missing-employees",
    response_model=Page[MissingOut],
    dependencies=[reads],
    responses=documented(),
)
def list_missing_employees(
    session: ReadingDep,
    actor: ActorDep,
    veil: VeilDep,
    limit: Annotated[int, Query(ge=1, le=500)] = 200,
) -> Response:
    """List the employees whom a complete list lacks, longest missing first."""
    found = repository.missed(session, actor, limit=limit)
    people = profile.get_many(session, actor, [one.talent_id for one in found])
    items = [
        {
            "talent_id": one.talent_id,
            "name": veil.name(people[one.talent_id]),
            "relationship": _relationship(one),
        }
        for one in found
        if one.talent_id in people
    ]
    return page(items, next_cursor=None, total=len(items))


def _relationship(one: Relationship) -> dict[str, Any]:
    return _said(one)


def _said(one: Relationship | Application | Claim) -> dict[str, Any]:
    return {name: value for name, value in asdict(one).items() if name not in _UNSAID}
