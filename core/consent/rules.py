"""What an append-only ledger comes to: pure, for any time, strictest wins.

A withdrawal of one channel is undone only by a later consent that names this channel; one of all
channels by any later consent for what that covers. A consent replaces the one before it. So a
general "yes" never brings back a channel somebody closed by name. At the same moment closing wins.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from core.consent.types import (
    Act,
    ConsentChannel,
    Decision,
    Entry,
    Flaw,
    NewEntry,
    Purpose,
    Suppression,
    Why,
)

ANY = ConsentChannel.ANY
# the use that goes on until somebody objects; everything else needs a "yes"
OPT_OUT = frozenset({Purpose.PROFILING})
_WHY: Mapping[Act, Why] = {
    Act.GIVEN: Why.GIVEN,
    Act.REFUSED: Why.REFUSED,
    Act.WITHDRAWN: Why.WITHDRAWN,
    Act.CLOSED: Why.CLOSED,
}


def decide(
    ledger: Iterable[Entry],
    purpose: Purpose,
    channel: ConsentChannel = ANY,
    *,
    at: datetime,
    opt_out: frozenset[Purpose] = OPT_OUT,
) -> Decision:
    """Say whether a purpose is allowed by a channel at a time, and by which row.

    Args:
        ledger: the entries of one person, in any order; what lies after ``at`` is not looked at.
        purpose: what for.
        channel: by which way; ``any`` asks for the use itself and needs a general consent.
        at: as of when.
        opt_out: the purposes that need no consent until somebody refuses.
    """
    told = sorted((one for one in ledger if _covers(one, purpose, channel, at)), key=_order)
    closing = [one for one in told if one.act is not Act.GIVEN]
    newest = {one.channel: one for one in told if one.act is Act.GIVEN}
    giving = sorted((one for one in newest.values() if _opens(one, closing, told)), key=_order)
    valid = [one for one in giving if one.expires_at is None or one.expires_at > at]
    if valid:
        return Decision(purpose, channel, allowed=True, why=Why.GIVEN, entry=valid[-1])
    if giving and (closing or purpose not in opt_out):
        return Decision(purpose, channel, allowed=False, why=Why.EXPIRED, entry=giving[-1])
    if closing:
        last = closing[-1]
        return Decision(purpose, channel, allowed=False, why=_WHY[last.act], entry=last)
    if purpose in opt_out:
        return Decision(purpose, channel, allowed=True, why=Why.NOT_REFUSED)
    return Decision(purpose, channel, allowed=False, why=Why.NEVER_ASKED)


def state(
    ledger: Sequence[Entry], *, at: datetime, opt_out: frozenset[Purpose] = OPT_OUT
) -> list[Decision]:
    """Return every purpose as such, and each channel whose answer differs from that."""
    found: list[Decision] = []
    for purpose in Purpose:
        general = decide(ledger, purpose, at=at, opt_out=opt_out)
        found.append(general)
        for channel in ConsentChannel:
            one = decide(ledger, purpose, channel, at=at, opt_out=opt_out)
            if channel is not ANY and (one.allowed, one.why) != (general.allowed, general.why):
                found.append(one)
    return found


def strictest(decisions: Sequence[Decision]) -> Decision:
    """Return the decision that holds for one person of several ledgers: the first refusal.

    Raises:
        ValueError: there is nothing to choose from.
    """
    if not decisions:
        raise ValueError("no decision to choose from")
    spoken = [one for one in decisions if one.entry is not None] or list(decisions)
    return next((one for one in spoken if not one.allowed), spoken[0])


def holds(one: Suppression, *, at: datetime) -> bool:
    """Tell whether a mark stands at a time."""
    lifted = one.lifted_at is not None and one.lifted_at <= at
    return one.since <= at and (one.until is None or at < one.until) and not lifted


def forbids(one: Suppression, purpose: Purpose, channel: ConsentChannel, *, at: datetime) -> bool:
    """Tell whether a mark forbids to reach its address for a purpose by a channel."""
    covers = one.purpose in {None, purpose} and one.channel in {ANY, channel}
    return covers and holds(one, at=at)


def flaws_of(new: NewEntry, *, now: datetime) -> list[Flaw]:
    """Return what is wrong with a new entry; nothing means it may be written."""
    found = []
    if new.at > now:
        found.append(Flaw.FUTURE)
    if new.act is Act.GIVEN and not new.proof.strip():
        found.append(Flaw.NO_PROOF)
    if new.act is Act.GIVEN and not new.wording_id:
        found.append(Flaw.NO_WORDING)
    if new.expires_at is not None and new.expires_at <= new.at:
        found.append(Flaw.EXPIRED)
    if new.expires_at is not None and new.act is not Act.GIVEN:
        found.append(Flaw.NO_EXPIRY)
    return found


def _covers(one: Entry, purpose: Purpose, channel: ConsentChannel, at: datetime) -> bool:
    return one.purpose is purpose and one.at <= at and one.channel in {ANY, channel}


def _order(one: Entry) -> tuple[datetime, bool, int]:
    return (one.at, one.act is not Act.GIVEN, one.seq)


def _opens(given: Entry, closing: Sequence[Entry], told: Sequence[Entry]) -> bool:
    """Tell whether a consent stands against every entry that closes what it covers."""
    return all(_order(given) > _order(one) and _undoes(given, one, told) for one in closing)


def _undoes(given: Entry, closed: Entry, told: Sequence[Entry]) -> bool:
    """Tell whether a closing is undone: a general one by anything, one by name by its name only."""
    if closed.channel in {ANY, given.channel}:
        return True
    return any(
        one.act is Act.GIVEN and one.channel is closed.channel and _order(one) > _order(closed)
        for one in told
    )
