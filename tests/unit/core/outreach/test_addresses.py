"""No webhook reaches into our own network, however its address is written."""

import pytest

from core.errors import Unavailable
from core.outreach.channels.addresses import check, is_public
from core.outreach.types import Undeliverable

PRIVATE = [
    "127.0.0.1", "127.1.2.3", "10.0.0.1", "10.255.255.255", "172.16.0.1", "172.31.255.254",
    "192.168.0.1", "169.254.169.254", "169.254.0.1", "0.0.0.0", "100.64.0.1", "192.0.0.1",
    "192.0.2.1", "198.18.0.1", "198.51.100.7", "203.0.113.9", "224.0.0.1", "239.255.255.250",
    "240.0.0.1", "255.255.255.255", "::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12::9",
    "ff02::1", "2001:db8::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254",
    "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "2002:7f00:1::", "2002:a9fe:a9fe::",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2", "", "not an address", "1", "0x7f000001",
]  # fmt: skip
PUBLIC = ["8.8.8.8", "1.1.1.1", "114.114.114.114", "2606:4700:4700::1111", "2400:3200::1"]


@pytest.mark.parametrize("ip", PRIVATE)
def test_private_addresses_are_private(ip: str):
    assert not is_public(ip)


@pytest.mark.parametrize("ip", PUBLIC)
def test_public_addresses_are_public(ip: str):
    assert is_public(ip)


def answers(*ips: str):
    return lambda host, port: list(ips)


@pytest.mark.parametrize("ip", [ip for ip in PRIVATE if ip])
def test_one_private_address_among_public_ones_is_enough(ip: str):
    for found in (answers(ip), answers("8.8.8.8", ip), answers(ip, "8.8.8.8")):
        with pytest.raises(Undeliverable):
            check("https://hooks.example.org/a", allow_private=False, resolver=found)


@pytest.mark.parametrize(
    "url",
    [
        "http://hooks.example.org/a",
        "ftp://hooks.example.org/a",
        "file:///etc/passwd",
        "gopher://hooks.example.org",
        "https://",
        "https:///a",
        "//hooks.example.org",
        "https://user:word@hooks.example.org/",
        "https://hooks.example.org:99999/",
        "https://[::1",
        "javascript:alert(1)",
        "",
    ],
)
def test_addresses_of_another_kind_are_refused(url: str):
    with pytest.raises(Undeliverable):
        check(url, allow_private=False, resolver=answers("8.8.8.8"))


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1/", "https://127.1/", "https://0177.0.0.1/", "https://0x7f.0.0.1/",
        "https://2130706433/", "https://[::1]/", "https://[::ffff:127.0.0.1]/", "https://0/",
        "https://localhost/", "https://169.254.169.254/latest/meta-data/",
    ],
)  # fmt: skip
def test_every_spelling_of_this_machine_is_refused_by_the_real_resolver(url: str):
    with pytest.raises((Undeliverable, Unavailable)):
        check(url, allow_private=False)


def test_the_checked_address_is_the_one_to_connect_to():
    target = check(
        "https://hooks.example.org/a?b=c",
        allow_private=False,
        resolver=answers("8.8.8.8", "1.1.1.1"),
    )
    assert (target.ip, target.host, target.port, target.path) == (
        "8.8.8.8", "hooks.example.org", 443, "/a?b=c",
    )  # fmt: skip


def test_a_private_address_may_be_allowed():
    target = check("http://127.0.0.1:9/a", allow_private=True)
    assert (target.ip, target.port) == ("127.0.0.1", 9)


def test_a_name_without_any_address_is_tried_again_later():
    with pytest.raises(Unavailable):
        check("https://hooks.example.org/", allow_private=False, resolver=answers())
