"""The one door out: hands a message of the ledger to a channel, once.

The intent is committed before the hand-over, the outcome after it. Whoever finds a claim that was
never settled cannot know whether the message went out: with a channel that drops second copies it
is handed over again under the same key, with plain SMTP it is put in doubt and left to a person.
These are the only transactions that core opens itself, because the order of the commits and the
hand-over is the whole point.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from core.clock import Clock
from core.db import Database
from core.errors import Conflict, NotFound, Unavailable
from core.outreach import repository
from core.outreach.channels.base import Channel
from core.outreach.gate import Verdict, closed
from core.outreach.types import InDoubt, Message, Point, Sending, SendState, Undeliverable

MAX_ATTEMPTS = 6
Check = Callable[[Session, Sending, Message], Verdict]
Compose = Callable[[Session, Sending], Message]
_OPEN = frozenset({SendState.QUEUED, SendState.CLAIMED})


def _no_fault(_: Point) -> None:
    """Let the hand-over go on; tests crash here instead."""


@dataclass(frozen=True, slots=True)
class Gateway:
    """What a hand-over needs; ``compose`` writes the message from what the database says now."""

    db: Database
    clock: Clock
    channels: Mapping[str, Channel]
    compose: Compose
    fault: Callable[[Point], None] = _no_fault
    gate: Check = closed

    def deliver(self, sending_id: str) -> SendState:
        """Bring one message of the ledger to its end, and return what became of it.

        Raises:
            Unavailable: the channel is down; the message is queued again.
            NotFound: the ledger has no such row.
        """
        self.fault(Point.BEFORE_CLAIM)
        with self.db.write() as session:
            sending, message = self._claim(session, sending_id)
            self.fault(Point.BEFORE_CLAIM_COMMIT)
        if message is None:
            return sending.state
        self.fault(Point.AFTER_CLAIM_COMMIT)
        state, carrier_id, error = self._hand_over(sending, message)
        self.fault(Point.AFTER_HAND_OVER)
        with self.db.write() as session:
            repository.update_state(
                session,
                sending.id,
                attempt=sending.attempt,
                state=state,
                carrier_id=carrier_id,
                error=error,
                updated_at=self.clock.now(),
            )
            self.fault(Point.BEFORE_SETTLE_COMMIT)
        self.fault(Point.AFTER_SETTLE_COMMIT)
        if state is SendState.QUEUED:
            raise Unavailable(error)
        return state

    def _claim(self, session: Session, sending_id: str) -> tuple[Sending, Message | None]:
        sending = repository.get(session, sending_id, for_update=True)
        if sending is None:
            raise NotFound(f"the send ledger has no message {sending_id}")
        if sending.state not in _OPEN:
            return sending, None
        channel = self.channels.get(sending.order.channel)
        if sending.state is SendState.CLAIMED and not (channel and channel.repeatable):
            return self._end(session, sending, SendState.IN_DOUBT, "the worker died while sending")
        if self.clock.now() > sending.order.not_after:
            return self._end(session, sending, SendState.MISSED, "its time was over")
        if channel is None:
            return self._end(session, sending, SendState.REFUSED, "the channel is not set up")
        try:
            message = self.compose(session, sending)
        except (NotFound, Conflict, Undeliverable) as error:
            return self._end(session, sending, SendState.REFUSED, error.detail)
        verdict = self.gate(session, sending, message)
        if verdict.refused:
            return self._end(session, sending, SendState.REFUSED, verdict.refused)
        claimed = repository.claim(
            session, sending, allowed_by=verdict.entry_id, now=self.clock.now()
        )
        return claimed, message

    def _end(
        self, session: Session, sending: Sending, state: SendState, error: str
    ) -> tuple[Sending, None]:
        repository.update_state(
            session,
            sending.id,
            attempt=sending.attempt,
            state=state,
            error=error,
            updated_at=self.clock.now(),
        )
        ended = repository.get(session, sending.id)
        assert ended is not None
        return ended, None

    def _hand_over(self, sending: Sending, message: Message) -> tuple[SendState, str, str]:
        try:
            carrier_id = self.channels[sending.order.channel].send(message)
        except InDoubt as error:
            return SendState.IN_DOUBT, "", error.detail
        except Undeliverable as error:
            return SendState.REFUSED, "", error.detail
        except Unavailable as error:
            if sending.attempt >= MAX_ATTEMPTS:
                return SendState.GIVEN_UP, "", error.detail
            return SendState.QUEUED, "", error.detail
        return SendState.SENT, carrier_id, ""
