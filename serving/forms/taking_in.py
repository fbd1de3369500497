"""A submission through the one door: it may add to a known person, and shows and changes nothing.

Whoever sends it is not known, so nothing here may tell whether the person is: every path ends in
the same answer, also that of somebody who asked not to be kept.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from core.actor import VISITOR
from core.consent import service as consent
from core.consent.types import Act, NewEntry, Purpose, Source, Why
from core.content.types import Form, FormKind
from core.jobs import JobName
from core.profile import service as profile
from core.profile.types import (
    Arrival,
    Channel,
    Facts,
    IngestResult,
    NewAttachment,
    Place,
)
from core.relation import happenings, referrals
from core.relation import service as relations
from core.relation.types import Happening, Kind, Statement
from serving import indexing
from serving.forms.submission import Submission
from serving.intake.names import apart
from serving.wiring import Parts
from trm_ml.extract.documents.types import Document

# a stranger's "yes" opens what nobody decided, and never what the person closed
_MAY_OPEN = frozenset({Why.NEVER_ASKED, Why.EXPIRED, Why.NOT_REFUSED})


@dataclass(frozen=True, slots=True)
class Sent:
    """A submission with its file, if there is one, and the job that it is about."""

    form: Form
    submission: Submission
    nonce: str
    job_title: str = ""
    document: Document | None = None
    file: NewAttachment | None = None


def take_in(parts: Parts, sent: Sent, *, now: datetime) -> None:
    """Take a submission in; the same one again changes nothing."""
    arrival = _arrival(parts, sent, now=now)
    with parts.db.write() as session:
        # who asked not to be kept is kept out in silence: a form cannot lift that
        result = profile.ingest_many(
            session, VISITOR, [arrival], now=now, gate=parts.gate, apart=apart
        )[0]
        if result.changed:
            _follow(parts, session, sent, result, now=now)
    changed = result.changed
    if not changed and sent.file is not None:
        parts.attachments.remove(sent.file.stored_as)
    if changed:
        indexing.enqueue(parts, JobName.EMBED_TALENTS)


def _arrival(parts: Parts, sent: Sent, *, now: datetime) -> Arrival:
    said, form = sent.submission, sent.form
    facts = _read_cv(parts, sent.document, now=now) if sent.document else Facts(text=said["note"])
    place = parts.lexicon().place(said["city"]) or Place(city=said["city"])
    facts = replace(
        facts,
        name=said["name"],
        emails=tuple(filter(None, [said["email"]])) or facts.emails,
        phones=tuple(filter(None, [said["phone"]])) or facts.phones,
        place=place if said["city"] else facts.place,
    )
    is_referral = form.kind is FormKind.REFER
    return Arrival(
        source=f"form:{form.id}",
        channel=Channel.REFERRAL if is_referral else Channel.FORM,
        facts=facts,
        external_id=sent.nonce,
        raw={name: value for name, value in said.said.items() if value},
        at=now,
        attachment=sent.file,
        team_id=form.team_id,
    )


def _read_cv(parts: Parts, document: Document, *, now: datetime) -> Facts:
    from trm_ml.extract.cv import read_cv

    return read_cv(document.text, parts.lexicon(), today=now.date())


def _follow(
    parts: Parts, session: Session, sent: Sent, result: IngestResult, *, now: datetime
) -> None:
    form, source = sent.form, f"form:{sent.form.id}"
    is_referral = form.kind is FormKind.REFER
    kind = Kind.APPLICANT if form.job_id and not is_referral else Kind.PROSPECT
    record_id = result.source_record_id
    said = Statement(kind, source, sent.nonce, now, label=sent.job_title, record_id=record_id)
    relations.state_many(session, VISITOR, [(result.talent_id, said)], now=now)
    happened = Happening(
        source=source,
        key=sent.nonce,
        kind="referral.received" if is_referral else "application.submitted",
        at=now,
        summary=sent.job_title or form.title_zh,
        direction="none" if is_referral else "in",
        channel="web",
        record_id=record_id,
    )
    happenings.tell_many(session, VISITOR, [(result.talent_id, happened)], now=now)
    if is_referral:
        _refer(parts, session, sent, result, now=now)
    else:
        _note_consents(session, sent, result, now=now)


def _note_consents(session: Session, sent: Sent, result: IngestResult, *, now: datetime) -> None:
    asked = [(Purpose.RECRUITMENT, sent.form.wording_id, sent.submission["agreed"])]
    asked.append((Purpose.TALENT_POOL, sent.form.pool_wording_id, sent.submission["pool"]))
    for purpose, wording_id, yes in asked:
        if not (yes and wording_id):
            continue
        standing = consent.may(session, result.talent_id, purpose, at=now)
        if standing.why not in _MAY_OPEN:
            continue
        given = NewEntry(
            purpose=purpose,
            act=Act.GIVEN,
            at=now,
            source=Source.FORM,
            wording_id=wording_id,
            proof=f"form {sent.form.id}, source record {result.source_record_id}",
        )
        consent.record(session, VISITOR, result.talent_id, given, now=now)


def _refer(
    parts: Parts, session: Session, sent: Sent, result: IngestResult, *, now: datetime
) -> None:
    said = sent.submission
    who = referrals.Referrer(said["referrer_name"], said["referrer_email"])
    made = referrals.NewReferral(
        source=f"form:{sent.form.id}",
        key=sent.nonce,
        at=now,
        job=sent.job_title,
        note=said["note"],
        record_id=result.source_record_id,
    )
    referrals.refer(session, VISITOR, result.talent_id, who, made, now=now, gate=parts.gate)
