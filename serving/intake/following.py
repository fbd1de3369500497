"""What follows when rows are in: their statements go to the slices that keep them, in batches."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from core.actor import Actor
from core.relation import service as relations
from serving.intake.channels import Said

In = tuple[str, str, Said]  # whose row it was, the record it became, and what it states


def follow(session: Session, actor: Actor, taken_in: Iterable[In], *, now: datetime) -> None:
    """Keep what rows state of the people they belong to."""
    rows = list(taken_in)
    statements = [
        (talent_id, replace(one, record_id=record_id))
        for talent_id, record_id, said in rows
        for one in said.statements
    ]
    if statements:
        relations.state_many(session, actor, statements, now=now)
