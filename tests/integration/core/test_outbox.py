"""Facts: in the order of commits, on both databases, whoever writes at the same time."""

import threading
from datetime import timedelta

import pytest

from core import outbox
from core.clock import FixedClock
from core.db import Database


def test_facts_come_back_in_order_and_can_be_narrowed(any_db: Database, clock: FixedClock):
    now = clock.now()
    with any_db.write() as session:
        outbox.append(session, "talent.changed", "tal_2", {"名": "甲"}, now=now)
        outbox.append_many(
            session,
            [("talent.removed", "tal_1", {}), ("talent.changed", "tal_3", {"n": 3})],
            now=now + timedelta(seconds=1),
        )
        outbox.append_many(session, [], now=now)
    with any_db.read() as session:
        facts = outbox.since(session, 0)
        assert [fact.subject_id for fact in facts] == ["tal_2", "tal_1", "tal_3"]
        assert facts[0].payload == {"名": "甲"}
        assert facts[1].at == now + timedelta(seconds=1)
        assert outbox.head(session) == facts[-1].id
        assert outbox.since(session, facts[1].id) == [facts[2]]
        assert outbox.since(session, 0, names=["talent.removed"]) == [facts[1]]
        assert outbox.since(session, 0, limit=1) == [facts[0]]


def test_nothing_of_a_transaction_that_failed_is_a_fact(any_db: Database, clock: FixedClock):
    def fail() -> None:
        with any_db.write() as session:
            outbox.append(session, "talent.changed", "tal_1", now=clock.now())
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with any_db.read() as session:
        assert outbox.head(session) == 0


def test_a_reader_that_moved_on_misses_nothing(any_db: Database, clock: FixedClock):
    """A number given out early must not be committed after a later one that was read already."""
    seen: list[int] = []
    over = threading.Event()

    def read() -> None:
        last = 0
        while True:
            finished = over.is_set()
            with any_db.read() as session:
                facts = outbox.since(session, last)
            seen.extend(fact.id for fact in facts)
            last = seen[-1] if seen else 0
            if finished and not facts:
                return

    def write(writer: int) -> None:
        for number in range(15):
            with any_db.write() as session:
                outbox.append(session, "a.b", f"{writer}-{number}", now=clock.now())
                if (writer + number) % 3 == 0:
                    threading.Event().wait(0.004)  # holds its number for a while

    reader = threading.Thread(target=read)
    writers = [threading.Thread(target=write, args=(one,)) for one in range(4)]
    reader.start()
    for thread in writers:
        thread.start()
    for thread in writers:
        thread.join()
    over.set()
    reader.join()
    with any_db.read() as session:
        assert seen == [fact.id for fact in outbox.since(session, 0)]
    assert len(seen) == 60
