"""Marks at the one door in and the one door out, on both databases."""

from datetime import timedelta

import pytest

from core.actor import SYSTEM
from core.clock import FixedClock
from core.consent import service as consent
from core.consent import suppression
from core.consent.addresses import Marker
from core.consent.types import (
    AddressUnusable,
    ConsentChannel,
    LiftInvalid,
    NewSuppression,
    Purpose,
)
from core.db import Database
from core.outreach import service as outreach
from core.outreach.gate import ConsentGate
from core.outreach.gateway import Gateway
from core.outreach.types import Message, Order, SendState
from core.profile import ingest
from core.profile import repository as profile
from core.profile import service as people
from core.profile.types import Arrival, Channel, Facts, KeptOut

MARKER = Marker(b"k" * 32)


def arrival(*emails: str, phones: tuple[str, ...] = (), name: str = "李娜") -> Arrival:
    return Arrival("board", Channel.IMPORT, Facts(name=name, emails=emails, phones=phones))


@pytest.fixture
def gate(clock: FixedClock) -> suppression.KeepOut:
    return suppression.KeepOut(MARKER, clock)


def keep_out(db: Database, clock: FixedClock, kind: str, address: str, **more: object) -> str:
    with db.write() as session:
        new = NewSuppression(kind, address, "asked to be erased", keep_out=True, **more)  # type: ignore[arg-type]
        return suppression.suppress(session, SYSTEM, MARKER, new, now=clock.now()).id


def test_who_asked_not_to_be_kept_comes_in_by_no_address(any_db, clock, gate):
    keep_out(any_db, clock, "email", "li.na@example.org")
    keep_out(any_db, clock, "phone", "138 0013 8000")
    arrivals = [
        arrival("LI.NA@example.org"),
        arrival("new@example.org", phones=("+8613800138000",)),
        arrival("other@example.org", name="王伟"),
    ]
    with any_db.write() as session:
        memory = ingest.Memory()
        told = ingest.preview_many(
            session, SYSTEM, arrivals, now=clock.now(), memory=memory, gate=gate
        )
        made = ingest.ingest_many(session, SYSTEM, arrivals, now=clock.now(), gate=gate)
        assert (
            [one.kept_out for one in told] == [one.kept_out for one in made] == [True, True, False]
        )
        assert all(one.refused and not one.talent_id for one in made[:2])
        assert profile.count(session) == 1
        with pytest.raises(KeptOut):
            people.create(session, SYSTEM, arrivals[0].facts, now=clock.now(), gate=gate)
        assert profile.count(session) == 1


def test_a_mark_on_contact_only_lets_people_in(any_db, clock, gate):
    with any_db.write() as session:
        new = NewSuppression("email", "li@example.org", "no mail")
        suppression.suppress(session, SYSTEM, MARKER, new, now=clock.now())
        made = ingest.ingest(session, SYSTEM, arrival("li@example.org"), now=clock.now(), gate=gate)
        assert made.created


def test_a_mark_ends_by_its_time_or_by_a_word_and_stays_on_record(any_db, clock, gate):
    mark = keep_out(any_db, clock, "email", "li@example.org")
    keep_out(any_db, clock, "phone", "13800138000", until=clock.now() + timedelta(days=1))
    pairs = [("email", "li@example.org"), ("phone", "13800138000")]
    with any_db.write() as session:
        assert len(gate(session, pairs)) == 2
        clock.move(timedelta(days=1))
        assert list(gate(session, pairs)) == pairs[:1]
        with pytest.raises(LiftInvalid):
            suppression.lift(session, SYSTEM, mark, reason=" ", now=clock.now())
        for _ in range(2):
            lifted = suppression.lift(session, SYSTEM, mark, reason="wrote us", now=clock.now())
        assert lifted.lifted_at == clock.now()
        assert gate(session, pairs) == {}


def test_the_same_mark_is_set_once_and_what_is_no_address_is_refused(any_db, clock):
    first = keep_out(any_db, clock, "email", "li@example.org")
    assert keep_out(any_db, clock, "email", "LI@EXAMPLE.ORG") == first
    for kind, address in (("email", "nobody"), ("phone", "x"), ("fax", "123456")):
        with pytest.raises(AddressUnusable):
            keep_out(any_db, clock, kind, address)


class Taken:
    """A channel that takes everything."""

    repeatable = True

    def __init__(self) -> None:
        self.count = 0

    def send(self, message: Message) -> str:
        self.count += 1
        return "m"


@pytest.mark.parametrize("gated", [True, False])
def test_a_message_to_a_person_needs_a_gate_a_purpose_and_a_row(any_db, clock, gated):
    channel = Taken()
    gate = {"gate": ConsentGate(MARKER, clock)} if gated else {}
    gateway = Gateway(
        any_db, clock, {"email": channel}, lambda _, one: Message(one.id, "li@example.org", "", ""),
        **gate,
    )  # fmt: skip
    with any_db.write() as session:
        made = ingest.ingest(session, SYSTEM, arrival("li@example.org"), now=clock.now())
        later = clock.now() + timedelta(hours=1)
        ids = []
        for step, purpose in enumerate(("", "profiling", "nonsense", "marketing")):
            order = Order("campaign", str(step), made.talent_id, "email", later, {}, purpose)
            ids.append(outreach.queue(session, SYSTEM, order, now=clock.now()))
        nobody = Order("campaign", "x", "tal_nobody", "email", later, {}, "marketing")
        ids.append(outreach.queue(session, SYSTEM, nobody, now=clock.now()))
    assert [gateway.deliver(one) for one in ids if one] == [SendState.REFUSED] * 5
    assert channel.count == 0


def test_consent_is_not_enough_at_a_marked_address_and_survives_a_new_import(any_db, clock):
    with any_db.write() as session:
        new = NewSuppression("phone", "13800138000", "no calls", channel=ConsentChannel.SMS)
        suppression.suppress(session, SYSTEM, MARKER, new, now=clock.now())
        pairs = [("phone", "+86 138 0013 8000")]
        for channel, found in ((ConsentChannel.SMS, True), (ConsentChannel.PHONE, False)):
            mark = suppression.against(
                session, MARKER, pairs, Purpose.MARKETING, channel, at=clock.now()
            )
            assert (mark is not None) is found
        made = ingest.ingest(session, SYSTEM, arrival(phones=("13800138000",)), now=clock.now())
        marks = suppression.suppress_person(
            session,
            SYSTEM,
            MARKER,
            made.talent_id,
            NewSuppression("", "", "asked"),
            now=clock.now(),
        )
        assert [one.kind for one in marks] == ["phone"]
        assert not consent.may(
            session, made.talent_id, Purpose.MARKETING, ConsentChannel.SMS, at=clock.now()
        ).allowed
