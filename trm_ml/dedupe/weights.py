"""Weights of evidence learned without labels (Fellegi and Sunter, fitted by EM).

How often strangers agree is counted on random pairs; how often one person's records agree is
learned from the candidates. Sharing a rare value counts more than sharing a frequent one.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from trm_ml.dedupe.blocking import Candidates
from trm_ml.dedupe.columns import Ints
from trm_ml.dedupe.evidence import Column, Evidence, Scale
from trm_ml.dedupe.similarity import Floats

Doubles = npt.NDArray[np.float64]
_RANDOM_PAIRS = 200_000
_ROUNDS = 20
_PRIOR_STRENGTH = 50.0  # the prior of a scale counts as much as this many pairs of one person


@dataclass(frozen=True, slots=True)
class Weights:
    """What each level of each scale says, in nats of log odds.

    Attributes:
        scales: the scales, in the order of the evidence.
        same: how often one person's records show each level; one array a scale.
        strangers: how often random pairs show each level; one array a scale.
        prior_odds: odds that a random pair is one person.
        dilution: of random pairs with the same value, the part that are strangers; one a scale.
    """

    scales: Sequence[Scale]
    same: Sequence[Doubles]
    strangers: Sequence[Doubles]
    prior_odds: float
    dilution: Sequence[float]

    def only(self, scales: Sequence[Scale]) -> "Weights":
        """Return the weights of some of the scales, in their order."""
        places = [self.scales.index(scale) for scale in scales]
        return Weights(
            scales,
            [self.same[place] for place in places],
            [self.strangers[place] for place in places],
            self.prior_odds,
            [self.dilution[place] for place in places],
        )

    def as_json(self) -> str:
        """Return the weights as JSON; no value of anybody is in it."""
        told = {
            "scales": [[one.field, one.kind, [*one.levels], [*one.prior]] for one in self.scales],
            "same": [one.tolist() for one in self.same],
            "strangers": [one.tolist() for one in self.strangers],
            "prior_odds": self.prior_odds,
            "dilution": [*self.dilution],
        }
        return json.dumps(told, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> "Weights":
        """Read what `as_json` wrote."""
        told = json.loads(text)
        return cls(
            [
                Scale(field, kind, tuple(levels), tuple(prior))
                for field, kind, levels, prior in told["scales"]
            ],
            [np.asarray(one) for one in told["same"]],
            [np.asarray(one) for one in told["strangers"]],
            told["prior_odds"],
            told["dilution"],
        )

    def of(self, place: int, evidence: Evidence) -> Floats:
        """Return the weight that one scale's evidence adds for each pair; 0 where missing."""
        same, strangers = self.same[place], self.strangers[place]
        table = np.append(np.log(same / strangers), 0.0)  # level -1 is the last
        weight = table[evidence.levels].astype(np.float32)
        agreed = ~np.isnan(evidence.share)
        weight[agreed] = np.log(
            same[-1] / np.maximum(evidence.share[agreed] * self.dilution[place], 1e-7)
        )
        return weight

    def log_odds(self, evidence: Sequence[Evidence]) -> Floats:
        """Return the log odds that each pair is one person."""
        total = np.full(len(evidence[0].levels), np.log(self.prior_odds), np.float32)
        for place, one in enumerate(evidence):
            total += self.of(place, one)
        return total


def compare(columns: Sequence[Column], left: Ints, right: Ints) -> list[Evidence]:
    """Compare pairs of rows in every column."""
    return [one for column in columns for one in column.compare(left, right)]


def fit(
    columns: Sequence[Column],
    rows: int,
    found: Candidates,
    evidence: Sequence[Evidence],
    *,
    seed: int,
) -> Weights:
    """Learn the weights from the candidates and from random pairs."""
    rng = np.random.default_rng(seed)
    left = rng.integers(0, rows, _RANDOM_PAIRS).astype(np.int32)
    right = rng.integers(0, rows, _RANDOM_PAIRS).astype(np.int32)
    apart = left != right
    random = compare(columns, left[apart], right[apart])
    scales = [one.scale for one in evidence]
    strangers = [
        _shares(one.levels, one.scale, None, np.full(one.scale.top + 1, 0.5)) for one in random
    ]
    pairs = max(rows * (rows - 1) / 2, 1)
    weights = Weights(
        scales,
        [np.asarray(scale.prior) for scale in scales],
        strangers,
        max(rows * 0.2, 1) / pairs,
        [1.0] * len(scales),
    )
    raw = [one[-1] for one in strangers]
    for _ in range(_ROUNDS):
        likely = _likely(weights, evidence)
        same = [
            _shares(one.levels, one.scale, likely, np.asarray(one.scale.prior) * _PRIOR_STRENGTH)
            for one in evidence
        ]
        apart = 1 - _likely(weights, random)
        strangers = [
            _shares(one.levels, one.scale, apart, np.full(one.scale.top + 1, 0.5)) for one in random
        ]
        dilution = [min(float(one[-1] / was), 1.0) for one, was in zip(strangers, raw, strict=True)]
        moved = max(
            float(abs(new - old).max()) for new, old in zip(same, weights.same, strict=True)
        )
        odds_now = max(float(likely.sum()), 1.0) / pairs
        weights = Weights(scales, same, strangers, odds_now, dilution)
        if moved < 1e-3:
            break
    return weights


def _likely(weights: Weights, evidence: Sequence[Evidence]) -> Doubles:
    odds = np.clip(weights.log_odds(evidence), -30, 30).astype(np.float64)
    likely: Doubles = 1 / (1 + np.exp(-odds))
    return likely


def _shares(
    levels: npt.NDArray[np.int8], scale: Scale, weight: Doubles | None, smoothing: Doubles
) -> Doubles:
    known = levels >= 0
    counts = np.bincount(
        levels[known], None if weight is None else weight[known], minlength=scale.top + 1
    )
    smoothed = counts + smoothing
    shares: Doubles = smoothed / smoothed.sum()
    return shares
