"""What decides how long people are kept, read in batches, whoever may see them."""

from dataclasses import dataclass
from datetime import datetime

import orjson
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.profile.repository import aliases
from core.profile.tables import InteractionRow, TalentAliasRow, TalentRow

_COUNTRY = 2


@dataclass(frozen=True, slots=True)
class Kept:
    """A person as the retention clock sees them; ``heard_at`` is when they last wrote or called."""

    number: int
    talent_id: str
    country: str
    came_at: datetime
    heard_at: datetime | None


def kept(session: Session, *, after: int, limit: int) -> list[Kept]:
    """Return the next people by number; nothing at the end.

    What we sent is not counted: by writing to people nobody is kept for longer. Who was merged is
    part of the person they are now, who came when the first of them came.
    """
    row, said = TalentRow, InteractionRow
    columns = (row.number, row.id, row.facts, row.created_at)
    query = select(*columns).where(row.number > after, row.number.not_in(aliases.merged()))
    query = query.order_by(row.number).limit(limit)
    found = session.execute(query).all()
    if not found:
        return []
    first, last = found[0].number, found[-1].number
    heard = {
        hit[0]: hit[1]
        for hit in session.execute(
            select(said.talent_number, func.max(said.at))
            .where(said.talent_number.between(first, last), said.direction == "in")
            .group_by(said.talent_number)
        )
    }
    first_came = {
        hit[0]: hit[1]
        for hit in session.execute(
            select(TalentAliasRow.talent_number, func.min(row.created_at))
            .join(row, row.number == TalentAliasRow.old_number)
            .where(TalentAliasRow.talent_number.between(first, last))
            .group_by(TalentAliasRow.talent_number)
        )
    }
    return [
        Kept(
            one.number,
            one.id,
            _country(one.facts),
            min(one.created_at, first_came.get(one.number, one.created_at)),
            heard.get(one.number),
        )
        for one in found
    ]


def _country(facts: str) -> str:
    place = orjson.loads(facts).get("place") or ["", "", ""]
    return str(place[_COUNTRY])
