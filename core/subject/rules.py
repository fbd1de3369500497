"""Where a person's rows are, and what becomes of each. A column that is missing here fails a test.

The order is that of deletion: what points at something goes before what it points at. What a row
follows goes after it when a merge is undone, whatever their order here.
"""

from datetime import datetime, timedelta

from core.subject.types import Fate, Follows, Join, Key, Part, Reference

DUE_AFTER = timedelta(days=15)  # the stricter of the deadlines of CN (15) and EU (30)
_ID, _NUMBER, _RECORD = Key.TALENT_ID, Key.TALENT_NUMBER, Key.RECORD_NUMBER

REFERENCES: tuple[Reference, ...] = (
    Reference("shortlist_entry", "talent_id", _ID, merge=Join.MOVES, unmerge=Part.BACK),
    Reference(
        "shortlist_decision",
        "talent_id",
        _ID,
        merge=Join.MOVES,
        unmerge=Part.BACK,
        follows=Follows("shortlist_id", "shortlist_entry", "shortlist_id"),
    ),
    Reference("import_row", "subject_id", _ID, merge=Join.HISTORY, unmerge=Part.NOTHING),
    Reference(
        "outbox",
        "subject_id",
        _ID,
        Fate.KEEP,
        export=False,
        merge=Join.HISTORY,
        unmerge=Part.NOTHING,
    ),
    Reference(
        "audit_entry",
        "subject",
        _ID,
        Fate.KEEP,
        unsaid=("actor_id", "hash", "seq", "id"),
        merge=Join.HISTORY,
        unmerge=Part.NOTHING,
    ),
    Reference(
        "consent_entry",
        "talent_number",
        _NUMBER,
        unsaid=("talent_number", "seq"),
        merge=Join.MOVES,
        unmerge=Part.BACK_STRICT,
    ),
    Reference(
        "retention_standing",
        "talent_number",
        _NUMBER,
        unsaid=("talent_number",),
        merge=Join.STAYS,
        unmerge=Part.NOTHING,
    ),
    Reference(
        "retention_hold",
        "talent_number",
        _NUMBER,
        unsaid=("talent_number", "actor_id"),
        merge=Join.MOVES,
        unmerge=Part.BACK_OR_NAMED,
    ),
    Reference(
        "retention_notice",
        "talent_number",
        _NUMBER,
        unsaid=("talent_number",),
        merge=Join.STAYS,
        unmerge=Part.NOTHING,
    ),
    Reference(
        "task",
        "talent_number",
        _NUMBER,
        unsaid=("talent_number",),
        merge=Join.MOVES,
        unmerge=Part.BACK_OR_NAMED,
    ),
    Reference(
        "phone_call",
        "talent_number",
        _NUMBER,
        unsaid=("talent_number",),
        merge=Join.MOVES,
        unmerge=Part.BACK_OR_NAMED,
    ),
    Reference(
        "sending",
        "recipient",
        _ID,
        unsaid=("attempt", "carrier_id"),
        merge=Join.MOVES_IF_FREE,
        unmerge=Part.BACK,
    ),
    Reference(  # said by the facts
        "talent_skill",
        "talent_number",
        _NUMBER,
        export=False,
        merge=Join.ANEW,
        unmerge=Part.ANEW,
    ),
    Reference(
        "identifier",
        "talent_number",
        _NUMBER,
        unsaid=("talent_number",),
        merge=Join.ANEW,
        unmerge=Part.ANEW,
    ),
    Reference(  # tells of another
        "possible_duplicate",
        "talent_number",
        _NUMBER,
        export=False,
        merge=Join.STAYS,
        unmerge=Part.NOTHING,
    ),
    Reference(
        "possible_duplicate",
        "other_number",
        _NUMBER,
        export=False,
        merge=Join.STAYS,
        unmerge=Part.NOTHING,
    ),
    Reference(  # the next one has them all
        "attachment",
        "record_number",
        _RECORD,
        export=False,
        merge=Join.HISTORY,
        unmerge=Part.NOTHING,
    ),
    Reference(
        "attachment",
        "talent_number",
        _NUMBER,
        unsaid=("talent_number", "record_number", "stored_as"),
        merge=Join.MOVES,
        unmerge=Part.BACK_OR_NAMED,
        follows=Follows("record_number", "source_link", "record_number"),
    ),
    Reference(
        "interaction",
        "talent_number",
        _NUMBER,
        unsaid=("talent_number", "actor_id"),
        merge=Join.MOVES,
        unmerge=Part.BACK_OR_NAMED,
    ),
    Reference(
        "source_link",
        "record_number",
        _RECORD,
        export=False,
        merge=Join.HISTORY,
        unmerge=Part.NOTHING,
    ),
    Reference(
        "source_link",
        "talent_number",
        _NUMBER,
        unsaid=("talent_number", "record_number"),
        merge=Join.MOVES,
        unmerge=Part.BACK_BY_SOURCE,
    ),
    Reference(
        "source_record",
        "number",
        _RECORD,
        unsaid=("number", "facts_hash", "actor_id"),
        merge=Join.HISTORY,
        unmerge=Part.NOTHING,
    ),
    Reference(  # tells of another, if it was undone
        "talent_merge",
        "merged_number",
        _NUMBER,
        export=False,
        merge=Join.REDIRECTS,
        unmerge=Part.NOTHING,
    ),
    Reference(
        "talent_merge",
        "survivor_number",
        _NUMBER,
        export=False,
        merge=Join.REDIRECTS,
        unmerge=Part.NOTHING,
    ),
    Reference(
        "talent_alias",
        "old_number",
        _NUMBER,
        export=False,
        merge=Join.REDIRECTS,
        unmerge=Part.NOTHING,
    ),
    Reference(
        "talent_alias",
        "talent_number",
        _NUMBER,
        export=False,
        merge=Join.REDIRECTS,
        unmerge=Part.NOTHING,
    ),
    Reference(
        "talent",
        "number",
        _NUMBER,
        unsaid=("number", "text_record", "index_text"),
        merge=Join.ANEW,
        unmerge=Part.ANEW,
    ),
)


def due_at(requested_at: datetime) -> datetime:
    """Return by when an erasure must be done."""
    return requested_at + DUE_AFTER
