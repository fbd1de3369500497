"""The whole of one file task: from two tables to predictions, figures and what must be told."""

import platform
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from trm_ml.propensity import audit, checks, importance, leaks, measures, prepare, splits
from trm_ml.propensity.choice import Fitted
from trm_ml.propensity.learn import Learned, Validated, learn, split_inside, validate
from trm_ml.propensity.learners import Sample
from trm_ml.propensity.measures import Figure
from trm_ml.propensity.notices import Notice
from trm_ml.propensity.prepare import Cells, Prepared, Roles
from trm_ml.propensity.splits import Order
from trm_ml.propensity.table import Rows
from trm_ml.propensity.values import Floats

SEED = 20_261_126
Told = Callable[[str], None]


@dataclass(frozen=True)
class Question:
    """What is asked.

    Attributes:
        train: cells by column of the usable training rows.
        predict: cells by column of the rows to predict.
        answers: 1 or 0 a training row.
        order: groups and times of the training rows.
        roles: which columns are no features.
        new_times: of the rows to predict, if they have any.
        treated: 1 or 0 a training row, for uplift.
    """

    train: Cells
    predict: Cells
    answers: Floats
    order: Order
    roles: Roles
    new_times: Floats | None = None
    treated: Floats | None = None


@dataclass(frozen=True)
class Outcome:
    """What came of it: a value a row to predict, notices, and the report as plain values."""

    values: Floats
    notices: tuple[Notice, ...]
    report: Mapping[str, object]


@dataclass
class _Work:
    """What the steps share."""

    question: Question
    prepared: Prepared
    sample: Sample
    notices: list[Notice] = field(default_factory=list)

    def tell(self, *notices: Notice | None) -> None:
        """Add notices; none is no notice."""
        self.notices += [notice for notice in notices if notice is not None]


def answer(question: Question, *, told: Told = lambda _step: None) -> Outcome:
    """Learn who would answer, measure it on rows not seen, and predict."""
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1):  # one thread: the same bits wherever it runs
        told("columns")
        prepared = prepare.prepare(question.train, question.predict, question.roles)
        sample = Sample(prepared.train, question.answers, question.order.groups, SEED)
        work = _Work(question, prepared, sample, list(prepared.notices))
        told("learning")
        learned = learn(sample, question.order)
        told("measuring")
        validated = validate(sample, question.order, learned)
        report = _described(work, learned, validated)
        values = learned.probability(prepared.predict)
    report["notices"] = [notice.as_json() for notice in work.notices]
    return Outcome(values, tuple(work.notices), report)


def _described(work: _Work, learned: Learned, validated: Validated) -> dict[str, object]:
    sample, order = work.sample, work.question.order
    positives = int(sample.answers.sum())
    _check(work, learned)
    report: dict[str, object] = {
        "kind": "propensity",
        "rows": {"train": len(sample.answers), "predict": work.prepared.predict.rows},
        "answers": {"positive": positives, "share": round(positives / len(sample.answers), 6)},
        "columns": [
            {"name": column.name, "kind": str(column.kind), "column": column.source}
            for column in sample.frame.columns
        ],
        "model": _model(learned),
        "over_time": _over_time(sample, order),
        "seed": SEED,
        "made_with": made_with(),
    }
    judged = _judged(work, learned, validated) if len(validated.rows) else {}
    return report | {"validation": {"way": validated.way, "rows": len(validated.rows)}} | judged


def _check(work: _Work, learned: Learned) -> None:
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


def _judged(work: _Work, learned: Learned, validated: Validated) -> dict[str, object]:
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


def _reasons(work: _Work, learned: Learned) -> list[importance.Reason]:
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
