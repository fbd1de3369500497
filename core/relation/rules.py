"""The one track, derived; which statement holds; who left without a word. Pure functions."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from core.consent.types import Relationship as Ground
from core.consent.types import Standing
from core.relation.types import (
    Absences,
    Claim,
    ClaimStanding,
    Flaw,
    Kind,
    Lifecycle,
    NewClaim,
    Relationship,
    Stage,
    Statement,
    Step,
    Why,
)

AHEAD = timedelta(days=731)
WORKING = (Kind.EMPLOYEE, Kind.INTERN, Kind.CONTRACTOR)
# of several that hold at once the first is the stage
_RANK = (*WORKING, Kind.APPLICANT)
_S = Stage
LEGAL: frozenset[tuple[Stage, Stage]] = frozenset(
    {
        *((_S.PROSPECT, to) for to in (_S.APPLICANT, _S.INTERN, _S.CONTRACTOR, _S.EMPLOYEE)),
        *((_S.APPLICANT, to) for to in (_S.PROSPECT, _S.INTERN, _S.CONTRACTOR, _S.EMPLOYEE)),
        *((_S.APPLICANT, to) for to in (_S.ALUMNUS,)),
        *((_S.INTERN, to) for to in (_S.EMPLOYEE, _S.APPLICANT, _S.ALUMNUS)),
        *((_S.CONTRACTOR, to) for to in (_S.EMPLOYEE, _S.APPLICANT, _S.ALUMNUS)),
        *((_S.EMPLOYEE, to) for to in (_S.ALUMNUS, _S.CONTRACTOR)),
        *((_S.ALUMNUS, to) for to in (_S.APPLICANT, _S.INTERN, _S.CONTRACTOR, _S.EMPLOYEE)),
    }
)
# a list that lacks more than this share of those known is cut off, not full of leavers
MOST_MISSING = 0.1
ALWAYS_BELIEVED = 3


def lifecycle(found: Iterable[Relationship], *, came_at: datetime, at: datetime) -> Lifecycle:
    """Derive the track of a person as of a time; statements that were replaced are not looked at.

    Who stands in no relationship is a prospect since they came in; who worked here and does not any
    more is an alumnus for good, with or without an application.
    """
    stated = [one for one in found if one.retracted_at is None and one.since <= at]
    points = {min(came_at, at)} if came_at <= at or not stated else set()
    points |= {one.since for one in stated}
    points |= {one.until for one in stated if one.until is not None and one.until <= at}
    steps: list[Step] = []
    for point in sorted(points):
        stage = _stage(stated, point)
        if steps and steps[-1].stage is stage:
            continue
        if steps:
            last = steps.pop()
            steps.append(Step(last.stage, last.since, point, last.corrective))
        jump = bool(steps) and (steps[-1].stage, stage) not in LEGAL
        steps.append(Step(stage, point, None, corrective=jump))
    now = steps[-1]
    return Lifecycle(
        now.stage, now.since, max(0, (at - now.since).days), _came_back(steps), tuple(steps)
    )


def _stage(stated: Sequence[Relationship], point: datetime) -> Stage:
    holding = {one.kind for one in stated if _holds(one, point)}
    for kind in _RANK:
        if kind in holding:
            return Stage(kind.value)
    worked = any(one.kind in WORKING and one.since <= point for one in stated)
    return Stage.ALUMNUS if worked or Kind.ALUMNUS in holding else Stage.PROSPECT


def _came_back(steps: Sequence[Step]) -> bool:
    times = [at for at, step in enumerate(steps) if step.stage is Stage.EMPLOYEE]
    return any(
        step.stage is Stage.ALUMNUS for step in steps[times[0] : times[-1]] if len(times) > 1
    ) if times else False  # fmt: skip


def _holds(one: Relationship, at: datetime) -> bool:
    return one.since <= at and (one.until is None or at < one.until)


def flaws_of(
    new: Statement, others: Iterable[Relationship], *, corrective: bool, now: datetime
) -> list[Flaw]:
    """Return what is wrong with a statement made by hand; nothing means it may be kept.

    A correction, with its reason, may say what would not happen by itself.
    """
    since = new.since or now
    found = []
    if new.until is not None and new.until < since:
        found.append(Flaw.ENDS_FIRST)
    if since > now + AHEAD:
        found.append(Flaw.TOO_FAR)
    if corrective and not new.reason.strip():
        found.append(Flaw.NO_REASON)
    if corrective:
        return found
    return found + _contradictions(new, since, [one for one in others if not one.retracted_at])


def _contradictions(new: Statement, since: datetime, there: Sequence[Relationship]) -> list[Flaw]:
    employed = [one for one in there if one.kind is Kind.EMPLOYEE]
    if new.kind is Kind.EMPLOYEE and any(_overlap(new, since, one) for one in employed):
        return [Flaw.EMPLOYED_ALREADY]
    if new.kind is not Kind.ALUMNUS:
        return []
    if any(_holds(one, since) for one in employed):
        return [Flaw.STILL_EMPLOYED]
    worked = any(one.kind in WORKING and one.since <= since for one in there)
    return [] if worked else [Flaw.NEVER_EMPLOYED]


def _overlap(new: Statement, since: datetime, one: Relationship) -> bool:
    begins_in_time = one.until is None or since < one.until
    return begins_in_time and (new.until is None or one.since < new.until)


def conversions(new: Statement, others: Iterable[Relationship]) -> list[Relationship]:
    """Return what a source's new word on work puts an end to: the same number, another kind."""
    if new.kind not in WORKING:
        return []
    return [one for one in others if one.kind in WORKING and one.kind is not new.kind
            and one.until is None and new.at >= one.stated_at]  # fmt: skip


def converted_at(new: Statement, old: Relationship) -> datetime:
    """Return since when the new kind of work holds: its own day, else the day of the list.

    A list often keeps the day on which the first kind of work began.
    """
    return new.since if new.since is not None and new.since > old.since else new.at


def says_news(new: Statement, known: Relationship) -> bool:
    """Tell whether a statement is newer than what is known, and another."""
    if new.at < known.stated_at:
        return False
    same = (new.since or known.since, new.until, new.label or known.label)
    return same != (known.since, known.until, known.label)


def standings(found: Iterable[Relationship]) -> list[Standing]:
    """Return what the retention clock runs by, from the relationships that were stated.

    Whoever works here in any way has no end. An end of work begins the time of an alumnus.
    """
    stated = [one for one in found if one.retracted_at is None]
    work = [one for one in stated if one.kind in WORKING]
    alumni = [one.since for one in stated if one.kind is Kind.ALUMNUS]
    kept: list[Standing] = []
    if work:
        ended = _last_end(work)
        kept.append(Standing(Ground.EMPLOYEE, min(one.since for one in work), ended))
        alumni += [ended] if ended is not None else []
    if alumni:
        kept.append(Standing(Ground.ALUMNUS, max(alumni)))
    for kind, ground in ((Kind.APPLICANT, Ground.APPLICANT), (Kind.PROSPECT, Ground.PROSPECT)):
        those = [one for one in stated if one.kind is kind]
        if those:
            kept.append(Standing(ground, max(one.since for one in those), _last_end(those)))
    return kept


def claim_standing(
    new: NewClaim, there: Iterable[Claim], *, known_elsewhere: bool
) -> ClaimStanding:
    """Say what an agency's submission comes to, by the claims made before it.

    The first agency to name somebody owns them for its period. While it runs, another agency is
    second and the same one gains nothing by repeating. Whom the company knows from elsewhere, by a
    form, an import or another channel, no agency can claim.
    """
    running = [one for one in there if one.until is not None and new.at < one.until]
    if any(one.source == new.source for one in running):
        return ClaimStanding.REPEATED
    if running:
        return ClaimStanding.SECOND
    return ClaimStanding.KNOWN if known_elsewhere else ClaimStanding.OWNER


def _last_end(found: Sequence[Relationship]) -> datetime | None:
    """Return when the last of them ends, which may lie ahead; ``None`` while one has no end."""
    ends = [one.until for one in found]
    return None if None in ends else max(end for end in ends if end is not None)


def absences(
    known: Sequence[Relationship], seen: frozenset[str], *, refused_rows: int, listed_at: datetime
) -> Absences:
    """Conclude from a complete list who is missing, and who has left.

    Somebody missing once stays employed and is pointed out; somebody missing from a later list too
    has left, on the day of the first list without them. A list with refused rows, or one that lacks
    more than `MOST_MISSING` of those known, concludes nothing: it is more likely cut off.
    """
    absent = [one for one in known if one.talent_id not in seen and one.stated_at < listed_at]
    if not absent:
        return Absences(len(known))
    if refused_rows:
        return Absences(len(known), why=Why.REFUSED_ROWS)
    if len(absent) > max(ALWAYS_BELIEVED, MOST_MISSING * len(known)):
        return Absences(len(known), why=Why.TOO_MANY)
    before = [one.id for one in absent if one.missed_at is not None and one.missed_at < listed_at]
    first = [one.id for one in absent if one.missed_at is None]
    return Absences(len(known), tuple(first), tuple(before))
