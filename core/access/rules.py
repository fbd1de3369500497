"""Rules of access, over plain values: passwords, e-mail addresses, limits of attempts."""

import re
import unicodedata
from enum import StrEnum
from itertools import pairwise

from core.access.common_passwords import common_passwords

MIN_PASSWORD = 12
MAX_PASSWORD = 256
FAILURES_PER_ACCOUNT = 10
FAILURES_PER_ADDRESS = 50
ATTEMPT_WINDOW_S = 900

_LEET = str.maketrans("@4310$5!7", "aaeiossit")
_MAX_SEQUENCE_SHARE = 0.5
_LEAST_REPEATED = 3
_LONGEST_PERIOD = 7  # a longer piece may hold enough by itself


class Flaw(StrEnum):
    """Why a password would be guessed; the value finishes the sentence that says so."""

    SHORT = f"it is shorter than {MIN_PASSWORD} characters"
    LONG = f"it is longer than {MAX_PASSWORD} characters"
    REPEATED = "it repeats a few characters"
    COMMON = "it is one of the most common passwords"
    KNOWN = "it is little more than the name or the address of the account"


def normal_email(email: str) -> str:
    """Return the form in which an address is kept and compared: NFKC, trimmed, lower case."""
    return unicodedata.normalize("NFKC", email).strip().casefold()


def normal_password(password: str) -> str:
    """Return the form that is hashed, the same whatever keyboard composed it (NFKC, NIST 800-63B).

    Spaces inside and at the ends are kept: they are part of the secret.
    """
    return unicodedata.normalize("NFKC", password)


def password_reasons(password: str, *, known: tuple[str, ...] = ()) -> list[Flaw]:
    """Say why a password is too weak; an empty list means it may be used.

    Args:
        password: as typed.
        known: words an attacker would try first for this person: name, address, company.

    Example:
        >>> [str(flaw) for flaw in password_reasons("P@ssw0rd2026!!")]
        ['it is one of the most common passwords']
        >>> password_reasons("三只橘猫在屋顶上唱歌呢") == [Flaw.SHORT]
        True
        >>> password_reasons("quiet-copper-lantern-91")
        []
    """
    text = normal_password(password)
    reasons = []
    if len(text) < MIN_PASSWORD:
        reasons.append(Flaw.SHORT)
    if len(text) > MAX_PASSWORD:
        reasons.append(Flaw.LONG)
    if len(set(text)) < 5 or _is_periodic(text.casefold()):
        reasons.append(Flaw.REPEATED)
    elif _is_common(text) or _sequence_share(text) > _MAX_SEQUENCE_SHARE:
        reasons.append(Flaw.COMMON)
    elif _holds(text, known):
        reasons.append(Flaw.KNOWN)
    return reasons


def is_limited(*, account_failures: int, address_failures: int) -> bool:
    """Tell whether another attempt has to wait."""
    return account_failures >= FAILURES_PER_ACCOUNT or address_failures >= FAILURES_PER_ADDRESS


def _is_common(text: str) -> bool:
    """Tell whether a password, or what digits and signs around it leave, is in the list."""
    common = common_passwords()
    folded = text.casefold()
    if not re.search(r"[^\d\W_]", folded):
        return True  # digits and signs alone: dates, phone numbers
    words = set(re.findall(r"[a-z]+", folded))
    if len(words) <= 2 and words and words <= common:
        return True
    bare = re.sub(r"[\W\d_]+$", "", folded)
    whole = {re.sub(r"[\W_]+", "", form) for form in (folded, bare, folded.translate(_LEET))}
    cores = {re.sub(r"[^a-z]+", "", form) for form in (folded, bare, bare.translate(_LEET))}
    return any(form in common or _is_repeated(form) for form in whole | cores)


def _is_periodic(text: str) -> bool:
    return any(
        (text[:size] * (len(text) // size + 1)).startswith(text)
        for size in range(1, min(_LONGEST_PERIOD, len(text) // 2) + 1)
    )


def _is_repeated(form: str) -> bool:
    """Tell whether a form is one of the list again and again, the last time perhaps in part."""
    common = common_passwords()
    for size in range(_LEAST_REPEATED, len(form) // 2 + 1):
        unit = form[:size]
        if unit in common and (unit * (len(form) // size + 1)).startswith(form):
            return True
    return False


def _sequence_share(text: str) -> float:
    steps = [ord(after) - ord(before) for before, after in pairwise(text)]
    in_row = sum(1 for a, b in pairwise(steps) if a == b and a in {-1, 0, 1})
    return in_row / max(1, len(text) - 2)


def _holds(text: str, known: tuple[str, ...]) -> bool:
    rest = text.casefold()
    words = {word for one in known for word in re.findall(r"\w{3,}", one.casefold())}
    for word in sorted(words, key=len, reverse=True):
        rest = rest.replace(word, "")
    return rest != text.casefold() and len(re.findall(r"\w", rest)) < 6
