"""Values of the outreach slice: what goes out, and what became of it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from core.errors import Conflict, Refused


class Purpose(StrEnum):
    """Why a transactional message goes out; the first column of the ledger's unique key."""

    SETUP = "setup"
    INVITATION = "invitation"
    RESET = "reset"


class SendState(StrEnum):
    """Where a message stands.

    queued → claimed (the intent, committed before the hand-over) → sent, refused, or back to
    queued when the channel was down. A claim whose worker died is ``in_doubt``: it may have gone.
    """

    QUEUED = "queued"
    CLAIMED = "claimed"
    SENT = "sent"
    REFUSED = "refused"
    IN_DOUBT = "in_doubt"
    GIVEN_UP = "given_up"


class Undeliverable(Refused):
    """The other side said no for good, or the address cannot be used."""

    code = "undeliverable"


class InDoubt(Conflict):
    """The message may have gone out; only a person may send it again."""

    code = "in-doubt"


@dataclass(frozen=True, slots=True)
class Message:
    """One message; ``key`` never changes over retries, so that a channel can drop a second copy."""

    key: str
    to: str
    subject: str
    text: str


@dataclass(frozen=True, slots=True)
class Sending:
    """One row of the ledger, without the message itself."""

    id: str
    purpose: str
    step: str
    recipient: str
    channel: str
    state: SendState
    attempts: int
    error: str
    created_at: datetime
    updated_at: datetime
