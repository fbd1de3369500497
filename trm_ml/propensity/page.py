"""The report as one page that can be sent: figures, pictures and warnings, zh or en."""

import base64
from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import Any

from trm_ml.propensity.pictures import WORDS as PICTURE_WORDS

WORDS: dict[str, dict[str, str]] = {
    "en": {
        "propensity": "Who would answer",
        "uplift": "Who answers because they are contacted",
        "warnings": "Before you trust it",
        "notices": "What was left out, and why",
        "figures": "How good it is",
        "figure": "figure",
        "value": "value",
        "between": "95 % interval",
        "folds": "Measured on {rows} rows by cross-validation: each was scored by models that were "
        "learned, chosen and calibrated without it.",
        "latest": "Measured on the latest {rows} rows (a fifth, whole groups), scored by a model "
        "learned from what came before.",
        "none": "Nothing could be measured.",
        "base": "The same value for everybody would have a Brier of {brier}.",
        "learned": "Learned from {train} rows, {share} of them answered; {predict} rows predicted.",
        "model": "Model: {name}; calibration: {calibration}.",
        "model_uplift": "Way: {name}; mean effect {effect}; {kept} of the differences between "
        "people were confirmed on rows not seen, and only so much of them is told.",
        "columns": "What the model looks at",
        "column": "column",
        "weight": "weight",
        "values": "values: rows, seen, told",
        "audit": "Groups that the model did not see",
        "audit_about": "When the best 30 % are chosen. Impact ratio: lowest over highest share "
        "chosen; below 0.8 is adverse. Groups under 50 rows are not shown.",
        "group": "group",
        "rows": "rows",
        "chosen": "chosen",
        "answered": "answered",
        "told": "mean probability",
        "ratio": "impact ratio",
        "empty": "(empty)",
        "use": "A model advises; a person decides. Not for rejecting anybody.",
    },
    "zh": {
        "propensity": "谁会回应",
        "uplift": "谁会因为被联系而回应",
        "warnings": "使用前须知",
        "notices": "未使用的内容及原因",
        "figures": "效果如何",
        "figure": "指标",
        "value": "数值",
        "between": "95 % 区间",
        "folds": "在 {rows} 行上交叉验证:每一行都由未使用该行来学习、选择和校准的模型打分。",
        "latest": "在最近的 {rows} 行(五分之一,整组)上评估,由只用此前数据学习的模型打分。",
        "none": "无法评估。",
        "base": "若对所有人给出同一数值,Brier 为 {brier}。",
        "learned": "学习了 {train} 行,其中 {share} 为正向结果;预测了 {predict} 行。",
        "model": "模型:{name};校准:{calibration}。",
        "model_uplift": "方法:{name};平均效果 {effect};人与人之间的差异有 {kept} 在未见过的数据上"
        "得到证实,输出只保留这一部分。",
        "columns": "模型所看重的列",
        "column": "列",
        "weight": "权重",
        "values": "取值:行数、实际、预测",
        "audit": "模型未见的人群",
        "audit_about": "选取前 30 % 时。影响比:最低与最高入选比例之比,低于 0.8 为不利。"
        "不足 50 行的人群不显示。",
        "group": "人群",
        "rows": "行数",
        "chosen": "入选",
        "answered": "实际",
        "told": "平均概率",
        "ratio": "影响比",
        "empty": "(空)",
        "use": "模型只提供建议,由人决定。不得用于拒绝任何人。",
    },
}


def page(report: Mapping[str, Any], pictures: Mapping[str, Path], language: str) -> str:
    """Return the page; pictures are inside it, nothing is fetched from anywhere.

    Raises:
        jinja2.UndefinedError: the report lacks what the page tells.
    """
    from jinja2 import Environment, StrictUndefined

    template = resources.files("trm_ml.propensity") / "data" / "report.html"
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    inside = {
        name: base64.b64encode(path.read_bytes()).decode("ascii") for name, path in pictures.items()
    }
    return environment.from_string(template.read_text(encoding="utf-8")).render(
        report={"figures": {}, "reasons": [], "audit": []} | dict(report),
        pictures=inside,
        words=WORDS[language],
        labels=_labels(report.get("figures", {}), language),
        language=language,
    )


def _labels(figures: Mapping[str, Any], language: str) -> dict[str, str]:
    words = PICTURE_WORDS[language]
    return {
        name: words["uplift"].format(f"{name.rpartition('_')[2]} %")
        if "_at_" in name
        else words[name]
        for name in figures
    }
