"""Making people one, parting them again, and laying them side by side before that."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import Field
from sqlalchemy.orm import Session

from core.actor import Permission
from core.profile.repository import aliases
from core.subject import merging, parting
from core.subject.comparing import compare
from core.subject.repository import merges
from core.subject.types import Evidence, Merge, Side
from serving.answers import answer, documented, operation_id, page
from serving.deps import ActorDep, NowDep, PartsDep, ReadingDep, SessionDep, VeilDep, require
from serving.schemas.common import Body, Page, Reference
from serving.schemas.merges import ComparisonOut, MergeBody, MergeOut, UndoMergeBody
from serving.views import merges as views
from serving.views.naming import Naming

router = APIRouter(tags=["people"], generate_unique_id_function=operation_id)
writes = require(Permission.PEOPLE_WRITE)


class SideBySideQuery(Body):
    """Whom to lay side by side."""

    talent_id: Annotated[list[Reference], Field(min_length=2, max_length=3)]


@router.get(
    "/talents-compared",
    response_model=ComparisonOut,
    dependencies=[writes],
    responses=documented(404),
)
def compare_talents(
    parts: PartsDep,
    session: ReadingDep,
    actor: ActorDep,
    veil: VeilDep,
    query: Annotated[SideBySideQuery, Query()],
) -> Response:
    """Lay two or three people side by side: where they differ, by which source, what is left."""
    veil.check_file()  # who is the same person is told by name and address
    found = compare(session, actor, query.talent_id)
    found = replace(
        found,
        talents=tuple(veil.talent(one) for one in found.talents),
        merged=veil.talent(found.merged),
    )
    return answer(views.comparison(found, Naming(parts.lexicon, parts.clock.now())))


@router.get(
    "/talents/{talent_id}/merges",
    response_model=Page[MergeOut],
    dependencies=[require(Permission.PEOPLE_READ)],
    responses=documented(404),
)
def list_merges(session: ReadingDep, actor: ActorDep, talent_id: str) -> Response:
    """List who was found to be this person, undone merges too, the latest first."""
    found = merges.of_person(session, actor, talent_id)
    return page(_said(session, found), next_cursor=None, total=len(found))


@router.post(
    "/talents/{talent_id}/merges",
    status_code=201,
    response_model=Page[MergeOut],
    dependencies=[writes],
    responses=documented(404),
)
def merge_talents(
    session: SessionDep, actor: ActorDep, now: NowDep, talent_id: str, body: MergeBody
) -> Response:
    """Make people part of this one: nothing is lost, and it can be undone at any time."""
    evidence = Evidence(body.reason, body.probability, body.model_version)
    made = merging.merge(
        session,
        actor,
        talent_id,
        body.merged,
        evidence,
        now=now,
        choices=body.choices,
        again=True,
    )
    said = _said(session, made)
    return answer({"items": said, "next_cursor": None, "total": len(said)}, status=201)


@router.post(
    "/merges/{merge_id}/undo",
    response_model=MergeOut,
    dependencies=[writes],
    responses=documented(404, 409),
)
def undo_merge(
    session: SessionDep, actor: ActorDep, now: NowDep, merge_id: str, body: UndoMergeBody
) -> Response:
    """Part two people again; what came after the merge goes where its source leads."""
    parted = parting.unmerge(
        session, actor, merge_id, reason=body.reason, now=now, later=Side(body.later)
    )
    return answer(_said(session, [parted])[0])


def _said(session: Session, found: list[Merge]) -> list[dict[str, object]]:
    now = aliases.current_ids(session, (one.survivor_id for one in found))
    return [views.merge(one, now[one.survivor_id]) for one in found]
