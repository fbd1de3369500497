"""Similarity of texts, many pairs at a time."""

import math
from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt
from scipy import sparse

from trm_ml.dedupe.columns import Ints, char_matrix

Floats = npt.NDArray[np.float32]
_WIDTH = 32
_CHUNK = 1 << 15
FEW = 64  # pairs up to which arrays cost more than they save


def edit_distance(left: npt.NDArray[np.uint32], right: npt.NDArray[np.uint32]) -> Ints:
    """Return how many edits (insert, delete, replace, swap of neighbours) part each pair.

    Args:
        left: code points, uint32 of shape (up to 32, pairs), zero after the end of each text.
        right: the same for the other side.

    Source: H. Hyyrö, "A bit-vector algorithm for computing Levenshtein and Damerau edit
        distances", Nordic Journal of Computing 10 (2003).
    """
    pairs = left.shape[1]
    distance = np.zeros(pairs, np.int32)
    for start in range(0, pairs, _CHUNK):
        part = slice(start, start + _CHUNK)
        distance[part] = _distances(
            np.ascontiguousarray(left[:, part]), np.ascontiguousarray(right[:, part])
        )
    return distance


def _distances(left: npt.NDArray[np.uint32], right: npt.NDArray[np.uint32]) -> Ints:
    length, other = (left != 0).sum(0).astype(np.int32), (right != 0).sum(0).astype(np.int32)
    left, right = left[: max(int(length.max(initial=0)), 1)], right[: int(other.max(initial=0))]
    one = np.uint32(1)
    shifts = np.arange(len(left), dtype=np.uint32)
    last = one << np.maximum(length - 1, 0).astype(np.uint32)
    up = np.full(left.shape[1], 0xFFFFFFFF, np.uint32)
    down, diagonal, before = np.zeros_like(up), np.zeros_like(up), np.zeros_like(up)
    distance = length.copy()
    for position, row in enumerate(right):
        same = np.zeros_like(up)
        for shift, chars in zip(shifts, left, strict=True):
            same |= (chars == row).astype(np.uint32) << shift
        swapped = ((~diagonal & same) << one) & before
        diagonal = (((same & up) + up) ^ up) | same | down | swapped
        rises, falls = down | ~(diagonal | up), diagonal & up
        step = ((rises & last) != 0).astype(np.int32) - ((falls & last) != 0)
        distance += np.where(position < other, step, 0)
        rises, falls = (rises << one) | one, falls << one
        up, down, before = falls | ~(diagonal | rises), rises & diagonal, same
    edits: Ints = np.where(length == 0, other, distance).astype(np.int32)
    return edits


def edit_similarity(
    values: Sequence[str], left: Ints, right: Ints, *, least: float = 0.0
) -> Floats:
    """Return 1 - edits / longer length for pairs of codes into ``values``, in [0, 1].

    A similarity below ``least`` may be told as 0: most pairs are ruled out by the characters that
    only one side has, without counting edits.
    """
    matrix = char_matrix(values, _WIDTH)
    lengths = (matrix != 0).sum(0)
    longer = np.maximum(np.maximum(lengths[left], lengths[right]), 1)
    asked = np.arange(len(left))
    if least > 0:
        asked = np.flatnonzero(1 - _fewest_edits(matrix, left, right) / longer >= least)
    similarity = np.zeros(len(left), np.float32)
    if len(asked) <= FEW:
        edits = _distances_of_few(values, left[asked], right[asked])
        similarity[asked] = 1 - edits / longer[asked]
        return similarity
    for start in range(0, len(asked), _CHUNK):
        part = asked[start : start + _CHUNK]
        edits = _distances(matrix[:, left[part]], matrix[:, right[part]])
        similarity[part] = 1 - edits / longer[part]
    return similarity


def _distances_of_few(values: Sequence[str], left: Ints, right: Ints) -> Ints:
    """Return what `_distances` does; quicker than arrays where there are a few pairs only."""
    pairs = zip(left.tolist(), right.tolist(), strict=True)
    edits = [_distance(values[one][:_WIDTH], values[other][:_WIDTH]) for one, other in pairs]
    return np.array(edits, np.int32)


def _distance(left: str, right: str) -> int:
    """Return the edits that part two texts, by the same algorithm with whole numbers as bits."""
    if not left or not right:
        return len(left) or len(right)
    where: dict[str, int] = {}
    for place, char in enumerate(left):
        where[char] = where.get(char, 0) | 1 << place
    every, last = (1 << len(left)) - 1, 1 << (len(left) - 1)
    up, down, diagonal, before, distance = every, 0, 0, 0, len(left)
    for char in right:
        same = where.get(char, 0)
        swapped = ((~diagonal & same) << 1) & before
        diagonal = ((((same & up) + up) ^ up) | same | down | swapped) & every
        rises, falls = (down | ~(diagonal | up)) & every, diagonal & up
        distance += bool(rises & last) - bool(falls & last)
        rises, falls = (rises << 1 | 1) & every, falls << 1 & every
        up, down, before = (falls | ~(diagonal | rises)) & every, rises & diagonal, same
    return distance


def _fewest_edits(matrix: npt.NDArray[np.uint32], left: Ints, right: Ints) -> Ints:
    """Return a lower bound of the edits: characters (by kind modulo 64) that one side lacks."""
    bits = np.uint64(1) << (matrix % 64).astype(np.uint64)
    kinds = np.bitwise_or.reduce(np.where(matrix != 0, bits, np.uint64(0)), axis=0)
    mine, theirs = kinds[left], kinds[right]
    fewest: Ints = np.maximum(
        np.bitwise_count(mine & ~theirs), np.bitwise_count(theirs & ~mine)
    ).astype(np.int32)
    return fewest


def on_distinct(
    compare: Callable[[Ints, Ints], Floats], left: Ints, right: Ints, size: int
) -> Floats:
    """Compare each distinct unordered pair of codes once and spread the answer over the pairs."""
    low, high = np.minimum(left, right).astype(np.int64), np.maximum(left, right).astype(np.int64)
    packed, back = np.unique(low * size + high, return_inverse=True)
    first, second = (packed // size).astype(np.int32), (packed % size).astype(np.int32)
    return compare(first, second)[back]


def gram_matrix(values: Sequence[str], size: int = 3) -> sparse.csr_matrix:
    """Return unit rows of character n-grams, float32 of shape (values, 2**18).

    Chinese text is cut into bigrams and Latin text into trigrams of its words. The grams are not
    weighted by how many values share them, so that a pair compares the same in any table.
    """
    from sklearn.feature_extraction.text import HashingVectorizer

    hashed = HashingVectorizer(
        analyzer=lambda text: grams(text, size), n_features=2**18, alternate_sign=False
    ).transform(values)
    return hashed.astype(np.float32).tocsr()


def cosine_of_few(values: Sequence[str], left: Ints, right: Ints) -> Floats:
    """Return the cosine of pairs of texts by their grams, without a matrix of all of them."""
    counted = {code: Counter(grams(values[code])) for code in {*left.tolist(), *right.tolist()}}
    norms = {
        code: math.sqrt(sum(many * many for many in told.values())) or 1.0
        for code, told in counted.items()
    }
    return np.array(
        [
            sum(many * counted[other][gram] for gram, many in counted[one].items())
            / (norms[one] * norms[other])
            for one, other in zip(left.tolist(), right.tolist(), strict=True)
        ],
        np.float32,
    )


def grams(text: str, size: int = 3) -> list[str]:
    """Return the n-grams of a text's words; two characters are enough where one is a word.

    Example:
        >>> grams("data")
        [' da', 'dat', 'ata', 'ta ']
    """
    if not text.isascii():
        size = 2
    padded = f" {text} "
    return [padded[start : start + size] for start in range(max(len(padded) - size + 1, 1))]


def cosine(matrix: sparse.csr_matrix, left: Ints, right: Ints) -> Floats:
    """Return the cosine of pairs of unit rows."""
    similarity = np.zeros(len(left), np.float32)
    for start in range(0, len(left), _CHUNK):
        part = slice(start, start + _CHUNK)
        product = matrix[left[part]].multiply(matrix[right[part]])
        similarity[part] = np.asarray(product.sum(axis=1)).ravel()
    return similarity
