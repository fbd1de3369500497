"""The lexicon's vectors: right rows, kept, resumed, checked."""

from dataclasses import dataclass, replace

import numpy as np
import pytest

from trm_ml.embeddings.encoder import encode_side_by_side, unit
from trm_ml.embeddings.files import ModelMissing
from trm_ml.embeddings.lexicon_vectors import LexiconVectors


class CountingEncoder:
    """Hashes a text to a vector, counts the texts, and dies after a number of them."""

    dim = 6

    def __init__(self, name="one", dies_after=10**9):
        self.id, self.dies_after, self.seen = name, dies_after, 0

    def encode_one(self, text, *, kind):
        assert kind == "query"
        self.seen += 1
        if self.seen > self.dies_after:
            raise KeyboardInterrupt
        if not text:
            return np.zeros(self.dim, np.float32)
        seed = np.frombuffer(text.encode().ljust(8)[:8], np.uint64)[0]
        return unit(np.random.default_rng(seed).normal(size=self.dim).astype(np.float32))

    def encode(self, texts, *, kind, progress=None, workers=None):
        return encode_side_by_side(
            lambda text: self.encode_one(text, kind=kind), texts, dim=self.dim, workers=1
        )


@dataclass(frozen=True)
class Labels:
    en: tuple[str, ...]
    zh: tuple[str, ...]


@dataclass(frozen=True)
class Lexicon:
    skills: Labels
    occupations: Labels


LEXICON = Lexicon(
    Labels(
        tuple(f"s{n} en" for n in range(900)),
        tuple(f"s{n} 技" if n % 3 else "" for n in range(900)),
    ),
    Labels(("nurse", ""), ("护士", "厨师")),
)


def test_rows_are_the_unit_means_of_their_names(tmp_path):
    encoder = CountingEncoder()
    told = []
    vectors = LexiconVectors.load(
        tmp_path, LEXICON, encoder, progress=lambda *pair: told.append(pair)
    )
    assert vectors.skills.shape == (900, 6)
    assert vectors.skills.dtype == np.float16
    expected = unit(
        encoder.encode_one("s7 en", kind="query") + encoder.encode_one("s7 技", kind="query")
    )
    assert np.allclose(vectors.skills[7], expected, atol=2e-3)
    assert np.allclose(vectors.skills[6], encoder.encode_one("s6 en", kind="query"), atol=2e-3)
    assert np.allclose(vectors.occupations[1], encoder.encode_one("厨师", kind="query"), atol=2e-3)
    assert told[-1][0] == told[-1][1]


def test_they_are_computed_once_and_anew_for_another_name_or_encoder(tmp_path):
    first = LexiconVectors.load(tmp_path, LEXICON, CountingEncoder())
    again = CountingEncoder()
    second = LexiconVectors.load(tmp_path, LEXICON, again)
    assert again.seen == 0
    assert first.id == second.id
    assert np.array_equal(first.skills, second.skills)
    other = CountingEncoder("two")
    assert LexiconVectors.load(tmp_path, LEXICON, other).id != first.id
    renamed = replace(LEXICON, occupations=Labels(("nurse", "cook"), ("护士", "厨师")))
    assert LexiconVectors.load(tmp_path, renamed, CountingEncoder()).id != first.id


def test_a_killed_run_goes_on_where_it_stopped(tmp_path):
    with pytest.raises(KeyboardInterrupt):
        LexiconVectors.load(tmp_path, LEXICON, CountingEncoder(dies_after=1100))
    resumed = CountingEncoder()
    vectors = LexiconVectors.load(tmp_path, LEXICON, resumed)
    whole = LexiconVectors.load(tmp_path / "other", LEXICON, CountingEncoder())
    assert 0 < resumed.seen < 1504 - 1000
    assert np.array_equal(vectors.skills, whole.skills)
    assert list(tmp_path.glob(".*.partial")) == []


def test_damage_is_named(tmp_path):
    folder = tmp_path / LexiconVectors.load(tmp_path, LEXICON, CountingEncoder()).id
    (folder / "skills.npy").write_bytes(b"x")
    with pytest.raises(ModelMissing, match=r"skills\.npy is damaged"):
        LexiconVectors.load(tmp_path, LEXICON, CountingEncoder())
