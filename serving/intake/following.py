"""What follows when rows are in: their statements go to the slices that keep them, in batches."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from core.actor import Actor
from core.profile.ingest import Gate
from core.relation import applications, claims, happenings, referrals
from core.relation import service as relations
from serving.intake.channel_rows import Said

In = tuple[str, str, Said]  # whose row it was, the record it became, and what it states


def follow(
    session: Session, actor: Actor, taken_in: Iterable[In], *, gate: Gate | None, now: datetime
) -> None:
    """Keep what rows state of the people they belong to."""
    rows = [row for row in taken_in if row[2] != Said()]
    if not rows:
        return
    told = [
        (talent_id, replace(one, record_id=record_id))
        for talent_id, record_id, said in rows
        for one in said.statements
    ]
    relations.state_many(session, actor, told, now=now)
    happened = [
        (talent_id, replace(one, record_id=record_id))
        for talent_id, record_id, said in rows
        for one in said.happenings
    ]
    happenings.tell_many(session, actor, happened, now=now)
    applied = [
        replace(said.application, talent_id=talent_id, record_id=record_id)
        for talent_id, record_id, said in rows
        if said.application is not None
    ]
    applications.take_many(session, actor, applied, now=now)
    claimed = [
        (talent_id, replace(said.claim, record_id=record_id))
        for talent_id, record_id, said in rows
        if said.claim is not None
    ]
    claims.claim_many(session, actor, claimed, now=now)
    for talent_id, record_id, said in rows:
        if said.referral is not None:
            who, new = said.referral
            referred = replace(new, record_id=record_id)
            referrals.refer(session, actor, talent_id, who, referred, now=now, gate=gate)
