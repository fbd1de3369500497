"""The full-text rows of people."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from sqlalchemy import Delete, column, delete, table, text
from sqlalchemy.orm import Session

from core.profile import rules, searching
from core.profile.rules import Derived

_MAX_TERM = 64
_MAX_POSITION = 16_383
search_rows = table("talent_search", column("rowid"), column("terms"))


class Searched(Protocol):
    """Somebody who is found by words."""

    id: str
    number: int
    index_text: bool


def delete_of(numbers: Sequence[int]) -> Delete:
    """Return the statement that deletes the search terms of people."""
    return delete(search_rows).where(search_rows.c.rowid.in_(numbers))


def save(session: Session, people: Sequence[Searched], derived: Mapping[str, Derived]) -> None:
    """Write the search terms of people who have none."""
    postgres = session.get_bind().dialect.name == "postgresql"
    rows = []
    for person in people:
        found = rules.terms(
            searching.search_text(derived[person.id].facts, whole=person.index_text)
        )
        short = [term[:_MAX_TERM] for term in found]
        if postgres:
            written = " ".join(
                f"'{term}':{min(at, _MAX_POSITION)}" for at, term in enumerate(short, 1)
            )
        else:
            written = " ".join(short)
        rows.append({"rowid": person.number, "terms": written})
    cast = "CAST(:terms AS tsvector)" if postgres else ":terms"
    session.execute(text(f"INSERT INTO talent_search (rowid, terms) VALUES (:rowid, {cast})"), rows)  # noqa: S608  fixed words
