"""``trm file propensity`` on plain files: what it writes, what it refuses, what it warns of."""

import csv
import gzip
import json
from pathlib import Path

import numpy as np
import pyarrow as arrow
import pyarrow.parquet as parquet
import pytest
from click.testing import CliRunner

from serving.cli.main import trm
from trm_ml.propensity import measures

Table = dict[str, list[str]]


def _table(rows: int, *, seed: int = 1, start: int = 0) -> Table:
    """Invent people whose answer depends on two columns, and one column that says nothing."""
    random = np.random.default_rng(seed)
    score = random.normal(size=rows)
    city = random.choice(["北京", "Leipzig", "Lyon", ""], rows)
    odds = 1.2 * score + np.where(city == "北京", 1.0, -0.5)
    answers = random.random(rows) < 1 / (1 + np.exp(-odds))
    return {
        "id": [f"P{number:05d}" for number in range(start, start + rows)],
        "score": [f"{value:.3f}" for value in score],
        "city": city.tolist(),
        "noise": random.choice(["a", "b", "c"], rows).tolist(),
        "gender": random.choice(["f", "m"], rows).tolist(),
        "answered": ["Yes " if answer else "no" for answer in answers],
    }


def _write(path: Path, table: Table) -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(table)
        writer.writerows(zip(*table.values(), strict=True))
    return path


class Run:
    """One call, and what it left."""

    def __init__(self, folder: Path, train: Table | Path, predict: Table | Path, *more: str):
        self.out = folder / "out.csv"
        self.out.unlink(missing_ok=True)
        known = train if isinstance(train, Path) else _write(folder / "train.csv", train)
        asked = predict if isinstance(predict, Path) else _write(folder / "new.csv", predict)
        given = ["file", "propensity", "--train", known, "--predict", asked, "--out", self.out]
        if "--label" not in more:
            given += ["--label", "answered"]
        given += ["--id", "id", *([] if "--lang" in more else ["--lang", "en"]), *more]
        self.result = CliRunner().invoke(trm, [str(argument) for argument in given])
        self.code, self.told = self.result.exit_code, self.result.stderr
        report = folder / "out.csv.report" / "report.json"
        self.report = json.loads(report.read_text("utf-8")) if report.is_file() else {}

    @property
    def rows(self) -> list[list[str]]:
        return list(csv.reader(self.out.read_text("utf-8").splitlines()))

    @property
    def values(self) -> np.ndarray:
        return np.asarray([float(row[1]) for row in self.rows[1:]])

    @property
    def codes(self) -> set[str]:
        return {notice["code"] for notice in self.report["notices"]}


def _truth(table: Table) -> np.ndarray:
    return np.asarray([float(cell.strip() == "Yes") for cell in table["answered"]])


def test_learns_calibrates_and_reports(tmp_path):
    train, new = _table(900), _table(4000, seed=2, start=900)
    run = Run(tmp_path, train, new)
    assert run.code == 0, run.result.output
    assert run.rows[0] == ["id", "probability"]
    assert [row[0] for row in run.rows[1:]] == new["id"]
    assert all(repr(float(row[1])) == row[1] for row in run.rows[1:])
    assert measures.auc(run.values, _truth(new)) > 0.75
    assert measures.calibration_error(run.values, _truth(new)) < 0.06
    assert abs(run.values.mean() - _truth(new).mean()) < 0.05
    figures = run.report["figures"]
    assert figures["auc"]["low"] < figures["auc"]["value"] < figures["auc"]["high"]
    assert abs(figures["auc"]["value"] - measures.auc(run.values, _truth(new))) < 0.06
    assert {reason["column"] for reason in run.report["reasons"][:2]} == {"score", "city"}
    assert run.report["validation"] == {"way": "folds", "rows": 900}
    page = (tmp_path / "out.csv.report" / "report.html").read_text("utf-8")
    assert f"{figures['auc']['value']:.4f}" in page
    assert "Who would answer" in page
    pictures = {path.stem for path in (tmp_path / "out.csv.report").glob("*.png")}
    assert pictures == {"figures", "reliability", "columns"}
    assert page.count("data:image/png;base64,") == 3
    assert all(notice["en"] in page for notice in run.report["notices"])
    assert "protected" in run.codes
    assert not (tmp_path / "out.csv.rejected.jsonl").exists()


def test_the_same_bits_again(tmp_path):
    train, new = _table(300), _table(50, seed=2)
    first = Run(tmp_path, train, new)
    written, report = first.out.read_bytes(), first.report
    again = Run(tmp_path, train, new)
    assert again.out.read_bytes() == written
    assert again.report == report


def test_a_row_is_scored_the_same_in_any_company(tmp_path):
    train, new = _table(300), _table(60, seed=2)
    together = dict(zip(new["id"], Run(tmp_path, train, new).values, strict=True))
    some = {name: cells[::7] for name, cells in new.items()}
    alone = Run(tmp_path, train, some)
    assert [together[name] for name in some["id"]] == alone.values.tolist()


@pytest.mark.parametrize("ending", ["jsonl", "jsonl.gz", "parquet", "csv.gz"])
def test_every_kind_of_file_gives_the_same(tmp_path, ending):
    train, new = _table(200), _table(20, seed=2)
    expected = Run(tmp_path, train, new).values
    path = tmp_path / f"train.{ending}"
    rows = [dict(zip(train, cells, strict=True)) for cells in zip(*train.values(), strict=True)]
    if ending == "parquet":
        parquet.write_table(arrow.table(train), path)
    else:
        lines = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
        raw = (
            lines.encode() if "jsonl" in ending else _write(tmp_path / "t.csv", train).read_bytes()
        )
        path.write_bytes(gzip.compress(raw) if ending.endswith("gz") else raw)
    assert Run(tmp_path, path, new).values.tolist() == expected.tolist()


def test_protected_columns_matter_only_when_asked_for(tmp_path):
    train, new = _table(400), _table(50, seed=2)
    train["gender"] = ["f" if cell.strip() == "Yes" else "m" for cell in train["answered"]]
    flip = [1 if number % 9 else 0 for number in range(400)]
    train["gender"] = [
        cell if kept else {"f": "m", "m": "f"}[cell]
        for cell, kept in zip(train["gender"], flip, strict=True)
    ]
    blind = Run(tmp_path, train, new).values
    other = new | {"gender": new["gender"][::-1]}
    assert Run(tmp_path, train, other).values.tolist() == blind.tolist()
    seeing = Run(tmp_path, train, new, "--use-protected").values
    women = np.asarray([cell == "f" for cell in new["gender"]])
    assert seeing[women].mean() > seeing[~women].mean() + 0.4


def test_rows_without_a_usable_label_are_kept_and_counted(tmp_path):
    train = _table(100)
    train["answered"][3], train["answered"][7] = "", "maybe"
    run = Run(tmp_path, train, _table(5, seed=2))
    assert run.code == 0
    assert "2 rows refused" in run.told
    beside = (tmp_path / "out.csv.rejected.jsonl").read_text("utf-8")
    kept = [json.loads(line) for line in beside.splitlines()]
    assert [(row["line"], row["field"]) for row in kept] == [(5, "answered"), (9, "answered")]
    assert Run(tmp_path, train, _table(5, seed=2), "--strict").code == 4


@pytest.mark.parametrize(
    ("cells", "more"),
    [
        (["yes"] * 40, ()),
        (["what"] * 40, ()),
        (["yes", "no"] * 20, ("--positive", "hired")),
    ],
)
def test_one_class_is_nothing_to_learn_from(tmp_path, cells, more):
    for language, word in (("en", "nothing to learn from"), ("zh", "无法学习")):
        run = Run(tmp_path, _table(40) | {"answered": cells}, _table(5), "--lang", language, *more)
        assert run.code == 3
        assert not run.out.exists()
        assert word in run.told or "no usable row" in run.told or "没有可用的行" in run.told


def test_usage_errors(tmp_path):
    train, new = _table(40), _table(5)
    assert Run(tmp_path, train, new, "--time", "when").code == 2
    assert Run(tmp_path, train, new, "--drop", "score,nothing").code == 2
    assert Run(tmp_path, train, new, "--label", "nothing").code == 2
    assert Run(tmp_path, train, {"name": ["x"]}).code == 2
    assert Run(tmp_path, tmp_path / "none.csv", new).code == 3


def test_few_rows_get_the_share_and_a_warning(tmp_path):
    train = _table(12)
    train["answered"] = ["yes"] * 3 + ["no"] * 9
    run = Run(tmp_path, train, _table(5, seed=2))
    assert run.code == 0
    assert set(run.values.tolist()) == {(3 + 1) / (12 + 2)}
    assert "too-few" in run.codes
    assert "too few to learn from" in run.told
    assert "figures" not in run.report


def test_twenty_rows_promise_little(tmp_path):
    train = _table(20)
    train["answered"] = ["yes", "no"] * 10
    train["score"] = [f"{value:.2f}" for value in np.random.default_rng(3).normal(size=20)]
    run = Run(tmp_path, train, _table(200, seed=2))
    assert run.code == 0
    assert run.values.min() > 0.05
    assert run.values.max() < 0.95
    figure = run.report["figures"]["auc"]
    assert figure["high"] - figure["low"] > 0.2


def test_nothing_but_noise_is_said_to_be_noise(tmp_path):
    random = np.random.default_rng(5)
    train = _table(600) | {"answered": random.choice(["yes", "no"], 600).tolist()}
    run = Run(tmp_path, train, _table(100, seed=2))
    assert "uninformative" in run.codes
    assert np.abs(run.values - 0.5).max() < 0.2


def test_constant_empty_and_identifying_columns_are_left_out(tmp_path):
    train, new = _table(200), _table(20, seed=2)
    for table in (train, new):
        rows = len(table["id"])
        table |= {"always": ["x"] * rows, "never": [""] * rows}
        table["row"] = [str(number) for number in range(rows)]
        table["code"] = [f"k{number}z" for number in range(rows)]
    run = Run(tmp_path, train, new)
    told = {notice["code"]: notice["columns"] for notice in run.report["notices"]}
    assert told["constant"] == ["always", "never"]
    assert told["identifier"] == ["row", "code"]
    only = {name: train[name] for name in ("id", "answered", "always")}
    run = Run(tmp_path, only, {name: new[name] for name in ("id", "always")})
    assert run.code == 0
    assert len(set(run.values.tolist())) == 1
    assert "no-columns" in run.codes


def test_leaks_are_warned_of(tmp_path):
    train, new = _table(400), _table(50, seed=2)
    train["outcome"] = [f"{1 if cell == 'no' else 7}.5" for cell in train["answered"]]
    new["outcome"] = ["7.5", "1.5"] * 25
    run = Run(tmp_path, train, new, "--drop", "noise")
    leak = next(notice for notice in run.report["notices"] if notice["code"] == "leak")
    assert leak["columns"] == ["outcome"]
    assert leak["warning"]
    assert "WARNING" in run.told
    assert "leak" not in Run(tmp_path, train, new, "--drop", "outcome").codes


def test_what_is_empty_in_the_prediction_file_is_not_learned_from(tmp_path):
    train, new = _table(400), _table(50, seed=2)
    train["outcome"] = ["1" if cell == "no" else "7" for cell in train["answered"]]
    without = Run(tmp_path, train, new).values
    assert without.min() > 0.001
    run = Run(tmp_path, train, new | {"outcome": [""] * 50})
    assert "known-only-after" in run.codes
    assert run.values.tolist() == without.tolist()


def test_categories_never_seen_and_very_many(tmp_path):
    train, new = _table(1500), _table(50, seed=2)
    random = np.random.default_rng(6)
    train["place"] = [f"place {number}" for number in random.integers(0, 1000, 1500)]
    new["place"] = [f"elsewhere {number}" for number in range(50)]
    run = Run(tmp_path, train, new)
    assert run.code == 0
    plain = Run(tmp_path, train, new, "--drop", "place")
    assert np.corrcoef(run.values, plain.values)[0, 1] > 0.97
    assert run.report["figures"]["auc"]["value"] > plain.report["figures"]["auc"]["value"] - 0.02


def test_contradicting_labels_are_told(tmp_path):
    train = _table(200)
    twice = {name: cells + cells for name, cells in train.items()}
    twice["answered"] = train["answered"] + [
        "no" if cell.strip() == "Yes" else "yes" for cell in train["answered"]
    ]
    run = Run(tmp_path, twice, _table(50, seed=2))
    assert {"contradicting-labels", "uninformative"} <= run.codes
    assert np.abs(run.values - 0.5).max() < 0.1


def test_the_latest_fifth_judges_whole_groups(tmp_path):
    train = _table(500)
    train["day"] = [f"2026-01-{1 + number // 20:02d}" for number in range(500)]
    train["team"] = [f"t{number // 10}" for number in range(500)]
    run = Run(tmp_path, train, _table(20, seed=2), "--time", "day", "--group", "team")
    assert run.report["validation"] == {"way": "latest", "rows": 100}
    assert len(run.report["over_time"]) == 10
    assert not {"day", "team"} & {column["column"] for column in run.report["columns"]}


def test_moving_populations_and_time_running_backwards_are_told(tmp_path):
    train, new = _table(1000), _table(50, seed=2)
    train["answered"] = [
        "yes" if number % (10 if number < 800 else 2) == 0 else "no" for number in range(1000)
    ]
    train["day"] = [str(number) for number in range(1000)]
    new["day"] = ["-5"] * 50
    run = Run(tmp_path, train, new, "--time", "day")
    assert {"population-moves", "time-runs-backwards", "read-as-bands"} <= run.codes


def test_a_time_that_cannot_be_read_refuses_its_row(tmp_path):
    train = _table(200)
    train["day"] = [f"2026-01-{1 + number // 10:02d}" for number in range(200)]
    train["day"][5] = "soon"
    run = Run(tmp_path, train, _table(10, seed=2), "--time", "day")
    assert run.code == 0
    assert "1 rows refused" in run.told


def test_chinese_is_spoken(tmp_path):
    train = _table(60) | {"answered": ["是", "否"] * 30}
    run = Run(tmp_path, train, _table(5, seed=2), "--lang", "zh", "--json")
    assert run.code == 0
    page = (tmp_path / "out.csv.report" / "report.html").read_text("utf-8")
    assert "谁会回应" in page
    assert "疑似受保护属性" in page
    assert "疑似受保护属性" in run.told
    assert json.loads(run.result.stdout)["rows"] == 5


def _mailed(rows: int, *, effect: float, seed: int = 1) -> Table:
    """Invent a trial: contact helps people of one city by twice ``effect``, others not."""
    random = np.random.default_rng(seed)
    city = random.choice(["Lyon", "Bern"], rows)
    treated = random.random(rows) < 0.5
    chance = 0.3 + np.where((city == "Lyon") & treated, 2 * effect, 0.0)
    return {
        "id": [f"M{number}" for number in range(rows)],
        "city": city.tolist(),
        "noise": [f"{value:.2f}" for value in random.normal(size=rows)],
        "mailed": [str(int(was)) for was in treated],
        "answered": ["1" if answer else "0" for answer in random.random(rows) < chance],
    }


def test_uplift_where_there_is_some(tmp_path):
    train, new = _mailed(800, effect=0.15), _mailed(100, effect=0.15, seed=2)
    run = Run(tmp_path, train, new, "--treatment", "mailed")
    assert run.code == 0, run.result.output
    assert run.rows[0] == ["id", "uplift"]
    lyon = np.asarray([cell == "Lyon" for cell in new["city"]])
    assert run.values[lyon].min() > run.values[~lyon].max()
    assert run.values[lyon].mean() == pytest.approx(0.3, abs=0.15)
    assert run.report["figures"]["qini"]["low"] > 0
    assert run.report["reasons"][0]["column"] == "city"
    pictures = {path.stem for path in (tmp_path / "out.csv.report").glob("*.png")}
    assert pictures == {"figures", "qini", "by_tenth", "columns"}
    assert not {"no-uplift", "no-uplift-differences"} & run.codes
    ignored = new | {"mailed": ["what"] * 100}
    assert (
        Run(tmp_path, train, ignored, "--treatment", "mailed").values.tolist()
        == run.values.tolist()
    )


def test_no_uplift_is_said(tmp_path):
    train = _mailed(600, effect=0.0)
    run = Run(tmp_path, train, _mailed(50, effect=0.0, seed=2), "--treatment", "mailed")
    assert run.code == 0
    assert "No uplift found" in run.told
    assert {"no-uplift", "no-uplift-differences"} & run.codes
    assert np.abs(run.values).max() < 0.2


def test_contact_that_was_not_random_is_told(tmp_path):
    train = _mailed(400, effect=0.1)
    train["mailed"] = ["1" if float(cell) > 0 else "0" for cell in train["noise"]]
    run = Run(tmp_path, train, _mailed(20, effect=0.1), "--treatment", "mailed")
    told = next(n for n in run.report["notices"] if n["code"] == "contact-not-random")
    assert told["columns"] == ["noise"]


def test_everybody_contacted_is_nothing_to_compare(tmp_path):
    train = _mailed(100, effect=0.1) | {"mailed": ["1"] * 100}
    run = Run(tmp_path, train, _mailed(5, effect=0.1), "--treatment", "mailed")
    assert run.code == 3
    assert not run.out.exists()


def test_what_stands_in_cells_and_headers_does_no_harm(tmp_path):
    train, new = _table(120), _table(5, seed=2)
    for table in (train, new):
        table["<b>价格 $x_1$</b>"] = table.pop("score")
        table["city"] = [
            "<script>alert(1)</script>" if cell == "Lyon" else cell for cell in table["city"]
        ]
    run = Run(tmp_path, train, new, "--report", str(tmp_path / "told"))
    assert run.code == 0, run.result.output
    page = (tmp_path / "told" / "report.html").read_text("utf-8")
    assert "<script>" not in page
    assert "<b>" not in page
    assert "&lt;b&gt;价格" in page
