"""Messages through a provider's signed webhook, which drops a second copy with the same id.

Source: Standard Webhooks: ``webhook-id``, ``webhook-timestamp`` and ``webhook-signature``, the last
being HMAC-SHA-256 over ``id.timestamp.body``.
"""

import base64
import binascii
import hashlib
import hmac
import http.client
import json
import socket
import ssl
from typing import cast

from core.clock import Clock
from core.errors import Unavailable
from core.outreach.channels.addresses import Resolver, Target, check, resolve
from core.outreach.types import Message, Undeliverable

TIMEOUT_S = 15
TOLERANCE_S = 300
_AGAIN = frozenset({408, 425, 429})


class WebhookChannel:
    """Posts each message as JSON to one address."""

    repeatable = True

    def __init__(
        self,
        url: str,
        *,
        secret: str,
        clock: Clock,
        allow_private: bool = False,
        resolver: Resolver = resolve,
    ) -> None:
        self._url = url
        self._secret = secret
        self._clock = clock
        self._allow_private = allow_private
        self._resolver = resolver
        decode_secret(secret)

    def send(self, message: Message) -> str:
        """Hand the message over; a broken connection is tried again with the same id."""
        target = check(self._url, allow_private=self._allow_private, resolver=self._resolver)
        body = json.dumps(
            {"to": message.to, "subject": message.subject, "text": message.text},
            ensure_ascii=False,
        ).encode()
        timestamp = int(self._clock.now().timestamp())
        headers = {
            "Host": target.host if target.port in {80, 443} else f"{target.host}:{target.port}",
            "Content-Type": "application/json",
            "webhook-id": message.key,
            "webhook-timestamp": str(timestamp),
            "webhook-signature": sign(message.key, timestamp, body, secret=self._secret),
        }
        status = _post(target, body, headers)
        if status in _AGAIN or status >= 500:
            raise Unavailable(f"the webhook put the message off ({status})")
        if not 200 <= status < 300:  # a redirect is a refusal too: it could lead anywhere
            raise Undeliverable(f"the webhook refused the message ({status})")
        return message.key


def sign(key: str, timestamp: int, body: bytes, *, secret: str) -> str:
    """Return the signature header of a message."""
    signed = b".".join((key.encode(), str(timestamp).encode(), body))
    digest = hmac.new(decode_secret(secret), signed, hashlib.sha256).digest()
    return "v1," + base64.b64encode(digest).decode()


def decode_secret(secret: str) -> bytes:
    """Return the bytes of a ``whsec_`` secret; at least 24 of them."""
    try:
        raw = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    except (binascii.Error, ValueError):
        raw = b""
    if len(raw) < 24:
        raise ValueError("webhook_secret must be whsec_ and at least 24 bytes in base64")
    return raw


def _post(target: Target, body: bytes, headers: dict[str, str]) -> int:
    connection = http.client.HTTPConnection(target.host, target.port, timeout=TIMEOUT_S)
    try:
        connection.sock = connect(target)
        connection.request("POST", target.path, body=body, headers=headers)
        return connection.getresponse().status
    except (OSError, http.client.HTTPException) as error:
        raise Unavailable("the webhook cannot be reached") from error
    finally:
        connection.close()


def connect(target: Target) -> socket.socket:
    """Connect to the address that was checked."""
    # to the address that was checked: a second look-up by name might give another one
    plain = socket.create_connection((target.ip, target.port), timeout=TIMEOUT_S)
    if target.scheme != "https":
        return plain
    context = ssl.create_default_context()
    return cast("socket.socket", context.wrap_socket(plain, server_hostname=target.host))
