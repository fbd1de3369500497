"""`trm file extract` as it is called."""

import csv
import gzip
import json
from pathlib import Path

from click.testing import CliRunner, Result

from serving.cli.file_extract import extract

TEXTS = ["熟悉Python和机器学习，5年经验", "", "Jane Doe knows Java 😀", "ＴｅｎｓｏｒＦｌｏｗ"]


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(extract, [str(argument) for argument in arguments])


def written(folder: Path) -> Path:
    path = folder / "in.csv.gz"
    with gzip.open(path, "wt", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["key", "body"])
        writer.writerows([f"r{number}", text] for number, text in enumerate(TEXTS))
    return path


def test_one_line_out_for_each_row_in_in_order(tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    result = run("--in", written(tmp_path), "--text", "body", "--id", "key", "--out", out)
    assert result.exit_code == 0, result.output
    rows = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert [row["id"] for row in rows] == ["r0", "r1", "r2", "r3"]
    assert rows[1]["spans"] == []
    for row, text in zip(rows, TEXTS, strict=True):
        for span in row["spans"]:
            assert set(span) == {"start", "end", "label", "text", "norm", "kind"}
            assert text[span["start"] : span["end"]] == span["text"]
    skills = {span["text"]: span for span in rows[0]["spans"] if span["label"] == "SKILL"}
    assert skills["Python"]["norm"].startswith("http://data.europa.eu/esco/skill/")
    assert skills["Python"]["kind"] == "knowledge"


def test_examples_teach_their_own_labels_and_the_model_is_kept(tmp_path: Path) -> None:
    examples, out, model = tmp_path / "examples.jsonl", tmp_path / "out.jsonl", tmp_path / "model"
    lines = [
        {
            "id": str(n),
            "text": f"Works as {job} here",
            "spans": [{"start": 9, "end": 9 + len(job), "label": "JOB"}],
        }
        for n, job in enumerate(["cook", "pilot", "nurse", "tailor", "baker"] * 4)
    ]
    lines.append({"id": "bad", "text": "short", "spans": [{"start": 3, "end": 99, "label": "JOB"}]})
    examples.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    source = tmp_path / "in.jsonl"
    source.write_text(
        json.dumps({"id": "1", "text": "Works as welder here"}) + "\n", encoding="utf-8"
    )
    arguments = ("--in", source, "--text", "text", "--id", "id", "--out", out, "--model", model)
    result = run(*arguments, "--examples", examples)
    assert result.exit_code == 0, result.output
    first = out.read_text(encoding="utf-8")
    assert [span["text"] for span in json.loads(first)["spans"]] == ["welder"]
    assert (tmp_path / "out.jsonl.rejected.jsonl").exists()
    assert run(*arguments).exit_code == 0  # the kept model, without the examples
    assert out.read_text(encoding="utf-8") == first


def test_a_broken_model_and_a_missing_column_have_their_exit_codes(tmp_path: Path) -> None:
    source, out = written(tmp_path), tmp_path / "out.jsonl"
    wrong = run("--in", source, "--text", "nothing", "--id", "key", "--out", out)
    assert wrong.exit_code == 2
    missing = run(
        "--in", source, "--text", "body", "--id", "key", "--out", out, "--model", tmp_path / "none"
    )
    assert missing.exit_code == 5
    unreadable = run("--in", tmp_path / "none.csv", "--text", "body", "--id", "key", "--out", out)
    assert unreadable.exit_code == 3
    assert not out.exists()
