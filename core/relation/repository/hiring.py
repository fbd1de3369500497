"""Applications of an ATS, and the claims of agencies."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from core.actor import Actor
from core.db import table_of
from core.profile.repository import people
from core.relation.tables import ApplicationRow, ClaimRow
from core.relation.types import Application, ApplicationStage, Claim, ClaimStanding

Name = tuple[str, str]


def applications(session: Session, names: Sequence[Name]) -> dict[Name, Application]:
    """Return the applications that are kept under each ``(source, key)``."""
    row, hits = ApplicationRow, list[ApplicationRow]()
    for source in dict.fromkeys(source for source, _ in names):
        keys = [key for its, key in names if its == source]
        for some in people.chunks(keys):
            hits += session.scalars(select(row).where(row.source == source, row.key.in_(some)))
    ids = people.ids_of(session, [hit.talent_number for hit in hits])
    return {(hit.source, hit.key): _application(hit, ids[hit.talent_number]) for hit in hits}


def applications_of(session: Session, actor: Actor, talent_id: str) -> list[Application]:
    """Return the applications of a visible person, latest first, or raise `NotFound`."""
    row, number = ApplicationRow, people.number_of(session, actor, talent_id)
    query = select(row).where(row.talent_number == number)
    found = session.scalars(query.order_by(row.changed_at.desc(), row.id))
    return [_application(hit, talent_id) for hit in found]


def save_applications(
    session: Session,
    told: Sequence[Application],
    numbers: Mapping[str, int],
    *,
    known: Mapping[Name, Application],
) -> None:
    """Insert or update applications."""
    rows = {(one.source, one.key): _row(one, numbers[one.talent_id]) for one in told}
    new = [row for name, row in rows.items() if name not in known]
    old = [row for name, row in rows.items() if name in known]
    if new:
        session.execute(insert(table_of(ApplicationRow)), new)
    if old:
        session.execute(update(ApplicationRow), old)


def forget_applications(session: Session, record_ids: Sequence[str]) -> None:
    """Delete the applications that source records told, which were taken back."""
    for some in people.chunks(record_ids):
        session.execute(table_of(ApplicationRow).delete().where(ApplicationRow.record_id.in_(some)))


def claimed(session: Session, names: Sequence[Name]) -> set[Name]:
    """Return those submissions that were settled before."""
    row, found = ClaimRow, set[Name]()
    for source in dict.fromkeys(source for source, _ in names):
        keys = [key for its, key in names if its == source]
        for some in people.chunks(keys):
            query = select(row.key).where(row.source == source, row.key.in_(some))
            found |= {(source, key) for key in session.scalars(query)}
    return found


def claims_on(session: Session, numbers: Sequence[int]) -> dict[int, list[Claim]]:
    """Return the claims on people, by their number."""
    row, found = ClaimRow, dict[int, list[Claim]]()
    ids = people.ids_of(session, numbers)
    for some in people.chunks(list(dict.fromkeys(numbers))):
        query = select(row).where(row.talent_number.in_(some)).order_by(row.at, row.id)
        for hit in session.scalars(query):
            claim = _claim(hit, ids[hit.talent_number])
            found.setdefault(hit.talent_number, []).append(claim)
    return found


def claims_of(session: Session, actor: Actor, talent_id: str) -> list[Claim]:
    """Return the claims on a visible person, the first first, or raise `NotFound`."""
    number = people.number_of(session, actor, talent_id)
    return claims_on(session, [number]).get(number, [])


def add_claims(session: Session, made: Iterable[Claim], numbers: Mapping[str, int]) -> None:
    """Insert claims."""
    rows = [
        {
            "id": one.id,
            "talent_number": numbers[one.talent_id],
            "source": one.source,
            "key": one.key,
            "at": one.at,
            "until": one.until,
            "standing": one.standing.value,
            "record_id": one.record_id,
        }
        for one in made
    ]
    if rows:
        session.execute(insert(table_of(ClaimRow)), rows)


def _row(one: Application, number: int) -> dict[str, Any]:
    return {
        "id": one.id,
        "talent_number": number,
        "source": one.source,
        "key": one.key,
        "job": one.job,
        "job_key": one.job_key,
        "stage": one.stage.value,
        "stage_written": one.stage_written,
        "applied_at": one.applied_at,
        "changed_at": one.changed_at,
        "ended_at": one.ended_at,
        "stated_at": one.stated_at,
        "record_id": one.record_id,
    }


def _application(row: ApplicationRow, talent_id: str) -> Application:
    return Application(
        talent_id=talent_id,
        source=row.source,
        key=row.key,
        job=row.job,
        job_key=row.job_key,
        stage=ApplicationStage(row.stage),
        stage_written=row.stage_written,
        applied_at=row.applied_at,
        changed_at=row.changed_at,
        ended_at=row.ended_at,
        stated_at=row.stated_at,
        record_id=row.record_id,
        id=row.id,
    )


def _claim(row: ClaimRow, talent_id: str) -> Claim:
    return Claim(
        id=row.id,
        talent_id=talent_id,
        source=row.source,
        key=row.key,
        at=row.at,
        until=row.until,
        standing=ClaimStanding(row.standing),
        record_id=row.record_id,
    )
