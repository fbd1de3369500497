"""Verbs of retention: relationships that begin and end, holds, and the daily review."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from core import audit, outbox
from core.actor import Actor
from core.consent import retention, service
from core.consent.repository import retention as store
from core.consent.retention import Person, Policy
from core.consent.types import (
    Act,
    Clock,
    Hold,
    HoldInvalid,
    NewEntry,
    Purpose,
    Relationship,
    Source,
    Stage,
    Standing,
)
from core.errors import NotFound
from core.ids import new_id
from core.profile.repository import people

NOTICED, DUE, POSTPONED = "retention.noticed", "retention.due", "retention.postponed"


def stand(
    session: Session, actor: Actor, talent_id: str, standing: Standing, *, now: datetime
) -> None:
    """Say how somebody stands to the company since when; the clock runs by it.

    Raises:
        NotFound: there is no such person for this actor.
    """
    number = people.number_of(session, actor, talent_id)
    store.save_standing(session, number, standing, now=now)
    details = {
        "relationship": standing.relationship.value,
        "ended": standing.ended is not None,
    }
    audit.record(session, actor, "retention.standing", talent_id, now=now, details=details)


def stand_many(
    session: Session,
    actor: Actor,
    standings: Mapping[str, Sequence[Standing]],
    *,
    now: datetime,
) -> None:
    """Say how visible people stand to the company, all of it; what is not named is over and gone.

    Raises:
        NotFound: there is no such person for this actor.
    """
    numbers = people.numbers_of(session, actor, list(standings))
    named = {numbers[talent_id]: those for talent_id, those in standings.items()}
    changed = store.replace_standings(session, named, now=now)
    if changed:
        details = {"talents": changed}
        audit.record(session, actor, "retention.standing", "talents", now=now, details=details)


def leave(
    session: Session,
    actor: Actor,
    talent_id: str,
    *,
    left_at: datetime,
    now: datetime,
    rehire: NewEntry | None = None,
) -> None:
    """Note that an employee left: employment ends, and the clock of an alumnus begins.

    Whether the CV may be kept for another time is asked at leaving; ``rehire`` is a "yes" with its
    wording and proof. Without it the answer is no, and what was given before is closed.

    Raises:
        NotFound: there is no such person for this actor.
        EntryInvalid: the "yes" lacks its wording or its proof.
    """
    number = people.number_of(session, actor, talent_id)
    known = store.standings(session, [number]).get(number, [])
    began = [one.since for one in known if one.relationship is Relationship.EMPLOYEE]
    since = min(began[0], left_at) if began else left_at
    for standing in (
        Standing(Relationship.EMPLOYEE, since, left_at),
        Standing(Relationship.ALUMNUS, left_at),
    ):
        stand(session, actor, talent_id, standing, now=now)
    close_on_leaving(session, actor, talent_id, left_at=left_at, now=now, rehire=rehire)


def close_on_leaving(
    session: Session,
    actor: Actor,
    talent_id: str,
    *,
    left_at: datetime,
    now: datetime,
    rehire: NewEntry | None = None,
) -> None:
    """Write down what somebody answered at leaving on being kept for rehire, and that they left.

    For callers that set the standings themselves; see `leave`.
    """
    no = NewEntry(Purpose.REHIRE, Act.REFUSED, min(left_at, now), Source.EXIT)
    answer = replace(rehire, purpose=Purpose.REHIRE) if rehire else no
    service.record(session, actor, talent_id, answer, now=now)
    outbox.append(session, "talent.left", talent_id, {"rehire": rehire is not None}, now=now)


def hold(
    session: Session, actor: Actor, talent_id: str, *, reason: str, until: datetime, now: datetime
) -> Hold:
    """Keep somebody past their time, for a reason and until a day.

    Raises:
        NotFound: there is no such person for this actor.
        HoldInvalid: there is no reason, or no end within ten years.
    """
    number = people.number_of(session, actor, talent_id)
    if flaws := retention.flaws_of_hold(reason, until, now=now):
        raise HoldInvalid("this hold cannot be set", reasons=flaws)
    made = Hold(new_id("hld", now), talent_id, reason.strip(), now, until, actor.account_id)
    store.add_hold(session, number, made)
    details = {"hold_id": made.id, "until": until.isoformat()}
    audit.record(session, actor, "retention.held", talent_id, now=now, details=details)
    return made


def release(session: Session, actor: Actor, talent_id: str, hold_id: str, *, now: datetime) -> Hold:
    """End a hold before its time.

    Raises:
        NotFound: there is no such person, or hold of theirs, for this actor.
    """
    number = people.number_of(session, actor, talent_id)
    there = store.hold(session, number, hold_id, talent_id)
    if there is None:
        raise NotFound("there is no such hold", hold_id=hold_id)
    if not retention.is_held(there, now=now):
        return there
    store.release(session, hold_id, now=now)
    details = {"hold_id": hold_id}
    audit.record(session, actor, "retention.released", talent_id, now=now, details=details)
    return replace(there, released_at=now)


def clock_of(
    session: Session, actor: Actor, talent_id: str, *, rule: Policy, now: datetime
) -> tuple[Clock, list[Hold]]:
    """Return a visible person's clock as it is now, and all their holds."""
    number, person = store.person(session, actor, talent_id)
    held = store.holds(session, [number]).get(number, [])
    noticed, _ = store.notices(session, [number]).get(number, (None, False))
    return retention.clock(person, rule=rule, noticed_at=noticed, holds=held, now=now), held


def review_list(
    session: Session, actor: Actor, *, rule: Policy, now: datetime, limit: int
) -> list[Clock]:
    """Return the clocks of the visible people on the review list, who goes first."""
    seen = people.visible_ids(session, actor, store.listed(session, limit=limit))
    return [
        clock_of(session, actor, talent_id, rule=rule, now=now)[0] for talent_id in seen.values()
    ]


def review(session: Session, *, rule: Policy, now: datetime, after: int, limit: int) -> int | None:
    """Look at the next people's clocks: give notice, tell whose time is over, take back.

    Whoever nears the end is put on the review list, once, with 30 days' notice. When these are
    over the fact ``retention.due`` tells so, once, and erasing follows from it. A new consent, a
    hold or a word from the person takes them off again.

    Returns:
        The last number looked at, to go on after; ``None`` at the end.
    """
    found = store.persons(session, after=after, limit=limit)
    numbers = [number for number, _ in found]
    noticed, held = store.notices(session, numbers), store.holds(session, numbers)
    told: list[tuple[str, str, dict[str, object]]] = []
    for number, person in found:
        at, is_told = noticed.get(number, (None, False))
        name = _review_one(
            session, number, person, (at, is_told), rule=rule, holds=held.get(number, []), now=now
        )
        if name:
            told.append((name, person.talent_id, {}))
    outbox.append_many(session, told, now=now)
    return numbers[-1] if numbers else None


def _review_one(  # noqa: PLR0913  what is known of one person, by name
    session: Session,
    number: int,
    person: Person,
    known: tuple[datetime | None, bool],
    *,
    rule: Policy,
    holds: list[Hold],
    now: datetime,
) -> str:
    """Settle one person's place on the review list, and return what there is to tell."""
    noticed_at, told_due = known
    clock = retention.clock(person, rule=rule, noticed_at=noticed_at, holds=holds, now=now)
    if clock.stage is Stage.KEPT:
        if noticed_at is not None:
            store.drop_notice(session, number)
        return POSTPONED if noticed_at is not None else ""
    is_new, is_due = noticed_at is None, clock.stage is Stage.DUE
    if is_new:
        clock = replace(clock, noticed_at=now)
    store.save_notice(session, number, clock, told_due=is_due)
    if is_due and not told_due:
        return DUE
    if told_due and not is_due:
        return POSTPONED
    return NOTICED if is_new else ""
