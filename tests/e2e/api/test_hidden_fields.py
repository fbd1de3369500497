"""Fields that not everybody sees: canaries in every place a person's data stand, 0 leaks by any way.

The table of `core.access.fields` is what is tested: role × field × every operation that answers.
"""

import re

import pytest

from core.access import fields
from core.access.fields import Field
from core.actor import PERMISSIONS, Actor, Permission, Role
from serving.veil import pseudonym
from tests.e2e.api.conftest import JD
from tests.e2e.api.test_authorization_matrix import PREFIX, document, operations

# one canary a field; each is planted with its label, as people write it
CANARIES = {
    Field.CONTACT: {
        "canary.li@example.org": "Mail canary.li@example.org",
        "13977712345": "13977712345",
    },
    Field.SALARY: {"38.7k": "期望薪资：38.7k", "91234": "Current salary is 91234 EUR"},
    Field.ID_NUMBER: {"110101199003078515": "身份证号：110101199003078515"},
    Field.HEALTH: {"青霉素": "健康状况：青霉素过敏", "kidney": "Health condition: kidney trouble"},
    Field.PERSONAL: {"1990-03-07": "出生日期：1990-03-07", "zoroastrian": "Religion: zoroastrian"},
}
COMMENT = "canary-comment"
ALL = "\n".join(line for planted in CANARIES.values() for line in planted.values())
NAMES_OF_HIDDEN = re.compile(
    r"salary|compensation|wage|pay$|id_?number|national_id|passport|health|disab|birth|gender|\bsex\b"
    r"|marital|religion|ethnic|nationality|photo",
    re.I,
)


def sees(role, field):
    return field not in fields.hidden(Actor("a", "a", frozenset({role})))


@pytest.fixture
def planted(world):
    """A person of the north with canaries wherever there is room for words, and what hangs on them."""
    li = world.people["Li Na"]
    url, recruiter = f"{PREFIX}/talents/{li}", world.recruiter
    body = {
        "headline": "Engineer, 期望薪资：38.7k",
        "summary": ALL,
        "employments": [{"title": "Engineer", "company": "Acme", "description": ALL}],
        "certificates": [line for planted in CANARIES.values() for line in planted.values()],
        "emails": ["canary.li@example.org"],
        "phones": ["13977712345"],
        "educations": [
            {"school": "TU", "level": "master", "major": "Health condition: kidney trouble"}
        ],
    }
    done = recruiter.patch(url, json=body, headers={"If-Match": "*"})
    assert done.status_code == 200, done.text
    for kind, summary in (("interview", COMMENT), ("interview.notes", COMMENT), ("call", ALL)):
        recruiter.post(f"{url}/interactions", json={"kind": kind, "summary": summary})
    one_line = ALL.replace("\n", "; ")
    recruiter.post(f"{url}/tasks", json={"title": one_line[:280], "note": ALL, "on": "2026-06-02"})
    recruiter.post(f"{url}/calls", json={"outcome": "reached", "note": ALL})
    recruiter.post(f"{url}/holds", json={"reason": one_line[:280], "until": "2026-12-01T00:00:00Z"})
    wording = {"purpose": "rehire", "version": "1", "zh": "同意", "en": "I agree"}
    world.admin.post(f"{PREFIX}/consent-wordings", json=wording)
    refused = {"purpose": "rehire", "act": "refused", "proof": one_line[:280]}
    assert recruiter.post(f"{url}/consents", json=refused).status_code == 201
    job = world.new_job(hiring_manager_id=world.manager_id)
    made = world.new_shortlist(job["id"])
    decided = world.recruiter.put(
        f"{PREFIX}/shortlists/{made['id']}/decisions/{li}",
        json={"decision": "reject", "reason": COMMENT},
    )
    assert decided.status_code == 200, decided.text
    return {"talent_id": li, "job_id": job["id"], "shortlist_id": made["id"]}


def answers(world, browser, known):
    """Ask for everything a reader can ask for about the person; yield what was answered."""
    talent = known["talent_id"]
    task = world.recruiter.get(f"{PREFIX}/talents/{talent}/tasks").json()["items"][0]["id"]
    sources = world.recruiter.get(f"{PREFIX}/talents/{talent}/sources").json()["items"]
    fill = {**known, "task_id": task, "attachment_id": "att_1"}
    owner = {"owner_id": world.recruiter.get(f"{PREFIX}/me").json()["id"]}
    queries = {
        "explain_absence": [{"talent_id": talent}, {"talent_id": world.people["Otto"]}],
        "compare_people": [{"talent_id": talent}],
        "read_text": [{"source_id": one["id"]} for one in sources],
        "list_talents": [{}, {"q": "Engineer"}, {"where": "years >= 1"}, {"sort": "name"}],
        "list_tasks": [{**owner, "due": due} for due in DUE],
        "export_tasks": [{**owner, "due": "all"}],
    }
    for method, path, operation in operations():
        if method != "GET":
            continue
        for name, value in fill.items():
            path = path.replace("{" + name + "}", value)
        for params in queries.get(operation["operationId"], [{}]):
            response = browser.get(path, params=params)
            if response.status_code == 200:
                yield operation["operationId"], response.text
    posts = [
        ("match_text", "/match", {"text": JD}),
        ("create_shortlist", f"/jobs/{known['job_id']}/shortlists", {}),
        ("export_talents", "/talents/export", {"columns": COLUMNS}),
    ]
    for name, path, body in posts:
        response = browser.post(f"{PREFIX}{path}", json=body)
        if response.is_success:
            yield name, response.text


DUE = ("today", "overdue", "all")
COLUMNS = document()["components"]["schemas"]["Column"]["enum"]


@pytest.mark.parametrize("role", list(Role))
def test_no_canary_comes_out_by_any_way_where_its_field_is_hidden(world, planted, role):
    leaks, seen, cells = [], set(), 0
    for name, text in answers(world, world.of_role(role), planted):
        cells += 1
        for field, canaries in CANARIES.items():
            for canary in canaries:
                if canary in text:
                    seen.add(field)
                    if not sees(role, field):
                        leaks.append((name, field, canary))
        if COMMENT in text:
            seen.add(Field.COMMENT)
            if not sees(role, Field.COMMENT):
                leaks.append((name, Field.COMMENT))
    print(f"{role}: {cells} answers x {len(Field)} fields, {len(leaks)} leaks")
    assert leaks == []
    # the canaries are really there: who may see a field finds it
    shown = {field for field in Field if sees(role, field)}
    if Permission.PEOPLE_READ in PERMISSIONS[role]:
        assert seen == shown
    else:  # a hiring manager reads shortlists only
        assert seen == {Field.COMMENT}


def test_a_token_without_the_scope_does_not_see_what_its_owner_sees(world, planted):
    body = {"name": "reader", "scopes": ["people:read", "shortlists:read", "jobs:read"]}
    secret = world.admin.post(f"{PREFIX}/tokens", json=body).json()["token"]
    world.nobody.headers["Authorization"] = f"Bearer {secret}"
    everything = [one for planted in CANARIES.values() for one in planted] + [COMMENT]
    for name, text in answers(world, world.nobody, planted):
        assert not [one for one in everything if one in text], name


@pytest.mark.parametrize(
    "words", ["13977712345", "canary.li@example.org", "110101199003078515", "薪资 35k", "7771 2345"]
)
def test_nobody_searches_by_what_is_hidden(world, planted, words):
    refused = world.viewer.get(
        f"{PREFIX}/talents", params={"q": words}, headers={"Accept-Language": "zh-CN"}
    )
    assert refused.status_code == 403
    assert refused.json()["type"] == "/problems/field-hidden"
    assert refused.json()["title"] == "这项信息对你隐藏"


def test_words_that_ask_for_nothing_hidden_pass(world, planted):
    for words in ("Engineer", "2019-03", "2015-2019", "Python 3", "算法"):
        assert world.viewer.get(f"{PREFIX}/talents", params={"q": words}).status_code == 200
    for words in ("13977712345", "139 7771 2345", "canary.li@example.org", "020 7123 4567"):
        assert world.recruiter.get(f"{PREFIX}/talents", params={"q": words}).status_code == 200
    for words in ("110101199003078515", "1101011990", "11010119900307"):
        assert world.recruiter.get(f"{PREFIX}/talents", params={"q": words}).status_code == 403


def test_a_filter_or_an_order_by_a_hidden_field_is_refused(world):
    for where in ("salary >= 30", 'gender = "女"', "birth_date < 1990"):
        refused = world.viewer.get(f"{PREFIX}/talents", params={"where": where})
        assert refused.status_code == 422
    assert world.viewer.get(f"{PREFIX}/talents", params={"sort": "salary"}).status_code == 422


def test_no_answer_has_a_property_named_like_a_hidden_field(world):
    named = [
        (schema, name)
        for schema, described in document()["components"]["schemas"].items()
        for name in described.get("properties", {})
        if NAMES_OF_HIDDEN.search(name)
    ]
    assert named == [], "give it to the veil, and to the canaries, first"


def test_a_masked_text_is_not_saved_over_what_it_hides(world, planted):
    url = f"{PREFIX}/talents/{planted['talent_id']}"
    shown = world.recruiter.get(url).json()
    assert "•" in shown["summary"]
    again = world.recruiter.patch(
        url, json={"summary": shown["summary"]}, headers={"If-Match": "*"}
    )
    assert (again.status_code, again.json()["type"]) == (422, "/problems/mask-sent")
    assert "110101199003078515" in world.admin.get(url).json()["summary"]


SCHOOL = "清华大学"


@pytest.fixture
def blind(world, planted):
    """The recruiter of the north, blind; the person studied at a school that their texts name."""
    url = f"{PREFIX}/talents/{planted['talent_id']}"
    body = {
        "summary": f"Li Na studied at {SCHOOL}. Write to li.na@example.org. LI NA leads a team.",
        "educations": [{"school": SCHOOL, "level": "master", "major": "Computing"}],
    }
    world.recruiter.patch(url, json=body, headers={"If-Match": "*"})
    world.recruiter.post(f"{url}/interactions", json={"kind": "call", "summary": "Li Na called"})
    turned = world.recruiter.patch(f"{PREFIX}/me", json={"blind": True})
    assert turned.json()["blind"] is True
    return world.recruiter


def test_blind_no_name_school_or_address_comes_out_by_any_way(world, planted, blind):
    called = pseudonym(planted["talent_id"], "en")
    cells, leaks, by_pseudonym = 0, [], set()
    for name, text in answers(world, blind, planted):
        cells += 1
        if re.search(rf"\bli[ .]?na\b|{SCHOOL}|canary\.li|13977712345", text, re.I):
            leaks.append(name)
        if called in text:
            by_pseudonym.add(name)
    print(f"{cells} answers, {len(leaks)} leaks")
    assert leaks == []
    assert by_pseudonym >= {
        "list_talents", "read_talent", "read_shortlist", "compare_people", "match_text",
        "export_talents", "list_talent_tasks", "explain_absence",
    }  # fmt: skip


def test_blind_the_pseudonym_is_in_the_readers_language_and_files_stay_shut(world, planted, blind):
    url = f"{PREFIX}/talents/{planted['talent_id']}"
    zh = blind.get(url, headers={"Accept-Language": "zh-CN"}).json()
    assert zh["name"] == pseudonym(planted["talent_id"], "zh")
    assert zh["name"].startswith("候选人 ")
    file = blind.get(f"{url}/attachments").json()["items"][0]
    assert "Li Na" not in file["file_name"]
    refused = blind.get(f"{url}/attachments/{file['id']}")
    assert (refused.status_code, refused.json()["type"]) == (403, "/problems/field-hidden")
    copy = blind.post(f"{url}/copy")
    assert copy.status_code == 403


def test_unblinding_is_in_the_audit_log_and_an_administrator_can_blind(world, planted, blind):
    assert blind.patch(f"{PREFIX}/me", json={"blind": False}).json()["blind"] is False
    assert blind.get(f"{PREFIX}/talents/{planted['talent_id']}").json()["name"] == "Li Na"
    changed = world.admin.patch(f"{PREFIX}/accounts/{world.manager_id}", json={"blind": True})
    assert changed.json()["blind"] is True
    shown = world.manager.get(f"{PREFIX}/shortlists/{planted['shortlist_id']}")
    assert "Li Na" not in shown.text
    log = [one["action"] for one in world.admin.get(f"{PREFIX}/audit").json()["items"]]
    assert log.count("account.blinded") == 2
    assert log.count("account.unblinded") == 1
