"""Verbs of suppression: setting and lifting marks, and asking what stands against an address.

A mark knows an address by its keyed hash only. So it outlives the person's data: after an erasure
and another import the address is recognised, and nobody can read it back.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from core import audit, outbox
from core.actor import Actor
from core.clock import Clock
from core.consent import rules
from core.consent.addresses import Marker, Pair
from core.consent.repository import ledger, suppressions
from core.consent.types import (
    AddressUnusable,
    ConsentChannel,
    LiftInvalid,
    NewSuppression,
    Purpose,
    Suppression,
)
from core.errors import NotFound
from core.ids import new_id
from core.profile import repository as profile
from core.profile import rules as profile_rules


def suppress(
    session: Session, actor: Actor, marker: Marker, new: NewSuppression, *, now: datetime
) -> Suppression:
    """Set a mark on an address; the same one again is the one that is there.

    Raises:
        AddressUnusable: the address is none, or the mark would be over before it begins.
    """
    mark = marker.mark(new.kind, new.address)
    if mark is None or (new.until is not None and new.until <= now):
        raise AddressUnusable("this is no e-mail address or phone number", kind=new.kind)
    ledger.one_at_a_time(session)
    made = Suppression(
        id=new_id("sup", now),
        kind=new.kind,
        purpose=new.purpose,
        channel=new.channel,
        keep_out=new.keep_out,
        reason=new.reason.strip(),
        since=now,
        until=new.until,
        actor_id=actor.account_id,
    )
    for there in suppressions.by_marks(session, [mark]).get(mark, ()):
        if _scope(there) == _scope(made):
            return there
    suppressions.add(session, made, mark=mark)
    _tell(session, actor, "address.suppressed", made, now=now)
    return made


def suppress_person(
    session: Session,
    actor: Actor,
    marker: Marker,
    talent_id: str,
    new: NewSuppression,
    *,
    now: datetime,
) -> list[Suppression]:
    """Set a mark on every address of a visible person; kind and address of ``new`` are not used.

    Raises:
        NotFound: there is no such person for this actor.
        AddressUnusable: the person has no address.
    """
    pairs = profile_rules.identifiers(profile.get(session, actor, talent_id).facts)
    if not pairs:
        raise AddressUnusable("this person has no e-mail address or phone number")
    made = [
        NewSuppression(
            kind=kind,
            address=address,
            reason=new.reason,
            purpose=new.purpose,
            channel=new.channel,
            keep_out=new.keep_out,
            until=new.until,
        )
        for kind, address in pairs
    ]
    return [suppress(session, actor, marker, one, now=now) for one in made]


def lift(
    session: Session, actor: Actor, suppression_id: str, *, reason: str, now: datetime
) -> Suppression:
    """Say that a mark no longer holds, and why; it stays on record.

    Raises:
        NotFound: there is no such mark.
        LiftInvalid: no reason was given.
    """
    there = suppressions.get(session, suppression_id)
    if there is None:
        raise NotFound("there is no such mark", suppression_id=suppression_id)
    if not reason.strip():
        raise LiftInvalid("say why the mark no longer holds")
    ledger.one_at_a_time(session)
    if there.lifted_at is None:
        suppressions.lift(
            session, there.id, reason=reason.strip(), actor_id=actor.account_id, now=now
        )
        _tell(session, actor, "address.released", there, now=now)
    lifted = suppressions.get(session, there.id)
    assert lifted is not None
    return lifted


def against(
    session: Session,
    marker: Marker,
    pairs: Iterable[Pair],
    purpose: Purpose,
    channel: ConsentChannel,
    *,
    at: datetime,
) -> Suppression | None:
    """Return a mark that forbids to reach any of the addresses for a purpose by a channel."""
    found = suppressions.by_marks(session, marker.marks(pairs))
    every = [one for those in found.values() for one in those]
    return next((one for one in every if rules.forbids(one, purpose, channel, at=at)), None)


@dataclass(frozen=True, slots=True)
class KeepOut:
    """The check of the one door in: who asked not to be kept is not stored again."""

    marker: Marker
    clock: Clock

    def __call__(self, session: Session, pairs: Iterable[Pair]) -> Mapping[Pair, str]:
        """Return why each of the addresses may not come in; none means they all may."""
        marks, now = self.marker.marks(pairs), self.clock.now()
        found = suppressions.by_marks(session, marks)
        return {
            marks[mark]: f"the owner of this {marks[mark][0]} asked not to be kept"
            for mark, those in found.items()
            if any(one.keep_out and rules.holds(one, at=now) for one in those)
        }


def _scope(one: Suppression) -> tuple[Purpose | None, ConsentChannel, bool, datetime | None]:
    return (one.purpose, one.channel, one.keep_out, one.until)


def _tell(session: Session, actor: Actor, name: str, one: Suppression, *, now: datetime) -> None:
    details = {
        "kind": one.kind,
        "purpose": one.purpose.value if one.purpose else "any",
        "channel": one.channel.value,
        "keep_out": one.keep_out,
    }
    outbox.append(session, name, one.id, details, now=now)
    audit.record(session, actor, name, one.id, now=now, details=details)
