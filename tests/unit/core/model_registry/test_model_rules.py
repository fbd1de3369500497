from dataclasses import replace

import pytest

from core.model_registry.rules import CARD_SECTIONS, Checks, red

CARDS = {
    language: "".join(f"## {section}\n\ntext\n" for section in sections)
    for language, sections in CARD_SECTIONS.items()
}
GREEN = Checks(
    files_match=True,
    signed=True,
    loss_bound=-0.004,
    additivity_gap=1e-12,
    monotone_breaks=0,
    pairs_right={"zh": 0.99, "en": 0.98},
    ms_a_thousand=8.0,
    cards=CARDS,
)


def test_a_green_candidate_passes():
    assert red(GREEN) == []


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"files_match": False}, "checksum"),
        ({"signed": False}, "signature"),
        ({"loss_bound": -0.005}, "nDCG@10 may be worse"),
        ({"loss_bound": None}, "not measured"),
        ({"additivity_gap": 2e-9}, "contributions"),
        ({"monotone_breaks": 1}, "fell"),
        ({"pairs_right": {"zh": 0.97, "en": 1.0}}, "in zh"),
        ({"pairs_right": {"zh": 1.0}}, "in en"),
        ({"ms_a_thousand": 61.0}, "ms"),
        ({"cards": {"en": CARDS["en"]}}, "card in zh"),
        ({"cards": {**CARDS, "en": CARDS["en"].replace("## Labels\n", "")}}, "lacks Labels"),
        ({"cards": {**CARDS, "zh": CARDS["zh"].replace("## 局限\n", "")}}, "局限"),
    ],
)
def test_each_red_item_blocks_alone(change: dict, word: str):
    [reason] = red(replace(GREEN, **change))
    assert word in reason
