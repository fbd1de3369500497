"""Five years, day by day: nobody is kept past their time without a hold, nobody goes unwarned.

What should happen is worked out here from the events alone, in days, beside the engine.
"""

import os
import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta

from core import outbox
from core.actor import SYSTEM
from core.clock import FixedClock
from core.consent import keeping, retention, service
from core.consent.repository import retention as store
from core.consent.types import Act, NewEntry, Purpose, Region, Relationship, Source, Standing
from core.db import Database
from core.profile import service as profile
from core.profile.types import Arrival, Channel, Facts, Interaction, Place

DAY = timedelta(days=1)
PEOPLE = 200 if os.environ.get("TRM_LONG") == "1" else 12
DAYS = 5 * 365 + 2
RULE = retention.policy({}, home=Region.CN)
COUNTRIES = ("中国", "Germany", "Japan", "")


@dataclass
class Life:
    """What happened to one person, in the words of the test."""

    id: str
    region: Region
    came: date
    heard: date | None = None
    relation: tuple[str, date] | None = None
    employed: bool = False
    consents: dict[Purpose, tuple[date, date | None]] = field(default_factory=dict)
    held_until: date | None = None
    noticed: date | None = None
    erased: bool = False

    def ends(self, today: date) -> date | None:
        """Return the day the longest ground ends, or ``None`` for an employee."""
        if self.employed:
            return None
        days = retention.DAYS[self.region]
        name, since = self.relation or ("prospect", self.came)
        if name != "alumnus" and self.heard:
            since = max(since, self.heard)
        ends = [since + days[name] * DAY]
        for purpose, (given, end) in self.consents.items():
            if end is None or today < end:
                last = given + days[purpose.value] * DAY
                ends.append(last if end is None else min(last, end))
        return max(ends)


def test_five_years(db: Database, clock: FixedClock):
    chance = random.Random(20_260_601)
    with db.write() as session:
        wordings = {
            purpose: service.add_wording(
                session, SYSTEM, purpose, "1", zh="可", en="yes", now=clock.now()
            ).id
            for purpose in retention.KEEPING
        }
    lives: list[Life] = []
    told: Counter[tuple[str, str]] = Counter()
    change, overdue, held_days = 0, 0, 0
    for _ in range(DAYS):
        clock.move(DAY)
        today = clock.now().date()
        if len(lives) < PEOPLE and chance.random() < PEOPLE / 600:
            lives.append(arrive(db, clock, chance, len(lives)))
        for life in lives:
            if not life.erased and chance.random() < 0.01:
                happen(db, clock, chance, life, wordings)
        change = review(db, clock, lives, told, change)
        for life in lives:
            if life.erased:
                continue
            ends = life.ends(today)
            if ends is None or today < ends - 30 * DAY:
                assert life.noticed is None
                continue
            assert life.noticed is not None
            last = max(ends, life.noticed + 30 * DAY)
            is_held = life.held_until is not None and today < life.held_until
            held_days += is_held and today >= last
            overdue += not is_held and today >= last
    assert overdue == 0
    assert held_days > 0  # the simulation did reach holds past the end
    erased = [life for life in lives if life.erased]
    assert len(erased) > PEOPLE / 5
    assert all(told[keeping.DUE, life.id] == 1 for life in erased)
    with db.read() as session:
        assert store.overdue(session, before=clock.now().date()) == 0


def arrive(db, clock, chance, number) -> Life:
    country = chance.choice(COUNTRIES)
    facts = Facts(
        name=f"P{number}", emails=(f"p{number}@example.org",), place=Place(country=country)
    )
    with db.write() as session:
        arrival = Arrival("sim", Channel.API, facts)
        made = profile.ingest(session, SYSTEM, arrival, now=clock.now())
    region = {"中国": Region.CN, "Germany": Region.EU, "": Region.CN}.get(country, Region.OTHER)
    return Life(made.talent_id, region, clock.now().date())


def happen(db, clock, chance, life, wordings) -> None:
    now, today = clock.now(), clock.now().date()
    with db.write() as session:
        match chance.choice(("give", "take", "write", "apply", "join", "leave", "hold")):
            case "give":
                purpose = chance.choice(retention.KEEPING)
                lasts = chance.choice((None, 60, 400))
                end = None if lasts is None else now + lasts * DAY
                new = NewEntry(purpose, Act.GIVEN, now, Source.FORM, wording_id=wordings[purpose],
                               proof="form", expires_at=end)  # fmt: skip
                service.record(session, SYSTEM, life.id, new, now=now)
                life.consents[purpose] = (today, end.date() if end else None)
            case "take":
                purpose = chance.choice(retention.KEEPING)
                service.withdraw(session, SYSTEM, life.id, purpose, now=now)
                life.consents.pop(purpose, None)
            case "write":
                said = Interaction("", life.id, "email", "in", "email", now, now)
                profile.record_interaction(session, SYSTEM, said, now=now)
                life.heard = today
            case "apply" if life.relation is None and not life.employed:
                keeping.stand(
                    session, SYSTEM, life.id, Standing(Relationship.APPLICANT, now), now=now
                )
                life.relation = ("applicant", today)
            case "join" if life.relation is None:
                keeping.stand(
                    session, SYSTEM, life.id, Standing(Relationship.EMPLOYEE, now), now=now
                )
                life.employed = True
            case "leave" if life.employed:
                keeping.leave(session, SYSTEM, life.id, left_at=now, now=now)
                life.employed, life.relation = False, ("alumnus", today)
                life.consents.pop(Purpose.REHIRE, None)
            case "hold" if life.held_until is None or life.held_until <= today:
                until = now + chance.randint(10, 300) * DAY
                keeping.hold(session, SYSTEM, life.id, reason="a claim", until=until, now=now)
                life.held_until = until.date()


def review(db, clock, lives, told, change) -> int:
    """Run the day's review in small batches, and take in what it tells."""
    after: int | None = 0
    while after is not None:
        with db.write() as session:
            after = keeping.review(session, rule=RULE, now=clock.now(), after=after, limit=50)
    by_id, today = {life.id: life for life in lives}, clock.now().date()
    names = (keeping.NOTICED, keeping.DUE, keeping.POSTPONED)
    with db.read() as session:
        facts = outbox.since(session, change, names=names)
        for fact in facts:
            life = by_id[fact.subject_id]
            if not life.erased:
                told[fact.name, fact.subject_id] += 1
            take_in(life, fact.name, today)
        return outbox.head(session)


def take_in(life: Life, name: str, today: date) -> None:
    if name == keeping.NOTICED:
        life.noticed = today
    elif name == keeping.POSTPONED:
        life.noticed = None
    elif not life.erased:
        ends = life.ends(today)
        assert ends is not None
        assert life.noticed is not None
        assert today >= max(ends, life.noticed + 30 * DAY)
        assert life.held_until is None or today >= life.held_until
        life.erased = True


def test_the_same_day_reviewed_twice_tells_nothing_new(db: Database, clock: FixedClock):
    lives = [arrive(db, clock, random.Random(1), 0)]
    clock.move(1_000 * DAY)
    told: Counter[tuple[str, str]] = Counter()
    change = 0
    for _ in range(3):
        change = review(db, clock, lives, told, change)
    assert told == {(keeping.NOTICED, lives[0].id): 1}
    clock.move(30 * DAY)
    for _ in range(3):
        change = review(db, clock, lives, told, change)
    assert told[keeping.DUE, lives[0].id] == 1


def test_what_is_sent_to_somebody_keeps_nobody_longer(db: Database, clock: FixedClock):
    life = arrive(db, clock, random.Random(1), 0)
    before = clock.now()
    clock.move(200 * DAY)
    with db.write() as session:
        for direction in ("out", "none"):
            said = Interaction("", life.id, "email", direction, "email", clock.now(), clock.now())
            profile.record_interaction(session, SYSTEM, said, now=clock.now())
        found, _ = keeping.clock_of(session, SYSTEM, life.id, rule=RULE, now=clock.now())
    assert found.due.since == before
