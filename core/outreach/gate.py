"""May this message go to this person now: asked in the transaction that claims it.

Accounts get what they asked for themselves (a link to sign in), and so does a person who asked for
the link to their own page, whatever they forbade. Beyond that a person is reached for a purpose
they allowed, by a channel they did not close, at an address without a mark.
"""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from core.clock import Clock
from core.consent import service as consent
from core.consent import suppression
from core.consent.addresses import EMAIL, PHONE, Marker
from core.consent.types import ConsentChannel, Purpose
from core.errors import NotFound
from core.outreach.types import Message, Sending
from core.outreach.types import Purpose as Letter
from core.profile.repository import aliases

PERSON = "tal_"
WAYS = {"email": ConsentChannel.EMAIL, "sms": ConsentChannel.SMS, "wecom": ConsentChannel.WECOM}


@dataclass(frozen=True, slots=True)
class Verdict:
    """``refused`` says why it may not go, or is empty; ``entry_id`` is what allows it."""

    refused: str = ""
    entry_id: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class ConsentGate:
    """Asks the ledger and the marks of do-not-contact."""

    marker: Marker
    clock: Clock

    def __call__(self, session: Session, sending: Sending, message: Message) -> Verdict:
        """Return the verdict on one message, as of the transaction that claims it."""
        if not is_to_a_person(sending) or sending.order.purpose == Letter.PORTAL:
            return Verdict()
        purpose, way = _purpose(sending.order.consent), _way(sending, message)
        if purpose is None or way is None:
            return Verdict("the message does not say for which purpose and by which way it goes")
        consent.one_at_a_time(session)  # an objection that is being written is waited for
        if aliases.current_id(session, sending.order.recipient) != sending.order.recipient:
            # every other row of who was merged went over to who they are now
            return Verdict("the person was merged, and has this message under their other id")
        now = self.clock.now()
        try:
            decision = consent.may(session, sending.order.recipient, purpose, way, at=now)
        except NotFound as error:
            return Verdict(error.detail)
        if not decision.allowed or decision.entry is None:
            return Verdict(f"consent for {purpose} by {way}: {decision.why}")
        pair = (EMAIL if "@" in message.to else PHONE, message.to)
        mark = suppression.against(session, self.marker, [pair], purpose, way, at=now)
        if mark is not None:
            return Verdict(f"the address is suppressed ({mark.id})")
        return Verdict(entry_id=decision.entry.id)


def closed(session: Session, sending: Sending, message: Message) -> Verdict:
    """Let nothing go to a person: what holds where no gate was set up."""
    return Verdict("no gate is set up") if is_to_a_person(sending) else Verdict()


def is_to_a_person(sending: Sending) -> bool:
    """Tell whether a message goes to a person, and not to somebody who works here."""
    return sending.order.recipient.startswith(PERSON)


def _way(sending: Sending, message: Message) -> ConsentChannel | None:
    """Return by which way a message gets there; a provider takes mail and short messages."""
    if sending.order.channel == "webhook":
        return ConsentChannel.EMAIL if "@" in message.to else ConsentChannel.SMS
    return WAYS.get(sending.order.channel)


def _purpose(name: str) -> Purpose | None:
    return Purpose(name) if name in set(Purpose) else None
