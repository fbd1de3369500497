"""Undoing a merge: what moved goes back, and what came in between goes where it belongs.

A record that came in between goes to the side whose source id, e-mail address or phone number it
has, as if there had been no merge; an edit by hand, and what else people wrote, goes to the side
that is named. What was forbidden in between holds for both. Never commits.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from core.actor import Actor
from core.consent import strictness
from core.consent.repository import ledger
from core.consent.types import Act, Entry, NewEntry
from core.errors import NotFound
from core.ids import new_id
from core.profile import rules as profile_rules
from core.profile.repository import aliases, people, records, store
from core.profile.repository.records import Kept
from core.subject import merging, repository
from core.subject.repository import merges, moves
from core.subject.repository.merges import Done
from core.subject.repository.moves import Homes, Who
from core.subject.types import (
    Lineage,
    Merge,
    MergeReasonMissing,
    MergeUndone,
    Part,
    PrimaryKey,
    Reference,
    Side,
    SplitRefused,
)

LINKS = "source_link.talent_number"
CONSENTS = "consent_entry.talent_number"


def unmerge(
    session: Session,
    actor: Actor,
    merge_id: str,
    *,
    reason: str,
    now: datetime,
    later: Side = Side.SURVIVOR,
) -> Merge:
    """Part two people who were made one, at any time, in any order; return the merge, undone.

    Args:
        session: open session, in a writing transaction.
        actor: who says so; they must see the person, and the team of the one who comes back.
        merge_id: the merge.
        reason: why.
        now: the present.
        later: to whom edits by hand, interactions, tasks, calls, files and holds of after the merge
            go, where no source says so.

    Raises:
        NotFound: there is no such merge for this actor.
        MergeReasonMissing: no reason is given.
        MergeUndone: it was undone before.
        SplitRefused: the person is being erased.
    """
    store.one_at_a_time(session)
    ledger.one_at_a_time(session)
    told, done = merges.get(session, merge_id)
    parts = _parts(session, actor, told, done, later)
    if not reason.strip():
        raise MergeReasonMissing("Say why they are not the same person.")
    if told.undone_at is not None:
        raise MergeUndone("this merge was undone before", merge_id=merge_id)
    if repository.of_person(session, parts.holder.id) is not None:
        raise SplitRefused("this person is being erased", talent_id=parts.holder.id)
    _take_choice_back(session, done, now=now)
    left = _move_back(session, parts)
    _forget(session, parts, left)
    aliases.release(session, done.merged, earlier=done.lineage.earlier, holder=parts.holder.number)
    _settle_ledgers(session, actor, parts, left, now=now)
    merging.settle(session, [parts.holder.number, done.merged], now=now)
    merges.undo(session, merge_id, actor_id=actor.account_id, reason=reason.strip(), now=now)
    session.flush()
    session.expire_all()
    parted = merges.get(session, merge_id)[0]
    merging.tell(session, actor, merging.UNMERGED, parted, now=now)
    return parted


@dataclass(frozen=True, slots=True)
class _Parts:
    """The merge to be undone, who has it all now, and the other merges that made them."""

    done: Done
    holder: Who
    merged: Who
    others: Sequence[Done]
    homes: Homes
    later: Side

    @property
    def lineage(self) -> Lineage:
        return self.done.lineage

    @property
    def leaving(self) -> set[int]:
        """The numbers of those who part: the merged person, and who was merged into them before."""
        return {self.done.merged, *self.lineage.earlier}

    @property
    def staying(self) -> list[Done]:
        """The other merges that go on to make the holder who they are."""
        return [one for one in self.others if one.merged not in self.leaving]


def _parts(session: Session, actor: Actor, told: Merge, done: Done, later: Side) -> _Parts:
    gone = NotFound(f"there is no merge {told.id}", merge_id=told.id)
    try:
        number = people.number_of(session, actor, told.survivor_id, withdrawn_too=True)
    except NotFound:
        raise gone from None
    teams = [person.team_id for person in store.people_by_number(session, [done.merged])]
    if not all(map(actor.sees_team, teams)):
        raise gone
    holder = Who(number, people.ids_of(session, [number])[number])
    every = merges.holding(session, number)
    return _Parts(
        done=done,
        holder=holder,
        merged=Who(done.merged, told.merged_id),
        others=[one for one in every if one.id != done.id],
        homes=Homes(number, [(one.merged, one.lineage.moved) for one in every]),
        later=later,
    )


def _take_choice_back(session: Session, done: Done, *, now: datetime) -> None:
    if done.lineage.choice:
        records.unlink(session, done.lineage.choice, now=now)


def _move_back(session: Session, parts: _Parts) -> dict[str, list[PrimaryKey]]:
    """Let what is the merged person's hang on them again, and return what left by column."""
    left = {}
    for reference in moves.MOVING:
        rows = [*parts.lineage.moved.get(reference.name, ()), *_later(session, parts, reference)]
        moves.move(session, reference, rows, parts.holder, parts.merged)
        left[reference.name] = rows
    return left


def _later(session: Session, parts: _Parts, reference: Reference) -> list[PrimaryKey]:
    """Return what came after the merge and goes with the merged person."""
    if reference.unmerge is Part.BACK_BY_SOURCE:
        return [(number,) for number in _later_records(session, parts)]
    named = reference.unmerge in {Part.BACK_OR_NAMED, Part.BACK_STRICT}
    named = named and parts.later is Side.MERGED
    if reference.follows is None:
        return sorted(_since(session, parts, reference)) if named else []
    who = (parts.merged, parts.holder)
    going = moves.followers(session, reference, reference.follows, *who)
    if named:
        since = _since(session, parts, reference)
        going |= since - moves.led(session, reference, reference.follows, parts.holder)
    return sorted(going - set(parts.lineage.moved.get(reference.name, ())))


def _since(session: Session, parts: _Parts, reference: Reference) -> set[PrimaryKey]:
    """Return what came to the survivor after the merge, and by no other one."""
    before = {
        *parts.lineage.own.get(reference.name, ()),
        *parts.lineage.moved.get(reference.name, ()),
    }
    if reference.name == CONSENTS:
        before |= {(seq,) for one in (parts.done, *parts.others) for seq in one.lineage.added}
    return {
        row
        for row in moves.rows_of(session, reference, parts.holder)
        if row not in before and parts.homes.of(reference.name, row) == parts.done.survivor
    }


# --- records --------------------------------------------------------------------------------------


def _later_records(session: Session, parts: _Parts) -> list[int]:
    """Return the records of after the merge that the merged person would have got without it."""
    moved = {row[0] for row in parts.lineage.moved[LINKS]}
    return [
        record.number
        for record, owner in _owners(session, parts)
        if owner in parts.leaving
        and record.number not in moved
        and record.id != parts.lineage.choice
    ]


def _owners(session: Session, parts: _Parts) -> list[tuple[Kept, int]]:
    """Return whose each record would be if nobody had been merged, in the order of arrival.

    It is asked as at the one door in: who has that id of that source, else the oldest who has that
    e-mail address or phone number. Only those come in question who were one when it came.
    """
    every = (parts.done, *parts.others)
    numbers = {one for merge in every for one in (merge.survivor, merge.merged)}
    ages = {one.number: one.age for one in store.people_by_number(session, numbers)}
    known: dict[int, _Known] = {number: _Known() for number in (parts.holder.number, *numbers)}
    found = []
    for record in records.kept_by(session, parts.holder.number):
        home = parts.homes.of(LINKS, (record.number,))
        members = sorted(_one_with(home, every, record), key=lambda one: ages.get(one, ()))
        owner = _owner(record, home, members, known)
        if record.by_hand and parts.later is Side.MERGED and _is_since(record, home, parts.done):
            owner = parts.done.merged
        known[owner].learn(record)
        found.append((record, owner))
    return found


class _Known:
    """What a person is recognised by: source ids, e-mail addresses, phone numbers."""

    def __init__(self) -> None:
        self.keys: set[tuple[str, str]] = set()
        self.pairs: set[tuple[str, str]] = set()

    def learn(self, one: Kept) -> None:
        self.keys.add((one.source, one.key))
        if one.linked:
            self.pairs |= set(profile_rules.identifiers(one.facts))


def _one_with(home: int, every: Sequence[Done], record: Kept) -> set[int]:
    """Return who was one with the person a record came to, when it came."""
    members, before = {home}, 0
    while len(members) > before:
        before = len(members)
        members |= {
            merge.merged
            for merge in every
            if merge.survivor in members and merge.lineage.records < record.number
        }
    return members


def _owner(record: Kept, home: int, members: Sequence[int], known: Mapping[int, _Known]) -> int:
    key, pairs = (record.source, record.key), set(profile_rules.identifiers(record.facts))
    by_key = (one for one in members if key in known[one].keys)
    by_pair = (one for one in members if not record.by_hand and pairs & known[one].pairs)
    return next(by_key, None) or next(by_pair, None) or home


def _is_since(record: Kept, home: int, done: Done) -> bool:
    return home == done.survivor and record.number > done.lineage.records


# --- the other merges -----------------------------------------------------------------------------


def _forget(session: Session, parts: _Parts, left: Mapping[str, Sequence[PrimaryKey]]) -> None:
    """Let the merges that stay not move what has left; it may come in again by another."""
    gone = {name: set(rows) for name, rows in left.items()}
    for one in parts.staying:
        moved = {
            name: [row for row in rows if row not in gone.get(name, ())]
            for name, rows in one.lineage.moved.items()
        }
        earlier = tuple(old for old in one.lineage.earlier if old not in parts.leaving)
        lineage = replace(one.lineage, moved=moved, earlier=earlier)
        if lineage != one.lineage:
            merges.save_lineage(session, one.id, lineage)


# --- the ledger -----------------------------------------------------------------------------------


def _settle_ledgers(
    session: Session,
    actor: Actor,
    parts: _Parts,
    left: Mapping[str, Sequence[PrimaryKey]],
    *,
    now: datetime,
) -> None:
    """Take back what the merge added, leave both with what was forbidden, and add it up anew."""
    went = {row[0] for row in left[CONSENTS]}
    said = ledger.whole(session, parts.holder.number) + [
        one for one in ledger.whole(session, parts.merged.number) if one.seq in went
    ]
    closings = [one for one in said if _forbidden_since(one, parts)]
    ledger.take_back(session, parts.lineage.added)
    for one in closings:
        other = parts.holder if one.seq in went else parts.merged
        seq = _add(session, actor, other.number, strictness.copied(one), now=now)
        if one.seq in went:
            _let_leave(session, parts, seq)
    _add_up(session, actor, parts, now=now)


def _let_leave(session: Session, parts: _Parts, seq: int) -> None:
    """Let a copied closing leave with the survivor it is for, who may have been merged since."""
    number = parts.done.survivor
    for other in parts.staying:
        if other.merged == number:
            lineage = merges.get(session, other.id)[1].lineage
            moved = {**lineage.moved, CONSENTS: [*lineage.moved.get(CONSENTS, ()), (seq,)]}
            merges.save_lineage(session, other.id, replace(lineage, moved=moved))
            number = other.survivor


def _forbidden_since(one: Entry, parts: _Parts) -> bool:
    """Tell whether somebody closed something when both were one, whatever else they were then."""
    if one.act is Act.GIVEN or one.seq in _added(parts) or one.seq <= parts.lineage.entries:
        return False
    original = strictness.copied_from(one)
    if original and _moment(original) < _moment(parts.done.id):
        return False  # it was written down anew since, but said before
    home = parts.homes.of(CONSENTS, (one.seq,))
    number = parts.done.survivor
    chain = {number: parts.lineage.entries}
    for other in parts.others:
        if other.merged == number:
            number = other.survivor
            chain[number] = other.lineage.entries
    return home in chain and one.seq > chain[home]


def _moment(identifier: str) -> str:
    """Return the part of an id that sorts by time, whatever it names."""
    return identifier.partition("_")[2]


def _added(parts: _Parts) -> set[int]:
    return {seq for one in (parts.done, *parts.others) for seq in one.lineage.added}


def _add_up(session: Session, actor: Actor, parts: _Parts, *, now: datetime) -> None:
    """Make the ledger of the holder as strict as the merges that still hold ask for, no stricter.

    They are gone through in their order, each with what both sides had said when it was made.
    """
    added = _added(parts) - set(parts.lineage.added)
    sides: dict[int, list[Entry]] = {}
    for one in ledger.whole(session, parts.holder.number):
        if one.seq not in added:
            sides.setdefault(parts.homes.of(CONSENTS, (one.seq,)), []).append(one)
    for other in parts.staying:
        head, proof = other.lineage.entries, f"merge {other.id}"
        own, side = sides.pop(other.survivor, []), sides.pop(other.merged, [])
        asked = strictness.made_strict(
            [one for one in own if one.seq <= head],
            [one for one in side if one.seq <= head],
            at=other.at,
            proof=proof,
        )
        seqs = _rewritten(session, actor, parts.holder.number, other, asked, now=now)
        strict = [strictness.as_entry(new, seq=head) for new in asked]
        sides[other.survivor] = own + side + strict
        lineage = merges.get(session, other.id)[1].lineage
        merges.save_lineage(session, other.id, replace(lineage, added=seqs))


def _rewritten(
    session: Session,
    actor: Actor,
    number: int,
    done: Done,
    asked: Sequence[NewEntry],
    *,
    now: datetime,
) -> tuple[int, ...]:
    """Replace what a merge added where it is not what it shall be; return what stands there."""
    there = [one for one in ledger.whole(session, number) if one.seq in set(done.lineage.added)]
    if [_gist(one) for one in there] == [_gist(one) for one in asked]:
        return done.lineage.added
    ledger.take_back(session, done.lineage.added)
    return tuple(_add(session, actor, number, one, now=now) for one in asked)


def _gist(one: Entry | NewEntry) -> tuple[object, ...]:
    return (one.purpose, one.channel, one.act, one.at, one.expires_at, one.proof)


def _add(session: Session, actor: Actor, number: int, new: NewEntry, *, now: datetime) -> int:
    return ledger.add_entry(
        session, number, new, entry_id=new_id("con", now), now=now, actor_id=actor.account_id
    )
