"""Rows of the profile slice; only the repository beside it reads them.

People and records carry a small integer key for joins, besides the public id. Text that is only
ever read whole (facts, raw rows) is compact JSON in a text column, written by `codec`.
"""

from datetime import datetime

from sqlalchemy import (
    DDL,
    BigInteger,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    Text,
    UniqueConstraint,
    event,
)
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base

_Number = BigInteger().with_variant(Integer, "sqlite")
#: What decides whether somebody is in a list. Every index that a list is read by carries these, so
#: that a page is found and counted without reading a person (a thousand times the bytes).
_FILTERS = (
    "withdrawn_at",
    "team_id",
    "city",
    "province",
    "years",
    "education",
    "languages",
)


def _but(name: str) -> tuple[str, ...]:
    return tuple(other for other in _FILTERS if other != name)


class TalentRow(Base):
    """A person: derived facts, and the columns that lists are filtered and sorted by.

    ``years`` is -1 where nothing is known of them: such people come last in the order by years.
    ``withdrawn_at`` is set while no record is linked to them (their import was undone): nobody sees
    them, and they come back as they were known when a record of theirs arrives again.
    """

    __tablename__ = "talent"
    __table_args__ = (
        Index("ix_talent_listed_by_update", "updated_at", "number", *_FILTERS),
        Index("ix_talent_listed_by_name", "name", "number", *_FILTERS),
        Index("ix_talent_listed_by_years", "years", "number", *_but("years")),
        Index("ix_talent_listed_by_city", "city", "updated_at", "number", *_but("city")),
        Index(
            "ix_talent_listed_by_province", "province", "updated_at", "number", *_but("province")
        ),
    )
    number: Mapped[int] = mapped_column(_Number, primary_key=True, autoincrement=True)
    id: Mapped[str] = mapped_column(String(40), unique=True)
    team_id: Mapped[str | None] = mapped_column(String(40))
    owner_id: Mapped[str | None] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(Text)
    headline: Mapped[str] = mapped_column(Text)
    company: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    city: Mapped[str] = mapped_column(Text)
    province: Mapped[str] = mapped_column(Text)
    years: Mapped[float | None] = mapped_column(Float)
    education: Mapped[int] = mapped_column(SmallInteger)
    languages: Mapped[str] = mapped_column(Text)
    facts: Mapped[str] = mapped_column(Text)
    text_record: Mapped[int | None] = mapped_column(_Number)
    provenance: Mapped[str] = mapped_column(Text)
    version: Mapped[int]
    invented: Mapped[bool]
    index_text: Mapped[bool]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    last_active_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]


class SourceRecordRow(Base):
    """One arrival as it came; never updated.

    ``key`` is the source's own id, or ``#`` and the content hash; ``version`` counts what came
    under one key.
    """

    __tablename__ = "source_record"
    __table_args__ = (UniqueConstraint("source", "key", "version"),)
    number: Mapped[int] = mapped_column(_Number, primary_key=True, autoincrement=True)
    id: Mapped[str] = mapped_column(String(40), unique=True)
    source: Mapped[str] = mapped_column(Text)
    key: Mapped[str] = mapped_column(Text)
    version: Mapped[int]
    channel: Mapped[str] = mapped_column(String(16))
    external_id: Mapped[str] = mapped_column(Text)
    content_hash: Mapped[str] = mapped_column(String(64))
    facts_hash: Mapped[str] = mapped_column(String(32))
    received_at: Mapped[datetime]
    stored_at: Mapped[datetime]
    actor_id: Mapped[str] = mapped_column(String(40))
    raw: Mapped[str] = mapped_column(Text)
    facts: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)


class SourceLinkRow(Base):
    """Which person a record belongs to, since when, on what evidence; undone by ``unlinked_at``."""

    __tablename__ = "source_link"
    record_number: Mapped[int] = mapped_column(
        _Number, ForeignKey("source_record.number"), primary_key=True
    )
    talent_number: Mapped[int] = mapped_column(_Number, ForeignKey("talent.number"), index=True)
    evidence: Mapped[str] = mapped_column(Text)
    linked_at: Mapped[datetime]
    unlinked_at: Mapped[datetime | None]


class IdentifierRow(Base):
    """A normalised e-mail address or phone number that a person is known by."""

    __tablename__ = "identifier"
    kind: Mapped[str] = mapped_column(String(8), primary_key=True)
    value: Mapped[str] = mapped_column(Text, primary_key=True)
    talent_number: Mapped[int] = mapped_column(
        _Number, ForeignKey("talent.number"), primary_key=True, index=True
    )


class PossibleDuplicateRow(Base):
    """Two people whom one arrival points at; a person decides."""

    __tablename__ = "possible_duplicate"
    talent_number: Mapped[int] = mapped_column(
        _Number, ForeignKey("talent.number"), primary_key=True
    )
    other_number: Mapped[int] = mapped_column(
        _Number, ForeignKey("talent.number"), primary_key=True, index=True
    )
    evidence: Mapped[str] = mapped_column(Text)
    noted_at: Mapped[datetime]


class TalentAliasRow(Base):
    """Somebody who was found to be another: their old number leads to the one they are known by.

    There is one step only: whoever leads to a person that is merged further leads to that one.
    """

    __tablename__ = "talent_alias"
    old_number: Mapped[int] = mapped_column(
        _Number,
        ForeignKey("talent.number", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    )
    talent_number: Mapped[int] = mapped_column(
        _Number, ForeignKey("talent.number", ondelete="CASCADE"), index=True
    )


class SkillRow(Base):
    """A skill that somebody has; ``key`` is the lexicon's id, or ``=`` and the folded name."""

    __tablename__ = "skill"
    number: Mapped[int] = mapped_column(_Number, primary_key=True, autoincrement=True)
    key: Mapped[str] = mapped_column(Text, unique=True)
    folded: Mapped[str] = mapped_column(Text, index=True)


class TalentSkillRow(Base):
    """Who has which skill."""

    __tablename__ = "talent_skill"
    __table_args__ = ({"sqlite_with_rowid": False},)
    skill_number: Mapped[int] = mapped_column(_Number, ForeignKey("skill.number"), primary_key=True)
    talent_number: Mapped[int] = mapped_column(
        _Number, ForeignKey("talent.number"), primary_key=True, index=True
    )


class AttachmentRow(Base):
    """A stored file of a person."""

    __tablename__ = "attachment"
    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    talent_number: Mapped[int] = mapped_column(_Number, ForeignKey("talent.number"), index=True)
    record_number: Mapped[int | None] = mapped_column(_Number, ForeignKey("source_record.number"))
    version: Mapped[int]
    file_name: Mapped[str] = mapped_column(Text)
    media_type: Mapped[str] = mapped_column(Text)
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str] = mapped_column(String(64))
    stored_as: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]


class InteractionRow(Base):
    """Something that happened with a person; appended, never changed."""

    __tablename__ = "interaction"
    __table_args__ = (Index("ix_interaction_timeline", "talent_number", "at"),)
    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    talent_number: Mapped[int] = mapped_column(_Number, ForeignKey("talent.number"))
    kind: Mapped[str] = mapped_column(String(40))
    direction: Mapped[str] = mapped_column(String(16))
    channel: Mapped[str] = mapped_column(String(16))
    at: Mapped[datetime]
    known_at: Mapped[datetime]
    summary: Mapped[str] = mapped_column(Text)
    actor_id: Mapped[str] = mapped_column(String(40))


class VectorRow(Base):
    """The embedding of a text by its content hash; the vector index is a cache of these."""

    __tablename__ = "text_vector"
    encoder_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    content_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    vector: Mapped[bytes] = mapped_column(LargeBinary)


SEARCH_DDL = {
    "sqlite": "CREATE VIRTUAL TABLE talent_search USING fts5("
    "terms, tokenize=\"unicode61 remove_diacritics 0 tokenchars '+#'\")",
    "postgresql": "CREATE TABLE talent_search (rowid bigint PRIMARY KEY, terms tsvector NOT NULL)",
}
SEARCH_INDEX_DDL = "CREATE INDEX ix_talent_search_terms ON talent_search USING gin (terms)"


def _ddl(statement: str) -> DDL:
    return DDL(statement)  # type: ignore[no-untyped-call]


for _dialect, _statement in SEARCH_DDL.items():
    event.listen(TalentRow.__table__, "after_create", _ddl(_statement).execute_if(dialect=_dialect))
    event.listen(
        TalentRow.__table__,
        "before_drop",
        _ddl("DROP TABLE IF EXISTS talent_search").execute_if(dialect=_dialect),
    )
event.listen(
    TalentRow.__table__, "after_create", _ddl(SEARCH_INDEX_DDL).execute_if(dialect="postgresql")
)
