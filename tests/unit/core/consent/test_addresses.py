"""Marks know an address however it is written, and only by the key."""

from datetime import UTC, datetime, timedelta

import pytest

from core.consent import rules
from core.consent.addresses import Marker
from core.consent.types import ConsentChannel, Purpose, Suppression

T0 = datetime(2026, 6, 1, 8, tzinfo=UTC)
ONE, OTHER = Marker(b"1" * 32), Marker(b"2" * 32)


@pytest.mark.parametrize(
    ("kind", "first", "second"),
    [
        ("email", "Li.Na@Example.ORG", " li.na@example.org"),
        ("phone", "138 0013 8000", "+86-138-0013-8000"),
        ("phone", "１３８００１３８０００", "13800138000"),
    ],
)
def test_the_same_address_is_the_same_mark(kind, first, second):
    assert ONE.mark(kind, first) == ONE.mark(kind, second) is not None
    assert ONE.mark(kind, first) != OTHER.mark(kind, first)


def test_other_addresses_and_kinds_differ_and_what_is_none_has_no_mark():
    marks = {
        ONE.mark("email", "a@example.org"),
        ONE.mark("email", "b@example.org"),
        ONE.mark("phone", "13800138000"),
    }
    assert len(marks) == 3
    assert ONE.mark("email", "nobody") is None
    assert ONE.mark("fax", "13800138000") is None


@pytest.mark.parametrize(
    ("changes", "purpose", "channel", "forbidden"),
    [
        ({}, Purpose.MARKETING, ConsentChannel.EMAIL, True),
        ({"purpose": Purpose.MARKETING}, Purpose.MARKETING, ConsentChannel.EMAIL, True),
        ({"purpose": Purpose.MARKETING}, Purpose.RECRUITMENT, ConsentChannel.EMAIL, False),
        ({"channel": ConsentChannel.SMS}, Purpose.MARKETING, ConsentChannel.EMAIL, False),
        ({"channel": ConsentChannel.SMS}, Purpose.MARKETING, ConsentChannel.SMS, True),
        ({"until": T0}, Purpose.MARKETING, ConsentChannel.EMAIL, False),
        ({"until": T0 + timedelta(hours=1)}, Purpose.MARKETING, ConsentChannel.EMAIL, True),
        ({"since": T0 + timedelta(hours=1)}, Purpose.MARKETING, ConsentChannel.EMAIL, False),
        ({"lifted_at": T0}, Purpose.MARKETING, ConsentChannel.EMAIL, False),
    ],
)
def test_a_mark_forbids_what_it_says_while_it_holds(changes, purpose, channel, forbidden):
    mark = {
        "id": "sup_1", "kind": "email", "purpose": None, "channel": ConsentChannel.ANY,
        "keep_out": False, "reason": "asked", "since": T0, "until": None, "actor_id": "acc_1",
    }  # fmt: skip
    assert rules.forbids(Suppression(**mark | changes), purpose, channel, at=T0) is forbidden
