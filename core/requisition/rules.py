"""Decisions over values: who sees a job, and what it asks for after the recruiter's edits."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from core.actor import Actor, Role
from core.pool.types import Position, Requirement, RequirementKind
from core.profile.types import EducationLevel
from core.requisition.types import Job, NewDecision, Origin, RequirementEdit, Verdict, Wanted

_Key = tuple[RequirementKind, str]
_SEES_TEAMS = frozenset({Role.ADMIN, Role.RECRUITER, Role.DATA_SCIENTIST, Role.VIEWER})


def only_own(actor: Actor) -> bool:
    """Tell whether the actor sees no jobs but those they are the hiring manager of."""
    return not actor.roles & _SEES_TEAMS


def visible(actor: Actor, *, team_id: str | None, hiring_manager_id: str | None) -> bool:
    """Tell whether a job is the actor's to see; its hiring manager always sees it."""
    if hiring_manager_id is not None and hiring_manager_id == actor.account_id:
        return True
    return not only_own(actor) and actor.sees_team(team_id)


def edits_of(parsed: Sequence[Requirement], wanted: Sequence[Requirement]) -> list[RequirementEdit]:
    """Return the edits that turn ``parsed`` into ``wanted``; the last of equal keys counts."""
    read = {_key(need): need for need in parsed}
    asked = {_key(need): need for need in wanted}
    edits = [
        RequirementEdit(need.kind, need.key, need.label, dropped=True)
        for key, need in read.items()
        if key not in asked
    ]
    for key, need in asked.items():
        was = read.get(key)
        if was is None or (was.must, was.weight) != (need.must, need.weight):
            label = need.label or (was.label if was else need.key)
            edits.append(
                RequirementEdit(
                    need.kind, need.key, label, need.must, need.weight, added=was is None
                )
            )
    return edits


def apply(parsed: Sequence[Requirement], edits: Sequence[RequirementEdit]) -> list[Wanted]:
    """Return what is asked for: the JD's requirements in order, then the added ones."""
    by_key = {(edit.kind, edit.key): edit for edit in edits}
    wanted = []
    for need in parsed:
        edit = by_key.pop(_key(need), None)
        if edit is None:
            wanted.append(Wanted(need))
        elif not edit.dropped:
            changed = replace(need, must=edit.must, weight=edit.weight)
            wanted.append(Wanted(changed, Origin.EDITED))
    wanted.extend(
        Wanted(Requirement(edit.kind, edit.key, edit.label, edit.must, edit.weight), Origin.ADDED)
        for edit in by_key.values()
        if edit.added and not edit.dropped
    )
    return wanted


def carry(
    edits: Sequence[RequirementEdit], parsed: Sequence[Requirement]
) -> tuple[RequirementEdit, ...]:
    """Return the edits that still make sense for a newly read JD.

    An edit of something the JD no longer names is let go; what was added by hand stays, and becomes
    an ordinary edit once the JD names it too.
    """
    read = {_key(need) for need in parsed}
    return tuple(
        replace(edit, added=(edit.kind, edit.key) not in read)
        for edit in edits
        if edit.added or (edit.kind, edit.key) in read
    )


def effective(
    job_id: str, title: str, parsed: Position, edits: Sequence[RequirementEdit]
) -> Position:
    """Return the position that is matched: the parsed one with the edits applied."""
    needs = tuple(wanted.requirement for wanted in apply(parsed.requirements, edits))
    return replace(
        parsed,
        id=job_id,
        title=title,
        requirements=needs,
        min_years=_min_years(parsed, needs),
        education=_education(parsed, needs),
    )


def wanted_of(job: Job) -> list[Wanted]:
    """Return what a job asks for and where each requirement comes from."""
    return apply(job.jd.parsed.requirements, job.edits)


def position_of(job: Job) -> Position:
    """Return the position of a job as it is matched now."""
    return effective(job.id, job.title, job.jd.parsed, job.edits)


def problems_of(need: Requirement) -> list[str]:
    """Return why a requirement written by hand cannot be asked for; empty if it can."""
    if need.kind is RequirementKind.YEARS and _years(need.key) is None:
        return [f"years needs a number from 0 to 70, not {need.key!r}"]
    if (
        need.kind is RequirementKind.EDUCATION
        and need.key.upper() not in EducationLevel.__members__
    ):
        known = ", ".join(level.name.lower() for level in EducationLevel if level)
        return [f"unknown education {need.key!r}; known are {known}"]
    return []


def reasons_against(decision: NewDecision) -> list[str]:
    """Return why a decision cannot be recorded; a rejection without a reason is none."""
    if decision.verdict is Verdict.REJECT and not decision.reason.strip():
        return ["a rejection needs a reason"]
    return []


def _key(need: Requirement) -> _Key:
    return need.kind, need.key


def _years(key: str) -> float | None:
    try:
        years = float(key)
    except ValueError:
        return None
    return years if 0 <= years <= 70 else None


def _of_kind(needs: Iterable[Requirement], kind: RequirementKind) -> list[Requirement]:
    return [need for need in needs if need.kind is kind]


def _min_years(parsed: Position, needs: Sequence[Requirement]) -> float | None:
    kind = RequirementKind.YEARS
    asked = _of_kind(needs, kind)
    if asked == parsed.of_kind(kind):
        return parsed.min_years
    return max((years for need in asked if (years := _years(need.key)) is not None), default=None)


def _education(parsed: Position, needs: Sequence[Requirement]) -> EducationLevel:
    kind = RequirementKind.EDUCATION
    asked = _of_kind(needs, kind)
    if asked == parsed.of_kind(kind):
        return parsed.education
    levels = [EducationLevel.__members__.get(need.key.upper()) for need in asked]
    return max((level for level in levels if level is not None), default=EducationLevel.UNKNOWN)
