"""Identifiers: ULIDs with a prefix that says what they name (``tal_``, ``req_`` …)."""

import base64
import secrets
from datetime import datetime

_CROCKFORD = bytes.maketrans(
    b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", b"0123456789ABCDEFGHJKMNPQRSTVWXYZ"
)


def new_id(prefix: str, now: datetime, *, entropy: int | None = None) -> str:
    """Return ``prefix_`` and 26 characters that sort by time.

    Args:
        prefix: what it names, e.g. ``tal``.
        now: aware time; the first 10 characters, to the millisecond.
        entropy: 80 bits to use instead of random ones (seeded data).

    Source: the ULID specification, Crockford base 32.

    Example:
        >>> from datetime import UTC, datetime
        >>> new_id("tal", datetime(2026, 1, 1, tzinfo=UTC), entropy=0)
        'tal_01KDVDNA000000000000000000'
    """
    bits = secrets.randbits(80) if entropy is None else entropy % (1 << 80)
    value = (int(now.timestamp() * 1000) << 80) | bits
    told = base64.b32encode((value << 6).to_bytes(17))[:26]  # 130 bits, the first two zero
    return f"{prefix}_{told.translate(_CROCKFORD).decode()}"
