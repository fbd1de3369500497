"""Deleting people with all that is theirs."""

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from core.profile.repository.people import chunks
from core.profile.repository.terms import search_rows
from core.profile.tables import (
    AttachmentRow,
    IdentifierRow,
    InteractionRow,
    PossibleDuplicateRow,
    SourceLinkRow,
    SourceRecordRow,
    TalentRow,
    TalentSkillRow,
)


def remove_invented(session: Session) -> tuple[list[str], list[str]]:
    """Delete invented people; return their ids and the names of their stored files."""
    mine = select(TalentRow.number).where(TalentRow.invented)
    ids = list(session.scalars(select(TalentRow.id).where(TalentRow.invented)))
    links = SourceLinkRow
    gone = list(session.scalars(select(links.record_number).where(links.talent_number.in_(mine))))
    kept = AttachmentRow
    files = list(session.scalars(select(kept.stored_as).where(kept.talent_number.in_(mine))))
    session.execute(delete(search_rows).where(search_rows.c.rowid.in_(mine)))
    pairs = PossibleDuplicateRow
    for column_ in (
        kept.talent_number,
        InteractionRow.talent_number,
        IdentifierRow.talent_number,
        TalentSkillRow.talent_number,
        pairs.talent_number,
        pairs.other_number,
        links.talent_number,
    ):
        session.execute(delete(column_.class_).where(column_.in_(mine)))
    for some in chunks(gone):
        session.execute(delete(SourceRecordRow).where(SourceRecordRow.number.in_(some)))
    session.execute(delete(TalentRow).where(TalentRow.invented))
    return ids, files
