"""Codes of the second factor against the RFC's own figures, and the way their secret is kept."""

from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest

from core.access import totp
from core.errors import Unavailable

SECRET = b"12345678901234567890"  # RFC 6238, appendix B
KEY = bytes(32)


def at(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "287082"),
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (2000000000, "279037"),
        (20000000000, "353130"),
    ],
)
def test_the_codes_are_those_of_the_rfc(seconds: int, code: str):
    assert totp.step_of(code, SECRET, now=at(seconds)) == seconds // 30


def test_a_code_fits_one_step_early_and_late_and_no_more():
    steps = [
        totp.step_of("005924", SECRET, now=at(1234567890 + 30 * late)) for late in range(-2, 3)
    ]
    assert steps == [None, 41152263, 41152263, 41152263, None]


@pytest.mark.parametrize("typed", ["287 082", " 287082 "])
def test_a_code_may_be_typed_in_groups(typed: str):
    assert totp.step_of(typed, SECRET, now=at(59)) == 1


@pytest.mark.parametrize("typed", ["", "28708", "2870822", "２８７０８２", "abcdef"])
def test_what_is_no_code_fits_nothing(typed: str):
    assert totp.step_of(typed, SECRET, now=at(59)) is None


def test_the_address_is_what_an_app_reads():
    parts = urlsplit(totp.address(SECRET, account="lin@example.com"))
    asked = parse_qs(parts.query)
    assert (parts.scheme, parts.netloc) == ("otpauth", "totp")
    assert asked["secret"] == [totp.shown(SECRET)] == ["GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"]
    assert (asked["issuer"], asked["digits"], asked["period"]) == (["TRM"], ["6"], ["30"])


def test_a_recovery_code_is_the_same_however_it_is_typed():
    code = totp.new_code()
    assert len(code) == 19
    assert totp.normal_code(code.upper().replace("-", " ")) == code
    assert totp.normal_code(code.replace("-", "")) == code
    assert len({totp.new_code() for _ in range(100)}) == 100


def test_a_sealed_secret_opens_with_its_key_and_for_its_account_only():
    sealed = totp.seal(SECRET, key=KEY, account_id="acc_1")
    assert SECRET not in sealed
    assert totp.unseal(sealed, key=KEY, account_id="acc_1") == SECRET
    for key, account in ((KEY, "acc_2"), (b"x" * 32, "acc_1")):
        with pytest.raises(Unavailable):
            totp.unseal(sealed, key=key, account_id=account)
