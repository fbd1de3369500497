"""How long somebody may be kept: pure, in days, by region, relationship and consent.

Every relationship and every open consent is a ground of its own; the one that lasts longest
decides. Nobody is erased before the notice has run, nor while a hold lasts.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from core.consent import rules
from core.consent.types import (
    Clock,
    Due,
    Entry,
    Flaw,
    Hold,
    Purpose,
    Region,
    Relationship,
    Stage,
    Standing,
)

NOTICE = timedelta(days=30)
LONGEST_HOLD = timedelta(days=3_660)
KEEPING = (Purpose.RECRUITMENT, Purpose.TALENT_POOL, Purpose.REHIRE)
# where to start from; the operator sets what the law and the company's own promise ask for
DAYS: Mapping[Region, Mapping[str, int]] = {
    Region.CN: {
        "prospect": 365, "applicant": 1_095, "alumnus": 1_095,
        "recruitment": 730, "talent_pool": 730, "rehire": 1_095,
    },
    Region.EU: {
        "prospect": 180, "applicant": 180, "alumnus": 365,
        "recruitment": 365, "talent_pool": 365, "rehire": 730,
    },
    Region.OTHER: {
        "prospect": 365, "applicant": 365, "alumnus": 730,
        "recruitment": 730, "talent_pool": 730, "rehire": 1_095,
    },
}  # fmt: skip
GROUNDS = tuple(DAYS[Region.OTHER])
_CHINA = {"中国", "China", "CN"}
# the European Economic Area, the United Kingdom and Switzerland, whose rules are alike
_EUROPE = {
    *(
        "Austria",
        "Belgium",
        "Bulgaria",
        "Croatia",
        "Cyprus",
        "Czechia",
        "Czech Republic",
        "Denmark",
    ),
    *(
        "Estonia",
        "Finland",
        "France",
        "Germany",
        "Greece",
        "Hungary",
        "Iceland",
        "Ireland",
        "Italy",
    ),
    *("Latvia", "Liechtenstein", "Lithuania", "Luxembourg", "Malta", "Netherlands", "Norway"),
    *("Poland", "Portugal", "Romania", "Slovakia", "Slovenia", "Spain", "Sweden", "Switzerland"),
    *(
        "United Kingdom",
        "UK",
        "奥地利",
        "比利时",
        "保加利亚",
        "克罗地亚",
        "塞浦路斯",
        "捷克",
        "丹麦",
    ),
    *("爱沙尼亚", "芬兰", "法国", "德国", "希腊", "匈牙利", "冰岛", "爱尔兰", "意大利", "拉脱维亚"),
    *("列支敦士登", "立陶宛", "卢森堡", "马耳他", "荷兰", "挪威", "波兰", "葡萄牙", "罗马尼亚"),
    *("斯洛伐克", "斯洛文尼亚", "西班牙", "瑞典", "瑞士", "英国"),
}


@dataclass(frozen=True, slots=True)
class Policy:
    """How many days each ground lasts in each region, and where people without a country are."""

    days: Mapping[Region, Mapping[str, int]] = field(default_factory=lambda: DAYS)
    home: Region = Region.CN

    def region_of(self, country: str) -> Region:
        """Return whose rules apply to somebody who lives in a country; home if it is unknown."""
        if not country:
            return self.home
        if country in _CHINA:
            return Region.CN
        return Region.EU if country in _EUROPE else Region.OTHER


def policy(overrides: Mapping[str, int], *, home: Region) -> Policy:
    """Return the usual policy with other days for ``REGION.ground``, e.g. ``EU.applicant``.

    Raises:
        ValueError: a name is unknown, or a number of days is below 1.
    """
    days = {region: dict(table) for region, table in DAYS.items()}
    for name, number in overrides.items():
        region, _, ground = name.partition(".")
        if region not in set(Region) or ground not in GROUNDS or number < 1:
            known = ", ".join(f"{one}.{ground}" for one in Region for ground in GROUNDS)
            raise ValueError(f"{name!r} = {number} is no retention time; known are {known}")
        days[Region(region)][ground] = number
    return Policy(days, home)


@dataclass(frozen=True, slots=True)
class Person:
    """What the clock of a person runs by: when they came, and when we last heard from them."""

    talent_id: str
    country: str
    came_at: datetime
    heard_at: datetime | None
    standings: tuple[Standing, ...] = ()
    ledger: tuple[Entry, ...] = ()


def due(person: Person, *, rule: Policy, now: datetime) -> Due:
    """Return when somebody's time is over, by the ground that lasts longest.

    An employee has no end. Who has no relationship is a prospect since they came in; a prospect's
    and an applicant's time begins anew when they let us hear from them, an alumnus's does not. A
    consent ends on its own day, or after the days of the policy.
    """
    region = rule.region_of(person.country)
    days = rule.days[region]
    employed = [
        one
        for one in person.standings
        if one.relationship is Relationship.EMPLOYEE and not _over(one, now)
    ]
    if employed:
        return Due(None, Relationship.EMPLOYEE.value, region, None, employed[0].since)
    grounds = [_by_relationship(one, person, days, region) for one in _counting(person)]
    grounds += _by_consent(person.ledger, days, region, now=now)
    return max(grounds, key=_end)


def clock(
    person: Person,
    *,
    rule: Policy,
    noticed_at: datetime | None,
    holds: Iterable[Hold] = (),
    now: datetime,
) -> Clock:
    """Return where somebody stands on the way to erasure.

    Args:
        person: what the clock runs by.
        rule: the policy.
        noticed_at: since when they stand on the review list, if they do.
        holds: the reasons to keep them longer, ended ones too.
        now: the present.
    """
    ends, today = due(person, rule=rule, now=now), now.date()
    hold = max((one for one in holds if is_held(one, now=now)), key=_until, default=None)
    if ends.on is None or today < ends.on - NOTICE:
        return Clock(person.talent_id, ends, Stage.KEPT, None, None, hold)
    notice = (noticed_at or now).date() + NOTICE
    erase_on = max(ends.on, notice)
    if hold is not None:
        erase_on = max(erase_on, hold.until.date())
        return Clock(person.talent_id, ends, Stage.HELD, noticed_at, erase_on, hold)
    ripe = noticed_at is not None and today >= erase_on
    stage = Stage.DUE if ripe else Stage.REVIEW
    return Clock(person.talent_id, ends, stage, noticed_at, erase_on, None)


def is_held(hold: Hold, *, now: datetime) -> bool:
    """Tell whether a hold lasts at a time."""
    released = hold.released_at is not None and hold.released_at <= now
    return hold.since <= now < hold.until and not released


def flaws_of_hold(reason: str, until: datetime, *, now: datetime) -> list[Flaw]:
    """Return what is wrong with a hold."""
    found = []
    if not reason.strip():
        found.append(Flaw.NO_REASON)
    if not now < until <= now + LONGEST_HOLD:
        found.append(Flaw.NO_END)
    return found


def _counting(person: Person) -> Sequence[Standing]:
    others = [one for one in person.standings if one.relationship is not Relationship.EMPLOYEE]
    return others or [Standing(Relationship.PROSPECT, person.came_at)]


def _by_relationship(one: Standing, person: Person, days: Mapping[str, int], region: Region) -> Due:
    since = one.ended or one.since
    if one.relationship is not Relationship.ALUMNUS and person.heard_at is not None:
        since = max(since, person.heard_at)
    number = days[one.relationship.value]
    return Due(_after(since, number), one.relationship.value, region, number, since)


def _by_consent(
    ledger: Sequence[Entry], days: Mapping[str, int], region: Region, *, now: datetime
) -> list[Due]:
    found = []
    for purpose in KEEPING:
        decision = rules.decide(ledger, purpose, at=now)
        if not decision.allowed or decision.entry is None:
            continue
        given, number = decision.entry, days[purpose.value]
        on = _after(given.at, number)
        if given.expires_at is not None:
            on = min(on, given.expires_at.date())
        found.append(Due(on, purpose.value, region, number, given.at))
    return found


def _over(one: Standing, now: datetime) -> bool:
    return one.ended is not None and one.ended <= now


def _after(since: datetime, days: int) -> date:
    return (since + timedelta(days=days)).date()


def _end(one: Due) -> date:
    return one.on or date.max


def _until(hold: Hold) -> datetime:
    return hold.until
