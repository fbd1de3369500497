"""The encoders beside the default one keep the same promises."""

import numpy as np
import pytest

from trm_ml.embeddings import load_encoder
from trm_ml.embeddings.files import ModelMissing
from trm_ml.embeddings.title_encoder import TitleEncoder
from trm_ml.embeddings.two_encoders import TwoEncoders

TEXTS = ["软件工程师", "Software engineer (m/f/d)", "Nurse", "护士长", "😀", "Café manager"]


@pytest.fixture(scope="module", params=[TitleEncoder, TwoEncoders])
def encoder(request, model_dir):
    return request.param.load(load_encoder(model_dir))


def test_a_vector_is_bit_equal_alone_and_in_company(encoder):
    alone = np.stack([encoder.encode_one(text, kind="query") for text in TEXTS])
    assert alone.shape == (len(TEXTS), encoder.dim)
    order = [4, 0, 0, 5, 2, 1, 3]
    for workers in (1, 3):
        together = encoder.encode([TEXTS[i] for i in order], kind="query", workers=workers)
        assert np.array_equal(together, alone[order])


def test_vectors_are_unit_and_cross_languages(encoder):
    vectors = encoder.encode([*TEXTS, " "], kind="query")
    assert np.allclose(np.linalg.norm(vectors[:-1], axis=1), 1, atol=1e-5)
    assert not vectors[-1].any()
    likeness = vectors[:4] @ vectors[:4].T
    assert likeness[0, 1] > likeness[0, 2]
    assert likeness[2, 3] > likeness[2, 1]


def test_a_model_of_the_train_extra_says_how_to_get_it():
    st_encoder = pytest.importorskip("trm_ml.embeddings.st_encoder")
    try:
        import sentence_transformers  # noqa: F401
    except ImportError:
        with pytest.raises(ModelMissing, match=r"pip install 'trm\[train\]'"):
            st_encoder.SentenceTransformersEncoder("any/model")
