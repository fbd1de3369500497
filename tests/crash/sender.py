"""A worker of its own process that crashes at a named point of a hand-over; run by the tests."""

import os
import sys
from datetime import UTC, datetime

from core.clock import FixedClock
from core.db import Database
from core.outreach.channels.base import Channel
from core.outreach.channels.email import EmailChannel
from core.outreach.channels.webhook import WebhookChannel
from core.outreach.gateway import Gateway
from core.outreach.types import Message, Point, Sending

NOW = datetime(2026, 6, 1, 8, tzinfo=UTC)
DIED = 86


def compose(_session: object, sending: Sending) -> Message:
    return Message(sending.id, f"{sending.order.recipient}@example.org", "Hello", "Hello")


def gateway(database_url: str, address: str, secret: str) -> tuple[Gateway, Database]:
    clock = FixedClock(NOW)
    channel: Channel
    if address.startswith("http"):
        channel = WebhookChannel(address, secret=secret, clock=clock, allow_private=True)
    else:
        channel = EmailChannel(address, sender="trm@example.org")
    db = Database(database_url)
    return Gateway(db, clock, {"it": channel}, compose), db


def main(database_url: str, address: str, secret: str, sending_id: str, point: str) -> None:
    """Deliver one message, dying without a word at ``point``."""
    made, _ = gateway(database_url, address, secret)

    def die(at: Point) -> None:
        if at == point:
            os._exit(DIED)

    Gateway(made.db, made.clock, made.channels, made.compose, die).deliver(sending_id)


if __name__ == "__main__":
    main(*sys.argv[1:])
