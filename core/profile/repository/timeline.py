"""Interactions and attachments of a person."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, bindparam, func, insert, or_, select, update
from sqlalchemy.orm import Session

from core.actor import Actor
from core.db import table_of
from core.errors import NotFound
from core.profile.repository.people import number_of, visible
from core.profile.tables import (
    AttachmentRow,
    InteractionRow,
    SourceLinkRow,
    SourceRecordRow,
    TalentRow,
)
from core.profile.types import Attachment, Interaction, NewAttachment


def interactions_of(
    session: Session,
    actor: Actor,
    talent_id: str,
    *,
    before: datetime | None = None,
    limit: int = 100,
) -> list[Interaction]:
    """Return what happened with a visible person, latest first, strictly before ``before``."""
    row = InteractionRow
    query = select(row).where(row.talent_number == number_of(session, actor, talent_id))
    if before is not None:
        query = query.where(row.at < before)
    query = query.order_by(row.at.desc(), row.id.desc()).limit(limit)
    return [
        Interaction(
            id=found.id,
            talent_id=talent_id,
            kind=found.kind,
            direction=found.direction,
            channel=found.channel,
            at=found.at,
            known_at=found.known_at,
            summary=found.summary,
            actor_id=found.actor_id,
        )
        for found in session.scalars(query)
    ]


def append_interactions(session: Session, rows: list[tuple[int, Interaction]]) -> None:
    """Append interactions of people by number, and move their last activity."""
    if not rows:
        return
    session.execute(
        insert(table_of(InteractionRow)),
        [
            {
                "id": item.id,
                "talent_number": number,
                "kind": item.kind,
                "direction": item.direction,
                "channel": item.channel,
                "at": item.at,
                "known_at": item.known_at,
                "summary": item.summary,
                "actor_id": item.actor_id,
            }
            for number, item in rows
        ],
    )
    latest: dict[int, datetime] = {}
    for number, item in rows:
        latest[number] = max(item.at, latest.get(number, item.at))
    last = TalentRow.last_active_at
    moved = (
        update(table_of(TalentRow))
        .where(
            TalentRow.number == bindparam("whose"), or_(last.is_(None), last < bindparam("latest"))
        )
        .values(last_active_at=bindparam("latest"))
    )
    session.execute(moved, [{"whose": number, "latest": at} for number, at in latest.items()])


def settle_activity(session: Session, numbers: Sequence[int]) -> None:
    """Set the last activity of people by what happened with them, after a merge or its undoing."""
    row = InteractionRow
    person = table_of(TalentRow)
    session.execute(
        update(person)
        .where(person.c.number.in_(numbers))
        .values(
            last_active_at=select(func.max(row.at))
            .where(row.talent_number == person.c.number)
            .scalar_subquery()
        )
    )


def attachments_of(session: Session, actor: Actor, talent_id: str) -> list[Attachment]:
    """Return the files of a visible person, newest version first.

    The file of a record that was taken away from the person is not theirs any more.
    """
    row = AttachmentRow
    query = (
        select(row, SourceRecordRow.id)
        .outerjoin(SourceRecordRow, SourceRecordRow.number == row.record_number)
        .where(row.talent_number == number_of(session, actor, talent_id), _is_theirs())
        .order_by(row.version.desc())
    )
    return [
        _to_attachment(found, talent_id, record_id or "")
        for found, record_id in session.execute(query)
    ]


def attachment(session: Session, actor: Actor, attachment_id: str) -> Attachment:
    """Return one file's description, or raise `NotFound`."""
    query = (
        select(AttachmentRow, TalentRow.id, SourceRecordRow.id)
        .join(TalentRow, TalentRow.number == AttachmentRow.talent_number)
        .outerjoin(SourceRecordRow, SourceRecordRow.number == AttachmentRow.record_number)
        .where(AttachmentRow.id == attachment_id, visible(actor), _is_theirs())
    )
    found = session.execute(query).one_or_none()
    if found is None:
        raise NotFound(f"there is no attachment {attachment_id}", attachment_id=attachment_id)
    return _to_attachment(found[0], found[1], found[2] or "")


def _is_theirs() -> ColumnElement[bool]:
    link = SourceLinkRow
    taken = select(link.record_number).where(link.unlinked_at.is_not(None))
    return or_(AttachmentRow.record_number.is_(None), AttachmentRow.record_number.not_in(taken))


def add_attachment(
    session: Session,
    talent_number: int,
    record_number: int | None,
    file: NewAttachment,
    *,
    attachment_id: str,
    now: datetime,
) -> None:
    """Add a file as the person's next version."""
    row = AttachmentRow
    newest = select(func.max(row.version)).where(row.talent_number == talent_number)
    session.execute(
        insert(row).values(
            id=attachment_id,
            talent_number=talent_number,
            record_number=record_number,
            version=(session.scalar(newest) or 0) + 1,
            file_name=file.file_name,
            media_type=file.media_type,
            size_bytes=file.size_bytes,
            sha256=file.sha256,
            stored_as=file.stored_as,
            created_at=now,
        )
    )


def _to_attachment(row: AttachmentRow, talent_id: str, record_id: str) -> Attachment:
    return Attachment(
        id=row.id,
        talent_id=talent_id,
        version=row.version,
        file_name=row.file_name,
        media_type=row.media_type,
        size_bytes=row.size_bytes,
        sha256=row.sha256,
        stored_as=row.stored_as,
        created_at=row.created_at,
        source_record_id=record_id,
    )
