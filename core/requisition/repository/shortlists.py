"""All SQL of stored shortlists and decisions; a shortlist is seen by who sees its job."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, Row, func, insert, select
from sqlalchemy.orm import Session

from core.actor import Actor
from core.errors import NotFound
from core.pool.types import Match
from core.requisition import stored
from core.requisition.repository import jobs
from core.requisition.tables import DecisionRow, JobRow, ShortlistEntryRow, ShortlistRow
from core.requisition.types import (
    Decision,
    ListKind,
    Shortlist,
    ShortlistSummary,
    Verdict,
)


def get(session: Session, actor: Actor, shortlist_id: str) -> Shortlist:
    """Return a shortlist with its people in order.

    Raises:
        NotFound: there is none, or its job is not the actor's to see.
    """
    row = session.scalar(
        select(ShortlistRow)
        .join(JobRow, JobRow.id == ShortlistRow.job_id)
        .where(ShortlistRow.id == shortlist_id, jobs.sees(actor))
    )
    if row is None:
        raise NotFound("there is no such shortlist", shortlist_id=shortlist_id)
    entries = session.scalars(
        select(ShortlistEntryRow)
        .where(ShortlistEntryRow.shortlist_id == shortlist_id)
        .order_by(ShortlistEntryRow.rank)
    )
    best: dict[str, Match] = {}
    for entry in entries:  # people who were merged may stand there twice: the better rank counts
        best.setdefault(entry.talent_id, _match(entry))
    return replace(_shortlist(row), rows=tuple(best.values()))


def any_of(session: Session, job_id: str) -> bool:
    """Tell whether a job was ever matched."""
    query = select(ShortlistRow.id).where(ShortlistRow.job_id == job_id).limit(1)
    return session.scalar(query) is not None


def page(
    session: Session,
    actor: Actor,
    *,
    job_id: str | None = None,
    own: bool = False,
    cursor: str = "",
    limit: int = 50,
) -> tuple[list[ShortlistSummary], str | None, int]:
    """Return the newest shortlists first, of one job or of all; cursor and total as for jobs.

    ``own`` keeps those of jobs the actor is the hiring manager of.
    """
    fits: list[ColumnElement[bool]] = [jobs.sees(actor)]
    if own:
        fits.append(JobRow.hiring_manager_id == actor.account_id)
    if job_id is not None:
        fits.append(ShortlistRow.job_id == job_id)
    joined = select(ShortlistRow, JobRow.title).join(JobRow, JobRow.id == ShortlistRow.job_id)
    total = session.scalar(
        select(func.count())
        .select_from(ShortlistRow)
        .join(JobRow, JobRow.id == ShortlistRow.job_id)
        .where(*fits)
    )
    query = joined.where(*fits)
    if cursor:
        query = query.where(ShortlistRow.id < cursor)
    rows = session.execute(query.order_by(ShortlistRow.id.desc()).limit(limit + 1)).all()
    shown = rows[:limit]
    following = shown[-1][0].id if len(rows) > limit else None
    return _summaries(session, shown), following, total or 0


def add(session: Session, shortlist: Shortlist) -> None:
    """Store a shortlist and its people."""
    session.add(
        ShortlistRow(
            id=shortlist.id,
            job_id=shortlist.job_id,
            jd_version=shortlist.jd_version,
            kind=shortlist.kind.value,
            where_rule=shortlist.where,
            top=shortlist.top,
            position=stored.position_to_json(shortlist.position),
            model_version=shortlist.model_version,
            feature_names=list(shortlist.feature_names),
            notices=list(shortlist.notices),
            considered=shortlist.considered,
            retrieved=shortlist.retrieved,
            timings_ms=dict(shortlist.timings_ms),
            created_at=shortlist.created_at,
            created_by=shortlist.created_by,
        )
    )
    session.flush()
    entries = [_entry(shortlist.id, match) for match in shortlist.rows]
    if entries:
        session.execute(insert(ShortlistEntryRow), entries)


def add_decision(session: Session, decision: Decision) -> None:
    """Add one entry to the history."""
    session.add(
        DecisionRow(
            id=decision.id,
            shortlist_id=decision.shortlist_id,
            job_id=decision.job_id,
            talent_id=decision.talent_id,
            verdict=decision.verdict.value,
            reason=decision.reason,
            shown_rank=decision.shown_rank,
            profile_opened=decision.profile_opened,
            decided_by=decision.decided_by,
            decided_at=decision.decided_at,
        )
    )
    session.flush()


def decisions(session: Session, actor: Actor, shortlist_id: str) -> list[Decision]:
    """Return every decision on a shortlist, oldest first."""
    rows = session.scalars(
        select(DecisionRow)
        .join(JobRow, JobRow.id == DecisionRow.job_id)
        .where(DecisionRow.shortlist_id == shortlist_id, jobs.sees(actor))
        .order_by(DecisionRow.seq)
    )
    return [_decision(row) for row in rows]


def latest_decisions(session: Session, actor: Actor, shortlist_id: str) -> dict[str, Decision]:
    """Return the last word on each person of a shortlist, by talent id."""
    return {entry.talent_id: entry for entry in decisions(session, actor, shortlist_id)}


def count(session: Session, actor: Actor) -> int:
    """Return how many shortlists the actor sees."""
    query = (
        select(func.count())
        .select_from(ShortlistRow)
        .join(JobRow, JobRow.id == ShortlistRow.job_id)
        .where(jobs.sees(actor))
    )
    return session.scalar(query) or 0


def counts_by_job(session: Session, job_ids: Sequence[str]) -> dict[str, int]:
    """Return how many shortlists each of the jobs has."""
    query = (
        select(ShortlistRow.job_id, func.count())
        .where(ShortlistRow.job_id.in_(job_ids))
        .group_by(ShortlistRow.job_id)
    )
    found = {row[0]: row[1] for row in session.execute(query)}
    return {job_id: found.get(job_id, 0) for job_id in job_ids}


def _summaries(session: Session, rows: Sequence[Row[ShortlistRow, str]]) -> list[ShortlistSummary]:
    ids = [row[0].id for row in rows]
    people_query = (
        select(ShortlistEntryRow.shortlist_id, func.count())
        .where(ShortlistEntryRow.shortlist_id.in_(ids))
        .group_by(ShortlistEntryRow.shortlist_id)
    )
    people = {row[0]: row[1] for row in session.execute(people_query)}
    last = (
        select(func.max(DecisionRow.seq))
        .where(DecisionRow.shortlist_id.in_(ids))
        .group_by(DecisionRow.shortlist_id, DecisionRow.talent_id)
    )
    verdicts: dict[str, list[str]] = {one: [] for one in ids}
    query = select(DecisionRow.shortlist_id, DecisionRow.verdict).where(DecisionRow.seq.in_(last))
    for shortlist_id, verdict in session.execute(query):
        verdicts[shortlist_id].append(verdict)
    return [_summary(row, title, people.get(row.id, 0), verdicts[row.id]) for row, title in rows]


def _summary(
    row: ShortlistRow, title: str, people: int, verdicts: Sequence[str]
) -> ShortlistSummary:
    return ShortlistSummary(
        id=row.id,
        job_id=row.job_id,
        job_title=title,
        jd_version=row.jd_version,
        kind=ListKind(row.kind),
        where=row.where_rule,
        top=row.top,
        model_version=row.model_version,
        created_at=row.created_at,
        created_by=row.created_by,
        people=people,
        decided=len(verdicts),
        accepted=verdicts.count(Verdict.ACCEPT.value),
    )


def _shortlist(row: ShortlistRow) -> Shortlist:
    return Shortlist(
        id=row.id,
        job_id=row.job_id,
        jd_version=row.jd_version,
        kind=ListKind(row.kind),
        where=row.where_rule,
        top=row.top,
        position=stored.position_from_json(row.position),
        model_version=row.model_version,
        feature_names=tuple(row.feature_names),
        notices=tuple(row.notices),
        considered=row.considered,
        retrieved=row.retrieved,
        timings_ms=row.timings_ms,
        created_at=row.created_at,
        created_by=row.created_by,
    )


def _entry(shortlist_id: str, match: Match) -> dict[str, Any]:
    return {
        "shortlist_id": shortlist_id,
        "rank": match.rank,
        "talent_id": match.talent_id,
        "score": match.score,
        "raw": match.raw,
        "features": stored.numbers_to_bytes(match.features),
        "contributions": stored.numbers_to_bytes(match.contributions),
        **stored.match_to_json(match),
    }


def _match(row: ShortlistEntryRow) -> Match:
    return Match(
        talent_id=row.talent_id,
        score=row.score,
        raw=row.raw,
        rank=row.rank,
        reasons=tuple(stored.reason_from_json(one) for one in row.reasons),
        missing=tuple(stored.requirement_from_json(one) for one in row.missing),
        changes=tuple(stored.reason_from_json(one) for one in row.changes),
        features=stored.numbers_from_bytes(row.features),
        contributions=stored.numbers_from_bytes(row.contributions),
    )


def _decision(row: DecisionRow) -> Decision:
    return Decision(
        id=row.id,
        shortlist_id=row.shortlist_id,
        job_id=row.job_id,
        talent_id=row.talent_id,
        verdict=Verdict(row.verdict),
        reason=row.reason,
        shown_rank=row.shown_rank,
        profile_opened=row.profile_opened,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
    )
