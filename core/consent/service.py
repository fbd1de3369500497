"""Verbs of the ledger: writing down what somebody allowed or forbade, and asking what holds."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from core import audit, outbox
from core.actor import Actor
from core.consent import rules
from core.consent.repository import ledger
from core.consent.types import (
    Act,
    ConsentChannel,
    ConsentMissing,
    Decision,
    Entry,
    EntryInvalid,
    NewEntry,
    Purpose,
    Source,
    Wording,
    WordingExists,
    WordingUnknown,
)
from core.errors import NotFound
from core.ids import new_id
from core.profile.repository import aliases, people

one_at_a_time = ledger.one_at_a_time
GIVEN, WITHDRAWN = "consent.given", "consent.withdrawn"


def record(
    session: Session, actor: Actor, talent_id: str, new: NewEntry, *, now: datetime
) -> Entry:
    """Append an entry to the ledger of a person.

    Raises:
        NotFound: there is no such person for this actor.
        EntryInvalid: ``reasons`` say what is wrong.
        WordingUnknown: the wording is not there, or is one of another purpose.
    """
    number = people.number_of(session, actor, talent_id)
    talent_id = aliases.current_id(session, talent_id)
    if flaws := rules.flaws_of(new, now=now):
        raise EntryInvalid("this cannot be written into the ledger", reasons=flaws)
    _check_wording(session, new)
    ledger.one_at_a_time(session)
    entry_id = new_id("con", now)
    seq = ledger.add_entry(
        session, number, new, entry_id=entry_id, now=now, actor_id=actor.account_id
    )
    entry = Entry(
        seq=seq,
        id=entry_id,
        talent_id=talent_id,
        purpose=new.purpose,
        channel=new.channel,
        act=new.act,
        at=new.at,
        recorded_at=now,
        source=new.source,
        wording_id=new.wording_id,
        proof=new.proof.strip(),
        expires_at=new.expires_at,
        actor_id=actor.account_id,
    )
    _tell(session, actor, entry, now=now)
    return entry


def withdraw(  # noqa: PLR0913  what a withdrawal needs is named by the caller
    session: Session,
    actor: Actor,
    talent_id: str,
    purpose: Purpose,
    *,
    now: datetime,
    channel: ConsentChannel = ConsentChannel.ANY,
    source: Source = Source.PERSON,
    proof: str = "",
) -> Entry:
    """Take a consent back, as of now; it needs no wording, no proof and no consent before it."""
    new = NewEntry(purpose, Act.WITHDRAWN, now, source, channel, proof=proof)
    return record(session, actor, talent_id, new, now=now)


def may(
    session: Session,
    talent_id: str,
    purpose: Purpose,
    channel: ConsentChannel = ConsentChannel.ANY,
    *,
    at: datetime,
) -> Decision:
    """Say whether a person may be used or reached for a purpose, and by which row.

    For the machine's own checks: it asks for no actor.

    Raises:
        NotFound: there is no such person.
    """
    numbers = people.known_numbers(session, [talent_id])
    if talent_id not in numbers:
        raise NotFound(f"there is no person {talent_id}", talent_id=talent_id)
    found = ledger.ledgers_on(session, numbers.values(), purpose)
    return rules.decide(found.get(numbers[talent_id], ()), purpose, channel, at=at)


def check(
    session: Session,
    talent_id: str,
    purpose: Purpose,
    channel: ConsentChannel = ConsentChannel.ANY,
    *,
    at: datetime,
) -> Decision:
    """Return the decision that allows a use.

    Raises:
        ConsentMissing: it is not allowed; carries ``why``.
        NotFound: there is no such person.
    """
    decision = may(session, talent_id, purpose, channel, at=at)
    if not decision.allowed:
        raise ConsentMissing(
            f"{talent_id} did not allow {purpose} by {channel}: {decision.why}",
            purpose=purpose.value,
            channel=channel.value,
            why=decision.why.value,
        )
    return decision


def state_of(session: Session, actor: Actor, talent_id: str, *, at: datetime) -> list[Decision]:
    """Return what a visible person allows as of a time: every purpose, and channels that differ."""
    return rules.state(ledger.ledger_of(session, actor, talent_id), at=at)


def not_profiled(session: Session, talent_ids: Iterable[str], *, at: datetime) -> set[str]:
    """Return those of the people who may not be scored, compared or embedded."""
    numbers = people.known_numbers(session, list(dict.fromkeys(talent_ids)))
    found = ledger.ledgers_on(session, numbers.values(), Purpose.PROFILING)
    return {
        talent_id
        for talent_id, number in numbers.items()
        if not _profiling_allowed(found.get(number, ()), at=at)
    }


def all_not_profiled(session: Session, *, at: datetime) -> list[str]:
    """Return everybody who may not be scored, by id."""
    numbers = ledger.closed_on(session, Purpose.PROFILING)
    found = ledger.ledgers_on(session, numbers, Purpose.PROFILING)
    closed = [one for one in numbers if not _profiling_allowed(found.get(one, ()), at=at)]
    return sorted(people.ids_of(session, closed).values())


def add_wording(  # noqa: PLR0913  the words in both languages are named by the caller
    session: Session,
    actor: Actor,
    purpose: Purpose,
    version: str,
    *,
    zh: str,
    en: str,
    now: datetime,
) -> Wording:
    """Store the words of a consent under a version of their own; the same words again are known.

    Raises:
        WordingExists: there are other words under this version.
    """
    known = [one for one in ledger.wordings(session, purpose) if one.version == version]
    if known:
        if (known[0].zh, known[0].en) != (zh, en):
            raise WordingExists("there are other words under this version", version=version)
        return known[0]
    made = Wording(new_id("wor", now), purpose, version, zh, en, now)
    ledger.add_wording(session, made)
    details = {"purpose": purpose.value, "version": version}
    audit.record(session, actor, "wording.added", made.id, now=now, details=details)
    return made


def _profiling_allowed(entries: Iterable[Entry], *, at: datetime) -> bool:
    return rules.decide(entries, Purpose.PROFILING, at=at).allowed


def _check_wording(session: Session, new: NewEntry) -> None:
    if not new.wording_id:
        return
    known = ledger.wording(session, new.wording_id)
    if known is None or known.purpose is not new.purpose:
        raise WordingUnknown(
            f"there is no wording {new.wording_id} for {new.purpose}", wording_id=new.wording_id
        )


def _tell(session: Session, actor: Actor, entry: Entry, *, now: datetime) -> None:
    name = GIVEN if entry.act is Act.GIVEN else WITHDRAWN
    details = {
        "entry_id": entry.id,
        "purpose": entry.purpose.value,
        "channel": entry.channel.value,
        "act": entry.act.value,
        "source": entry.source.value,
    }
    outbox.append(session, name, entry.talent_id, details, now=now)
    if entry.purpose is Purpose.PROFILING:  # who searches reads this person again
        outbox.append(session, people.CHANGED, entry.talent_id, {"what": "profiling"}, now=now)
    audit.record(session, actor, name, entry.talent_id, now=now, details=details)
