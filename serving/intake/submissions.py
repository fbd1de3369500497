"""Rows of agencies, colleagues, job boards, campus lists and events."""

import hashlib
import re
from datetime import datetime

from core.intake.types import Reason
from core.profile import rules
from core.relation.referrals import NewReferral, Referrer
from core.relation.types import Happening, Kind, NewClaim, Statement
from serving.intake.channel_rows import Context, Said, Values, day_of
from serving.intake.people import Read, first
from serving.intake.reasons import reason

_YES = re.compile(
    r"是|已签到|签到|到场|出席|参加|\b(y|yes|true|1|attended|present|checked.?in)\b", re.I
)
_NO = re.compile(r"否|未|缺席|\b(n|no|false|0|absent|no.?show)\b", re.I)


def of_agency(values: Values, read: Read, context: Context) -> Said | Reason:
    """Read a person that an agency submits: whoever names somebody first, owns them for a while."""
    if not (read.facts.emails or read.facts.phones):
        return reason("agency-without-address")
    at = day_of(values, "submitted_on", read) or read.at or context.now
    claim = NewClaim(
        source=context.source,
        key=_key(read),
        at=min(at, context.now),
        days=context.ownership_days,
    )
    job = first(values, "applied_job")
    told = _happening(context, read, "submitted", "agency.submitted", claim.at, job)
    return Said(statements=(_prospect(context, read, at, job),), happenings=(told,), claim=claim)


def of_colleague(values: Values, read: Read, context: Context) -> Said | Reason:
    """Read a person whom a colleague suggests; the colleague is somebody else."""
    name, address = first(values, "referrer_name"), first(values, "referrer_email")
    own = rules.normal_email(address)
    if not own:
        return reason("no-referrer")
    if own in {rules.normal_email(one) for one in read.facts.emails}:
        return reason("refers-themself")
    at = day_of(values, "referred_on", read) or read.at or context.now
    job = first(values, "applied_job")
    new = NewReferral(context.source, f"{_key(read)}:{own}", at, job=job, note=first(values, "why"))
    told = _happening(context, read, f"referred:{own}", "referral.received", at, job)
    statement = _prospect(context, read, at, job)
    return Said((statement,), (told,), referral=(Referrer(name, own), new))


def of_board(values: Values, read: Read, context: Context) -> Said:
    """Read a person of a job board: an applicant if it says for which job, else a prospect."""
    job, at = first(values, "applied_job"), read.at or context.now
    applied = day_of(values, "applied_on", read)
    if not (job or applied):
        return Said((_prospect(context, read, at, ""),))
    since = applied or at
    key = f"{_key(read)}:{job}"
    statement = Statement(Kind.APPLICANT, context.source, key, at, since=since, label=job)
    told = _happening(context, read, f"applied:{job}", "application.submitted", since, job, "in")
    return Said((statement,), (told,))


def of_campus(values: Values, read: Read, context: Context) -> Said:
    """Read a student of a campus list: a prospect of their school and year."""
    year, school = first(values, "graduation"), first(values, "school")
    label = " · ".join(part for part in (school, year) if part)
    at = read.at or context.now
    return Said((_prospect(context, read, at, label),))


def of_event(values: Values, read: Read, context: Context) -> Said | Reason:
    """Read somebody who registered for an event, and whether they came."""
    event = first(values, "event") or first(values, "event_id")
    if not event:
        return reason("no-event")
    at = read.at or context.now
    key = first(values, "event_id") or event
    registered = day_of(values, "registered_on", read) or at
    told = [
        _happening(context, read, f"registered:{key}", "event.registered", registered, event, "in")
    ]
    came_at, came = day_of(values, "attended_on", read), first(values, "attended")
    if came_at is not None or (_YES.search(came) and not _NO.search(came)):
        attended = came_at or at
        told.append(
            _happening(context, read, f"attended:{key}", "event.attended", attended, event, "in")
        )
    return Said((_prospect(context, read, registered, event),), tuple(told))


def _prospect(context: Context, read: Read, at: datetime, label: str) -> Statement:
    return Statement(
        Kind.PROSPECT, context.source, _key(read), min(at, context.now), since=at, label=label
    )


def _happening(  # noqa: PLR0913  what happened, by name
    context: Context,
    read: Read,
    key: str,
    kind: str,
    at: datetime,
    summary: str,
    direction: str = "none",
) -> Happening:
    name = f"{_key(read)}:{key}"
    return Happening(context.source, name, kind, at, summary, direction)


def _key(read: Read) -> str:
    """Return the source's own id of somebody, else a hash of how they can be reached."""
    if read.external_id:
        return read.external_id
    reached = sorted(f"{kind}:{value}" for kind, value in rules.identifiers(read.facts))
    said = "\n".join(reached) or rules.fold(read.facts.name)
    return "#" + hashlib.sha256(said.encode()).hexdigest()[:32]
