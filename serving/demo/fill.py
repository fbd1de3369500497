"""Fills a workspace with the invented company, through the same door as everybody else.

Killed and started again it goes on where it was: every arrival carries the demo's own id.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import TypeVar

from sqlalchemy.orm import Session

from core import outbox
from core.access import admin
from core.access import service as access
from core.access.types import LinkPurpose
from core.actor import SYSTEM, Role
from core.errors import Refused
from core.profile import service as profiles
from core.profile.repository import people as stored
from core.profile.types import Arrival, Channel, Facts
from core.requisition import service as requisitions
from core.requisition.types import NewJob
from serving import links
from serving.demo import crowd_fill, real
from serving.demo.crowd import BASES, WRITTEN
from serving.demo.history import as_interactions, invent_history
from serving.demo.jobs import invent_jobs
from serving.demo.people import DemoPerson, Truth, invent
from serving.wiring import Parts
from trm_ml.extract.cv import read_cv
from trm_ml.extract.jd import read_jd

SOURCE = "demo"
FILLED = "demo.filled"
BATCH = 500
TRUTH = "truth.jsonl"
JOBS_TRUTH = "jobs.jsonl"
ADMIN_EMAIL = "demo.admin@example.com"
MANAGER_EMAIL = "demo.manager@example.com"
Progress = Callable[[int], None]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Company:
    """What to invent: how many people and jobs, from which seed."""

    people: int = 2000
    jobs: int = 40
    seed: int = 7


@dataclass(frozen=True, slots=True)
class Staff:
    """The accounts of the demo; neither has a password."""

    admin_id: str
    manager_id: str


def hire_staff(session: Session, now: datetime) -> Staff:
    """Make the accounts of the demo, or find them."""
    head = admin.add_account(
        session, SYSTEM, ADMIN_EMAIL, name="林晓 Lin Xiao", role=Role.ADMIN, now=now
    )
    manager = admin.add_account(
        session, SYSTEM, MANAGER_EMAIL, name="Dana Brooks", role=Role.HIRING_MANAGER, now=now
    )
    return Staff(head.id, manager.id)


def is_there(session: Session) -> bool:
    """Tell whether the demo stands whole in this workspace.

    Raises:
        Refused: the workspace holds people who are not invented.
    """
    if any(not person.invented for person in stored.iter_facts(session, limit=50)):
        raise Refused(
            "this workspace holds people of your own; the demo will not be mixed with them. "
            "Set TRM_WORKSPACE to another folder and run the demo there."
        )
    return bool(outbox.since(session, 0, names=(FILLED,), limit=1))


def mark_whole(session: Session, *, now: datetime) -> None:
    """Note that the demo is filled, so that the next start only serves it."""
    outbox.append(session, FILLED, SOURCE, {}, now=now)


def admin_link(parts: Parts) -> str:
    """Return a link that signs the demo's administrator in, once."""
    with parts.db.write() as session:
        staff = hire_staff(session, parts.clock.now())
        link = access.sign_in_link(
            session, staff.admin_id, secret=parts.keys().secret, now=parts.clock.now()
        )
    return links.address(parts.settings, LinkPurpose.SIGN_IN, link.token)


def fill_invented(parts: Parts, company: Company, *, progress: Progress) -> None:
    """Write the people with their history, then the jobs; ``progress`` is told of each person."""
    now = parts.clock.now()
    folder = parts.paths.workspace / "demo"
    with parts.db.write() as session:
        staff = hire_staff(session, now)
    count = company.people if company.people <= WRITTEN else BASES
    everybody = invent(count, seed=company.seed, today=now.date())
    written: list[tuple[str, Truth]] = []
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / TRUTH).open("w", encoding="utf-8") as file:  # never in the database
        for batch in _batches(everybody, BATCH):
            with parts.db.write() as session:
                ids = _take_in(session, parts, batch, seed=company.seed, now=now)
            written += zip(ids, (person.truth for person in batch), strict=True)
            rows = (json.dumps(person.truth_row(), ensure_ascii=False) for person in batch)
            file.writelines(row + "\n" for row in rows)
            progress(len(batch))
        if company.people > count:
            crowd = crowd_fill.crowd_of(parts, written, folder, seed=company.seed)
            for numbers in _batches(iter(range(count, company.people)), crowd_fill.BATCH):
                crowd_fill.take_in(parts, crowd, numbers, file, source=SOURCE, seed=company.seed)
                progress(len(numbers))
            parts.db.close()  # the next connections have small caches again
    jobs = list(invent_jobs(company.jobs, seed=company.seed))
    told = [json.dumps(job.truth_row(), ensure_ascii=False) + "\n" for job in jobs]
    (folder / JOBS_TRUTH).write_text("".join(told), encoding="utf-8")
    with parts.db.write() as session:
        for job in jobs:
            parsed = read_jd(job.text, parts.lexicon(), title=job.title)
            new = NewJob(
                title=job.title,
                text=job.text,
                parsed=parsed,
                hiring_manager_id=staff.manager_id if job.number % 4 == 0 else None,
                source=SOURCE,
                external_id=f"{SOURCE}-{job.number}",
                invented=True,
            )
            requisitions.create_job(session, SYSTEM, new, now=now)


def fill_real(parts: Parts, directory: Path, *, jobs: int, seed: int) -> tuple[int, int]:
    """Write the real CVs and JDs of ``directory`` under invented names; return how many."""
    now = parts.clock.now()
    with parts.db.write() as session:
        staff = hire_staff(session, now)
    people = 0
    for batch in _batches(real.cvs(directory, seed=seed), BATCH):
        arrivals = [_real_arrival(parts, cv, now) for cv in batch]
        with parts.db.write() as session:
            profiles.ingest_many(session, SYSTEM, arrivals, now=now)
        people += len(batch)
    posts = list(real.jobs(directory, limit=jobs, seed=seed))
    with parts.db.write() as session:
        for number, job in enumerate(posts):
            new = NewJob(
                title=job.title,
                text=job.text,
                parsed=read_jd(job.text, parts.lexicon(), title=job.title),
                hiring_manager_id=staff.manager_id if number % 10 == 0 else None,
                source=SOURCE,
                external_id=job.key,
                invented=True,
            )
            requisitions.create_job(session, SYSTEM, new, now=now)
    return people, len(posts)


def _take_in(
    session: Session, parts: Parts, batch: list[DemoPerson], *, seed: int, now: datetime
) -> list[str]:
    histories = [list(invent_history(person, seed=seed, now=now)) for person in batch]
    arrivals = [
        _arrival(parts, person, at=history[0].at)
        for person, history in zip(batch, histories, strict=True)
    ]
    results = profiles.ingest_many(session, SYSTEM, arrivals, now=now)
    happened = [
        event
        for result, history in zip(results, histories, strict=True)
        if result.created
        for event in as_interactions(result.talent_id, history)
    ]
    if happened:
        profiles.record_interactions(session, SYSTEM, happened, now=now)
    return [result.talent_id for result in results]


def _arrival(parts: Parts, person: DemoPerson, *, at: datetime) -> Arrival:
    facts = read_cv(person.text, parts.lexicon(), today=parts.clock.now().date())
    return Arrival(
        source=SOURCE,
        channel=Channel.DEMO,
        facts=_named(facts, person.name, person.email, person.phone),
        external_id=f"{SOURCE}-{person.number}",
        at=at,
        invented=True,
    )


def _real_arrival(parts: Parts, cv: real.RealCv, now: datetime) -> Arrival:
    facts = read_cv(cv.text, parts.lexicon(), today=now.date())
    someone = cv.identity
    return Arrival(
        source=SOURCE,
        channel=Channel.DEMO,
        facts=_named(facts, someone.name, someone.email, someone.phone),
        external_id=cv.key,
        invented=True,
    )


def _named(facts: Facts, name: str, email: str, phone: str) -> Facts:
    return replace(facts, name=name, emails=(email,), phones=(phone,) if phone else ())


def _batches(items: Iterator[T], size: int) -> Iterator[list[T]]:
    while batch := list(islice(items, size)):
        yield batch
