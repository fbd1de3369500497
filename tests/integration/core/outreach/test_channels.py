"""Every channel against a real server on this machine."""

import base64
import hashlib
import hmac
import json
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from core.clock import FixedClock
from core.errors import Unavailable
from core.outreach.channels.email import EmailChannel
from core.outreach.channels.webhook import WebhookChannel
from core.outreach.types import InDoubt, Message, Undeliverable

LETTER = Message("snd_1", "li.lei@example.org", "重设 TRM 密码", "你好，\n\n链接如下。\n")
SECRET = "whsec_" + base64.b64encode(bytes(range(32))).decode()


class Mailbox:
    """Takes mail; a recipient's name says how the server behaves."""

    def __init__(self) -> None:
        self.envelopes: list[Envelope] = []

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address.startswith("nobody"):
            return "550 no such user"
        if address.startswith("later"):
            return "451 greylisted"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        address = envelope.rcpt_tos[0]
        if address.startswith("spam"):
            return "554 refused"
        if address.startswith("full"):
            return "452 no space"
        if address.startswith("gone"):
            assert server.transport is not None
            server.transport.abort()
        self.envelopes.append(envelope)
        return "250 taken"


@pytest.fixture
def mailbox() -> Iterator[tuple[Mailbox, str]]:
    box = Mailbox()
    controller = Controller(box, hostname="127.0.0.1", port=0)
    controller.port = free_port()
    controller.start()
    yield box, f"smtp://127.0.0.1:{controller.port}"
    controller.stop()


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def to(address: str) -> Message:
    return Message("snd_1", address, "Hello", "Hello")


def test_mail_arrives_as_it_was_written(mailbox):
    box, url = mailbox
    assert EmailChannel(url, sender="trm@example.org").send(LETTER) == "<snd_1@example.org>"
    (envelope,) = box.envelopes
    assert (envelope.mail_from, envelope.rcpt_tos) == ("trm@example.org", ["li.lei@example.org"])
    import email
    import email.policy

    mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
    assert mail["Subject"] == LETTER.subject
    assert mail.get_content().replace("\r\n", "\n") == LETTER.text
    assert mail["Message-ID"] == "<snd_1@example.org>"


@pytest.mark.parametrize(
    ("address", "outcome"),
    [
        ("nobody@example.org", Undeliverable),
        ("spam@example.org", Undeliverable),
        ("later@example.org", Unavailable),
        ("full@example.org", Unavailable),
        ("gone@example.org", InDoubt),
    ],
)
def test_a_refusal_a_delay_and_a_doubt_are_three_things(mailbox, address: str, outcome: type):
    with pytest.raises(outcome):
        EmailChannel(mailbox[1], sender="trm@example.org").send(to(address))


def test_a_server_that_is_not_there_is_tried_again():
    with pytest.raises(Unavailable):
        EmailChannel(f"smtp://127.0.0.1:{free_port()}", sender="a@b.org").send(LETTER)


def test_a_server_that_says_nothing_is_given_up_in_time():
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        url = f"smtp://127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(Unavailable):
            EmailChannel(url, sender="a@b.org", timeout_s=0.3).send(LETTER)


@pytest.mark.parametrize(
    "message",
    [
        Message("k", "a@example.org\r\nBcc: all@example.org", "s", "t"),
        Message("k", "a@example.org", "s\r\nBcc: all@example.org", "t"),
        Message("k", "a@example.org", "s\nX: y", "t"),
    ],
)
def test_nothing_can_add_a_header(mailbox, message: Message):
    with pytest.raises(Undeliverable):
        EmailChannel(mailbox[1], sender="trm@example.org").send(message)
    assert mailbox[0].envelopes == []


def test_a_password_is_not_sent_in_the_clear_to_elsewhere(mailbox):
    box, url = mailbox
    named = url.replace("127.0.0.1", socket.gethostname())
    with pytest.raises(Unavailable):
        EmailChannel(named.replace("smtp://", "smtp://me:word@"), sender="a@b.org").send(LETTER)
    assert box.envelopes == []


@pytest.mark.parametrize("url", ["", "mail.example.org", "http://mail.example.org", "smtp://"])
def test_an_address_that_is_none_is_refused_at_the_start(url: str):
    with pytest.raises(ValueError, match="smtp_url"):
        EmailChannel(url, sender="a@b.org")


class Hook(BaseHTTPRequestHandler):
    """Keeps what it got; the path says which status to answer."""

    got: list[tuple[dict[str, str], bytes]]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.got.append(({k.lower(): v for k, v in self.headers.items()}, body))
        status = int(self.path.strip("/") or 200)
        if status == 0:
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        self.send_response(status)
        if status in {301, 302, 307, 308}:
            self.send_header("Location", "http://169.254.169.254/latest/")
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture
def hook() -> Iterator[tuple[type[Hook], str]]:
    handler: type[Hook] = type("Fresh", (Hook,), {"got": []})
    server = HTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield handler, f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def channel(url: str, clock: FixedClock) -> WebhookChannel:
    return WebhookChannel(url, secret=SECRET, clock=clock, allow_private=True)


def test_a_webhook_is_signed_the_way_standard_webhooks_are(hook, clock: FixedClock):
    handler, url = hook
    assert channel(f"{url}/200", clock).send(LETTER) == "snd_1"
    ((headers, body),) = handler.got
    assert json.loads(body) == {"to": LETTER.to, "subject": LETTER.subject, "text": LETTER.text}
    assert headers["webhook-id"] == "snd_1"
    assert headers["webhook-timestamp"] == str(int(clock.now().timestamp()))
    signed = f"snd_1.{headers['webhook-timestamp']}.".encode() + body
    wanted = base64.b64encode(hmac.digest(bytes(range(32)), signed, hashlib.sha256)).decode()
    assert headers["webhook-signature"] == f"v1,{wanted}"


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (400, Undeliverable), (401, Undeliverable), (410, Undeliverable), (429, Unavailable),
        (500, Unavailable), (503, Unavailable), (0, Unavailable), (301, Undeliverable),
        (302, Undeliverable), (308, Undeliverable),
    ],
)  # fmt: skip
def test_a_webhooks_answer_decides_and_redirects_are_not_followed(
    hook, clock: FixedClock, status: int, outcome: type
):
    handler, url = hook
    with pytest.raises(outcome):
        channel(f"{url}/{status}", clock).send(LETTER)
    assert len(handler.got) == 1


def test_a_private_address_gets_no_connection(hook, clock: FixedClock):
    handler, url = hook
    shut = WebhookChannel(url.replace("http:", "https:"), secret=SECRET, clock=clock)
    with pytest.raises(Undeliverable):
        shut.send(LETTER)
    assert handler.got == []


@pytest.mark.parametrize("secret", ["", "whsec_", "whsec_c2hvcnQ=", "whsec_!!!"])
def test_a_weak_secret_is_refused_at_the_start(clock: FixedClock, secret: str):
    with pytest.raises(ValueError, match="webhook_secret"):
        WebhookChannel("https://hooks.example.org", secret=secret, clock=clock)
