"""Which pair to ask about first, and what may become of one: pure."""

import hashlib
import math
from collections.abc import Iterable

from core.identity.types import Finding, PairState

MOVES: dict[PairState, frozenset[PairState]] = {
    PairState.OPEN: frozenset({PairState.SAME, PairState.DIFFERENT, PairState.SKIPPED}),
    PairState.SKIPPED: frozenset({PairState.SAME, PairState.DIFFERENT, PairState.OPEN}),
    PairState.SAME: frozenset({PairState.OPEN}),
    PairState.DIFFERENT: frozenset({PairState.OPEN}),
}
LEARNED = 0.5  # what a verdict leaves of the usefulness of its like


def may_move(state: PairState, to: PairState) -> bool:
    """Tell whether a pair in one state may go to another."""
    return to in MOVES[state]


def pattern_of(findings: Iterable[Finding]) -> str:
    """Name how the fields of a pair agree; pairs of one pattern teach the same thing.

    Example:
        >>> one = Finding("phone", "same", 9.1, 1e-5)
        >>> pattern_of([one]) == pattern_of([Finding("phone", "same", 4.0, 0.2)])
        True
    """
    told = sorted(f"{one.field}={one.level}" for one in findings)
    return hashlib.blake2b("|".join(told).encode(), digest_size=8).hexdigest()


def usefulness(probability: float, verdicts: int) -> float:
    """Return what a verdict on a pair would teach, in bits, from 0 to 1.

    That is the doubt about the pair, halved for every verdict on a pair that agrees and differs in
    the same fields.

    Example:
        >>> usefulness(0.5, 0), usefulness(0.5, 2), usefulness(1.0, 0)
        (1.0, 0.25, 0.0)
    """
    if not 0 < probability < 1:
        return 0.0
    rest = 1 - probability
    doubt = -probability * math.log2(probability) - rest * math.log2(rest)
    return float(round(doubt * LEARNED**verdicts, 6))
