"""``trm file rank`` on plain files: what it writes, what it refuses, how it leaves."""

import gzip
import json
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from serving.cli.main import trm

QUERIES = [("q1", "软件工程师"), ("q2", "Registered Nurse"), ("q3", "  ")]
DOCUMENTS = [
    ("d1", "software developer"),
    ("d2", "护士"),
    ("d3", "pastry chef"),
    ("d4", "程序员"),
    ("d4", "甜点师"),
    ("d5", ""),
]


def _csv(path: Path, rows) -> Path:
    lines = ["id,text", *(f'{name},"{text}"' for name, text in rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def _run(folder: Path, *more: str, queries=QUERIES, documents=DOCUMENTS, kind="title"):
    asked = queries if isinstance(queries, Path) else _csv(folder / "q.csv", queries)
    offered = documents if isinstance(documents, Path) else _csv(folder / "d.csv", documents)
    out = folder / "run.txt"
    out.unlink(missing_ok=True)
    arguments = ["file", "rank", "--queries", asked, "--documents", offered, "--out", out]
    arguments += ["--kind", kind, "--lang", "en", *more]
    result = CliRunner().invoke(trm, [str(argument) for argument in arguments])
    run = {}
    if out.is_file():
        for line in out.read_text().splitlines():
            query, q0, document, rank, score, tag = line.split(" ")
            run.setdefault(query, []).append((document, float(score)))
            assert (q0, int(rank), tag) == ("Q0", len(run[query]), f"trm-{kind}")
            assert repr(float(score)) == score
    return result, run


@pytest.mark.parametrize("kind", ["title", "skill", "text"])
def test_ranks_across_languages_with_blanks_last(tmp_path, kind):
    result, run = _run(tmp_path, kind=kind)
    assert result.exit_code == 0, result.output
    assert run["q1"][0][0] in {"d1", "d4"}
    assert [run[query][0][0] for query in ("q2", "q3")] == ["d2", "d1"]
    for found in run.values():
        assert [name for name, _ in found] == [
            name for name, _ in sorted(found, key=lambda pair: (-pair[1], pair[0]))
        ]
        assert sorted(name for name, _ in found) == ["d1", "d2", "d3", "d4", "d5"]
        assert dict(found)["d5"] == 0.0
    assert {score for _, score in run["q3"]} == {0.0}
    assert min(score for name, score in run["q1"] if name != "d5") > 0
    assert not (tmp_path / "run.txt.rejected.jsonl").exists()


@pytest.mark.parametrize("kind", ["title", "skill", "text"])
def test_the_score_of_a_pair_does_not_depend_on_the_others(tmp_path, kind):
    _, together = _run(tmp_path, kind=kind)
    _, apart = _run(tmp_path, queries=QUERIES[1:2], documents=DOCUMENTS[1:3][::-1], kind=kind)
    for name, score in apart["q2"]:
        assert score == dict(together["q2"])[name]


def test_the_best_of_alternative_names_counts_and_top_cuts(tmp_path):
    _, run = _run(tmp_path, "--top", "2")
    _, alone = _run(tmp_path, documents=[("x", "程序员")])
    assert len(run["q1"]) == 2
    assert dict(run["q1"])["d4"] == dict(alone["q1"])["x"]


def test_refused_rows_are_kept_counted_and_strict(tmp_path):
    queries = [("q1", "nurse"), ("", "no id"), ("q1", "again"), ("q2", "cook")]
    result, run = _run(tmp_path, queries=queries)
    assert result.exit_code == 0
    assert "2 rows refused" in result.stderr
    assert sorted(run) == ["q1", "q2"]
    told = [
        json.loads(line) for line in (tmp_path / "run.txt.rejected.jsonl").read_text().splitlines()
    ]
    assert [(row["file"], row["line"], row["field"]) for row in told] == [
        ("q.csv", 3, "id"),
        ("q.csv", 4, "id"),
    ]
    assert all(row["reason"] and row["row"] for row in told)
    result, _ = _run(tmp_path, "--strict", queries=queries)
    assert result.exit_code == 4


def test_an_id_with_white_space_is_a_usage_error(tmp_path):
    for bad in ("q 1", "q\t1", " q1"):
        result, run = _run(tmp_path, queries=[("ok", "nurse"), (bad, "cook")])
        assert result.exit_code == 2
        assert "white space" in result.stderr
        assert "line 3" in result.stderr
        assert run == {}


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", 3),
        (b"id,text\n", 3),
        (b"name,text\nx,y\n", 3),
        ("id,text\n1,caf\u00e9 cr\u00e8me\n".encode("latin-1"), 3),
        (b"id,text\n,nurse\n", 2),
    ],
)
def test_unusable_files_leave_no_output(tmp_path, content, code):
    path = tmp_path / "bad.csv"
    path.write_bytes(content)
    result, run = _run(tmp_path, documents=path)
    assert result.exit_code == code
    assert "bad.csv" in result.stderr
    assert run == {}


def test_missing_files_kinds_and_folders_are_told(tmp_path):
    result, _ = _run(tmp_path, documents=tmp_path / "none.csv")
    assert result.exit_code == 3
    result, _ = _run(tmp_path, kind="cv")
    assert result.exit_code == 2
    result, _ = _run(tmp_path, "--top", "0")
    assert result.exit_code == 2


def test_chinese_messages_and_the_summary(tmp_path):
    result, _ = _run(tmp_path, "--lang", "zh", documents=tmp_path / "none.csv")
    assert "无法读取" in result.stderr
    result, _ = _run(tmp_path, "--json")
    summary = json.loads(result.stdout)
    assert (summary["queries"], summary["documents"], summary["lines"]) == (3, 6, 15)


def test_gb18030_jsonl_and_gzip_are_read(tmp_path):
    documents = tmp_path / "d.jsonl.gz"
    rows = [{"id": name, "text": text} for name, text in DOCUMENTS]
    documents.write_bytes(
        gzip.compress("\n".join(json.dumps(row, ensure_ascii=False) for row in rows).encode())
    )
    queries = tmp_path / "q.csv"
    queries.write_bytes("id,text\nq1,软件工程师\n".encode("gb18030"))
    result, run = _run(tmp_path, queries=queries, documents=documents)
    assert result.exit_code == 0, result.output
    assert run["q1"][0][0] in {"d1", "d4"}


def test_examples_teach_are_kept_and_reused(tmp_path):
    examples = tmp_path / "e.jsonl"
    rows = [
        {"text": "码农", "doc_id": "d3"},
        {"text": "coder", "doc_id": "d3"},
        {"text": "nurse", "doc_id": "d2"},
    ]
    examples.write_text("\n".join(json.dumps(row) for row in rows))
    model = tmp_path / "model"
    result, taught = _run(
        tmp_path, "--examples", str(examples), "--model", str(model), queries=[("q", "coder")]
    )
    assert result.exit_code == 0, result.output
    assert taught["q"][0][0] == "d3"
    _, reused = _run(tmp_path, "--model", str(model), queries=[("q", "coder")])
    assert reused == taught
    _, alone = _run(
        tmp_path, "--model", str(model), queries=[("q", "coder")], documents=DOCUMENTS[:3]
    )
    assert dict(alone["q"]) == {
        name: score for name, score in taught["q"] if name in {"d1", "d2", "d3"}
    }
    result, _ = _run(tmp_path, "--model", str(model), kind="text")
    assert result.exit_code == 5
    (model / "examples.f4").write_bytes(b"damaged")
    result, _ = _run(tmp_path, "--model", str(model))
    assert result.exit_code == 5
    result, _ = _run(tmp_path, "--model", str(tmp_path / "nothing"))
    assert result.exit_code == 5


def test_help_names_every_option():
    result = CliRunner().invoke(trm, ["file", "rank", "--help"])
    assert result.exit_code == 0
    command = trm.get_command(click.Context(trm), "file")
    assert command is not None
    for option in (
        "--queries",
        "--documents",
        "--out",
        "--kind",
        "--examples",
        "--model",
        "--top",
        "--strict",
    ):
        assert option in result.output
