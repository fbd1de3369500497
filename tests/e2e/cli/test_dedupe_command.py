"""``trm dedupe run``, ``review`` and ``explain`` on a workspace of its own."""

from pathlib import Path

import orjson
import pytest
from click.testing import CliRunner, Result

from core.access import admin
from core.actor import SYSTEM, Role
from core.profile import service as profile
from serving import settings, wiring
from serving.cli.main import trm
from serving.cli.serve import bring_up_to_date
from tests.duplicate_people import strangers, twice

BY = "li@example.com"


def run(*arguments: str, given: str = "") -> Result:
    return CliRunner().invoke(trm, ["dedupe", *arguments], input=given)


@pytest.fixture
def people(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, clock) -> list[str]:
    """The ids of strangers and, last, of two that are one."""
    monkeypatch.setenv("TRM_WORKSPACE", str(tmp_path / "work"))
    parts = wiring.build(settings.load(workspace=tmp_path / "work"))
    bring_up_to_date(parts)
    with parts.db.write() as session:
        made = profile.ingest_many(session, SYSTEM, [*strangers(60), *twice()], now=clock.now())
        for email, role in ((BY, Role.RECRUITER), ("view@example.com", Role.VIEWER)):
            admin.add_account(session, SYSTEM, email, name="Li", role=role, now=clock.now())
    parts.db.close()
    return [one.talent_id for one in made]


def queued(*arguments: str) -> list[dict]:
    listed = run("review", "--json", *arguments)
    assert listed.exit_code == 0, listed.output
    return orjson.loads(listed.stdout)


def test_run_then_review_then_decide(people):
    assert run("explain", people[0], people[1]).exit_code == 5  # nothing was learned yet
    made = run("run", "--json")
    assert made.exit_code == 0, made.output
    told = orjson.loads(made.stdout)
    assert told["people"] == 62
    assert told["proposed"] + told["to_review"] == len(queued())
    [pair] = [one for one in queued() if {*one["talents"]} == {*people[-2:]}]
    decided = run("review", "--pair", pair["id"], "--verdict", "same", "--by", BY, "--json")
    assert decided.exit_code == 0, decided.output
    assert orjson.loads(decided.stdout)[0]["state"] == "same"
    assert [one["id"] for one in queued("--state", "same")] == [pair["id"]]
    again = run("review", "--pair", pair["id"], "--verdict", "different", "--by", BY)
    assert again.exit_code == 6
    assert run("run").exit_code == 0
    assert [one["id"] for one in queued("--state", "same")] == [pair["id"]]


def test_explain_speaks_both_languages_of_pairs_in_the_queue_and_of_others(people):
    assert run("run").exit_code == 0
    zh = run("explain", *people[-2:], "--lang", "zh")
    assert zh.exit_code == 0, zh.output
    assert "同一人的概率为" in zh.stdout
    assert "出生日期相同" in zh.stdout
    en = orjson.loads(run("explain", people[0], people[1], "--json", "--lang", "en").stdout)
    assert en["pair"] is None
    assert en["probability"] < 0.1
    assert "Against it:" in en["summary"]["en"]
    turned = orjson.loads(run("explain", people[1], people[0], "--json").stdout)
    assert turned["probability"] == en["probability"]


def test_a_pair_after_the_other_is_asked_about(people):
    assert run("run").exit_code == 0
    before = len(queued())
    asked = run("review", "--ask", "--by", BY, given="2\n" + "q\n")
    assert asked.exit_code == 0, asked.output
    assert len(queued("--state", "different")) == 1
    assert len(queued()) == before - 1


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("review", "--pair", "dup_x", "--verdict", "same"), 2),
        (("review", "--pair", "dup_x"), 2),
        (("review", "--verdict", "same", "--by", BY), 2),
        (("review", "--ask"), 2),
        (("review", "--band", "purple"), 2),
        (("review", "--pair", "dup_x", "--verdict", "same", "--by", BY), 2),
        (("review", "--pair", "dup_x", "--verdict", "same", "--by", "who@example.com"), 2),
        (("review", "--pair", "dup_x", "--verdict", "same", "--by", "view@example.com"), 6),
        (("explain", "tal_x", "tal_y"), 2),
        (("explain", "tal_x"), 2),
    ],
)
def test_wrong_calls_leave_with_their_code(people, arguments, code):
    answer = run(*arguments)
    assert answer.exit_code == code, answer.output


def test_a_person_is_not_compared_with_themselves(people):
    assert run("run").exit_code == 0
    assert run("explain", people[0], people[0]).exit_code == 6
