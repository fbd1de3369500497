"""A small sequence tagger: tokens in, labelled spans out; learned from examples, saved as files.

Linear-chain conditional random fields (CRFsuite) over words, Chinese characters, their neighbours,
word clusters and what the lexicon and the rules see there. One field a layer: labels that overlap
in the examples are learned apart.
"""

import gzip
import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import NamedTuple

from core.errors import Unavailable
from trm_ml.extract.chain import LinearChain
from trm_ml.extract.folding import CJK, DATA, plain, stem

FORMAT = 1
MANIFEST = "tagger.json"
_TOKEN = re.compile(rf"[{CJK}]|[^\s{CJK}]+")
_EDGE = re.compile(r"^(?P<lead>[^\w#+.]*)(?P<core>.*?)(?P<trail>[^\w#+]*)$", re.DOTALL)
_CJK = re.compile(f"[{CJK}]")
Hints = Callable[[str], Iterable[tuple[int, int, str]]]


class Tag(NamedTuple):
    """A labelled span; ``kind`` is empty unless the examples give one."""

    start: int
    end: int
    label: str
    kind: str = ""


class Token(NamedTuple):
    """A word or a Chinese character, with its offsets."""

    text: str
    start: int
    end: int


class TaggerBroken(Unavailable):
    """A saved tagger is missing, from another version, or not what was saved."""

    code = "tagger-broken"


def tokens_of(text: str) -> list[Token]:
    """Cut a text at blanks, around Chinese characters, and off the signs at the edge of words."""
    tokens: list[Token] = []
    for chunk in _TOKEN.finditer(text):
        start = chunk.start()
        edges = _EDGE.match(chunk.group())
        assert edges is not None
        for sign in edges.group("lead"):
            tokens.append(Token(sign, start, start + 1))
            start += 1
        core = edges.group("core")
        if core:
            tokens.append(Token(core, start, start + len(core)))
        start += len(core)
        for sign in edges.group("trail"):
            tokens.append(Token(sign, start, start + 1))
            start += 1
    return tokens


def pieces_of(text: str) -> list[tuple[str, int]]:
    """Cut a long text into lines, each with its offset: what the tagger sees at a time."""
    pieces, position = [], 0
    for line in text.split("\n"):
        if line.strip():
            pieces.append((line, position))
        position += len(line) + 1
    return pieces


@dataclass(frozen=True)
class SpanTagger:
    """A fitted tagger: layer name → chain of labels; layers may overlap one another."""

    layers: Mapping[str, LinearChain]
    hints: Hints | None = None
    identity: str = ""

    def tag(self, text: str) -> list[Tag]:
        """Return the spans of a text, by start; spans of one label and kind never overlap."""
        found: list[Tag] = []
        for piece, offset in pieces_of(text):
            tokens = tokens_of(piece)
            features = features_of(piece, tokens, self.hints)
            for chain in self.layers.values():
                found += [
                    tag._replace(start=tag.start + offset, end=tag.end + offset)
                    for tag in spans_of(chain.mark(features), tokens)
                ]
        return sorted(found)

    def save(self, folder: Path) -> None:
        """Write the layers and a manifest with their checksums."""
        folder.mkdir(parents=True, exist_ok=True)
        files = {}
        for number, (layer, chain) in enumerate(sorted(self.layers.items())):
            name, raw = f"layer{number}.npz", chain.packed()
            (folder / name).write_bytes(raw)
            files[name] = {"layer": layer, "sha256": hashlib.sha256(raw).hexdigest()}
        about = {"format": FORMAT, "identity": self.identity, "files": files}
        told = json.dumps(about, ensure_ascii=False, indent=1)
        (folder / MANIFEST).write_text(told + "\n", encoding="utf-8")

    @classmethod
    def load(cls, folder: Traversable, hints: Hints | None = None) -> "SpanTagger":
        """Open what `save` wrote.

        Raises:
            TaggerBroken: a file is missing, of another format, or its checksum is wrong.
        """
        try:
            told = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
            if told["format"] != FORMAT:
                raise TaggerBroken(f"The tagger in {folder} is of another format; fit it again.")
            layers = {}
            for name, about in told["files"].items():
                raw = (folder / Path(name).name).read_bytes()
                if hashlib.sha256(raw).hexdigest() != about["sha256"]:
                    raise TaggerBroken(f"The checksum of {folder / name} is wrong; fit it again.")
                layers[about["layer"]] = LinearChain.unpacked(raw)
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise TaggerBroken(f"There is no readable tagger in {folder}: {error}.") from error
        return cls(layers, hints, told.get("identity", ""))


def spans_of(marks: Sequence[str], tokens: Sequence[Token]) -> list[Tag]:
    """Join ``B-``/``I-`` marks into spans; an ``I-`` without a beginning begins one."""
    found: list[Tag] = []
    for mark, token in zip(marks, tokens, strict=True):
        if mark == "O":
            continue
        name = mark[2:]
        label, _, kind = name.partition("/")
        last = found[-1] if found else None
        follows = last is not None and (last.label, last.kind) == (label, kind)
        adjacent = last is not None and _index_adjacent(last.end, token, tokens)
        if mark[0] == "I" and last is not None and follows and adjacent:
            found[-1] = last._replace(end=token.end)
        else:
            found.append(Tag(token.start, token.end, label, kind))
    return found


def _index_adjacent(end: int, token: Token, tokens: Sequence[Token]) -> bool:
    """Tell whether no other token lies between an end and a token."""
    return not any(end <= other.start < token.start for other in tokens)


def marks_of(tags: Iterable[Tag], tokens: Sequence[Token]) -> list[str]:
    """Write spans as a mark a token; a span that cuts through a token takes the whole token."""
    marks = ["O"] * len(tokens)
    for tag in sorted(tags):
        name = f"{tag.label}/{tag.kind}" if tag.kind else tag.label
        begin = "B-"
        for index, token in enumerate(tokens):
            if token.start < tag.end and token.end > tag.start and marks[index] == "O":
                marks[index] = begin + name
                begin = "I-"
    return marks


@lru_cache(maxsize=1)
def _clusters() -> dict[str, tuple[str, ...]]:
    packed = DATA / "clusters.txt.gz"
    if not packed.is_file():
        return {}
    lines = gzip.decompress(packed.read_bytes()).decode().splitlines()
    return {word: tuple(rest) for word, *rest in (line.split() for line in lines)}


def _shape(word: str) -> str:
    shape = re.sub(r"[A-Z]", "X", re.sub(r"[a-z]", "x", re.sub(r"\d", "9", word)))
    return re.sub(r"(.)\1{2,}", r"\1\1", shape)[:8]


def features_of(text: str, tokens: Sequence[Token], hints: Hints | None) -> list[list[str]]:
    """Return the features of each token of a line."""
    words = [plain(token.text).lower() for token in tokens]
    seen = _hint_marks(text, tokens, hints)
    own = [_own_features(token.text, word) for token, word in zip(tokens, words, strict=True)]
    return [_window(index, words, own, seen) for index in range(len(tokens))]


def _hint_marks(text: str, tokens: Sequence[Token], hints: Hints | None) -> list[tuple[str, ...]]:
    marks: list[tuple[str, ...]] = [()] * len(tokens)
    for start, end, name in hints(text) if hints else ():
        begin = "B"
        for index, token in enumerate(tokens):
            if token.start < end and token.end > start:
                marks[index] = (*marks[index], f"{begin}:{name}")
                begin = "I"
    return marks


def _own_features(text: str, word: str) -> list[str]:
    if _CJK.match(word):
        return []
    features = [f"s={stem(word)}", f"p={word[:3]}", f"e={word[-3:]}", f"e2={word[-2:]}"]
    features.append(f"sh={_shape(text)}")
    features += [f"k{size}={name}" for size, name in enumerate(_clusters().get(word, ()))]
    return features


def _window(
    at: int, words: Sequence[str], own: Sequence[list[str]], seen: Sequence[tuple[str, ...]]
) -> list[str]:
    def word(offset: int) -> str:
        index = at + offset
        return words[index] if 0 <= index < len(words) else "<s>" if index < 0 else "</s>"

    features = ["b", *own[at], *(f"h={mark}" for mark in seen[at])]
    features += [f"{offset}={word(offset)}" for offset in range(-3, 4)]
    features += [
        f"-1|0={word(-1)}|{word(0)}",
        f"0|1={word(0)}|{word(1)}",
        f"-1|1={word(-1)}|{word(1)}",
        f"-2|-1={word(-2)}|{word(-1)}",
        f"1|2={word(1)}|{word(2)}",
    ]
    for offset in (-2, -1, 1, 2):
        index = at + offset
        if 0 <= index < len(words):
            features += [f"{offset}{name}" for name in own[index] if name[0] in "kes"]
            features += [f"{offset}h={mark}" for mark in seen[index]]
    return features
