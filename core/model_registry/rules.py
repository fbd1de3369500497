"""What a model must show before it may serve: every unmet demand is a reason."""

from collections.abc import Mapping
from dataclasses import dataclass

WORST_LOSS = -0.005  # nDCG@10; the lower bound of the paired difference to the champion
CARD_SECTIONS = {
    "en": ("Data", "Labels", "Figures", "Limits", "Intended use"),
    "zh": ("数据", "标签", "指标", "局限", "用途"),
}


@dataclass(frozen=True, slots=True)
class Checks:
    """What was measured of a candidate.

    ``loss_bound`` is the lower bound of its nDCG@10 minus the champion's, paired by query, ``None``
    if the two were not measured on the same queries. ``pairs_right`` is the share of hand-made
    pairs by language. ``ms_a_thousand`` is the time to score 1,000 people.
    """

    files_match: bool
    signed: bool
    loss_bound: float | None
    additivity_gap: float
    monotone_breaks: int
    pairs_right: Mapping[str, float]
    ms_a_thousand: float
    cards: Mapping[str, str]


FEWEST_PAIRS_RIGHT = 0.98
WIDEST_GAP = 1e-9
SLOWEST_MS = 60.0


def red(checks: Checks) -> list[str]:
    """Return every reason against promotion, none if the gate is green."""
    demands = (
        (
            checks.files_match,
            "the files are not the ones that were registered: the checksum differs",
        ),
        (checks.signed, "the signature of the registry entry is not ours"),
        (
            checks.additivity_gap <= WIDEST_GAP,
            f"contributions miss the score by {checks.additivity_gap:.2g}",
        ),
        (
            checks.monotone_breaks == 0,
            f"{checks.monotone_breaks} scores fell when something true was added",
        ),
        (
            checks.ms_a_thousand <= SLOWEST_MS,
            f"scoring 1,000 people took {checks.ms_a_thousand:.0f} ms, at most 60 allowed",
        ),
    )
    found = [reason for met, reason in demands if not met]
    return found + _ranks_worse(checks) + _pairs_wrong(checks) + missing_sections(checks.cards)


def _ranks_worse(checks: Checks) -> list[str]:
    if checks.loss_bound is None:
        return ["nDCG@10 was not measured on the champion's queries: evaluate it first"]
    if checks.loss_bound > WORST_LOSS:
        return []
    return [
        f"nDCG@10 may be worse than the champion's: lower bound {checks.loss_bound:+.4f},"
        f" allowed above {WORST_LOSS}"
    ]


def _pairs_wrong(checks: Checks) -> list[str]:
    return [
        f"{checks.pairs_right.get(language, 0.0):.1%} of the hand-made pairs in {language} are"
        f" right, at least {FEWEST_PAIRS_RIGHT:.0%} are asked"
        for language in CARD_SECTIONS
        if checks.pairs_right.get(language, 0.0) < FEWEST_PAIRS_RIGHT
    ]


def missing_sections(cards: Mapping[str, str]) -> list[str]:
    """Return a reason for each section that a model card lacks."""
    found: list[str] = []
    for language, sections in CARD_SECTIONS.items():
        card = cards.get(language, "")
        lacking = [section for section in sections if f"## {section}\n" not in card]
        if lacking:
            found.append(f"the model card in {language} lacks {', '.join(lacking)}")
    return found
