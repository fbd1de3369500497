"""Fitting a `SpanTagger` to examples."""

import json
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass, replace
from hashlib import sha256
from pathlib import Path

import pycrfsuite  # type: ignore[import-untyped]

from core.errors import Unusable
from trm_ml.extract.chain import LinearChain
from trm_ml.extract.tagging import (
    FORMAT,
    Hints,
    SpanTagger,
    Tag,
    features_of,
    marks_of,
    pieces_of,
    tokens_of,
)


@dataclass(frozen=True, slots=True)
class Example:
    """A text with the spans somebody marked in it."""

    text: str
    tags: tuple[Tag, ...]


@dataclass(frozen=True, slots=True)
class Fitting:
    """How hard to fit: CRFsuite's L1 and L2 weights, the most rounds, and the chain's leaning."""

    l1: float = 0.1
    l2: float = 0.02
    rounds: int = 100
    leaning: float = 0.0


DEFAULT = Fitting()


def fingerprint(examples: Iterable[Example], fitting: Fitting = DEFAULT) -> str:
    """Return a hash of everything a fitted tagger depends on, to find it again by."""
    told = [[example.text, [list(tag) for tag in example.tags]] for example in examples]
    about = [FORMAT, *astuple(fitting), told]
    return sha256(json.dumps(about, ensure_ascii=False).encode()).hexdigest()


def fit(
    examples: Sequence[Example],
    *,
    hints: Hints | None = None,
    fitting: Fitting = DEFAULT,
    identity: str = "",
) -> SpanTagger:
    """Fit a tagger; the same examples give the same tagger.

    Raises:
        Unusable: no example has a span.
    """
    names = {(tag.label, tag.kind) for example in examples for tag in example.tags}
    if not names:
        raise Unusable("The examples hold no span to learn from.")
    lines = [
        (piece, offset, example)
        for example in examples
        for piece, offset in pieces_of(example.text)
    ]
    tokens = [tokens_of(piece) for piece, _, _ in lines]
    features = [
        pycrfsuite.ItemSequence(features_of(piece, cut, hints))
        for (piece, _, _), cut in zip(lines, tokens, strict=True)
    ]
    layers = {}
    for layer, members in layers_of(examples).items():
        trainer = pycrfsuite.Trainer(verbose=False)
        for (piece, offset, example), cut, seen in zip(lines, tokens, features, strict=True):
            trainer.append(seen, marks_of(_inside(example, members, offset, len(piece)), cut))
        layers[layer] = _trained(trainer, fitting)
    return SpanTagger(layers, hints, identity or fingerprint(examples, fitting))


def layers_of(examples: Sequence[Example]) -> Mapping[str, set[tuple[str, str]]]:
    """Put labels (with their kinds) into layers, so that nothing in a layer overlaps."""
    clashes = set()
    for example in examples:
        tags = sorted(example.tags)
        for index, tag in enumerate(tags):
            for other in tags[index + 1 :]:
                if other.start >= tag.end:
                    break
                clashes.add(frozenset((tag[2:], other[2:])))
    layers: list[set[tuple[str, str]]] = []
    for name in sorted({(tag.label, tag.kind) for example in examples for tag in example.tags}):
        home = next(
            (
                layer
                for layer in layers
                if not any(frozenset((name, member)) in clashes for member in layer)
            ),
            None,
        )
        if home is None:
            layers.append({name})
        else:
            home.add(name)
    return {"+".join(sorted("/".join(name) for name in layer)): layer for layer in layers}


def _inside(example: Example, members: set[tuple[str, str]], offset: int, length: int) -> list[Tag]:
    return [
        tag._replace(start=tag.start - offset, end=tag.end - offset)
        for tag in example.tags
        if tag[2:] in members and offset <= tag.start and tag.end <= offset + length
    ]


def _trained(trainer: pycrfsuite.Trainer, fitting: Fitting) -> LinearChain:
    trainer.set_params(
        {
            "c1": fitting.l1,
            "c2": fitting.l2,
            "max_iterations": fitting.rounds,
            "feature.possible_transitions": True,
        }
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model"
        trainer.train(str(path))
        tagger = pycrfsuite.Tagger()
        tagger.open(str(path))
        learned = tagger.info()
    chain = LinearChain.learned(tagger.labels(), learned.state_features, learned.transitions)
    return replace(chain, leaning=fitting.leaning)
