"""How the scores fall on groups of people that the model did not see; a look, not a verdict.

The impact ratio is the lowest over the highest share chosen, among groups with enough rows; below
four fifths it is adverse in the sense of the US Uniform Guidelines of 1978.
"""

from collections.abc import Sequence

import numpy as np

from trm_ml.propensity import measures
from trm_ml.propensity.table import Column
from trm_ml.propensity.values import Floats

CHOSEN = 0.3
FEWEST = 50
_SMALLEST_SHARE = 0.05


def audit(
    columns: Sequence[Column], probabilities: Floats, answers: Floats
) -> list[dict[str, object]]:
    """Return for each column its groups, and the impact ratio of choosing the best 30 %.

    Args:
        columns: with levels, of the judged rows.
        probabilities: of the judged rows.
        answers: 1 or 0.
    """
    order = np.argsort(-probabilities, kind="stable")
    chosen = np.zeros(len(order), dtype=bool)
    chosen[order[: int(len(order) * CHOSEN)]] = True
    found: list[dict[str, object]] = []
    for column in columns:
        groups = [
            _group(column.levels[code], column.values == code, probabilities, answers, chosen)
            for code in range(1, len(column.levels))
            if int((column.values == code).sum()) >= FEWEST
        ]
        least = _SMALLEST_SHARE * len(order)
        shares = [
            float(str(group["chosen"])) for group in groups if int(str(group["rows"])) >= least
        ]
        ratio = min(shares) / max(shares) if len(shares) > 1 and max(shares) > 0 else None
        found.append({"column": column.name, "impact_ratio": ratio, "groups": groups})
    return found


def _group(
    name: str, rows: "np.ndarray[tuple[int], np.dtype[np.bool_]]", given: Floats, answers: Floats,
    chosen: "np.ndarray[tuple[int], np.dtype[np.bool_]]",
) -> dict[str, object]:  # fmt: skip
    inside = measures.auc(given[rows], answers[rows])
    return {
        "group": name,
        "rows": int(rows.sum()),
        "answered": round(float(answers[rows].mean()), 4),
        "probability": round(float(given[rows].mean()), 4),
        "chosen": round(float(chosen[rows].mean()), 4),
        "auc": None if np.isnan(inside) else round(inside, 4),
    }
