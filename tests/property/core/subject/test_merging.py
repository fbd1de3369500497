"""Whoever was merged and parted is as if they had never been merged, but for what was said since.

A script makes people one and parts them in any order, with arrivals, edits and everything else in
between. In the end all are parted, and each is held against a company in which nobody was merged
and everything happened to the person it belongs to.
"""

import os
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from random import Random

import pytest
from sqlalchemy import select

from core.actor import SYSTEM
from core.clock import FixedClock
from core.consent import rules as consent_rules
from core.consent.repository import ledger
from core.consent.types import Act, ConsentChannel, Purpose
from core.db import Base, Database
from core.profile import repository as reads
from core.profile import rules
from core.profile import service as profile
from core.profile.repository import people
from core.profile.types import Arrival, Channel, Facts
from core.subject.merging import merge
from core.subject.parting import unmerge
from core.subject.types import Evidence, Side
from tests import merging_world as world
from tests import postgres
from tests.conftest import load_tables

LONG = os.environ.get("TRM_LONG") == "1"
PEOPLE = 3
CITIES = ("深圳", "北京", "Paris")
PURPOSES = (Purpose.MARKETING, Purpose.PROFILING)
CHANNELS = (ConsentChannel.ANY, ConsentChannel.ANY, ConsentChannel.EMAIL)
ACTS = (Act.GIVEN, Act.WITHDRAWN)
HUNG = ("interaction", "task", "phone_call", "retention_hold", "attachment")
_WORLD = count(1)


class Company:
    """Some people, to whom things happen a minute apart."""

    def __init__(self, session) -> None:
        self.session = session
        self.clock = FixedClock(datetime(2026, 6, 1, tzinfo=UTC))
        self.name = f"w{next(_WORLD)}"
        self.ids: list[str] = []
        for who in range(PEOPLE):
            self.ids.append(self.record(who, CITIES[0]))
            self.clock.move(timedelta(minutes=1))

    def email(self, who: int) -> str:
        return f"p{who}.{self.name}@example.org"

    def record(self, who: int, city: str) -> str:
        return world.take_in(
            self.session, self.clock, key=f"{self.name}-{who}", email=self.email(who), city=city,
            file=True, name=f"姓名{who}",
        )  # fmt: skip

    def form(self, who: int, number: int) -> str:
        return world.take_in(
            self.session, self.clock, source="form", email=self.email(who), name="",
            skills=(f"S{number}",), file=True, headline=f"{self.clock.now()}",
        )  # fmt: skip

    def shared(self, one: int, other: int) -> str:
        facts = Facts(emails=(self.email(one), self.email(other)), summary=f"{self.clock.now()}")
        arrival = Arrival("form", Channel.IMPORT, facts)
        return profile.ingest(self.session, SYSTEM, arrival, now=self.clock.now()).talent_id

    def edit(self, who: int, number: int) -> None:
        profile.edit(
            self.session, SYSTEM, self.ids[who], {"headline": f"edit {number}"},
            now=self.clock.now(),
        )  # fmt: skip

    def hang(self, who: int, what: str) -> None:
        getattr(world, what)(self.session, self.clock, self.ids[who])

    def say(self, who: int, purpose, channel, act) -> None:
        world.say(self.session, self.clock, self.ids[who], act, purpose, channel)

    def decisions(self, who: int):
        number = people.number_of(self.session, SYSTEM, self.ids[who])
        entries = ledger.whole(self.session, number)
        return {
            (purpose, channel): consent_rules.decide(entries, purpose, channel, at=self.clock.now())
            for purpose in PURPOSES
            for channel in ConsentChannel
        }

    def state(self, who: int):
        talent = reads.get(self.session, SYSTEM, self.ids[who])
        assert talent.id == self.ids[who]
        number = people.number_of(self.session, SYSTEM, talent.id)
        facts = rules.without_evidence(talent.facts)
        hung = {}
        for name in HUNG:
            table = Base.metadata.tables[name]
            when = next(table.c[one] for one in ("at", "created_at", "since") if one in table.c)
            query = select(when).where(table.c.talent_number == number).order_by(when)
            hung[name] = list(self.session.scalars(query))
        decided = {scope: one.allowed for scope, one in self.decisions(who).items()}
        emails = tuple(one.split(".")[0] for one in sorted(facts.emails))
        told = (facts.name, facts.headline, facts.summary, facts.place, emails)
        skills = {one.name for one in facts.skills}
        records = len(reads.sources_of(self.session, SYSTEM, talent.id))
        return told, skills, records, hung, decided, talent.last_active_at


@dataclass
class Happened:
    """Something that happened at a time to a person, and whose it is counted to be."""

    at: datetime
    step: tuple
    home: int
    present: frozenset[int]  # who was one with them then


@dataclass
class Model:
    """Who is one with whom, by the merges that hold; plain, and knowing no table."""

    held: list[tuple[int, int, datetime, str]] = field(default_factory=list)
    happened: list[Happened] = field(default_factory=list)
    mixed: set[int] = field(default_factory=set)

    def root(self, who: int) -> int:
        parent = {merged: survivor for survivor, merged, _, _ in self.held}
        while who in parent:
            who = parent[who]
        return who

    def one_with(self, who: int) -> frozenset[int]:
        return frozenset(one for one in range(PEOPLE) if self.root(one) == self.root(who))

    def note(self, company: Company, step: tuple, home: int) -> None:
        self.happened.append(Happened(company.clock.now(), step, home, self.one_with(home)))

    def part(self, number: int, later: Side) -> str:
        survivor, merged, at, merge_id = self.held.pop(number)
        if later is Side.MERGED:
            for one in self.happened:
                mine = one.step[0] in {"edit", "hang", "say"} and one.home == survivor
                if mine and one.at >= at:
                    one.home = merged
        return merge_id


def run(company: Company, steps) -> Model:
    model = Model()
    for step in steps:
        company.clock.move(timedelta(minutes=1))
        what, who = step[0], step[1]
        if what == "merge":
            make_one(company, model, model.root(who), model.root(step[2]))
        elif what == "part":
            if model.held:
                part(company, model, who % len(model.held), step[2])
        elif what == "shared":
            share(company, model, who, step[2], step)
        elif what == "send":
            world.send(
                company.session, company.clock, company.ids[model.root(who)], step=str(step[2])
            )
        elif what != "form" or who not in model.mixed:
            getattr(company, what)(*step[1:])
            own = what in {"record", "form"}
            model.note(company, step, who if own else model.root(who))
        for one, talent_id in enumerate(company.ids):
            found = reads.get(company.session, SYSTEM, talent_id).id
            assert found == company.ids[model.root(one)]
    return model


def make_one(company: Company, model: Model, survivor: int, other: int) -> None:
    if survivor == other:
        return
    before = world.counts(company.session)
    said = company.decisions(survivor), company.decisions(other)
    [made] = merge(
        company.session, SYSTEM, company.ids[survivor], [company.ids[other]], Evidence("x"),
        now=company.clock.now(), again=True,
    )  # fmt: skip
    model.held.append((survivor, other, company.clock.now(), made.id))
    assert world.counts(company.session) == before
    for scope, after in company.decisions(survivor).items():
        strict = consent_rules.strictest([said[0][scope], said[1][scope]])
        assert strict.allowed or not after.allowed, scope


def part(company: Company, model: Model, number: int, later: Side) -> None:
    before = world.counts(company.session)
    unmerge(
        company.session, SYSTEM, model.part(number, later), reason="x", later=later,
        now=company.clock.now(),
    )  # fmt: skip
    assert world.counts(company.session) == before


def share(company: Company, model: Model, one: int, other: int, step: tuple) -> None:
    """Let an arrival name two who are one now: it belongs to the older of them."""
    if one == other or {one, other} & model.mixed or model.root(one) != model.root(other):
        return
    company.shared(one, other)
    model.mixed |= {one, other}
    model.note(company, step, min(one, other))


def replay(company: Company, model: Model) -> None:
    """Let everything happen to the person it belongs to; a "no" to all who were one then."""
    for one in sorted(model.happened, key=lambda one: one.at):
        company.clock.move(one.at - company.clock.now())
        what = one.step[0]
        if what == "shared":
            company.shared(*one.step[1:])
        elif what == "say" and one.step[-1] is not Act.GIVEN:
            for who in {*one.present, one.home}:
                company.say(who, *one.step[2:])
        else:
            getattr(company, what)(one.home, *one.step[2:])


def check(db, steps, order) -> None:
    with db.write() as session:
        company = Company(session)
        model = run(company, steps)
        company.clock.move(timedelta(minutes=1))
        for number in order:
            if model.held:
                part(company, model, number % len(model.held), Side.SURVIVOR)
        while model.held:
            part(company, model, 0, Side.SURVIVOR)
        found = [company.state(who) for who in range(PEOPLE)]
        session.rollback()
    with db.write() as session:
        other = Company(session)
        replay(other, model)
        other.clock.move(company.clock.now() - other.clock.now())
        wanted = [other.state(who) for who in range(PEOPLE)]
        session.rollback()
    for who in range(PEOPLE):
        assert found[who] == wanted[who], who


@pytest.fixture(scope="module")
def postgres_db():
    with postgres.server() as url:
        database = Database(url)
        load_tables()
        Base.metadata.create_all(database.engine)
        yield database
        database.close()


def script(chance: Random) -> list[tuple]:
    """Draw what happens: mostly merges, partings and words about consent."""

    def who() -> int:
        return chance.randrange(PEOPLE)

    def say() -> tuple:
        return (
            "say", who(), chance.choice(PURPOSES), chance.choice(CHANNELS), chance.choice(ACTS)
        )  # fmt: skip

    def other() -> tuple:
        number = chance.randrange(100)
        return chance.choice(
            [
                ("record", who(), chance.choice(CITIES)),
                ("form", who(), number),
                ("shared", who(), who()),
                ("edit", who(), number),
                ("hang", who(), chance.choice(("meet", "plan", "call", "hold", "attach"))),
                ("send", who(), chance.randrange(2)),
            ]
        )

    kinds = chance.choices(("merge", "part", "say", "other"), (3, 2, 3, 6), k=chance.randint(8, 20))
    drawn = {
        "merge": lambda: ("merge", who(), who()),
        "part": lambda: ("part", chance.randrange(10), chance.choice(tuple(Side))),
        "say": say,
        "other": other,
    }
    return [drawn[kind]() for kind in kinds]


def check_all(db, seeds: range) -> None:
    for seed in seeds:
        chance = Random(seed)
        steps, order = script(chance), [chance.randrange(10) for _ in range(chance.randrange(6))]
        try:
            check(db, steps, order)
        except AssertionError as error:
            error.add_note(f"seed {seed}: {steps}, then parted in the order of {order}")
            raise


def test_parted_people_are_as_if_they_had_never_been_merged(db):
    check_all(db, range(1_000 if LONG else 20))


@pytest.mark.postgres
def test_the_same_on_postgresql(postgres_db):
    check_all(postgres_db, range(1_000, 1_300 if LONG else 1_010))
