"""Rules of access, over plain values: passwords, e-mail addresses, limits of attempts."""

import re
import unicodedata
from enum import StrEnum
from itertools import pairwise

MIN_PASSWORD = 12
MAX_PASSWORD = 256
FAILURES_PER_ACCOUNT = 10
FAILURES_PER_ADDRESS = 50
ATTEMPT_WINDOW_S = 900

# What people really choose, reduced to its core: digits and signs around it add nothing.
_COMMON = frozenset(
    """
    password passwort passw pass pwd admin administrator root user login welcome letmein qwerty
    qwertyuiop asdfgh asdfghjkl zxcvbn zxcvbnm qazwsx qazwsxedc iloveyou monkey dragon sunshine
    princess football baseball superman batman trustno master shadow michael jordan jennifer
    hunter killer pokemon starwars whatever freedom hello secret summer winter spring autumn
    january february monday friday company default changeme change test testing guest demo
    temporary recruit recruiter recruiting talent talents trm hr humanresources manager
    woaini woaiwojia woshishui nihao aini wangyi qqcom zhongguo china beijing shanghai shenzhen
    guangzhou hangzhou mima wodemima mimashi renren taobao baobao xiaoxiao
    wo ai ni abc abcd abcde abcdef abcdefg abcdefgh abcabc aaa qwe qweasd qweasdzxc qwer asd
    correcthorsebatterystaple
    """.split()  # noqa: SIM905  a list of 120 strings reads worse
)
_LEET = str.maketrans("@4310$5!7", "aaeiossit")
_MAX_SEQUENCE_SHARE = 0.5


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
    if len(set(text)) < 5:
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
    folded = text.casefold()
    bare = re.sub(r"[\W\d_]+$", "", folded)
    if not re.search(r"[^\d\W_]", folded):
        return True  # digits and signs alone: dates, phone numbers
    words = set(re.findall(r"[a-z]+", folded))
    if len(words) <= 2 and words and words <= _COMMON:
        return True
    cores = {re.sub(r"[^a-z]+", "", form) for form in (folded, bare, bare.translate(_LEET))}
    return any(core in _COMMON or _is_doubled(core) for core in cores)


def _is_doubled(core: str) -> bool:
    half, odd = divmod(len(core), 2)
    return bool(core) and not odd and core[:half] == core[half:] and core[:half] in _COMMON


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
