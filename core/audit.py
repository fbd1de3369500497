"""The audit log: what was done by whom, chained and signed so that no edit goes unseen.

Entries are appended in the transaction of what they tell about, and are unsealed at first. One
sealer gives them their place in the chain (``seq``), each with the hash of itself and of the one
before, and signs count and head. The seal is also exported outside the database: without that
copy, cutting the tail off or rewriting it to the end would leave a chain that looks whole.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import rfc8785
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from sqlalchemy import Index, func, select, text, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.actor import Actor
from core.db import Base

GENESIS = "0" * 64
_BATCH = 5_000
_LOCK = 7_402_002


class AuditRow(Base):
    """One entry; ``seq`` and ``hash`` are empty until it is sealed."""

    __tablename__ = "audit_entry"
    __table_args__ = (
        Index("ix_audit_entry_subject", "subject"),
        Index(
            "ix_audit_entry_unsealed",
            "id",
            sqlite_where=text("seq IS NULL"),
            postgresql_where=text("seq IS NULL"),
        ),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    at: Mapped[datetime]
    actor_id: Mapped[str]
    action: Mapped[str]
    subject: Mapped[str]
    details: Mapped[dict[str, Any]]
    seq: Mapped[int | None] = mapped_column(unique=True)
    hash: Mapped[str | None]


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry; ``sealed`` tells whether it has its place in the chain yet."""

    id: int
    at: datetime
    actor_id: str
    action: str
    subject: str
    details: Mapping[str, Any]
    sealed: bool


@dataclass(frozen=True, slots=True)
class Seal:
    """Count and head of the chain at a time; ``signature`` is Ed25519 over the rest, in hex."""

    count: int
    head: str
    at: str
    signature: str = ""

    def message(self) -> bytes:
        """Return the bytes that are signed."""
        body: bytes = rfc8785.dumps({"count": self.count, "head": self.head, "at": self.at})
        return body


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check of the whole chain found; no ``problems`` means it is as it was written."""

    sealed: int
    unsealed: int
    problems: tuple[str, ...]

    @property
    def ok(self) -> bool:
        """Tell whether nothing was found."""
        return not self.problems


def record(
    session: Session,
    actor: Actor,
    action: str,
    subject: str,
    *,
    now: datetime,
    details: Mapping[str, Any] | None = None,
) -> None:
    """Append an entry in the caller's transaction.

    ``action`` is past tense with its slice (``talent.read``); ``subject`` is an id, never a name or
    an address; ``details`` hold JSON values and nothing that identifies a person.
    """
    session.add(
        AuditRow(
            at=now,
            actor_id=actor.account_id,
            action=action,
            subject=subject,
            details=dict(details or {}),
        )
    )


def page(
    session: Session, *, before_id: int | None = None, subject: str = "", limit: int = 50
) -> list[Entry]:
    """Return entries, newest first."""
    query = select(AuditRow).order_by(AuditRow.id.desc()).limit(limit)
    if before_id is not None:
        query = query.where(AuditRow.id < before_id)
    if subject:
        query = query.where(AuditRow.subject == subject)
    return [
        Entry(
            row.id, row.at, row.actor_id, row.action, row.subject, row.details, row.seq is not None
        )
        for row in session.scalars(query)
    ]


def count(session: Session) -> int:
    """Return how many entries there are, sealed or not."""
    return session.scalar(select(func.count()).select_from(AuditRow)) or 0


def has_unsealed(session: Session) -> bool:
    """Tell whether there is anything to seal."""
    return session.scalar(select(AuditRow.id).where(AuditRow.seq.is_(None)).limit(1)) is not None


def seal(session: Session, key: Ed25519PrivateKey, *, now: datetime) -> Seal | None:
    """Chain every unsealed entry and return the signed seal, or ``None`` if there was none.

    The caller commits, and exports the seal *after* that: a seal of what was rolled back would
    make an honest chain look cut.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    tail = session.execute(
        select(AuditRow.seq, AuditRow.hash)
        .where(AuditRow.seq.is_not(None))
        .order_by(AuditRow.seq.desc())
        .limit(1)
    ).first()
    seq, head = (tail[0] or 0, tail[1] or GENESIS) if tail else (0, GENESIS)
    links = []
    for row in session.scalars(
        select(AuditRow).where(AuditRow.seq.is_(None)).order_by(AuditRow.id)
    ):
        seq += 1
        head = _link(head, seq, row)
        links.append({"id": row.id, "seq": seq, "hash": head})
    if not links:
        return None
    session.execute(update(AuditRow), links)
    unsigned = Seal(seq, head, now.isoformat())
    return Seal(seq, head, unsigned.at, key.sign(unsigned.message()).hex())


def export_seal(seal: Seal, path: Path) -> None:
    """Append a seal to the file outside the database."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(asdict(seal)) + "\n")


def exported_seals(path: Path) -> list[Seal]:
    """Read the seals kept outside the database, oldest first; none if there is no such file."""
    if not path.exists():
        return []
    lines = path.read_text(encoding="utf-8").splitlines()
    return [Seal(**json.loads(line)) for line in lines if line.strip()]


def verify(session: Session, *, seals: Iterable[Seal], key: Ed25519PublicKey) -> Verdict:
    """Recompute the chain and hold it against the seals kept outside the database."""
    problems: list[str] = []
    expected = _trusted(seals, key, problems)
    seq, head = 0, GENESIS
    for row in _chain(session):
        seq += 1
        if row.seq != seq:
            problems.append(f"entry {seq} is missing: the next one is {row.seq}")
            break
        head = _link(head, seq, row)
        if row.hash != head:
            problems.append(f"entry {seq} is not as it was written")
            break
        if expected.get(seq, head) != head:
            problems.append(f"the chain up to entry {seq} was rewritten")
            break
    else:
        last = max(expected, default=0)
        if seq < last:
            problems.append(f"the log was cut: {last} entries were sealed, {seq} are left")
    unsealed = select(func.count()).select_from(AuditRow).where(AuditRow.seq.is_(None))
    return Verdict(seq, session.scalar(unsealed) or 0, tuple(problems))


def _trusted(seals: Iterable[Seal], key: Ed25519PublicKey, problems: list[str]) -> dict[int, str]:
    heads: dict[int, str] = {}
    for seal in seals:
        try:
            key.verify(bytes.fromhex(seal.signature), seal.message())
        except (InvalidSignature, ValueError):
            problems.append(f"the exported seal of entry {seal.count} carries a false signature")
            continue
        heads[seal.count] = seal.head
    return heads


def _chain(session: Session) -> Iterable[Any]:
    last = 0
    columns = (
        AuditRow.id, AuditRow.at, AuditRow.actor_id, AuditRow.action, AuditRow.subject,
        AuditRow.details, AuditRow.seq, AuditRow.hash,
    )  # fmt: skip
    while True:
        rows: Sequence[Any] = session.execute(
            select(*columns).where(AuditRow.seq > last).order_by(AuditRow.seq).limit(_BATCH)
        ).all()
        yield from rows
        if len(rows) < _BATCH:
            return
        last = rows[-1].seq


def _link(head: str, seq: int, row: Any) -> str:
    body = rfc8785.dumps(
        {
            "id": row.id,
            "seq": seq,
            "at": row.at.isoformat(),
            "actor": row.actor_id,
            "action": row.action,
            "subject": row.subject,
            "details": row.details,
        }
    )
    return hashlib.sha256(head.encode() + body).hexdigest()
