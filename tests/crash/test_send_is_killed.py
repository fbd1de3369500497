"""A send to many, its worker killed again and again: nothing lost silently, nothing sent twice."""

import json
import os
import subprocess
import sys
from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from core.db import Database
from core.ids import new_id
from core.outreach import repository
from core.outreach.tables import SendingRow
from core.outreach.types import Order, SendState
from tests.crash import sender
from tests.crash.test_send_points import ROOT, SECRET, mailbox, provider

__all__ = ["mailbox", "provider"]


def queue_many(db: Database, recipients: int) -> None:
    with db.write() as session:
        for number in range(recipients):
            order = Order(
                "reset", f"lnk_{number}", f"acc_{number}", "it", sender.NOW + timedelta(hours=4), {}
            )
            assert repository.add(session, new_id("snd", sender.NOW), order, now=sender.NOW)


def kill_and_send(db: Database, address: str, kills: int) -> int:
    done = subprocess.run(
        [sys.executable, "-m", "tests.crash.sender_farm", db.url, address, SECRET, str(kills)],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        check=True,
        capture_output=True,
        text=True,
        timeout=900,
    )
    return int(json.loads(done.stdout)["kills"])


def states(db: Database) -> Counter[str]:
    with db.read() as session:
        rows = session.execute(select(SendingRow.state, func.count()).group_by(SendingRow.state))
        return Counter({row[0]: row[1] for row in rows})


def by_mail(db: Database, mailbox, recipients: int, kills: int) -> dict[str, int]:
    box, address = mailbox
    queue_many(db, recipients)
    killed = kill_and_send(db, address, kills)
    arrived = Counter(envelope.rcpt_tos[0] for envelope in box.envelopes)
    ended = states(db)
    in_doubt = ended[SendState.IN_DOUBT]
    assert set(ended) <= {SendState.SENT, SendState.IN_DOUBT}
    assert sum(ended.values()) == recipients
    assert max(arrived.values()) == 1  # 0 duplicates
    assert ended[SendState.SENT] <= len(arrived) <= ended[SendState.SENT] + in_doubt
    assert in_doubt <= killed  # one worker: at most one in doubt for each kill
    return {"kills": killed, "arrived": len(arrived), "in doubt": in_doubt}


def by_provider(db: Database, provider, recipients: int, kills: int) -> None:
    handler, address = provider
    queue_many(db, recipients)
    kill_and_send(db, address, kills)
    assert states(db) == {SendState.SENT: recipients}  # 0 lost, 0 in doubt
    assert set(handler.delivered.values()) == {1}  # 0 duplicates
    assert len(handler.delivered) == recipients


def test_mail(db: Database, mailbox):
    told = by_mail(db, mailbox, recipients=300, kills=12)
    assert told["kills"] >= 5


def test_a_provider_that_honours_keys(db: Database, provider):
    by_provider(db, provider, recipients=300, kills=12)


@pytest.mark.long
def test_mail_to_ten_thousand(db: Database, mailbox):
    told = by_mail(db, mailbox, recipients=10_000, kills=500)
    assert told["kills"] == 500


@pytest.mark.long
def test_a_provider_that_honours_keys_for_ten_thousand(db: Database, provider):
    by_provider(db, provider, recipients=10_000, kills=500)
