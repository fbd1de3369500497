"""What may make the figures wrong: said plainly, before anybody trusts them."""

import hashlib

import numpy as np

from trm_ml.propensity import drift
from trm_ml.propensity.learners import Sample
from trm_ml.propensity.measures import Figure
from trm_ml.propensity.notices import Notice, listed
from trm_ml.propensity.splits import Order, latest
from trm_ml.propensity.table import Frame, Kind
from trm_ml.propensity.values import Floats

_CONTRADICTING = 0.1
_UNCALIBRATED = 0.03


def few(rows: int, rarer: int) -> Notice:
    """Tell that there is too little to learn from."""
    return Notice(
        "too-few",
        f"{rows} usable rows with {rarer} of the rarer answer are too few to learn from: every "
        "row gets the share of answers. Nothing could be measured.",
        f"可用数据仅 {rows} 行,较少的一类只有 {rarer} 行,不足以学习:"
        "每一行都给出总体比例,无法评估。",
        warning=True,
    )


def uninformative() -> Notice:
    """Tell that the model is hardly better than the same value for everybody."""
    return Notice(
        "uninformative",
        "On rows it had not seen the model is not clearly better than the same value for "
        "everybody: do not rely on its order.",
        "在未见过的数据上,模型并不明显优于对所有人给出同一数值:请勿依赖其排序。",
        warning=True,
    )


def leaks(found: dict[str, float]) -> Notice:
    """Tell of columns that alone predict almost perfectly."""
    told = listed([f"{name} (AUC {value:.3f})" for name, value in found.items()])
    return Notice(
        "leak",
        f"Alone, these columns predict the answer almost perfectly: {told}. If they are known only "
        "afterwards, the figures are worthless: leave them out with --drop.",
        f"以下列单独就能几乎完美地预测结果:{told}。如果它们是事后才知道的,评估数字毫无意义:"
        "请用 --drop 去掉。",
        tuple(found),
        warning=True,
    )


def contradictions(sample: Sample) -> Notice | None:
    """Tell if many rows have a twin, the same in every column, with the other answer."""
    if not sample.frame.columns:
        return None
    _, code = np.unique(_fingerprints(sample.frame), return_inverse=True)
    counts = np.bincount(code)
    positives = np.bincount(code, weights=sample.answers)
    both = (positives > 0) & (positives < counts)
    share = float(both[code].mean())
    if share < _CONTRADICTING:
        return None
    return Notice(
        "contradicting-labels",
        f"{share:.0%} of the rows have a twin that is the same in every column and has the other "
        "answer: no model can tell them apart.",
        f"{share:.0%} 的行存在各列完全相同但结果相反的行:任何模型都无法区分。",
    )


def moved(sample: Sample, order: Order) -> Notice | None:
    """Tell if the share of answers of the latest fifth is not that of the earlier rows."""
    if order.times is None:
        return None
    early, late = latest(order)
    if not len(early) or not len(late):
        return None
    before, after = float(sample.answers[early].mean()), float(sample.answers[late].mean())
    both = float(sample.answers.mean())
    error = np.sqrt(both * (1 - both) * (1 / len(early) + 1 / len(late)))
    if abs(after - before) <= max(4 * error, 0.1 * both):
        return None
    return Notice(
        "population-moves",
        f"The population moves: {before:.1%} answered before, {after:.1%} in the latest fifth. "
        "Probabilities of what comes next may be as far off; the order may hold better.",
        f"总体在变化:此前的比例为 {before:.1%},最近五分之一为 {after:.1%}。对未来的概率可能有同样"
        "大的偏差;排序相对更可靠。",
        warning=True,
    )


def backwards(times: Floats, new: Floats | None) -> Notice | None:
    """Tell if the rows to predict are older than those learned from."""
    if new is None or not np.isfinite(new).any():
        return None
    if float(np.nanmedian(new)) >= float(np.median(times)):
        return None
    return Notice(
        "time-runs-backwards",
        "Most rows to predict are older than the rows learned from: the figures are of "
        "predictions into the future and do not speak for them.",
        "大多数待预测的行早于训练数据:评估数字针对的是预测未来,不适用于它们。",
        warning=True,
    )


def strange(train: Frame, predict: Frame) -> Notice | None:
    """Tell which columns of the prediction file have little in common with training."""
    found = sorted(drift.strangers(train, predict))
    if not found:
        return None
    return Notice(
        "prediction-rows-differ",
        f"The rows to predict have little in common with training in: {listed(found)}.",
        f"待预测的行在以下列与训练数据差异很大:{listed(found)}。",
        tuple(found),
        warning=True,
    )


def uncalibrated(error: Figure) -> Notice | None:
    """Tell if measured probabilities miss by more than what may be shown as per cent."""
    if not error.value > _UNCALIBRATED:
        return None
    return Notice(
        "read-as-bands",
        f"Probabilities miss the measured frequencies by {error.value:.3f} on average "
        f"[{error.low:.3f}, {error.high:.3f}]: read them as low, middle and high, not as per cent.",
        f"概率与实测频率平均相差 {error.value:.3f} [{error.low:.3f}, {error.high:.3f}]:"
        "请按低、中、高理解,而不是百分比。",
        warning=True,
    )


def few_contacted() -> Notice:
    """Tell that there is too little to learn effects from."""
    return Notice(
        "too-few",
        "Too few answers on the contacted or on the other side: every row gets the mean effect.",
        "被联系或未被联系的一侧结果太少:每一行都给出平均效果。",
        warning=True,
    )


def not_random(found: dict[str, float]) -> Notice | None:
    """Tell if columns say who was contacted, so that the two sides are not alike."""
    if not found:
        return None
    told = listed([f"{name} (AUC {value:.2f})" for name, value in found.items()])
    return Notice(
        "contact-not-random",
        f"Contact does not look random; these columns tell who was contacted: {told}. Differences "
        "between the sides may come from that and not from contact.",
        f"联系对象似乎不是随机选取的,以下列能看出谁被联系:{told}。两侧的差异可能来自于此,而非联系本身。",
        tuple(found),
        warning=True,
    )


def no_uplift(qini: Figure, effect: Figure) -> Notice | None:
    """Tell if it could not be shown whom contact moves more, or that it moves anybody."""
    if effect.low <= 0 <= effect.high and qini.low <= 0:
        return Notice(
            "no-uplift",
            f"No uplift found: contact changed answers by {effect}, and the order by uplift is not "
            f"better than chance (Qini {qini.value:.5f} [{qini.low:.5f}, {qini.high:.5f}]).",
            f"未发现增益:联系带来的变化为 {effect},按增益排序不优于随机"
            f"(Qini {qini.value:.5f} [{qini.low:.5f}, {qini.high:.5f}])。",
            warning=True,
        )
    if qini.low <= 0:
        return Notice(
            "no-uplift-differences",
            f"No uplift found that differs between people: contact changes answers by {effect} on "
            "average, but whom it moves more could not be told better than by chance "
            f"(Qini {qini.value:.5f} [{qini.low:.5f}, {qini.high:.5f}]). Do not rely on the order.",
            f"未发现因人而异的增益:联系平均带来 {effect} 的变化,但无法比随机更好地判断谁受影响更大"
            f"(Qini {qini.value:.5f} [{qini.low:.5f}, {qini.high:.5f}])。请勿依赖其排序。",
            warning=True,
        )
    return None


def drifting(found: frozenset[str], *, used: bool) -> Notice | None:
    """Tell which columns follow the clock, and whether the model looks at them."""
    if not found:
        return None
    told = listed(sorted(found))
    en, zh = (
        ("the model did better with them and uses them", "使用它们效果更好,模型采用了它们")
        if used
        else ("the model does without them", "模型未使用它们")
    )
    return Notice(
        "columns-follow-time",
        f"These columns tell when rather than who: {told}; {en}.",
        f"以下列主要反映时间而不是个人:{told};{zh}。",
        tuple(sorted(found)),
    )


def _fingerprints(frame: Frame) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Return a number a row that is the same for rows that say the same in every column."""
    total = np.zeros(frame.rows, dtype=np.uint64)
    for number, column in enumerate(frame.columns):
        seed = int.from_bytes(hashlib.sha256(str(number).encode()).digest()[:8], "little") | 1
        if column.kind is Kind.NUMBER:
            _, code = np.unique(column.values, return_inverse=True)
        elif column.kind is Kind.CATEGORY:
            code = column.values
        else:
            _, code = np.unique(column.values.astype(str), return_inverse=True)
        mixed = (code.astype(np.uint64) + np.uint64(1)) * np.uint64(seed)
        total = (total ^ (mixed ^ (mixed >> np.uint64(29)))) * np.uint64(0x9E3779B97F4A7C15)
    return total.view(np.int64)
