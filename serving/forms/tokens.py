"""The token of a form's page: when it was shown, and a name for what will be sent with it.

It needs no session and no cookie, so that several people at one computer share nothing. Sent
twice, it names the same submission.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime

YOUNGEST_S = 2  # nobody reads and fills a form in less
OLDEST_S = 86_400


@dataclass(frozen=True, slots=True)
class Shown:
    """A page that was shown: its name, and how long ago."""

    nonce: str
    age_s: float

    @property
    def is_hasty(self) -> bool:
        """Tell whether no person could have filled the page so fast."""
        return self.age_s < YOUNGEST_S


def issue(secret: bytes, form_id: str, *, now: datetime) -> str:
    """Return the token of a page that is shown now."""
    said = f"{int(now.timestamp())}.{secrets.token_hex(12)}"
    return f"{said}.{_mac(secret, form_id, said)}"


def read(secret: bytes, form_id: str, token: str, *, now: datetime) -> Shown | None:
    """Return what a token says; ``None`` if it is not of this form, or older than a day."""
    said, _, mac = token.rpartition(".")
    if not hmac.compare_digest(_mac(secret, form_id, said).encode(), mac.encode()):
        return None
    issued, _, nonce = said.partition(".")
    age_s = now.timestamp() - int(issued)
    return Shown(nonce, age_s) if age_s + 1 >= 0 and age_s <= OLDEST_S else None


def _mac(secret: bytes, form_id: str, said: str) -> str:
    return hmac.new(secret, f"form:{form_id}:{said}".encode(), hashlib.sha256).hexdigest()[:32]
