"""Passwords that would be guessed, and those that would not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.access import passwords, rules
from core.access.common_passwords import common_passwords

COMMON = [
    "password1234", "Password2026!", "P@ssw0rd1234", "qwertyuiop12", "123456789012", "abcdefghijkl",
    "woaini1314520", "iloveyou12345", "admin@123456", "@dmin@dmin2024", "1qaz2wsx3edc",
    "passwordpassword", "aaaaaaaaaaaa", "correct horse battery staple", "19900101123456",
    "zhongguo2026!", "qq1234567890", "!!!!!!!!!!!!", "zyxwvutsrqpo", "zaq12wsxcde3", "qazwsxedcrfv",
    "zhangwei@2026", "Lina-19950505", "zhangwei1990zhangwei", "woaini520131", "1qaz2wsx!2026",
    "1q2w3e4r5t6y", "123qweasdzxc", "dragondragon", "monkeymonkeymon", "x7k!q9X7k!q9", "abc5201314abc",
]  # fmt: skip
TOP = """
    123456 password 12345678 qwerty 123456789 12345 1234 111111 1234567 dragon 123123 baseball abc123
    football monkey letmein shadow master 666666 qwertyuiop 123321 mustang 1234567890 michael 654321
    superman 1qaz2wsx 7777777 121212 000000 qazwsx 123qwe killer trustno1 jordan jennifer zxcvbnm
    asdfgh hunter buster soccer harley batman andrew tigger sunshine iloveyou charlie robert thomas
    5201314 woaini a123456 1314520 woaini1314 qq123456 zhangwei wangfang liwei iloveyou1314
""".split()  # noqa: SIM905
GOOD = [
    "quiet-copper-lantern-91", "tr0ub4dor&3xyz", "violet harbor 7 stone", "长安的荔枝今年格外甜啊呀",
    "ключ под ковриком", "x" + "ab7!" * 63 + "y", "  spaces count too  ",
]  # fmt: skip


@pytest.mark.parametrize("password", COMMON)
def test_common_passwords_are_refused(password: str):
    assert rules.password_reasons(password)


@pytest.mark.parametrize("password", TOP)
def test_the_best_known_passwords_are_common_at_whatever_length(password: str):
    """Written again and again, or with a year behind, they still are what is tried first."""
    for form in (password * 12, f"{password}2026!!!!!!!!"):
        assert {"it is one of the most common passwords", "it repeats a few characters"} & set(
            rules.password_reasons(form)
        )


def test_the_list_is_long_and_lower_case():
    listed = common_passwords()
    assert len(listed) >= 3_000
    assert all(one == one.casefold() for one in listed)


@pytest.mark.parametrize("password", GOOD)
def test_good_passwords_are_taken(password: str):
    assert rules.password_reasons(password, known=("li.lei@example.org", "李雷")) == []


@pytest.mark.parametrize(("password", "length"), [("m1-k2-t3-w4", 11), ("长安的荔枝真好吃呀", 9)])
def test_the_least_length_is_in_characters(password: str, length: int):
    assert len(password) == length
    assert rules.password_reasons(password) == ["it is shorter than 12 characters"]


@pytest.mark.parametrize(
    "password", ["Zhangsan@2026", "zhangsan.example", "example.org.zhangsan", "ZHANG-SAN-example"]
)
def test_the_name_and_the_address_are_refused(password: str):
    assert rules.password_reasons(password, known=("zhangsan@example.org", "Zhang San"))


@given(st.text(min_size=1, max_size=80))
def test_whatever_is_typed_gets_an_answer_and_the_same_one_in_every_composition(text: str):
    import unicodedata

    assert rules.password_reasons(text) == rules.password_reasons(
        unicodedata.normalize("NFKC", text)
    )
    assert bool(rules.password_reasons(text)) or len(rules.normal_password(text)) >= 12


def test_a_hash_fits_however_the_keyboard_composed_the_password():
    stored = passwords.hash_password("caf\u00e9 ｍｏｒｎｉｎｇ 91")
    assert stored.startswith("$argon2id$")
    assert passwords.matches(stored, "cafe\u0301 morning 91")
    assert not passwords.matches(stored, "cafe morning 91")
    assert not passwords.matches(None, "cafe morning 91")
    assert not passwords.matches("no hash", "cafe morning 91")


def test_an_unknown_account_takes_as_long_as_a_known_one():
    import time

    stored = passwords.hash_password("quiet-copper-lantern-91")

    def took(hashed: str | None) -> float:
        best = 10.0
        for _ in range(3):
            begun = time.process_time()
            passwords.matches(hashed, "wrong password")
            best = min(best, time.process_time() - begun)
        return best

    known, unknown = took(stored), took(None)
    assert 0.5 < unknown / known < 2


def test_secrets_are_long_and_their_hashes_tell_nothing():
    made = {passwords.new_secret() for _ in range(100)}
    assert len(made) == 100
    assert all(len(one) == 43 for one in made)
    assert len(passwords.hash_secret("a")) == 64


def test_a_link_is_made_by_the_servers_secret_alone():
    one = passwords.link_token(b"a" * 32, "lnk_1")
    assert one == passwords.link_token(b"a" * 32, "lnk_1")
    assert one != passwords.link_token(b"b" * 32, "lnk_1")
    assert one != passwords.link_token(b"a" * 32, "lnk_2")
    assert len(one) == 43


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" Li.Lei@Example.ORG ", "li.lei@example.org"),
        ("ｌｉ@example.org", "li@example.org"),
        ("straße@example.org", "strasse@example.org"),
    ],
)
def test_addresses_are_compared_in_one_form(typed: str, kept: str):
    assert rules.normal_email(typed) == kept


@pytest.mark.parametrize(
    ("account", "address", "limited"), [(9, 49, False), (10, 0, True), (0, 50, True)]
)
def test_either_limit_is_enough(account: int, address: int, limited: bool):
    assert rules.is_limited(account_failures=account, address_failures=address) is limited
