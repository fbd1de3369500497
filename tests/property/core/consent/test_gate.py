"""Any order of consents, marks and hand-overs: nothing is claimed that was forbidden by then.

Every step is a transaction of its own, so the order drawn is an interleaving of a running send
with what people say meanwhile.
"""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from core.actor import SYSTEM
from core.clock import FixedClock
from core.consent import service as consent
from core.consent import suppression
from core.consent.addresses import Marker
from core.consent.types import Act, ConsentChannel, NewEntry, NewSuppression, Purpose, Source
from core.db import Base, Database
from core.outreach import repository, service
from core.outreach.gate import ConsentGate
from core.outreach.gateway import Gateway
from core.outreach.types import Message, Order, SendState
from core.profile import repository as profile_reads
from core.profile import service as profile
from core.profile.types import Arrival, Channel, Facts
from tests.conftest import load_tables

T0 = datetime(2026, 6, 1, 8, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
PEOPLE = ("ann@example.org", "bo@example.org", "cy@example.org")
WHAT = (Purpose.MARKETING, Purpose.RECRUITMENT)
LONG = os.environ.get("TRM_LONG") == "1"


class Recorder:
    """Takes every message and remembers it."""

    repeatable = True

    def __init__(self) -> None:
        self.taken: list[Message] = []

    def send(self, message: Message) -> str:
        self.taken.append(message)
        return f"m{len(self.taken)}"


class Sending(RuleBasedStateMachine):
    """Three people, two purposes; the model keeps what each has open and which address is marked."""

    def __init__(self) -> None:
        super().__init__()
        load_tables()
        self._folder = TemporaryDirectory()
        self.db = Database(f"sqlite:///{Path(self._folder.name) / 'trm.db'}")
        Base.metadata.create_all(self.db.engine)
        self.clock = FixedClock(T0)
        self.marker = Marker(b"k" * 32)
        self.channel = Recorder()
        self.gateway = Gateway(
            self.db,
            self.clock,
            {"email": self.channel},
            self._compose,
            gate=ConsentGate(self.marker, self.clock),
        )
        with self.db.write() as session:
            self.wording = {
                one: consent.add_wording(session, SYSTEM, one, "1", zh="可", en="yes", now=T0).id
                for one in WHAT
            }
        self.ids = {address: self._arrive(address) for address in PEOPLE}
        self.open: set[tuple[str, Purpose]] = set()
        self.marked: dict[str, str] = {}
        self.queued: list[tuple[str, str, Purpose]] = []
        self.steps = 0

    def _arrive(self, address: str) -> str:
        with self.db.write() as session:
            arrival = Arrival("hand", Channel.API, Facts(name=address, emails=(address,)))
            return profile.ingest(session, SYSTEM, arrival, now=self.clock.now()).talent_id

    def _compose(self, session, sending):
        person = profile_reads.get(session, SYSTEM, sending.order.recipient)
        return Message(sending.id, person.facts.emails[0].upper(), "Hello", "…")

    @rule(who=st.sampled_from(PEOPLE), what=st.sampled_from(WHAT), yes=st.booleans())
    def say(self, who, what, yes):
        self.clock.move(MINUTE)
        now = self.clock.now()
        with self.db.write() as session:
            if yes:
                new = NewEntry(what, Act.GIVEN, now, Source.FORM, wording_id=self.wording[what],
                               proof="form")  # fmt: skip
                consent.record(session, SYSTEM, self.ids[who], new, now=now)
            else:
                consent.withdraw(session, SYSTEM, self.ids[who], what, now=now)
        (self.open.add if yes else self.open.discard)((who, what))

    @rule(who=st.sampled_from(PEOPLE))
    def mark(self, who):
        with self.db.write() as session:
            new = NewSuppression("email", who.title(), "asked", channel=ConsentChannel.EMAIL)
            made = suppression.suppress(session, SYSTEM, self.marker, new, now=self.clock.now())
        self.marked[who] = made.id

    @precondition(lambda self: self.marked)
    @rule(data=st.data())
    def lift(self, data):
        who = data.draw(st.sampled_from(sorted(self.marked)))
        self.clock.move(MINUTE)
        with self.db.write() as session:
            suppression.lift(
                session, SYSTEM, self.marked.pop(who), reason="wrote", now=self.clock.now()
            )

    @rule(who=st.sampled_from(PEOPLE), what=st.sampled_from(WHAT))
    def queue(self, who, what):
        self.steps += 1
        order = Order(
            "campaign", f"step {self.steps}", self.ids[who], "email", T0 + timedelta(days=9), {},
            consent=what.value,
        )  # fmt: skip
        with self.db.write() as session:
            sending_id = service.queue(session, SYSTEM, order, now=self.clock.now())
        assert sending_id is not None
        self.queued.append((sending_id, who, what))

    @precondition(lambda self: self.queued)
    @rule(data=st.data())
    def deliver(self, data):
        one = data.draw(st.sampled_from(self.queued))
        self.queued.remove(one)
        sending_id, who, what = one
        before = len(self.channel.taken)
        state = self.gateway.deliver(sending_id)
        allowed = (who, what) in self.open and who not in self.marked
        assert state is (SendState.SENT if allowed else SendState.REFUSED)
        assert len(self.channel.taken) - before == allowed
        with self.db.read() as session:
            sending = repository.get(session, sending_id)
            assert sending is not None
            assert bool(sending.allowed_by) == allowed
            if allowed:
                decision = consent.may(
                    session, self.ids[who], what, ConsentChannel.EMAIL, at=self.clock.now()
                )
                assert decision.entry is not None
                assert decision.entry.id == sending.allowed_by
            else:
                assert sending.error

    @invariant()
    def marks_are_kept_without_the_address(self):
        with self.db.read() as session:
            rows = session.connection().exec_driver_sql("SELECT * FROM suppression").all()
        assert "example" not in repr(rows).lower()

    def teardown(self) -> None:
        self.db.close()
        self._folder.cleanup()


TestSending = Sending.TestCase
TestSending.settings = settings(
    max_examples=1_000 if LONG else 20,
    stateful_step_count=25,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),  # shrinking takes minutes here
    suppress_health_check=list(HealthCheck),
)
