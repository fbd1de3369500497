"""``trm shortlist`` and ``trm jobs-for`` on a workspace, without a server."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from serving.cli.shortlist import jobs_for, shortlist
from tests.e2e.api.conftest import JD


@pytest.fixture
def trm(world):
    """Run one of the two commands on the workspace."""

    def run(command, *arguments):
        return CliRunner().invoke(command, [str(one) for one in arguments], obj=world.parts)

    return run


@pytest.fixture
def jd(tmp_path) -> Path:
    """A file with a job description."""
    path = tmp_path / "算法工程师.txt"
    path.write_text(JD, encoding="gb18030")
    return path


def test_a_jd_file_gives_a_table_with_reasons_and_evidence(trm, jd):
    result = trm(shortlist, "--jd", jd, "--top", 3, "--explain", "--lang", "zh")
    assert result.exit_code == 0, result.output
    lines = result.stdout.splitlines()
    ranked = [line for line in lines if line[:2] in {"1 ", "2 ", "3 "}]
    assert [line.split()[2] for line in ranked] == ["Sven", "Li", "王小明"]
    assert "必备: " in result.stdout
    assert "「I work with Python, PyTorch, SQL every day.」" in result.stdout
    assert "缺少必备" in result.stdout
    assert "仅供参考，由人决定" in result.stderr
    assert "example.org" not in result.output


def test_english_and_json(trm, jd, world):
    result = trm(shortlist, "--jd", jd, "--where", 'city = "广州"', "--json", "--lang", "en")
    assert result.exit_code == 0, result.output
    answer = json.loads(result.stdout)
    assert [row["talent"]["name"] for row in answer["rows"]] == ["王小明"]
    assert answer["rows"][0]["talent"]["id"] == world.people["王小明"]
    table = trm(shortlist, "--jd", jd, "--explain", "--lang", "en").stdout
    assert "missing must-haves: " in table
    assert "no obstacle" not in table
    proofs = [line for line in table.splitlines() if line.lstrip().startswith("「")]
    assert len(proofs) == len(set(proofs))
    assert "Guangzhou" in table
    (line,) = (line for line in table.splitlines() if "王小明" in line)
    assert "广州" not in line


def test_a_job_of_the_workspace(trm, world):
    job = world.new_job()
    result = trm(shortlist, "--job", job["id"], "--top", 1, "--lang", "en")
    assert result.exit_code == 0, result.output
    assert "Sven Secret" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        ([], 2, "--jd FILE or --job ID"),
        (["--job", "job_x"], 3, "It does not exist"),
        (["--jd", "JD", "--where", "colour = red"], 2, "colour"),
        (["--jd", "JD", "--list", "alumni"], 2, "records of who works or worked here"),
        (["--jd", "EMPTY"], 3, "empty"),
        (["--jd", "UNKNOWN"], 3, "No skill, title, years or education was recognised"),
    ],
)
def test_refusals_leave_with_their_code_and_a_sentence(trm, jd, tmp_path, arguments, code, said):
    empty, unknown = tmp_path / "empty.txt", tmp_path / "unknown.txt"
    empty.write_text("", encoding="utf-8")
    unknown.write_text("qwxz zxwq", encoding="utf-8")
    names = {"JD": jd, "EMPTY": empty, "UNKNOWN": unknown}
    result = trm(shortlist, *(names.get(one, one) for one in arguments), "--lang", "en")
    assert result.exit_code == code, result.output
    assert said in result.stderr
    assert result.stdout == ""


def test_an_empty_workspace_says_so_in_chinese(parts, jd):
    result = CliRunner().invoke(shortlist, ["--jd", str(jd), "--lang", "zh"], obj=parts)
    assert result.exit_code == 3
    assert "先导入" in result.stderr


def test_jobs_for_a_person(trm, world):
    job = world.new_job()
    result = trm(jobs_for, "--talent", world.people["Li Na"], "--explain", "--lang", "zh")
    assert result.exit_code == 0, result.output
    assert job["id"] in result.stdout
    answer = json.loads(trm(jobs_for, "--talent", world.people["Li Na"], "--json").stdout)
    assert [item["job_id"] for item in answer["items"]] == [job["id"]]
    assert trm(jobs_for, "--talent", "tal_nobody").exit_code == 3
