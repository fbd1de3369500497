"""Which addresses we may connect to: never one inside our own network unless it was allowed."""

import ipaddress
import socket
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from core.errors import Unavailable
from core.outreach.types import Undeliverable

Resolver = Callable[[str, int], list[str]]
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


@dataclass(frozen=True, slots=True)
class Target:
    """A checked place to connect to: ``ip`` is pinned, ``host`` is for TLS and the Host header."""

    scheme: str
    host: str
    ip: str
    port: int
    path: str


def resolve(host: str, port: int) -> list[str]:
    """Return every address of a host name."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Unavailable("the address of the webhook has no such host") from error
    return [str(entry[4][0]) for entry in found]


def check(url: str, *, allow_private: bool, resolver: Resolver = resolve) -> Target:
    """Return where to connect to.

    Every address the name has must be public: one private address among them is enough to refuse,
    since the next look-up might return only that one.

    Raises:
        Undeliverable: the address is not one we may connect to.
        Unavailable: the name cannot be resolved now.
    """
    try:
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError as error:
        raise Undeliverable("the webhook's address cannot be read") from error
    if parts.scheme not in {"https", "http"} or not parts.hostname or "@" in parts.netloc:
        raise Undeliverable("a webhook's address is https://host/path, without a user name")
    if parts.scheme == "http" and not allow_private:
        raise Undeliverable("a webhook outside our own network must use https")
    ips = resolver(parts.hostname, port)
    if not ips:
        raise Unavailable("the address of the webhook has no such host")
    if not allow_private and not all(is_public(ip) for ip in ips):
        raise Undeliverable("the webhook's address leads into a private network")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.scheme, parts.hostname, ips[0], port, path)


def is_public(ip: str) -> bool:
    """Tell whether an address, or the one wrapped inside it, is on the public internet.

    Example:
        >>> [is_public(ip) for ip in ("8.8.8.8", "10.0.0.1", "::ffff:127.0.0.1", "64:ff9b::a00:1")]
        [True, False, False, False]
    """
    try:
        address = ipaddress.ip_address(ip.partition("%")[0])
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if address.teredo is not None:
            return False
        if inner is not None:
            return is_public(str(inner))
    return address.is_global and not address.is_multicast
