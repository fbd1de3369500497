"""The whole of one file task: from two tables to predictions, figures and what must be told."""

import platform
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from trm_ml.propensity import (
    audit,
    checks,
    importance,
    leaks,
    measures,
    prepare,
    splits,
    uplift_task,
)
from trm_ml.propensity.choice import Fitted
from trm_ml.propensity.learn import Learned, Validated, learn, split_inside, validate
from trm_ml.propensity.learners import Sample
from trm_ml.propensity.measures import Figure
from trm_ml.propensity.notices import Notice
from trm_ml.propensity.question import SEED, Question, Told, Work
from trm_ml.propensity.splits import Order
from trm_ml.propensity.table import Rows
from trm_ml.propensity.values import Floats


@dataclass(frozen=True)
class Outcome:
    """What came of it: a value a row to predict, notices, and the report as plain values."""

    values: Floats
    notices: tuple[Notice, ...]
    report: Mapping[str, object]


def answer(question: Question, *, told: Told = lambda _step: None) -> Outcome:
    """Learn who would answer, measure it on rows not seen, and predict."""
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1):  # one thread: the same bits wherever it runs
        told("columns")
        prepared = prepare.prepare(question.train, question.predict, question.roles)
        sample = Sample(prepared.train, question.answers, question.order.groups, SEED)
        work = Work(question, prepared, sample, list(prepared.notices))
        answered = _propensity if question.treated is None else uplift_task.answer
        values, report = answered(work, told)
    whole = _general(work) | report
    whole["notices"] = [notice.as_json() for notice in work.notices]
    return Outcome(values, tuple(work.notices), whole)


def _propensity(work: Work, told: Told) -> tuple[Floats, dict[str, object]]:
    told("learning")
    learned = learn(work.sample, work.question.order)
    told("measuring")
    validated = validate(work.sample, work.question.order, learned)
    _check(work, learned)
    judged = _judged(work, learned, validated) if len(validated.rows) else {}
    report: dict[str, object] = {
        "kind": "propensity",
        "model": _model(learned),
        "validation": {"way": validated.way, "rows": len(validated.rows)},
    }
    return learned.probability(work.prepared.predict), report | judged


def _general(work: Work) -> dict[str, object]:
    sample, order = work.sample, work.question.order
    positives = int(sample.answers.sum())
    return {
        "rows": {"train": len(sample.answers), "predict": work.prepared.predict.rows},
        "answers": {"positive": positives, "share": round(positives / len(sample.answers), 6)},
        "columns": [
            {"name": column.name, "kind": str(column.kind), "column": column.source}
            for column in sample.frame.columns
        ],
        "over_time": _over_time(sample, order),
        "seed": SEED,
        "made_with": made_with(),
    }


def _check(work: Work, learned: Learned) -> None:
    sample, question = work.sample, work.question
    positives = int(sample.answers.sum())
    work.tell(checks.contradictions(sample))
    if learned.choice is None:
        if sample.frame.columns:
            work.tell(
                checks.few(len(sample.answers), min(positives, len(sample.answers) - positives))
            )
        return
    if found := leaks.leaking(sample):
        work.tell(checks.leaks(found))
    if not learned.choice.informative:
        work.tell(checks.uninformative())
    used = any(not part.without for part in learned.choice.parts)
    work.tell(
        checks.drifting(learned.drifting, used=used),
        checks.moved(sample, question.order),
        checks.strange(work.prepared.train, work.prepared.predict),
    )
    if question.order.times is not None:
        work.tell(checks.backwards(question.order.times, question.new_times))


def _judged(work: Work, learned: Learned, validated: Validated) -> dict[str, object]:
    rows, given = validated.rows, validated.probabilities
    answers = work.sample.answers[rows]
    figures = figures_of(given, answers, work.sample.groups[rows])
    work.tell(checks.uncalibrated(figures["ece"]))
    share = float(answers.mean())
    audited = [column.take(rows) for column in work.prepared.audited]
    return {
        "figures": {name: figure.as_json() for name, figure in figures.items()},
        "baseline": {"auc": 0.5, "brier": round(share * (1 - share), 6), "share": round(share, 6)},
        "reliability": [
            {
                "rows": len(part),
                "probability": round(float(given[part].mean()), 6),
                "share": round(float(answers[part].mean()), 6),
            }
            for part in measures.bins(given)
        ],
        "reasons": [reason.as_json() for reason in _reasons(work, learned)],
        "audit": audit.audit(audited, given, answers),
    }


def figures_of(given: Floats, answers: Floats, groups: prepare.Codes) -> dict[str, Figure]:
    """Return AUC, area under precision and recall, Brier and calibration error, with intervals."""
    kinds: dict[str, Callable[[Floats, Floats], float]] = {
        "auc": measures.auc,
        "pr_auc": measures.average_precision,
        "brier": measures.brier,
        "ece": measures.calibration_error,
    }

    def of(kind: Callable[[Floats, Floats], float]) -> Callable[[Rows], float]:
        return lambda rows: kind(given[rows], answers[rows])

    return measures.with_intervals(
        {name: of(kind) for name, kind in kinds.items()}, groups, seed=SEED
    )


def _reasons(work: Work, learned: Learned) -> list[importance.Reason]:
    """Fit the chosen once more without some rows, and see what it looks at in those."""
    sample, order = work.sample, work.question.order
    assert learned.choice is not None
    if order.times is None:
        train, test = split_inside(sample, order)[0]
    else:
        train, test = splits.latest(order)
    fitted = Fitted.of(sample.take(train), learned.choice.parts)
    return importance.reasons(sample.frame.take(test), sample.answers[test], fitted.odds, seed=SEED)


def _model(learned: Learned) -> dict[str, object]:
    if learned.choice is None:
        return {"name": "constant", "calibration": "none"}
    return {
        "name": learned.choice.name,
        "parts": [
            {"family": part.family, "setting": part.setting, "without": sorted(part.without)}
            for part in learned.choice.parts
        ],
        "log_loss": {name: round(loss, 6) for name, loss in learned.choice.losses.items()},
        "calibration": learned.calibrated.name,
        "calibration_brier": {
            name: round(error, 6) for name, error in learned.calibrated.brier.items()
        },
        "follow_time": sorted(learned.drifting),
    }


def _over_time(sample: Sample, order: Order) -> list[dict[str, float]]:
    if order.times is None:
        return []
    parts = np.array_split(np.argsort(order.times, kind="stable"), 10)
    return [
        {
            "from": float(order.times[part].min()),
            "to": float(order.times[part].max()),
            "rows": len(part),
            "share": round(float(sample.answers[part].mean()), 6),
        }
        for part in parts
        if len(part)
    ]


def made_with() -> dict[str, str]:
    """Return the versions that the bits depend on."""
    import lightgbm
    import sklearn

    return {
        "python": platform.python_version(),
        "numpy": np.__version__,
        "scikit-learn": sklearn.__version__,
        "lightgbm": lightgbm.__version__,
    }
