"""The model card of a ranker, in Chinese and in English, written from the run's own figures."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any

ATTRIBUTIONS = (
    "ESCO v1.1.1 © European Union",
    "O*NET 29.2, US Department of Labor, CC BY 4.0",
    "SkillSpan, Zhang et al. 2022, MIT",
    "JobSpider 51job listing, MIT",
    "zhilian-51job-analysis, Apache-2.0",
)
COUNTS = (
    "jobs",
    "people",
    "monotone_tried",
    "monotone_breaks",
    "additivity_gap",
    "ms_a_thousand",
    "ms_explain_hundred",
)
LEFT_OUT_ZH = {
    "invented, Chinese": "虚构的中文职位",
    "invented, English": "虚构的英文职位",
    "everything invented": "全部虚构职位",
}


@dataclass(frozen=True, slots=True)
class Figures:
    """What a card reports; ``values`` are those of `trm_ml.evaluate.harness.Harness`."""

    version: str
    trained_on: str
    data: Mapping[str, Any]
    parameters: Mapping[str, Any]
    features: int
    values: Mapping[str, Any]


def cards(figures: Figures) -> dict[str, str]:
    """Return the card by language; the gate looks for each of its sections."""
    return {"en": _card(figures, "en"), "zh": _card(figures, "zh")}


def _card(it: Figures, language: str) -> str:
    template = resources.files("trm_ml.tracking") / "data" / f"card.{language}.md"
    counts = it.data["sources"].items()
    between, joint = ("; ", ", ") if language == "en" else ("；", "、")
    found = it.values
    values: dict[str, Any] = {
        "version": it.version,
        "trained_on": it.trained_on,
        "features": it.features,
        "trees": it.parameters["trees"],
        "depth": it.parameters["max_depth"],
        "seed": it.parameters["seed"],
        "rows": it.data["rows"],
        "groups": it.data["groups"],
        "sha256": it.data["sha256"][:16],
        "sources": joint.join(f"{name} ({count})" for name, count in counts),
        "attributions": between.join(ATTRIBUTIONS),
        "table": _table(found["ndcg"], found["lead"]),
        "source_table": _source_table(found["sources"]),
        "left_out_table": _left_out_table(found["left_out"], language),
        "risk_table": _risk_table(found["abstention"]),
        "pairs": _shares(found["pairs"], joint),
        "pairs_without_taxonomy": _shares(found["pairs_without_taxonomy"], joint),
        "suspects": joint.join(found["leaks"]["suspects"]) or ("none" if joint == ", " else "无"),
        **{name: found[name] for name in COUNTS},
        **{f"shuffled_{name}": one for name, one in found["leaks"]["shuffled"].items()},
        **{f"deletion_{name}": one for name, one in found["deletion"].items()},
        **{name: found["abstention"][name] for name in ("abstained", "risk_shown", "risk_hidden")},
    }
    return template.read_text(encoding="utf-8").format_map(values)


def _table(ndcg: Mapping[str, str], lead: Mapping[str, str]) -> str:
    rows = [f"| {name} | {value} | {lead.get(name, '—')} |" for name, value in ndcg.items()]
    return "\n".join(rows)


def _source_table(sources: Mapping[str, Any]) -> str:
    """Return a row a source, a column a system, after the number of jobs."""
    systems = list(next(iter(sources.values()))["ndcg"])
    rows = [" | ".join(["source", "n", *systems]), " | ".join(["---"] * (len(systems) + 2))]
    for name, one in sources.items():
        rows.append(" | ".join([name, str(one["jobs"]), *one["ndcg"].values()]))
    return "\n".join(f"| {row} |" for row in rows)


def _left_out_table(left_out: Mapping[str, Any], language: str) -> str:
    rows = [
        f"| {LEFT_OUT_ZH.get(name, name) if language == 'zh' else name} | {one['jobs']} |"
        f" {one['with']} | {one['without']} | {one['loss']} | {one['lead_over_rules']} |"
        for name, one in left_out.items()
    ]
    return "\n".join(rows)


def _risk_table(abstention: Mapping[str, Any]) -> str:
    both = zip(abstention["coverage"], abstention["risk"], strict=True)
    return "\n".join(f"| {coverage:.0%} | {risk:.3f} |" for coverage, risk in both)


def _shares(shares: Mapping[str, float], joint: str) -> str:
    return joint.join(f"{name} {share:.1%}" for name, share in shares.items())
