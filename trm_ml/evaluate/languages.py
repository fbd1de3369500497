"""Measures matching across languages: the same invented people and jobs, in Chinese and English.

``python -m trm_ml.evaluate.languages --data DIR --models DIR``

Everybody has a Chinese and an English CV of the same truth, and every job a Chinese and an English
text. One index holds both; recall@50 is over the CVs of one language, for jobs of either.
"""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from trm_ml.embeddings import load_encoder
from trm_ml.embeddings.lexicon_vectors import LexiconVectors
from trm_ml.evaluate import ranker as evaluation
from trm_ml.evaluate.bootstrap import mean_interval
from trm_ml.extract.lexicon import Lexicon
from trm_ml.features import FEATURES
from trm_ml.features.knowledge import knowledge
from trm_ml.features.people import PeopleColumns
from trm_ml.features.position import Preparer
from trm_ml.ranking import invention
from trm_ml.ranking.author import Author, Job, drawn
from trm_ml.ranking.invention import Invented
from trm_ml.ranking.model import LightGbmRanker
from trm_ml.ranking.taxonomy import Role, apart, roles
from trm_ml.ranking.trial import Trial
from trm_ml.ranking.truth import Person, utility

LANGUAGES = ("zh", "en")
NAMES = tuple(feature.name for feature in FEATURES)
CUT, RELEVANT = 50, 10
FEWEST = 5
SEED = 23
Scores = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Bilingual:
    """Jobs and people of one truth in two languages; ``worth`` float64 (jobs, people)."""

    jobs: dict[str, list[Job]]
    people: dict[str, list[Invented]]
    worth: Scores


def named_in_both(lexicon: Lexicon, role: Role) -> Role:
    """Return an occupation with the skills only that have a Chinese name."""
    chinese = lexicon.skills.zh
    return replace(
        role,
        essential=tuple(row for row in role.essential if chinese[row]),
        optional=tuple(row for row in role.optional if chinese[row]),
        tools=tuple(row for row in role.tools if chinese[row]),
    )


def bilingual(author: Author, held: Sequence[Role], *, jobs: int, people: int) -> Bilingual:
    """Invent people and jobs of occupations that no training saw, and write each twice."""
    words = np.random.default_rng([SEED, 1])
    able = [named_in_both(author.lexicon, role) for role in held if role.titles_zh]
    able = [one for one in able if len(one.essential + one.optional + one.tools) >= FEWEST]
    asked = [(role, invention.ad(role, words)) for role in drawn(able, jobs, words)]
    truths = [
        invention.person(able[int(words.integers(len(able)))], [], words) for _ in range(people)
    ]
    for _, job in asked:
        truths += [invention.suited(one, job, words) for one in drawn(truths[:people], 2, words)]
    written: dict[str, list[Invented]] = {language: [] for language in LANGUAGES}
    for truth in truths:
        for language in LANGUAGES:
            written[language].append(_cv(author, language, truth, words))
    worth = [[utility(job, truth) for truth in truths] for _, job in asked]
    told = {
        language: [author.job_in(language, role, job, words) for role, job in asked]
        for language in LANGUAGES
    }
    return Bilingual(told, written, np.asarray(worth))


def recalls(scores: Sequence[Scores], worth: Scores, start: int) -> list[float]:
    """Return recall@50 a job of the ten best of one language, among the CVs of that language."""
    found: list[float] = []
    for given, true in zip(scores, worth, strict=True):
        here = given[start : start + len(true)]
        best = set(np.argsort(-true, kind="stable")[:RELEVANT].tolist())
        first = np.argsort(-here, kind="stable")[:CUT]
        found.append(len(best.intersection(first.tolist())) / len(best))
    return found


def report(found: dict[tuple[str, str], list[float]], name: str) -> list[str]:
    """Return the lines of one system: each pair of languages, then across over within."""
    lines = [
        f"{name:10} {job} job, {cv} CV: {mean_interval(values, seed=SEED)}"
        for (job, cv), values in found.items()
    ]
    same = np.mean([found["zh", "zh"], found["en", "en"]], axis=0)
    cross = np.mean([found["zh", "en"], found["en", "zh"]], axis=0)
    rng = np.random.default_rng(SEED)
    picks = rng.integers(0, len(same), (2000, len(same)))
    ratios = cross[picks].mean(axis=1) / same[picks].mean(axis=1)
    low, high = np.quantile(ratios, [0.025, 0.975])
    ratio = cross.mean() / same.mean()
    return [*lines, f"{name:10} across / within: {ratio:.3f} [{low:.3f}, {high:.3f}]"]


def measure(data: Path, models: Path, *, jobs: int, people: int) -> list[str]:
    """Return the lines of every system."""
    lexicon, encoder = Lexicon.load(), load_encoder(models)
    vectors = LexiconVectors.load(models, lexicon, encoder)
    preparer = Preparer(knowledge(lexicon, vectors, encoder))
    _, held = apart(roles(data, lexicon), 0.2)
    made = bilingual(Author(data, lexicon), held, jobs=jobs, people=people)
    everybody = [one for language in LANGUAGES for one in made.people[language]]
    columns = PeopleColumns.build((one.candidate for one in everybody), lexicon)
    found: dict[str, dict[tuple[str, str], list[float]]] = {}
    for language in LANGUAGES:
        asked, empty = made.jobs[language], np.zeros((len(made.worth), 0))
        trial = Trial(tuple(asked), tuple(everybody), columns, made.worth, (), columns, empty)
        rows = evaluation.rows_of(trial, preparer)
        systems = {"ranker": evaluation.ranked(LightGbmRanker.open(), rows, NAMES)}
        systems |= evaluation.parts(
            [f"{job.position.title}\n{job.position.text}" for job in asked],
            [one.text for one in everybody],
            encoder,
        )
        for name, scores in systems.items():
            for at, cv in enumerate(LANGUAGES):
                start = at * made.worth.shape[1]
                pair = recalls(scores, made.worth, start)
                found.setdefault(name, {})[language, cv] = pair
    head = f"{len(made.worth)} jobs, {made.worth.shape[1]} people, each in two languages"
    return [head, *(line for name, pairs in found.items() for line in report(pairs, name))]


def _cv(author: Author, language: str, truth: Person, words: np.random.Generator) -> Invented:
    return author.read_in(language, truth, author.titles(truth, words), words)


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description="Matching across languages, on invented people.")
    parser.add_argument("--data", type=Path, required=True, help="the public data sets")
    parser.add_argument("--models", type=Path, required=True, help="the converted encoders")
    parser.add_argument("--jobs", type=int, default=40)
    parser.add_argument("--people", type=int, default=150)
    asked = parser.parse_args()
    for line in measure(asked.data, asked.models, jobs=asked.jobs, people=asked.people):
        sys.stdout.write(line + "\n")


if __name__ == "__main__":
    main()
