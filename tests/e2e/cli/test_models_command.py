"""``trm models``, ``promote``, ``rollback``, ``train``, ``evaluate`` on a workspace of its own."""

from pathlib import Path

import orjson
import pytest
from click.testing import CliRunner, Result

from core.access import admin
from core.actor import SYSTEM, Role
from serving import models, settings, wiring
from serving.cli.main import trm
from serving.models import Report
from tests.integration.serving.test_models import CARDS, GREEN
from tests.ranking_world import small_sample
from trm_ml.ranking.train import train

BY = "li@example.com"


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TRM_WORKSPACE", str(tmp_path / "work"))
    return tmp_path / "work"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(trm, list(arguments))


def candidate(workspace: Path, clock, values: dict | None = None) -> str:
    """Register a small model that was measured beside the shipped one; somebody may sign."""
    parts = wiring.build(settings.load(workspace=workspace))
    shipped = models.shipped(serving=True)
    assert shipped is not None
    bundle = train(small_sample(8, 20), seed=1, trees=4)
    ndcg = {"ranker": [0.9, 0.8], "champion": [0.9, 0.7], "rules": [0.5, 0.6]}
    beside = {**GREEN, "ndcg_by_job": ndcg, "champion": shipped.version, **(values or {})}
    bundle.save(models.folder(parts) / bundle.version)
    models.write_report(models.folder(parts) / bundle.version, Report(beside, CARDS))
    with parts.db.write() as session:
        models.register(parts, session, SYSTEM, bundle, now=clock.now())
    parts.db.close()
    return bundle.version


def test_a_fresh_workspace_lists_the_shipped_ranker(workspace: Path):
    listed = run("models", "--json")
    assert listed.exit_code == 0, listed.output
    [row] = orjson.loads(listed.stdout)["items"]
    assert row["serving"]
    assert row["version"] in run("models").stdout


def test_what_does_not_exist_is_a_wrong_call(workspace: Path):
    nobody = run("promote", "ranker-none", "--by", BY)
    assert nobody.exit_code == 2
    assert "no account with that e-mail" in nobody.stderr
    assert "Traceback" not in nobody.stderr
    assert run("promote", "ranker-none").exit_code == 2  # --by is asked for


@pytest.mark.parametrize("command", ["train", "evaluate"])
@pytest.mark.parametrize(("language", "word"), [("zh", "没有公开数据集"), ("en", "--data")])
def test_without_the_data_sets_nothing_is_begun(
    workspace: Path, command: str, language: str, word: str, tmp_path: Path
):
    found = run(command, "ranker", "--data", str(tmp_path / "none"), "--lang", language)
    assert found.exit_code == 3
    assert word in found.stderr
    assert not (workspace / "models").exists()


def account(workspace: Path, clock) -> None:
    parts = wiring.build(settings.load(workspace=workspace))
    with parts.db.write() as session:
        admin.add_account(
            session, SYSTEM, email=BY, name="Li Na", role=Role.DATA_SCIENTIST, now=clock.now()
        )
    parts.db.close()


@pytest.mark.filterwarnings("ignore::ResourceWarning")  # MLflow keeps its own engine open
def test_a_candidate_is_promoted_signed_and_taken_back(workspace: Path, clock):
    [shipped] = orjson.loads(run("models", "--json").stdout)["items"]
    account(workspace, clock)
    version = candidate(workspace, clock)
    assert run("promote", version, "--by", "nobody@example.com").exit_code == 2
    promoted = run("promote", version, "--by", BY, "--json")
    assert promoted.exit_code == 0, promoted.output
    assert orjson.loads(promoted.stdout)["promoted_by"]
    rows = orjson.loads(run("models", "--json").stdout)["items"]
    assert [row["version"] for row in rows if row["serving"]] == [version]
    assert run("rollback", "--by", BY).exit_code == 0
    rows = orjson.loads(run("models", "--json").stdout)["items"]
    assert [row["version"] for row in rows if row["serving"]] == [shipped["version"]]


@pytest.mark.parametrize(
    ("values", "word"),
    [
        ({"ndcg_by_job": {"ranker": [0.5, 0.6], "champion": [0.9, 0.7]}}, "worse"),
        ({"champion": "ranker-of-another-day"}, "not measured"),
    ],
)
def test_a_red_gate_says_why_and_leaves_with_6(workspace: Path, clock, values, word):
    run("models")
    account(workspace, clock)
    refused = run("promote", candidate(workspace, clock, values), "--by", BY)
    assert refused.exit_code == 6
    assert word in refused.stderr
