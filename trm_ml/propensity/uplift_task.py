"""The uplift side of a file task: effects, how they were judged, and what must be told."""

import numpy as np

from trm_ml.propensity import checks, importance, leaks, measures, uplift
from trm_ml.propensity.learners import Sample
from trm_ml.propensity.measures import Figure
from trm_ml.propensity.question import SEED, Told, Work
from trm_ml.propensity.table import Rows
from trm_ml.propensity.uplift import Trial, Uplift
from trm_ml.propensity.values import Floats

SHARES = (0.1, 0.2, 0.3, 0.5)
_TELLS_CONTACT = 0.6
_POINTS = 51


def answer(work: Work, told: Told) -> tuple[Floats, dict[str, object]]:
    """Learn by how much contact raises the chance of an answer; effects of new rows, and report."""
    order = work.question.order
    assert work.question.treated is not None
    trial = Trial(work.sample, work.question.treated)
    told("learning")
    learned = uplift.learn(trial, order)
    told("measuring")
    rows, given = uplift.validate(trial, order, learned)
    _check(work, trial, learned)
    way = "none" if not len(rows) else "folds" if order.times is None else "latest"
    report: dict[str, object] = {
        "kind": "uplift",
        "treated": {
            "rows": int(trial.treated.sum()),
            "share": round(float(trial.treated.mean()), 6),
        },
        "model": _model(learned),
        "validation": {"way": way, "rows": len(rows)},
    }
    if len(rows):
        report |= _judged(work, trial.take(rows), given, learned)
    return learned.uplift(work.prepared.predict), report


def _model(learned: Uplift) -> dict[str, object]:
    return {
        "name": learned.way,
        "qini_on_folds": {way: round(value, 6) for way, value in learned.qini.items()},
        "mean_effect": round(learned.effect, 6),
        "share_of_differences_confirmed": round(learned.kept, 4),
    }


def _check(work: Work, trial: Trial, learned: Uplift) -> None:
    sample, order = trial.sample, work.question.order
    if learned.unseen is None:
        if sample.frame.columns:
            work.tell(checks.few_contacted())
        return
    contact = Sample(sample.frame, trial.treated, sample.groups, sample.seed)
    work.tell(
        checks.not_random(leaks.leaking(contact, _TELLS_CONTACT)),
        checks.moved(sample, order),
        checks.strange(work.prepared.train, work.prepared.predict),
    )
    if found := leaks.leaking(sample):
        work.tell(checks.leaks(found))
    if order.times is not None:
        work.tell(checks.backwards(order.times, work.question.new_times))


def _judged(work: Work, trial: Trial, given: Floats, learned: Uplift) -> dict[str, object]:
    figures = figures_of(trial, given)
    work.tell(checks.no_uplift(figures["qini"], figures["effect"]))
    answers, treated = trial.sample.answers, trial.treated
    curve = measures.qini_curve(given, answers, treated)
    at = np.linspace(0, len(given), _POINTS).astype(int)
    bins = [part for part in measures.bins(given) if 0 < treated[part].mean() < 1]
    return {
        "figures": {name: figure.as_json() for name, figure in figures.items()},
        "qini_curve": [
            {"share": round(float(n) / len(given), 4), "extra": round(float(curve[n]), 3)}
            for n in at
        ],
        "by_tenth": [
            {
                "rows": len(part),
                "given": round(float(given[part].mean()), 6),
                "seen": round(measures.effect(answers[part], treated[part]), 6),
            }
            for part in bins
        ],
        "reasons": [
            reason.as_json() for reason in importance.movers(trial, learned.uplift, seed=SEED)
        ],
    }


def figures_of(trial: Trial, given: Floats) -> dict[str, Figure]:
    """Return Qini, uplift at some shares and the mean effect, with intervals."""
    answers, treated = trial.sample.answers, trial.treated

    def at(share: float) -> measures.Measure:
        return lambda rows: measures.uplift_at(share, given[rows], answers[rows], treated[rows])

    def effect(rows: Rows) -> float:
        return measures.effect(answers[rows], treated[rows])

    def qini(rows: Rows) -> float:
        return measures.qini(given[rows], answers[rows], treated[rows])

    kinds: dict[str, measures.Measure] = {"qini": qini, "effect": effect}
    kinds |= {f"uplift_at_{share:.0%}".rstrip("%"): at(share) for share in SHARES}
    return measures.with_intervals(kinds, trial.sample.groups, seed=SEED)
