"""Codes of an authenticator app (RFC 6238: SHA-1, 6 digits, 30 s), and how their secret is kept.

The secret is needed in the clear to make a code, so it is encrypted with a key that is not in the
database, and bound to its account: a row copied to another account opens nothing.
"""

import base64
import hmac
import secrets
from datetime import datetime

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from core.errors import Unavailable

STEP_S = 30
ISSUER = "TRM"
SECRET_BYTES = 20
CODES = 10
_DIGITS = 6
_NONCE = 12


def new_secret() -> bytes:
    """Return a fresh secret of 160 bits, as RFC 4226 recommends."""
    return secrets.token_bytes(SECRET_BYTES)


def address(secret: bytes, *, account: str) -> str:
    """Return the ``otpauth`` address that an authenticator app reads from the QR code."""
    return _totp(secret).get_provisioning_uri(account, ISSUER)


def shown(secret: bytes) -> str:
    """Return the secret as it is typed in by hand."""
    return base64.b32encode(secret).decode().rstrip("=")


def step_of(code: str, secret: bytes, *, now: datetime) -> int | None:
    """Return the step a code belongs to, or ``None`` if it fits none.

    The step before and the one after count too: clocks differ, and typing takes a while.
    """
    typed = code.strip().replace(" ", "").encode()
    current, found = int(now.timestamp()) // STEP_S, None
    for step in (current - 1, current, current + 1):
        if hmac.compare_digest(_totp(secret).generate(step * STEP_S), typed):
            found = step
    return found


def new_code() -> str:
    """Return a recovery code of 80 bits, in groups that can be copied by hand."""
    text = base64.b32encode(secrets.token_bytes(10)).decode().lower()
    return "-".join(text[at : at + 4] for at in range(0, 16, 4))


def normal_code(typed: str) -> str:
    """Return the form in which a recovery code is hashed, however it was typed."""
    letters = "".join(sign for sign in typed.lower() if sign.isalnum())
    return "-".join(letters[at : at + 4] for at in range(0, len(letters), 4))


def seal(secret: bytes, *, key: bytes, account_id: str) -> bytes:
    """Encrypt a secret for one account."""
    nonce = secrets.token_bytes(_NONCE)
    return nonce + _cipher(key).encrypt(nonce, secret, account_id.encode())


def unseal(sealed: bytes, *, key: bytes, account_id: str) -> bytes:
    """Decrypt what `seal` made.

    Raises:
        Unavailable: the server's key is another one than when it was sealed.
    """
    try:
        return _cipher(key).decrypt(sealed[:_NONCE], sealed[_NONCE:], account_id.encode())
    except InvalidTag as error:
        raise Unavailable(
            "The second factor cannot be read: the key of the server was changed. An administrator "
            "resets it by trm user reset-factor."
        ) from error


def _cipher(key: bytes) -> AESGCM:
    return AESGCM(HKDF(hashes.SHA256(), 32, salt=None, info=b"second factor").derive(key))


def _totp(secret: bytes) -> TOTP:
    return TOTP(secret, _DIGITS, SHA1(), STEP_S)  # noqa: S303  what the apps speak
