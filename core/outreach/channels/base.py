"""What a channel does."""

from typing import Protocol

from core.outreach.types import Message


class Channel(Protocol):
    """Carries one message to one address.

    ``repeatable`` tells whether the other side drops a second copy with the same key: only then
    may a message be handed over again when nobody knows whether the first attempt arrived.
    """

    repeatable: bool

    def send(self, message: Message) -> str:
        """Hand the message over and return the carrier's own id, which may be empty.

        Raises:
            Unavailable: it was certainly *not* taken; try again later.
            Undeliverable: it was refused for good.
            InDoubt: the connection broke after the message was handed over.
        """
        ...
