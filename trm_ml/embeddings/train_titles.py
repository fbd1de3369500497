"""Makes the packaged title head and gram rarities.

``python -m trm_ml.embeddings.train_titles --data DIR``

Two names of one occupation are pulled together and away from the names of the other occupations
in the batch (InfoNCE in both directions). Only the head is learned; the encoders stay as they are.
Settings were chosen on names of held-out ISCO, SOC and CSCO groups (`--held-out` prints them).
"""

import argparse
import sys
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from trm_ml.embeddings import centring, char_grams, files, load_encoder, sources, title_text
from trm_ml.embeddings.encoder import Vector
from trm_ml.embeddings.title_encoder import TitleHead
from trm_ml.embeddings.use_encoder import UseEncoder

_HELD_OUT_ONE_IN = 7
_NAMES_A_CONCEPT = 40


@dataclass(frozen=True)
class Settings:
    """How the head is learned."""

    steps: int = 600
    concepts_a_batch: int = 512
    temperature: float = 0.15
    learning_rate: float = 1e-3
    dropout: float = 0.1
    warm_up: int = 50


@dataclass(frozen=True)
class Concept:
    """An occupation: its group, and the rows of its names in the table of vectors."""

    source: str
    group: str
    rows: tuple[int, ...]

    @property
    def held_out(self) -> bool:
        """Tell whether its whole group is kept for choosing settings."""
        return zlib.crc32(f"{self.source}{self.group}".encode()) % _HELD_OUT_ONE_IN == 0


class Adam:
    """First-order steps of adapted size.

    Source: Kingma and Ba 2015, Adam: a method for stochastic optimization, algorithm 1.
    """

    def __init__(self, weights: Vector) -> None:
        self.weights = weights
        self._mean = np.zeros_like(weights)
        self._square = np.zeros_like(weights)
        self._steps = 0

    def step(self, gradient: Vector, rate: float) -> None:
        """Move the weights against a gradient."""
        self._steps += 1
        self._mean += np.float32(0.1) * (gradient - self._mean)
        self._square += np.float32(0.01) * (np.square(gradient) - self._square)
        mean = self._mean / np.float32(1 - 0.9**self._steps)
        square = self._square / np.float32(1 - 0.99**self._steps)
        self.weights -= np.float32(rate) * mean / (np.sqrt(square) + np.float32(1e-8))


def contrast(
    left: Vector, right: Vector, weights: Vector, temperature: float
) -> tuple[float, Vector]:
    """Return the loss of a batch and its gradient by the weights.

    Args:
        left: float32 of shape (n, d); row i names the same occupation as row i of ``right``.
        right: float32 of shape (n, d).
        weights: float32 of shape (d, k).
        temperature: divides the cosines.

    Source: van den Oord et al. 2018, equation 4 (InfoNCE), in both directions.
    """
    first, first_length = _turned(left, weights)
    second, second_length = _turned(right, weights)
    cosines = first @ second.T / np.float32(temperature)
    across, down = _softmax(cosines), _softmax(cosines.T).T
    own = np.arange(len(left))
    loss = -float(np.log(across[own, own]).mean() + np.log(down[own, own]).mean()) / 2
    slope: Vector = (across + down) / np.float32(2 * len(left) * temperature)
    slope[own, own] -= np.float32(1 / (len(left) * temperature))
    gradient = left.T @ _before_length(first, first_length, slope @ second)
    gradient += right.T @ _before_length(second, second_length, slope.T @ first)
    return loss, gradient


def learn(vectors: Vector, concepts: Sequence[Concept], settings: Settings, *, seed: int) -> Vector:
    """Return the learned weights, float32 of shape (d, d); they start as the identity."""
    random = np.random.default_rng(seed)
    usable = [concept for concept in concepts if len(concept.rows) > 1]
    optimiser = Adam(np.eye(vectors.shape[1], dtype=np.float32))
    chance = np.sqrt([min(len(concept.rows), 10) for concept in usable])
    chance /= chance.sum()
    size = min(settings.concepts_a_batch, len(usable))
    for step in range(settings.steps):
        chosen = random.choice(len(usable), size, replace=False, p=chance)
        pairs = np.array([random.choice(usable[i].rows, 2, replace=False) for i in chosen])
        left, right = (_dropped(vectors[rows], settings.dropout, random) for rows in pairs.T)
        loss, gradient = contrast(left, right, optimiser.weights, settings.temperature)
        rate = min(1.0, (step + 1) / settings.warm_up) * (1 - step / settings.steps)
        optimiser.step(gradient, settings.learning_rate * rate)
        if (step + 1) % 100 == 0:
            sys.stderr.write(f"step {step + 1}: loss {loss:.3f}\n")
    return optimiser.weights


def _turned(rows: Vector, weights: Vector) -> tuple[Vector, Vector]:
    turned = rows @ weights
    length = np.linalg.norm(turned, axis=1, keepdims=True) + np.float32(1e-9)
    return turned / length, length


def _before_length(unit: Vector, length: Vector, slope: Vector) -> Vector:
    along = (slope * unit).sum(axis=1, keepdims=True)
    result: Vector = (slope - unit * along) / length
    return result


def _softmax(values: Vector) -> Vector:
    raised = np.exp(values - values.max(axis=1, keepdims=True))
    result: Vector = raised / raised.sum(axis=1, keepdims=True)
    return result


def _dropped(rows: Vector, share: float, random: np.random.Generator) -> Vector:
    kept = random.random(rows.shape, dtype=np.float32) >= share
    result: Vector = rows * kept / np.float32(1 - share)
    return result


def read_concepts(data: Path) -> tuple[list[str], list[Concept]]:
    """Return the distinct names of all licensed occupations, and the concepts over them."""
    entries = sources.esco_names(data, "occupations")
    entries += sources.onet_names(data) + sources.csco_names(data)
    row_of: dict[str, int] = {}
    concepts = []
    for entry in entries:
        cleaned = dict.fromkeys(title_text.clean(name) for name in entry.names)
        names = list(cleaned)[:_NAMES_A_CONCEPT]
        rows = tuple(row_of.setdefault(name, len(row_of)) for name in names)
        concepts.append(Concept(entry.source, entry.group, rows))
    return list(row_of), concepts


def vectors_of(names: Sequence[str], models: Path) -> Vector:
    """Return both encoders' vectors side by side, float32 of shape (n, 896)."""
    use = UseEncoder(centring.load("use", UseEncoder.dim))
    tables = [
        encoder.encode(names, kind="query", progress=_show)
        for encoder in (load_encoder(models), use)
    ]
    return np.concatenate(tables, axis=1)


def held_out_precision(weights: Vector, vectors: Vector, concepts: Sequence[Concept]) -> float:
    """Return the mean average precision of finding a held-out occupation's other names.

    The query is each concept's last name, so that preferred names do not make it easy.
    """
    kept = [concept for concept in concepts if concept.held_out and len(concept.rows) > 1]
    turned, _ = _turned(vectors, weights)
    rows = np.array([row for concept in kept for row in concept.rows[:-1]])
    owner = np.repeat(np.arange(len(kept)), [len(concept.rows) - 1 for concept in kept])
    found = []
    for number, concept in enumerate(kept):
        order = np.argsort(-(turned[rows] @ turned[concept.rows[-1]]))
        ranks = np.flatnonzero(owner[order] == number) + 1
        found.append(float((np.arange(1, len(ranks) + 1) / ranks).mean()))
    return float(np.mean(found))


def _show(done: int, total: int) -> None:
    sys.stderr.write(f"\r{done}/{total}" + ("\n" if done == total else ""))


def main() -> None:
    """Learn, write and record the head and the rarities."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the shared data sets")
    parser.add_argument("--models", type=Path, default=Path(sys.prefix) / "share/trm/models")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--held-out", action="store_true", help="leave groups out and measure")
    arguments = parser.parse_args()
    names, concepts = read_concepts(arguments.data)
    vectors = vectors_of(names, arguments.models)
    learned_on = [one for one in concepts if not (arguments.held_out and one.held_out)]
    weights = learn(vectors, learned_on, Settings(), seed=arguments.seed)
    if arguments.held_out:
        plain = held_out_precision(np.eye(len(weights), dtype=np.float32), vectors, concepts)
        sys.stdout.write(f"held-out names, plain encoders: MAP {plain:.3f}\n")
        learned = held_out_precision(weights, vectors, concepts)
        sys.stdout.write(f"held-out names, learned head: MAP {learned:.3f}\n")
        return
    skills = [
        name for entry in sources.esco_names(arguments.data, "skills") for name in entry.names
    ]
    grams = [*names, *skills, *sources.listing_titles(arguments.data)]
    for path in (TitleHead.save(weights, files.FOLDER), char_grams.estimate(grams, files.FOLDER)):
        made = f"made by python -m trm_ml.embeddings.train_titles (seed {arguments.seed})"
        files.record(path.name, f"{sources.ATTRIBUTION}; {made}")


if __name__ == "__main__":
    main()
