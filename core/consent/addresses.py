"""Keyed hashes of addresses: recognised again by whoever holds the key, and read by nobody."""

import hashlib
import hmac
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from core.profile import rules

EMAIL, PHONE = "email", "phone"
Pair = tuple[str, str]
_NORMAL: dict[str, Callable[[str], str]] = {EMAIL: rules.normal_email, PHONE: rules.normal_phone}


@dataclass(frozen=True, slots=True, repr=False)
class Marker:
    """Turns addresses into marks, by the key of the installation."""

    key: bytes

    def mark(self, kind: str, address: str) -> bytes | None:
        """Return the mark of an address however it is written; ``None`` for what is none.

        HMAC-SHA256 over the kind and the normalised form: the same person's address is the same
        mark after an erasure and another import, and cannot be found by trying without the key.
        """
        normal = _NORMAL[kind](address) if kind in _NORMAL else ""
        if not normal:
            return None
        return hmac.digest(self.key, f"{kind}\0{normal}".encode(), hashlib.sha256)

    def marks(self, pairs: Iterable[Pair]) -> dict[bytes, Pair]:
        """Return the pair behind each mark, without what is no address."""
        made = ((self.mark(*pair), pair) for pair in pairs)
        return {mark: pair for mark, pair in made if mark is not None}
