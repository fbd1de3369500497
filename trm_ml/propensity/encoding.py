"""From typed columns to matrices, learned from training rows only.

A level of a category becomes the log-odds of the answers seen with it, drawn towards the mean
when few were seen; a text becomes the log-odds that a small word model gives it. For training
rows both are made by models that did not see the row (cross-fitting), or they would leak.

Source: Micci-Barreca 2001, A preprocessing scheme for high-cardinality categorical attributes
(empirical Bayes shrinkage).
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from trm_ml.propensity.calibration import log_odds
from trm_ml.propensity.prepare import Codes
from trm_ml.propensity.splits import FOLDS, fold_numbers
from trm_ml.propensity.table import Frame, Kind
from trm_ml.propensity.values import Floats

Matrix = npt.NDArray[np.float64]
Scorer = Callable[[npt.NDArray[np.object_]], Floats]

_WIDEST_ONE_HOT = 40
_RARE = 5
_HINGES = (0.25, 0.5, 0.75)
_COUNTED_LEVELS = 20
_WORDS = 5_000
_CLIPPED = 4.0


@dataclass(frozen=True)
class LevelOdds:
    """Log-odds and count a level, from answers; what was not seen has the mean and 0."""

    odds: Floats
    counts: Floats
    mean: float

    @classmethod
    def learn(cls, codes: npt.NDArray[np.int32], answers: Floats, levels: int) -> "LevelOdds":
        """Count answers a level, shrunk by how much levels differ beyond chance."""
        counts = np.bincount(codes, minlength=levels).astype(np.float64)
        sums = np.bincount(codes, weights=answers, minlength=levels).astype(np.float64)
        mean = (float(answers.sum()) + 1) / (len(answers) + 2)
        strength = _strength(counts, sums, mean)
        return cls(log_odds((sums + strength * mean) / (counts + strength)), counts, mean)

    def of(self, codes: npt.NDArray[np.int32]) -> Floats:
        """Return the log-odds of rows."""
        return self.odds[codes]


def _strength(counts: Floats, sums: Floats, mean: float) -> float:
    """Return how many imagined mean answers each level starts with (beta-binomial moments)."""
    seen = counts > 1
    total = float(counts[seen].sum())
    noise = mean * (1 - mean)
    if total <= 0 or noise <= 0:
        return 1e6
    rates = sums[seen] / counts[seen]
    spread = float((counts[seen] * (rates - mean) ** 2).sum())
    expected = noise * (int(seen.sum()) - 1)
    scale = total - float((counts[seen] ** 2).sum()) / total
    between = (spread - expected) / scale if scale > 0 else 0.0
    return float(np.clip(noise / between - 1, 1.0, 1e6)) if between > 0 else 1e6


@dataclass(frozen=True)
class Supervised:
    """What category and text columns say about the answer, learned once for both matrices."""

    levels: dict[str, LevelOdds]
    texts: dict[str, Scorer]

    @classmethod
    def learn(cls, frame: Frame, answers: Floats) -> "Supervised":
        """Learn from rows and their answers."""
        return cls(
            {
                column.name: LevelOdds.learn(column.values, answers, len(column.levels))
                for column in frame.columns
                if column.kind is Kind.CATEGORY
            },
            {
                column.name: _text_scorer(column.values, answers)
                for column in frame.columns
                if column.kind is Kind.TEXT
            },
        )

    def of(self, frame: Frame) -> dict[str, Floats]:
        """Return the log-odds of each category and text column for other rows."""
        found = {}
        for column in frame.columns:
            if column.kind is Kind.CATEGORY:
                found[column.name] = self.levels[column.name].of(column.values)
            elif column.kind is Kind.TEXT:
                found[column.name] = self.texts[column.name](column.values)
        return found


def crossfitted(frame: Frame, answers: Floats, groups: Codes, *, seed: int) -> dict[str, Floats]:
    """Return the log-odds of each category and text column, each row's without its own group."""
    fold = fold_numbers(groups, answers, seed=seed, folds=FOLDS)
    found: dict[str, Floats] = {}
    for number in range(FOLDS):
        inside, outside = np.flatnonzero(fold == number), np.flatnonzero(fold != number)
        if not len(inside) or not len(outside):
            continue
        learned = Supervised.learn(frame.take(outside), answers[outside])
        for name, odds in learned.of(frame.take(inside)).items():
            found.setdefault(name, np.zeros(frame.rows))[inside] = odds
    return found


def _text_scorer(texts: npt.NDArray[np.object_], answers: Floats) -> Scorer:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    mean = (float(answers.sum()) + 1) / (len(answers) + 2)

    def nothing(new: npt.NDArray[np.object_]) -> Floats:
        return np.full(len(new), log_odds(np.asarray([mean]))[0])

    if len(set(answers.tolist())) < 2:
        return nothing
    words = TfidfVectorizer(
        analyzer=_pieces, min_df=2, max_features=_WORDS, sublinear_tf=True, dtype=np.float64
    )
    try:
        counted = words.fit_transform(texts)
    except ValueError:  # no word stands in two texts
        return nothing
    model = LogisticRegression(C=1.0, max_iter=200).fit(counted, answers)
    return lambda new: np.asarray(model.decision_function(words.transform(new)), dtype=np.float64)


def _pieces(text: str) -> list[int]:
    from trm_ml.features.grams import grams

    return list(grams(text))


def tree_matrix(frame: Frame, odds: dict[str, Floats], learned: Supervised) -> Matrix:
    """Return numbers as they are (nan for missing), log-odds, and counts of many-levelled ones."""
    parts: list[Floats] = []
    for column in frame.columns:
        if column.kind is Kind.NUMBER:
            parts.append(column.values)
            continue
        parts.append(odds[column.name])
        if column.kind is Kind.CATEGORY and len(column.levels) > _COUNTED_LEVELS:
            parts.append(np.log1p(learned.levels[column.name].counts[column.values]))
    return np.column_stack(parts) if parts else np.zeros((frame.rows, 0))


@dataclass(frozen=True)
class Bend:
    """A number as the linear model sees it: its rank among those learned from, and its size."""

    known: Floats
    ranks: Floats
    middle: float
    width: float

    @classmethod
    def learn(cls, numbers: Floats) -> "Bend":
        """Learn the ranks of what is not missing."""
        there = numbers[np.isfinite(numbers)]
        if not len(there):
            return cls(np.zeros(1), np.full(1, 0.5), 0.0, 1.0)
        known, counts = np.unique(there, return_counts=True)
        ranks = (np.cumsum(counts) - counts / 2) / len(there)
        low, middle, high = np.quantile(there, (0.25, 0.5, 0.75))
        spread = float(high - low) or float(there.std()) or 1.0
        return cls(known, ranks, float(middle), spread)

    def of(self, numbers: Floats) -> list[Floats]:
        """Return rank, hinges along it, the size with long tails drawn in, and "missing"."""
        gone = ~np.isfinite(numbers)
        value = np.where(gone, self.middle, numbers)
        rank = np.interp(value, self.known, self.ranks)
        size = np.arcsinh((value - self.middle) / self.width)
        hinges = [np.maximum(rank - hinge, 0.0) for hinge in _HINGES]
        return [rank, size, *hinges, gone.astype(np.float64)]


@dataclass
class LinearMap:
    """Brings columns to a matrix for a linear model: bent numbers, one-hot levels, log-odds."""

    bends: dict[str, Bend] = field(default_factory=dict)
    hot: dict[str, npt.NDArray[np.int64]] = field(default_factory=dict)
    centre: Floats = field(default_factory=lambda: np.zeros(0))
    scale: Floats = field(default_factory=lambda: np.zeros(0))

    def fit(self, frame: Frame, odds: dict[str, Floats]) -> Matrix:
        """Learn ranks, levels and scales, and return the matrix of the rows learned from."""
        for column in frame.columns:
            if column.kind is Kind.NUMBER:
                self.bends[column.name] = Bend.learn(column.values)
            elif column.kind is Kind.CATEGORY:
                counts = np.bincount(column.values, minlength=len(column.levels))
                common = np.flatnonzero(counts >= _RARE)
                self.hot[column.name] = common if len(common) <= _WIDEST_ONE_HOT else common[:0]
        raw = self._raw(frame, odds)
        self.centre, spread = raw.mean(axis=0), raw.std(axis=0)
        yes_no = ((raw == 0) | (raw == 1)).all(axis=0)  # a rare level keeps its own size
        self.scale = np.where(yes_no | (spread < 1e-12), 1.0, spread)
        return self._scaled(raw)

    def of(self, frame: Frame, odds: dict[str, Floats]) -> Matrix:
        """Return the matrix of other rows."""
        return self._scaled(self._raw(frame, odds))

    def _raw(self, frame: Frame, odds: dict[str, Floats]) -> Matrix:
        parts: list[Floats] = []
        for column in frame.columns:
            if column.kind is Kind.NUMBER:
                parts += self.bends[column.name].of(column.values)
                continue
            hot = self.hot.get(column.name, ())
            parts += [(column.values == level).astype(np.float64) for level in hot]
            parts.append(odds[column.name])
        return np.column_stack(parts) if parts else np.zeros((frame.rows, 0))

    def _scaled(self, raw: Matrix) -> Matrix:
        scaled: Matrix = np.clip((raw - self.centre) / self.scale, -_CLIPPED, _CLIPPED)
        return scaled
