"""Callbacks that came before: each is listened to once. Never commits."""

import hashlib
from datetime import datetime

from sqlalchemy.orm import Session

from core.relation.repository import told


def is_new(session: Session, source: str, name: str, *, now: datetime) -> bool:
    """Note a callback by its name, and tell whether it is the first time."""
    digest = hashlib.sha256(f"{source}\n{name}".encode()).hexdigest()
    return told.note_callback(session, digest, now=now)


def forget_old(session: Session, *, before: datetime) -> int:
    """Forget callbacks that are too old to be taken again anyway."""
    return told.forget_callbacks(session, before=before)
