"""Reading source records and their links."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import orjson
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from core.actor import Actor
from core.errors import NotFound
from core.profile import codec
from core.profile.repository.people import chunks, number_of, visible
from core.profile.tables import (
    AttachmentRow,
    PossibleDuplicateRow,
    SourceLinkRow,
    SourceRecordRow,
    TalentRow,
)
from core.profile.types import Channel, Facts, SourceRecord

SHARED = "shared in {record_id}"


def sources_of(session: Session, actor: Actor, talent_id: str) -> list[SourceRecord]:
    """Return every record linked to a visible person, newest first, superseded ones included."""
    number = number_of(session, actor, talent_id)
    found = linked_records(session, [number])[number]
    return sorted(found, key=lambda record: (record.received_at, record.id), reverse=True)


def source_text(session: Session, actor: Actor, record_id: str) -> str:
    """Return the text that the spans of a source record refer to.

    Raises:
        NotFound: there is no such record, or its person is not the actor's to see.
    """
    query = (
        select(SourceRecordRow.text)
        .join(SourceLinkRow, SourceLinkRow.record_number == SourceRecordRow.number)
        .join(TalentRow, TalentRow.number == SourceLinkRow.talent_number)
        .where(SourceRecordRow.id == record_id, SourceLinkRow.unlinked_at.is_(None), visible(actor))
    )
    text = session.scalar(query)
    if text is None:
        raise NotFound(f"there is no source record {record_id}", record_id=record_id)
    return text


def linked_records(session: Session, numbers: Iterable[int]) -> dict[int, list[SourceRecord]]:
    """Return the records linked now to each of the people."""
    wanted = list(numbers)
    found: dict[int, list[SourceRecord]] = {number: [] for number in wanted}
    for some in chunks(wanted):
        query = (
            select(SourceRecordRow, TalentRow.number, TalentRow.id, AttachmentRow.id)
            .join(SourceLinkRow, SourceLinkRow.record_number == SourceRecordRow.number)
            .join(TalentRow, TalentRow.number == SourceLinkRow.talent_number)
            .outerjoin(AttachmentRow, AttachmentRow.record_number == SourceRecordRow.number)
            .where(SourceLinkRow.talent_number.in_(some), SourceLinkRow.unlinked_at.is_(None))
        )
        for row, number, talent_id, attachment_id in session.execute(query):
            found[number].append(_to_record(row, talent_id, attachment_id or ""))
    return found


@dataclass(frozen=True, slots=True)
class Kept:
    """A record that is or was linked to somebody: its number, key, and whether it is by hand."""

    number: int
    id: str
    source: str
    key: str
    by_hand: bool
    linked: bool
    facts: Facts


def kept_by(session: Session, talent_number: int) -> list[Kept]:
    """Return every record of a person, those taken away from them too, in the order of arrival."""
    row, link = SourceRecordRow, SourceLinkRow
    query = (
        select(row.number, row.id, row.source, row.key, row.channel, link.unlinked_at, row.facts)
        .join(link, link.record_number == row.number)
        .where(link.talent_number == talent_number)
        .order_by(row.number)
    )
    return [
        Kept(
            number=one.number,
            id=one.id,
            source=one.source,
            key=one.key,
            by_hand=one.channel == Channel.MANUAL.value,
            linked=one.unlinked_at is None,
            facts=codec.load(one.facts),
        )
        for one in session.execute(query)
    ]


def last_number(session: Session) -> int:
    """Return the number of the latest record of anybody, 0 if there is none."""
    return session.scalar(select(func.max(SourceRecordRow.number))) or 0


def holder_of(session: Session, source: str, external_id: str) -> str | None:
    """Return the id of who is known under an id of a source, whoever may see them."""
    link, record = SourceLinkRow, SourceRecordRow
    query = (
        select(TalentRow.id)
        .join(link, link.talent_number == TalentRow.number)
        .join(record, record.number == link.record_number)
        .where(record.source == source, record.key == external_id, link.unlinked_at.is_(None))
        .order_by(record.version.desc())
        .limit(1)
    )
    return session.scalar(query)


def channels_of(session: Session, numbers: Sequence[int]) -> dict[int, set[Channel]]:
    """Return the channels by which people are known now."""
    found: dict[int, set[Channel]] = {}
    link, record = SourceLinkRow, SourceRecordRow
    for some in chunks(numbers):
        query = (
            select(link.talent_number, record.channel)
            .join(record, record.number == link.record_number)
            .where(link.talent_number.in_(some), link.unlinked_at.is_(None))
            .distinct()
        )
        for number, channel in session.execute(query):
            found.setdefault(number, set()).add(Channel(channel))
    return found


def unlink(session: Session, record_id: str, *, now: datetime) -> None:
    """Take a record away from its person; the record itself stays."""
    unlink_many(session, [record_id], now=now)


def unlink_many(session: Session, record_ids: Sequence[str], *, now: datetime) -> list[int]:
    """Take records away from their people, and return the numbers of those people, each once.

    Records that belong to nobody (any more) are left as they are.
    """
    people: dict[int, None] = {}
    link, record = SourceLinkRow, SourceRecordRow
    for some in chunks(record_ids):
        found = session.execute(
            select(link.record_number, link.talent_number)
            .join(record, record.number == link.record_number)
            .where(record.id.in_(some), link.unlinked_at.is_(None))
        ).all()
        gone = update(link).where(link.record_number.in_([number for number, _ in found]))
        session.execute(gone.values(unlinked_at=now))
        people.update(dict.fromkeys(talent for _, talent in found))
    return list(people)


def forget_duplicates(session: Session, record_ids: Sequence[str]) -> None:
    """Delete the notes of possible duplicates that only these records gave rise to."""
    for some in chunks(record_ids):
        told = [SHARED.format(record_id=record_id) for record_id in some]
        session.execute(delete(PossibleDuplicateRow).where(PossibleDuplicateRow.evidence.in_(told)))


def _to_record(row: SourceRecordRow, talent_id: str, attachment_id: str) -> SourceRecord:
    return SourceRecord(
        id=row.id,
        talent_id=talent_id,
        source=row.source,
        channel=Channel(row.channel),
        external_id=row.external_id,
        content_hash=row.content_hash,
        received_at=row.received_at,
        raw=orjson.loads(row.raw),
        facts=codec.load(row.facts, source_id=row.id, body=row.text),
        attachment_id=attachment_id,
    )
