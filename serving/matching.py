"""Searches as a reader may see them: every hit is read again under the reader's own rights."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from core.actor import Actor, Role
from core.consent import service as consent
from core.errors import Conflict, Refused, Unusable
from core.pool import rules
from core.pool.ports import Matcher
from core.pool.rules import Clause, Rule
from core.pool.types import Match, MatchList, Position, RequirementKind
from core.profile import repository as profile
from core.profile.types import Talent
from core.requisition import rules as requisition_rules
from core.requisition.repository import jobs
from core.requisition.types import Job, ListKind
from serving.messages import LISTS_NEED
from serving.wiring import Parts

if TYPE_CHECKING:
    from trm_ml.extract.lexicon import Lexicon

MOST = 2_000
WIDEN = 4
MAX_JOBS = 200


class JdEmpty(Refused):
    """A job description without words."""

    code = "jd-empty"


class NothingToMatch(Refused):
    """A job description in which nothing was recognised, and nothing was added by hand."""

    code = "nothing-to-match"


class NoPeople(Conflict):
    """The workspace has nobody to be matched."""

    code = "no-people"


class WhereUnreadable(Unusable):
    """A filter that is not written in the rule language, or names an unknown field."""

    code = "rule-unreadable"


class ListNotMade(Refused):
    """A list that this version does not make."""

    code = "list-not-made"


@dataclass(frozen=True, slots=True)
class Found:
    """The visible part of an answer, ranked anew, and the people themselves.

    ``considered`` is ``None`` if it would count people that the reader may not see.
    """

    answer: MatchList
    people: Mapping[str, Talent]
    considered: int | None


@dataclass(frozen=True, slots=True)
class JobMatch:
    """One open job for a person, and how they fit."""

    job: Job
    match: Match


@dataclass(frozen=True, slots=True)
class JobsFound:
    """Open jobs for a person, best first."""

    matches: tuple[JobMatch, ...]
    notices: tuple[str, ...]


def read_rule(where: str) -> Rule | None:
    """Return the rule, or ``None`` for a blank one.

    Raises:
        WhereUnreadable: says where, and what was expected.
    """
    if not where.strip():
        return None
    try:
        return rules.parse(where)
    except Unusable as error:
        raise WhereUnreadable(error.detail, why=error.detail, where=where) from error


def read_jd(parts: Parts, text: str, *, title: str = "") -> Position:
    """Read a job description.

    Raises:
        JdEmpty: it holds no words.
    """
    from trm_ml.extract.jd import read_jd as read

    if not text.strip():
        raise JdEmpty("The job description holds no words.")
    return read(text, parts.lexicon(), title=title.strip())


def notices_of(position: Position) -> tuple[str, ...]:
    """Return what a recruiter should know of a position before it is matched."""
    if not position.requirements:
        return ("nothing-known",)
    if not position.of_kind(RequirementKind.SKILL):
        return ("no-known-skill",)
    return ()


def refuse_other_lists(kind: ListKind) -> None:
    """Let only the best list pass.

    Raises:
        ListNotMade: says what is missing for the other one.
    """
    if kind is not ListKind.BEST:
        zh, en = LISTS_NEED[kind.value]
        raise ListNotMade(
            f"Only the list best is made so far; {kind.value} needs {en}.",
            list=kind.value,
            needs_zh=zh,
            needs_en=en,
        )


def search(
    parts: Parts, session: Session, actor: Actor, position: Position, *, where: str, top: int
) -> Found:
    """Return the best ``top`` people that the actor may see.

    Raises:
        NoPeople: the workspace is empty.
        NothingToMatch: the position asks for nothing.
        WhereUnreadable: the filter cannot be read.
        Unavailable: the index is not ready.
    """
    rule = read_rule(where)
    if not position.requirements:
        raise NothingToMatch("Nothing was recognised in the job description.")
    everybody = profile.count(session)
    if not everybody:
        raise NoPeople("There is nobody in this workspace yet.")
    answer, people = _visible(
        parts.matcher(), session, actor, position, rule=rule, top=top, now=parts.clock.now()
    )
    notices = (*answer.notices, *notices_of(position))
    if unranked(session, actor, now=parts.clock.now()):
        notices = (*notices, "not-profiled")
    if len(answer.matches) < top:
        notices = (*notices, "fewer-than-asked")
    considered = answer.considered if sees_everybody(session, actor) else None
    return Found(replace(answer, notices=notices), people, considered)


def readable(
    session: Session, actor: Actor, talent_ids: Sequence[str], *, now: datetime
) -> dict[str, Talent]:
    """Return whom of the people the actor may see scored: a hit of a stale index is neither."""
    people = profile.get_many(session, actor, talent_ids)
    closed = consent.not_profiled(session, people, at=now)
    return {talent_id: one for talent_id, one in people.items() if talent_id not in closed}


def unranked(session: Session, actor: Actor, *, now: datetime) -> list[Talent]:
    """Return the visible people who want no score, by name: to be looked at one by one."""
    found = profile.get_many(session, actor, consent.all_not_profiled(session, at=now))
    return sorted(found.values(), key=lambda one: (one.facts.name.casefold(), one.id))


def sees_everybody(session: Session, actor: Actor) -> bool:
    """Tell whether nobody is hidden from the actor."""
    return Role.ADMIN in actor.roles or not profile.hides_somebody(session, actor)


def jobs_for(parts: Parts, session: Session, actor: Actor, talent: Talent) -> JobsFound:
    """Return the newest `MAX_JOBS` open jobs with how a person fits, best first, ties by id.

    Jobs that ask for nothing are left out; so is everything while the person is not indexed, and
    for somebody who wants no score.
    """
    if consent.not_profiled(session, [talent.id], at=parts.clock.now()):
        return JobsFound((), ("person-not-profiled",))
    matcher = parts.matcher()
    open_jobs = [
        (job, requisition_rules.position_of(job))
        for job in jobs.open_jobs(session, actor, limit=MAX_JOBS)
    ]
    found = [
        JobMatch(job, one)
        for job, position in open_jobs
        if position.requirements
        for one in matcher.score(position, [talent.id])
    ]
    ranked = tuple(sorted(found, key=lambda one: (-one.match.score, one.job.id)))
    notices = () if ranked or not open_jobs else ("person-not-indexed",)
    return JobsFound(ranked, notices)


def conditions(parts: Parts, rule: Rule | None) -> tuple[Clause, ...]:
    """Return the clauses of a rule for the people list, in the lexicon's own ids and names."""
    if rule is None:
        return ()
    return tuple(_canonical(parts, clause) for clause in rule.clauses)


def _canonical(parts: Parts, clause: Clause) -> Clause:
    """Name what a clause compares as the table does; what the lexicon does not know stays."""
    if clause.field == "skill":
        return _with_skill_ids(parts, clause)
    namers: dict[str, Callable[[Lexicon, str], str]] = {"city": _city, "region": _region}
    name = namers.get(clause.field)
    if name is None:
        return clause
    lexicon = parts.lexicon()
    values = tuple(name(lexicon, str(value)) for value in clause.values)
    return replace(clause, values=values)


def _city(lexicon: "Lexicon", said: str) -> str:
    place = lexicon.place(said)
    return place.city if place and place.city else said


def _region(lexicon: "Lexicon", said: str) -> str:
    place = lexicon.place(said)
    return lexicon.places.region_named(said) or (place.province if place else "") or said


def _with_skill_ids(parts: Parts, clause: Clause) -> Clause:
    lexicon = parts.lexicon()
    rows = [(value, lexicon.skill_of(str(value))) for value in clause.values]
    values = tuple(value if row < 0 else lexicon.skills.ids[row] for value, row in rows)
    return replace(clause, values=values)


def _visible(  # noqa: PLR0913  every part of the search is its own argument, named by the caller
    matcher: Matcher,
    session: Session,
    actor: Actor,
    position: Position,
    *,
    rule: Rule | None,
    top: int,
    now: datetime,
) -> tuple[MatchList, dict[str, Talent]]:
    limit = top
    while True:
        answer = matcher.match(position, where=rule, limit=limit)
        ids = [match.talent_id for match in answer.matches]
        people = readable(session, actor, ids, now=now)
        shown = [match for match in answer.matches if match.talent_id in people][:top]
        exhausted = len(answer.matches) < limit or limit >= MOST
        if len(shown) == top or exhausted:
            break
        limit = min(limit * WIDEN, MOST)
    ranked = tuple(replace(match, rank=rank) for rank, match in enumerate(shown, start=1))
    return replace(answer, matches=ranked), {
        match.talent_id: people[match.talent_id] for match in ranked
    }
