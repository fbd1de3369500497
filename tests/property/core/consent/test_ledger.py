"""Random histories: nobody is used or reached by what they did not allow."""

import itertools
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from core.actor import SYSTEM
from core.clock import FixedClock
from core.consent import rules, service
from core.consent.repository import ledger
from core.consent.types import Act, ConsentChannel, Entry, NewEntry, Purpose, Source
from core.db import Base, Database
from core.profile import service as profile
from core.profile.types import Arrival, Channel, Facts
from tests.conftest import load_tables

T0 = datetime(2026, 6, 1, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)
CHANNELS = (ConsentChannel.ANY, ConsentChannel.EMAIL, ConsentChannel.SMS)
LONG = os.environ.get("TRM_LONG") == "1"


@st.composite
def histories(draw):
    """Draw a ledger on one purpose: hours, acts, channels and ends, written in any order."""
    said = draw(
        st.lists(
            st.tuples(
                st.integers(0, 8),
                st.sampled_from(list(Act)),
                st.sampled_from(CHANNELS),
                st.none() | st.integers(1, 6),
            ),
            max_size=8,
        )
    )
    return [
        Entry(
            seq, f"con_{seq}", "tal_1", Purpose.MARKETING, channel, act, T0 + hour * HOUR, T0,
            Source.PERSON,
            expires_at=T0 + (hour + lasts) * HOUR if lasts and act is Act.GIVEN else None,
        )
        for seq, (hour, act, channel, lasts) in enumerate(said)
    ]  # fmt: skip


@given(histories(), st.integers(0, 10), st.sampled_from(CHANNELS))
def test_whatever_is_allowed_is_allowed_by_a_row_nobody_closed(history, hour, channel):
    at = T0 + hour * HOUR
    decision = rules.decide(history, Purpose.MARKETING, channel, at=at)
    if not decision.allowed:
        return
    row = decision.entry
    assert row is not None
    assert row.act is Act.GIVEN
    assert row.at <= at
    assert row.channel in {ConsentChannel.ANY, channel}
    assert row.expires_at is None or row.expires_at > at
    for other in history:
        if other.act is not Act.GIVEN and other.at <= at and row.at <= other.at:
            assert other.channel not in {ConsentChannel.ANY, channel}


@given(histories(), st.integers(0, 10), st.sampled_from(CHANNELS))
def test_one_more_closing_never_opens_anything(history, hour, channel):
    at = T0 + hour * HOUR
    before = rules.decide(history, Purpose.MARKETING, channel, at=at)
    closing = Entry(
        99, "con_99", "tal_1", Purpose.MARKETING, channel, Act.WITHDRAWN, at, at, Source.PERSON
    )
    after = rules.decide([*history, closing], Purpose.MARKETING, channel, at=at)
    assert not after.allowed
    for other in CHANNELS:
        was = rules.decide(history, Purpose.MARKETING, other, at=at).allowed
        now = rules.decide([*history, closing], Purpose.MARKETING, other, at=at).allowed
        assert was or not now
    assert before == rules.decide(list(reversed(history)), Purpose.MARKETING, channel, at=at)


@given(histories(), st.integers(0, 5))
def test_the_past_is_not_changed_by_what_comes_later(history, hour):
    at = T0 + hour * HOUR
    known = [one for one in history if one.at <= at]
    assert rules.state(history, at=at) == rules.state(known, at=at)


class Consents(RuleBasedStateMachine):
    """Somebody gives, refuses and takes back; the database must answer as a plain model does.

    The model keeps for each channel the last act on it and the last on all of them.
    """

    def __init__(self) -> None:
        super().__init__()
        load_tables()
        self._folder = TemporaryDirectory()
        self.db = Database(f"sqlite:///{Path(self._folder.name) / 'trm.db'}")
        Base.metadata.create_all(self.db.engine)
        self.clock = FixedClock(T0)
        with self.db.write() as session:
            arrival = Arrival("hand", Channel.API, Facts(name="李娜", emails=("li@example.org",)))
            self.talent = profile.ingest(session, SYSTEM, arrival, now=T0).talent_id
            self.wordings = {
                purpose: service.add_wording(
                    session, SYSTEM, purpose, "1", zh="同意", en="I agree", now=T0
                ).id
                for purpose in Purpose
            }
        self.told: list[tuple[Purpose, ConsentChannel, Act, datetime, datetime | None]] = []

    @rule(
        purpose=st.sampled_from(list(Purpose)),
        channel=st.sampled_from(CHANNELS),
        act=st.sampled_from(list(Act)),
        lasts=st.none() | st.integers(1, 5),
    )
    def say(self, purpose, channel, act, lasts):
        self.clock.move(HOUR)
        now = self.clock.now()
        ends = now + lasts * HOUR if lasts and act is Act.GIVEN else None
        wording = self.wordings[purpose] if act is Act.GIVEN else ""
        new = NewEntry(purpose, act, now, Source.FORM, channel, wording, "form", ends)
        with self.db.write() as session:
            service.record(session, SYSTEM, self.talent, new, now=now)
        self.told.append((purpose, channel, act, now, ends))

    @rule(hours=st.integers(1, 4))
    def wait(self, hours):
        self.clock.move(hours * HOUR)

    @invariant()
    def the_ledger_only_grows(self):
        with self.db.read() as session:
            found = ledger.ledger_of(session, SYSTEM, self.talent)
        assert [(one.purpose, one.channel, one.act, one.at, one.expires_at) for one in found] == (
            self.told
        )

    @invariant()
    def it_answers_as_the_model_does(self):
        now = self.clock.now()
        with self.db.read() as session:
            for purpose, channel in itertools.product(Purpose, CHANNELS):
                decision = service.may(session, self.talent, purpose, channel, at=now)
                assert decision.allowed == self.allowed(purpose, channel), (purpose, channel)
            profiled = self.talent not in service.not_profiled(session, [self.talent], at=now)
            everybody = service.all_not_profiled(session, at=now)
        assert profiled == self.allowed(Purpose.PROFILING, ConsentChannel.ANY)
        assert profiled == (self.talent not in everybody)

    def allowed(self, purpose, channel):
        """Walk the history once, keeping what is open: the channel by name, and all of them."""
        by_name, general = None, None  # (act, end)
        for said, way, act, _, end in self.told:
            if said is not purpose or way not in {ConsentChannel.ANY, channel}:
                continue
            if way is channel and channel is not ConsentChannel.ANY:
                by_name = (act, end)
            elif act is Act.GIVEN:
                general = (act, end)
            else:
                general, by_name = (act, end), by_name if _closed(by_name) else None
        return self._open(purpose, channel, by_name, general)

    def _open(self, purpose, channel, by_name, general):
        if _closed(by_name):
            return False
        told = [one for one in (by_name, general) if one is not None]
        if any(one[0] is Act.GIVEN and self._lasts(one[1]) for one in told):
            return True
        return purpose is Purpose.PROFILING and not self._ever_closed(purpose, channel)

    def _ever_closed(self, purpose, channel):
        ways = {ConsentChannel.ANY, channel}
        return any(
            said is purpose and act is not Act.GIVEN and way in ways
            for said, way, act, _, _ in self.told
        )

    def _lasts(self, end):
        return end is None or end > self.clock.now()

    def teardown(self) -> None:
        self.db.close()
        self._folder.cleanup()


def _closed(told):
    return told is not None and told[0] is not Act.GIVEN


TestConsents = Consents.TestCase
TestConsents.settings = settings(
    max_examples=2_000 if LONG else 25,
    stateful_step_count=25 if LONG else 15,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),  # shrinking takes minutes here
    suppress_health_check=list(HealthCheck),
)
