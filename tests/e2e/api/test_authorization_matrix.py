"""Every operation of the OpenAPI file × every role, and nobody; objects of another team are 404."""

import pytest

from core.actor import PERMISSIONS, Permission, Role
from serving.cli.openapi import document

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
    "set_standing": "people:write",
    "record_leaving": "people:write",
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


def granted(role, operation):
    """Tell whether a role has what an operation needs, by the hand-written list where there is one."""
    wanted = NEEDS.get(operation["operationId"])
    if wanted is not None:
        return all(Permission(one) in PERMISSIONS[role] for one in wanted.split())
    declared = operation["x-permission"]
    if declared in {"public", "signed in"}:
        return True
    return any(Permission(one) in PERMISSIONS[role] for one in declared.split(" or "))


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


@pytest.mark.parametrize("role", list(Role))
def test_every_cell_of_the_matrix(world, role):
    browser, wrong = world.of_role(role), []
    for method, path, operation in operations():
        if operation["operationId"] in {"sign_out"}:
            continue  # it would end the session that the rest is asked with
        response = browser.request(method, address(path), headers={"If-Match": "*"})
        refused = response.status_code == 403
        if refused == granted(role, operation) or response.status_code in {401, 500}:
            wrong.append((method, path, response.status_code))
    assert wrong == []


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


def test_a_token_can_do_no_more_than_its_scopes(world):
    body = {"name": "narrow", "scopes": ["jobs:read"]}
    secret = world.admin.post(f"{PREFIX}/tokens", json=body).json()["token"]
    world.nobody.headers["Authorization"] = f"Bearer {secret}"
    assert world.nobody.get(f"{PREFIX}/jobs").status_code == 200
    for method, path, operation in operations():
        wanted = NEEDS.get(operation["operationId"], "jobs:read")
        if wanted != "jobs:read":
            response = world.nobody.request(method, address(path), headers={"If-Match": "*"})
            assert response.status_code == 403, (method, path)


def test_whatever_belongs_to_another_team_is_404_everywhere(world):
    job = world.new_job(world.southerner, team_id=world.south)
    made = world.new_shortlist(job["id"], world.southerner)
    secret = world.people["Sven Secret"]
    known = {
        "job_id": job["id"],
        "shortlist_id": made["id"],
        "talent_id": secret,
        "attachment_id": "att_1",
    }
    bodies = {
        "create_shortlist": {},
        "add_job_version": {"text": "Python"},
        "change_job": {"title": "x"},
        "decide": {"decision": "accept"},
        "change_talent": {"name": "x"},
        "add_interaction": {"kind": "call"},
        "record_consent": {"purpose": "rehire", "act": "refused"},
        "withdraw_consent": {"purpose": "rehire"},
        "suppress_talent": {"reason": "asked on the phone"},
        "hold_talent": {"reason": "a claim", "until": "2026-12-01T00:00:00Z"},
        "set_standing": {"relationship": "prospect", "since": "2026-05-01T00:00:00Z"},
        "record_leaving": {"left_at": "2026-05-01T00:00:00Z"},
        "open_task": {"title": "call", "on": "2026-06-02"},
        "log_call": {"outcome": "reached"},
    }
    queries = {
        "explain_absence": {"talent_id": secret},
        "compare_people": {"talent_id": secret},
        "read_text": {"source_id": "src_1"},
    }
    asked = 0
    for method, path, operation in operations():
        name = operation["operationId"]
        names = [part[1:-1] for part in path.split("/") if part.startswith("{")]
        if not names or not set(names) <= set(known) or name not in NEEDS:
            continue
        for placeholder in names:
            path = path.replace("{" + placeholder + "}", known[placeholder])
        for browser in (world.recruiter, world.viewer, world.manager):
            response = browser.request(
                method,
                path,
                json=bodies.get(name),
                params=queries.get(name),
                headers={"If-Match": "*"},
            )
            role_may = response.status_code != 403
            if role_may:
                assert response.status_code == 404, (method, path, response.text)
                assert "Sven" not in response.text
                asked += 1
    assert asked > 30
    for path in ("jobs", "talents", "reviews"):
        assert secret not in world.recruiter.get(f"{PREFIX}/{path}").text
        assert job["id"] not in world.recruiter.get(f"{PREFIX}/{path}").text
