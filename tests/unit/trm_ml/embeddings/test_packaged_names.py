"""The packaged vectors of names: found by text, close to what the encoder says."""

from pathlib import Path

import numpy as np

from trm_ml.embeddings import load_encoder, packaged_names
from trm_ml.embeddings.lexicon_vectors import names_of, vectors_of
from trm_ml.embeddings.packaged_names import PackagedNames
from trm_ml.extract.lexicon import Lexicon


def test_every_name_of_the_lexicon_is_packaged(model_dir: Path):
    known = packaged_names.packaged()
    assert known.encoder_id == load_encoder(model_dir).id
    assert (known.find(names_of(Lexicon.load())) >= 0).all()


def test_a_packaged_vector_is_close_to_the_embedded_one(model_dir: Path):
    encoder, known = load_encoder(model_dir), packaged_names.packaged()
    names = ["Python", "护士", "machine learning", "会计", "C++"]
    rows = known.find(names)
    assert (rows >= 0).all()
    cosines = (known.vectors(rows) * encoder.encode(names, kind="query")).sum(axis=1)
    assert cosines.min() > 0.999  # the packaged ones were made on another processor


class Counting:
    """Gives every text the same vector and counts the texts."""

    id, dim = "counting", 3

    def __init__(self) -> None:
        self.seen: list[str] = []

    def encode(self, texts, *, kind, progress=None, workers=None):
        self.seen += texts
        return np.tile(np.array([0.6, 0.8, 0.0], np.float32), (len(texts), 1))


def test_only_new_names_are_embedded():
    encoder = Counting()
    table = packaged_names.packed("counting", ["b", "a"], np.eye(3, dtype=np.float32)[:2])
    known = PackagedNames(str(table["encoder_id"]), table["keys"], table["codes"])
    vectors = vectors_of(["a", "new", "b"], encoder, known)
    assert encoder.seen == ["new"]
    assert np.allclose(vectors, [[0, 1, 0], [0.6, 0.8, 0], [1, 0, 0]])


def test_the_table_of_another_encoder_is_not_used():
    encoder = Counting()
    table = packaged_names.packed("another", ["a"], np.eye(3, dtype=np.float32)[:1])
    known = PackagedNames(str(table["encoder_id"]), table["keys"], table["codes"])
    vectors_of(["a"], encoder, known)
    assert encoder.seen == ["a"]


def test_a_blank_name_has_no_direction():
    table = packaged_names.packed("e", ["", "a"], np.array([[0, 0], [3, 4]], np.float32) / 5)
    known = PackagedNames("e", table["keys"], table["codes"])
    assert np.allclose(known.vectors(known.find(["", "a"])), [[0, 0], [0.6, 0.8]], atol=0.01)
