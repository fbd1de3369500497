"""Values of the outreach slice: what goes out, and what became of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from core.errors import Conflict, Refused


class Purpose(StrEnum):
    """Why a transactional message goes out; part of the ledger's unique key, as campaigns are."""

    INVITATION = "invitation"
    RESET = "reset"
    PORTAL = "portal"


class SendState(StrEnum):
    """Where a message stands.

    queued → claimed (the intent, committed before the hand-over) → sent or refused, or queued
    again when the channel was down. A claim whose worker died is in doubt, since it may have gone
    out, unless the channel drops second copies. A person settles what is in doubt: sent, not sent,
    or not sent and queued once more. Nothing is sent after its time: missed.
    """

    QUEUED = "queued"
    CLAIMED = "claimed"
    SENT = "sent"
    REFUSED = "refused"
    IN_DOUBT = "in_doubt"
    NOT_SENT = "not_sent"
    MISSED = "missed"
    GIVEN_UP = "given_up"


class Settlement(StrEnum):
    """What a person found out about a message in doubt."""

    SENT = "sent"
    NOT_SENT = "not_sent"
    SEND_AGAIN = "send_again"


class Point(StrEnum):
    """The places of a hand-over where a crash must be survived; every one is tested."""

    BEFORE_CLAIM = "before_claim"
    BEFORE_CLAIM_COMMIT = "before_claim_commit"
    AFTER_CLAIM_COMMIT = "after_claim_commit"
    AFTER_HAND_OVER = "after_hand_over"
    BEFORE_SETTLE_COMMIT = "before_settle_commit"
    AFTER_SETTLE_COMMIT = "after_settle_commit"


class Undeliverable(Refused):
    """The other side said no for good, or the address cannot be used."""

    code = "undeliverable"


class InDoubt(Conflict):
    """The message may have gone out; only a person may send it again."""

    code = "in-doubt"


class NotInDoubt(Conflict):
    """What became of the message is known, or somebody else settled it: there is nothing to say."""

    code = "not-in-doubt"


class TooLate(Refused):
    """The time in which the message made sense is over; it cannot be sent again."""

    code = "message-too-late"


@dataclass(frozen=True, slots=True)
class Message:
    """One message; ``key`` never changes over retries, so that a channel can drop a second copy."""

    key: str
    to: str
    subject: str
    text: str


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be sent to whom, without the text, which is composed at the hand-over.

    ``recipient`` is an account id (later also a talent id), ``step`` what within the purpose: for
    a one-time link, its id. ``consent`` is the purpose that a person has to have allowed; only
    messages to accounts need none. ``facts`` are what composing needs; nothing in them is secret.
    """

    purpose: str
    step: str
    recipient: str
    channel: str
    not_after: datetime
    facts: Mapping[str, str]
    consent: str = ""


@dataclass(frozen=True, slots=True)
class Sending:
    """One row of the ledger; ``attempt`` fences who may say what became of it.

    ``allowed_by`` is the entry of the consent ledger that let it go out to a person.
    """

    id: str
    order: Order
    state: SendState
    attempt: int
    error: str
    created_at: datetime
    updated_at: datetime
    allowed_by: str = ""
