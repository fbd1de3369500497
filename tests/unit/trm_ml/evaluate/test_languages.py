"""Recall across languages: who is looked for, among whom, and how the two compare."""

import numpy as np

from trm_ml.evaluate.languages import CUT, RELEVANT, recalls, report


def test_recall_counts_the_best_of_one_language_only():
    people = 80
    worth = np.array([np.linspace(1, 0, people)])
    first, last = worth[0], -worth[0]
    both = [np.concatenate([last, first])]  # the second language's CVs stand in the right order
    assert recalls(both, worth, start=people) == [1.0]
    assert recalls(both, worth, start=0) == [0.0]
    half = worth[0].copy()
    half[: RELEVANT // 2] = -1  # five of the ten best come last
    assert people > CUT + RELEVANT
    assert recalls([half], worth, start=0) == [0.5]


def test_across_is_told_against_within():
    found = {("zh", "zh"): [1.0, 1.0], ("zh", "en"): [0.5, 0.5]}
    found |= {("en", "zh"): [0.5, 0.5], ("en", "en"): [1.0, 1.0]}
    assert report(found, "x")[-1].endswith("across / within: 0.500 [0.500, 0.500]")
