"""Where a person's rows are, and what becomes of each. A column that is missing here fails a test.

The order is that of deletion: what points at something goes before what it points at.
"""

from datetime import datetime, timedelta

from core.subject.types import Fate, Key, Reference

DUE_AFTER = timedelta(days=15)  # the stricter of the deadlines of CN (15) and EU (30)
_ID, _NUMBER, _RECORD = Key.TALENT_ID, Key.TALENT_NUMBER, Key.RECORD_NUMBER

REFERENCES: tuple[Reference, ...] = (
    Reference("shortlist_entry", "talent_id", _ID),
    Reference("shortlist_decision", "talent_id", _ID),
    Reference("import_row", "subject_id", _ID),
    Reference("outbox", "subject_id", _ID, Fate.KEEP, export=False),
    Reference("audit_entry", "subject", _ID, Fate.KEEP, unsaid=("actor_id", "hash", "seq", "id")),
    Reference("consent_entry", "talent_number", _NUMBER, unsaid=("talent_number", "seq")),
    Reference("retention_standing", "talent_number", _NUMBER, unsaid=("talent_number",)),
    Reference("retention_hold", "talent_number", _NUMBER, unsaid=("talent_number", "actor_id")),
    Reference("retention_notice", "talent_number", _NUMBER, unsaid=("talent_number",)),
    Reference("task", "talent_number", _NUMBER, unsaid=("talent_number",)),
    Reference("phone_call", "talent_number", _NUMBER, unsaid=("talent_number",)),
    Reference("sending", "recipient", _ID, unsaid=("attempt", "carrier_id")),
    Reference("talent_skill", "talent_number", _NUMBER, export=False),  # said by the facts
    Reference("identifier", "talent_number", _NUMBER, unsaid=("talent_number",)),
    Reference("possible_duplicate", "talent_number", _NUMBER, export=False),  # tells of another
    Reference("possible_duplicate", "other_number", _NUMBER, export=False),
    Reference("attachment", "record_number", _RECORD, export=False),  # the next one has them all
    Reference(
        "attachment",
        "talent_number",
        _NUMBER,
        unsaid=("talent_number", "record_number", "stored_as"),
    ),
    Reference("interaction", "talent_number", _NUMBER, unsaid=("talent_number", "actor_id")),
    Reference("source_link", "record_number", _RECORD, export=False),
    Reference("source_link", "talent_number", _NUMBER, unsaid=("talent_number", "record_number")),
    Reference("source_record", "number", _RECORD, unsaid=("number", "facts_hash", "actor_id")),
    Reference("talent", "number", _NUMBER, unsaid=("number", "text_record", "index_text")),
)


def due_at(requested_at: datetime) -> datetime:
    """Return by when an erasure must be done."""
    return requested_at + DUE_AFTER
