"""Every operation of the OpenAPI file × every role, and nobody; objects of another team are 404."""

from functools import cache

import pytest

from core.actor import PERMISSIONS, SYSTEM, Permission, Role
from core.identity import repository as identity
from core.identity.types import Band, NewPair
from core.profile.repository import people
from serving.cli.openapi import document
from tests.e2e.api.conftest import JD
from tests.e2e.permissions import lets_in

PREFIX = "/api/v1"
# what each operation of people, jobs, shortlists, imports and models needs: all of these. Written
# down by hand, so that a route that asks for less is seen here and not in production.
NEEDS = {
    "list_talents": "people:read",
    "create_talent": "people:write",
    "export_talents": "people:write",
    "read_talent": "people:read",
    "change_talent": "people:write",
    "undo_talent_edit": "people:write",
    "list_interactions": "people:read",
    "add_interaction": "people:write",
    "list_attachments": "people:read",
    "download_attachment": "people:write",
    "list_sources": "people:read",
    "read_text": "people:read",
    "list_jobs_for_talent": "people:read jobs:read",
    "compare_talents": "people:write",
    "list_merges": "people:read",
    "merge_talents": "people:write",
    "undo_merge": "people:write",
    "read_consents": "people:read",
    "record_consent": "people:write",
    "withdraw_consent": "people:write",
    "list_not_profiled": "people:read",
    "list_wordings": "people:read",
    "add_wording": "workspace:write",
    "list_suppressions": "people:write",
    "suppress_address": "people:write",
    "lift_suppression": "people:write",
    "suppress_talent": "people:write",
    "read_retention": "people:read",
    "list_retention_review": "people:read",
    "list_retention_rules": "people:read",
    "hold_talent": "people:write",
    "release_hold": "people:write",
    "read_relationships": "people:read",
    "state_relationship": "people:write",
    "end_relationship": "people:write",
    "take_back_relationship": "people:write",
    "list_applications": "people:read",
    "list_claims": "people:read",
    "list_referrals": "people:read",
    "list_missing_employees": "people:read",
    "list_sources_set_up": "imports:write",
    "read_source": "imports:write",
    "set_source": "workspace:write",
    "take_in_rows": "imports:write",
    "set_standing": "people:write",
    "record_leaving": "people:write",
    "list_duplicates": "people:read",
    "list_talent_duplicates": "people:read",
    "read_duplicate": "people:read",
    "decide_duplicate": "people:write",
    "list_duplicate_runs": "people:read",
    "start_duplicate_run": "people:write",
    "list_tasks": "people:read",
    "export_tasks": "people:read",
    "list_talent_tasks": "people:read",
    "open_task": "people:write",
    "read_task": "people:read",
    "change_task": "people:write",
    "close_task": "people:write",
    "reopen_task": "people:write",
    "export_task": "people:read",
    "list_calls": "people:read",
    "log_call": "people:write",
    "list_forms": "jobs:read",
    "open_form": "jobs:write",
    "read_form": "jobs:read",
    "change_form": "jobs:write",
    "list_jobs": "jobs:read",
    "create_job": "jobs:write",
    "parse_job": "jobs:read",
    "read_job": "jobs:read",
    "change_job": "jobs:write",
    "list_job_versions": "jobs:read",
    "add_job_version": "jobs:write",
    "match_text": "shortlists:write",
    "create_shortlist": "shortlists:write",
    "list_shortlists": "shortlists:read",
    "list_reviews": "reviews:write",
    "read_shortlist": "shortlists:read",
    "explain_absence": "people:read shortlists:read",
    "compare_people": "shortlists:read",
    "read_score": "shortlists:read",
    "list_decisions": "shortlists:read",
    "decide": "reviews:write",
    "create_import": "imports:write",
    "list_imports": "imports:write",
    "read_import": "imports:write",
    "change_import": "imports:write",
    "start_import": "imports:write",
    "undo_import": "imports:write",
    "list_rejected": "imports:write",
    "list_models": "models:read",
    "promote_model": "models:write",
    "rollback_model": "models:write",
    "start_with_own_data": "workspace:write",
}


@cache
def operations():
    """Return ``(method, path, operation)`` of everything in the file."""
    return [
        (method.upper(), path, operation)
        for path, methods in document()["paths"].items()
        if path.startswith(PREFIX)
        for method, operation in methods.items()
    ]


def address(path):
    """Fill a path with ids that nobody has."""
    while "{" in path:
        before, _, rest = path.partition("{")
        path = before + "no_such_thing" + rest.partition("}")[2]
    return path


def granted(permissions, operation):
    """Tell whether permissions suffice, by the hand-written list where there is one."""
    wanted = NEEDS.get(operation["operationId"])
    if wanted is not None:
        return all(Permission(one) in permissions for one in wanted.split())
    return lets_in(operation["x-permission"], permissions)


def wrong_cells(browser, permissions):
    """Ask for every operation and return the cells that answer otherwise than they should."""
    wrong, asked = [], 0
    for method, path, operation in operations():
        if operation["operationId"] == "sign_out":
            continue  # it would end the session that the rest is asked with
        response = browser.request(method, address(path), headers={"If-Match": "*"})
        refused = response.status_code == 403
        if refused == granted(permissions, operation) or response.status_code in {401, 500}:
            wrong.append((method, path, response.status_code))
        asked += 1
    print(f"{asked} cells, {len(wrong)} wrong")
    return wrong


def test_every_operation_declares_a_permission_and_is_documented():
    for _, path, operation in operations():
        assert operation["x-permission"], path
        assert operation["summary"], path
        assert operation["description"], path
        assert set(operation["responses"]) >= {"401", "403", "422"}, path
        for status, response in operation["responses"].items():
            if int(status) >= 400:
                assert set(response["content"]) == {"application/problem+json"}, path


def test_the_hand_written_list_names_operations_that_exist():
    assert set(NEEDS) <= {operation["operationId"] for _, _, operation in operations()}


def test_every_cell_of_a_role(world):
    for role in Role:
        assert wrong_cells(world.of_role(role), PERMISSIONS[role]) == [], role


@pytest.mark.long
def test_every_cell_of_a_token(world):
    for scope in Permission:
        bear(world, world.admin, [scope])
        assert wrong_cells(world.nobody, {scope}) == [], scope
    for role in Role:
        bear(world, world.of_role(role), sorted(PERMISSIONS[role]))
        assert wrong_cells(world.nobody, PERMISSIONS[role]) == [], role


def test_a_token_never_does_more_than_its_owner_may_now(world):
    bear(world, world.recruiter, sorted(PERMISSIONS[Role.RECRUITER]))
    me = world.recruiter.get(f"{PREFIX}/me").json()["id"]
    changed = world.admin.patch(f"{PREFIX}/accounts/{me}", json={"role": "viewer"})
    assert changed.status_code == 200
    assert wrong_cells(world.nobody, PERMISSIONS[Role.VIEWER]) == []


def test_the_hand_written_list_says_what_the_file_says(world):
    told = {one["operationId"]: one["x-permission"] for _, _, one in operations()}
    assert {name: told[name].replace(" and ", " ") for name in NEEDS} == NEEDS


def test_nobody_gets_in_without_signing_in(world):
    wrong = []
    for method, path, operation in operations():
        if operation["x-permission"] == "public":
            continue
        response = world.nobody.request(method, address(path))
        if response.status_code != 401 or "problem+json" not in response.headers["content-type"]:
            wrong.append((method, path, response.status_code))
    assert wrong == []


def test_a_cookie_without_its_proof_changes_nothing(world):
    browser = world.admin
    proof = browser.headers.pop("X-CSRF-Token")
    wrong = [
        (method, path)
        for method, path, operation in operations()
        if method != "GET"
        and operation["x-permission"] != "public"
        and browser.request(method, address(path)).status_code != 403
    ]
    browser.headers["X-CSRF-Token"] = proof
    assert wrong == []


def bear(world, owner, scopes):
    """Let the browser of nobody carry a new token of the owner's."""
    made = owner.post(f"{PREFIX}/tokens", json={"name": "narrow", "scopes": scopes})
    assert made.status_code == 201, made.text
    world.nobody.headers["Authorization"] = f"Bearer {made.json()['token']}"


BODIES = {
    "create_shortlist": {},
    "add_job_version": {"text": "Python"},
    "change_job": {"title": "x"},
    "decide": {"decision": "accept"},
    "change_talent": {"headline": "x"},
    "add_interaction": {"kind": "call"},
    "record_consent": {"purpose": "rehire", "act": "refused"},
    "withdraw_consent": {"purpose": "rehire"},
    "suppress_talent": {"reason": "asked on the phone"},
    "hold_talent": {"reason": "a claim", "until": "2026-12-01T00:00:00Z"},
    "release_hold": {},
    "set_standing": {"relationship": "prospect", "since": "2026-05-01T00:00:00Z"},
    "record_leaving": {"left_at": "2026-05-01T00:00:00Z"},
    "state_relationship": {"kind": "referrer"},
    "end_relationship": {"until": "2026-06-01T08:00:00Z"},
    "take_back_relationship": {"reason": "typing error"},
    "open_task": {"title": "call", "on": "2026-06-02"},
    "change_task": {"title": "call again"},
    "close_task": {"state": "done", "outcome": "reached"},
    "log_call": {"outcome": "reached"},
    "change_import": {"dry_run": True},
    "change_form": {"is_open": False},
    "decide_duplicate": {"verdict": "different"},
    "undo_merge": {"reason": "two people"},
}
OWN_ANSWERS = {200, 201, 202, 204, 409}  # 409: it is ours, but does not stand so (an open task)
# whatever hangs on a team through a person or a job, or on whoever made it (an import)
OWNED = {
    "job_id", "shortlist_id", "talent_id", "attachment_id", "hold_id", "task_id", "import_id",
    "pair_id", "relationship_id", "merge_id",
    "form_id",
}  # fmt: skip
FREE = {
    "token",
    "account_id",
    "token_id",
    "message_id",
    "suppression_id",
    "erasure_id",
    "version",
    "background_id",
    "name",
}


def objects(world, browser, team_id, person):
    """Make one of everything that belongs to a team."""
    stored = (
        world.parts.paths.attachments / "00" / ("0" * 32)
    )  # where the world's résumés are said to be
    stored.parent.mkdir(parents=True, exist_ok=True)
    stored.write_bytes(b"text")
    talent = world.people[person]
    job = world.new_job(browser, team_id=team_id)
    hold = {"reason": "a claim", "until": "2026-12-01T00:00:00Z"}
    task = {"title": "call", "on": "2026-06-02"}
    url = f"{PREFIX}/talents/{talent}"
    file = {"file": ("p.csv", b"name,email\nA,a@example.org\n")}
    run = {"kind": "talents", "source": f"list of {person}"}
    twins = [
        browser.post(f"{PREFIX}/talents", json={"name": name, "team_id": team_id}).json()["id"]
        for name in (f"twin of {person}", f"another of {person}")
    ]
    merged = browser.post(f"{url}/merges", json={"merged": twins[:1], "reason": "twins"})
    made = {
        "other_id": twins[1],
        "merge_id": merged.json()["items"][0]["id"],
        "job_id": job["id"],
        "shortlist_id": world.new_shortlist(job["id"], browser)["id"],
        "talent_id": talent,
        "attachment_id": browser.get(f"{url}/attachments").json()["items"][0]["id"],
        "hold_id": browser.post(f"{url}/holds", json=hold).json()["id"],
        "task_id": browser.post(f"{url}/tasks", json=task).json()["id"],
        "relationship_id": browser.post(
            f"{url}/relationships", json={"kind": "referrer", "since": "2026-05-01T00:00:00Z"}
        ).json()["id"],
        "form_id": browser.post(
            f"{PREFIX}/forms",
            json={"kind": "refer", "title_zh": "内推", "title_en": "Refer", "team_id": team_id},
        ).json()["id"],
        "import_id": browser.post(f"{PREFIX}/imports", data=run, files=file).json()["id"],
        "pair_id": _pair(world, talent),
    }
    source = browser.get(f"{url}/sources").json()["items"][0]["id"]
    return made, source


def _pair(world, talent):
    """Hold a person and one of the whole company to be one."""
    with world.parts.db.write() as session:
        numbers = people.known_numbers(session, [talent, world.people["Ana Popescu"]])
        one, other = sorted(numbers.values())
        found = NewPair(one, other, 0.7, Band.REVIEW, ())
        identity.note(session, [found], now=world.parts.clock.now())
        pair = identity.of_people(session, SYSTEM, one, other)
    return pair.id


def ask(browser, method, path, operation, made):
    """Call an operation on objects: ``(objects, source)`` as `objects` made them."""
    known, source = made
    for name, value in known.items():
        path = path.replace("{" + name + "}", value)
    name = operation["operationId"]
    queries = {
        "explain_absence": {"talent_id": known["talent_id"]},
        "compare_people": {"talent_id": known["talent_id"]},
        "read_text": {"source_id": source},
    }
    headers = {"If-Match": "*"}
    body = BODIES.get(name)
    if name == "merge_talents":
        body = {"merged": [known["other_id"]], "reason": "twins"}
    return browser.request(method, path, json=body, params=queries.get(name), headers=headers)


def on_objects():
    """Return the operations whose path names an object of a team."""
    for method, path, operation in operations():
        names = {part[1:-1] for part in path.split("/") if part.startswith("{")}
        assert names <= OWNED | FREE, f"does {path} name something of a team?"
        if names & OWNED:
            yield method, path, operation


def test_whatever_belongs_to_another_team_is_404_everywhere(world):
    ours = objects(world, world.recruiter, world.north, "Li Na")
    theirs = objects(world, world.southerner, world.south, "Sven Secret")
    secret = set(theirs[0].values())
    cells, wrong = 0, []
    # reading first: what is asked later deletes or closes
    for method, path, operation in sorted(on_objects(), key=lambda one: one[0] != "GET"):
        for browser in (world.recruiter, world.viewer, world.manager, world.scientist):
            permissions = set(browser.get(f"{PREFIX}/session").json()["permissions"])
            response = ask(browser, method, path, operation, theirs)
            wanted = 404 if granted(permissions, operation) else 403
            if response.status_code != wanted or "Sven" in response.text:
                wrong.append((method, path, response.status_code, wanted))
            cells += 1
        own = ask(world.recruiter, method, path, operation, ours)  # 404 is no matter of course
        if granted(PERMISSIONS[Role.RECRUITER], operation) and own.status_code not in OWN_ANSWERS:
            wrong.append((method, path, own.status_code, own.text))
        cells += 1
    print(f"{cells} cells, {len(wrong)} wrong")
    assert cells > 200
    assert wrong == [], "\n".join(map(str, wrong))
    for mixed in ("shortlist_id", "talent_id"):  # our list, their person, and the other way round
        known = {**ours[0], mixed: theirs[0][mixed]}
        for method, path, operation in on_objects():
            if {"{shortlist_id}", "{talent_id}"} <= set(path.split("/")):
                answer = ask(world.recruiter, method, path, operation, (known, ours[1]))
                assert answer.status_code == 404, (method, path)
    assert not secret & set(world.recruiter.get(f"{PREFIX}/me").text.split('"'))


def test_another_teams_objects_are_in_no_list_no_count_no_export(world):
    theirs, _ = objects(world, world.southerner, world.south, "Sven Secret")
    job = world.new_job()
    world.new_shortlist(job["id"])
    known = {"job_id": job["id"], "talent_id": world.people["Li Na"]}
    asked = 0
    for method, path, operation in operations():
        for name, value in known.items():
            path = path.replace("{" + name + "}", value)
        if method != "GET" or "{" in path:
            continue
        for browser in (world.recruiter, world.viewer, world.manager, world.scientist):
            answer = browser.get(path)
            asked += answer.status_code == 200
            leaked = [one for one in (*theirs.values(), "Sven") if one in answer.text]
            assert not leaked, (operation["operationId"], leaked)
    assert asked > 60
    for q in ("Sven", "Kubernetes", ""):
        found = world.recruiter.get(f"{PREFIX}/talents", params={"q": q}).json()
        assert found["total"] == len(found["items"])
        assert theirs["talent_id"] not in {one["id"] for one in found["items"]}
        taken = world.recruiter.post(
            f"{PREFIX}/talents/export", json={"q": q, "columns": ["id", "name"]}
        )
        assert "Sven" not in taken.text
    chosen = {"talent_ids": [theirs["talent_id"]], "columns": ["id", "name"]}
    taken = world.recruiter.post(f"{PREFIX}/talents/export", json=chosen)
    assert theirs["talent_id"] not in taken.text
    assert world.recruiter.get(f"{PREFIX}/system").json()["people"] == 4
    matched = world.recruiter.post(f"{PREFIX}/match", json={"text": JD})
    assert matched.json()["considered"] is None
    assert theirs["talent_id"] not in matched.text
