"""Hashing of passwords (argon2id) and of the secrets we hand out (SHA-256)."""

import base64
import hashlib
import hmac
import secrets
import threading
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from core.access.rules import normal_password

_HASHER = PasswordHasher()
_AT_ONCE = threading.BoundedSemaphore(2)  # each takes 64 MiB: many sign-ins must not fill memory


def hash_password(password: str) -> str:
    """Return the argon2id hash of a password."""
    with _AT_ONCE:
        return _HASHER.hash(normal_password(password))


def matches(stored: str | None, password: str) -> bool:
    """Tell whether a password fits; as slow for an unknown account as for a known one."""
    nobody = _of_nobody()
    with _AT_ONCE:
        try:
            fits = _HASHER.verify(stored or nobody, normal_password(password))
        except (VerificationError, InvalidHashError):
            return False
    return fits and stored is not None


@cache
def _of_nobody() -> str:
    return _HASHER.hash(secrets.token_hex(16))


def new_secret() -> str:
    """Return a fresh secret of 256 bits that fits into an address or a cookie."""
    return secrets.token_urlsafe(32)


def hash_secret(secret: str) -> str:
    """Return what is stored of a secret; 256 random bits need no slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()


def link_token(secret: bytes, link_id: str) -> str:
    """Return the token of a one-time link: 256 bits that only the server's secret can make.

    So a message that is sent again holds the same link, and no link is ever stored.
    """
    digest = hmac.new(secret, b"link:" + link_id.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
