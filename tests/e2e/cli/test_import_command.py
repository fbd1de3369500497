"""``trm import`` as a person calls it: exit codes, streams, files of refusals."""

import json

import pytest
from click.testing import CliRunner

from serving.cli.main import trm
from tests.documents import docx, lines, pdf, zipped

TABLE = (
    "编号,姓名,手机,邮箱,城市,性别\n"
    "c1,张伟,13800138000,zhang@example.com,深圳,男\n"
    "c2,李娜,1.39E+10,li@example.com,北京,女\n"
    "c3,,,,,\n"
).encode("gbk")


@pytest.fixture(autouse=True)
def workspace(tmp_path, monkeypatch):
    monkeypatch.setenv("TRM_WORKSPACE", str(tmp_path / "var"))
    monkeypatch.delenv("TRM_DATABASE_URL", raising=False)


def run(*arguments, status=0):
    done = CliRunner().invoke(trm, ["import", *map(str, arguments)], catch_exceptions=False)
    assert done.exit_code == status, done.output
    return done


def put(folder, name, content):
    path = folder / name
    path.write_bytes(content)
    return path


def test_a_table_of_people(tmp_path):
    file = put(tmp_path, "人才.csv", TABLE)
    done = run("talents", file, "--source", "ats", "--lang", "en")
    assert done.stdout == "2 new, 0 updated, 0 unchanged, 1 refused, 1 to look at\n"
    assert "手机 → phone" in done.stderr
    assert "性别 → not read (protected)" in done.stderr
    refused = file.with_name("人才.csv.rejected.jsonl")
    [row] = [json.loads(line) for line in refused.read_text(encoding="utf-8").splitlines()]
    assert (row["line"], row["code"], row["row"]["编号"]) == (4, "no-identity", "c3")
    again = run("talents", file, "--source", "ats", "--strict", "--lang", "zh", status=4)
    assert "未变 2" in again.stdout
    assert "1 行被拒绝" in again.stderr


def test_a_dry_run_and_a_corrected_column(tmp_path):
    file = put(tmp_path, "a.csv", "人,电话\n张伟,13800138000\n".encode())
    done = run("talents", file, "--source", "x", "--dry-run", "--json", "--map", "人=name")
    told = json.loads(done.stdout)
    assert told["counts"]["created"] == 1
    assert told["mapping"] == {"人": "name", "电话": "phone"}
    assert told["dry_run"] is True
    assert (
        json.loads(run("talents", file, "--source", "x", "--json").stdout)["counts"]["created"] == 1
    )


def test_a_folder_of_cvs_and_its_zip(tmp_path):
    folder = tmp_path / "cvs" / "inner"
    folder.mkdir(parents=True)
    cv = pdf([lines(["张伟", "邮箱：zhang@example.com", "Python 工程师"])])
    put(folder, "张伟.pdf", cv)
    put(folder.parent, "b.docx", docx("李娜", "电话：13900139000", "会计"))
    put(folder.parent, "scan.pdf", pdf([""]))
    done = run("talents", folder.parent, "--source", "cv", "--lang", "zh")
    assert "新建 2" in done.stdout
    assert "scan.pdf: PDF 没有文字" in done.stderr
    archive = put(tmp_path, "again.zip", zipped({"x/张伟.pdf": cv}))
    assert "未变 1" in run("talents", archive, "--source", "cv", "--lang", "zh").stdout


def test_jobs(tmp_path):
    text = "高级算法工程师\n岗位职责：负责推荐系统\n任职要求：本科以上，3年以上经验，熟悉Python、机器学习\n"
    file = put(tmp_path, "jd.txt", text.encode("gbk"))
    assert json.loads(run("jobs", file, "--json").stdout)["counts"]["created"] == 1
    assert json.loads(run("jobs", file, "--json").stdout)["counts"]["unchanged"] == 1
    table = put(
        tmp_path, "jobs.csv",
        "职位编号,职位名称,职位描述\n1,会计,负责成本核算，熟悉Excel\n2,出纳,\n3,,\n".encode(),
    )  # fmt: skip
    told = json.loads(run("jobs", table, "--source", "hr", "--json").stdout)
    assert (told["counts"]["created"], [item["code"] for item in told["refused"]]) == (
        1, ["blank-description", "blank-title"],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "content", "arguments", "status", "words"),
    [
        ("a.csv", "姓名\n张伟\n".encode(), ["--map", "nonsense"], 2, "COLUMN=FIELD"),
        ("a.csv", "姓名\n张伟\n".encode(), ["--map", "花名=name"], 2, "花名"),
        ("a.csv", "姓名\n张伟\n".encode(), ["--map", "姓名=salary"], 2, "salary"),
        ("a.csv", "姓名\n".encode(), [], 3, "no rows"),
        ("a.csv", "幸运色\n红\n".encode(), [], 3, "--map"),
        ("a.csv", "姓名,城市\n,深圳\n".encode(), [], 3, "no row could be used"),
        ("a.csv", b"\xef\xbb\xbf\xff\xfe", [], 3, "UTF-8"),
        ("a.pdf", pdf([lines(["x"])], pages=200), [], 3, "no row could be used"),
        ("a.xlsx", b"PK\x03\x04", [], 3, "damaged"),
    ],
)
def test_what_goes_wrong_has_its_exit_code(tmp_path, name, content, arguments, status, words):
    file = put(tmp_path, name, content)
    done = run("talents", file, "--source", "x", "--lang", "en", *arguments, status=status)
    assert words in done.stderr
    assert done.stdout == "" or status == 3


def test_a_missing_source_or_file_is_a_usage_error(tmp_path):
    run("talents", put(tmp_path, "a.csv", b"name\nAnn\n"), status=2)
    run("talents", tmp_path / "nothing.csv", "--source", "x", status=2)
    run("talents", put(tmp_path, "b.csv", b"name\nAnn\n"), "--source", " ", status=2)


def test_undoing_says_what_another_import_brought_too(tmp_path):
    file = put(tmp_path, "a.csv", "编号,姓名\n1,张伟\n2,李娜\n".encode())
    for _ in range(2):
        run("talents", file, "--source", "x", "--json")
    newest, first = (item["id"] for item in json.loads(run("list", "--json").stdout)["items"])
    said = json.loads(run("undo", first, "--json").stdout)
    assert (said["gone"], said["kept"], said["shared"]) == (0, 0, 2)
    assert "2 人不再显示" in run("undo", newest, "--lang", "zh").stdout
    first_again = run("undo", first, "--lang", "en").stdout
    assert first_again.startswith("Undone: 0 people")
