"""Making people one, and parting them again.

A merge moves what hangs on one person to another, as `REFERENCES` says, and derives who stays from
the records of both; the old id leads to them. What moved is kept with the merge, so it can be
undone at any time: each side is then derived from the records that are its own, with what came in
between. Never commits.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from core import audit, outbox
from core.actor import Actor
from core.consent import strictness
from core.consent.repository import ledger
from core.ids import new_id
from core.profile import service as profile
from core.profile.ingest import rederive
from core.profile.repository import aliases, people, records, store, timeline
from core.profile.repository.people import REMOVED
from core.profile.types import Talent
from core.subject import repository
from core.subject.repository import merges, moves
from core.subject.repository.moves import Who
from core.subject.types import Evidence, Flaw, Lineage, Merge, MergeRefused

MERGED, UNMERGED = "talent.merged", "talent.unmerged"


def merge(  # noqa: PLR0913  what a merge is made of is named by the caller
    session: Session,
    actor: Actor,
    survivor_id: str,
    merged_ids: Sequence[str],
    evidence: Evidence,
    *,
    now: datetime,
    choices: Mapping[str, str] | None = None,
    again: bool = False,
) -> list[Merge]:
    """Make one or more people part of another; return one merge for each of them.

    Args:
        session: open session, in a writing transaction.
        actor: who says so; they must see all of them.
        survivor_id: who stays, with id, team, owner and age; old ids are followed.
        merged_ids: who is merged into them, in this order.
        evidence: why; a model's probability and version if it was asked.
        now: the present.
        choices: fields of `Facts` with the person whose value is to be kept, against the rule of
            survivorship; undoing any of the merges takes the choice back.
        again: repeat a merge that somebody undid; a machine never does.

    Raises:
        NotFound: one of them is not there for this actor.
        MergeRefused: they cannot be made one; ``reasons`` say why.
    """
    store.one_at_a_time(session)
    ledger.one_at_a_time(session)
    survivor = _who(session, actor, survivor_id)
    others = list(dict.fromkeys(_who(session, actor, one) for one in merged_ids))
    talents = {one.id: people.get(session, actor, one.id) for one in (survivor, *others)}
    flaws = _flaws(session, survivor, others, talents, evidence, again=again)
    chosen = _chosen(session, talents, choices or {}, flaws)
    if flaws:
        raise MergeRefused("these people cannot be made one", reasons=list(dict.fromkeys(flaws)))
    made = [_join(session, actor, survivor, one, evidence, now=now) for one in others]
    settle(session, [survivor.number, *(one.number for one in others)], now=now)
    if chosen:
        _write_choices(session, actor, survivor, chosen, made, now=now)
    session.flush()
    session.expire_all()
    return [merges.get(session, merge_id)[0] for merge_id in made]


def reasons_against(session: Session, actor: Actor, talent_ids: Sequence[str]) -> list[Flaw]:
    """Return why a person could not make these people one; most often nothing.

    Raises:
        NotFound: one of them is not there for this actor.
    """
    survivor, *others = (_who(session, actor, one) for one in talent_ids)
    talents = {one.id: people.get(session, actor, one.id) for one in (survivor, *others)}
    return _flaws(session, survivor, others, talents, Evidence("asked"), again=True)


def settle(session: Session, numbers: Sequence[int], *, now: datetime) -> None:
    """Derive people anew by what hangs on them now; who has no record left goes out of view."""
    persons = store.people_by_number(session, numbers)
    linked = records.linked_records(session, numbers)
    here = [person for person in persons if linked[person.number]]
    gone = [person for person in persons if not linked[person.number]]
    timeline.settle_activity(session, numbers)
    rederive(session, here, now=now)
    store.withdraw(session, gone, now=now)
    outbox.append_many(session, [(REMOVED, person.id, {}) for person in gone], now=now)


def tell(session: Session, actor: Actor, name: str, one: Merge, *, now: datetime) -> None:
    """Tell of both people what became of them."""
    details: dict[str, Any] = {
        "merge_id": one.id,
        "survivor_id": one.survivor_id,
        "merged_id": one.merged_id,
    }
    outbox.append(session, name, one.survivor_id, details, now=now)
    more = {"probability": one.evidence.probability, "model_version": one.evidence.model_version}
    for talent_id in (one.survivor_id, one.merged_id):
        audit.record(session, actor, name, talent_id, now=now, details=details | more)


def _who(session: Session, actor: Actor, talent_id: str) -> Who:
    number = people.number_of(session, actor, talent_id)
    return Who(number, aliases.current_id(session, talent_id))


def _flaws(
    session: Session,
    survivor: Who,
    others: Sequence[Who],
    talents: Mapping[str, Talent],
    evidence: Evidence,
    *,
    again: bool,
) -> list[Flaw]:
    found = []
    if not evidence.reason.strip():
        found.append(Flaw.NO_REASON)
    if not others:
        found.append(Flaw.NOBODY)
    if survivor in others:
        found.append(Flaw.SAME)
    if len({talent.invented for talent in talents.values()}) > 1:
        found.append(Flaw.INVENTED)
    if any(repository.of_person(session, talent_id) for talent_id in talents):
        found.append(Flaw.ERASING)
    if not again and _parted_before(session, survivor, others):
        found.append(Flaw.UNDONE)
    return found


def _parted_before(session: Session, survivor: Who, others: Sequence[Who]) -> bool:
    sides = [survivor.number, *aliases.old_numbers(session, [survivor.number])]
    return any(
        merges.was_undone(
            session, sides, [other.number, *aliases.old_numbers(session, [other.number])]
        )
        for other in others
    )


def _chosen(
    session: Session, talents: Mapping[str, Talent], choices: Mapping[str, str], flaws: list[Flaw]
) -> dict[str, Any]:
    """Return the values that were chosen, by field."""
    chosen = {}
    current = aliases.current_ids(session, choices.values())
    for name, talent_id in choices.items():
        talent = talents.get(current[talent_id])
        if talent is None or name not in profile.EDITABLE:
            flaws.append(Flaw.CHOICE)
        else:
            chosen[name] = getattr(talent.facts, name)
    return chosen


def _join(
    session: Session, actor: Actor, survivor: Who, other: Who, evidence: Evidence, *, now: datetime
) -> str:
    merge_id = new_id("mrg", now)
    heads = (records.last_number(session), ledger.last(session))
    said = [ledger.whole(session, who.number) for who in (survivor, other)]
    own = moves.owned(session, survivor)
    moved = moves.move_all(session, other, survivor)
    earlier = aliases.lead(session, other.number, survivor.number)
    strict = strictness.made_strict(*said, at=now, proof=f"merge {merge_id}")
    added = [
        ledger.add_entry(
            session, survivor.number, entry, entry_id=new_id("con", now), now=now,
            actor_id=actor.account_id,
        )
        for entry in strict
    ]  # fmt: skip
    lineage = Lineage(moved, own, tuple(earlier), *heads, added=tuple(added))
    evidence = replace(evidence, reason=evidence.reason.strip())
    merges.add(
        session, merge_id, survivor=survivor.number, merged=other.number, evidence=evidence,
        lineage=lineage, actor_id=actor.account_id, now=now,
    )  # fmt: skip
    tell(session, actor, MERGED, merges.get(session, merge_id)[0], now=now)
    return merge_id


def _write_choices(
    session: Session,
    actor: Actor,
    survivor: Who,
    chosen: Mapping[str, Any],
    made: Sequence[str],
    *,
    now: datetime,
) -> None:
    talent = profile.edit(session, actor, survivor.id, chosen, now=now)
    record_id = talent.provenance[next(iter(chosen))]
    for merge_id in made:
        lineage = merges.get(session, merge_id)[1].lineage
        merges.save_lineage(session, merge_id, replace(lineage, choice=record_id))
