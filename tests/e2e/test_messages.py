"""Invitations and resets by mail: from the request to the reader's mailbox, and what goes wrong."""

import email
import email.policy
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from aiosmtpd.controller import Controller
from fastapi.testclient import TestClient
from sqlalchemy import text

from core.actor import SYSTEM
from core.clock import FixedClock
from core.outreach import service as outreach
from core.outreach.channels.email import EmailChannel
from core.outreach.types import SendState, Settlement, TooLate
from serving.app import create_app
from serving.tasks import gateway_of
from serving.wiring import Parts
from serving.worker import drain
from tests.integration.core.outreach.test_channels import Mailbox, free_port

PASSWORD = "quiet-copper-lantern-91"


class Post(Mailbox):
    """A mail server that can be stopped and started again."""

    def __init__(self) -> None:
        super().__init__()
        self.port = free_port()
        self.start()

    def start(self) -> None:
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self._controller.start()

    def stop(self) -> None:
        self._controller.stop()


@pytest.fixture
def mailbox() -> Iterator[Post]:
    box = Post()
    yield box
    box.stop()


@pytest.fixture
def parts(parts: Parts, mailbox: Post) -> Parts:
    channel = EmailChannel(f"smtp://127.0.0.1:{mailbox.port}", sender="trm@example.org")
    return replace(parts, channels={"email": channel})


def letters(box: Post) -> list[tuple[str, str, str]]:
    found = []
    for envelope in box.envelopes:
        mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
        found.append((envelope.rcpt_tos[0], mail["Subject"], mail.get_content()))
    return found


def token_in(text: str) -> str:
    return re.search(r"token=([\w-]+)", text).group(1)  # type: ignore[union-attr]


def test_an_invitation_arrives_and_its_link_works(admin_client, parts: Parts, mailbox: Post):
    body = {"email": "li.lei@example.org", "role": "recruiter"}
    made = admin_client.post("/api/v1/invitations", json=body).json()
    assert made["link"] is None
    assert made["sending_id"].startswith("snd_")
    drain(parts)
    ((to, subject, content),) = letters(mailbox)
    assert (to, subject) == ("li.lei@example.org", "You are invited to TRM")
    assert "2026-06-08 08:00 UTC" in content
    with TestClient(create_app(parts), base_url="http://testserver") as browser:
        answer = browser.post(
            f"/api/v1/invitations/{token_in(content)}", json={"name": "李雷", "password": PASSWORD}
        )
    assert answer.status_code == 201
    ledger = admin_client.get("/api/v1/messages").json()
    assert [(one["purpose"], one["state"]) for one in ledger["items"]] == [("invitation", "sent")]


def test_no_link_is_ever_in_the_database(admin_client, parts: Parts, mailbox: Post):
    body = {"email": "li.lei@example.org", "role": "recruiter"}
    admin_client.post("/api/v1/invitations", json=body, headers={"Idempotency-Key": "k"})
    drain(parts)
    token = token_in(letters(mailbox)[0][2])
    with parts.db.read() as session:
        tables = session.execute(
            text("SELECT name FROM sqlite_master WHERE type = 'table'")
        ).scalars()
        for table in tables.all():
            rows = session.execute(text(f'SELECT * FROM "{table}"')).all()
            assert token not in repr(rows), table


def test_a_reset_is_written_in_the_readers_language(
    admin_client, client: TestClient, parts: Parts, mailbox: Post
):
    admin_client.patch("/api/v1/me", json={"language": "zh-CN"})
    asked = client.post("/api/v1/password-resets", json={"email": "ADMIN1@example.org"})
    assert (asked.status_code, asked.json()) == (202, {"sends_mail": True})
    client.post("/api/v1/password-resets", json={"email": "nobody@example.org"})
    drain(parts)
    ((to, subject, content),) = letters(mailbox)
    assert (to, subject) == ("admin1@example.org", "重设 TRM 密码")
    body = {"password": PASSWORD}
    assert client.post(f"/api/v1/password-resets/{token_in(content)}", json=body).is_success


def test_a_server_that_is_down_delays_the_message_and_nothing_more(
    admin_client, parts: Parts, mailbox: Post, clock: FixedClock
):
    mailbox.stop()
    admin_client.post("/api/v1/invitations", json={"email": "a@example.org", "role": "viewer"})
    drain(parts)
    (row,) = admin_client.get("/api/v1/messages").json()["items"]
    assert (row["state"], row["attempt"]) == ("queued", 1)
    mailbox.start()
    drain(parts)
    assert letters(mailbox) == []  # its time has not come
    clock.move(timedelta(seconds=6))
    drain(parts)
    assert len(letters(mailbox)) == 1
    assert admin_client.get("/api/v1/messages?state=sent").json()["total"] == 1


def test_one_refused_recipient_holds_nobody_up(admin_client, parts: Parts, mailbox: Post):
    for address in ("a@example.org", "nobody@example.org", "gone@example.org", "b@example.org"):
        body = {"email": address, "role": "viewer"}
        assert admin_client.post("/api/v1/invitations", json=body).status_code == 201
    drain(parts)
    states = {one["state"] for one in admin_client.get("/api/v1/messages").json()["items"]}
    assert states == {"sent", "refused", "in_doubt"}
    arrived = {to for to, _, _ in letters(mailbox)}
    assert arrived == {"a@example.org", "b@example.org", "gone@example.org"}
    doubtful = admin_client.get("/api/v1/messages?state=in_doubt").json()
    assert doubtful["total"] == 1
    drain(parts)
    assert len(letters(mailbox)) == 3  # what is in doubt did arrive, and is not sent again


@pytest.fixture
def doubtful(admin_client, parts: Parts, mailbox: Post) -> str:
    """A message whose server went away after taking it."""
    body = {"email": "gone@example.org", "role": "viewer"}
    sending_id: str = admin_client.post("/api/v1/invitations", json=body).json()["sending_id"]
    drain(parts)
    return sending_id


def settle(browser, sending_id: str, found: str, reason: str = "asked her on the phone", **more):
    body = {"found": found, "reason": reason}
    return browser.post(f"/api/v1/messages/{sending_id}/settle", json=body, **more)


@pytest.mark.parametrize("found", ["sent", "not_sent"])
def test_a_person_settles_a_message_in_doubt_and_the_audit_log_knows_who(
    admin_client, parts: Parts, mailbox: Post, doubtful: str, found: str
):
    answer = settle(admin_client, doubtful, found)
    assert answer.status_code == 200
    assert (answer.json()["state"], answer.json()["error"]) == (found, "asked her on the phone")
    entries = admin_client.get(f"/api/v1/audit?subject={doubtful}").json()["items"]
    assert [(one["action"], one["details"]["found"]) for one in entries] == [
        ("message.settled", found)
    ]
    assert entries[0]["actor_id"] == admin_client.get("/api/v1/me").json()["id"]
    drain(parts)
    assert len(letters(mailbox)) == 1  # a word on the past sends nothing
    assert admin_client.get("/api/v1/messages?state=in_doubt").json()["total"] == 0


def test_what_did_not_arrive_is_sent_once_more_under_its_old_key(
    admin_client, parts: Parts, mailbox: Post, doubtful: str
):
    assert settle(admin_client, doubtful, "send_again").json()["state"] == "queued"
    assert settle(admin_client, doubtful, "send_again").status_code == 409  # not a third copy
    drain(parts)
    first, second = (
        email.message_from_bytes(one.content, policy=email.policy.default)["Message-ID"]
        for one in mailbox.envelopes
    )
    assert first == second


def test_it_is_settled_once_with_a_reason_by_who_may(admin_client, recruiter_client, doubtful: str):
    assert settle(recruiter_client, doubtful, "sent").status_code == 403
    assert settle(admin_client, "snd_nothing", "sent").status_code == 404
    assert settle(admin_client, doubtful, "perhaps").status_code == 422
    assert settle(admin_client, doubtful, "sent", reason=" ").status_code == 422
    assert settle(admin_client, doubtful, "not_sent").status_code == 200
    again = settle(admin_client, doubtful, "sent", headers={"Accept-Language": "zh"})
    assert (again.status_code, again.json()["type"]) == (409, "/problems/not-in-doubt")
    assert "not_sent" in again.json()["detail"]


def test_nothing_is_sent_again_after_its_time(parts: Parts, clock: FixedClock, doubtful: str):
    later = clock.now() + timedelta(days=30)
    with parts.db.write() as session, pytest.raises(TooLate):
        outreach.settle(session, SYSTEM, doubtful, Settlement.SEND_AGAIN, reason="-", now=later)


def test_a_settled_message_is_never_handed_over_again(
    admin_client, parts: Parts, mailbox: Post, doubtful: str
):
    settle(admin_client, doubtful, "not_sent")
    assert gateway_of(parts).deliver(doubtful) is SendState.NOT_SENT
    assert len(letters(mailbox)) == 1
