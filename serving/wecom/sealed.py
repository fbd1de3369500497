"""The envelope of WeCom's callbacks: signed with SHA-1, sealed with AES-256-CBC.

Source: WeCom's public documentation of receiving messages and events (加解密方案): the signature is
over token, time stamp, nonce and sealed text, sorted; inside are 16 random bytes, the length, the
message and the id of the company.
"""

import base64
import binascii
import hashlib
import hmac
import re
import struct
from dataclasses import dataclass
from xml.etree import ElementTree

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from core.errors import Forbidden, Unusable

MAX_BODY = 64_000
TOLERANCE_S = 300
_BLOCK = 32
_ENCRYPT = re.compile(
    rb"<Encrypt>\s*(?:<!\[CDATA\[)?\s*([A-Za-z0-9+/=]{1,64000})\s*(?:\]\]>)?\s*</Encrypt>"
)


class CallbackForged(Forbidden):
    """A callback that WeCom did not send, or did not send now."""

    code = "callback-forged"


class CallbackUnreadable(Unusable):
    """A callback of WeCom's that is not what its documentation says."""

    code = "callback-unreadable"


@dataclass(frozen=True, slots=True)
class Signed:
    """What stands in the address of a callback."""

    signature: str
    timestamp: str
    nonce: str


@dataclass(frozen=True, slots=True, repr=False)
class Seal:
    """The secrets that a company and WeCom share."""

    token: str
    key: bytes
    corp_id: str

    def open(self, signed: Signed, sealed: str, *, now_s: float) -> bytes:
        """Return what was sealed.

        Raises:
            CallbackForged: the signature is wrong, the time stamp is not of now, or the message is
                for another company.
        """
        wanted = signature(self.token, signed.timestamp, signed.nonce, sealed)
        if not hmac.compare_digest(wanted.encode(), signed.signature.encode()):
            raise CallbackForged("the signature of the callback is wrong")
        # only after the signature: nobody else learns what our clock says
        if not signed.timestamp.isascii() or not signed.timestamp.isdigit():
            raise CallbackForged("the time stamp of the callback is none")
        if abs(now_s - int(signed.timestamp[:12])) > TOLERANCE_S:
            raise CallbackForged("the callback is too old")
        message, receiver = _unseal(self.key, sealed)
        if not hmac.compare_digest(receiver, self.corp_id.encode()):
            raise CallbackForged("the callback is for another company")
        return message


def key_of(encoded: str) -> bytes:
    """Return the 32 bytes of an EncodingAESKey (43 signs)."""
    try:
        key = base64.b64decode(encoded + "=", validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != 32:
        raise ValueError("wecom_aes_key must be the EncodingAESKey of 43 signs")
    return key


def signature(token: str, timestamp: str, nonce: str, sealed: str) -> str:
    """Return the signature of a sealed text."""
    said = "".join(sorted((token, timestamp, nonce, sealed)))
    return hashlib.sha1(said.encode()).hexdigest()  # noqa: S324  WeCom's own choice


def sealed_in(body: bytes) -> str:
    """Return the sealed text of a callback's body, which nobody has vouched for yet.

    It is looked for, not parsed: what is not signed gets near no XML parser.
    """
    found = _ENCRYPT.search(body)
    if found is None:
        raise CallbackUnreadable("the callback holds no sealed text")
    return found[1].decode()


def fields_of(message: bytes) -> dict[str, str]:
    """Return the fields of an opened message."""
    if b"<!" in message.replace(b"<![CDATA[", b""):
        raise CallbackUnreadable("the callback declares entities")
    try:
        root = ElementTree.fromstring(message)  # noqa: S314  opened with our key, no declarations
    except ElementTree.ParseError as error:
        raise CallbackUnreadable("the callback is no XML") from error
    return {child.tag: (child.text or "").strip() for child in root}


def _unseal(key: bytes, sealed: str) -> tuple[bytes, bytes]:
    try:
        raw = base64.b64decode(sealed, validate=True)
        opener = Cipher(algorithms.AES(key), modes.CBC(key[:16])).decryptor()
        padded = opener.update(raw) + opener.finalize()
    except ValueError as error:
        raise CallbackUnreadable("the sealed text is damaged") from error
    pad = padded[-1] if padded else 0
    if not 1 <= pad <= _BLOCK or len(padded) < 20 + pad:
        raise CallbackUnreadable("the sealed text is damaged")
    plain = padded[:-pad]
    (length,) = struct.unpack("!I", plain[16:20])
    return plain[20 : 20 + length], plain[20 + length :]
