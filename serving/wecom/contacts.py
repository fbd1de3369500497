"""External contacts of WeCom, added, changed and gone: through the one door like everybody."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.orm import Session

from core import jobs
from core.actor import SYSTEM
from core.consent import service as consent
from core.consent.types import Act, ConsentChannel, NewEntry, Purpose, Source
from core.jobs import JobName, Progress
from core.profile import service as profile
from core.profile.repository import records
from core.profile.types import Arrival, Channel, Employment, Facts, KeptOut
from core.relation import callbacks, happenings
from core.relation import service as relations
from core.relation.types import Happening, Kind, Statement
from serving import indexing
from serving.wiring import Parts

SOURCE = "wecom"
EVENT = "change_external_contact"
ADDED = frozenset({"add_external_contact", "add_half_external_contact", "edit_external_contact"})
REMOVED = frozenset({"del_external_contact", "del_follow_user"})
_BY_THEM = "del_follow_user"  # the contact removed our colleague, not the other way round


def note(session: Session, fields: Mapping[str, str], *, name: str, now: datetime) -> bool:
    """Ask for what a callback tells to be done; the same callback again asks for nothing.

    Only ids are kept until WeCom is asked. What is no change of a contact is taken note of, too.
    """
    if not callbacks.is_new(session, SOURCE, name, now=now):
        return False
    change, contact = fields.get("ChangeType", ""), fields.get("ExternalUserID", "")
    if fields.get("Event") != EVENT or change not in ADDED | REMOVED or not contact:
        return False
    payload = {
        "contact": contact[:64],
        "colleague": fields.get("UserID", "")[:64],
        "change": change,
        "at_s": _seconds(fields.get("CreateTime", ""), now),
    }
    jobs.enqueue(session, JobName.SYNC_WECOM, payload, now=now, key=name)
    return True


def sync(parts: Parts, payload: Mapping[str, Any], progress: Progress) -> None:
    """Do what a callback told of; done twice it changes nothing.

    Raises:
        Unavailable: WeCom cannot be reached; the worker comes back to it.
    """
    contact, change = str(payload["contact"]), str(payload["change"])
    at = datetime.fromtimestamp(int(payload["at_s"]), UTC)
    if change in REMOVED:
        _gone(parts, contact, payload, at=at)
        return
    said = parts.wecom().read(contact)
    if said is None:
        return  # removed meanwhile: that callback comes by itself
    arrival = _arrival(contact, said, at=at)
    now = parts.clock.now()
    try:
        with parts.db.write() as session:
            result = profile.ingest(session, SYSTEM, arrival, now=now, gate=parts.gate)
            _follow(session, result.talent_id, result.source_record_id, payload, at=at, now=now)
    except KeptOut:
        return
    indexing.enqueue(parts, JobName.EMBED_TALENTS)


def _follow(
    session: Session,
    talent_id: str,
    record_id: str,
    payload: Mapping[str, Any],
    *,
    at: datetime,
    now: datetime,
) -> None:
    contact, colleague = str(payload["contact"]), str(payload["colleague"])
    said = Statement(Kind.PROSPECT, SOURCE, contact, at, label="企业微信", record_id=record_id)
    relations.state_many(session, SYSTEM, [(talent_id, said)], now=now)
    if payload["change"] != "edit_external_contact":
        added = Happening(
            source=SOURCE,
            key=f"{contact}:{colleague}:added:{payload['at_s']}",
            kind="wecom.added",
            at=at,
            direction="in",
            channel="wecom",
            record_id=record_id,
        )
        happenings.tell_many(session, SYSTEM, [(talent_id, added)], now=now)


def _gone(parts: Parts, contact: str, payload: Mapping[str, Any], *, at: datetime) -> None:
    """Note that a contact is gone: the person stays, and is not written to by WeCom any more."""
    now, change = parts.clock.now(), str(payload["change"])
    with parts.db.write() as session:
        talent_id = records.holder_of(session, SOURCE, contact)
        if talent_id is None:
            return
        key = f"{contact}:{payload['colleague']}:{change}:{payload['at_s']}"
        direction = "in" if change == _BY_THEM else "none"
        removed = Happening(SOURCE, key, "wecom.removed", at, direction=direction, channel="wecom")
        news = happenings.tell_many(session, SYSTEM, [(talent_id, removed)], now=now)
        if news and change == _BY_THEM:
            no = NewEntry(
                Purpose.MARKETING, Act.WITHDRAWN, min(at, now), Source.PERSON, ConsentChannel.WECOM,
                proof=f"removed {payload['colleague']} in WeCom",
            )  # fmt: skip
            consent.record(session, SYSTEM, talent_id, no, now=now)


def _arrival(contact: str, said: Mapping[str, Any], *, at: datetime) -> Arrival:
    person = said.get("external_contact") or {}
    remarks = [one for one in said.get("follow_user") or [] if isinstance(one, dict)]
    phones = [str(one) for remark in remarks for one in remark.get("remark_mobiles") or []]
    name = next((str(one["remark"]) for one in remarks if one.get("remark")), "")
    company, title = (
        str(person.get("corp_full_name") or person.get("corp_name") or ""),
        str(person.get("position") or ""),
    )
    facts = Facts(
        name=name or str(person.get("name") or ""),
        phones=tuple(dict.fromkeys(phones)),
        headline=title,
        employments=(Employment(title, company, current=True),) if title or company else (),
    )
    raw = {
        "name": str(person.get("name") or ""),
        "remark": name,
        "position": title,
        "corp_name": company,
        "colleagues": ",".join(str(one.get("userid", "")) for one in remarks),
        "tags": ",".join(
            str(tag.get("tag_name", "")) for one in remarks for tag in one.get("tags") or []
        ),
    }  # no gender, no picture: protected, or of no use
    return Arrival(SOURCE, Channel.WECOM, facts, external_id=contact, raw=raw, at=at)


def _seconds(written: str, now: datetime) -> int:
    return int(written[:12]) if written.isascii() and written.isdigit() else int(now.timestamp())
