import json

import numpy as np
import pytest

from trm_ml.evaluate.ranker import Pair, bm25, load_pairs, right


def test_bm25_prefers_rare_words_and_short_texts():
    documents = ["java java java spring", "java 开发", "护士 护理", "java " + "filler " * 40]
    scores = bm25(["java spring", "护理"], documents)
    assert scores[0].argmax() == 0
    assert scores[0][1] > scores[0][3] > scores[0][2] == 0
    assert scores[1].argmax() == 2


def test_bm25_of_nothing():
    assert bm25(["java"], ["", ""])[0].tolist() == [0, 0]
    assert bm25([""], ["java"])[0].tolist() == [0]


PAIR = Pair("zh-1", "skill", "Java", "Java开发", "better", "worse")


@pytest.mark.parametrize(
    ("scores", "share"), [((2.0, 1.0), 1.0), ((1.0, 1.0), 0.0), ((0.0, 1.0), 0.0)]
)
def test_a_pair_is_right_only_if_the_better_scores_strictly_higher(scores, share):
    found, wrong = right([PAIR], lambda _: scores)
    assert found == share
    assert wrong == ([] if share else ["zh-1"])


def test_pairs_are_read_line_by_line(tmp_path):
    row = {
        **{name: getattr(PAIR, name) for name in ("id", "axis", "title", "job", "better", "worse")},
        "why": "x",
    }
    (tmp_path / "p.jsonl").write_text(
        json.dumps(row, ensure_ascii=False) + "\n\n", encoding="utf-8"
    )
    assert load_pairs(tmp_path / "p.jsonl") == [PAIR]


def test_ndcg_uses_five_grades():
    from trm_ml.evaluate.ranker import ndcg

    utilities = np.array([[0.9, 0.1, 0.5], [0.0, 0.0, 1.0]])
    best, worst = ndcg(utilities, [np.array([3.0, 1.0, 2.0]), np.array([3.0, 2.0, 1.0])])
    assert best == 1.0
    assert worst == pytest.approx(0.5)
