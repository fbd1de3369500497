"""The consent ledger over HTTP, and the people who want no score."""

import json

from click.testing import CliRunner
from sqlalchemy import func, select

from core.actor import SYSTEM
from core.consent import service as consent
from core.consent.tables import ConsentRow
from core.consent.types import Purpose
from core.profile import service as profile
from core.profile.types import Arrival, Channel, Facts
from core.requisition import rules, service
from core.requisition.repository import jobs
from core.requisition.tables import ShortlistEntryRow
from core.requisition.types import NewShortlist
from serving import matching
from serving.cli.shortlist import jobs_for, shortlist
from tests.e2e.api.conftest import JD, World

API = "/api/v1"


def ledger_of(world: World, name: str, **params: str) -> dict:
    answer = world.recruiter.get(f"{API}/talents/{world.people[name]}/consents", params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()


def decision(world: World, name: str, purpose: str, channel: str = "any", **params: str) -> dict:
    told = ledger_of(world, name, **params)["decisions"]
    return next(
        (one for one in told if (one["purpose"], one["channel"]) == (purpose, channel)),
        next(one for one in told if (one["purpose"], one["channel"]) == (purpose, "any")),
    )


def say(world: World, name: str, **body: object):
    return world.recruiter.post(f"{API}/talents/{world.people[name]}/consents", json=body)


def switch_off(world: World, name: str) -> None:
    url = f"{API}/talents/{world.people[name]}/consents/withdraw"
    made = world.recruiter.post(url, json={"purpose": "profiling"})
    assert made.status_code == 201, made.text


def wording(world: World, purpose: str = "marketing") -> str:
    body = {"purpose": purpose, "version": "1", "zh": "我同意接收职位信息。", "en": "I agree."}
    made = world.admin.post(f"{API}/consent-wordings", json=body)
    assert made.status_code == 201, made.text
    return made.json()["id"]


def scores_of(world: World, name: str) -> int:
    with world.parts.db.read() as session:
        row = ShortlistEntryRow
        query = select(func.count()).where(row.talent_id == world.people[name])
        return session.scalar(query) or 0


def test_a_consent_is_given_shown_by_its_row_and_taken_back(world):
    assert decision(world, "Li Na", "marketing")["why"] == "never_asked"
    body = {"purpose": "marketing", "act": "given", "wording_id": wording(world), "proof": "form 7"}
    made = say(world, "Li Na", **body)
    assert made.status_code == 201, made.text
    told = decision(world, "Li Na", "marketing", "email")
    assert (told["allowed"], told["entry_id"]) == (True, made.json()["id"])
    url = f"{API}/talents/{world.people['Li Na']}/consents/withdraw"
    taken = world.recruiter.post(url, json={"purpose": "marketing", "channel": "sms"})
    assert taken.status_code == 201
    assert not decision(world, "Li Na", "marketing", "sms")["allowed"]
    assert decision(world, "Li Na", "marketing", "email")["allowed"]
    entries = ledger_of(world, "Li Na")["entries"]
    assert [one["act"] for one in entries] == ["given", "withdrawn"]
    before = "2026-05-31T00:00:00Z"
    assert decision(world, "Li Na", "marketing", at=before)["why"] == "never_asked"


def test_what_cannot_be_written_is_refused_in_both_languages(world):
    for language, words in (("zh-CN", "凭证"), ("en", "proof")):
        answer = world.recruiter.post(
            f"{API}/talents/{world.people['Li Na']}/consents",
            json={"purpose": "marketing", "act": "given", "wording_id": "wor_x"},
            headers={"Accept-Language": language},
        )
        assert answer.status_code == 422
        assert answer.json()["type"] == "/problems/consent-invalid"
        assert words in answer.json()["detail"]
    body = {"purpose": "rehire", "act": "given", "proof": "x", "wording_id": wording(world)}
    assert say(world, "Li Na", **body).status_code == 404  # words of another purpose
    assert ledger_of(world, "Li Na")["entries"] == []


def test_words_are_never_changed(world):
    first = wording(world)
    assert wording(world) == first
    body = {"purpose": "marketing", "version": "1", "zh": "别的", "en": "Others"}
    assert world.admin.post(f"{API}/consent-wordings", json=body).status_code == 409
    listed = world.viewer.get(f"{API}/consent-wordings", params={"purpose": "marketing"}).json()
    assert [one["id"] for one in listed["items"]] == [first]


def test_a_proof_is_masked_for_who_may_not_write(world):
    say(world, "Li Na", purpose="rehire", act="refused", proof="mail of li.na@example.org")
    url = f"{API}/talents/{world.people['Li Na']}/consents"
    assert "li.na@example.org" in world.recruiter.get(url).text
    assert "example.org" not in world.viewer.get(url).text


def test_a_consent_recorded_again_under_its_key_is_written_once(world):
    url = f"{API}/talents/{world.people['Li Na']}/consents/withdraw"
    for _ in range(3):
        answer = world.recruiter.post(
            url, json={"purpose": "marketing"}, headers={"Idempotency-Key": "k1"}
        )
        assert answer.status_code == 201
    assert len(ledger_of(world, "Li Na")["entries"]) == 1


def test_who_wants_no_score_gets_none_in_any_way_the_api_has(world):
    job = world.new_job()
    before = world.new_shortlist(job["id"])
    assert "Li Na" in [row["talent"]["name"] for row in before["rows"]]
    had, talent = scores_of(world, "Li Na"), world.people["Li Na"]
    switch_off(world, "Li Na")
    # the small matcher knows nothing of the switch, as a stale index would not
    after = world.new_shortlist(job["id"])
    names = [row["talent"]["name"] for row in after["rows"]]
    assert names
    assert "Li Na" not in names
    assert any(one["code"] == "not-profiled" for one in after["notices"])
    assert scores_of(world, "Li Na") == had
    found = world.recruiter.post(f"{API}/match", json={"text": JD}).json()
    assert talent not in json.dumps(found["rows"])
    url = f"{API}/shortlists/{before['id']}"
    assert talent not in json.dumps(world.recruiter.get(url).json()["rows"])
    assert world.recruiter.get(f"{url}/scores/{talent}").status_code == 404
    compared = world.recruiter.get(f"{url}/compare", params={"talent_id": talent})
    assert compared.status_code == 404
    why = world.recruiter.get(f"{url}/why-not", params={"talent_id": talent}).json()
    assert (why["stage"], why["score"], why["rank"]) == ("not-profiled", None, None)
    jobs = world.recruiter.get(f"{API}/talents/{talent}/jobs").json()
    assert jobs["items"] == []
    assert jobs["notices"][0]["code"] == "person-not-profiled"
    assert scores_of(world, "Li Na") == had


def test_who_wants_no_score_is_shown_apart_to_those_who_may_see_them(world):
    for name in ("Li Na", "Sven Secret"):
        with world.parts.db.write() as session:
            consent.withdraw(
                session, SYSTEM, world.people[name], Purpose.PROFILING, now=world.parts.clock.now()
            )
    shown = world.recruiter.get(f"{API}/talents-not-profiled").json()
    assert [one["name"] for one in shown["items"]] == ["Li Na"]
    assert "score" not in {key for one in shown["items"] for key in one}
    assert world.admin.get(f"{API}/talents-not-profiled").json()["total"] == 2


def test_the_command_line_scores_nobody_who_wants_none(world, tmp_path):
    jd = tmp_path / "jd.txt"
    jd.write_text(JD, encoding="utf-8")
    switch_off(world, "Li Na")
    for command in ("--jd", jd), ("--job", world.new_job()["id"]):
        told = CliRunner().invoke(
            shortlist, [*map(str, command), "--json", "--lang", "en"], obj=world.parts
        )
        assert told.exit_code == 0, told.output
        names = [row["talent"]["name"] for row in json.loads(told.stdout)["rows"]]
        assert "王小明" in names
        assert "Li Na" not in names
    told = CliRunner().invoke(
        jobs_for, ["--talent", world.people["Li Na"], "--lang", "zh"], obj=world.parts
    )
    assert "不被打分" in told.output
    assert scores_of(world, "Li Na") == 0


def test_a_score_given_while_somebody_objects_is_not_stored(world):
    """The search has ended, the objection is committed, and only then the list is stored."""

    job_id, now = world.new_job()["id"], world.parts.clock.now()
    with world.parts.db.read() as session:
        job = jobs.get(session, SYSTEM, job_id)
        position = rules.position_of(job)
        found = matching.search(world.parts, session, SYSTEM, position, where="", top=10)
    assert world.people["Li Na"] in found.people
    with world.parts.db.write() as session:
        consent.withdraw(session, SYSTEM, world.people["Li Na"], Purpose.PROFILING, now=now)
    with world.parts.db.write() as session:
        new = NewShortlist(
            position=position, where="", top=10, answer=found.answer, considered=None
        )
        made = service.store_shortlist(session, SYSTEM, job_id, new, now=now)
    assert world.people["Li Na"] not in {row.talent_id for row in made.rows}
    assert scores_of(world, "Li Na") == 0


def test_the_end_of_the_demo_takes_the_ledgers_along(world):

    now = world.parts.clock.now()
    with world.parts.db.write() as session:
        made = profile.ingest(
            session,
            SYSTEM,
            Arrival("demo", Channel.DEMO, Facts(name="演示"), invented=True),
            now=now,
        )
        consent.withdraw(session, SYSTEM, made.talent_id, Purpose.MARKETING, now=now)
        profile.remove_invented(session, SYSTEM, now=now)
        assert session.scalar(select(func.count()).select_from(ConsentRow)) == 0
