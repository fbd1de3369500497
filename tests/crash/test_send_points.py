"""A worker dies at every point of a hand-over: nothing is lost silently, nothing goes out twice."""

import base64
import os
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from core.actor import SYSTEM
from core.db import Database
from core.outreach import repository, service
from core.outreach.types import Order, Point, SendState
from tests.crash import sender
from tests.integration.core.outreach.test_channels import Mailbox, free_port

ROOT = Path(__file__).parents[2]
SECRET = "whsec_" + base64.b64encode(bytes(range(32))).decode()
# what a plain SMTP hand-over comes to, when its worker dies at the point and another takes over
BY_MAIL: dict[Point, tuple[SendState, int]] = {
    Point.BEFORE_CLAIM: (SendState.SENT, 1),
    Point.BEFORE_CLAIM_COMMIT: (SendState.SENT, 1),
    Point.AFTER_CLAIM_COMMIT: (SendState.IN_DOUBT, 0),
    Point.AFTER_HAND_OVER: (SendState.IN_DOUBT, 1),
    Point.BEFORE_SETTLE_COMMIT: (SendState.IN_DOUBT, 1),
    Point.AFTER_SETTLE_COMMIT: (SendState.SENT, 1),
}


class Provider(BaseHTTPRequestHandler):
    """Drops second copies of a message, as one that honours keys does."""

    delivered: Counter[str]
    asked: Counter[str]

    def do_POST(self) -> None:
        key = self.headers["webhook-id"]
        self.rfile.read(int(self.headers["Content-Length"]))
        self.asked[key] += 1
        self.delivered[key] = 1
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture
def provider() -> Iterator[tuple[type[Provider], str]]:
    made = {"delivered": Counter(), "asked": Counter()}
    handler: type[Provider] = type("Fresh", (Provider,), made)
    server = HTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield handler, f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def mailbox() -> Iterator[tuple[Mailbox, str]]:
    box = Mailbox()
    controller = Controller(box, hostname="127.0.0.1", port=free_port())
    controller.start()
    yield box, f"smtp://127.0.0.1:{controller.port}"
    controller.stop()


def queue(db: Database, recipient: str = "acc_1") -> str:
    order = Order("reset", "lnk_1", recipient, "it", sender.NOW + timedelta(hours=4), {})
    with db.write() as session:
        queued = service.queue(session, SYSTEM, order, now=sender.NOW)
    assert queued is not None
    return queued


def crash(db: Database, address: str, sending_id: str, point: Point) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.crash.sender", db.url, address, SECRET, sending_id, point],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        check=False,
    )
    assert done.returncode == sender.DIED


def take_over(db: Database, address: str, sending_id: str) -> SendState:
    gateway, own = sender.gateway(db.url, address, SECRET)
    try:
        return gateway.deliver(sending_id)
    finally:
        own.close()


def test_every_point_has_its_case():
    assert set(BY_MAIL) == set(Point)


@pytest.mark.parametrize("point", list(Point))
def test_mail(db: Database, mailbox, point: Point):
    box, address = mailbox
    sending_id = queue(db)
    crash(db, address, sending_id, point)
    state, arrived = BY_MAIL[point]
    assert take_over(db, address, sending_id) is state
    assert len(box.envelopes) == arrived <= 1
    for _ in range(2):  # whoever tries again changes nothing, and sends nothing
        assert take_over(db, address, sending_id) is state
    assert len(box.envelopes) == arrived
    with db.read() as session:
        assert service.in_doubt(session) == (state is SendState.IN_DOUBT)


@pytest.mark.parametrize("point", list(Point))
def test_a_provider_that_honours_keys(db: Database, provider, point: Point):
    handler, address = provider
    sending_id = queue(db)
    crash(db, address, sending_id, point)
    assert take_over(db, address, sending_id) is SendState.SENT
    assert handler.delivered == Counter({sending_id: 1})
    assert set(handler.asked) == {sending_id}  # the same key every time
    with db.read() as session:
        assert service.in_doubt(session) == 0


def test_the_ledger_takes_a_message_once(db: Database):
    first = queue(db)
    order = Order("reset", "lnk_1", "acc_1", "it", sender.NOW + timedelta(hours=4), {})
    with db.write() as session:
        assert service.queue(session, SYSTEM, order, now=sender.NOW) is None
        assert repository.count(session) == 1
        assert repository.get(session, first) is not None
    assert queue(db, "acc_2") != first


def test_nothing_goes_out_after_its_time(db: Database, mailbox):
    box, address = mailbox
    order = Order("reset", "lnk_1", "acc_1", "it", sender.NOW - timedelta(seconds=1), {})
    with db.write() as session:
        sending_id = service.queue(session, SYSTEM, order, now=sender.NOW)
    assert sending_id is not None
    assert take_over(db, address, sending_id) is SendState.MISSED
    assert box.envelopes == []
