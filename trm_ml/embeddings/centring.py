"""Language centring: takes out of a vector what only says which language and length its text has.

Raw e5 prefers text of the same language. The mean vector of a text's language is subtracted and
the rest brought to unit length. A mixed text ("Java开发工程师") gets a mixture of the means by its
share of Chinese, and a title another mean than a page, so that nothing jumps at a threshold.
"""

import hashlib
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
import numpy.typing as npt

from trm_ml.embeddings.files import packaged_bytes

Kind = Literal["query", "passage"]
KINDS: tuple[Kind, ...] = ("query", "passage")
Floats = npt.NDArray[np.float32]

_CJK = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f]")
_LETTER = re.compile(r"[^\W\d_]")
# A Chinese character carries about as much as four letters of an alphabet, as pieces go.
_LETTERS_A_CHARACTER = 4.0
_SHORT, _LONG = 12.0, 120.0  # in characters


def chinese_share(text: str) -> float:
    """Return how much of a text is Chinese, in [0, 1]; 0 for text without letters.

    Example:
        >>> chinese_share("高级工程师"), chinese_share("Senior engineer"), chinese_share("C++ 42")
        (1.0, 0.0, 0.0)
        >>> round(chinese_share("Java开发"), 3)
        0.667
    """
    chinese, other = _count(text)
    return chinese / (chinese + other) if chinese else 0.0


def language(text: str) -> Literal["zh", "en"]:
    """Return the language a text counts as; without Chinese characters, English.

    Example:
        >>> language("熟悉 Spring Boot 与 MySQL"), language("fluent in 汉语 and English")
        ('zh', 'en')
    """
    return "zh" if chinese_share(text) >= 0.35 else "en"


def mixture(text: str) -> Floats:
    """Return the weights of the four means, float32 of shape (4,), their sum 1.

    In order: English short, English long, Chinese short, Chinese long.
    """
    chinese, other = _count(text)
    share = chinese / (chinese + other) if chinese else 0.0
    length = max(chinese + other, _SHORT)
    long = min(1.0, math.log(length / _SHORT) / math.log(_LONG / _SHORT))
    weights = [(1 - share) * (1 - long), (1 - share) * long, share * (1 - long), share * long]
    return np.array(weights, np.float32)


def _count(text: str) -> tuple[float, float]:
    chinese = len(_CJK.findall(text))
    letters = len(_LETTER.findall(text))  # rare characters that Python does not know are none
    return float(chinese), max(0, letters - chinese) / _LETTERS_A_CHARACTER


@dataclass(frozen=True)
class Centring:
    """The means of one encoder.

    Attributes:
        id: a name that changes whenever the means do.
        means: float32 of shape (2 kinds, 4, dim): query and passage, in the order of `mixture`.
    """

    id: str
    means: Floats

    def apply(self, text: str, vector: Floats, *, kind: Kind) -> Floats:
        """Return the vector without the mean of its text's language, at unit length."""
        mean = (mixture(text)[:, None] * self.means[KINDS.index(kind)]).sum(axis=0)
        rest: Floats = vector - mean
        length = math.sqrt(float(np.square(rest, dtype=np.float64).sum()))
        return (rest / np.float32(length)).astype(np.float32) if length > 0 else rest


def load(name: str, dim: int) -> Centring:
    """Return the packaged means of an encoder, e.g. ``e5`` or ``use``.

    Raises:
        ModelMissing: the file is missing or damaged.
    """
    raw = packaged_bytes(f"centring_{name}.f4")
    means = np.frombuffer(raw, "<f4").reshape(len(KINDS), 4, dim).astype(np.float32)
    return Centring("centring-" + hashlib.sha256(raw).hexdigest()[:8], means)


def none(dim: int) -> Centring:
    """Return a centring that changes nothing, for encoders without packaged means."""
    return Centring("uncentred", np.zeros((len(KINDS), 4, dim), np.float32))


def estimate(texts: Sequence[str], vectors: Floats, weights: Floats) -> Floats:
    """Return the four means that best explain raw unit vectors, float32 of shape (4, dim).

    Args:
        texts: what was encoded.
        vectors: float32 of shape (n, dim), raw.
        weights: float32 of shape (n,), how much each text counts, so that a large source does
            not outweigh the others.

    Source: weighted least squares of the vectors on their mixtures.
    """
    root = np.sqrt(weights)[:, None]
    mixtures = np.stack([mixture(text) for text in texts])
    solved, *_ = np.linalg.lstsq(mixtures * root, vectors * root, rcond=None)
    return solved.astype(np.float32)


def save(name: str, means: Floats, folder: Path) -> Path:
    """Write the means where `load` finds them after packaging."""
    path = folder / f"centring_{name}.f4"
    path.write_bytes(means.astype("<f4").tobytes())
    return path
