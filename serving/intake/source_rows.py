"""Rows of a source, from a file or a program: read, taken in and followed up the same way."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from core.actor import Actor
from core.intake.types import ImportKind, Reason, RowVerdict
from core.profile import service as profile
from core.profile.types import Channel
from core.relation.sources import OWNERSHIP_DAYS
from core.relation.types import Source
from serving.intake import channels
from serving.intake.channel_rows import Context
from serving.intake.following import In, follow
from serving.intake.mapping import field_named, is_protected
from serving.intake.names import apart
from serving.intake.people import RowReader, arrival_of, by_field
from serving.intake.rows import Row
from serving.intake.shared_contacts import shared_contacts
from serving.intake.verdicts import Item, of_person, refusal
from serving.wiring import Parts

MAX_ROWS = 500


@dataclass(frozen=True, slots=True)
class Origin:
    """Where rows come from, whose new people are, and what the company is called."""

    source: str
    channel: Channel
    team_id: str | None
    company: str = ""
    ownership_days: int = OWNERSHIP_DAYS


def read_row(  # noqa: PLR0913  what is known of a row is named by the caller
    reader: RowReader,
    line: int,
    cells: dict[str, str],
    mapping: Mapping[str, str],
    origin: Origin,
    *,
    now: datetime,
    without: frozenset[str],
) -> Item:
    """Read one row of a person: an arrival and what the row states of them, or why not."""
    read = reader.read(cells, mapping, without=without)
    if isinstance(read, Reason):
        return Item(line, cells, refused=read)
    context = context_of(origin, now=now)
    said = channels.said_of(origin.channel, by_field(cells, mapping), read, context)
    if isinstance(said, Reason):
        return Item(line, cells, refused=said)
    # A CV's text is kept as the text of the record, without what may not be kept (ID numbers …)
    raw = {name: cells[name] for name in cells if mapping.get(name) != "cv_text"}
    arrival = arrival_of(
        read, source=origin.source, raw=raw, team_id=origin.team_id, channel=origin.channel
    )
    warning = read.warnings[0] if read.warnings else None
    return Item(line, cells, arrival, warning=warning, said=said)


def context_of(origin: Origin, *, now: datetime) -> Context:
    """Return what an adapter is told of rows from an origin."""
    return Context(origin.source, now, origin.company, origin.ownership_days)


def take_in(
    parts: Parts,
    session: Session,
    actor: Actor,
    source: Source,
    rows: Sequence[Mapping[str, str]],
    *,
    now: datetime,
) -> list[RowVerdict]:
    """Take in at most `MAX_ROWS` rows that a program sends, in the caller's transaction.

    A column is read as the source's mapping says, else by its name; protected ones are not kept.
    """
    cells = [{name: value for name, value in row.items() if not is_protected(name)} for row in rows]
    mapping = mapping_of(source, (name for row in cells for name in row))
    told = [Row(line, row) for line, row in enumerate(cells, start=1)]
    without = shared_contacts(told, mapping, source.channel)
    reader = RowReader(parts.lexicon(), today=now.date())
    company, days = parts.settings.company_name, source.ownership_days
    origin = Origin(source.name, source.channel, source.team_id, company, days)
    items = [
        read_row(reader, row.line, row.cells, mapping, origin, now=now, without=without)
        for row in told
    ]
    return _ingested(parts, session, actor, items, now=now)


def mapping_of(source: Source, columns: Iterable[str]) -> dict[str, str]:
    """Return what each column of a source is read as, without those that are not read."""
    found = {}
    for name in dict.fromkeys(columns):
        guessed = field_named(ImportKind.TALENTS, name, source.channel)
        field = source.mapping.get(name, guessed)
        if field:
            found[name] = field
    return found


def _ingested(
    parts: Parts, session: Session, actor: Actor, items: Sequence[Item], *, now: datetime
) -> list[RowVerdict]:
    arrivals = [item.arrival for item in items if item.arrival is not None]
    results = iter(
        profile.ingest_many(session, actor, arrivals, now=now, gate=parts.gate, apart=apart)
    )
    verdicts, taken_in = list[RowVerdict](), list[In]()
    for item in items:
        if item.arrival is None:
            verdicts.append(refusal(item))
            continue
        result = next(results)
        verdicts.append(of_person(item, result, keep=True))
        if result.talent_id:
            taken_in.append((result.talent_id, result.source_record_id, item.said))
    follow(session, actor, taken_in, gate=parts.gate, now=now)
    return verdicts
