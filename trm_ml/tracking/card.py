"""The model card of a ranker, in Chinese and in English, written from the run's own figures."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from importlib import resources
from typing import Any

ATTRIBUTIONS = (
    "ESCO v1.1.1 © European Union",
    "O*NET 29.2, US Department of Labor, CC BY 4.0",
    "SkillSpan, Zhang et al. 2022, MIT",
    "JobSpider 51job listing, MIT",
    "zhilian-51job-analysis, Apache-2.0",
)


@dataclass(frozen=True, slots=True)
class Figures:
    """What a card reports; ``ndcg`` and ``lead`` are printed intervals by system."""

    version: str
    trained_on: str
    data: Mapping[str, Any]
    parameters: Mapping[str, Any]
    features: int
    ndcg: Mapping[str, str]
    lead: Mapping[str, str]
    pairs: Mapping[str, float]
    pairs_without_taxonomy: Mapping[str, float]
    monotone_tried: int
    monotone_breaks: int
    additivity_gap: float
    ms_a_thousand: float


def cards(figures: Figures) -> dict[str, str]:
    """Return the card by language; the gate looks for each of its sections."""
    return {"en": _card(figures, "en"), "zh": _card(figures, "zh")}


def _card(it: Figures, language: str) -> str:
    template = resources.files("trm_ml.tracking") / "data" / f"card.{language}.md"
    counts = it.data["sources"].items()
    between, joint = ("; ", ", ") if language == "en" else ("；", "、")
    values: dict[str, Any] = {field.name: getattr(it, field.name) for field in fields(it)}
    values |= {
        "trees": it.parameters["trees"],
        "depth": it.parameters["max_depth"],
        "seed": it.parameters["seed"],
        "rows": it.data["rows"],
        "groups": it.data["groups"],
        "sha256": it.data["sha256"][:16],
        "sources": joint.join(f"{name} ({count})" for name, count in counts),
        "attributions": between.join(ATTRIBUTIONS),
        "table": _table(it),
        "pairs": _shares(it.pairs, joint),
        "pairs_without_taxonomy": _shares(it.pairs_without_taxonomy, joint),
    }
    return template.read_text(encoding="utf-8").format_map(values)


def _table(it: Figures) -> str:
    rows = [f"| {name} | {value} | {it.lead.get(name, '—')} |" for name, value in it.ndcg.items()]
    return "\n".join(rows)


def _shares(shares: Mapping[str, float], joint: str) -> str:
    return joint.join(f"{name} {share:.1%}" for name, share in shares.items())
