"""People with everything that can hang on a person, and all rows of them, for tests of merging."""

from datetime import timedelta
from itertools import count

from sqlalchemy import insert, select, text

from core.actor import SYSTEM
from core.consent import keeping
from core.consent import service as consent
from core.consent.types import (
    Act,
    ConsentChannel,
    NewEntry,
    Purpose,
    Relationship,
    Source,
    Standing,
)
from core.db import Base
from core.outreach import repository as outreach
from core.outreach.types import Order
from core.profile import service as profile
from core.profile.repository import aliases, people
from core.profile.types import Arrival, Channel, Facts, Interaction, NewAttachment, Place, SkillFact
from core.subject.rules import REFERENCES
from core.task import repository as tasks
from core.task.types import Call, CallOutcome, Due, Task, TaskKind, TaskSource, TaskState

TOLD = {"outbox", "audit_entry", "talent_merge"}  # of these a merge adds some and takes none
COUNTERS = {"version", "updated_at"}
COUNTED = (
    "interaction",
    "task",
    "phone_call",
    "attachment",
    "retention_hold",
    "retention_standing",
    "sending",
    "shortlist_entry",
    "shortlist_decision",
    "source_link",
)
_COUNT = count(1)


def take_in(session, clock, *, key="", source="ats", email="", phone="", file=False, **facts):
    """Let an arrival in and return whose it is."""
    told = Facts(
        name=facts.pop("name", "张伟"),
        emails=(email,) if email else (),
        phones=(phone,) if phone else (),
        place=Place(facts.pop("city", "")),
        skills=tuple(SkillFact("", name) for name in facts.pop("skills", ())),
        **facts,
    )
    arrival = Arrival(
        source, Channel.IMPORT, told, external_id=key, attachment=a_file() if file else None
    )
    return profile.ingest(session, SYSTEM, arrival, now=clock.now()).talent_id


def a_file():
    return NewAttachment("cv.pdf", "application/pdf", 3, "0" * 64, f"file{next(_COUNT)}")


def say(session, clock, talent_id, act, purpose=Purpose.MARKETING, channel=ConsentChannel.ANY):
    """Write into the ledger of a person."""
    wording = ""
    if act is Act.GIVEN:
        wording = consent.add_wording(
            session, SYSTEM, purpose, "1", zh="同意", en="yes", now=clock.now()
        ).id
    new = NewEntry(
        purpose, act, clock.now(), Source.PERSON, channel, wording_id=wording, proof="a form"
    )
    return consent.record(session, SYSTEM, talent_id, new, now=clock.now())


def meet(session, clock, talent_id):
    """Have something happen with a person."""
    item = Interaction("", talent_id, "meeting", "in", "phone", clock.now(), clock.now())
    return profile.record_interaction(session, SYSTEM, item, now=clock.now())


def plan(session, clock, talent_id):
    """Open a task about a person."""
    number = people.number_of(session, SYSTEM, talent_id)
    task = Task(
        id=f"tsk_{next(_COUNT):09}", talent_id=talent_id, kind=next(iter(TaskKind)), title="call",
        note="", owner_id="acc_a", due=Due(clock.now().date(), "UTC", "", None),
        source=next(iter(TaskSource)), source_id="", state=TaskState.OPEN, outcome="",
        created_at=clock.now(), created_by="acc_a", closed_at=None, closed_by="", version=1,
    )  # fmt: skip
    tasks.add(session, number, task)
    return task


def call(session, clock, talent_id):
    """Log a call with a person."""
    number = people.number_of(session, SYSTEM, talent_id)
    tasks.add_call(
        session,
        number,
        Call(
            id=f"cal_{next(_COUNT):09}", talent_id=talent_id, outcome=next(iter(CallOutcome)),
            at=clock.now(), outgoing=True, minutes=3, note="", task_id="", actor_id="acc_a",
            logged_at=clock.now(), follow_up_id="",
        ),
    )  # fmt: skip


def hold(session, clock, talent_id):
    """Keep a person longer."""
    until = clock.now() + timedelta(days=90)
    return keeping.hold(session, SYSTEM, talent_id, reason="a case", until=until, now=clock.now())


def stand(session, clock, talent_id, relationship=Relationship.APPLICANT):
    """Say how a person stands to the company."""
    keeping.stand(session, SYSTEM, talent_id, Standing(relationship, clock.now()), now=clock.now())


def send(session, clock, talent_id, step="1"):
    """Put a message to a person into the send ledger."""
    until = clock.now() + timedelta(days=1)
    order = Order("campaign", step, talent_id, "email", until, {}, Purpose.MARKETING.value)
    return outreach.add(session, f"snd_{next(_COUNT):09}", order, now=clock.now())


def attach(session, clock, talent_id):
    """Attach a file that came with no record."""
    return profile.add_attachment(session, SYSTEM, talent_id, a_file(), now=clock.now())


def relate(session, clock, talent_id, key, record_id):
    """State how a person stands to the company, by a record or (with none) by hand."""
    number = people.number_of(session, SYSTEM, talent_id)
    session.execute(
        insert(Base.metadata.tables["relationship"]).values(
            id=f"rel_{next(_COUNT):09}", talent_number=number, kind="employee", source="hr",
            key=key, since=clock.now(), until=None, label="", record_id=record_id,
            stated_at=clock.now(), recorded_at=clock.now(), actor_id="acc_a", reason="",
            missed_at=None, retracted_at=None,
        )
    )  # fmt: skip


def relations(session, talent_id):
    """Return the keys under which it is stated how a person stands to the company."""
    table = Base.metadata.tables["relationship"]
    number = people.number_of(session, SYSTEM, talent_id)
    query = select(table.c.key).where(table.c.talent_number == number)
    return sorted(session.scalars(query))


def shortlist(session, clock, *talent_ids):
    """Store a shortlist of people and return its id."""
    tables, number = Base.metadata.tables, next(_COUNT)
    job_id, shortlist_id = f"job_{number:09}", f"shl_{number:09}"
    session.execute(
        insert(tables["job_opening"]).values(
            id=job_id, title="工程师", status="open", team_id=None, hiring_manager_id=None,
            owner_id=None, source="", external_id="", invented=False, version=1, current=1,
            edits=[], created_at=clock.now(), updated_at=clock.now(),
        )
    )  # fmt: skip
    session.execute(
        insert(tables["shortlist"]).values(
            id=shortlist_id, job_id=job_id, jd_version=1, kind="best", where_rule="", top=10,
            position={}, model_version="m", feature_names=[], notices=[], considered=9,
            retrieved=9, timings_ms={}, created_at=clock.now(), created_by="acc_a",
        )
    )  # fmt: skip
    for rank, talent_id in enumerate(talent_ids, 1):
        session.execute(
            insert(tables["shortlist_entry"]).values(
                shortlist_id=shortlist_id, rank=rank, talent_id=talent_id, score=0.5, raw=0.1,
                reasons=[], missing=[], changes=[], features=b"", contributions=b"",
            )
        )  # fmt: skip
    return shortlist_id


def decide(session, clock, shortlist_id, talent_id, verdict="accepted"):
    """Decide on a person of a shortlist."""
    session.execute(
        insert(Base.metadata.tables["shortlist_decision"]).values(
            id=f"dec_{next(_COUNT):09}", shortlist_id=shortlist_id, job_id="job",
            talent_id=aliases.current_id(session, talent_id), verdict=verdict, reason="",
            shown_rank=1, profile_opened=True, decided_by="acc_a", decided_at=clock.now(),
        )
    )  # fmt: skip


def everything(session, clock, talent_id, *, agrees=True):
    """Hang one of everything on a person."""
    for do in (meet, plan, call, hold, stand, attach):
        do(session, clock, talent_id)
    send(session, clock, talent_id, step="welcome")
    send(session, clock, talent_id, step=f"own {talent_id}")
    say(session, clock, talent_id, Act.GIVEN if agrees else Act.WITHDRAWN)
    decide(session, clock, shortlist(session, clock, talent_id), talent_id)


def rows(session):
    """Return every row of every table that has people in it, without counters of changes."""
    found = {}
    for name in sorted({one.table for one in REFERENCES} - TOLD):
        table = Base.metadata.tables[name]
        said = [
            one
            for one in table.columns
            if name != "talent" or one.name not in COUNTERS
        ]  # fmt: skip
        found[name] = sorted(map(repr, session.execute(select(*said))))
    terms = text("SELECT rowid, terms FROM talent_search WHERE terms <> ''")
    found["talent_search"] = sorted(map(repr, session.execute(terms)))
    return found


def counts(session):
    """Return how many rows there are of what a merge must not lose; of the ledger, what was said.

    What a merge itself adds to the ledger, and an undoing copies, is left out.
    """
    tables = Base.metadata.tables
    found = {
        name: len(session.execute(select(*tables[name].primary_key)).all()) for name in COUNTED
    }
    ledger = tables["consent_entry"]
    said = select(ledger.c.seq).where(ledger.c.source != "system")
    found["consent_entry"] = len(session.execute(said).all())
    return found
