"""What ``trm file rank`` compares, and how: job titles, sentences with skill names, plain text."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from trm_ml.embeddings import title_text
from trm_ml.embeddings.char_grams import CharGrams
from trm_ml.embeddings.encoder import Encoder, Progress, Vector
from trm_ml.embeddings.pairs import Side, Weights
from trm_ml.embeddings.title_encoder import TitleEncoder
from trm_ml.embeddings.two_encoders import TwoEncoders

RankKind = Literal["title", "skill", "text"]
Embed = Callable[[Sequence[str], Progress | None], Vector]


@dataclass(frozen=True)
class Comparison:
    """How one kind turns entries into sides, and what counts how much.

    Attributes:
        id: the kind and the encoder.
        embed: names to unit vectors, float32 of shape (n, dim).
        variants: a document's name to the forms in which it is compared.
        parts: a query's text to the forms and pieces in which it is compared.
        weights: how much each likeness counts.
    """

    id: str
    embed: Embed
    variants: Callable[[str], list[str]]
    parts: Callable[[str], list[str]]
    weights: Weights
    grams: CharGrams

    def queries(self, texts: Sequence[str], progress: Progress | None = None) -> Side:
        """Return the side of the queries, each with its parts."""
        return self._side([self.parts(text) for text in texts], progress)

    def documents(self, names: Sequence[Sequence[str]], progress: Progress | None = None) -> Side:
        """Return the side of the documents, each with its alternative names (at least one)."""
        return self._side(self._forms(names), progress)

    def known_documents(self, dense: Vector, names: Sequence[Sequence[str]]) -> Side:
        """Return the side of documents whose vectors an earlier `documents` computed."""
        return self._joined(dense, self._forms(names))

    def _forms(self, names: Sequence[Sequence[str]]) -> list[list[str]]:
        return [[form for name in entry for form in self.variants(name)] for entry in names]

    def _side(self, entries: Sequence[Sequence[str]], progress: Progress | None) -> Side:
        names = [name for entry in entries for name in entry]
        return self._joined(self.embed(names, progress), entries)

    def _joined(self, dense: Vector, entries: Sequence[Sequence[str]]) -> Side:
        sizes = np.fromiter((len(entry) for entry in entries), np.int64, len(entries))
        starts = np.cumsum(sizes) - sizes
        blank = [not any(name.strip() for name in entry) for entry in entries]
        grams = self.grams.matrix([name for entry in entries for name in entry])
        return Side(dense, grams, starts, np.array(blank, np.bool_))


def comparison(kind: RankKind, encoder: Encoder) -> Comparison:
    """Return how a kind compares.

    Raises:
        ModelMissing: a packaged file or the second encoder is missing or damaged.
    """
    return _KINDS[kind](encoder)


def _of_titles(encoder: Encoder) -> Comparison:
    titles = TitleEncoder.load(encoder)
    return Comparison(
        id=f"title/{titles.id}",
        embed=lambda names, progress: titles.encode(names, progress=progress),
        variants=title_text.forms,
        parts=title_text.forms,
        weights=Weights(dense=0.75, grams=0.25),
        grams=CharGrams.load(),
    )


def _of_skills(encoder: Encoder) -> Comparison:
    both = TwoEncoders.load(encoder)
    return Comparison(
        id=f"skill/{both.id}",
        embed=lambda names, progress: both.encode(names, kind="query", progress=progress),
        variants=_itself,
        parts=windows,
        weights=Weights(dense=0.6, grams=0.4),
        grams=CharGrams.load(),
    )


def _of_texts(encoder: Encoder) -> Comparison:
    return Comparison(
        id=f"text/{encoder.id}",
        embed=lambda names, progress: encoder.encode(names, kind="query", progress=progress),
        variants=_itself,
        parts=_itself,
        weights=Weights(dense=1.0, grams=0.0),
        grams=CharGrams.load(),
    )


def _itself(name: str) -> list[str]:
    return [name]


_KINDS: dict[RankKind, Callable[[Encoder], Comparison]] = {
    "title": _of_titles,
    "skill": _of_skills,
    "text": _of_texts,
}

_WORD = re.compile("[\u3400-\u9fff]|[^\\W_]+(?:[-'.&/][^\\W_]+|[+#]+)*|[^\\w\\s]", re.UNICODE)
_STOP = re.compile(r"[,;:.!?()\[\]|•·,;:。!?、()\n]")
_WIDTHS = (3, 6)
_MOST_WINDOWS = 60


def windows(sentence: str) -> list[str]:
    """Return a sentence and its pieces of three and six words, none across a stop.

    Example:
        >>> windows("Know Java, Spring and unit testing.")
        ['Know Java, Spring and unit testing.', 'Know Java', 'Spring and unit', 'and unit testing']
    """
    found = [sentence]
    for clause in _clauses(sentence):
        for width in _WIDTHS:
            steps = max(1, len(clause) - width + 1)
            if width > min(_WIDTHS) and len(clause) < width:
                continue
            spans = (clause[start : start + width] for start in range(steps))
            found += [sentence[span[0][0] : span[-1][1]] for span in spans]
    return list(dict.fromkeys(found))[: _MOST_WINDOWS + 1]


def _clauses(sentence: str) -> list[list[tuple[int, int]]]:
    clauses: list[list[tuple[int, int]]] = [[]]
    for word in _WORD.finditer(sentence):
        if _STOP.fullmatch(word.group()):
            clauses.append([])
        elif word.group()[0].isalnum():
            clauses[-1].append(word.span())
    return [clause for clause in clauses if clause]
