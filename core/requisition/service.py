"""The verbs of the requisition slice: each loads, decides, saves and tells. None commits."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

import orjson
from sqlalchemy.orm import Session

from core import audit, outbox
from core.access.repository import accounts
from core.access.types import AccountState
from core.actor import Actor
from core.consent import service as consent
from core.errors import NotFound, Refused, Stale
from core.ids import new_id
from core.pool.types import Match
from core.requisition import rules, stored
from core.requisition.repository import jobs, shortlists
from core.requisition.types import (
    Decision,
    JdVersion,
    Job,
    JobEdit,
    NewDecision,
    NewJob,
    NewShortlist,
    NewVersion,
    RequirementEdit,
    Shortlist,
    Unset,
)


class RequirementInvalid(Refused):
    """A requirement written by hand cannot be asked for."""

    code = "requirement-invalid"


class ReasonMissing(Refused):
    """A rejection was given no reason."""

    code = "reason-missing"


class TeamUnknown(Refused):
    """A job cannot be given to a team that its giver does not belong to."""

    code = "team-unknown"


class ManagerUnknown(Refused):
    """A job cannot be given to a hiring manager who has no active account."""

    code = "manager-unknown"


class Outcome(StrEnum):
    """What became of a job that came in."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


class Undone(StrEnum):
    """What became of a JD that was taken back."""

    DELETED = "deleted"
    REVERTED = "reverted"
    KEPT = "kept"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Arrived:
    """A job that came in, and what became of it."""

    job: Job
    outcome: Outcome


def create_job(session: Session, actor: Actor, new: NewJob, *, now: datetime) -> Job:
    """Open a job, or return the one that came under the same source and external id before."""
    return arrive(session, actor, new, now=now).job


def arrive(session: Session, actor: Actor, new: NewJob, *, now: datetime) -> Arrived:
    """Take in a job: open it, or give the known one its new text, or leave it as it is.

    Raises:
        TeamUnknown: the job is meant for a team the actor does not see.
    """
    known = jobs.by_arrival(session, new.source, new.external_id) if new.external_id else None
    if known is None:
        return Arrived(_open(session, actor, new, now=now), Outcome.CREATED)
    if (known.jd.text, known.title) == (new.text, new.title):
        return Arrived(known, Outcome.UNCHANGED)
    version = NewVersion(new.text, new.parsed, new.title)
    job = _add_version(session, actor, known, version, now=now)
    return Arrived(job, Outcome.UPDATED)


def take_back(session: Session, actor: Actor, jd_id: str, *, now: datetime) -> Undone:
    """Take back a JD that came in by mistake, as far as nobody has built on it since.

    A job that it opened is deleted if it was never changed or matched; a job that it changed gets
    the JD before it as its next version. What people have worked on since stays as it is.
    """
    found = jobs.by_jd(session, jd_id)
    if found is None:
        return Undone.NOTHING
    job, number = found
    if job.jd.number != number:
        return Undone.KEPT
    if number == 1:
        if job.version > 1 or shortlists.any_of(session, job.id):
            return Undone.KEPT
        jobs.delete_job(session, job.id)
        _tell(session, actor, "job.taken_back", job.id, {"jd_id": jd_id}, now=now)
        return Undone.DELETED
    before = jobs.jd_of(session, job.id, number - 1)
    version = NewVersion(before.text, before.parsed, before.title)
    _add_version(session, actor, job, version, now=now)
    return Undone.REVERTED


def add_version(
    session: Session, actor: Actor, job_id: str, new: NewVersion, *, now: datetime
) -> Job:
    """Give a job a new JD; edits of what it still names, and what was added by hand, stay.

    An empty title leaves the old one.
    """
    return _add_version(session, actor, jobs.get(session, actor, job_id), new, now=now)


def edit_job(
    session: Session,
    actor: Actor,
    job_id: str,
    edit: JobEdit,
    *,
    expected_version: int,
    now: datetime,
) -> Job:
    """Change a job; nothing is stored, and the version stays, if nothing differs.

    Raises:
        Stale: the job is no longer at ``expected_version``.
        RequirementInvalid: a requirement cannot be asked for; ``reasons`` say why.
        TeamUnknown: the job was to be given to a team the actor does not see.
        ManagerUnknown: the job was to be given to nobody who can sign in.
    """
    before = jobs.get(session, actor, job_id)
    if before.version != expected_version:
        raise Stale("the job was changed by somebody else; read it again", job_id=job_id)
    after = _edited(before, edit)
    if after.team_id != before.team_id:
        _check_team(session, actor, after.team_id)
    if after.hiring_manager_id != before.hiring_manager_id:
        _check_manager(session, after.hiring_manager_id)
    if after == before:
        return before
    after = replace(after, version=before.version + 1, updated_at=now)
    jobs.save(session, before, after)
    changed = sorted(
        name
        for name in ("title", "status", "team_id", "hiring_manager_id", "edits")
        if getattr(before, name) != getattr(after, name)
    )
    _tell(session, actor, "job.changed", job_id, {"fields": changed}, now=now)
    return after


def store_shortlist(
    session: Session, actor: Actor, job_id: str, new: NewShortlist, *, now: datetime
) -> Shortlist:
    """Store a search with every score and what it was made of."""
    job = jobs.get(session, actor, job_id)
    consent.one_at_a_time(session)  # who asks for no score while we store has the last word
    ids = [row.talent_id for row in new.answer.matches]
    closed = consent.not_profiled(session, ids, at=now)
    shortlist = Shortlist(
        id=new_id("sl", now),
        job_id=job.id,
        jd_version=new.jd_version or job.jd.number,
        kind=new.kind,
        where=new.where,
        top=new.top,
        position=new.position,
        model_version=new.answer.model_version,
        feature_names=new.answer.feature_names,
        notices=new.answer.notices,
        considered=new.considered,
        retrieved=new.answer.retrieved,
        timings_ms=new.answer.timings_ms,
        created_at=now,
        created_by=actor.account_id,
        rows=tuple(row for row in new.answer.matches if row.talent_id not in closed),
    )
    shortlists.add(session, shortlist)
    details = {
        "job_id": job.id,
        "model_version": shortlist.model_version,
        "people": len(shortlist.rows),
        "inputs": _digest(stored.position_to_json(shortlist.position), shortlist.where),
    }
    _tell(session, actor, "shortlist.made", shortlist.id, details, now=now)
    return shortlist


def decide(
    session: Session, actor: Actor, shortlist_id: str, new: NewDecision, *, now: datetime
) -> Decision:
    """Add a decision on one person; it changes nothing else, whatever it says.

    Raises:
        NotFound: the shortlist or the person on it is not the actor's to see.
        ReasonMissing: a rejection needs a reason.
    """
    shortlist = shortlists.get(session, actor, shortlist_id)
    shown = next((row for row in shortlist.rows if row.talent_id == new.talent_id), None)
    if shown is None:
        raise NotFound("this person is not on the shortlist", talent_id=new.talent_id)
    against = rules.reasons_against(new)
    if against:
        raise ReasonMissing("a rejection needs a reason", reasons=against)
    decision = Decision(
        id=new_id("dec", now),
        shortlist_id=shortlist.id,
        job_id=shortlist.job_id,
        talent_id=new.talent_id,
        verdict=new.verdict,
        reason=new.reason.strip(),
        shown_rank=new.shown_rank or shown.rank,
        profile_opened=new.profile_opened,
        decided_by=actor.account_id,
        decided_at=now,
    )
    shortlists.add_decision(session, decision)
    details = _decision_details(shortlist, shown, decision)
    _tell(session, actor, "decision.recorded", decision.talent_id, details, now=now)
    return decision


def delete_invented(session: Session, actor: Actor, *, now: datetime) -> int:
    """Delete the jobs of the demo with all that hangs on them; return how many there were."""
    gone = jobs.delete_invented(session)
    _tell(session, actor, "demo.jobs_deleted", "workspace", {"jobs": gone}, now=now)
    return gone


def _open(session: Session, actor: Actor, new: NewJob, *, now: datetime) -> Job:
    _check_team(session, actor, new.team_id)
    _check_manager(session, new.hiring_manager_id)
    job_id = new_id("job", now)
    jd = JdVersion(
        new_id("jd", now),
        job_id,
        1,
        new.title,
        new.text,
        replace(new.parsed, id=job_id),
        now,
        actor.account_id,
    )
    job = Job(
        id=job_id,
        title=new.title,
        status=new.status,
        team_id=new.team_id,
        hiring_manager_id=new.hiring_manager_id,
        owner_id=actor.account_id,
        source=new.source,
        external_id=new.external_id,
        invented=new.invented,
        version=1,
        created_at=now,
        updated_at=now,
        jd=jd,
    )
    jobs.add(session, job)
    _tell(session, actor, "job.opened", job_id, {"source": new.source}, now=now)
    return job


def _add_version(
    session: Session, actor: Actor, before: Job, new: NewVersion, *, now: datetime
) -> Job:
    number = before.jd.number + 1
    title = new.title or before.title
    jd = JdVersion(
        new_id("jd", now),
        before.id,
        number,
        title,
        new.text,
        replace(new.parsed, id=before.id),
        now,
        actor.account_id,
    )
    jobs.add_version(session, jd)
    after = replace(
        before,
        title=title,
        jd=jd,
        edits=rules.carry(before.edits, new.parsed.requirements),
        version=before.version + 1,
        updated_at=now,
    )
    jobs.save(session, before, after)
    _tell(session, actor, "jd.versioned", before.id, {"number": number}, now=now)
    return after


def _edited(job: Job, edit: JobEdit) -> Job:
    changes: dict[str, Any] = {
        name: value
        for name in ("title", "status", "team_id", "hiring_manager_id")
        if not isinstance(value := getattr(edit, name), Unset)
    }
    if not isinstance(edit.requirements, Unset):
        changes["edits"] = _requirement_edits(job, edit)
    return replace(job, **changes)


def _requirement_edits(job: Job, edit: JobEdit) -> tuple[RequirementEdit, ...]:
    assert not isinstance(edit.requirements, Unset)
    reasons = [reason for need in edit.requirements for reason in rules.problems_of(need)]
    if reasons:
        raise RequirementInvalid(reasons[0], reasons=reasons)
    return tuple(rules.edits_of(job.jd.parsed.requirements, edit.requirements))


def _check_team(session: Session, actor: Actor, team_id: str | None) -> None:
    if team_id is None:
        return
    if not actor.sees_team(team_id) or accounts.unknown_teams(session, {team_id}):
        raise TeamUnknown("there is no such team among yours", team_id=team_id)


def _check_manager(session: Session, account_id: str | None) -> None:
    if account_id is None:
        return
    account = accounts.find_account(session, account_id)
    if account is None or account.state is not AccountState.ACTIVE:
        raise ManagerUnknown("there is no such active account", hiring_manager_id=account_id)


def _decision_details(shortlist: Shortlist, shown: Match, decision: Decision) -> dict[str, Any]:
    features = hashlib.sha256(stored.numbers_to_bytes(shown.features)).hexdigest()
    return {
        "shortlist_id": shortlist.id,
        "job_id": shortlist.job_id,
        "verdict": decision.verdict.value,
        "reason": hashlib.sha256(decision.reason.encode()).hexdigest(),
        "shown_rank": decision.shown_rank,
        "profile_opened": decision.profile_opened,
        "model_version": shortlist.model_version,
        "score": shown.score,
        "inputs": _digest(stored.position_to_json(shortlist.position), features),
    }


def _digest(*parts: Any) -> str:
    return hashlib.sha256(orjson.dumps(parts, option=orjson.OPT_SORT_KEYS)).hexdigest()


def _tell(
    session: Session,
    actor: Actor,
    name: str,
    subject_id: str,
    details: Mapping[str, Any],
    *,
    now: datetime,
) -> None:
    outbox.append(session, name, subject_id, dict(details), now=now)
    audit.record(session, actor, name, subject_id, now=now, details=dict(details))
