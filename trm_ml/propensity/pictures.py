"""Pictures of a report: figures with intervals, reliability, columns, answers over time, Qini."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Report = Mapping[str, Any]

_BLUE, _GREY, _ORANGE = "#2f6fab", "#888888", "#c8641e"
_LONGEST_NAME = 40
_CHINESE_FONTS = (
    "Noto Sans CJK SC",
    "Noto Sans CJK JP",
    "Noto Serif CJK SC",
    "Noto Serif CJK JP",
    "Source Han Sans SC",
    "PingFang SC",
    "Hiragino Sans GB",
    "Microsoft YaHei",
    "WenQuanYi Zen Hei",
    "SimHei",
)
WORDS = {
    "en": {
        "auc": "AUC",
        "pr_auc": "PR-AUC",
        "brier": "Brier",
        "ece": "ECE",
        "qini": "Qini",
        "effect": "mean effect",
        "uplift": "uplift among the best {}",
        "interval": "95 % bootstrap interval, rows the model had not seen",
        "given": "mean probability told",
        "seen": "share that answered",
        "weight": "what the model looks at (shuffled, the order gets worse by)",
        "weight_uplift": "what moves the effect (shuffled, it changes by)",
        "time": "tenths of the training rows, oldest first",
        "contacted": "share contacted, best first",
        "extra": "extra answers",
        "chance": "at random",
        "model": "by uplift",
        "given_uplift": "mean uplift told",
        "seen_uplift": "difference seen",
    },
    "zh": {
        "auc": "AUC",
        "pr_auc": "PR-AUC",
        "brier": "Brier",
        "ece": "ECE",
        "qini": "Qini",
        "effect": "平均效果",
        "uplift": "前 {} 的增益",
        "interval": "95 % 自助法区间,模型未见过的数据",
        "given": "平均预测概率",
        "seen": "实际比例",
        "weight": "模型所看重的列(打乱后排序变差的程度)",
        "weight_uplift": "影响效果的列(打乱后的变化)",
        "time": "训练数据按时间十等分,由早到晚",
        "contacted": "联系的比例,由高到低",
        "extra": "额外的正向结果",
        "chance": "随机",
        "model": "按增益排序",
        "given_uplift": "平均预测增益",
        "seen_uplift": "实际差异",
    },
}


def draw(folder: Path, report: Report, language: str) -> dict[str, Path]:
    """Write the pictures that a report has figures for; names without ending, and their files.

    Where no font with Chinese characters is installed, the words are English and a column whose
    name cannot be written stands as its number.
    """
    with _fonts() as chinese:
        words = WORDS[language if chinese else "en"]
        drawers = {
            "figures": ("figures", _figures),
            "reliability": ("reliability", _reliability),
            "qini": ("qini_curve", _qini),
            "by_tenth": ("by_tenth", _by_tenth),
            "columns": ("reasons", _columns),
            "over_time": ("over_time", _over_time),
        }
        found = {}
        for name, (needs, drawer) in drawers.items():
            path = folder / f"{name}.png"
            path.unlink(missing_ok=True)  # an earlier run's picture is not this run's
            if report.get(needs):
                found[name] = _saved(path, drawer, report, words, chinese=chinese)
        return found


def _saved(
    path: Path, drawer: Any, report: Report, words: Mapping[str, str], *, chinese: bool
) -> Path:
    from matplotlib.figure import Figure  # a figure of its own: no global state, no display

    figure = Figure(figsize=(6.4, 4.4), layout="constrained")
    drawer(figure.subplots(), report, words, chinese)
    figure.savefig(path, dpi=110)
    return path


@contextmanager
def _fonts() -> Iterator[bool]:
    """Let a Chinese font stand in where the default has no sign; say whether there is one."""
    from matplotlib import font_manager, rc_context

    installed = {font.name for font in font_manager.fontManager.ttflist}
    chinese = [name for name in _CHINESE_FONTS if name in installed][:1]
    with rc_context({"font.family": ["DejaVu Sans", *chinese]}):
        yield bool(chinese)


def _figures(axes: "Axes", report: Report, words: Mapping[str, str], _chinese: bool) -> None:
    figures = {
        name: figure for name, figure in report["figures"].items() if figure["value"] is not None
    }
    names = [_named(name, words) for name in figures]
    values = [figure["value"] for figure in figures.values()]
    lows = [
        value - (figure["low"] or value)
        for value, figure in zip(values, figures.values(), strict=True)
    ]
    highs = [
        (figure["high"] or value) - value
        for value, figure in zip(values, figures.values(), strict=True)
    ]
    bounds = [[max(low, 0.0) for low in lows], [max(high, 0.0) for high in highs]]
    places = range(len(values), 0, -1)
    axes.errorbar(values, list(places), xerr=bounds, fmt="o", color=_BLUE, capsize=3)
    for place, value in zip(places, values, strict=True):
        axes.annotate(
            f"{value:.3f}",
            (value, place),
            xytext=(0, 7),
            textcoords="offset points",
            ha="center",
            fontsize=8,
        )
    axes.set_yticks(list(places), names)
    axes.set_ylim(0.5, len(values) + 0.8)
    axes.axvline(0, color=_GREY, linewidth=0.6)
    axes.set_xlabel(words["interval"])


def _reliability(axes: "Axes", report: Report, words: Mapping[str, str], _chinese: bool) -> None:
    bins = report["reliability"]
    given, seen = [one["probability"] for one in bins], [one["share"] for one in bins]
    errors = [2 * (one["share"] * (1 - one["share"]) / one["rows"]) ** 0.5 for one in bins]
    edge = max([*given, *seen]) * 1.1
    axes.plot([0, edge], [0, edge], color=_GREY, linewidth=0.8)
    axes.errorbar(given, seen, yerr=errors, fmt="o", color=_BLUE, capsize=2)
    axes.set_xlabel(words["given"])
    axes.set_ylabel(words["seen"])


def _qini(axes: "Axes", report: Report, words: Mapping[str, str], _chinese: bool) -> None:
    curve = report["qini_curve"]
    shares, extra = [point["share"] for point in curve], [point["extra"] for point in curve]
    axes.plot(shares, extra, color=_BLUE, label=words["model"])
    axes.plot([0, 1], [0, extra[-1]], color=_GREY, linewidth=0.8, label=words["chance"])
    axes.set_xlabel(words["contacted"])
    axes.set_ylabel(words["extra"])
    axes.legend()


def _by_tenth(axes: "Axes", report: Report, words: Mapping[str, str], _chinese: bool) -> None:
    tenths = report["by_tenth"]
    given, seen = [one["given"] for one in tenths], [one["seen"] for one in tenths]
    low, high = min([*given, *seen]), max([*given, *seen])
    axes.plot([low, high], [low, high], color=_GREY, linewidth=0.8)
    axes.plot(given, seen, "o", color=_BLUE)
    axes.set_xlabel(words["given_uplift"])
    axes.set_ylabel(words["seen_uplift"])


def _columns(axes: "Axes", report: Report, words: Mapping[str, str], chinese: bool) -> None:
    reasons = report["reasons"][::-1]
    names = _writable([reason["column"] for reason in reasons], chinese=chinese)
    weights = [reason["weight"] for reason in reasons]
    axes.barh(
        range(len(names)), weights, color=[_BLUE if weight > 0 else _GREY for weight in weights]
    )
    axes.set_yticks(range(len(names)), names, fontsize=8)
    axes.locator_params(axis="x", nbins=5)
    axes.set_xlabel(words["weight" if report["kind"] == "propensity" else "weight_uplift"])


def _over_time(axes: "Axes", report: Report, words: Mapping[str, str], _chinese: bool) -> None:
    shares = [part["share"] for part in report["over_time"]]
    axes.bar(range(1, len(shares) + 1), shares, color=[_BLUE] * (len(shares) - 2) + [_ORANGE] * 2)
    axes.set_xlabel(words["time"])
    axes.set_ylabel(words["seen"])


def _named(name: str, words: Mapping[str, str]) -> str:
    stem, _, share = name.rpartition("_at_")
    return words["uplift"].format(f"{share} %") if stem else words[name]


def _writable(names: Sequence[str], *, chinese: bool) -> list[str]:
    """Return names that a picture can hold: short, without signs that mean formulas or no sign."""
    short = [
        name if len(name) <= _LONGEST_NAME else name[: _LONGEST_NAME - 1] + "…" for name in names
    ]
    return [
        f"#{len(names) - place}" if not chinese and not name.isascii() else name.replace("$", r"\$")
        for place, name in enumerate(short)
    ]
