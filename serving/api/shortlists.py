"""Shortlists: made, shown, explained, compared and decided on."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from time import perf_counter
from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import Field
from sqlalchemy.orm import Session

from core.access.repository import accounts
from core.actor import Actor, Permission
from core.errors import NotFound
from core.pool.types import WhyNot
from core.profile import repository as profile
from core.profile.types import Talent
from core.requisition import rules, service
from core.requisition.repository import jobs, shortlists
from core.requisition.types import (
    Decision,
    ListKind,
    NewDecision,
    NewShortlist,
    Shortlist,
    Verdict,
)
from serving import matching
from serving.answers import answer, documented, operation_id, page
from serving.deps import ActorDep, NowDep, PartsDep, ReadingDep, SessionDep, VeilDep, require
from serving.replay import reproduced
from serving.schemas.common import Body, Page, Reference
from serving.schemas.shortlists import (
    MAX_COMPARED,
    CompareOut,
    DecisionBody,
    DecisionEntry,
    DecisionOut,
    MatchAnswer,
    MatchBody,
    NewShortlistBody,
    ReviewOut,
    ScoreRecord,
    ShortlistOut,
    ShortlistSummary,
    WhyNotOut,
)
from serving.views import matches
from serving.views.lists import Lists, summary, visible_rows
from serving.views.naming import Naming

router = APIRouter(tags=["shortlists"], generate_unique_id_function=operation_id)
reads = require(Permission.SHORTLIST_READ)
writes = require(Permission.SHORTLIST_WRITE)
reviews = require(Permission.REVIEW_WRITE)
looks_up = require(Permission.PEOPLE_READ)


class PageQuery(Body):
    """Where in a list."""

    cursor: Reference | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50


class WhyNotQuery(Body):
    """Whom to look for."""

    talent_id: Reference


class CompareQuery(Body):
    """Whom to compare."""

    talent_id: Annotated[list[Reference], Field(min_length=1, max_length=MAX_COMPARED)]


@router.post(
    "/match",
    response_model=MatchAnswer,
    dependencies=[require(Permission.SHORTLIST_WRITE)],
    responses=documented(409, 503),
)
def match_text(
    parts: PartsDep, session: ReadingDep, actor: ActorDep, veil: VeilDep, body: MatchBody
) -> Response:
    """Match a job description at once; nothing is stored."""
    started = perf_counter()
    position = matching.read_jd(parts, body.text, title=body.title)
    found = matching.search(parts, session, actor, position, where=body.where, top=body.top)
    found = replace(found, people=veil.people(found.people))
    content = Lists(Naming(parts.lexicon, parts.clock.now())).found(
        found, where=body.where, top=body.top
    )
    content["timings_ms"]["total"] = 1000 * (perf_counter() - started)
    head = {
        "title": position.title or body.title,
        "language": position.language,
        "requirements": [matches.requirement(need) for need in position.requirements],
    }
    return answer(content | head)


@router.post(
    "/jobs/{job_id}/shortlists",
    status_code=201,
    response_model=ShortlistOut,
    dependencies=[writes],
    responses=documented(404, 409, 503),
)
def create_shortlist(  # noqa: PLR0913  what a route needs it asks for by name
    parts: PartsDep,
    reading: ReadingDep,
    session: SessionDep,
    actor: ActorDep,
    veil: VeilDep,
    now: NowDep,
    job_id: str,
    body: NewShortlistBody,
) -> Response:
    """Search for a job as it stands now, and store the answer with all it was made of.

    The search reads only; the writing transaction begins when there is something to store.
    """
    matching.refuse_other_lists(ListKind(body.list))
    job = jobs.get(reading, actor, job_id)
    position = rules.position_of(job)
    found = matching.search(parts, reading, actor, position, where=body.where, top=body.top)
    new = NewShortlist(
        position=position,
        where=body.where.strip(),
        top=body.top,
        answer=found.answer,
        considered=found.considered,
        jd_version=job.jd.number,
    )
    made = service.store_shortlist(session, actor, job_id, new, now=now)
    content = Lists(Naming(parts.lexicon, parts.clock.now())).shortlist(
        made, veil.people(found.people), {}, {}, job=job
    )
    return answer(content, status=201)


@router.get(
    "/jobs/{job_id}/shortlists",
    response_model=Page[ShortlistSummary],
    dependencies=[reads],
    responses=documented(404),
)
def list_shortlists(
    session: ReadingDep, actor: ActorDep, job_id: str, query: Annotated[PageQuery, Query()]
) -> Response:
    """List the shortlists of a job, newest first."""
    jobs.get(session, actor, job_id)
    found, following, total = shortlists.page(
        session, actor, job_id=job_id, cursor=query.cursor or "", limit=query.limit
    )
    return page([summary(one) for one in found], next_cursor=following, total=total)


@router.get(
    "/reviews", response_model=Page[ReviewOut], dependencies=[reviews], responses=documented()
)
def list_reviews(
    session: ReadingDep, actor: ActorDep, query: Annotated[PageQuery, Query()]
) -> Response:
    """List the shortlists of the jobs the caller is the hiring manager of, newest first."""
    found, following, total = shortlists.page(
        session, actor, own=True, cursor=query.cursor or "", limit=query.limit
    )
    items = [
        {
            "shortlist_id": one.id,
            "job_id": one.job_id,
            "job_title": one.job_title,
            "created_at": one.created_at,
            "people": one.people,
            "decided": one.decided,
        }
        for one in found
    ]
    return page(items, next_cursor=following, total=total)


@router.get(
    "/shortlists/{shortlist_id}",
    response_model=ShortlistOut,
    dependencies=[reads],
    responses=documented(404),
)
def read_shortlist(
    parts: PartsDep, session: ReadingDep, actor: ActorDep, veil: VeilDep, shortlist_id: str
) -> Response:
    """Return a stored shortlist; its people are read again under the caller's rights."""
    stored = shortlists.get(session, actor, shortlist_id)
    talents = _people_of(session, actor, stored, parts.clock.now())
    latest = shortlists.latest_decisions(session, actor, shortlist_id)
    decided = {whom: veil.decision(made, talents.get(whom)) for whom, made in latest.items()}
    job = jobs.get(session, actor, stored.job_id)
    names = _account_names(session, decided.values())
    return answer(
        Lists(Naming(parts.lexicon, parts.clock.now())).shortlist(
            stored, veil.people(talents), decided, names, job=job
        )
    )


@router.get(
    "/shortlists/{shortlist_id}/why-not",
    response_model=WhyNotOut,
    dependencies=[looks_up, reads],
    responses=documented(404, 503),
)
def explain_absence(
    parts: PartsDep,
    session: ReadingDep,
    actor: ActorDep,
    veil: VeilDep,
    shortlist_id: str,
    query: Annotated[WhyNotQuery, Query()],
) -> Response:
    """Say why a person is not on a shortlist, and what would put them there."""
    stored = shortlists.get(session, actor, shortlist_id)
    talent = profile.get(session, actor, query.talent_id)
    now = parts.clock.now()
    shown = visible_rows(stored, _people_of(session, actor, stored, now))
    listed = next((row for row in shown if row.talent_id == talent.id), None)
    if not matching.readable(session, actor, [talent.id], now=now):
        why = WhyNot(talent.id, "not-profiled", None, None, None)
    elif listed is not None:
        why = WhyNot(talent.id, "listed", listed.rank, listed.score, 0.0, listed)
    else:
        rule = matching.read_rule(stored.where)
        why = parts.matcher().why_not(stored.position, talent.id, where=rule, limit=stored.top)
    full = matching.sees_everybody(session, actor)
    return answer(
        Lists(Naming(parts.lexicon, parts.clock.now())).why_not(
            why, veil.talent(talent), shown, full=full
        )
    )


@router.get(
    "/shortlists/{shortlist_id}/compare",
    response_model=CompareOut,
    dependencies=[reads],
    responses=documented(404),
)
def compare_people(
    parts: PartsDep,
    session: ReadingDep,
    actor: ActorDep,
    veil: VeilDep,
    shortlist_id: str,
    query: Annotated[CompareQuery, Query()],
) -> Response:
    """Lay up to three people of a shortlist over the same requirements."""
    stored = shortlists.get(session, actor, shortlist_id)
    wanted = list(dict.fromkeys(query.talent_id))
    talents = matching.readable(session, actor, wanted, now=parts.clock.now())
    by_id = {row.talent_id: row for row in visible_rows(stored, talents)}
    missing = [talent_id for talent_id in wanted if talent_id not in by_id]
    if missing:
        raise NotFound("this person is not on the shortlist", talent_id=missing[0])
    rows = [by_id[talent_id] for talent_id in wanted]
    return answer(
        Lists(Naming(parts.lexicon, parts.clock.now())).compared(stored, rows, veil.people(talents))
    )


@router.get(
    "/shortlists/{shortlist_id}/scores/{talent_id}",
    response_model=ScoreRecord,
    dependencies=[reads],
    responses=documented(404),
)
def read_score(
    parts: PartsDep, session: ReadingDep, actor: ActorDep, shortlist_id: str, talent_id: str
) -> Response:
    """Return everything one stored score was made of, and whether it comes out the same again."""
    stored = shortlists.get(session, actor, shortlist_id)
    profile_seen = matching.readable(session, actor, [talent_id], now=parts.clock.now())
    row = next((row for row in visible_rows(stored, profile_seen)), None)
    if row is None:
        raise NotFound("this person is not on the shortlist", talent_id=talent_id)
    return answer(
        {
            "shortlist_id": stored.id,
            "talent_id": row.talent_id,
            "rank": row.rank,
            "score": row.score,
            "raw": row.raw,
            "model_version": stored.model_version,
            "feature_names": list(stored.feature_names),
            "features": matches.features(row.features),
            "contributions": list(row.contributions),
            "reproduced": reproduced(parts, stored, row),
            "made_at": stored.created_at,
        }
    )


@router.get(
    "/shortlists/{shortlist_id}/decisions",
    response_model=Page[DecisionEntry],
    dependencies=[reads],
    responses=documented(404),
)
def list_decisions(
    session: ReadingDep, actor: ActorDep, veil: VeilDep, shortlist_id: str
) -> Response:
    """List every decision on a shortlist, oldest first; the history is only ever added to."""
    shortlists.get(session, actor, shortlist_id)
    history = shortlists.decisions(session, actor, shortlist_id)
    seen = profile.get_many(session, actor, [one.talent_id for one in history])
    shown = [veil.decision(one, seen[one.talent_id]) for one in history if one.talent_id in seen]
    names = _account_names(session, shown)
    items = [
        {
            **matches.decision(one, names),
            "id": one.id,
            "talent_id": one.talent_id,
            "shown_rank": one.shown_rank,
            "profile_opened": one.profile_opened,
        }
        for one in shown
    ]
    return page(items, next_cursor=None, total=len(items))


@router.put(
    "/shortlists/{shortlist_id}/decisions/{talent_id}",
    response_model=DecisionOut,
    dependencies=[reviews],
    responses=documented(404, 409),
)
def decide(
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
    shortlist_id: str,
    talent_id: str,
    body: DecisionBody,
) -> Response:
    """Accept, keep in mind or reject a person, with a reason; nothing else changes by it."""
    stored = shortlists.get(session, actor, shortlist_id)
    new = NewDecision(
        talent_id,
        Verdict(body.decision),
        body.reason,
        profile_opened=body.profile_opened,
        shown_rank=_shown_rank(session, actor, stored, talent_id, now),
    )
    made = service.decide(session, actor, shortlist_id, new, now=now)
    return answer(matches.decision(made, {actor.account_id: actor.name}))


def _people_of(
    session: Session, actor: Actor, stored: Shortlist, now: datetime
) -> dict[str, Talent]:
    return matching.readable(session, actor, [row.talent_id for row in stored.rows], now=now)


def _shown_rank(
    session: Session, actor: Actor, stored: Shortlist, talent_id: str, now: datetime
) -> int:
    talents = _people_of(session, actor, stored, now)
    shown = [row.talent_id for row in visible_rows(stored, talents)]
    if talent_id not in shown:
        raise NotFound("this person is not on the shortlist", talent_id=talent_id)
    return shown.index(talent_id) + 1


def _account_names(session: Session, decisions: Iterable[Decision]) -> dict[str, str]:
    ids = {one.decided_by for one in decisions}
    found = [accounts.find_account(session, account_id) for account_id in sorted(ids)]
    return {account.id: account.name for account in found if account is not None}
