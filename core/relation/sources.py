"""Sources that were set up: what their rows mean. Never commits."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from core import audit
from core.access.repository import accounts
from core.actor import Actor
from core.profile.types import Channel
from core.relation import repository
from core.relation.types import Source, SourceFlaw, SourceInvalid, SourceUnknown

ROWS = frozenset(
    {
        Channel.IMPORT,
        Channel.HR,
        Channel.ATS,
        Channel.BOARD,
        Channel.CAMPUS,
        Channel.AGENCY,
        Channel.REFERRAL,
        Channel.EVENT,
    }
)
OWNERSHIP_DAYS = 180


def get(session: Session, name: str) -> Source:
    """Return a source.

    Raises:
        SourceUnknown: nobody has set it up.
    """
    found = repository.source(session, name)
    if found is None:
        raise SourceUnknown(f"the source {name} has not been set up", source=name)
    return found


def put(  # noqa: PLR0913  what a source is, is named by the caller
    session: Session,
    actor: Actor,
    name: str,
    channel: Channel,
    *,
    mapping: Mapping[str, str],
    fields: Collection[str],
    team_id: str | None = None,
    ownership_days: int = OWNERSHIP_DAYS,
    now: datetime,
) -> Source:
    """Set a source up, or change it; rows that are in already stay as they were read.

    Args:
        session: where it is stored.
        actor: who sets it up.
        name: the name under which its rows come.
        channel: what its rows mean.
        mapping: columns that are always read as a field; an empty field leaves the column out.
        fields: the fields that rows of the channel may have.
        team_id: whose its new people are.
        ownership_days: how long an agency's claim on a person lasts.
        now: the present.

    Raises:
        SourceInvalid: ``reasons`` say why.
    """
    flaws = []
    if channel not in ROWS:
        flaws.append(SourceFlaw.CHANNEL)
    if any(field and field not in fields for field in mapping.values()):
        flaws.append(SourceFlaw.FIELD)
    if team_id is not None and accounts.unknown_teams(session, [team_id]):
        flaws.append(SourceFlaw.TEAM)
    if flaws:
        why = "; ".join(flaws)
        raise SourceInvalid(f"this source cannot be set up so: {why}", reasons=flaws)
    there = repository.source(session, name)
    made = Source(
        name=name,
        channel=channel,
        mapping=dict(mapping),
        team_id=team_id,
        ownership_days=ownership_days,
        version=there.version + 1 if there else 1,
        updated_at=now,
    )
    repository.save_source(session, made)
    details = {"channel": channel.value, "version": made.version}
    audit.record(session, actor, "source.set", name, now=now, details=details)
    return made
