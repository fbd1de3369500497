"""Verbs of relationships: stated by sources and by hand, ended, taken back. Never commits."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from core import audit, outbox
from core.actor import SYSTEM, Actor
from core.consent import keeping
from core.consent.types import NewEntry, Standing
from core.errors import NotFound
from core.ids import new_id
from core.profile import repository as profile
from core.profile import service as people_service
from core.profile.repository import people
from core.profile.types import Interaction
from core.relation import repository, rules
from core.relation.types import (
    Flaw,
    Kind,
    Lifecycle,
    Relationship,
    RelationshipInvalid,
    RelationshipOver,
    Statement,
)

MANUAL = "manual"
BEGAN, ENDED = "relationship.began", "relationship.ended"
Said = tuple[str, Statement]
Change = tuple[Relationship, Relationship | None]  # what holds now, and what held before


def state_many(session: Session, actor: Actor, said: Sequence[Said], *, now: datetime) -> int:
    """Take in what sources state of visible people; return how many statements were news.

    A statement as old as, or older than, another under its key changes nothing. The timeline, the
    retention clock and the facts follow.

    Raises:
        NotFound: there is no such person for this actor.
    """
    newest = _newest(said)
    numbers = people.numbers_of(session, actor, [talent_id for talent_id, _ in newest])
    known: dict[tuple[str, str, Kind], Relationship] = {}
    for name in dict.fromkeys(one.source for _, one in newest):
        keys = [one.key for _, one in newest if one.source == name]
        for (key, kind), said_before in repository.by_keys(session, name, keys).items():
            known[name, key, kind] = said_before
    fresh: list[Change] = []
    for talent_id, one in newest:
        there = known.get((one.source, one.key, one.kind))
        if there is None or there.talent_id != talent_id or rules.says_news(one, there):
            fresh += _changes(talent_id, one, known, actor, now)
    _confirm(session, newest, known, replaced={old.id for _, old in fresh if old is not None})
    if fresh:
        _replace(session, actor, fresh, numbers, now=now)
    return len(fresh)


def state(
    session: Session,
    actor: Actor,
    talent_id: str,
    new: Statement,
    *,
    corrective: bool = False,
    now: datetime,
) -> Relationship:
    """State a relationship by hand; source and key of ``new`` are not used.

    Raises:
        NotFound: there is no such person for this actor.
        RelationshipInvalid: ``reasons`` say why it cannot be meant so.
    """
    there = repository.of_person(session, actor, talent_id)
    if flaws := rules.flaws_of(new, there, corrective=corrective, now=now):
        raise RelationshipInvalid("this relationship cannot be stated", reasons=flaws)
    own = replace(new, source=MANUAL, key=new_id("man", now), since=new.since or now, at=now)
    state_many(session, actor, [(talent_id, own)], now=now)
    found = repository.of_person(session, actor, talent_id)
    return next(one for one in found if one.key == own.key and one.source == MANUAL)


def end(  # noqa: PLR0913  which one, since when and why are named by the caller
    session: Session,
    actor: Actor,
    talent_id: str,
    relationship_id: str,
    *,
    until: datetime,
    reason: str = "",
    now: datetime,
) -> Relationship:
    """Say that a relationship is over since a day; a later word of its source takes this back.

    Raises:
        NotFound: there is no such person, or relationship of theirs, for this actor.
        RelationshipOver: it has ended, or was taken back.
        RelationshipInvalid: it would end before it begins.
    """
    one = _open(session, actor, talent_id, relationship_id)
    if one.until is not None:
        raise RelationshipOver("this relationship has ended", until=one.until.isoformat())
    if until < one.since:
        raise RelationshipInvalid("this relationship cannot end so", reasons=[Flaw.ENDS_FIRST])
    ended = _copy(one, actor, now, until=until, reason=reason.strip())
    _replace(session, actor, [(ended, one)], _number(session, actor, talent_id), now=now)
    return ended


def take_back(
    session: Session,
    actor: Actor,
    talent_id: str,
    relationship_id: str,
    *,
    reason: str,
    now: datetime,
) -> None:
    """Say that a statement was wrong; it stays on record and is believed no more.

    Raises:
        NotFound: there is no such person, or relationship of theirs, for this actor.
        RelationshipOver: it was taken back already.
        RelationshipInvalid: no reason was given.
    """
    one = _open(session, actor, talent_id, relationship_id)
    if not reason.strip():
        raise RelationshipInvalid("say why it was wrong", reasons=[Flaw.NO_REASON])
    repository.retract(session, [one.id], now=now)
    details = {"relationship_id": one.id, "kind": one.kind.value, "reason": reason.strip()}
    audit.record(session, actor, "relationship.taken_back", talent_id, now=now, details=details)
    _settle(session, actor, [talent_id], now=now)


def forget_records(session: Session, record_ids: Sequence[str], *, now: datetime) -> None:
    """Take back what source records stated that were taken back themselves (an undone import)."""
    gone = repository.by_records(session, record_ids)
    if gone:
        repository.retract(session, [one.id for one in gone], now=now)
        _settle(session, SYSTEM, [one.talent_id for one in gone], now=now)


def leave(
    session: Session,
    actor: Actor,
    talent_id: str,
    *,
    left_at: datetime,
    now: datetime,
    rehire: NewEntry | None = None,
) -> None:
    """Note that an employee left, with the answer on rehire; see `keeping.leave`.

    All work here ends that day. Of whom nobody had said that they worked here, it is said now.
    """
    numbers = _number(session, actor, talent_id)
    there = repository.of_person(session, actor, talent_id)
    ended: list[Change] = [
        (_copy(one, actor, now, until=max(left_at, one.since)), one)
        for one in there
        if one.kind in rules.WORKING and one.retracted_at is None and one.until is None
    ]
    if not ended:
        known = Statement(Kind.ALUMNUS, MANUAL, "leaving", now, since=left_at)
        ended = [(_kept(talent_id, known, None, actor, now), None)]
    _store(session, actor, ended, numbers, now=now)
    keeping.leave(session, actor, talent_id, left_at=left_at, now=now, rehire=rehire)
    _settle(session, actor, [talent_id], now=now)


def stand(session: Session, actor: Actor, talent_id: str, one: Standing, *, now: datetime) -> None:
    """Say by hand how somebody stands, in the place of what was said so before.

    Raises:
        NotFound: there is no such person for this actor.
    """
    said = Statement(
        Kind(one.relationship.value), MANUAL, f"standing of {talent_id}", now,
        since=one.since, until=one.ended,
    )  # fmt: skip
    state_many(session, actor, [(talent_id, said)], now=now)


def lifecycle_of(
    session: Session, actor: Actor, talent_id: str, *, now: datetime
) -> tuple[Lifecycle, list[Relationship]]:
    """Return where a visible person is on the track, and everything ever stated of them."""
    came_at = profile.get(session, actor, talent_id).created_at
    found = repository.of_person(session, actor, talent_id)
    return rules.lifecycle(found, came_at=came_at, at=now), found


def _newest(said: Iterable[Said]) -> list[Said]:
    """Keep the newest of several statements under one key; of equally new ones the last."""
    found: dict[tuple[str, str, Kind], Said] = {}
    for talent_id, one in said:
        name = (one.source, one.key, one.kind)
        if name not in found or one.at >= found[name][1].at:
            found[name] = (talent_id, one)
    return list(found.values())


def _changes(
    talent_id: str,
    one: Statement,
    known: dict[tuple[str, str, Kind], Relationship],
    actor: Actor,
    now: datetime,
) -> list[Change]:
    """Return the statement as it is kept, and the end of what it puts an end to."""
    same_key = [known[one.source, one.key, kind] for kind in rules.WORKING
                if (one.source, one.key, kind) in known]  # fmt: skip
    changes: list[Change] = []
    since = one.since
    for old in rules.conversions(one, same_key):
        since = rules.converted_at(one, old)
        changes.append((_copy(old, actor, now, until=max(since, old.since)), old))
    there = known.get((one.source, one.key, one.kind))
    said = replace(one, since=since if there is None else one.since)
    return [*changes, (_kept(talent_id, said, there, actor, now), there)]


def _kept(
    talent_id: str, one: Statement, there: Relationship | None, actor: Actor, now: datetime
) -> Relationship:
    return Relationship(
        id=new_id("rel", now),
        talent_id=talent_id,
        kind=one.kind,
        source=one.source,
        key=one.key,
        since=one.since or (there.since if there else one.at),
        until=one.until,
        label=one.label or (there.label if there else ""),
        record_id=one.record_id,
        stated_at=one.at,
        recorded_at=now,
        actor_id=actor.account_id,
        reason=one.reason.strip(),
    )


def _copy(
    one: Relationship, actor: Actor, now: datetime, *, until: datetime, reason: str = ""
) -> Relationship:
    # stated as of when it was: so a later list of the source is believed, and an older one is not
    return replace(
        one,
        id=new_id("rel", now),
        until=until,
        reason=reason,
        recorded_at=now,
        actor_id=actor.account_id,
        missed_at=None,
    )


def _confirm(
    session: Session,
    newest: Sequence[Said],
    known: dict[tuple[str, str, Kind], Relationship],
    *,
    replaced: set[str],
) -> None:
    by_time: dict[datetime, list[str]] = {}
    for _, one in newest:
        there = known.get((one.source, one.key, one.kind))
        if there is not None and there.id not in replaced and one.at >= there.stated_at:
            by_time.setdefault(one.at, []).append(there.id)
    for at, ids in by_time.items():
        repository.confirm(session, ids, at=at)


def _replace(
    session: Session,
    actor: Actor,
    fresh: Sequence[Change],
    numbers: dict[str, int],
    *,
    now: datetime,
) -> None:
    left = _store(session, actor, fresh, numbers, now=now)
    _settle(session, actor, [new.talent_id for new, _ in fresh], now=now)
    holding = repository.of_people(session, [numbers[one.talent_id] for one in left])
    for one in left:
        others = holding.get(numbers[one.talent_id], ())
        if any(other.kind in rules.WORKING and other.until is None for other in others):
            continue  # an intern who was taken on has not left
        assert one.until is not None
        keeping.close_on_leaving(session, actor, one.talent_id, left_at=one.until, now=now)


def _store(
    session: Session,
    actor: Actor,
    fresh: Sequence[Change],
    numbers: dict[str, int],
    *,
    now: datetime,
) -> list[Relationship]:
    """Write statements in the place of others, tell of them, and return who has left by them."""
    repository.retract(session, [old.id for _, old in fresh if old is not None], now=now)
    repository.add(session, [new for new, _ in fresh], numbers)
    told = [happened for new, old in fresh for happened in _happenings(new, old, now)]
    people_service.record_interactions(session, actor, told, now=now)
    outbox.append_many(session, [_fact(new, old) for new, old in fresh], now=now)
    counts = {"relationships": len(fresh), "talents": len({new.talent_id for new, _ in fresh})}
    subject = fresh[0][0].talent_id if counts["talents"] == 1 else "talents"
    audit.record(session, actor, "relationship.stated", subject, now=now, details=counts)
    return [
        new
        for new, old in fresh
        if new.kind in rules.WORKING
        and new.until is not None
        and (old is None or old.until is None)
    ]


def _settle(session: Session, actor: Actor, talent_ids: Sequence[str], *, now: datetime) -> None:
    """Let the retention clock follow what holds of people now."""
    here = profile.get_many(session, actor, talent_ids)  # whoever was withdrawn has no clock
    if not here:
        return
    numbers = people.numbers_of(session, actor, list(here))
    holding = repository.of_people(session, list(numbers.values()))
    wanted = {
        talent_id: rules.standings(holding.get(number, ())) for talent_id, number in numbers.items()
    }
    keeping.stand_many(session, actor, wanted, now=now)


def _happenings(new: Relationship, old: Relationship | None, now: datetime) -> list[Interaction]:
    """Say on the timeline what a statement tells anew: somebody began, moved, or left."""
    if new.kind not in rules.WORKING:
        return []
    told: list[tuple[str, datetime, str]] = []
    if old is None or old.talent_id != new.talent_id:
        told.append(("began", min(new.since, now), new.label))
    elif old.label != new.label and old.label:
        told.append(("moved", min(new.stated_at, now), f"{old.label} → {new.label}"))
    if new.until is not None and (old is None or old.until is None):
        ahead = new.until > now  # the end is announced
        told.append(("ending" if ahead else "ended", min(new.until, now), new.label))
    return [
        Interaction("", new.talent_id, f"{new.kind}.{what}", "none", "", at, now, summary)
        for what, at, summary in told
    ]


def _fact(new: Relationship, old: Relationship | None) -> tuple[str, str, dict[str, object]]:
    ended = new.until is not None and (old is None or old.until is None)
    details: dict[str, object] = {"relationship_id": new.id, "kind": new.kind.value}
    return (ENDED if ended else BEGAN, new.talent_id, details)


def _open(session: Session, actor: Actor, talent_id: str, relationship_id: str) -> Relationship:
    found = repository.of_person(session, actor, talent_id)
    one = next((one for one in found if one.id == relationship_id), None)
    if one is None:
        raise NotFound("there is no such relationship", relationship_id=relationship_id)
    if one.retracted_at is not None:
        raise RelationshipOver("this statement is believed no more")
    return one


def _number(session: Session, actor: Actor, talent_id: str) -> dict[str, int]:
    return people.numbers_of(session, actor, [talent_id])
