"""The one door in: arrivals become source records, linked to people, from whom they are derived.

Linking is deterministic: the same id of the same source, or the same normalised e-mail address or
phone number, unless the names say that it is somebody else's who shares it. An arrival that points
at several people goes to the oldest of them, and the others are noted as possible duplicates;
nobody is ever merged here. People outside the actor's teams are
not linked to (that would tell that they exist): the arrival becomes a person of its own, noted as a
possible duplicate for those who may see both. Invented people of a demo and real ones never link.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from core import audit, jobs, outbox
from core.actor import Actor
from core.errors import Refused
from core.ids import new_id
from core.jobs import JobName
from core.profile import codec, rules
from core.profile.repository import records, store, timeline
from core.profile.repository.people import CHANGED
from core.profile.repository.store import Known, NewRecord, Person
from core.profile.types import Arrival, IngestResult, KeptOut, SourceRecord

MAX_BATCH = 5_000
ARRIVALS = "arrivals"  # one check waits at a time, for whoever comes in meanwhile
SETTLED = timedelta(seconds=2)
Pair = tuple[str, str]
# says of addresses why their owners may not come in; whoever is not named may
Gate = Callable[[Session, Iterable[Pair]], Mapping[Pair, str]]
# says of two names that they can hardly be one person's, who then share a telephone or an address
Apart = Callable[[str, str], bool]


def never_apart(_one: str, _other: str) -> bool:
    """Part nobody by their names."""
    return False


def ingest(
    session: Session, actor: Actor, arrival: Arrival, *, now: datetime, gate: Gate | None = None
) -> IngestResult:
    """Take in one arrival; the same one again changes nothing.

    Raises:
        Refused: the source's id is taken by a person outside the actor's teams.
        KeptOut: the gate says that the person asked not to be kept.
    """
    result = ingest_many(session, actor, [arrival], now=now, gate=gate)[0]
    if result.kept_out:
        raise KeptOut(result.refused)
    if result.refused:
        raise Refused(result.refused)
    return result


def ingest_many(
    session: Session,
    actor: Actor,
    arrivals: Sequence[Arrival],
    *,
    now: datetime,
    gate: Gate | None = None,
    apart: Apart = never_apart,
) -> list[IngestResult]:
    """Take in at most `MAX_BATCH` arrivals, in order, with a fixed number of statements.

    The outcome is that of taking them in one by one; a refused one does not stop the others. The
    ``gate`` keeps those out who asked not to be kept; only invented people need none. Who shares a
    telephone or an address with somebody ``apart`` in name becomes a person of their own.
    """
    if len(arrivals) > MAX_BATCH:
        raise ValueError(f"a batch has at most {MAX_BATCH} arrivals, not {len(arrivals)}")
    prepared = [_prepare(arrival, now) for arrival in arrivals]
    store.one_at_a_time(session)
    plan = _Plan(session, actor, prepared, now, apart)
    barred = _barred(session, prepared, gate)
    results = [_kept_out(item, barred) or plan.place(item) for item in prepared]
    plan.save()
    changed = dict.fromkeys(item.talent_id for item in results if item.changed)
    outbox.append_many(session, [(CHANGED, talent_id, {}) for talent_id in changed], now=now)
    if changed:
        subject = next(iter(changed)) if len(changed) == 1 else "talents"
        counts = {
            "source_records": sum(item.changed for item in results),
            "created": sum(item.created for item in results),
            "talents": len(changed),
        }
        audit.record(session, actor, "talent.ingested", subject, now=now, details=counts)
        jobs.enqueue(
            session, JobName.CHECK_ARRIVALS, now=now, run_after=now + SETTLED, key=ARRIVALS
        )
    return results


@dataclass(slots=True)
class Memory:
    """What earlier batches of a preview would have stored, and who is apart in name."""

    apart: Apart = never_apart
    known: dict[Pair, Known] = field(default_factory=dict)
    holders: dict[Pair, list[Person]] = field(default_factory=dict)


def preview_many(
    session: Session,
    actor: Actor,
    arrivals: Sequence[Arrival],
    *,
    now: datetime,
    memory: Memory,
    gate: Gate | None = None,
) -> list[IngestResult]:
    """Say what `ingest_many` would do, after the batches in ``memory``; nothing is stored."""
    prepared = [_prepare(arrival, now) for arrival in arrivals]
    plan = _Plan(session, actor, prepared, now, memory.apart)
    for item in prepared:
        if item.name in memory.known:
            plan.known[item.name] = memory.known[item.name]
        plan.holders |= {
            pair: memory.holders[pair] for pair in item.pairs if pair in memory.holders
        }
    barred = _barred(session, prepared, gate)
    results = [_kept_out(item, barred) or plan.place(item) for item in prepared]
    for item in prepared:
        if item.name in plan.known:
            memory.known[item.name] = plan.known[item.name]
        memory.holders |= {pair: plan.holders[pair] for pair in item.pairs if pair in plan.holders}
    for person in plan.touched.values():
        person.records = []
    return results


def rederive(session: Session, people: Sequence[Person], *, now: datetime) -> None:
    """Derive people anew from the records linked to them now, and tell that they changed."""
    if not people:
        return
    linked = records.linked_records(session, [person.number for person in people])
    derived = {person.id: rules.derive(linked[person.number]) for person in people}
    store.save_people(session, people, derived, stored={}, now=now)
    outbox.append_many(session, [(CHANGED, person.id, {}) for person in people], now=now)


@dataclass(frozen=True, slots=True)
class _Prepared:
    arrival: Arrival
    at: datetime
    key: str
    content_hash: str
    facts_json: str
    facts_hash: str
    pairs: tuple[Pair, ...]

    @property
    def name(self) -> Pair:
        return (self.arrival.source, self.key)


def _prepare(arrival: Arrival, now: datetime) -> _Prepared:
    facts_json = codec.dump(arrival.facts)
    raw = dict(arrival.raw) or facts_json
    content_hash = arrival.content_sha256 or codec.raw_hash(raw, arrival.facts.text)
    return _Prepared(
        arrival=arrival,
        at=arrival.at or now,
        key=arrival.external_id or "#" + content_hash,
        content_hash=content_hash,
        facts_json=facts_json,
        facts_hash=codec.facts_hash(arrival.facts, facts_json),
        pairs=tuple(rules.identifiers(arrival.facts)),
    )


@dataclass(slots=True)
class _Plan:
    """Decides for a whole batch in memory, then saves it."""

    session: Session
    actor: Actor
    prepared: Sequence[_Prepared]
    now: datetime
    apart: Apart
    known: dict[Pair, Known] = field(init=False)
    holders: dict[Pair, list[Person]] = field(init=False)
    touched: dict[str, Person] = field(default_factory=dict)
    fresh: list[NewRecord] = field(default_factory=list)
    duplicates: list[tuple[Person, Person, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        people: dict[int, Person] = {}
        names = list(dict.fromkeys(item.name for item in self.prepared))
        pairs = list(dict.fromkeys(pair for item in self.prepared for pair in item.pairs))
        self.known = store.known_records(self.session, names, people)
        self.holders = store.people_by_identifier(self.session, pairs, people)

    def place(self, item: _Prepared) -> IngestResult:
        """Decide where one arrival belongs."""
        known = self.known.get(item.name)
        held = known if known is not None and known.linked else None
        if held is not None and not self.actor.sees_team(held.person.team_id):
            return IngestResult("", created=False, source_record_id="", changed=False,
                                refused=_taken(item.arrival))  # fmt: skip
        if held is not None and _unchanged(held, item):
            return IngestResult(held.person.id, created=False,
                                source_record_id=held.record_id, changed=False)  # fmt: skip
        others = self._others(item)
        mine = [person for person in others if self.actor.sees_team(person.team_id)]
        person = held.person if held else self._oldest(item, mine)
        person = person or self._former(item, known)
        created = person is None or person.withdrawn_at is not None
        if person is None:
            person = self._new_person(item)
        person.withdrawn_at = None
        record = self._add(item, person, known)
        elsewhere = [other for other in others if other is not person]
        shared = records.SHARED.format(record_id=record.id)
        self.duplicates += [(person, other, shared) for other in elsewhere]
        seen = tuple(other.id for other in elsewhere if other in mine)
        return IngestResult(person.id, created, record.id, changed=True, duplicates=seen)

    def save(self) -> None:
        """Write records, people, links, files and duplicate notes."""
        if not self.fresh:
            return
        people = list(self.touched.values())
        old = [person for person in people if person.number]
        linked = records.linked_records(self.session, [person.number for person in old])
        derived = {
            person.id: rules.derive([*linked.get(person.number, ()), *person.records])
            for person in people
        }
        actor_id = self.actor.account_id
        numbers = store.save_records(self.session, self.fresh, actor_id=actor_id, now=self.now)
        store.save_people(self.session, people, derived, stored=numbers, now=self.now)
        store.save_links(self.session, self.fresh, numbers, now=self.now)
        store.note_duplicates(self.session, self.duplicates, now=self.now)
        self._save_files(numbers)

    def _others(self, item: _Prepared) -> list[Person]:
        found = (person for pair in item.pairs for person in self.holders.get(pair, ()))
        real = {person.id: person for person in found if person.invented == item.arrival.invented}
        return list(real.values())

    def _oldest(self, item: _Prepared, mine: Sequence[Person]) -> Person | None:
        """Return the oldest of those who share an address and may be the one who came in."""
        name = item.arrival.facts.name
        alike = [one for one in mine if not self.apart(name, one.name)]
        return min(alike, key=lambda one: one.age, default=None)

    def _former(self, item: _Prepared, known: Known | None) -> Person | None:
        """Return whom the same id belonged to before its import was undone, if that may be told."""
        if known is None or known.linked or known.person.invented != item.arrival.invented:
            return None
        return known.person if self.actor.sees_team(known.person.team_id) else None

    def _new_person(self, item: _Prepared) -> Person:
        arrival = item.arrival
        return Person(
            id=new_id("tal", self.now),
            number=0,
            team_id=arrival.team_id,
            created_at=self.now,
            owner_id=arrival.owner_id,
            invented=arrival.invented,
            index_text=arrival.index_text,
            name=arrival.facts.name,
            order=len(self.touched),
        )

    def _add(self, item: _Prepared, person: Person, known: Known | None) -> SourceRecord:
        arrival = item.arrival
        record_id = new_id("src", self.now)
        record = SourceRecord(
            id=record_id,
            talent_id=person.id,
            source=arrival.source,
            channel=arrival.channel,
            external_id=arrival.external_id,
            content_hash=item.content_hash,
            received_at=item.at,
            raw=arrival.raw,
            facts=rules.with_source(arrival.facts, record_id),
        )
        version = known.version + 1 if known else 1
        evidence = "same source id" if known else "same e-mail or phone" if item.pairs else "new"
        self.fresh.append(
            NewRecord(record, person, item.key, version, item.facts_json, item.facts_hash, evidence)
        )
        person.records.append(record)
        self.touched[person.id] = person
        for pair in item.pairs:
            holders = self.holders.setdefault(pair, [])
            if person not in holders:
                holders.append(person)
        newest = Known(record_id, version, item.content_hash, item.facts_hash, item.at, person)
        if known is None or not known.linked or _is_newer(item, known):
            self.known[item.name] = newest
        else:
            self.known[item.name] = store.with_version(known, version)
        return record

    def _save_files(self, numbers: dict[str, int]) -> None:
        files = {
            item.name: item.arrival.attachment for item in self.prepared if item.arrival.attachment
        }
        for new in self.fresh if files else ():
            file = files.get((new.record.source, new.key))
            if file is not None:
                timeline.add_attachment(
                    self.session, new.person.number, numbers[new.record.id], file,
                    attachment_id=new_id("att", self.now), now=self.now,
                )  # fmt: skip


def _barred(
    session: Session, prepared: Sequence[_Prepared], gate: Gate | None
) -> Mapping[Pair, str]:
    pairs = dict.fromkeys(pair for item in prepared for pair in item.pairs)
    return gate(session, pairs) if gate is not None and pairs else {}


def _kept_out(item: _Prepared, barred: Mapping[Pair, str]) -> IngestResult | None:
    why = next((barred[pair] for pair in item.pairs if pair in barred), "")
    if not why:
        return None
    return IngestResult(
        "", created=False, source_record_id="", changed=False, refused=why, kept_out=True
    )


def _unchanged(known: Known, item: _Prepared) -> bool:
    return known.content_hash == item.content_hash and known.facts_hash == item.facts_hash


def _is_newer(item: _Prepared, known: Known) -> bool:
    return (item.at, item.content_hash) >= (known.received_at, known.content_hash)


def _taken(arrival: Arrival) -> str:
    return (
        f"the id {arrival.external_id!r} of source {arrival.source!r} belongs to a person outside "
        "your teams; ask an administrator"
    )
