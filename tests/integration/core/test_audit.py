"""The audit log notices every way to change it."""

from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import text

from core import audit
from core.actor import Actor, Role
from core.audit import Seal, Verdict
from core.clock import FixedClock
from core.db import Database

LI = Actor("acc_li", "李雷", frozenset({Role.RECRUITER}))


class Log:
    """Eight entries under two seals, and one that is not sealed yet."""

    def __init__(self, db: Database, clock: FixedClock, folder: Path) -> None:
        self.db, self.clock = db, clock
        self.key = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
        self.file = folder / "audit" / "seals.jsonl"
        for count in (5, 3):
            self.write(count)
            self.seal()
        self.write(1)

    def write(self, count: int) -> None:
        for number in range(count):
            self.clock.move(timedelta(seconds=1))
            with self.db.write() as session:
                audit.record(
                    session,
                    LI,
                    "talent.read",
                    f"tal_{number}",
                    now=self.clock.now(),
                    details={"字段": "简历", "n": number, "share": 0.1},
                )

    def seal(self) -> None:
        with self.db.write() as session:
            made = audit.seal(session, self.key, now=self.clock.now())
        if made is not None:
            audit.export_seal(made, self.file)

    def sql(self, *statements: str) -> None:
        with self.db.write() as session:
            for statement in statements:
                session.execute(text(statement))

    def verify(self) -> Verdict:
        with self.db.read() as session:
            seals = audit.exported_seals(self.file)
            return audit.verify(session, seals=seals, key=self.key.public_key())


@pytest.fixture
def log(any_db: Database, clock: FixedClock, tmp_path: Path) -> Log:
    return Log(any_db, clock, tmp_path)


def test_an_honest_log_is_whole(log: Log):
    verdict = log.verify()
    assert (verdict.ok, verdict.sealed, verdict.unsealed) == (True, 8, 1)
    assert len(audit.exported_seals(log.file)) == 2
    log.seal()
    log.seal()  # nothing new: no seal
    assert len(audit.exported_seals(log.file)) == 3
    assert log.verify().sealed == 9


TAMPERING = {
    "edit": ["UPDATE audit_entry SET subject = 'tal_9' WHERE seq = 3"],
    "edit of the time": ["UPDATE audit_entry SET at = '2020-01-01 00:00:00' WHERE seq = 3"],
    "edit of the details": ["UPDATE audit_entry SET details = '{}' WHERE seq = 3"],
    "delete": ["DELETE FROM audit_entry WHERE seq = 3"],
    "delete and close the gap": [
        "DELETE FROM audit_entry WHERE seq = 3",
        "UPDATE audit_entry SET seq = -(seq - 1) WHERE seq > 3",
        "UPDATE audit_entry SET seq = -seq WHERE seq < 0",
    ],
    "reorder": [
        "UPDATE audit_entry SET seq = -3 WHERE seq = 4",
        "UPDATE audit_entry SET seq = 4 WHERE seq = 3",
        "UPDATE audit_entry SET seq = 3 WHERE seq = -3",
    ],
    "insert": [
        "UPDATE audit_entry SET seq = -(seq + 1) WHERE seq >= 3",
        "UPDATE audit_entry SET seq = -seq WHERE seq < 0",
        "INSERT INTO audit_entry (at, actor_id, action, subject, details, seq, hash) SELECT at, "
        "actor_id, action, 'tal_9', details, 3, hash FROM audit_entry WHERE seq = 4",
    ],
    "tail truncation": ["DELETE FROM audit_entry WHERE seq > 6"],
    "truncation at a seal": ["DELETE FROM audit_entry WHERE seq > 5"],
    "whole deletion": ["DELETE FROM audit_entry"],
}


@pytest.mark.parametrize("statements", TAMPERING.values(), ids=TAMPERING)
def test_tampering_is_noticed(log: Log, statements: list[str]):
    log.sql(*statements)
    verdict = log.verify()
    assert not verdict.ok
    assert len(verdict.problems) == 1


def test_a_rewritten_suffix_with_right_hashes_is_noticed(log: Log):
    """Whoever can write to the database can also compute hashes; the exported seals differ."""
    log.sql(
        "UPDATE audit_entry SET subject = 'tal_9' WHERE seq = 4",
        "UPDATE audit_entry SET seq = NULL, hash = NULL WHERE seq >= 4",
    )
    with log.db.write() as session:
        audit.seal(session, Ed25519PrivateKey.generate(), now=log.clock.now())
    verdict = log.verify()
    assert verdict.problems == ("the chain up to entry 5 was rewritten",)


def test_a_deletion_that_is_covered_by_new_entries_is_noticed(log: Log):
    log.sql("DELETE FROM audit_entry WHERE seq > 5")
    log.write(5)
    log.seal()
    assert not log.verify().ok


def test_a_seal_that_was_made_up_is_noticed(log: Log):
    false = Seal(8, "0" * 64, log.clock.now().isoformat(), "00" * 64)
    audit.export_seal(false, log.file)
    assert log.verify().problems == ("the exported seal of entry 8 carries a false signature",)


def test_entries_are_read_newest_first_and_by_subject(log: Log):
    with log.db.read() as session:
        page = audit.page(session, limit=3)
        assert [entry.sealed for entry in page] == [False, True, True]
        older = audit.page(session, before_id=page[-1].id, limit=100)
        assert len(older) == 6
        assert {one.subject for one in audit.page(session, subject="tal_4")} == {"tal_4"}
        assert audit.count(session) == 9


def test_details_survive_as_they_were_written(log: Log):
    with log.db.read() as session:
        assert audit.page(session, limit=1)[0].details == {"字段": "简历", "n": 0, "share": 0.1}


@pytest.mark.long
def test_a_million_entries_are_verified_within_a_minute(db: Database, clock: FixedClock):
    import time

    from sqlalchemy import insert

    key, total, batch = Ed25519PrivateKey.generate(), 1_000_000, 50_000
    for start in range(0, total, batch):
        rows = [
            {
                "at": clock.now(),
                "actor_id": "acc_1",
                "action": "talent.read",
                "subject": f"tal_{number}",
                "details": {"field": "cv", "n": number},
            }
            for number in range(start, start + batch)
        ]
        with db.write() as session:
            session.execute(insert(audit.AuditRow), rows)
        with db.write() as session:
            seal = audit.seal(session, key, now=clock.now())
    assert seal is not None
    begun = time.process_time()
    with db.read() as session:
        verdict = audit.verify(session, seals=[seal], key=key.public_key())
    took_s = time.process_time() - begun
    assert (verdict.ok, verdict.sealed) == (True, total)
    assert took_s <= 60
