"""What agencies submit, and who was first. Never commits."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from core import audit
from core.actor import Actor
from core.ids import new_id
from core.profile.repository import people, records
from core.profile.types import Channel
from core.relation import rules
from core.relation.repository import hiring
from core.relation.types import Claim, ClaimStanding, NewClaim


def claim_many(
    session: Session, actor: Actor, told: Sequence[tuple[str, NewClaim]], *, now: datetime
) -> list[Claim]:
    """Settle what submissions of visible people come to, in the order they were made.

    The same submission again changes nothing. Whom else a person is known by is asked after the
    rows came in, so an agency gains nothing by naming somebody twice in two ways.

    Raises:
        NotFound: there is no such person for this actor.
    """
    fresh = {(one.source, one.key): (talent_id, one) for talent_id, one in told}
    for name in hiring.claimed(session, list(fresh)):
        del fresh[name]
    if not fresh:
        return []
    numbers = people.numbers_of(session, actor, [talent_id for talent_id, _ in fresh.values()])
    there = hiring.claims_on(session, list(numbers.values()))
    channels = records.channels_of(session, list(numbers.values()))
    made = []
    for talent_id, new in sorted(fresh.values(), key=lambda one: one[1].at):
        number = numbers[talent_id]
        elsewhere = bool(channels.get(number, set()) - {Channel.AGENCY})
        before = there.setdefault(number, [])
        standing = rules.claim_standing(new, before, known_elsewhere=elsewhere)
        claim = _claim(talent_id, new, standing, now=now)
        before.append(claim)
        made.append(claim)
    hiring.add_claims(session, made, numbers)
    counts = {one.value: sum(claim.standing is one for claim in made) for one in ClaimStanding}
    audit.record(session, actor, "agency.claimed", "talents", now=now, details=counts)
    return made


def _claim(talent_id: str, new: NewClaim, standing: ClaimStanding, *, now: datetime) -> Claim:
    owns = standing is ClaimStanding.OWNER
    return Claim(
        id=new_id("clm", now),
        talent_id=talent_id,
        source=new.source,
        key=new.key,
        at=new.at,
        until=new.at + timedelta(days=new.days) if owns else None,
        standing=standing,
        record_id=new.record_id,
    )
