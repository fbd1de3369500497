"""People who may be one person: the queue, a pair in full, and what somebody says of it."""

import re
from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from pydantic import Field
from sqlalchemy.orm import Session

from core.access import fields
from core.actor import Actor, Permission
from core.errors import Unusable
from core.identity import repository, service
from core.identity.types import Asked, Band, Pair, PairState
from core.profile import repository as profile
from core.profile.repository import people
from serving.answers import answer, documented, operation_id, page
from serving.deps import ActorDep, NowDep, PartsDep, ReadingDep, SessionDep, VeilDep, require
from serving.duplicates import runs
from serving.schemas.common import Body, Page
from serving.schemas.duplicates import (
    DuplicateDetailOut,
    DuplicateOut,
    DuplicateRunOut,
    RunStartedOut,
    VerdictBody,
)
from serving.veil import Veil
from serving.views import duplicates as views
from serving.views.naming import Naming
from serving.wiring import Parts

router = APIRouter(tags=["duplicates"], generate_unique_id_function=operation_id)
reads = require(Permission.PEOPLE_READ)
writes = require(Permission.PEOPLE_WRITE)
SHOWN_RUNS = 20
_CURSOR = re.compile(r"([0-9.e\-]{1,24})~(dup_[0-9A-Za-z]{1,40})", re.ASCII)


class QueueQuery(Body):
    """Which pairs of the queue, and after which."""

    state: PairState = PairState.OPEN
    band: Band | None = None
    cursor: Annotated[str, Field(max_length=80)] | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50


@router.get(
    "/duplicates",
    response_model=Page[DuplicateOut],
    dependencies=[reads],
    responses=documented(),
)
def list_duplicates(
    parts: PartsDep,
    session: ReadingDep,
    actor: ActorDep,
    veil: VeilDep,
    query: Annotated[QueueQuery, Query()],
) -> Response:
    """List pairs of people who may be one, the most useful to decide first."""
    asked = Asked(query.state, query.band)
    found = repository.page(
        session, actor, asked, after=_after(query.cursor), limit=query.limit + 1
    )
    shown = found[: query.limit]
    following = f"{shown[-1].usefulness!r}~{shown[-1].id}" if len(found) > len(shown) else None
    total = repository.count(session, actor, asked)
    return page(_listed(parts, session, actor, veil, shown), next_cursor=following, total=total)


@router.get(
    "/talents/{talent_id}/duplicates",
    response_model=Page[DuplicateOut],
    dependencies=[reads],
    responses=documented(404),
)
def list_talent_duplicates(
    parts: PartsDep, session: ReadingDep, actor: ActorDep, veil: VeilDep, talent_id: str
) -> Response:
    """List the open pairs that a person is in."""
    number = people.number_of(session, actor, talent_id)
    asked = Asked(PairState.OPEN, talent_number=number)
    found = repository.page(session, actor, asked)
    total = repository.count(session, actor, asked)
    return page(_listed(parts, session, actor, veil, found), next_cursor=None, total=total)


@router.get(
    "/duplicates/{pair_id}",
    response_model=DuplicateDetailOut,
    dependencies=[reads],
    responses=documented(404),
)
def read_duplicate(
    parts: PartsDep, session: ReadingDep, actor: ActorDep, veil: VeilDep, pair_id: str
) -> Response:
    """Return a pair with both people side by side, and why they may be one."""
    return _detail(parts, session, actor, veil, repository.get(session, actor, pair_id))


@router.post(
    "/duplicates/{pair_id}/verdict",
    response_model=DuplicateDetailOut,
    dependencies=[writes],
    responses=documented(404, 409),
)
def decide_duplicate(  # noqa: PLR0913  what a route needs it asks for by name
    parts: PartsDep,
    session: SessionDep,
    actor: ActorDep,
    veil: VeilDep,
    now: NowDep,
    pair_id: str,
    body: VerdictBody,
) -> Response:
    """Say that a pair is one person, two, or not to be told; or take back what was said.

    It binds the next runs and teaches them; nobody is merged by it.
    """
    decided = service.decide(session, actor, pair_id, PairState(body.verdict), now=now)
    return _detail(parts, session, actor, veil, decided)


@router.get(
    "/duplicate-runs",
    response_model=Page[DuplicateRunOut],
    dependencies=[reads],
    responses=documented(),
)
def list_duplicate_runs(session: ReadingDep) -> Response:
    """List the latest runs over everybody, newest first."""
    found = repository.runs(session, limit=SHOWN_RUNS)
    return page([views.run(one) for one in found], next_cursor=None, total=len(found))


@router.post(
    "/duplicate-runs",
    status_code=202,
    response_model=RunStartedOut,
    dependencies=[writes],
    responses=documented(),
)
def start_duplicate_run(session: SessionDep, actor: ActorDep, now: NowDep) -> Response:
    """Have everybody compared in the background; of several that wait one is made."""
    job_id = runs.enqueue(session, actor, now=now)
    return answer({"background_job_id": job_id}, status=202)


def _after(cursor: str | None) -> tuple[float, str] | None:
    if cursor is None:
        return None
    read = _CURSOR.fullmatch(cursor)
    try:
        return (float(read[1]), read[2]) if read else _strange()
    except ValueError:
        return _strange()


def _strange() -> tuple[float, str]:
    raise Unusable("the page cursor does not belong to this list; start again")


def _listed(
    parts: Parts, session: Session, actor: Actor, veil: Veil, pairs: Sequence[Pair]
) -> list[dict[str, Any]]:
    names = Naming(parts.lexicon, parts.clock.now())
    ids = [talent_id for pair in pairs for talent_id in (pair.talent_id, pair.other_id)]
    talents = veil.people(profile.get_many(session, actor, ids))
    return [views.pair(pair, talents, names) for pair in pairs]


def _detail(parts: Parts, session: Session, actor: Actor, veil: Veil, pair: Pair) -> Response:
    names = Naming(parts.lexicon, parts.clock.now())
    talents = veil.people(profile.get_many(session, actor, [pair.talent_id, pair.other_id]))
    with_contact = veil.sees(fields.Field.CONTACT)
    content = views.detail(pair, talents, names, with_contact=with_contact)
    return answer(content, version=pair.version)
