"""Marks of do-not-contact: set on an address or on all of a person's, listed, and lifted."""

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from core.actor import Permission
from core.consent import suppression
from core.consent.repository import suppressions
from core.consent.types import NewSuppression, Suppression
from serving.answers import answer, documented, operation_id, page
from serving.deps import ActorDep, NowDep, PartsDep, ReadingDep, SessionDep, require
from serving.schemas.common import Page, Reference
from serving.schemas.suppressions import (
    LiftBody,
    SuppressionBody,
    SuppressionOut,
    SuppressionScope,
)

router = APIRouter(tags=["consent"], generate_unique_id_function=operation_id)
writes = require(Permission.PEOPLE_WRITE)


@router.get(
    "/suppressions",
    response_model=Page[SuppressionOut],
    dependencies=[writes],
    responses=documented(),
)
def list_suppressions(
    session: ReadingDep,
    cursor: Reference | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Response:
    """List the marks, newest first; whom they are about cannot be read back."""
    found, total = suppressions.page(session, before_id=cursor or "", limit=limit + 1)
    following = found[limit - 1].id if len(found) > limit else None
    return page([_shown(one) for one in found[:limit]], next_cursor=following, total=total)


@router.post(
    "/suppressions",
    status_code=201,
    response_model=SuppressionOut,
    dependencies=[writes],
    responses=documented(),
)
def suppress_address(
    parts: PartsDep, session: SessionDep, actor: ActorDep, now: NowDep, body: SuppressionBody
) -> Response:
    """Mark an address: nothing goes there any more, whoever it belongs to, now and later."""
    new = NewSuppression(**body.model_dump())
    made = suppression.suppress(session, actor, parts.marker, new, now=now)
    return answer(_shown(made), status=201)


@router.post(
    "/suppressions/{suppression_id}/lift",
    response_model=SuppressionOut,
    dependencies=[writes],
    responses=documented(404),
)
def lift_suppression(
    session: SessionDep, actor: ActorDep, now: NowDep, suppression_id: str, body: LiftBody
) -> Response:
    """Say that a mark no longer holds, and why; it stays on record."""
    return answer(
        _shown(suppression.lift(session, actor, suppression_id, reason=body.reason, now=now))
    )


@router.post(
    "/talents/{talent_id}/suppressions",
    status_code=201,
    response_model=Page[SuppressionOut],
    dependencies=[writes],
    responses=documented(404),
)
def suppress_talent(
    parts: PartsDep,
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
    talent_id: str,
    body: SuppressionScope,
) -> Response:
    """Mark every address that a person has now; the marks outlive the person's data."""
    new = NewSuppression("", "", **body.model_dump())
    made = suppression.suppress_person(session, actor, parts.marker, talent_id, new, now=now)
    content = {"items": [_shown(one) for one in made], "next_cursor": None, "total": len(made)}
    return answer(content, status=201)


def _shown(one: Suppression) -> dict[str, Any]:
    return asdict(one)
