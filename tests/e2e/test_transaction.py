"""One transaction a request, committed before the answer is made."""

from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import event, text
from sqlalchemy.orm import Session

from core import outbox
from core.errors import Conflict, Unavailable
from serving.app import create_app
from serving.deps import NowDep, SessionDep, public
from serving.wiring import Parts


class CommitFails(Conflict):
    code = "commit-fails"


@pytest.fixture
def app(parts: Parts) -> FastAPI:
    made = create_app(parts)

    @made.post("/api/v1/facts", status_code=201, dependencies=[public])
    def add_fact(session: SessionDep, now: NowDep, mode: str = "") -> dict[str, str]:
        outbox.append(session, "test.happened", "one", {"名": "甲"}, now=now)
        if mode == "raise":
            raise Unavailable("the route says no")
        if mode == "bug":
            raise ZeroDivisionError
        if mode == "commit":

            @event.listens_for(session, "before_commit")
            def fail(_: Session) -> None:
                raise CommitFails("the database says no")

        return {"stored": "yes"}

    return made


@pytest.fixture
def browser(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app, base_url="http://testserver") as client:
        yield client


def facts(parts: Parts) -> int:
    with parts.db.read() as session:
        return len(outbox.since(session, 0, names=["test.happened"]))


def test_a_failing_commit_reaches_the_client(browser: TestClient, parts: Parts):
    answer = browser.post("/api/v1/facts?mode=commit")
    assert answer.status_code == 409
    assert answer.json()["type"] == "/problems/commit-fails"
    assert facts(parts) == 0


def test_what_was_answered_is_stored(app: FastAPI, parts: Parts):
    seen: list[int] = []

    async def spy(scope, receive, send):
        async def sending(message):
            if message["type"] == "http.response.start":
                seen.append(facts(parts))  # another connection sees it before the client does
            await send(message)

        await app(scope, receive, sending)

    with TestClient(spy, base_url="http://testserver") as browser:
        assert browser.post("/api/v1/facts").status_code == 201
    assert seen == [1]


@pytest.mark.parametrize(("mode", "status"), [("raise", 503), ("bug", 500)])
def test_an_error_rolls_everything_back(browser: TestClient, parts: Parts, mode: str, status: int):
    answer = browser.post(f"/api/v1/facts?mode={mode}")
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert facts(parts) == 0


def test_a_repeated_request_whose_answer_was_lost_is_not_carried_out_again(
    browser: TestClient, parts: Parts
):
    headers = {"Idempotency-Key": "once-only"}
    assert browser.post("/api/v1/facts", headers=headers).status_code == 201
    with parts.db.write() as session:  # as a crash between commit and answer leaves it
        session.execute(
            text("UPDATE idempotent_answer SET state = 'committed', status = NULL, body = NULL")
        )
    again = browser.post("/api/v1/facts", headers=headers)
    assert (again.status_code, again.json()["type"]) == (409, "/problems/answer-lost")
    assert facts(parts) == 1
