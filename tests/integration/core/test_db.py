"""The database under many readers and writers at once."""

import threading
import time
from collections import Counter
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import StatementError

from core import outbox
from core.clock import FixedClock
from core.db import Base, Database
from core.outbox import OutboxRow
from tests.conftest import load_tables


def soak(db: Database, *, seconds: float, writers: int, readers: int) -> Counter[str]:
    """Read, then write, in every writing transaction: what fails when it starts as a reading one."""
    seen: Counter[str] = Counter()
    until = time.monotonic() + seconds
    now = datetime(2026, 6, 1, 8, tzinfo=UTC)

    def write(number: int) -> None:
        while time.monotonic() < until:
            try:
                with db.write() as session:
                    head = outbox.head(session)
                    outbox.append(session, "a.b", f"{number}", {"after": head}, now=now)
                seen["written"] += 1
            except Exception as error:
                seen[str(error)[:60]] += 1

    def read() -> None:
        while time.monotonic() < until:
            try:
                with db.read() as session:
                    outbox.since(session, max(0, outbox.head(session) - 20))
                seen["read"] += 1
            except Exception as error:
                seen[str(error)[:60]] += 1

    threads = [threading.Thread(target=write, args=(n,)) for n in range(writers)]
    threads += [threading.Thread(target=read) for _ in range(readers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return seen


def test_many_writers_and_readers_never_meet_a_lock(tmp_path: Path):
    load_tables()
    db = Database(f"sqlite:///{tmp_path / 'soak.db'}")
    Base.metadata.create_all(db.engine)
    seen = soak(db, seconds=4, writers=6, readers=6)
    assert set(seen) == {"written", "read"}, seen
    with db.read() as session:
        assert outbox.head(session) == seen["written"]  # and nothing was lost
    db.close()


@pytest.mark.long
def test_sixteen_writers_and_readers_for_ten_minutes(tmp_path: Path):
    load_tables()
    db = Database(f"sqlite:///{tmp_path / 'soak.db'}")
    Base.metadata.create_all(db.engine)
    seen = soak(db, seconds=600, writers=16, readers=16)
    assert set(seen) == {"written", "read"}, seen
    db.close()


def test_a_transaction_that_reads_first_may_still_write(db: Database, clock: FixedClock):
    """As a deferred transaction it would fail at once, whatever the busy timeout."""
    with db.write() as first:
        outbox.head(first)
        started = threading.Event()

        def second() -> None:
            with db.write() as session:
                started.set()
                outbox.head(session)
                outbox.append(session, "second", "x", now=clock.now())

        thread = threading.Thread(target=second)
        thread.start()
        started.wait(5)
        outbox.append(first, "first", "x", now=clock.now())
        first.commit()
    thread.join(10)
    with db.read() as session:
        assert [fact.name for fact in outbox.since(session, 0)] == ["first", "second"]


def test_what_a_reading_session_changes_is_thrown_away(any_db: Database, clock: FixedClock):
    with any_db.read() as session:
        outbox.append(session, "a.b", "x", now=clock.now())
    with any_db.read() as session:
        assert outbox.head(session) == 0


def test_times_come_back_in_utc_whatever_zone_they_were_given_in(any_db: Database):
    given = datetime(2026, 6, 1, 9, 30, 15, 123456, tzinfo=timezone(timedelta(hours=8)))
    with any_db.write() as session:
        outbox.append(session, "a.b", "x", now=given)
    with any_db.read() as session:
        at = session.scalars(select(OutboxRow.at)).one()
    assert at == given
    assert at.utcoffset() == timedelta(0)


def test_a_naive_time_is_refused(any_db: Database):
    naive = datetime(2026, 6, 1)  # noqa: DTZ001  that is the point
    with any_db.write() as session, pytest.raises(StatementError, match="naive"):
        outbox.append(session, "a.b", "x", now=naive)


def test_sqlite_keeps_nothing_of_what_was_deleted(tmp_path: Path, clock: FixedClock):
    load_tables()
    db = Database(f"sqlite:///{tmp_path / 'trm.db'}")
    Base.metadata.create_all(db.engine)
    canary = "canary-4f1c9e"
    with db.write() as session:
        outbox.append(session, "a.b", canary, now=clock.now())
    with db.write() as session:
        session.execute(text("DELETE FROM outbox"))
    with db.engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.exec_driver_sql("BEGIN")
    db.close()
    for file in tmp_path.iterdir():
        assert canary.encode() not in file.read_bytes(), file
