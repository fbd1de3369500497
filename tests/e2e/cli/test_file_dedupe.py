"""`trm file dedupe` as it is called."""

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from serving.cli.file_dedupe import dedupe

PEOPLE = [
    ("r3", "张伟", "1988-02-01", "13800138000", "zw@x.cn"),
    ("r1", "Wei ZHANG", "1988-02-01", "+86 138 0013 8000", ""),
    ("r2", "張偉", "", "138-0013-8000", "zw@x.cn"),
    ("r4", "张伟", "1979-11-20", "13911112222", "zhangw@y.cn"),
    ("r5", "Robert Smith", "1990-05-03", "", "rob@z.com"),
    ("r6", "Bob Smith", "1990-05-03", "13577778888", "rob@z.com"),
]


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(dedupe, [str(argument) for argument in arguments])


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """Six rows of three people among forty strangers."""
    path = tmp_path / "in.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["key", "姓名", "dob", "mobile", "email"])
        writer.writerows(PEOPLE)
        surnames, given = "王李刘陈杨黄赵吴周徐", "芳娜敏静丽强磊军洋勇"
        for number in range(40):
            name = surnames[number % 10] + given[number * 7 % 10] + given[number // 10]
            date = f"19{60 + number}-{1 + number % 12:02d}-{1 + number * 5 % 28:02d}"
            phone = f"15{number:02d}{7919 * (number + 3) % 10**7:07d}"
            writer.writerow([f"s{number}", name, date, phone, f"u{number}@mail{number}.cn"])
    return path


def clusters(out: Path) -> dict[str, str]:
    with out.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert list(rows[0]) == ["id", "cluster", "probability"]
    assert all(0 <= float(row["probability"]) <= 1 for row in rows)
    return {row["id"]: row["cluster"] for row in rows}


def test_one_row_an_id_and_clusters_named_by_their_smallest_id(table: Path, tmp_path: Path):
    out, pairs = tmp_path / "out.csv", tmp_path / "pairs.csv"
    result = run("--in", table, "--id", "key", "--pairs", pairs, "--out", out, "--json")
    assert result.exit_code == 0, result.output
    found = clusters(out)
    assert len(found) == 46
    assert {found["r1"], found["r2"], found["r3"]} == {"r1"}
    assert found["r4"] == "r4"
    assert found["r6"] == found["r5"] == "r5"
    assert all(found[f"s{number}"] == f"s{number}" for number in range(40))
    with pairs.open(encoding="utf-8", newline="") as stream:
        told = list(csv.DictReader(stream))
    assert list(told[0]) == ["id_a", "id_b", "probability", "band"]
    assert {"id_a": "r5", "id_b": "r6"}.items() <= told[0].items() or len(told) > 1
    assert {row["band"] for row in told} <= {"merge", "review", "no"}
    assert json.loads(result.stdout)["clusters"] == 43


def test_the_order_of_rows_does_not_matter(table: Path, tmp_path: Path):
    lines = table.read_text(encoding="utf-8").splitlines()
    turned = tmp_path / "turned.csv"
    turned.write_text("\n".join([lines[0], *reversed(lines[1:])]), encoding="utf-8")
    one, other = tmp_path / "one.csv", tmp_path / "other.csv"
    assert run("--in", table, "--id", "key", "--out", one).exit_code == 0
    assert run("--in", turned, "--id", "key", "--out", other).exit_code == 0
    assert clusters(one) == clusters(other)


def test_verdicts_bind(table: Path, tmp_path: Path):
    labels, out = tmp_path / "labels.csv", tmp_path / "out.csv"
    labels.write_text("id_a,id_b,match\nr5,r6,0\nr1,nobody,1\nr1,r2,maybe\n", encoding="utf-8")
    result = run("--in", table, "--id", "key", "--labels", labels, "--out", out)
    assert result.exit_code == 0, result.output
    found = clusters(out)
    assert found["r5"] != found["r6"]
    refused = (tmp_path / "out.csv.rejected.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["field"] for line in refused] == ["id_b", "match"]
    assert (
        run("--in", table, "--id", "key", "--labels", labels, "--out", out, "--strict").exit_code
        == 4
    )


def test_a_repeated_id_is_refused_and_kept(table: Path, tmp_path: Path):
    with table.open("a", encoding="utf-8") as stream:
        stream.write("r1,X,,,\n,Y,,,\n")
    out = tmp_path / "out.csv"
    assert run("--in", table, "--id", "key", "--out", out).exit_code == 0
    refused = (tmp_path / "out.csv.rejected.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(refused) == 2
    assert len(clusters(out)) == 46


@pytest.mark.parametrize(
    "more",
    [
        ("--map", "nickname=email"),
        ("--map", "email=nowhere"),
        ("--map", "email"),
        ("--cluster-labels", "nowhere"),
        ("--threshold", "1.5"),
    ],
)
def test_wrong_calls_leave_with_2_and_write_nothing(
    table: Path, tmp_path: Path, more: tuple[str, str]
):
    out = tmp_path / "out.csv"
    assert run("--in", table, "--id", "key", *more, "--out", out).exit_code == 2
    assert not out.exists()


def test_an_empty_file_leaves_with_3(tmp_path: Path):
    empty = tmp_path / "empty.csv"
    empty.write_text("id,name\n", encoding="utf-8")
    assert run("--in", empty, "--id", "id", "--out", tmp_path / "out.csv").exit_code == 3


def test_nothing_to_compare_leaves_with_3(tmp_path: Path):
    bare = tmp_path / "bare.csv"
    bare.write_text("id,name,phone\na,,\nb,不详,\n", encoding="utf-8")
    result = run("--in", bare, "--id", "id", "--out", tmp_path / "out.csv", "--lang", "zh")
    assert result.exit_code == 3
    assert "全部为空" in result.output


def test_one_row_is_one_cluster(tmp_path: Path):
    single = tmp_path / "one.csv"
    single.write_text("id,name,phone\na,张伟,\n", encoding="utf-8")
    out = tmp_path / "out.csv"
    result = run("--in", single, "--id", "id", "--out", out)
    assert result.exit_code == 0, result.output
    assert out.read_text(encoding="utf-8").splitlines()[1] == "a,a,1"
