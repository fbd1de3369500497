"""Embeddings by encoder and content hash; opaque bytes here."""

from collections.abc import Iterable, Mapping

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from core.profile.repository.people import chunks
from core.profile.tables import VectorRow


def save_vectors(session: Session, encoder_id: str, vectors: Mapping[str, bytes]) -> None:
    """Keep vectors by content hash; one that is there already stays as it is."""
    rows = [
        {"encoder_id": encoder_id, "content_hash": name, "vector": vector}
        for name, vector in vectors.items()
    ]
    if not rows:
        return
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    session.execute(dialect.insert(VectorRow).on_conflict_do_nothing(), rows)


def vectors_of(session: Session, encoder_id: str, hashes: Iterable[str]) -> dict[str, bytes]:
    """Return the vectors that are there, by content hash."""
    found: dict[str, bytes] = {}
    for some in chunks(list(dict.fromkeys(hashes))):
        query = select(VectorRow.content_hash, VectorRow.vector).where(
            VectorRow.encoder_id == encoder_id, VectorRow.content_hash.in_(some)
        )
        found.update((name, vector) for name, vector in session.execute(query))
    return found


def missing_vectors(session: Session, encoder_id: str, hashes: Iterable[str]) -> list[str]:
    """Return the content hashes that have no vector yet, in the order given, once each."""
    wanted = list(dict.fromkeys(hashes))
    known: set[str] = set()
    for some in chunks(wanted):
        query = select(VectorRow.content_hash).where(
            VectorRow.encoder_id == encoder_id, VectorRow.content_hash.in_(some)
        )
        known.update(session.scalars(query))
    return [name for name in wanted if name not in known]


def drop_vectors(session: Session, hashes: Iterable[str]) -> None:
    """Delete the vectors of texts, of every encoder; who has the same text is embedded anew."""
    for some in chunks(list(dict.fromkeys(hashes))):
        session.execute(delete(VectorRow).where(VectorRow.content_hash.in_(some)))
