"""How much of one short name stands in another: hashed character pairs and words."""

import re
import zlib
from collections.abc import Sequence

import numpy as np

from trm_ml.extract.folding import CJK, folded
from trm_ml.features.ragged import Floats, Ragged

_PIECE = re.compile(rf"[{CJK}]+|[^\W_{CJK}]+[+#]*")
_CJK = re.compile(rf"[{CJK}]")


def grams(name: str) -> tuple[int, ...]:
    """Return the codes of a name's pieces, rising, without repeats.

    A Latin word is one piece; a run of Chinese characters gives each overlapping pair (a single
    character gives itself). Codes are stable between processes.

    Example:
        >>> len(grams("Java 工程师")), grams("JAVA工程师") == grams("java 工程师")
        (3, True)
    """
    pieces: set[str] = set()
    for piece in _PIECE.findall(folded(name)):
        if _CJK.match(piece) and len(piece) > 1:
            pieces.update(piece[at : at + 2] for at in range(len(piece) - 1))
        else:
            pieces.add(piece)
    return tuple(sorted(zlib.crc32(piece.encode()) & 0x7FFFFFFF for piece in pieces))


def recall(wanted: str, names: Ragged) -> Floats:
    """Return the share of ``wanted``'s pieces that each name has; shape (len(names),)."""
    return shares(wanted, names)[0]


def shares(wanted: str, names: Ragged) -> tuple[Floats, Floats]:
    """Return the share of ``wanted``'s pieces in each name, and the Dice overlap; 0 if no piece.

    Args:
        wanted: a short name.
        names: one row of `grams` a name.
    """
    codes = np.asarray(grams(wanted), dtype=np.int32)
    hit = np.isin(names.values, codes).astype(np.float32)
    held = np.add.reduceat(np.append(hit, np.float32(0)), names.starts[:-1]) if len(names) else hit
    lengths = np.diff(names.starts).astype(np.float32)
    held = np.where(lengths > 0, held, 0).astype(np.float32)
    both = lengths + len(codes)
    dice = np.divide(2 * held, both, out=np.zeros_like(held), where=both > 0)
    return (held / max(len(codes), 1)).astype(np.float32), dice.astype(np.float32)


def table(names: Sequence[str]) -> Ragged:
    """Return the pieces of each name as rows."""
    return Ragged.of([grams(name) for name in names])
