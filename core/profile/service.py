"""Verbs of the profile slice: load, decide, save, tell. Never commits."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from core import audit, outbox
from core.actor import Actor
from core.errors import Conflict, Refused, Stale, Unusable
from core.ids import new_id
from core.profile import codec, rules
from core.profile.ingest import Gate, Memory, ingest, ingest_many, preview_many, rederive
from core.profile.repository import aliases, people, records, removal, store, timeline
from core.profile.types import (
    Arrival,
    Channel,
    Facts,
    IngestResult,
    Interaction,
    NewAttachment,
    SourceRecord,
    Talent,
)

__all__ = [
    "Memory",
    "add_attachment",
    "assign",
    "create",
    "edit",
    "ingest",
    "ingest_many",
    "preview_many",
    "record_interaction",
    "record_interactions",
    "remove_invented",
    "undo",
]

MANUAL = "manual"
EDITABLE = frozenset(rules.FIELDS) - {"text"}


def create(  # noqa: PLR0913  what a person is written down with is named by the caller
    session: Session,
    actor: Actor,
    facts: Facts,
    *,
    now: datetime,
    team_id: str | None = None,
    owner_id: str | None = None,
    gate: Gate | None = None,
) -> IngestResult:
    """Write down a new person by hand.

    Raises:
        KeptOut: the gate says that the person asked not to be kept.
        Unusable: nothing was said about the person.
        Conflict: somebody visible has this e-mail address or phone number (``talent_id``).
    """
    if facts == Facts():
        raise Unusable("a person needs at least a name, an e-mail address or a phone number")
    for holders in store.people_by_identifier(session, rules.identifiers(facts), {}).values():
        for person in holders:
            if actor.sees_team(person.team_id):
                raise Conflict(
                    "somebody with this e-mail address or phone number is there already",
                    talent_id=person.id,
                )
    said = [name for name in rules.FIELDS if getattr(facts, name) != getattr(Facts(), name)]
    arrival = Arrival(
        source=MANUAL,
        channel=Channel.MANUAL,
        facts=facts,
        external_id=new_id("man", now),
        raw={rules.EDITED: ",".join(sorted(said))},
        team_id=team_id,
        owner_id=owner_id,
    )
    return ingest(session, actor, arrival, now=now, gate=gate)


def edit(
    session: Session,
    actor: Actor,
    talent_id: str,
    changes: Mapping[str, Any],
    *,
    now: datetime,
    expected_version: int | None = None,
) -> Talent:
    """Set fields of `Facts` by hand; what is set wins over every source until it is undone.

    Raises:
        NotFound: there is no such person for this actor.
        Stale: the person changed since ``expected_version``.
        Unusable: a field is unknown or cannot be edited.
    """
    number = people.number_of(session, actor, talent_id)
    if unknown := sorted(set(changes) - EDITABLE):
        raise Unusable(f"these fields cannot be edited: {', '.join(unknown)}", fields=unknown)
    if not changes:
        return people.get(session, actor, talent_id)
    person = store.people_by_number(session, [number])[0]
    if expected_version is not None and expected_version != person.version:
        raise Stale("somebody changed this person meanwhile; load it again")
    linked = records.linked_records(session, [number])[number]
    newest = max(record.received_at for record in linked)
    record_id = new_id("src", now)
    facts = rules.without_evidence(replace(Facts(), **changes))
    record = SourceRecord(
        id=record_id,
        talent_id=talent_id,
        source=MANUAL,
        channel=Channel.MANUAL,
        external_id=record_id,
        content_hash=codec.raw_hash(sorted(changes), codec.dump(facts)),
        received_at=max(now, newest + timedelta(microseconds=1)),
        raw={rules.EDITED: ",".join(sorted(changes))},
        facts=facts,
    )
    new = store.new_record(record, person, evidence=f"edited by {actor.account_id}")
    numbers = store.save_records(session, [new], actor_id=actor.account_id, now=now)
    store.save_links(session, [new], numbers, now=now)
    rederive(session, [person], now=now)
    details = {"fields": sorted(changes), "source_record_id": record_id}
    audit.record(session, actor, "talent.edited", talent_id, now=now, details=details)
    return people.get(session, actor, talent_id)


def undo(session: Session, actor: Actor, talent_id: str, *, now: datetime) -> Talent:
    """Take back the latest edit by hand; its record stays, unlinked.

    Raises:
        NotFound: there is no such person for this actor.
        Refused: there is no edit to take back.
    """
    number = people.number_of(session, actor, talent_id)
    linked = records.linked_records(session, [number])[number]
    by_hand = [record for record in linked if record.channel is Channel.MANUAL]
    if not by_hand or len(linked) < 2:
        raise Refused("there is no edit by hand to take back", talent_id=talent_id)
    last = max(by_hand, key=lambda record: (record.received_at, record.id))
    if len(by_hand) == 1 and last == min(linked, key=lambda record: record.received_at):
        raise Refused(
            "this person was written by hand; that cannot be taken back", talent_id=talent_id
        )
    records.unlink(session, last.id, now=now)
    rederive(session, store.people_by_number(session, [number]), now=now)
    details = {"source_record_id": last.id}
    audit.record(session, actor, "talent.edit_undone", talent_id, now=now, details=details)
    return people.get(session, actor, talent_id)


def assign(
    session: Session,
    actor: Actor,
    talent_id: str,
    *,
    team_id: str | None,
    owner_id: str | None,
    now: datetime,
) -> Talent:
    """Give a person to a team and an owner; ``None`` means the whole company, nobody.

    Raises:
        NotFound: there is no such person for this actor.
        Refused: the actor is not in that team.
    """
    number = people.number_of(session, actor, talent_id)
    if not actor.sees_team(team_id):
        raise Refused("a person can only be given to a team of your own", team_id=team_id)
    person = store.people_by_number(session, [number])[0]
    person.team_id, person.owner_id = team_id, owner_id
    rederive(session, [person], now=now)
    details = {"team_id": team_id, "owner_id": owner_id}
    audit.record(session, actor, "talent.assigned", talent_id, now=now, details=details)
    return people.get(session, actor, talent_id)


def record_interaction(
    session: Session, actor: Actor, interaction: Interaction, *, now: datetime
) -> Interaction:
    """Append something that happened; an empty ``id`` is given one, ``known_at`` is kept.

    Raises:
        NotFound: there is no such person for this actor.
    """
    return record_interactions(session, actor, [interaction], now=now)[0]


def record_interactions(
    session: Session, actor: Actor, interactions: Sequence[Interaction], *, now: datetime
) -> list[Interaction]:
    """Append many; see `record_interaction`. One unknown person refuses them all."""
    current = aliases.current_ids(session, (item.talent_id for item in interactions))
    ids = list(dict.fromkeys(current.values()))
    numbers = people.numbers_of(session, actor, ids)
    named = [
        replace(
            item,
            id=item.id or new_id("int", now),
            talent_id=current[item.talent_id],
            actor_id=item.actor_id or actor.account_id,
        )
        for item in interactions
    ]
    timeline.append_interactions(session, [(numbers[item.talent_id], item) for item in named])
    facts = [(people.CHANGED, talent_id, {"what": "interaction"}) for talent_id in ids]
    outbox.append_many(session, facts, now=now)
    return named


def add_attachment(
    session: Session, actor: Actor, talent_id: str, file: NewAttachment, *, now: datetime
) -> str:
    """Attach a stored file as the person's next version and return its id."""
    number = people.number_of(session, actor, talent_id)
    attachment_id = new_id("att", now)
    timeline.add_attachment(session, number, None, file, attachment_id=attachment_id, now=now)
    details = {"attachment_id": attachment_id}
    audit.record(session, actor, "talent.attachment_added", talent_id, now=now, details=details)
    return attachment_id


def remove_invented(session: Session, actor: Actor, *, now: datetime) -> list[str]:
    """Delete every invented person with all that is theirs; return the names of stored files.

    The caller removes the files after the commit.
    """
    ids, files = removal.remove_invented(session)
    outbox.append_many(session, [(people.REMOVED, talent_id, {}) for talent_id in ids], now=now)
    details = {"talents": len(ids)}
    audit.record(session, actor, "talent.invented_removed", "talents", now=now, details=details)
    return files
