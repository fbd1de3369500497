"""What was told to have happened, and who suggested whom."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, delete, insert, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from core.actor import Actor
from core.db import table_of
from core.profile.repository import people
from core.relation.tables import CallbackRow, HappeningRow, ReferralRow
from core.relation.types import Happening, Referral


def told(session: Session, names: Sequence[tuple[str, str]]) -> set[tuple[str, str]]:
    """Return those ``(source, key)`` that were told before."""
    row, found = HappeningRow, set[tuple[str, str]]()
    for name in dict.fromkeys(source for source, _ in names):
        keys = [key for source, key in names if source == name]
        for some in people.chunks(keys):
            query = select(row.key).where(row.source == name, row.key.in_(some))
            found |= {(name, key) for key in session.scalars(query)}
    return found


def note(
    session: Session,
    fresh: Sequence[tuple[str, Happening]],
    numbers: Mapping[str, int],
    interaction_ids: Sequence[str],
) -> None:
    """Note what was told, and the interactions it became."""
    rows = [
        {
            "source": one.source,
            "key": one.key,
            "talent_number": numbers[talent_id],
            "interaction_id": interaction_id,
            "record_id": one.record_id,
        }
        for (talent_id, one), interaction_id in zip(fresh, interaction_ids, strict=True)
    ]
    session.execute(insert(table_of(HappeningRow)), rows)


def is_referred(session: Session, source_name: str, key: str) -> bool:
    """Tell whether a referral is there already."""
    row = ReferralRow
    query = select(row.id).where(row.source == source_name, row.key == key)
    return session.scalar(query) is not None


def add_referral(session: Session, new: Referral, numbers: Mapping[str, int]) -> None:
    """Insert a referral."""
    session.execute(
        insert(ReferralRow).values(
            id=new.id,
            talent_number=numbers[new.talent_id],
            referrer_number=numbers.get(new.referrer_id),
            source=new.source,
            key=new.key,
            at=new.at,
            job=new.job,
            note=new.note,
            record_id=new.record_id,
        )
    )


def referrals_of(session: Session, actor: Actor, talent_id: str) -> list[Referral]:
    """Return who suggested a visible person and whom they suggested, latest first.

    Of the other side only who is visible is named.
    """
    row, number = ReferralRow, people.number_of(session, actor, talent_id)
    query = select(row).where(or_(row.talent_number == number, row.referrer_number == number))
    hits = list(session.scalars(query.order_by(row.at.desc(), row.id)))
    both = [one for hit in hits for one in (hit.talent_number, hit.referrer_number) if one]
    seen = people.visible_ids(session, actor, both)
    return [
        Referral(
            id=hit.id,
            talent_id=seen.get(hit.talent_number, ""),
            referrer_id=seen.get(hit.referrer_number or 0, ""),
            source=hit.source,
            key=hit.key,
            at=hit.at,
            job=hit.job,
            note=hit.note,
            record_id=hit.record_id,
        )
        for hit in hits
    ]


def note_callback(session: Session, digest: str, *, now: datetime) -> bool:
    """Note a callback; false if it was noted before, by another process at this moment too."""
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    new = dialect.insert(CallbackRow).values(id=digest, at=now).on_conflict_do_nothing()
    return session.scalar(new.returning(CallbackRow.id)) is not None


def forget_callbacks(session: Session, *, before: datetime) -> int:
    """Delete what was noted before a time, and return how many that were."""
    gone = delete(CallbackRow).where(CallbackRow.at < before)
    return cast("CursorResult[Any]", session.execute(gone)).rowcount
