"""Who has which skill."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from sqlalchemy import insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from core.db import table_of
from core.profile import rules
from core.profile.repository.chunking import chunks
from core.profile.rules import Derived
from core.profile.tables import SkillRow, TalentSkillRow


class Skilled(Protocol):
    """Somebody whose skills are stored."""

    id: str
    number: int


def insert_of(session: Session, row: Any) -> Any:
    """Return the insert statement of the dialect, which knows what to do about a conflict."""
    postgres = session.get_bind().dialect.name == "postgresql"
    return postgresql.insert(row) if postgres else sqlite.insert(row)


def save(session: Session, people: Sequence[Skilled], derived: Mapping[str, Derived]) -> None:
    """Write which skills people have; skills that nobody had before become known."""
    wanted: dict[str, str] = {}
    links: dict[tuple[str, int], None] = {}
    for person in people:
        for skill in derived[person.id].facts.skills:
            key = rules.skill_key(skill)
            wanted[key] = rules.fold(skill.name)
            links[key, person.number] = None
    if not links:
        return
    numbers = _numbers(session, list(wanted))
    fresh = [{"key": key, "folded": wanted[key]} for key in wanted if key not in numbers]
    if fresh:
        session.execute(insert_of(session, SkillRow).on_conflict_do_nothing(), fresh)
        numbers |= _numbers(session, [row["key"] for row in fresh])
    rows = [
        {"skill_number": numbers[key], "talent_number": number} for key, number in sorted(links)
    ]
    session.execute(insert(table_of(TalentSkillRow)), rows)


def _numbers(session: Session, keys: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for some in chunks(keys):
        query = select(SkillRow.key, SkillRow.number).where(SkillRow.key.in_(some))
        found.update((key, number) for key, number in session.execute(query))
    return found
