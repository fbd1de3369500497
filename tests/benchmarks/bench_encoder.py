"""Bulk embedding beside the bare ONNX Runtime sessions on the same token ids."""

import os
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from serving import settings, wiring
from serving.demo.people import invent
from tests.benchmarks.bench_retrieval import Row
from trm_ml.embeddings.encoder import E5Encoder

TEXTS = 120
CHARACTERS = 400


def run() -> list[Row]:
    """Measure texts a second: one short text, CVs in bulk, and the same through bare sessions."""
    parts = wiring.build(settings.load())
    encoder = parts.encoder()
    assert isinstance(encoder, E5Encoder)
    today = parts.clock.now().date()
    texts = [person.text[:CHARACTERS] for person in invent(TEXTS, seed=1, today=today)]
    encoder.encode(texts[:4], kind="passage")
    ours, floor = [], []
    for _ in range(3):
        ours.append(_seconds(lambda: encoder.encode(texts, kind="passage")))
        floor.append(_bare(encoder, texts))
    query = [
        _seconds(lambda: encoder.encode_one("高级算法工程师", kind="query")) for _ in range(30)
    ]
    return [
        Row(
            f"embedding {TEXTS} CVs of {CHARACTERS} characters",
            TEXTS / float(np.median(ours)),
            "texts/s",
            TEXTS / float(np.median(floor)),
            "a session a core, one text a call; the floor is without tokens and centring",
        ),
        Row("embedding one title", 1000 * float(np.median(query)), "ms", None, "p50"),
    ]


def _bare(encoder: E5Encoder, texts: list[str]) -> float:
    """Run the same graph on the same ids in as many threads as cores, and nothing else."""
    tokenizer = encoder._tokenizer
    fed = [[tokenizer.bos, *tokenizer.ids(f"passage: {text}"), tokenizer.eos] for text in texts]
    arrays = [np.array([ids], np.int64) for ids in fed]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return _seconds(
            lambda: list(pool.map(lambda ids: encoder._exact.run(None, {"ids": ids}), arrays))
        )


def _seconds(call: Callable[[], object]) -> float:
    started = time.perf_counter()
    call()
    return time.perf_counter() - started
