"""How long people are kept: the clock of one, the review list, holds, and the rules."""

from dataclasses import asdict, replace
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from core.actor import Permission
from core.consent import keeping
from core.consent.types import Act, Clock, Due, Hold, NewEntry, Purpose, Source, Standing
from core.profile import repository as profile
from core.profile.types import Talent
from core.relation import service as relations
from serving.answers import answer, documented, operation_id, page
from serving.deps import ActorDep, NowDep, PartsDep, ReadingDep, SessionDep, VeilDep, require
from serving.schemas.common import Page
from serving.schemas.retention import (
    HoldBody,
    HoldOut,
    LeavingBody,
    RetentionOut,
    RetentionRuleOut,
    ReviewedOut,
    StandingBody,
)
from serving.veil import Veil

router = APIRouter(tags=["consent"], generate_unique_id_function=operation_id)
reads = require(Permission.PEOPLE_READ)
writes = require(Permission.PEOPLE_WRITE)
_GROUNDS: dict[str, tuple[str, str]] = {
    "prospect": ("潜在人选", "prospect"),
    "applicant": ("求职者", "applicant"),
    "employee": ("在职员工", "employee"),
    "alumnus": ("离职员工", "former employee"),
    "recruitment": ("同意用于招聘", "consent to recruitment"),
    "talent_pool": ("同意进入人才库", "consent to the talent pool"),
    "rehire": ("同意保留以便再次录用", "consent to be kept for rehire"),
}


@router.get(
    "/talents/{talent_id}/retention",
    response_model=RetentionOut,
    dependencies=[reads],
    responses=documented(404),
)
def read_retention(
    parts: PartsDep,
    session: ReadingDep,
    actor: ActorDep,
    veil: VeilDep,
    now: NowDep,
    talent_id: str,
) -> Response:
    """Say until when a person may be kept, why, and what stands in the way."""
    rule = parts.settings.retention
    clock, holds = keeping.clock_of(session, actor, talent_id, rule=rule, now=now)
    talent = profile.get(session, actor, talent_id)
    shown = [_hold(one, veil, talent) for one in holds]
    return answer({**_clock(clock, veil, talent), "holds": shown})


@router.get(
    "/retention-review",
    response_model=Page[ReviewedOut],
    dependencies=[reads],
    responses=documented(),
)
def list_retention_review(
    parts: PartsDep,
    session: ReadingDep,
    actor: ActorDep,
    veil: VeilDep,
    now: NowDep,
    limit: Annotated[int, Query(ge=1, le=500)] = 200,
) -> Response:
    """List the people whose time is nearly or wholly over, who goes first."""
    rule = parts.settings.retention
    found = keeping.review_list(session, actor, rule=rule, now=now, limit=limit)
    people = profile.get_many(session, actor, [one.talent_id for one in found])
    items = [
        {
            **_clock(one, veil, people[one.talent_id]),
            "name": veil.name(people[one.talent_id]),
        }
        for one in found
    ]
    return page(items, next_cursor=None, total=len(items))


@router.get(
    "/retention-rules",
    response_model=Page[RetentionRuleOut],
    dependencies=[reads],
    responses=documented(),
)
def list_retention_rules(parts: PartsDep) -> Response:
    """List how many days each relationship and consent lasts in each region."""
    items = [
        {"region": region, "ground": ground, "days": days}
        for region, table in parts.settings.retention.days.items()
        for ground, days in table.items()
    ]
    return page(items, next_cursor=None, total=len(items))


@router.post(
    "/talents/{talent_id}/holds",
    status_code=201,
    response_model=HoldOut,
    dependencies=[writes],
    responses=documented(404),
)
def hold_talent(
    session: SessionDep,
    actor: ActorDep,
    veil: VeilDep,
    now: NowDep,
    talent_id: str,
    body: HoldBody,
) -> Response:
    """Keep a person past their time, for a reason and until a day."""
    made = keeping.hold(session, actor, talent_id, reason=body.reason, until=body.until, now=now)
    return answer(_hold(made, veil, profile.get(session, actor, talent_id)), status=201)


@router.post(
    "/talents/{talent_id}/holds/{hold_id}/release",
    response_model=HoldOut,
    dependencies=[writes],
    responses=documented(404),
)
def release_hold(
    session: SessionDep,
    actor: ActorDep,
    veil: VeilDep,
    now: NowDep,
    talent_id: str,
    hold_id: str,
) -> Response:
    """End a hold before its time."""
    ended = keeping.release(session, actor, talent_id, hold_id, now=now)
    return answer(_hold(ended, veil, profile.get(session, actor, talent_id)))


@router.put(
    "/talents/{talent_id}/standing",
    status_code=204,
    dependencies=[writes],
    responses=documented(404),
)
def set_standing(
    session: SessionDep, actor: ActorDep, now: NowDep, talent_id: str, body: StandingBody
) -> Response:
    """Say how a person stands to the company; the retention clock runs by it."""
    standing = Standing(body.relationship, body.since, body.ended)
    relations.stand(session, actor, talent_id, standing, now=now)
    return Response(status_code=204)


@router.post(
    "/talents/{talent_id}/leaving",
    status_code=204,
    dependencies=[writes],
    responses=documented(404),
)
def record_leaving(
    session: SessionDep, actor: ActorDep, now: NowDep, talent_id: str, body: LeavingBody
) -> Response:
    """Note that an employee left, and whether the CV may be kept for another time."""
    rehire = None
    if body.rehire:
        rehire = NewEntry(
            purpose=Purpose.REHIRE,
            act=Act.GIVEN,
            at=now,
            source=Source.EXIT,
            wording_id=body.wording_id or "",
            proof=body.proof,
        )
    relations.leave(session, actor, talent_id, left_at=body.left_at, rehire=rehire, now=now)
    return Response(status_code=204)


def _clock(clock: Clock, veil: Veil, talent: Talent) -> dict[str, Any]:
    return {
        "talent_id": clock.talent_id,
        "stage": clock.stage,
        "due": {**asdict(clock.due), "text": _text(clock.due)},
        "noticed_at": clock.noticed_at,
        "erase_on": clock.erase_on,
        "hold": _hold(clock.hold, veil, talent) if clock.hold else None,
    }


def _hold(one: Hold, veil: Veil, talent: Talent) -> dict[str, Any]:
    said = replace(one, reason=veil.about(one.reason, talent))
    return {name: value for name, value in asdict(said).items() if name != "talent_id"}


def _text(due: Due) -> dict[str, str]:
    zh, en = _GROUNDS[due.ground]
    if due.on is None:
        return {"zh": f"{zh}：没有期限。", "en": f"{en}: no end."}
    since = f"{due.since:%Y-%m-%d}"
    return {
        "zh": f"{zh}，从 {since} 起保留 {due.days} 天，到 {due.on} 为止。",
        "en": f"{en}, kept for {due.days} days from {since}, until {due.on}.",
    }
