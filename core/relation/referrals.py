"""Who suggested whom: the referrer is a person of ours too. Never commits."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from core.actor import Actor
from core.ids import new_id
from core.profile import rules as profile_rules
from core.profile import service as profile
from core.profile.ingest import Gate
from core.profile.repository import people
from core.profile.types import Arrival, Channel, Facts
from core.relation import service
from core.relation.repository import told
from core.relation.types import Kind, Referral, Statement


@dataclass(frozen=True, slots=True)
class Referrer:
    """Who suggests somebody, by name and work address."""

    name: str
    email: str


@dataclass(frozen=True, slots=True)
class NewReferral:
    """A referral to be kept; ``key`` is the source's own name for it."""

    source: str
    key: str
    at: datetime
    job: str = ""
    note: str = ""
    record_id: str = ""


def refer(  # noqa: PLR0913  who, whom and why are named by the caller
    session: Session,
    actor: Actor,
    talent_id: str,
    who: Referrer,
    new: NewReferral,
    *,
    now: datetime,
    gate: Gate | None,
) -> None:
    """Keep who suggested a visible person; the same key again changes nothing.

    The referrer comes in through the one door like anybody, and is one with the employee of that
    address, now or when the list of employees names it. Who asked not to be kept is not kept as a
    referrer either, and the referral stands without one.

    Raises:
        NotFound: there is no such person for this actor.
    """
    if told.is_referred(session, new.source, new.key):
        return
    referrer_id = _referrer(session, actor, who, new, now=now, gate=gate)
    if referrer_id == talent_id:
        referrer_id = ""  # two addresses of one person: nobody suggests themself
    made = Referral(
        id=new_id("ref", now),
        talent_id=talent_id,
        referrer_id=referrer_id,
        source=new.source,
        key=new.key,
        at=new.at,
        job=new.job,
        note=new.note,
        record_id=new.record_id,
    )
    ids = [talent_id, referrer_id] if referrer_id else [talent_id]
    told.add_referral(session, made, people.numbers_of(session, actor, ids))


def _referrer(
    session: Session,
    actor: Actor,
    who: Referrer,
    new: NewReferral,
    *,
    now: datetime,
    gate: Gate | None,
) -> str:
    address = profile_rules.normal_email(who.email)
    if not address:
        return ""
    arrival = Arrival(
        source=f"{new.source}:referrers",
        channel=Channel.REFERRAL,
        facts=Facts(name=who.name.strip(), emails=(address,)),
        external_id=address,
        at=new.at,
    )
    result = profile.ingest_many(session, actor, [arrival], now=now, gate=gate)[0]
    if not result.talent_id:
        return ""
    said = Statement(
        Kind.REFERRER, arrival.source, address, new.at, record_id=result.source_record_id
    )
    service.state_many(session, actor, [(result.talent_id, said)], now=now)
    return result.talent_id
