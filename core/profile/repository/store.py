"""Writing people and records in batches, with no statement a row."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.orm import Session

from core.db import table_of
from core.profile import codec, rules
from core.profile.repository import skills, terms
from core.profile.repository.people import chunks
from core.profile.repository.skills import insert_of
from core.profile.tables import (
    IdentifierRow,
    PossibleDuplicateRow,
    SourceLinkRow,
    SourceRecordRow,
    TalentRow,
    TalentSkillRow,
)
from core.profile.types import SourceRecord

_LOCK = 7_402_010
#: What lists are sorted and filtered by is cut, so that an entry of an index fits on its page
#: (PostgreSQL: 2,700 bytes); the facts keep everything.
_NAME, _PLACE, _LANGUAGES, _CODE = 200, 80, 40, 20


@dataclass(slots=True)
class Person:
    """A person while a batch is worked on; ``number`` is 0 until the row is there."""

    id: str
    number: int
    team_id: str | None
    created_at: datetime
    owner_id: str | None = None
    version: int = 0
    invented: bool = False
    index_text: bool = True
    withdrawn_at: datetime | None = None
    name: str = ""
    records: list[SourceRecord] = field(default_factory=list)
    order: int = 0

    @property
    def age(self) -> tuple[datetime, int, int]:
        """Return what sorts people oldest first; those of the batch come last, in its order."""
        return (self.created_at, self.number or 1 << 62, self.order)


@dataclass(frozen=True, slots=True)
class Known:
    """The newest record under one key, and the highest version there.

    ``linked`` is false when every record of the key was taken away from its person: then the same
    content is news again, and ``person`` is who it belonged to last.
    """

    record_id: str
    version: int
    content_hash: str
    facts_hash: str
    received_at: datetime
    person: Person
    linked: bool = True


@dataclass(frozen=True, slots=True)
class NewRecord:
    """A record to be stored and linked."""

    record: SourceRecord
    person: Person
    key: str
    version: int
    facts_json: str
    facts_hash: str
    evidence: str


def one_at_a_time(session: Session) -> None:
    """Let no other ingest decide until this transaction ends (SQLite has one writer anyway)."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})


def new_record(record: SourceRecord, person: Person, *, evidence: str) -> NewRecord:
    """Return a record under an id of its own, ready to be stored."""
    dumped = codec.dump(record.facts)
    digest = codec.facts_hash(record.facts, dumped)
    return NewRecord(record, person, record.external_id, 1, dumped, digest, evidence)


def with_version(known: Known, version: int) -> Known:
    """Return what is known with a later version counted."""
    return replace(known, version=version)


def known_records(
    session: Session, keys: Sequence[tuple[str, str]], people: dict[int, Person]
) -> dict[tuple[str, str], Known]:
    """Return what is stored under each ``(source, key)``; ``people`` collects whom they name."""
    by_source: dict[str, list[str]] = {}
    for source, key in keys:
        by_source.setdefault(source, []).append(key)
    found: dict[tuple[str, str], Known] = {}
    row = SourceRecordRow
    for source, some_keys in by_source.items():
        for some in chunks(some_keys):
            query = (
                select(row.id, row.key, row.version, row.content_hash, row.facts_hash,
                       row.received_at, SourceLinkRow.unlinked_at, *_PERSON)
                .join(SourceLinkRow, SourceLinkRow.record_number == row.number)
                .join(TalentRow, TalentRow.number == SourceLinkRow.talent_number)
                .where(row.source == source, row.key.in_(some))
            )  # fmt: skip
            for hit in session.execute(query):
                person = _person(hit[7:], people)
                known = Known(hit.id, *hit[2:6], person, linked=hit.unlinked_at is None)
                _keep_newest(found, (source, hit.key), known)
    return found


def _keep_newest(found: dict[tuple[str, str], Known], key: tuple[str, str], known: Known) -> None:
    other = found.get(key)
    if other is None:
        found[key] = known
        return
    newer = max(other, known, key=lambda item: (item.linked, item.received_at, item.content_hash))
    found[key] = with_version(newer, max(other.version, known.version))


def people_by_identifier(
    session: Session, pairs: Sequence[tuple[str, str]], people: dict[int, Person]
) -> dict[tuple[str, str], list[Person]]:
    """Return who is known by each ``(kind, value)``; ``people`` collects them."""
    found: dict[tuple[str, str], list[Person]] = {}
    row = IdentifierRow
    for kind in ("email", "phone"):
        values = list(dict.fromkeys(value for its, value in pairs if its == kind))
        for some in chunks(values):
            query = (
                select(row.value, *_PERSON)
                .join(TalentRow, TalentRow.number == row.talent_number)
                .where(row.kind == kind, row.value.in_(some))
            )
            for hit in session.execute(query):
                found.setdefault((kind, hit.value), []).append(_person(hit[1:], people))
    return found


def people_by_number(session: Session, numbers: Iterable[int]) -> list[Person]:
    """Return people to work on, by number."""
    people: dict[int, Person] = {}
    for some in chunks(list(numbers)):
        for hit in session.execute(select(*_PERSON).where(TalentRow.number.in_(some))):
            _person(tuple(hit), people)
    return list(people.values())


_PERSON = (
    TalentRow.number,
    TalentRow.id,
    TalentRow.team_id,
    TalentRow.created_at,
    TalentRow.owner_id,
    TalentRow.version,
    TalentRow.invented,
    TalentRow.index_text,
    TalentRow.withdrawn_at,
    TalentRow.name,
)


def _person(hit: Sequence[Any], people: dict[int, Person]) -> Person:
    number, talent_id, *rest = hit
    return people.setdefault(number, Person(talent_id, number, *rest))


def save_people(
    session: Session,
    people: Sequence[Person],
    derived: Mapping[str, rules.Derived],
    *,
    stored: Mapping[str, int],
    now: datetime,
) -> None:
    """Insert or update the derived rows of people, and everything found through them.

    ``stored`` gives the numbers of the records stored just before, by id.
    """
    texts = _text_records(session, derived.values(), stored)
    new = [person for person in people if not person.number]
    old = [person for person in people if person.number]
    rows = {person.id: _row(person, derived[person.id], texts, now) for person in people}
    if new:
        for person, number in zip(new, _numbers(session, "talent", len(new)), strict=True):
            person.number = number
        values = [{"number": person.number, **rows[person.id]} for person in new]
        session.execute(insert(table_of(TalentRow)), values)
    if old:
        session.execute(
            update(TalentRow), [{"number": item.number, **rows[item.id]} for item in old]
        )
        _forget(session, [person.number for person in old])
    _save_identifiers(session, people, derived)
    skills.save(session, people, derived)
    terms.save(session, people, derived)


def withdraw(session: Session, people: Sequence[Person], *, now: datetime) -> None:
    """Take people out of view who have no record left; nothing derived of them stays."""
    if people:
        nothing = {person.id: rules.derive([]) for person in people}
        save_people(session, people, nothing, stored={}, now=now)
        values = [{"number": person.number, "withdrawn_at": now} for person in people]
        session.execute(update(TalentRow), values)


def save_records(
    session: Session, records: Sequence[NewRecord], *, actor_id: str, now: datetime
) -> dict[str, int]:
    """Insert records and return their numbers by id."""
    if not records:
        return {}
    numbers = _numbers(session, "source_record", len(records))
    rows = [
        {
            "number": number,
            "id": item.record.id,
            "source": item.record.source,
            "key": item.key,
            "version": item.version,
            "channel": item.record.channel.value,
            "external_id": item.record.external_id,
            "content_hash": item.record.content_hash,
            "facts_hash": item.facts_hash,
            "received_at": item.record.received_at,
            "stored_at": now,
            "actor_id": actor_id,
            "raw": orjson.dumps(dict(item.record.raw)).decode(),
            "facts": item.facts_json,
            "text": item.record.facts.text,
        }
        for number, item in zip(numbers, records, strict=True)
    ]
    session.execute(insert(table_of(SourceRecordRow)), rows)
    return {item.record.id: number for number, item in zip(numbers, records, strict=True)}


def _numbers(session: Session, table_name: str, count: int) -> list[int]:
    """Return the next numbers of a table's rows; on SQLite nobody else is writing now."""
    if session.get_bind().dialect.name == "postgresql":
        drawn = text(
            "SELECT nextval(pg_get_serial_sequence(:name, 'number')) FROM generate_series(1, :n)"
        )
        return list(session.scalars(drawn, {"name": table_name, "n": count}))
    last = session.scalar(text(f"SELECT max(number) FROM {table_name}")) or 0  # noqa: S608
    return list(range(last + 1, last + 1 + count))


def save_links(
    session: Session, records: Sequence[NewRecord], numbers: Mapping[str, int], *, now: datetime
) -> None:
    """Link stored records to their stored people."""
    rows = [
        {
            "record_number": numbers[item.record.id],
            "talent_number": item.person.number,
            "evidence": item.evidence,
            "linked_at": now,
            "unlinked_at": None,
        }
        for item in records
    ]
    if rows:
        session.execute(insert(table_of(SourceLinkRow)), rows)


def note_duplicates(
    session: Session, pairs: Iterable[tuple[Person, Person, str]], *, now: datetime
) -> None:
    """Note pairs of people who may be one; a pair noted before stays as it was."""
    rows = {}
    for one, other, evidence in pairs:
        first, second = sorted((one.number, other.number))
        rows[first, second] = {
            "talent_number": first,
            "other_number": second,
            "evidence": evidence,
            "noted_at": now,
        }
    if rows:
        query = insert_of(session, PossibleDuplicateRow).on_conflict_do_nothing()
        session.execute(query, list(rows.values()))


def _row(
    person: Person, derived: rules.Derived, texts: Mapping[str, int], now: datetime
) -> dict[str, Any]:
    facts = derived.facts
    post = rules.latest_post(facts)
    languages = [item.code[:_CODE] for item in facts.languages[:_LANGUAGES]]
    return {
        "id": person.id,
        "team_id": person.team_id,
        "owner_id": person.owner_id,
        "name": facts.name[:_NAME],
        "headline": facts.headline,
        "company": post.company,
        "title": post.title,
        "city": facts.place.city[:_PLACE],
        "province": facts.place.province[:_PLACE],
        "years": -1.0 if facts.years is None else facts.years,
        "education": int(max((item.level for item in facts.educations), default=0)),
        "languages": f",{','.join(languages)}," if languages else "",
        "facts": codec.dump(facts, []),
        "text_record": texts.get(derived.provenance.get("text", "")),
        "provenance": codec.dump_provenance(derived.provenance),
        "version": person.version + 1,
        "invented": person.invented,
        "index_text": person.index_text,
        "created_at": person.created_at,
        "updated_at": now,
        "withdrawn_at": None,
    }


def _text_records(
    session: Session, derived: Iterable[rules.Derived], stored: Mapping[str, int]
) -> dict[str, int]:
    ids = {item.provenance["text"] for item in derived if "text" in item.provenance}
    found = {name: stored[name] for name in ids & stored.keys()}
    for some in chunks(sorted(ids - stored.keys())):
        query = select(SourceRecordRow.id, SourceRecordRow.number)
        found.update(
            (name, number)
            for name, number in session.execute(query.where(SourceRecordRow.id.in_(some)))
        )
    return found


def _forget(session: Session, numbers: Sequence[int]) -> None:
    for some in chunks(numbers):
        session.execute(delete(IdentifierRow).where(IdentifierRow.talent_number.in_(some)))
        session.execute(delete(TalentSkillRow).where(TalentSkillRow.talent_number.in_(some)))
        session.execute(terms.delete_of(some))


def _save_identifiers(
    session: Session, people: Sequence[Person], derived: Mapping[str, rules.Derived]
) -> None:
    rows = [
        {"kind": kind, "value": value, "talent_number": person.number}
        for person in people
        for kind, value in rules.identifiers(derived[person.id].facts)
    ]
    if rows:
        session.execute(insert(table_of(IdentifierRow)), rows)
