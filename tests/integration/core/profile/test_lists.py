"""The people list: what is found, in which order, how far it is counted, and how it is read."""

from datetime import timedelta

import pytest
from sqlalchemy.event import listen

from core.actor import SYSTEM, Actor, Role
from core.errors import Unusable
from core.profile import repository, service
from core.profile.types import (
    Arrival,
    Channel,
    Education,
    EducationLevel,
    Employment,
    Facts,
    LanguageFact,
    Place,
    SkillFact,
    Sort,
)

BEN = Actor("acc_ben", "Ben", frozenset({Role.RECRUITER}), frozenset({"team_b"}))


class Condition:
    def __init__(self, field, op, *values):
        self.field, self.op, self.values = field, op, values


def people(session, clock):
    rows = [
        ("张伟", "深圳", "广东省", 3.0, EducationLevel.MASTER, "算法工程师", "Python", ("zh",)),
        ("李娜", "北京", "北京", 8.0, EducationLevel.BACHELOR, "产品经理", "Java", ("zh", "en")),
        ("Ana", "Madrid", "", None, EducationLevel.UNKNOWN, "C++ developer", "C++", ("es",)),
    ]
    for name, city, province, years, level, title, skill, languages in rows:
        clock.move(timedelta(minutes=1))
        facts = Facts(
            name=name,
            place=Place(city, province),
            years=years,
            educations=(Education("清华大学", level),) if level else (),
            employments=(Employment(title, "腾讯科技", "2020", current=True),),
            skills=(SkillFact("", skill),),
            languages=tuple(LanguageFact(code) for code in languages),
            text="做过机器学习平台" if name == "张伟" else "",
        )
        service.ingest(session, SYSTEM, Arrival("t", Channel.CV, facts, name), now=clock.now())


FILTERS = [
    ([Condition("city", "=", "深圳")], ["张伟"]),
    ([Condition("city", "!=", "深圳")], ["Ana", "李娜"]),
    ([Condition("region", "=", "华南")], ["张伟"]),
    ([Condition("region", "in", "华南", "华北")], ["李娜", "张伟"]),
    ([Condition("years", "<=", 5.0)], ["张伟"]),
    ([Condition("years", ">", 1.0), Condition("years", "!=", 3.0)], ["李娜"]),
    ([Condition("education", ">=", "master")], ["张伟"]),
    ([Condition("education", "<", "master")], ["李娜"]),
    ([Condition("skill", "=", "PYTHON")], ["张伟"]),
    ([Condition("skill", "!=", "python")], ["Ana", "李娜"]),
    ([Condition("language", "=", "en")], ["李娜"]),
    ([Condition("language", "!=", "zh")], ["Ana"]),
]
SEARCHES = [
    ("张", ["张伟"]),
    ("伟", ["张伟"]),
    ("法工", ["张伟"]),
    ("算法师", []),
    ("机器学习", ["张伟"]),
    ("腾讯", ["Ana", "李娜", "张伟"]),
    ("腾讯 pyth", ["张伟"]),
    ("c++", ["Ana"]),
    ("C++ dev", ["Ana"]),
    ("c", ["Ana"]),
    ('"; DROP TABLE talent; --', []),
    ("AND OR NOT", []),
    ("***", []),
]


def test_filters_and_search(any_db, clock):
    with any_db.write() as session:
        people(session, clock)
        for conditions, names in FILTERS:
            found = repository.page(session, SYSTEM, where=conditions)
            assert [item.facts.name for item in found.items] == names, conditions
            assert found.total == len(names)
        for q, names in SEARCHES:
            found = repository.page(session, SYSTEM, q=q)
            assert [item.facts.name for item in found.items] == names, q


@pytest.mark.parametrize("sort", list(Sort))
def test_pages_show_everybody_once(db, clock, sort):
    with db.write() as session:
        for number in range(23):
            facts = Facts(
                name=f"P{number * 7 % 5}", years=float(number % 4) if number % 3 else None
            )
            service.ingest(
                session, SYSTEM, Arrival("t", Channel.API, facts, str(number)), now=clock.now()
            )
        whole = [item.id for item in repository.page(session, SYSTEM, sort=sort).items]
        seen, cursor = [], ""
        while True:
            part = repository.page(session, SYSTEM, sort=sort, cursor=cursor, limit=4)
            seen += [item.id for item in part.items]
            cursor = part.next_cursor
            if not cursor:
                break
        assert seen == whole
        assert len(set(seen)) == 23
        with pytest.raises(Unusable):
            repository.page(session, SYSTEM, sort=sort, cursor="bm9wZQ==")


def test_a_list_is_counted_as_far_as_anybody_reads(any_db, clock, monkeypatch):
    monkeypatch.setattr("core.profile.repository.search.MAX_COUNT", 2)
    monkeypatch.setattr("core.profile.repository.search._COMMON", 2)
    with any_db.write() as session:
        people(session, clock)  # three people; everybody is common now
        for conditions, names in FILTERS:
            found = repository.page(session, SYSTEM, where=conditions)
            assert [item.facts.name for item in found.items] == names, conditions
            assert (found.total, found.more) == (min(len(names), 2), len(names) > 2)
        for q, names in SEARCHES:
            found = repository.page(session, SYSTEM, q=q)
            assert [item.facts.name for item in found.items] == names, q
            assert (found.total, found.more) == (min(len(names), 2), len(names) > 2)


def test_lists_are_read_from_indexes_alone(db, clock):
    with db.write() as session:
        people(session, clock)
        heard: list[str] = []
        listen(
            session.connection().engine, "before_cursor_execute", lambda *a: heard.append(a[2:4])
        )
        for sort in Sort:
            repository.page(session, BEN, where=[Condition("years", ">=", 1.0)], sort=sort)
        plans = [
            row[3]
            for statement, values in heard
            if statement.startswith("SELECT") and " IN (" not in statement.split("WHERE")[0]
            for row in session.connection().exec_driver_sql(
                f"EXPLAIN QUERY PLAN {statement}", values
            )
        ]
    assert not [plan for plan in plans if "TEMP B-TREE" in plan or plan == "SCAN talent"], plans
    assert sum("COVERING INDEX" in plan for plan in plans) == 2 * len(Sort)
