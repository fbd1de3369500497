"""Chooses among models by folds that they had not seen, the simplest among near equals.

Models are compared by log-loss after the level of each fold and the slope of all are set right:
both are the calibration's matter, and where answers become more frequent with time the level
would drown the rest.

Source: Breiman, Friedman, Olshen and Stone 1984 (the rule of one standard error).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from trm_ml.propensity import calibration, learners
from trm_ml.propensity.encoding import Matrix
from trm_ml.propensity.learners import FAMILIES, Encoded, Path, Sample
from trm_ml.propensity.splits import Split
from trm_ml.propensity.table import Frame, Rows
from trm_ml.propensity.values import Floats

ALL: frozenset[str] = frozenset()
_STEEPEST = 2.0


@dataclass(frozen=True)
class Part:
    """One fitted kind of model within a choice: its family, setting, and what it leaves out."""

    family: str
    setting: float
    without: frozenset[str]


@dataclass(frozen=True)
class Choice:
    """What was chosen, and how the others did.

    Attributes:
        parts: their log-odds are averaged; none means the same value for everybody.
        losses: mean log-loss, level and slope set right, of every candidate.
        odds: what the chosen gave rows that it had not seen; nan where no fold judged.
        informative: the chosen beats the same value for everybody by two standard errors.
    """

    parts: tuple[Part, ...]
    losses: Mapping[str, float]
    odds: Floats
    informative: bool

    @property
    def name(self) -> str:
        """Return a short name of what was chosen."""
        return described(self.parts)


@dataclass(frozen=True)
class Judged:
    """What each family and setting gave rows that it had not seen.

    Attributes:
        odds: log-odds (n, settings) by columns left out and family; nan where no fold judged.
        folds: the judged rows, fold by fold.
    """

    odds: Mapping[tuple[frozenset[str], str], Matrix]
    folds: tuple[Rows, ...]


def described(parts: Sequence[Part]) -> str:
    """Return a short name of parts whose log-odds are averaged."""
    if not parts:
        return "constant"
    kind = "blend" if len(parts) > 1 else parts[0].family
    return f"{kind}, steady columns" if parts[0].without else kind


def judge(sample: Sample, splits: Sequence[Split], *, drifting: frozenset[str] = ALL) -> Judged:
    """Fit every family on every split and let it score the rows it had not seen.

    Args:
        sample: the rows.
        splits: which rows train and which judge.
        drifting: columns of the file whose values move with time; leaving them out is tried too.
    """
    subsets = [drifting, ALL] if drifting else [ALL]
    found = {
        (without, family.name): np.full((len(sample.answers), len(family.settings)), np.nan)
        for without in subsets
        for family in FAMILIES
    }
    for train, test in splits:
        learned, judged = sample.take(train), sample.frame.take(test)
        for without in subsets:
            encoded = Encoded.of(learned.without(without))
            for family in FAMILIES:
                path = family.fit(encoded, family.settings)
                found[without, family.name][test] = path(judged.without(without))
    return Judged(found, tuple(fold for _, fold in splits))


def choose(judged: Judged, answers: Floats, folds: Sequence[Rows] | None = None) -> Choice:
    """Choose by some of the judged folds, all of them by default."""
    used = judged.folds if folds is None else folds
    candidates = near_best(judged, answers, used)
    losses = {described(parts): _losses(odds, answers, used) for parts, odds in candidates}
    parts, odds = candidates[_first_of_the_best(list(losses.values()))]
    gain = _losses(np.zeros(len(answers)), answers, used) - losses[described(parts)]
    sure = float(gain.mean()) > 2 * float(gain.std()) / np.sqrt(len(gain))
    means = {name: float(loss.mean()) for name, loss in losses.items()}
    return Choice(parts, means, odds, sure)


Candidate = tuple[tuple[Part, ...], Floats]


def near_best(judged: Judged, answers: Floats, folds: Sequence[Rows]) -> list[Candidate]:
    """Return each family with its best setting, and their blend, simplest first."""
    single: list[Candidate] = []
    for family in FAMILIES:
        for (without, name), table in judged.odds.items():
            if name == family.name:
                at = _first_of_the_best([_losses(odds, answers, folds) for odds in table.T])
                part = Part(name, family.settings[at], without)
                single.append(((part,), table[:, at]))
    blends: list[Candidate] = []
    for without in dict.fromkeys(without for without, _ in judged.odds):
        members = [(parts, odds) for parts, odds in single if parts[0].without == without]
        blend = np.mean([odds for _, odds in members], axis=0)
        blends.append((tuple(parts[0] for parts, _ in members), blend))
    return [*single, *blends]


def _losses(odds: Floats, answers: Floats, folds: Sequence[Rows]) -> Floats:
    """Return the log-loss of each judged row, best slope overall and best level in each fold."""
    from scipy.optimize import minimize_scalar

    def at(slope: float) -> Floats:
        parts = [np.zeros(0)]
        for fold in folds:
            tilted = slope * odds[fold]
            levelled = tilted + calibration.level(tilted, answers[fold])
            parts.append(np.logaddexp(0, levelled) - answers[fold] * levelled)
        return np.concatenate(parts)

    best = minimize_scalar(
        lambda slope: float(at(slope).mean()),
        bounds=(0.0, _STEEPEST),
        method="bounded",
        options={"xatol": 1e-2},
    )
    return at(float(best.x))


def _first_of_the_best(losses: Sequence[Floats]) -> int:
    """Return the first whose mean is within a standard error (of the difference) of the best."""
    best = min(losses, key=lambda loss: float(loss.mean()))
    near = [
        float((loss - best).mean()) <= float((loss - best).std()) / np.sqrt(len(best))
        for loss in losses
    ]
    return near.index(True)


@dataclass(frozen=True)
class Fitted:
    """The chosen parts, fitted; gives log-odds to rows."""

    paths: tuple[tuple[frozenset[str], Path], ...]
    base: float

    @classmethod
    def of(cls, sample: Sample, parts: Sequence[Part]) -> "Fitted":
        """Fit the parts on all rows of a sample."""
        fits = {family.name: family.fit for family in FAMILIES}
        paths = []
        encoded: dict[frozenset[str], Encoded] = {}
        for part in parts:
            if part.without not in encoded:
                encoded[part.without] = Encoded.of(sample.without(part.without))
            paths.append((part.without, fits[part.family](encoded[part.without], [part.setting])))
        return cls(tuple(paths), learners.constant(sample.answers))

    @classmethod
    def encoded(cls, encoded: Encoded, part: Part) -> "Fitted":
        """Fit one part on a sample that was encoded before."""
        fits = {family.name: family.fit for family in FAMILIES}
        path = fits[part.family](encoded, [part.setting])
        return cls(((part.without, path),), learners.constant(encoded.sample.answers))

    def odds(self, frame: Frame) -> Floats:
        """Return the log-odds of rows."""
        if not self.paths:
            return np.full(frame.rows, self.base)
        given = [path(frame.without(without))[:, 0] for without, path in self.paths]
        return np.asarray(np.mean(given, axis=0), dtype=np.float64)
