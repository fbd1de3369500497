"""What a merge adds to the ledger, so that two in one allow no more than the stricter.

The entries of both stand side by side after a merge, and a later "yes" of one would undo an earlier
"no" of the other, though it was said by somebody nobody knew to be the same. Pure.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import pairwise

from core.consent import rules
from core.consent.types import Act, ConsentChannel, Decision, Entry, NewEntry, Purpose, Source

_LAST = 1 << 60
Scope = tuple[Purpose, ConsentChannel]
_SCOPES: tuple[Scope, ...] = tuple(
    (purpose, channel) for purpose in Purpose for channel in ConsentChannel
)

_SAID_WHILE = "said while merged: "


def made_strict(
    own: Sequence[Entry], side: Sequence[Entry], *, at: datetime, proof: str
) -> list[NewEntry]:
    """Return the entries with which the union decides no looser than either ledger, from ``at`` on.

    Where both allow and one ends sooner, the one that ends sooner is said again. Where one forbids
    what the union would allow, it is closed. A word of the person after that counts as always.

    Args:
        own: the ledger of the person who stays.
        side: the ledger of the one who is merged into them.
        at: when they are merged.
        proof: what the added entries name as their ground.
    """
    if not own or not side:
        return []
    union = sorted((*own, *side), key=lambda one: one.seq)
    instants = _instants(union, at)
    added: list[NewEntry] = []
    for before, after in pairwise(instants):
        for scope in _SCOPES:
            given = _allowed(own, side, scope, at=before)
            if given is not None and _wider(union, added, own, side, scope, at=after):
                added.append(_again(given, scope, at=at, until=after, proof=proof))
    for instant in instants:
        for scope in _SCOPES:
            if _wider(union, added, own, side, scope, at=instant):
                added.append(
                    NewEntry(scope[0], Act.CLOSED, at, Source.SYSTEM, scope[1], proof=proof)
                )
    return added


def _instants(union: Sequence[Entry], at: datetime) -> list[datetime]:
    """Return when an answer may change without a word: now, and whenever a consent ends."""
    ends = {one.expires_at for one in union if one.expires_at is not None and one.expires_at > at}
    return sorted({at} | ends)


def _both(own: Sequence[Entry], side: Sequence[Entry], scope: Scope, *, at: datetime) -> Decision:
    return rules.strictest([rules.decide(one, *scope, at=at) for one in (own, side)])


def _allowed(
    own: Sequence[Entry], side: Sequence[Entry], scope: Scope, *, at: datetime
) -> Entry | None:
    decision = _both(own, side, scope, at=at)
    return decision.entry if decision.allowed else None


def _wider(
    union: Sequence[Entry],
    added: Sequence[NewEntry],
    own: Sequence[Entry],
    side: Sequence[Entry],
    scope: Scope,
    *,
    at: datetime,
) -> bool:
    """Tell whether the union with what was added allows what the stricter ledger does not."""
    if _both(own, side, scope, at=at).allowed:
        return False
    return rules.decide([*union, *_as_written(added)], *scope, at=at).allowed


def _again(given: Entry, scope: Scope, *, at: datetime, until: datetime, proof: str) -> NewEntry:
    return NewEntry(
        purpose=scope[0],
        act=Act.GIVEN,
        at=at,
        source=Source.SYSTEM,
        channel=scope[1],
        wording_id=given.wording_id,
        proof=f"{proof}: {given.id} ends sooner",
        expires_at=until,
    )


def _as_written(added: Iterable[NewEntry]) -> Iterator[Entry]:
    for number, one in enumerate(added):
        yield as_entry(one, seq=_LAST + number)


def as_entry(new: NewEntry, *, seq: int) -> Entry:
    """Return an entry as it will stand in the ledger, before it does."""
    return Entry(
        seq=seq,
        id="",
        talent_id="",
        purpose=new.purpose,
        channel=new.channel,
        act=new.act,
        at=new.at,
        recorded_at=new.at,
        source=new.source,
        wording_id=new.wording_id,
        proof=new.proof,
        expires_at=new.expires_at,
    )


def copied(closing: Entry) -> NewEntry:
    """Return what a "no" said to two people in one leaves with the other when they part again."""
    return NewEntry(
        purpose=closing.purpose,
        act=closing.act,
        at=closing.at,
        source=Source.SYSTEM,
        channel=closing.channel,
        proof=_SAID_WHILE + (copied_from(closing) or closing.id),
    )


def copied_from(one: Entry) -> str:
    """Return the id of the entry that this one is a copy of; empty if it is none."""
    is_copy = one.source is Source.SYSTEM and one.proof.startswith(_SAID_WHILE)
    return one.proof.removeprefix(_SAID_WHILE) if is_copy else ""
